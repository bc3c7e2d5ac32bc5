"""However many tap at once, on either database: a seat has one person, and a person one seat."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services import people
from services.db import Database
from services.errors import Conflict
from services.people import NewPerson
from services.remote_work import seats
from services.remote_work.seats import SeatWish
from services.remote_work.seats.models import SeatTaking
from tests.factories import LONG_AGO, NOW, make_cast
from tests.seat_centres import FRIDAY, THURSDAY, WEDNESDAY, Centre, at, codes_of, make_centre, states_of
from tests.services.test_people_races import overlap

THREADS = 50


def fill(session: Session) -> tuple[Centre, list[int]]:
    cast = make_cast(session)
    new = [NewPerson(f"7{n:05}", f"직원{n}", LONG_AGO, cast.team, "주무관") for n in range(THREADS)]
    ids = people.create_persons(session, new, NOW)
    return make_centre(session, NOW), sorted(ids.values())


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A connection for every thread."""
    database = Database(database_url, pool_size=THREADS)
    yield database
    database.dispose()


def all_at_once(database: Database, wishes: list[tuple[int, SeatWish]]) -> Counter[str]:
    """Every wish in a thread and a transaction of its own; how often each answer came."""
    start = Barrier(len(wishes))

    def book(number: int) -> str:
        staff_id, wish = wishes[number]
        start.wait()
        try:
            return database.write(lambda s: seats.book_seat(s, staff_id, wish, NOW)).state
        except Conflict as error:
            return error.code

    with ThreadPoolExecutor(len(wishes)) as pool:
        return Counter(pool.map(book, range(len(wishes))))


def test_fifty_tap_the_same_seat_and_one_gets_it(database: Database) -> None:
    """Half of them want the day, the others its halves: nobody gets what crosses somebody else's."""
    centre, staff = database.write(fill)
    parts = ["day", "day", "am", "pm"]
    wishes = [
        (staff_id, SeatWish(bytes([1, n] * 8), centre["A-01"], WEDNESDAY, parts[n % 4]))
        for n, staff_id in enumerate(staff)
    ]
    answers = all_at_once(database, wishes)
    with database.reading() as session:
        halves = session.scalars(select(SeatTaking.half).where(SeatTaking.seat_id == centre["A-01"])).all()
        got = [part for each in staff for _, part, _ in states_of(session, each)]
    assert sorted(halves) == ["am", "pm"][: len(halves)] or sorted(halves) == ["pm"]
    assert answers == {"booked": len(got), "seat_taken": THREADS - len(got)}
    assert sorted(got) in (["day"], ["am", "pm"])


def test_one_person_taps_fifty_times_and_has_one_seat(database: Database) -> None:
    """On six seats from many tabs; and the same form fifty times is one booking."""
    centre, staff = database.write(fill)
    ids = list(centre.by_label.values())
    many = [(staff[0], SeatWish(bytes([2, n] * 8), ids[n % 6], WEDNESDAY, "day")) for n in range(THREADS)]
    assert all_at_once(database, many) == {"booked": 1, "has_seat": THREADS - 1}
    same = [(staff[1], SeatWish(bytes([3] * 16), ids[1], THURSDAY, "day"))] * THREADS
    assert all_at_once(database, same) == {"booked": THREADS}
    with database.reading() as session:
        assert len(session.scalars(select(SeatTaking.half)).all()) == 4


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_two_devices_of_one_person_do_not_book_past_the_week(database: Database) -> None:
    centre, staff = database.write(fill)
    days = [WEDNESDAY, THURSDAY]
    with database.writing() as session:
        for number, on in enumerate(days):
            seats.book_seat(
                session, staff[0], SeatWish(bytes([4, number] * 8), centre["A-01"], on, "day"), NOW
            )

    def book(number: int, on: date) -> Callable[[Session], object]:
        wish = SeatWish(bytes([5, number] * 8), centre["B-01"], on, "day")
        return lambda session: seats.book_seat(session, staff[0], wish, NOW)

    today = NOW.date()
    afternoon = SeatWish(bytes([6] * 16), centre["A-02"], today, "pm")
    with pytest.raises(Conflict) as refused:
        overlap(
            database,
            lambda session: seats.book_seat(session, staff[0], afternoon, NOW),
            book(1, FRIDAY),
        )
    assert refused.value.code == "seat_week_full"


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_a_floor_is_not_booked_while_it_is_closed(database: Database) -> None:
    centre, staff = database.write(fill)
    closing = seats.FloorClosing(bytes([7] * 16), centre.floor, WEDNESDAY, WEDNESDAY, "누수 공사")
    wish = SeatWish(bytes([8] * 16), centre["A-01"], WEDNESDAY, "day")
    with pytest.raises(Conflict) as refused:
        overlap(
            database,
            lambda session: seats.close_floor(session, closing, staff[1], NOW),
            lambda session: seats.book_seat(session, staff[0], wish, NOW),
        )
    assert refused.value.code == "seat_closed"


@pytest.mark.parametrize("engine_name", ["postgresql"])
@pytest.mark.parametrize("comes_first", [True, False])
def test_a_seat_is_not_released_while_its_person_checks_in(database: Database, comes_first: bool) -> None:
    centre, staff = database.write(fill)
    wish = SeatWish(bytes([9] * 16), centre["A-01"], WEDNESDAY, "day")
    database.write(lambda session: seats.book_seat(session, staff[0], wish, NOW))
    code = database.write(lambda session: codes_of(session, centre)["A-01"])
    late = at(WEDNESDAY, "09:10")

    def come(session: Session) -> object:
        return seats.check_in(session, staff[0], code, late)

    def release(session: Session) -> object:
        return seats.release_late(session, late)

    if comes_first:
        overlap(database, come, release)
    else:
        with pytest.raises(Conflict) as refused:
            overlap(database, release, come)
        assert refused.value.code == "seat_released"
    with database.reading() as session:
        state = "here" if comes_first else "released"
        assert states_of(session, staff[0]) == [(WEDNESDAY, "day", state)]
