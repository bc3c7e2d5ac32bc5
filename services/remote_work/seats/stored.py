"""Bookings as they are read, and the two steps that take and free halves of seats' days."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from services.clock import instant_of
from services.locks import insert_missing
from services.remote_work.seats.centres import SeatView, to_seat
from services.remote_work.seats.models import (
    Seat,
    SeatBooking,
    SeatCentre,
    SeatEmergency,
    SeatFloor,
    SeatTaking,
)
from services.remote_work.seats.parts import BOOKED, HALVES, HERE, HOLDING, OFFERED
from services.remote_work.seats.rules import SeatTerms, list_seat_terms, terms_on


@dataclass(frozen=True)
class BookingView:
    """One person's seat on a day. `why` is a code of why it ended; `is_late` marks a late cancellation.

    `emergency_why` and `answer_until_at` belong to a seat that is offered in an emergency.
    """

    id: bytes
    staff_id: int
    seat: SeatView
    floor_name: str
    centre_id: int
    centre_name: str
    centre_place: str
    on: date
    part: str
    terms: SeatTerms
    state: str
    why: str | None
    emergency_id: bytes | None
    emergency_why: str
    answer_until_at: datetime | None
    made_at: datetime
    arrived_at: datetime | None
    over_at: datetime | None
    is_late: bool
    cut_at: datetime | None

    @property
    def starts_minute(self) -> int:
        return self.terms.minutes_of(self.part)[0]

    @property
    def ends_minute(self) -> int:
        return self.terms.minutes_of(self.part)[1]

    @property
    def starts_at(self) -> datetime:
        return instant_of(self.on, self.starts_minute)

    @property
    def ends_at(self) -> datetime:
        return instant_of(self.on, self.ends_minute)

    @property
    def cancel_until_at(self) -> datetime:
        """Until then a cancellation is in time."""
        return self.starts_at - timedelta(minutes=self.terms.cancel_before_min)

    @property
    def is_holding(self) -> bool:
        return self.state in HOLDING

    def may_end(self, now: datetime) -> bool:
        """Whether there is still something to cancel, or to leave."""
        return self.state in (BOOKED, HERE) and now < self.ends_at

    def may_answer(self, now: datetime) -> bool:
        return self.state == OFFERED and self.answer_until_at is not None and now < self.answer_until_at


def get_bookings(session: Session, ids: Collection[bytes]) -> dict[bytes, BookingView]:
    return {view.id: view for view in select_bookings(session, SeatBooking.id.in_(ids))}


def list_my_bookings(session: Session, staff_id: int, from_on: date, until_on: date) -> list[BookingView]:
    """A person's bookings of some days, whatever became of them, in order of time."""
    return select_bookings(
        session,
        SeatBooking.staff_id == staff_id,
        SeatBooking.booked_on >= from_on,
        SeatBooking.booked_on <= until_on,
    )


def select_bookings(session: Session, *conditions: ColumnElement[bool]) -> list[BookingView]:
    """The bookings that all conditions hold for, in order of day, centre and seat; two statements."""
    query = (
        select(SeatBooking, Seat, SeatFloor, SeatCentre, SeatEmergency)
        .join(Seat, Seat.id == SeatBooking.seat_id)
        .join(SeatFloor, SeatFloor.id == Seat.floor_id)
        .join(SeatCentre, SeatCentre.id == SeatFloor.centre_id)
        .outerjoin(SeatEmergency, SeatEmergency.id == SeatBooking.emergency_id)
        .where(*conditions)
        .order_by(SeatBooking.booked_on, SeatCentre.name, Seat.label, SeatBooking.made_at)
    )
    terms = list_seat_terms(session)
    return [_to_view(*row, terms_on(terms, row[0].booked_on)) for row in session.execute(query)]


def lock_booking(session: Session, booking_id: bytes) -> SeatBooking | None:
    """The row as it is now, for nobody else to change until the end of the transaction."""
    return session.get(SeatBooking, booking_id, with_for_update=True, populate_existing=True)


def lock_bookings(session: Session, *conditions: ColumnElement[bool]) -> Sequence[SeatBooking]:
    """Rows to be changed, in one order for everybody: two at once never wait for each other.

    It is that of remote days, too. Once a transaction: who wants others afterwards is out of the order.
    """
    order = (SeatBooking.booked_on, SeatBooking.staff_id, SeatBooking.id)
    query = select(SeatBooking).where(*conditions).order_by(*order).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).all()


def take(session: Session, booking: SeatBooking, halves: Collection[str] = ()) -> bool:
    """Takes the halves of a booking, or these of them; whether it got them all.

    Who got fewer takes them back with `free`.
    """
    halves = halves or HALVES[booking.part]
    rows = [
        {
            "seat_id": booking.seat_id,
            "taken_on": booking.booked_on,
            "half": half,
            "staff_id": booking.staff_id,
            "booking_id": booking.id,
        }
        for half in halves
    ]
    return insert_missing(session, SeatTaking, rows) == len(rows)


def free(session: Session, booking_ids: Collection[bytes], half: str | None = None) -> None:
    """Gives the halves of bookings, or one half of them, to whoever comes next."""
    statement = delete(SeatTaking).where(SeatTaking.booking_id.in_(booking_ids))
    session.execute(statement.where(SeatTaking.half == half) if half else statement)


def note_cut(booking: SeatBooking, now: datetime) -> None:
    """To be called before a decision ends or shortens a booking: what it is, for one that is taken back."""
    booking.cut_at, booking.was_state, booking.was_part = now, booking.state, booking.part


def close_booking(
    session: Session, booking: SeatBooking, state: str, now: datetime, why: str | None = None
) -> None:
    """A booking comes to its end and its seat is free."""
    booking.state, booking.why, booking.over_at = state, why, now
    free(session, [booking.id])
    session.flush()


def _to_view(
    booking: SeatBooking,
    seat: Seat,
    floor: SeatFloor,
    centre: SeatCentre,
    emergency: SeatEmergency | None,
    terms: SeatTerms,
) -> BookingView:
    return BookingView(
        id=booking.id,
        staff_id=booking.staff_id,
        seat=to_seat(seat),
        floor_name=floor.name,
        centre_id=centre.id,
        centre_name=centre.name,
        centre_place=centre.place,
        on=booking.booked_on,
        part=booking.part,
        terms=terms,
        state=booking.state,
        why=booking.why,
        emergency_id=booking.emergency_id,
        emergency_why=emergency.why if emergency else "",
        answer_until_at=emergency.answer_until_at if emergency else None,
        made_at=booking.made_at,
        arrived_at=booking.arrived_at,
        over_at=booking.over_at,
        is_late=booking.is_late,
        cut_at=booking.cut_at,
    )
