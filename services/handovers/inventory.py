"""What is in somebody's hands: manuals, open things, deadlines, seats, watches; of all subjects at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from services import approvals, meetings, trips
from services.clock import local_day
from services.manuals import citing, tasks, texts, tips
from services.remote_work import days, seats

AHEAD = timedelta(days=120)
MOST_OF_A_KIND = 60
LONGEST_TEXT = 300


class Kind(StrEnum):
    """What an item is: the screen and the form have a word for each."""

    REQUEST = "request"
    DECISION = "decision"
    MINUTES = "minutes"
    QUESTION = "question"
    LAW = "law"
    TRIP = "trip"
    REVIEW = "review"
    SEAT = "seat"
    REMOTE = "remote"
    WATCH = "watch"


OPEN_KINDS = (Kind.REQUEST, Kind.DECISION, Kind.MINUTES, Kind.QUESTION, Kind.LAW)
DEADLINE_KINDS = (Kind.TRIP, Kind.REVIEW)
# Her own whereabouts: on her screen, and in no paper.
SEAT_KINDS = (Kind.SEAT, Kind.REMOTE)
DUTY_KINDS = frozenset({trips.APPROVAL_KIND, texts.APPROVAL_KIND})


@dataclass(frozen=True)
class Item:
    """One thing, by what it is called; `due_on` where there is a day to it."""

    kind: Kind
    text: str
    due_on: date | None = None
    manual_id: int | None = None


@dataclass(frozen=True)
class Inventory:
    """Everything, in order; `manuals` are those that she looks after."""

    manuals: tuple[tasks.ManualView, ...]
    items: tuple[Item, ...]

    def of(self, *kinds: Kind) -> list[Item]:
        return [item for item in self.items if item.kind in kinds]


def take_inventory(session: Session, staff_id: int, now: datetime) -> Inventory:
    """What a person has in hand now, in a fixed number of statements."""
    manuals = list_own_manuals(session, staff_id, now)
    items = [
        *_list_approvals(session, staff_id, now),
        *_list_minutes(session, staff_id, now),
        *_list_questions(session, staff_id, now),
        *_list_flags(session, manuals),
        *_list_reviews(manuals, local_day(now)),
        *_list_trips(session, staff_id, now),
        *_list_seats(session, staff_id, local_day(now)),
        *_list_watches(session, staff_id, now),
    ]
    return Inventory(tuple(manuals), tuple(_shorten(item) for item in items))


def list_own_manuals(session: Session, staff_id: int, now: datetime) -> list[tasks.ManualView]:
    """All of them, however many."""
    page = tasks.list_manuals(session, tasks.Filter(owner_id=staff_id), now, size=200)
    manuals = list(page.manuals)
    for number in range(2, page.count + 1):
        manuals += tasks.list_manuals(
            session, tasks.Filter(owner_id=staff_id), now, size=200, page=number
        ).manuals
    return manuals


def _list_approvals(session: Session, staff_id: int, now: datetime) -> Iterator[Item]:
    """Those of duties: a leave or a day at home is somebody's own, and no successor's business."""
    own = approvals.list_own_requests(session, staff_id, MOST_OF_A_KIND)
    for request in own:
        if request.state == approvals.WAITING and request.subject_kind in DUTY_KINDS:
            yield Item(Kind.REQUEST, request.title)
    for request in approvals.list_waiting(session, staff_id, now)[:MOST_OF_A_KIND]:
        if request.subject_kind in DUTY_KINDS:
            yield Item(Kind.DECISION, request.title)


def _list_minutes(session: Session, staff_id: int, now: datetime) -> Iterator[Item]:
    for line in meetings.list_meetings(session, staff_id, now):
        if line.is_mine and line.state == "open":
            yield Item(Kind.MINUTES, line.title, local_day(line.starts_at))


def _list_questions(session: Session, staff_id: int, now: datetime) -> Iterator[Item]:
    for question in tips.list_waiting_questions(session, staff_id, now):
        yield Item(Kind.QUESTION, question.text, local_day(question.asked_at), question.manual_id)


def _list_flags(session: Session, manuals: list[tasks.ManualView]) -> Iterator[Item]:
    flagged = citing.count_flags(session, [manual.id for manual in manuals])
    for manual in manuals:
        if manual.id in flagged:
            yield Item(Kind.LAW, manual.title, None, manual.id)


def _list_reviews(manuals: list[tasks.ManualView], today: date) -> Iterator[Item]:
    due = [manual for manual in manuals if manual.review_by and manual.review_by <= today + AHEAD]
    for manual in sorted(due, key=lambda manual: (manual.review_by or today, manual.id)):
        yield Item(Kind.REVIEW, manual.title, manual.review_by, manual.id)


def _list_trips(session: Session, staff_id: int, now: datetime) -> Iterator[Item]:
    ahead = [
        trip
        for trip in trips.list_trips(session, staff_id, MOST_OF_A_KIND)
        if trip.ends_at > now and not trip.cancelled_at and not trip.is_refused and trip.owner_id == staff_id
    ]
    for trip in reversed(ahead):
        yield Item(Kind.TRIP, f"{trip.purpose} ({trip.title})", local_day(trip.starts_at))


def _list_seats(session: Session, staff_id: int, today: date) -> Iterator[Item]:
    for booking in seats.list_my_bookings(session, staff_id, today, today + AHEAD):
        if booking.is_holding:
            yield Item(Kind.SEAT, f"{booking.centre_name} {booking.seat.label}", booking.on)
    for day in days.list_days(session, [staff_id], today, today + AHEAD):
        yield Item(Kind.REMOTE, "", day.on)


def _list_watches(session: Session, staff_id: int, now: datetime) -> Iterator[Item]:
    watched = tasks.list_manuals(session, tasks.Filter(watched_by=staff_id), now, size=MOST_OF_A_KIND).manuals
    for manual in watched:
        if manual.owner_id != staff_id:
            yield Item(Kind.WATCH, manual.title, None, manual.id)


def _shorten(item: Item) -> Item:
    if len(item.text) <= LONGEST_TEXT:
        return item
    return Item(item.kind, f"{item.text[: LONGEST_TEXT - 1]}…", item.due_on, item.manual_id)
