"""Tables of seats: centres with floors and seats, the rule, bookings, and who holds which half of a day."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId

_STAFF = "staff.id"
_FLOOR = "seat_floors.id"
LONGEST_NAME, LONGEST_LABEL, LONGEST_WHY = 60, 12, 200


class SeatRule(Base):
    """What applies to bookings from a day on, with its basis. Minutes are of the Korean day.

    A half day ends, or begins, at `noon_minute`. A zero of `most_days_a_week` means no limit.
    """

    __tablename__ = "seat_rules"

    from_on: Mapped[date] = mapped_column(primary_key=True)
    opens_minute: Mapped[int]
    noon_minute: Mapped[int]
    closes_minute: Mapped[int]
    most_days_ahead: Mapped[int]
    most_days_a_week: Mapped[int]
    cancel_before_min: Mapped[int]
    check_in_before_min: Mapped[int]
    release_after_min: Mapped[int]
    needs_approval: Mapped[bool]
    basis: Mapped[str] = mapped_column(String(200))


class SeatCentre(Base):
    """A smart-work centre; `closed_on` is its first day without seats."""

    __tablename__ = "seat_centres"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), unique=True)
    place: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    closed_on: Mapped[date | None]


class SeatFloor(Base):
    """One floor; `features` are `[kind, column, row, columns, rows, label]` for the picture of it."""

    __tablename__ = "seat_floors"
    __table_args__ = (Index("ux_seat_floors_name", "centre_id", "name", unique=True),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("seat_centres.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_LABEL))
    features: Mapped[list[list[int | str]]] = mapped_column(JSON)


class SeatFloorClosure(Base):
    """Days on which nobody sits on a floor, and why."""

    __tablename__ = "seat_floor_closures"

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    floor_id: Mapped[int] = mapped_column(ForeignKey(_FLOOR))
    from_on: Mapped[date]
    until_on: Mapped[date]
    why: Mapped[str] = mapped_column(String(LONGEST_WHY))
    made_by_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    made_at: Mapped[datetime]


class Seat(Base):
    """A seat at a place of its floor's grid. `code` is what its printed QR holds; a new one ends the old."""

    __tablename__ = "seats"
    __table_args__ = (
        Index("ux_seats_label", "floor_id", "label", unique=True),
        Index("ux_seats_place", "floor_id", "grid_column", "grid_row", unique=True),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    floor_id: Mapped[int] = mapped_column(ForeignKey(_FLOOR))
    label: Mapped[str] = mapped_column(String(LONGEST_LABEL))
    grid_column: Mapped[int]
    grid_row: Mapped[int]
    traits: Mapped[list[str]] = mapped_column(JSON)
    code: Mapped[bytes] = mapped_column(LargeBinary(8), unique=True)
    coded_at: Mapped[datetime]
    closed_on: Mapped[date | None]


class SeatEmergency(Base):
    """Seats offered to people whose own place is closed for some days."""

    __tablename__ = "seat_emergencies"

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    why: Mapped[str] = mapped_column(String(LONGEST_WHY))
    from_on: Mapped[date]
    until_on: Mapped[date]
    answer_until_at: Mapped[datetime]
    people_count: Mapped[int]
    without_count: Mapped[int]
    made_by_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    made_at: Mapped[datetime]


class SeatBooking(Base):
    """One person's seat on one day, all of it or a half; it stays when it is over, with what became of it."""

    __tablename__ = "seat_bookings"
    __table_args__ = (
        CheckConstraint("part IN ('day', 'am', 'pm')", name="part"),
        CheckConstraint(
            "state IN ('offered', 'booked', 'here', 'left', 'cancelled', 'released', 'ended')", name="state"
        ),
        Index("ix_seat_bookings_staff", "staff_id", "booked_on"),
        Index("ix_seat_bookings_day", "booked_on", "state"),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    booked_on: Mapped[date]
    part: Mapped[str] = mapped_column(String(3))
    state: Mapped[str] = mapped_column(String(9))
    why: Mapped[str | None] = mapped_column(String(20))
    emergency_id: Mapped[bytes | None] = mapped_column(ForeignKey("seat_emergencies.id"))
    made_at: Mapped[datetime]
    arrived_at: Mapped[datetime | None]
    over_at: Mapped[datetime | None]
    is_late: Mapped[bool]
    # When a decision ended or shortened it, and what it was before: taken back, it is that again.
    cut_at: Mapped[datetime | None]
    was_state: Mapped[str | None] = mapped_column(String(9))
    was_part: Mapped[str | None] = mapped_column(String(3))


class SeatTaking(Base):
    """A taken half of a seat's day; gone when the booking is over.

    Its two keys are what no race gets past: a seat has one person, and a person one seat.
    """

    __tablename__ = "seat_takings"
    __table_args__ = (
        CheckConstraint("half IN ('am', 'pm')", name="half"),
        Index("ux_seat_takings_person", "staff_id", "taken_on", "half", unique=True),
        Index("ix_seat_takings_booking", "booking_id"),
        Index("ix_seat_takings_day", "taken_on"),
    )

    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), primary_key=True)
    taken_on: Mapped[date] = mapped_column(primary_key=True)
    half: Mapped[str] = mapped_column(String(2), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    booking_id: Mapped[bytes] = mapped_column(ForeignKey("seat_bookings.id"))
