"""Two that change the same seats from two sides wait for each other in one order, and never in a circle."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from services import absences, approvals
from services.absences import AbsenceKind, Source, Span
from services.approvals import Decision
from services.db import Database
from services.effects import make_desk
from services.errors import Conflict
from services.ledger import Appender
from services.remote_work import seats
from tests.factories import NOW, Cast, make_cast
from tests.overlaps import wait_until_it_waits
from tests.seat_centres import THURSDAY, TUESDAY, WEDNESDAY, Centre, at, make_centre, states_of, wish

pytestmark = pytest.mark.parametrize("engine_name", ["postgresql"])
Work = Callable[[Session], object]


@pytest.fixture
def cast(database: Database) -> Cast:
    return database.write(make_cast)


@pytest.fixture
def centre(database: Database, cast: Cast) -> Centre:
    return database.write(lambda session: make_centre(session, NOW))


def meet(database: Database, first: Work, second: Work, locking: str) -> None:
    """The second begins when the first has locked rows of a table, and both go on; raises what they raise.

    `writing`, not `write`: that would try again, and hide the circle.
    """
    me, others, pool = threading.get_ident(), list[Future[None]](), ThreadPoolExecutor(1)

    def run() -> None:
        with database.writing() as session:
            second(session)

    def begin_second(*args: object) -> None:
        if (
            threading.get_ident() == me
            and not others
            and re.search(rf"FROM {locking}\b.*FOR UPDATE", str(args[2]), re.S)
        ):
            others.append(pool.submit(run))
            wait_until_it_waits(database, others[0].done)

    event.listen(database.engine, "after_cursor_execute", begin_second)
    try:
        with pool, database.writing() as session:
            first(session)
            session.flush()
            session.commit()
    finally:
        event.remove(database.engine, "after_cursor_execute", begin_second)
    others[0].result()


def test_a_range_is_cancelled_while_the_worker_ends_what_is_over(
    database: Database, cast: Cast, centre: Centre
) -> None:
    """The worker was down: yesterday's booking waits for it, and leave that a file said for tomorrow."""
    now = at(WEDNESDAY, "09:00")

    def book(session: Session) -> None:
        for number, on in ((9, TUESDAY), (1, THURSDAY)):
            part = "pm" if on == TUESDAY else "day"
            seats.book_seat(session, cast.traveller, wish(number, centre["A-01"], on, part), NOW)
        span = Span(cast.traveller, AbsenceKind.LEAVE, at(THURSDAY, "09:00"), at(THURSDAY, "18:00"))
        absences.set_absences(session, Source("leave", b"1"), [span], is_approved=True)

    database.write(book)
    meet(
        database,
        lambda session: seats.release_late(session, now),
        lambda session: seats.cancel_bookings(session, cast.traveller, TUESDAY, THURSDAY, now),
        "seat_bookings",
    )
    with database.reading() as session:
        assert [state for *_, state in states_of(session, cast.traveller)] == ["released", "ended"]


@pytest.mark.parametrize("who", ["person", "worker", "manager"])
def test_a_lead_refuses_a_booking_that_is_just_ending(
    database: Database, cast: Cast, centre: Centre, who: str
) -> None:
    def book(session: Session) -> int:
        terms = seats.get_seat_terms(session, WEDNESDAY)
        rule = replace(terms, from_on=WEDNESDAY, needs_approval=True, basis="지침")
        seats.add_seat_terms(session, rule, WEDNESDAY - timedelta(days=1))
        seats.book_seat(session, cast.traveller, wish(1, centre["A-01"]), NOW)
        return approvals.list_waiting(session, cast.lead, NOW)[0].id

    request_id = database.write(book)
    desk, booking_id = make_desk(Appender(bytes(32))), (1).to_bytes(16)
    ends: dict[str, Work] = {
        "person": lambda session: seats.cancel_booking(session, cast.traveller, booking_id, NOW),
        "worker": lambda session: seats.release_late(session, at(WEDNESDAY, "09:10")),
        "manager": lambda session: seats.close_seat(session, centre.id, centre["A-01"], WEDNESDAY, NOW),
    }

    def refuse(session: Session) -> None:
        approvals.decide_request(
            session, desk, request_id, cast.lead, Decision(approve=False, reason="창구 당번"), NOW
        )

    with suppress(Conflict):  # the person learns that her booking is over already
        meet(database, refuse, ends[who], "approval_requests")
    with database.reading() as session:
        assert [state for *_, state in states_of(session, cast.traveller)] == ["ended"]
