"""The demonstration's smart-work centres: five with 60 seats, four weeks of use, and what is booked."""

import random
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from services import absences, people, workdays
from services.clock import local_day, local_instant
from services.demo.organisation import ADMINISTRATOR, TRAVELLER, Member
from services.errors import Conflict, Invalid
from services.remote_work import seats
from services.remote_work.seats import FloorFeature, PastBooking, SeatWish

# Name, place, and the seats of each floor: 60 altogether.
CentrePlan = tuple[str, str, Sequence[tuple[str, int]]]
CENTRES: Sequence[CentrePlan] = (
    ("중앙 스마트워크센터", "시청 별관 2층", (("2층", 12),)),
    ("동부 스마트워크센터", "동부청사 3·4층", (("3층", 6), ("4층", 6))),
    ("서부 스마트워크센터", "서부도서관 4층", (("4층", 12),)),
    ("남부 스마트워크센터", "남부문화회관 1층", (("1층", 12),)),
    ("역세권 스마트워크센터", "중앙역 환승센터 5·6층", (("5층", 6), ("6층", 6))),
)
COLUMNS = (1, 2, 4, 5)
TRAITS = ("monitors", "window", "standing", "quiet", "monitors", "accessible")
PAST_WEEKS, DAYS_AHEAD = 4, 6
BUSY, COMING = (0.35, 0.7), (6, 3)
OFFERED_UNIT, OFFER_HOURS = "감사담당관", 72
EVENING, OPENS = time(19), time(8, 40)


@dataclass(frozen=True)
class Told:
    """What is needed to tell of bookings."""

    session: Session
    staff: Sequence[int]
    seats: Sequence[int]
    chance: random.Random

    def id(self) -> bytes:
        return self.chance.randbytes(seats.ID_BYTES)


def open_centres(session: Session, members: Sequence[Member], chance: random.Random, now: datetime) -> None:
    """Builds the centres, and lets people book, come, stay away, and be offered seats."""
    today = local_day(now)
    built_at = now - timedelta(weeks=PAST_WEEKS + 2)
    ids = [seat_id for centre in CENTRES for seat_id in _build(session, centre, built_at)]
    others = [m.id for m in members if m.number not in (TRAVELLER, ADMINISTRATOR)]
    told = Told(session, others, ids, chance)
    past = workdays.list_workdays(session, today - timedelta(weeks=PAST_WEEKS), today - timedelta(days=1))
    seats.keep_past_bookings(session, [booking for on in past for booking in _past_day(told, on)])
    coming = workdays.list_workdays(session, today, today + timedelta(days=DAYS_AHEAD * 2))[:DAYS_AHEAD]
    for number, on in enumerate(coming):
        _book_some(told, on, max(COMING[0] - number, COMING[1]), now)
    _book_traveller(told, members, coming, now)
    _offer(told, coming, now)


def _build(session: Session, centre: CentrePlan, now: datetime) -> Iterator[int]:
    name, place, floors = centre
    centre_id = seats.create_centre(session, name, place, now)
    for letter, (floor, count) in zip("AB", floors, strict=False):
        rows = -(-count // len(COLUMNS))
        features = (
            FloorFeature("window", 1, 1, 5, 1),
            FloorFeature("room", 4, rows + 2, 2, 1, "회의실"),
            FloorFeature("door", 1, rows + 2, 1, 1),
        )
        floor_id = seats.create_floor(session, centre_id, floor, features)
        for number in range(count):
            cell = (COLUMNS[number % len(COLUMNS)], 2 + number // len(COLUMNS))
            traits = [TRAITS[number % len(TRAITS)]] if number % 2 == 0 else []
            yield seats.create_seat(session, floor_id, f"{letter}-{number + 1:02}", cell, traits, now)


def _past_day(told: Told, on: date) -> Iterator[PastBooking]:
    """Most came and left; a few did not come, a few cancelled the evening before."""
    count = int(len(told.seats) * told.chance.uniform(*BUSY))
    absent = absences.list_absent(told.session, local_instant(on, time()), local_instant(on, EVENING))
    at_work = sorted(set(told.staff).difference(*absent.values()))
    staff = told.chance.sample(at_work, count)
    for seat_id, staff_id in zip(told.chance.sample(told.seats, count), staff, strict=True):
        made_at = local_instant(on - timedelta(days=told.chance.randint(1, 7)), EVENING)
        came_at = local_instant(on, OPENS) + timedelta(minutes=told.chance.randint(0, 29))
        state = told.chance.choices(("left", "released", "cancelled"), (86, 5, 9))[0]
        over_at = {
            "left": local_instant(on, time(18)),
            "released": local_instant(on, time(9, 10)),
            "cancelled": made_at + timedelta(hours=1),
        }[state]
        why = "no_show" if state == "released" else None
        arrived_at = came_at if state == "left" else None
        yield PastBooking(told.id(), seat_id, staff_id, on, "day", state, why, made_at, arrived_at, over_at)


def _book_some(told: Told, on: date, count: int, now: datetime) -> None:
    """What cannot be booked by now (the morning of today, who is away) is left out, as by anybody."""
    staff = told.chance.sample(told.staff, count)
    for seat_id, staff_id in zip(told.chance.sample(told.seats, count), staff, strict=True):
        part = told.chance.choices(("day", "am", "pm"), (70, 15, 15))[0]
        _try(told, staff_id, SeatWish(told.id(), seat_id, on, part), now)


def _book_traveller(told: Told, members: Sequence[Member], coming: Sequence[date], now: datetime) -> None:
    """A seat of today for who can be tried out, checked in if it is time, and one of next week."""
    [traveller] = [m.id for m in members if m.number == TRAVELLER]
    today = local_day(now)
    for days in ([on for on in coming if on == today], [on for on in reversed(coming) if on != today]):
        wishes = (
            SeatWish(told.id(), seat_id, on, part)
            for on in days
            for part in ("day", "pm")
            for seat_id in told.seats[:8]
        )
        wish = next((wish for wish in wishes if _try(told, traveller, wish, now)), None)
        if wish and wish.on == today:
            _come(told.session, traveller, wish, now)


def _come(session: Session, staff_id: int, wish: SeatWish, now: datetime) -> None:
    booking = seats.get_bookings(session, [wish.id])[wish.id]
    papers = seats.list_papers(session, booking.centre_id, wish.on)
    code = next(paper.code for paper in papers if paper.seat.id == wish.seat_id)
    with suppress(Conflict):  # too early in the morning
        seats.check_in(session, staff_id, code, now)


def _offer(told: Told, coming: Sequence[date], now: datetime) -> None:
    """A floor that is being repaired, and its people who are offered seats."""
    session, today = told.session, local_day(now)
    unit = next((u.id for u in people.list_units(session, today) if u.name == OFFERED_UNIT), None)
    by = people.find_person_by_number(session, ADMINISTRATOR, today)
    if unit is None or by is None or not coming:
        return
    plan = seats.EmergencyPlan(
        told.id(), "본관 5층 누수 공사", coming[-1], coming[-1], [unit], answer_hours=OFFER_HOURS
    )
    seats.offer_seats(session, plan, by.id, now)


def _try(told: Told, staff_id: int, wish: SeatWish, now: datetime) -> bool:
    try:
        with told.session.begin_nested():
            seats.book_seat(told.session, staff_id, wish, now)
    except (Conflict, Invalid):
        return False
    return True
