"""What the pages of seats show: my bookings, the centres of a day, a floor, what can be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services import workdays
from services.clock import instant_of, local_day
from services.remote_work import seats
from webapp.context import current_person, now
from webapp.forms import asked, asked_day, asked_number
from webapp.pages.remote_work.seat_plan import FloorPlan, PlanSeat, draw_floor

PAST, AHEAD, MOST_DAYS_SHOWN = timedelta(weeks=4), timedelta(days=130), 10
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class SeatChoice:
    """The day and the part of it that somebody looks for, and the days that there are."""

    on: date
    part: str
    days: Sequence[date]
    terms: seats.SeatTerms
    today: date

    @property
    def query(self) -> str:
        return f"on={self.on.isoformat()}&part={self.part}"

    def with_day(self, on: date) -> str:
        part = "day" if self.part == "pm" and self.on == self.today != on else self.part
        return f"on={on.isoformat()}&part={part}"

    def with_part(self, part: str) -> str:
        return f"on={self.on.isoformat()}&part={part}"


@dataclass(frozen=True)
class SeatsPage:
    """`today` are the bookings of today that are not over, `coming` those of later days."""

    choice: SeatChoice
    centres: Sequence[seats.CentreDay]
    today: Sequence[seats.BookingView]
    coming: Sequence[seats.BookingView]
    past: Sequence[seats.BookingView]
    offers: Sequence[Sequence[seats.BookingView]]
    due_at: datetime | None


@dataclass(frozen=True)
class CentrePage:
    """One floor of a centre; `chosen` is the seat that was tapped."""

    choice: SeatChoice
    day: seats.CentreDay
    floor: seats.FloorView | None
    plan: FloorPlan | None
    chosen: PlanSeat | None
    is_list: bool
    mine: seats.BookingView | None

    def link(self, **changes: object) -> str:
        """The address of this page with something else chosen."""
        kept: dict[str, object] = {
            "on": self.choice.on.isoformat(),
            "part": self.choice.part,
            "floor": self.floor.id if self.floor else "",
            "view": "list" if self.is_list else "",
        }
        pairs = (kept | changes).items()
        query = "&".join(f"{name}={value}" for name, value in pairs if value not in ("", None))
        return f"/remote-work/seats/centres/{self.day.centre.id}?{query}"


def load_seats_page(session: Session) -> SeatsPage:
    staff_id, at = current_person().staff_id, now()
    choice = read_choice(session)
    mine = seats.list_my_bookings(session, staff_id, choice.today - PAST, choice.today + AHEAD)
    live = [b for b in mine if b.state in ("booked", "here") and at < b.ends_at]
    today = [b for b in live if b.on == choice.today]
    waiting = next((b for b in today if b.state == "booked"), None)
    return SeatsPage(
        choice=choice,
        centres=seats.list_centre_days(session, choice.on, choice.part, staff_id),
        today=today,
        coming=[b for b in live if b.on > choice.today],
        past=[b for b in reversed(mine) if b not in live and b.state != "offered"][:20],
        offers=_group(seats.list_offers(session, staff_id, at)),
        due_at=seats.find_due_at(session, waiting) if waiting else None,
    )


def load_centre_page(session: Session, centre_id: int) -> CentrePage:
    """Raises: NotFound for an unknown centre; Invalid for an address that makes no sense."""
    staff_id, choice = current_person().staff_id, read_choice(session)
    day = seats.load_centre_day(session, centre_id, choice.on, choice.part, staff_id)
    seat_id = asked_number("seat")
    floor = _choose_floor(day, asked_number("floor"), seat_id)
    plan = draw_floor(day, floor, choice.part, seat_id) if floor else None
    chosen = next((s for s in plan.seats if s.is_chosen), None) if plan else None
    mine = [
        b
        for b in seats.list_my_bookings(session, staff_id, choice.on, choice.on)
        if b.state in ("offered", "booked", "here")
        and set(seats.HALVES[b.part]) & set(seats.HALVES[choice.part])
    ]
    return CentrePage(choice, day, floor, plan, chosen, asked("view") == "list", mine[0] if mine else None)


def read_choice(session: Session) -> SeatChoice:
    """The day and part of the address, or the next that can be booked. Raises: Invalid."""
    at = now()
    today = local_day(at)
    terms = seats.get_seat_terms(session, today)
    working = workdays.list_workdays(session, today, today + terms.most_days_ahead * ONE_DAY)
    if instant_of(today, terms.closes_minute) <= at:
        working = [on for on in working if on != today]
    first = working[0] if working else today
    on = asked_day("on", first)
    is_afternoon = on == today and instant_of(today, terms.noon_minute) <= at
    part = asked("part") if asked("part") in seats.HALVES else "pm" if is_afternoon else "day"
    days = list(working[:MOST_DAYS_SHOWN])
    if on not in days:
        days = sorted([*days, on])
    return SeatChoice(on, part, days, seats.get_seat_terms(session, on), today)


def _choose_floor(day: seats.CentreDay, floor_id: int | None, seat_id: int | None) -> seats.FloorView | None:
    """The floor of the address, of the chosen seat, or the first with a free seat."""
    floors = day.centre.floors
    by_seat = next((s.seat.floor_id for s in day.seats if s.seat.id == seat_id), None)
    with_room = next((s.seat.floor_id for s in day.seats if s.state == "free"), None)
    for wanted in (floor_id, by_seat, with_room):
        found = next((floor for floor in floors if floor.id == wanted), None)
        if found:
            return found
    return floors[0] if floors else None


def _group(offers: Sequence[seats.BookingView]) -> list[list[seats.BookingView]]:
    """The offers of each emergency."""
    found: dict[bytes | None, list[seats.BookingView]] = {}
    for offer in offers:
        found.setdefault(offer.emergency_id, []).append(offer)
    return list(found.values())
