"""Meetings as those see them who were called."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import NotFound
from services.meetings.models import Meeting, MeetingMember
from services.texts import N_

COMING, TEN_MINUTES, CANNOT = "coming", "ten_minutes", "cannot"
ANSWERS = (COMING, TEN_MINUTES, CANNOT)
SILENT = "silent"
# So long after its beginning a meeting is still one that somebody may come to.
RUNS_FOR = timedelta(hours=4)
MOST_LISTED = 40


@dataclass(frozen=True)
class MemberView:
    """One who was called; `answer` is None before one."""

    staff_id: int
    name: str
    place: str
    title: str
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True)
class MeetingView:
    """A meeting with everybody who was called, the caller among them."""

    id: bytes
    title: str
    place: str
    room: str
    called_by_id: int
    called_at: datetime
    starts_at: datetime
    cancelled_at: datetime | None
    changes: int
    minutes: str
    minutes_version: int
    minutes_by_id: int | None
    minutes_at: datetime | None
    closed_at: datetime | None
    closed_by_id: int | None
    record_id: int | None
    members: tuple[MemberView, ...]

    @property
    def state(self) -> str:
        """`open`, `cancelled`, or `closed` once its minutes are."""
        if self.cancelled_at:
            return "cancelled"
        return "closed" if self.closed_at else "open"

    def is_running(self, now: datetime) -> bool:
        """Whether it still matters who comes."""
        return self.state == "open" and now < self.starts_at + RUNS_FOR

    def list_answered(self, answer: str | None) -> list[MemberView]:
        return [member for member in self.members if member.answer == answer]

    def find_answer(self, staff_id: int) -> str | None:
        return next((member.answer for member in self.members if member.staff_id == staff_id), None)

    def name_of(self, staff_id: int | None) -> str:
        return next((member.name for member in self.members if member.staff_id == staff_id), "")


@dataclass(frozen=True)
class MeetingLine:
    """A meeting as lists show it, to one of those who were called."""

    id: bytes
    title: str
    caller: str
    starts_at: datetime
    state: str
    answer: str | None
    is_mine: bool
    is_running: bool
    coming: int
    called: int


def load_meeting(session: Session, meeting_id: bytes, staff_id: int) -> MeetingView:
    """To those alone who were called. Raises: NotFound `meeting_not_found`."""
    row = session.get(Meeting, meeting_id, populate_existing=True)
    if row is None or session.get(MeetingMember, (meeting_id, staff_id)) is None:
        raise NotFound("meeting_not_found", N_("그런 회의가 없어요."))
    return to_view(session, row)


def find_changes(session: Session, meeting_id: bytes, staff_id: int) -> int:
    """How often anything has changed that those see who watch; in one small statement, however many they are.

    Raises: NotFound `meeting_not_found`.
    """
    query = (
        select(Meeting.changes)
        .join(MeetingMember, MeetingMember.meeting_id == Meeting.id)
        .where(Meeting.id == meeting_id, MeetingMember.staff_id == staff_id)
    )
    changes = session.scalar(query)
    if changes is None:
        raise NotFound("meeting_not_found", N_("그런 회의가 없어요."))
    return changes


def to_view(session: Session, row: Meeting) -> MeetingView:
    query = select(MeetingMember).where(MeetingMember.meeting_id == row.id)
    members = session.scalars(query.execution_options(populate_existing=True)).all()
    persons = people.list_persons(session, [m.staff_id for m in members], local_day(row.called_at))
    views = [
        MemberView(
            staff_id=member.staff_id,
            name=persons[member.staff_id].name,
            place=persons[member.staff_id].place,
            title=persons[member.staff_id].title,
            answer=member.answer,
            answered_at=member.answered_at,
        )
        for member in members
    ]
    views.sort(key=lambda view: (view.staff_id != row.called_by_id, view.place, view.name, view.staff_id))
    own = MeetingView.__dataclass_fields__.keys() - {"members"}
    return MeetingView(**{name: getattr(row, name) for name in own}, members=tuple(views))


def list_meetings(session: Session, staff_id: int, now: datetime) -> list[MeetingLine]:
    """What a person was called to, the newest first, in four statements."""
    query = (
        select(Meeting, MeetingMember.answer)
        .join(MeetingMember, MeetingMember.meeting_id == Meeting.id)
        .where(MeetingMember.staff_id == staff_id)
        .order_by(Meeting.starts_at.desc(), Meeting.id)
        .limit(MOST_LISTED)
    )
    rows = [(row, answer) for row, answer in session.execute(query)]
    counts = _count_members(session, [row.id for row, _ in rows])
    names = people.names_of(session, {row.called_by_id for row, _ in rows})
    return [
        MeetingLine(
            id=row.id,
            title=row.title,
            caller=names[row.called_by_id],
            starts_at=row.starts_at,
            state="cancelled" if row.cancelled_at else "closed" if row.closed_at else "open",
            answer=answer,
            is_mine=row.called_by_id == staff_id,
            is_running=not (row.cancelled_at or row.closed_at) and now < row.starts_at + RUNS_FOR,
            coming=counts[row.id].get(COMING, 0) + counts[row.id].get(TEN_MINUTES, 0),
            called=sum(counts[row.id].values()),
        )
        for row, answer in rows
    ]


def list_open_calls(session: Session, staff_id: int, now: datetime) -> list[MeetingLine]:
    """The running meetings that a person has not answered."""
    waiting = (
        select(Meeting.id)
        .join(MeetingMember, MeetingMember.meeting_id == Meeting.id)
        .where(
            MeetingMember.staff_id == staff_id,
            MeetingMember.answer.is_(None),
            Meeting.cancelled_at.is_(None),
            Meeting.closed_at.is_(None),
            Meeting.starts_at > now - RUNS_FOR,
        )
        .limit(1)
    )
    if session.scalar(waiting) is None:
        return []
    return [line for line in list_meetings(session, staff_id, now) if line.is_running and not line.answer]


def _count_members(session: Session, meeting_ids: Sequence[bytes]) -> dict[bytes, dict[str | None, int]]:
    query = (
        select(MeetingMember.meeting_id, MeetingMember.answer, func.count())
        .where(MeetingMember.meeting_id.in_(meeting_ids))
        .group_by(MeetingMember.meeting_id, MeetingMember.answer)
    )
    found: dict[bytes, dict[str | None, int]] = {meeting_id: {} for meeting_id in meeting_ids}
    for meeting_id, answer, count in session.execute(query):
        found[meeting_id][answer] = count
    return found
