"""A smart-work centre as tests want it: two floors, six seats, on the working days after `factories.NOW`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from services.clock import local_instant
from services.remote_work import seats
from services.remote_work.seats import BookingView, SeatWish

# `factories.NOW` is a Tuesday, 15:20 in Korea; 3 and 5 October are holidays' days.
TUESDAY = date(2026, 9, 29)
WEDNESDAY = TUESDAY + timedelta(days=1)
THURSDAY = TUESDAY + timedelta(days=2)
FRIDAY = TUESDAY + timedelta(days=3)


@dataclass(frozen=True)
class Centre:
    """Ids: A-01 to A-04 on the third floor, B-01 and B-02 on the fourth."""

    id: int
    floor: int
    upper: int
    by_label: Mapping[str, int]

    def __getitem__(self, label: str) -> int:
        return self.by_label[label]


def make_centre(session: Session, now: datetime, name: str = "동부 센터") -> Centre:
    centre = seats.create_centre(session, name, "동부청사 별관", now)
    features = [seats.FloorFeature("door", 1, 4, 1, 1), seats.FloorFeature("room", 5, 1, 2, 2, "1회의실")]
    floor = seats.create_floor(session, centre, "3층", features)
    upper = seats.create_floor(session, centre, "4층")
    by_label = {}
    for number in range(4):
        cell = (1 + number % 2 * 2, 1 + number // 2)
        traits = ["window", "monitors"] if number == 0 else []
        by_label[f"A-0{number + 1}"] = seats.create_seat(
            session, floor, f"A-0{number + 1}", cell, traits, now
        )
    for number in range(2):
        by_label[f"B-0{number + 1}"] = seats.create_seat(
            session, upper, f"B-0{number + 1}", (1 + number, 1), [], now
        )
    return Centre(centre, floor, upper, by_label)


def at(on: date, clock: str) -> datetime:
    return local_instant(on, time.fromisoformat(clock))


def wish(number: int, seat_id: int, on: date = WEDNESDAY, part: str = "day") -> SeatWish:
    return SeatWish(number.to_bytes(16), seat_id, on, part)


def codes_of(session: Session, centre: Centre) -> dict[str, bytes]:
    papers = seats.list_papers(session, centre.id, TUESDAY)
    return {paper.seat.label: paper.code for paper in papers}


def states_of(session: Session, staff_id: int) -> list[tuple[date, str, str]]:
    """Day, part and state of each of a person's bookings."""
    found = seats.list_my_bookings(session, staff_id, date.min, date.max)
    return [(view.on, view.part, view.state) for view in found]


def reload(session: Session, view: BookingView) -> BookingView:
    return seats.get_bookings(session, [view.id])[view.id]
