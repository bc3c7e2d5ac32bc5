"""Every version of every law, in the order of promulgation, against 132,000 manuals of 226 governments.

`all_versions_<engine>`: importing them one after the other, each in its own transaction on its own day: the
file is parsed and stored, every manual that cites what it changes is flagged, owners are told. In seconds.
Baseline: the same versions against one manual after the other, measured with every 2,000th manual that cites
a law, times 2,000. `one_version_<engine>`: the one version that flags most. Baseline: storing it alone.

The texts are read where tests read them: ../shared/data/laws, or BALGIL_TEST_DATA.
"""

import secrets
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench import Result, say
from services import laws, migrate, people
from services.clock import instant_of
from services.db import Database
from services.laws import LawView, SourceFile, parse_law
from services.manuals import citing, tasks
from services.manuals.citing.flagging import flag_manuals
from services.manuals.citing.models import LawFlag, ManualCitation
from services.manuals.sections import Section
from services.manuals.starter import MadeManual, make_manuals
from tests.law_files import REAL_LAWS
from tests.postgres import running_postgres

MANUALS, GOVERNMENTS, OWNERS_EACH, EVERY, AT_ONCE = 132_000, 226, 59, 2_000, 5_000
LONG_AGO = date(2015, 1, 1)
# Everything was published before the first version there is, so that each of the others is a change.
PUBLISHED_AT = datetime(2017, 7, 27, tzinfo=UTC)


@dataclass(frozen=True)
class Step:
    """One version taken in: what it cost, without and with flags, and how many flags it made."""

    title: str
    stored_s: float
    seconds: float
    flags: int
    told: int


def run() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _measure("sqlite", f"sqlite:///{Path(folder) / 'laws.db'}")
    with running_postgres(fsync=True) as url:
        yield from _measure("postgresql", url % "postgres")


def _measure(engine: str, url: str) -> Iterator[Result]:
    database = Database(url)
    migrate.upgrade(database.engine)
    begun = time.perf_counter()
    _fill(database)
    say(f"{engine}: {MANUALS:,} manuals made in {time.perf_counter() - begun:.0f} s")
    steps = [_take(database, file) for file in _list_files()]
    for step in steps:
        say(f"  {step.title}: {step.seconds:.2f} s, {step.flags:,} flags, {step.told:,} told")
    total = sum(step.seconds for step in steps)
    flags = sum(step.flags for step in steps)
    say(f"{engine}: {len(steps)} versions, {flags:,} flags, {_count(database, LawFlag):,} rows of flags")
    yield Result(
        "law_change", f"all_versions_{engine}", round(total, 2), "s", round(_clock_one_by_one(database), 2)
    )
    most = max(steps, key=lambda step: step.flags)
    yield Result("law_change", f"one_version_{engine}", round(most.seconds, 3), "s", round(most.stored_s, 3))
    database.dispose()


def _list_files() -> list[SourceFile]:
    files = laws.read_folder(REAL_LAWS)
    return sorted(files, key=lambda file: (parse_law(file.data).promulgated_on, file.name))


def _take(database: Database, file: SourceFile) -> Step:
    """On the day of its promulgation: what comes into force later is announced."""
    parsed = parse_law(file.data)
    now = instant_of(parsed.promulgated_on, 9 * 60)
    begun = time.perf_counter()
    with database.writing() as session:
        taken = laws.import_laws(session, [file], None, now)
        stored_s = time.perf_counter() - begun
        flagged = citing.flag_changes(session, taken.law_ids, now)
    seconds = time.perf_counter() - begun
    return Step(f"{parsed.title} {parsed.promulgated_on}", stored_s, seconds, flagged.flags, flagged.told)


def _clock_one_by_one(database: Database) -> float:
    """Every law that a manual cites, looked at for it alone, as often as there are versions."""
    with database.reading() as session:
        query = select(ManualCitation.manual_id).where(ManualCitation.law_id.is_not(None)).distinct()
        sample = session.scalars(query.order_by(ManualCitation.manual_id)).all()[::EVERY]
        known = laws.load_laws(session, None)
    begun = time.perf_counter()
    with database.writing() as session:
        for manual_id in sample:
            _look(session, manual_id, known, datetime.now(UTC))
    return EVERY * (time.perf_counter() - begun)


def _look(session: Session, manual_id: int, known: dict[int, LawView], now: datetime) -> None:
    query = select(ManualCitation.law_id).where(
        ManualCitation.manual_id == manual_id, ManualCitation.law_id.is_not(None)
    )
    for law_id in set(session.scalars(query)):
        for _ in known[law_id or 0].versions:
            flag_manuals(session, [known[law_id or 0]], [manual_id], now)


def _fill(database: Database) -> None:
    owners, units = _make_people(database)
    made = make_manuals(MANUALS, GOVERNMENTS)
    while part := list(islice(made, AT_ONCE)):
        with database.writing() as session:
            _publish(session, part, owners, units)


def _publish(
    session: Session, part: Sequence[MadeManual], owners: list[list[int]], units: Sequence[int]
) -> None:
    """The frames and what they cite; texts and index are other benchmarks' matter."""
    news = [
        tasks.NewManual(
            key=secrets.token_bytes(16),
            unit_id=units[one.institution],
            title=one.file.title,
            owner_id=owners[one.institution][number % OWNERS_EACH],
            institution_id=units[one.institution],
        )
        for number, one in enumerate(part)
    ]
    ids = tasks.create_manuals(session, news, None, PUBLISHED_AT)
    texts = [(manual_id, [one.file.sections[Section.LAWS]]) for manual_id, one in zip(ids, part, strict=True)]
    citing.note_many(session, texts, PUBLISHED_AT)


def _make_people(database: Database) -> tuple[list[list[int]], list[int]]:
    with database.writing() as session:
        kind = people.UnitKind.INSTITUTION
        units = [
            people.create_unit(session, kind, f"{n + 1}번째 기관", None, LONG_AGO) for n in range(GOVERNMENTS)
        ]
        news = [
            people.NewPerson(f"{number:06}", f"담당{number}", LONG_AGO, units[number // OWNERS_EACH])
            for number in range(GOVERNMENTS * OWNERS_EACH)
        ]
        ids = list(people.create_persons(session, news, PUBLISHED_AT).values())
    return [ids[at : at + OWNERS_EACH] for at in range(0, len(ids), OWNERS_EACH)], units


def _count(database: Database, table: type[LawFlag]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0
