"""A new version of a law: every manual that cites a place which it changes gets a flag, in few statements.

Invariants
- A citation knows the version that its owner has had before her; what is newer than that is compared with it.
- What is compared are the version in force today and those that come into force later, each with the one
  before it: a flag says from which day on something else holds.
- Of one place at most one flag is open for the law in force: a newer version takes the place of the older.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services import laws
from services.clock import local_day
from services.laws import LawView, SourceFile, Taken, VersionView
from services.locks import insert_missing, insert_selected
from services.manuals.citing.changed import load_step
from services.manuals.citing.models import LawFlag, ManualCitation
from services.manuals.citing.telling import tell_changes

PLACES_A_STATEMENT = 500
_FIRST_DAY = date(1900, 1, 1)


@dataclass(frozen=True)
class Flagged:
    """What new versions came to: how many flags there are for it, and how many people were told."""

    flags: int
    told: int


def take_laws(
    session: Session, files: Sequence[SourceFile], by_id: int | None, now: datetime, *, replaces: bool = False
) -> tuple[Taken, Flagged]:
    """Imports files of laws and flags the manuals that cite what they change, in one transaction."""
    taken = laws.import_laws(session, files, by_id, now, replaces=replaces)
    return taken, flag_changes(session, taken.law_ids, now)


def flag_changes(session: Session, law_ids: Collection[int], now: datetime) -> Flagged:
    """Flags what the versions of these laws change in what manuals cite, and tells owners and watchers."""
    flags = told = 0
    for law in laws.load_laws(session, law_ids).values():
        know_law(session, law)
        flag_law(session, law, now)
        done = tell_changes(session, law, now)
        flags, told = flags + done.flags, told + done.told
    return Flagged(flags, told)


def know_law(session: Session, law: LawView) -> None:
    """Citations of a law that was not known are its own from now on, with the text of their own day."""
    keys = [laws.law_key(name) for name in {law.title, law.number, *law.short_names}]
    keys += [laws.law_key(version.title) for version in law.versions]
    for from_on, until_on, version in _list_reigns(law):
        session.execute(
            update(ManualCitation)
            .where(
                ManualCitation.law_id.is_(None),
                ManualCitation.law_key.in_(set(keys)),
                ManualCitation.noted_on >= from_on,
                ManualCitation.noted_on <= until_on,
            )
            .values(law_id=law.id, version_id=version.id)
        )


def _list_reigns(law: LawView) -> list[tuple[date, date, VersionView]]:
    """From when until when which version was in force; the first one stands for the time before it too."""
    days = sorted({version.in_force_on for version in law.versions})
    reigns = []
    for at, on in enumerate(days):
        until_on = days[at + 1] - timedelta(days=1) if at + 1 < len(days) else date.max
        version = law.in_force(on)
        if version:
            reigns.append((on if at else _FIRST_DAY, until_on, version))
    return reigns


def flag_law(session: Session, law: LawView, now: datetime) -> None:
    """Flags what has changed since the version that each citation of a law knows, whoever cites it."""
    ahead = _list_ahead(law, now)
    mine = ManualCitation.law_id == law.id
    query = select(ManualCitation.version_id).where(mine, ManualCitation.version_id.is_not(None)).distinct()
    for version_id in session.scalars(query).all():
        theirs = mine & (ManualCitation.version_id == version_id)
        steps = _list_steps(law, version_id, ahead)
        if not steps:
            continue
        cited = session.scalars(select(ManualCitation.place).where(theirs).distinct()).all()
        for old, new in steps:
            changed = _find_changed(session, law, (old, new), cited)
            values = {"law_id": law.id, "from_version_id": old.id, "version_id": new.id, "flagged_at": now}
            for start in range(0, len(changed), PLACES_A_STATEMENT):
                some = ManualCitation.place.in_(changed[start : start + PLACES_A_STATEMENT])
                keys = select(ManualCitation.manual_id, ManualCitation.place).where(theirs, some)
                insert_selected(session, LawFlag, keys, values)
    _drop_overtaken(session, law, ahead, now)


def flag_manuals(
    session: Session, known: Collection[LawView], manual_ids: Sequence[int], now: datetime
) -> None:
    """The same for some manuals, whatever they cite; a thousand at most.

    Their citations are found by the manual alone: a database that looked for the law first would read those
    of a hundred thousand others.
    """
    cited: dict[tuple[int, int], dict[str, list[int]]] = {}
    query = select(ManualCitation).where(ManualCitation.manual_id.in_(manual_ids))
    for row in session.scalars(query):
        if row.law_id is not None and row.version_id is not None:
            places = cited.setdefault((row.law_id, row.version_id), {})
            places.setdefault(row.place, []).append(row.manual_id)
    for law in known:
        ahead = _list_ahead(law, now)
        for (law_id, version_id), places in cited.items():
            for old, new in _list_steps(law, version_id, ahead) if law_id == law.id else ():
                facts = {"law_id": law.id, "from_version_id": old.id, "version_id": new.id, "flagged_at": now}
                changed = _find_changed(session, law, (old, new), list(places))
                rows = [facts | {"manual_id": each, "place": at} for at in changed for each in places[at]]
                insert_missing(session, LawFlag, rows)
        _drop_overtaken(session, law, ahead, now, manual_ids)


def _list_ahead(law: LawView, now: datetime) -> list[VersionView]:
    """What holds today, and what comes after it."""
    today = local_day(now)
    held = law.in_force(today)
    return [*([held] if held else []), *law.upcoming(today)]


def _list_steps(
    law: LawView, version_id: int | None, ahead: Sequence[VersionView]
) -> list[tuple[VersionView, VersionView]]:
    """From the version that somebody knows to the next one ahead, and on from there.

    Who has confirmed one ahead of its day may still learn of another that comes before it; of no version she
    is told twice.
    """
    known = next((version for version in law.versions if version.id == version_id), None)
    if known is None:
        return []
    newer = [version for version in ahead if version.order > known.order]
    return list(pairwise(ahead if known in ahead else [known, *newer]))


def _find_changed(
    session: Session, law: LawView, step: tuple[VersionView, VersionView], places: Sequence[str]
) -> list[str]:
    texts = load_step(session, law, *step)
    spans = {place: laws.parse_span(place) for place in places}
    return [place for place, span in spans.items() if span and texts.is_changed(span)]


def _drop_overtaken(
    session: Session,
    law: LawView,
    ahead: Sequence[VersionView],
    now: datetime,
    manual_ids: Collection[int] | None = None,
) -> None:
    """Flags of versions that are neither in force nor to come are answered by those of the newer one."""
    alive = [version.id for version in ahead]
    query = update(LawFlag).where(
        LawFlag.law_id == law.id, LawFlag.cleared_at.is_(None), LawFlag.version_id.not_in(alive)
    )
    if manual_ids is not None:
        query = query.where(LawFlag.manual_id.in_(manual_ids))
    session.execute(query.values(cleared_at=now))
