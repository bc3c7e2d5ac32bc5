"""Files of laws: looked at first, each with its fate, then taken in. One bad file stops no other one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.errors import BalgilError
from services.laws.models import Law, LawAnnex, LawArticle, LawName, LawVersion
from services.laws.parsing import ParsedLaw, parse_law
from services.laws.places import law_key
from services.locks import insert_missing, lock_subject, share_subject
from services.texts import N_

SUBJECT = "laws"
_Key = tuple[object, ...]


@dataclass(frozen=True)
class SourceFile:
    name: str
    data: bytes


class Fate(StrEnum):
    NEW = "new"
    KNOWN = "known"
    REPLACED = "replaced"
    REFUSED = "refused"


@dataclass(frozen=True)
class LawRow:
    """What becomes of one file. `sentence` with its `params` says why it is refused."""

    name: str
    fate: Fate
    title: str = ""
    promulgated_on: date | None = None
    in_force_on: date | None = None
    articles: int = 0
    sentence: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class LawPlan:
    rows: tuple[LawRow, ...]

    def count(self, fate: Fate) -> int:
        return sum(row.fate is fate for row in self.rows)

    @property
    def counts(self) -> Mapping[Fate, int]:
        return {fate: self.count(fate) for fate in Fate}


@dataclass(frozen=True)
class Taken:
    """What an import has done: what became of each file, and the laws that have a new text now."""

    plan: LawPlan
    law_ids: tuple[int, ...]


def hold_laws(session: Session) -> None:
    """Until this transaction ends no law is taken in: who notes what a text cites sees the newest versions,
    and the next import sees what she has noted.
    """
    share_subject(session, SUBJECT)


def plan_laws(session: Session, files: Sequence[SourceFile], *, replaces: bool = False) -> LawPlan:
    """What importing these files would do; nothing is changed."""
    return LawPlan(tuple(row for row, _ in _judge(session, files, replaces=replaces)))


def import_laws(
    session: Session, files: Sequence[SourceFile], by_id: int | None, now: datetime, *, replaces: bool = False
) -> Taken:
    """Takes in what is new, each file as a whole or not at all.

    With `replaces` the text of a version that is known with another one takes its place: what was wrong here.
    """
    lock_subject(session, SUBJECT)
    rows, law_ids = [], []
    for row, parsed in _judge(session, files, replaces=replaces):
        rows.append(row)
        if parsed is not None:
            law_ids.append(_store(session, parsed, by_id, now))
    return Taken(LawPlan(tuple(rows)), tuple(dict.fromkeys(law_ids)))


def _judge(
    session: Session, files: Sequence[SourceFile], *, replaces: bool
) -> Iterator[tuple[LawRow, ParsedLaw | None]]:
    """Each file in the order of promulgation, unreadable ones last; those to be stored with their text."""
    read: list[tuple[str, ParsedLaw]] = []
    refused = []
    for file in files:
        try:
            read.append((file.name, parse_law(file.data)))
        except BalgilError as error:
            refused.append(LawRow(file.name, Fate.REFUSED, sentence=error.sentence, params=error.params))
    read.sort(key=lambda each: (each[1].promulgated_on, each[1].number, each[1].in_force_on))
    known = _load_known(session, {parsed.number for _, parsed in read})
    judge = _Judge(known, set(known) if replaces else set(), _load_names(session))
    for name, parsed in read:
        yield judge.judge(name, parsed)
    yield from ((row, None) for row in refused)


@dataclass
class _Judge:
    """Which versions are known, which of them may get another text, and whose each title is."""

    known: dict[_Key, bytes]
    replaceable: set[_Key]
    names: dict[str, str]

    def judge(self, name: str, parsed: ParsedLaw) -> tuple[LawRow, ParsedLaw | None]:
        key = (parsed.number, parsed.promulgated_on, parsed.promulgation_number, parsed.in_force_on)
        main = sum(each.part == "main" for each in parsed.articles)
        facts = (parsed.title, parsed.promulgated_on, parsed.in_force_on, main)
        if self.known.get(key) == parsed.digest:
            return LawRow(name, Fate.KNOWN, *facts), None
        if key in self.known and key not in self.replaceable:
            sentence = N_("이미 있는 판본과 글이 달라요. 있는 것을 그대로 두었어요.")
            return LawRow(name, Fate.REFUSED, *facts, sentence), None
        owner = self.names.setdefault(law_key(parsed.title), parsed.number)
        if owner != parsed.number:
            sentence = N_("같은 제목의 다른 법령(법령ID %(number)s)이 이미 있어요.")
            return LawRow(name, Fate.REFUSED, *facts, sentence, {"number": owner}), None
        fate = Fate.REPLACED if key in self.known else Fate.NEW
        # Of two files that claim to be the same version the first one counts.
        self.known[key] = parsed.digest
        self.replaceable.discard(key)
        return LawRow(name, fate, *facts), parsed


def _load_known(session: Session, numbers: set[str]) -> dict[_Key, bytes]:
    query = (
        select(
            Law.number,
            LawVersion.promulgated_on,
            LawVersion.promulgation_number,
            LawVersion.in_force_on,
            LawVersion.sha256,
        )
        .join(LawVersion, LawVersion.law_id == Law.id)
        .where(Law.number.in_(numbers))
    )
    return {tuple(row[:4]): row[4] for row in session.execute(query)}


def _load_names(session: Session) -> dict[str, str]:
    """The number of the law that each title belongs to."""
    query = select(LawName.key, Law.number).join(Law, Law.id == LawName.law_id)
    return dict(session.execute(query).all())


def _store(session: Session, parsed: ParsedLaw, by_id: int | None, now: datetime) -> int:
    law = _store_law(session, parsed)
    version = _make_version(session, law, parsed)
    version.title, version.source, version.sha256 = parsed.title, parsed.source, parsed.digest
    version.imported_at, version.imported_by_id = now, by_id
    session.add(version)
    session.flush()
    articles = [
        {
            "version_id": version.id,
            "position": position,
            "part": each.part,
            "article": each.article,
            "branch": each.branch,
            "chapter": each.chapter,
            "heading": each.heading,
            "text": each.text,
            "sha256": each.digest,
        }
        for position, each in enumerate(parsed.articles)
    ]
    annexes = [
        {"version_id": version.id, "position": position, **vars(each)}
        for position, each in enumerate(parsed.annexes)
    ]
    insert_missing(session, LawArticle, articles)
    insert_missing(session, LawAnnex, annexes)
    return law.id


def _make_version(session: Session, law: Law, parsed: ParsedLaw) -> LawVersion:
    """The version that a file is about, without a text."""
    version = session.scalar(
        select(LawVersion).where(
            LawVersion.law_id == law.id,
            LawVersion.promulgated_on == parsed.promulgated_on,
            LawVersion.promulgation_number == parsed.promulgation_number,
            LawVersion.in_force_on == parsed.in_force_on,
        )
    )
    if version is None:
        return LawVersion(
            law_id=law.id,
            promulgated_on=parsed.promulgated_on,
            promulgation_number=parsed.promulgation_number,
            in_force_on=parsed.in_force_on,
        )
    for table in (LawArticle, LawAnnex):
        session.execute(delete(table).where(table.version_id == version.id))
    return version


def _store_law(session: Session, parsed: ParsedLaw) -> Law:
    """The law itself, called what its newest version calls it."""
    law = session.scalar(select(Law).where(Law.number == parsed.number))
    newest = None
    if law is None:
        law = Law(number=parsed.number, title=parsed.title, kind=parsed.kind, ministry=parsed.ministry)
        session.add(law)
        session.flush()
    else:
        newest = session.scalar(
            select(LawVersion.promulgated_on)
            .where(LawVersion.law_id == law.id)
            .order_by(LawVersion.promulgated_on.desc())
            .limit(1)
        )
    if newest is None or parsed.promulgated_on >= newest:
        law.title, law.kind, law.ministry = parsed.title, parsed.kind, parsed.ministry
    name = {"key": law_key(parsed.title), "law_id": law.id, "name": parsed.title, "is_short": False}
    insert_missing(session, LawName, [name])
    return law
