"""A meeting called on the spot: everybody is told at once, and answers with one tap.

Invariants
- Who was not called sees nothing of it, its room least of all.
- What the caller sends twice is one meeting, and told once.
- Nobody is called more often than the house can bear: a person calls a few times an hour.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services import notifications
from services.clock import local_day
from services.errors import Conflict, Forbidden, Invalid, NotFound
from services.locks import insert_missing, lock_subject
from services.meetings.invitations import ID_BYTES, Choice, list_invited
from services.meetings.models import LONGEST_PLACE, LONGEST_TITLE, Meeting, MeetingMember
from services.meetings.notices import NoticeKind
from services.meetings.stored import ANSWERS, COMING, RUNS_FOR, MeetingView, load_meeting
from services.notifications import Telling
from services.texts import N_, tidy_line

# From now on, in minutes: a meeting that is called at once is no appointment.
STARTS_IN_MIN = (0, 10, 30, 60)
MOST_CALLS_AN_HOUR = 6
ONE_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Call:
    """What a caller sends; `id` is 16 bytes that the form made."""

    id: bytes
    title: str
    starts_in_min: int
    place: str = ""


def call_meeting(
    session: Session, caller_id: int, call: Call, choice: Choice, room: str, now: datetime
) -> MeetingView:
    """Calls people together and tells all of them; the same call sent again gives the same meeting.

    `room` is the name of its video room: at least 16 random bytes as text.
    Raises: Invalid with each wrong field; Forbidden `too_many_for_staff`; Conflict `too_many_calls`,
    `id_taken`.
    """
    call = Call(call.id, tidy_line(call.title), call.starts_in_min, tidy_line(call.place))
    lock_subject(session, f"meetings {caller_id}")
    known = session.get(Meeting, call.id)
    if known is not None:
        if (known.called_by_id, known.title) != (caller_id, call.title):
            sentence = N_("이 화면에서 이미 소집한 회의가 있어요. 새로 고친 뒤 다시 해 주세요.")
            raise Conflict("id_taken", sentence)
        return load_meeting(session, call.id, caller_id)
    if wrong := _find_wrong(call):
        raise Invalid("invalid_meeting", fields=wrong)
    _check_few(session, caller_id, now)
    invited = list_invited(session, caller_id, choice, local_day(now))
    session.add(
        Meeting(
            id=call.id,
            title=call.title,
            place=call.place,
            room=room,
            called_by_id=caller_id,
            called_at=now,
            starts_at=now + timedelta(minutes=call.starts_in_min),
            changes=0,
            minutes="",
            minutes_version=0,
        )
    )
    session.flush()
    session.add(MeetingMember(meeting_id=call.id, staff_id=caller_id, answer=COMING, answered_at=now))
    session.flush()
    _invite(session, call.id, invited)
    view = load_meeting(session, call.id, caller_id)
    tell(session, view, NoticeKind.CALLED, invited, now)
    return view


def call_further(
    session: Session, meeting_id: bytes, caller_id: int, choice: Choice, now: datetime
) -> MeetingView:
    """Calls more people to a running meeting; who was called already is not told again.

    Raises: NotFound; Forbidden `not_caller`; Conflict `meeting_over`; as `list_invited` does.
    """
    view = _lock_own(session, meeting_id, caller_id)
    _check_runs(view, now)
    known = [member.staff_id for member in view.members]
    wanted = list_invited(session, caller_id, choice, local_day(now))
    # The limit is one of the whole meeting.
    list_invited(session, caller_id, Choice(staff_ids={*known, *wanted}), local_day(now))
    new = [staff_id for staff_id in wanted if staff_id not in known]
    _invite(session, meeting_id, new)
    session.get_one(Meeting, meeting_id).changes += len(new)
    session.flush()
    tell(session, view, NoticeKind.CALLED, new, now)
    return load_meeting(session, meeting_id, caller_id)


def answer_call(session: Session, meeting_id: bytes, staff_id: int, answer: str, now: datetime) -> None:
    """One's own answer, which may change as long as the meeting runs.

    Raises: NotFound; Invalid `answer`; Conflict `meeting_over`.
    """
    # Closed minutes say who was there: no answer comes between their reading and their closing.
    lock_subject(session, f"meeting {meeting_id.hex()}")
    row = session.get(MeetingMember, (meeting_id, staff_id), populate_existing=True)
    if row is None:
        raise NotFound("meeting_not_found", N_("그런 회의가 없어요."))
    if answer not in ANSWERS:
        raise Invalid("answer", N_("셋 가운데 하나를 골라 주세요."))
    if row.answer == answer:
        return
    meeting = session.get_one(Meeting, meeting_id, populate_existing=True)
    if meeting.cancelled_at or meeting.closed_at or now >= meeting.starts_at + RUNS_FOR:
        raise Conflict("meeting_over", N_("취소했거나 끝난 회의예요."))
    row.answer, row.answered_at = answer, now
    meeting.changes += 1
    session.flush()


def cancel_meeting(session: Session, meeting_id: bytes, caller_id: int, now: datetime) -> MeetingView:
    """Calls it off, and tells everybody; once. Raises: NotFound; Forbidden `not_caller`; Conflict
    `meeting_over`."""
    view = _lock_own(session, meeting_id, caller_id)
    if view.cancelled_at:
        return view
    _check_runs(view, now)
    row = session.get_one(Meeting, meeting_id)
    row.cancelled_at, row.changes = now, row.changes + 1
    session.flush()
    others = [member.staff_id for member in view.members if member.staff_id != caller_id]
    tell(session, view, NoticeKind.CANCELLED, others, now)
    return load_meeting(session, meeting_id, caller_id)


def tell(
    session: Session, view: MeetingView, kind: NoticeKind, staff_ids: Sequence[int], now: datetime
) -> None:
    """In few statements, whatever their number."""
    facts = {
        "name": view.name_of(view.called_by_id),
        "title": view.title,
        "starts_at": view.starts_at.isoformat(),
        "meeting": view.id.hex(),
    }
    notifications.notify_all(session, kind, now, [Telling(staff_id, facts) for staff_id in staff_ids])


def _invite(session: Session, meeting_id: bytes, staff_ids: Collection[int]) -> None:
    rows = [{"meeting_id": meeting_id, "staff_id": staff_id} for staff_id in staff_ids]
    insert_missing(session, MeetingMember, rows)


def _lock_own(session: Session, meeting_id: bytes, caller_id: int) -> MeetingView:
    lock_subject(session, f"meeting {meeting_id.hex()}")
    view = load_meeting(session, meeting_id, caller_id)
    if view.called_by_id != caller_id:
        raise Forbidden("not_caller", N_("회의를 소집한 사람만 할 수 있어요."))
    return view


def _check_runs(view: MeetingView, now: datetime) -> None:
    if not view.is_running(now):
        raise Conflict("meeting_over", N_("취소했거나 끝난 회의예요."))


def _check_few(session: Session, caller_id: int, now: datetime) -> None:
    # Those that were called off count: everybody was told of them, too, and at night.
    query = select(func.count()).where(Meeting.called_by_id == caller_id, Meeting.called_at > now - ONE_HOUR)
    if (session.scalar(query) or 0) >= MOST_CALLS_AN_HOUR:
        sentence = N_("한 시간에 여섯 번까지 소집할 수 있어요. 열린 회의에 사람을 더 불러 주세요.")
        raise Conflict("too_many_calls", sentence)


def _find_wrong(call: Call) -> dict[str, str]:
    checks = {
        "id": (len(call.id) == ID_BYTES, N_("화면을 새로 고친 뒤 다시 해 주세요.")),
        "title": (0 < len(call.title) <= LONGEST_TITLE, N_("무슨 일인지 100자 안에서 적어 주세요.")),
        "place": (len(call.place) <= LONGEST_PLACE, N_("장소를 100자 안에서 적어 주세요.")),
        "starts_in": (call.starts_in_min in STARTS_IN_MIN, N_("언제 모일지 골라 주세요.")),
    }
    return {field: sentence for field, (is_right, sentence) in checks.items() if not is_right}
