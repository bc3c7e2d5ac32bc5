"""What a published manual cites: noted at each publication, with the version that was in force then."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services import laws
from services.clock import local_day
from services.laws import LawView
from services.locks import ROWS_A_STATEMENT, insert_missing
from services.manuals import tasks
from services.manuals.citing.flagging import flag_manuals
from services.manuals.citing.links import unmark
from services.manuals.citing.models import LONGEST_KEY, LawFlag, ManualCitation

# More than anybody cites; what is over is left alone.
MOST_CITATIONS = 1_000
_Key = tuple[str, str]


def note_citations(
    session: Session, manual_id: int, sections: Mapping[str, str] | Sequence[str], now: datetime
) -> None:
    """Notes what the published sections of a manual and what units have written beside them cite, in place
    of what was noted before.

    A citation whose flag is open keeps the version that its owner knows until she confirms; a flag of what is
    not cited any more falls. What will change on a later day is flagged at once.
    """
    laws.hold_laws(session)
    texts = list(sections.values()) if isinstance(sections, Mapping) else list(sections)
    notes = tasks.list_note_texts(session, [manual_id]).get(manual_id, [])
    wanted = read_citations([*texts, *notes])
    known = _load_laws(session, wanted)
    held = {
        (row.law_key, row.place): row
        for row in session.scalars(select(ManualCitation).where(ManualCitation.manual_id == manual_id))
    }
    for key in held.keys() - wanted.keys():
        session.delete(held[key])
    session.flush()
    _drop_flags(session, manual_id, {(known[key].id, place) for key, place in wanted if key in known})
    today = local_day(now)
    rows = [_to_row(manual_id, key, title, known, today) for key, title in wanted.items() if key not in held]
    insert_missing(session, ManualCitation, rows)
    _renew(session, manual_id, [held[key] for key in held.keys() & wanted.keys()], known, today)
    flag_manuals(session, _each_once(known), [manual_id], now)


def note_many(session: Session, manuals: Sequence[tuple[int, Sequence[str]]], now: datetime) -> None:
    """The same for many at once: in few statements for those of which nothing was noted before."""
    laws.hold_laws(session)
    for start in range(0, len(manuals), ROWS_A_STATEMENT):
        _note_part(session, dict(manuals[start : start + ROWS_A_STATEMENT]), now)


def _note_part(session: Session, manuals: Mapping[int, Sequence[str]], now: datetime) -> None:
    query = select(ManualCitation.manual_id).where(ManualCitation.manual_id.in_(manuals)).distinct()
    held = set(session.scalars(query))
    for manual_id in held:
        note_citations(session, manual_id, manuals[manual_id], now)
    today = local_day(now)
    notes = tasks.list_note_texts(session, manuals)
    read = {
        each: read_citations([*texts, *notes.get(each, ())])
        for each, texts in manuals.items()
        if each not in held
    }
    known = _load_laws(session, {key: title for wanted in read.values() for key, title in wanted.items()})
    rows = [
        _to_row(manual_id, key, title, known, today)
        for manual_id, wanted in read.items()
        for key, title in wanted.items()
    ]
    insert_missing(session, ManualCitation, rows)
    # What is in force today is what their owners have before them.
    changing = [law for law in _each_once(known) if law.upcoming(today)]
    flag_manuals(session, changing, list(read), now)


def _each_once(known: Mapping[str, LawView]) -> list[LawView]:
    return list({law.id: law for law in known.values()}.values())


def read_citations(texts: Iterable[str]) -> dict[_Key, str]:
    """The laws and places that texts in Markdown cite, with the title as it is written."""
    found: dict[_Key, str] = {}
    for text in texts:
        for citation in laws.find_citations(unmark(text)):
            if len(found) >= MOST_CITATIONS:
                return found
            place = str(citation.span) if citation.span else ""
            found.setdefault((laws.law_key(citation.law_title), place), citation.law_title[:LONGEST_KEY])
    return found


def _load_laws(session: Session, wanted: Mapping[_Key, str]) -> dict[str, LawView]:
    """The laws that are known here, by the keys under which they are cited."""
    ids = laws.find_law_ids(session, set(wanted.values()))
    views = laws.load_laws(session, set(ids.values())) if ids else {}
    return {key: views[law_id] for key, law_id in ids.items()}


def _to_row(
    manual_id: int, key: _Key, title: str, known: Mapping[str, LawView], today: date
) -> dict[str, object]:
    law = known.get(key[0])
    return {
        "manual_id": manual_id,
        "law_key": key[0],
        "place": key[1],
        "law_title": title,
        "law_id": law.id if law else None,
        "version_id": _version_of(law, today),
        "noted_on": today,
    }


def _version_of(law: LawView | None, today: date) -> int | None:
    """What was in force that day; before the first known version that one stands for it."""
    if law is None:
        return None
    version = law.in_force(today) or min(law.versions, key=lambda each: (each.in_force_on, each.order))
    return version.id


def _drop_flags(session: Session, manual_id: int, cited: set[tuple[int, str]]) -> None:
    """Without a trace: if the place is cited anew before the day, its change is announced anew."""
    mine = (LawFlag.manual_id == manual_id) & LawFlag.cleared_at.is_(None)
    rows = session.execute(select(LawFlag.id, LawFlag.law_id, LawFlag.place).where(mine))
    gone = [flag_id for flag_id, law_id, place in rows if (law_id, place) not in cited]
    if gone:
        session.execute(delete(LawFlag).where(LawFlag.id.in_(gone)))


def _renew(
    session: Session,
    manual_id: int,
    rows: Sequence[ManualCitation],
    known: Mapping[str, LawView],
    today: date,
) -> None:
    """Whoever publishes anew has today's law before her, except where a flag waits for her word."""
    query = select(LawFlag.law_id, LawFlag.place).where(
        LawFlag.manual_id == manual_id, LawFlag.cleared_at.is_(None)
    )
    waiting = {(law_id, place) for law_id, place in session.execute(query)}
    for row in rows:
        law = known.get(row.law_key)
        if law is None or (law.id, row.place) in waiting:
            continue
        orders = {version.id: version.order for version in law.versions}
        version_id = _version_of(law, today)
        if version_id and (row.version_id is None or orders[version_id] > orders[row.version_id]):
            row.version_id = version_id
        row.law_id, row.noted_on = law.id, today
    session.flush()


def forget_citations(session: Session, manual_ids: Sequence[int]) -> None:
    """Removes what manuals cite, with their flags, where the manuals themselves are destroyed."""
    session.execute(delete(LawFlag).where(LawFlag.manual_id.in_(manual_ids)))
    session.execute(delete(ManualCitation).where(ManualCitation.manual_id.in_(manual_ids)))
