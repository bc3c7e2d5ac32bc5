"""Minutes: written by those who were called, closed once, told to all, and fixed in the ledger.

Invariants
- Of two who write at once nobody's text is lost silently: the second one sees both.
- Closed minutes never change; their leaf commits to every letter, and to who was there.
- They can always be closed: once the caller has left the house, whoever else was called may do it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day, to_millis
from services.crypto import canonical
from services.errors import Conflict, Forbidden, Invalid
from services.ledger import Appender, Difference, NewRecord, Record, compare_rows, subject_of
from services.locks import lock_subject
from services.meetings.calling import tell
from services.meetings.destruction import SUBJECT, is_blank
from services.meetings.models import LONGEST_MINUTES, Meeting
from services.meetings.notices import NoticeKind
from services.meetings.stored import MeetingView, load_meeting, to_view
from services.texts import N_, tidy_text

KIND = "minutes_closed"
CONTENT_VERSION = 1


def save_minutes(
    session: Session, meeting_id: bytes, staff_id: int, text: str, version: int, now: datetime
) -> MeetingView:
    """The text as it is from now on; `version` is the one that the writer saw. The same text again is fine.

    Raises: NotFound; Invalid `minutes`; Conflict `minutes_closed`, `meeting_cancelled`, `minutes_changed`.
    """
    text = tidy_text(text)
    if len(text) > LONGEST_MINUTES:
        sentence = N_("회의록을 20,000자 안에서 적어 주세요.")
        raise Invalid("minutes", sentence, fields={"minutes": sentence})
    view = _lock(session, meeting_id, staff_id)
    if view.minutes == text:
        return view
    if version != view.minutes_version:
        raise Conflict("minutes_changed", N_("그 사이 다른 사람이 회의록을 고쳤어요. 두 글을 견주어 주세요."))
    row = session.get_one(Meeting, meeting_id)
    row.minutes, row.minutes_version = text, view.minutes_version + 1
    row.changes += 1
    row.minutes_by_id, row.minutes_at = staff_id, now
    session.flush()
    return load_meeting(session, meeting_id, staff_id)


def close_minutes(
    session: Session, ledger: Appender, meeting_id: bytes, staff_id: int, version: int, now: datetime
) -> MeetingView:
    """Locks them, with a leaf, and tells all; once. `version` is the text that was read.

    Raises: NotFound; Forbidden `not_caller`; Invalid `minutes_empty`; Conflict `meeting_cancelled`,
    `minutes_changed`.
    """
    lock_subject(session, f"meeting {meeting_id.hex()}")
    view = load_meeting(session, meeting_id, staff_id)
    if not may_close(session, view, staff_id, now):
        raise Forbidden("not_caller", N_("회의를 소집한 사람만 할 수 있어요."))
    if view.closed_at:
        return view
    _check_open(view)
    if not view.minutes:
        raise Invalid("minutes_empty", N_("회의록을 먼저 적어 주세요."))
    if version != view.minutes_version:
        raise Conflict("minutes_changed", N_("그 사이 회의록이 바뀌었어요. 읽어 보고 다시 마감해 주세요."))
    row = session.get_one(Meeting, meeting_id)
    row.closed_at, row.closed_by_id, row.changes = now, staff_id, row.changes + 1
    session.flush()
    view = load_meeting(session, meeting_id, staff_id)
    row.record_id = ledger.append_many(session, [_to_record(view, now)])[0].id
    session.flush()
    others = [member.staff_id for member in view.members if member.staff_id != staff_id]
    tell(session, view, NoticeKind.MINUTES, others, now)
    return load_meeting(session, meeting_id, staff_id)


def may_close(session: Session, view: MeetingView, staff_id: int, now: datetime) -> bool:
    """Whether one of those who were called may close the minutes: the caller; anybody once she has left."""
    if view.called_by_id == staff_id:
        return True
    on = local_day(now)
    caller = people.get_person(session, view.called_by_id, on)
    return caller.left_on is not None and caller.left_on < on


def content_of(view: MeetingView) -> bytes:
    """What the leaf commits to, as deterministic CBOR:

    [1, title, place, start in milliseconds since 1970, caller, text, [[person, answer or ""], ...]], people
    in the order of their ids.
    """
    answers = sorted((member.staff_id, member.answer or "") for member in view.members)
    members: list[canonical.Value] = [[staff_id, answer] for staff_id, answer in answers]
    starts_at = to_millis(view.starts_at)
    return canonical.encode(
        [CONTENT_VERSION, view.title, view.place, starts_at, view.called_by_id, view.minutes, members]
    )


def compare_minutes(session: Session, records: Sequence[Record]) -> Iterable[Difference]:
    """Yields every meeting that is gone or whose closed minutes do not say what their leaf says."""
    wanted = [subject_of(record, SUBJECT) for record in records]
    rows = {row.id: row for row in session.scalars(select(Meeting).where(Meeting.id.in_(wanted)))}

    def agrees(row: Meeting, record: Record) -> bool:
        # Of one that was destroyed nothing can be compared: its destruction has a leaf of its own.
        is_same = is_blank(row) or _digest(to_view(session, row)) == record.facts.get("content_sha256")
        return row.record_id == record.id and is_same

    yield from compare_rows(records, SUBJECT, rows, agrees)


def find_unproven_minutes(session: Session) -> Iterable[Difference]:
    """Yields every meeting whose minutes are closed without a leaf."""
    query = select(Meeting.id).where(Meeting.closed_at.is_not(None), Meeting.record_id.is_(None))
    for meeting_id in session.scalars(query):
        yield Difference(f"meeting {meeting_id.hex()}", "record_missing")


def _lock(session: Session, meeting_id: bytes, staff_id: int) -> MeetingView:
    lock_subject(session, f"meeting {meeting_id.hex()}")
    view = load_meeting(session, meeting_id, staff_id)
    if view.closed_at:
        raise Conflict("minutes_closed", N_("마감한 회의록은 고칠 수 없어요."))
    _check_open(view)
    return view


def _check_open(view: MeetingView) -> None:
    if view.cancelled_at:
        raise Conflict("meeting_cancelled", N_("취소한 회의예요."))


def _to_record(view: MeetingView, now: datetime) -> NewRecord:
    facts: dict[str, canonical.Value] = {
        "content_sha256": _digest(view),
        "version": view.minutes_version,
        "closed_by": view.closed_by_id,
    }
    return NewRecord(KIND, [("meeting", view.id), ("staff", str(view.called_by_id))], facts, now)


def _digest(view: MeetingView) -> bytes:
    return sha256(content_of(view)).digest()
