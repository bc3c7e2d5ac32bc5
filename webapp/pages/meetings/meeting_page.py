"""A meeting as its page and the JSON interface show it: who comes, in groups by answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services import absences, meetings
from services.absences import KIND_WORDS
from services.meetings import MeetingView, MemberView
from webapp.context import current_person, now
from webapp.pages.meetings.room import RoomLink, find_room

ORDER = (*meetings.ANSWERS, meetings.SILENT)


@dataclass(frozen=True)
class MeetingPage:
    """`away` are words for those who have not answered and are not at their desks: for the caller alone."""

    meeting: MeetingView
    state: str
    is_running: bool
    is_mine: bool
    may_close: bool
    answer: str | None
    groups: Mapping[str, Sequence[MemberView]]
    away: Mapping[int, str]
    room: RoomLink | None


def load_meeting_page(session: Session, meeting_id: bytes) -> MeetingPage:
    staff_id, at = current_person().staff_id, now()
    meeting = meetings.load_meeting(session, meeting_id, staff_id)
    is_running, is_mine = meeting.is_running(at), meeting.called_by_id == staff_id
    groups = group_members(meeting)
    silent = [member.staff_id for member in groups[meetings.SILENT]]
    away = absences.away_at(session, silent, at) if is_mine and is_running else {}
    return MeetingPage(
        meeting=meeting,
        state="running" if is_running else meeting.state,
        is_running=is_running,
        is_mine=is_mine,
        may_close=meetings.may_close(session, meeting, staff_id, at),
        answer=meeting.find_answer(staff_id),
        groups=groups,
        away={who: KIND_WORDS[absence.kind] for who, absence in away.items()},
        room=find_room(meeting.room) if is_running else None,
    )


def group_members(meeting: MeetingView) -> dict[str, list[MemberView]]:
    return {name: meeting.list_answered(None if name == meetings.SILENT else name) for name in ORDER}
