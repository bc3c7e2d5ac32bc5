"""Seats for people whose own place is closed: held, offered, answered; nobody loses a seat for them."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from services import notifications
from services.errors import Conflict, Invalid, NotFound
from services.remote_work import days, seats
from services.remote_work.seats import EmergencyPlan, FloorClosing
from tests.factories import NOW, Cast, sqlite_only
from tests.seat_centres import FRIDAY, THURSDAY, WEDNESDAY, Centre, at, make_centre, states_of, wish

pytestmark = sqlite_only
ID = bytes([9] * 16)


@pytest.fixture
def centre(session: Session) -> Centre:
    return make_centre(session, NOW)


def plan(cast: Cast, **changes: object) -> EmergencyPlan:
    values: dict[str, object] = {
        "id": ID,
        "why": "본관 3층 누수",
        "from_on": WEDNESDAY,
        "until_on": THURSDAY,
        "unit_ids": [cast.department],
    }
    return EmergencyPlan(**values | changes)  # type: ignore[arg-type]


def kinds(session: Session, staff_id: int) -> list[str]:
    return [notice.kind for notice in notifications.list_notices(session, staff_id)]


def test_everybody_of_the_floor_gets_the_same_seat_for_all_days(
    session: Session, cast: Cast, centre: Centre
) -> None:
    seats.book_seat(session, cast.colleague, wish(1, centre["A-01"], WEDNESDAY), NOW)
    found = seats.offer_seats(session, plan(cast), cast.administrator, NOW)
    assert (found.people_count, found.without_count) == (4, 0)  # director, lead, traveller, colleague
    offers = seats.list_offers(session, cast.traveller, NOW)
    assert [offer.on for offer in offers] == [WEDNESDAY, THURSDAY]
    assert len({offer.seat.id for offer in offers}) == 1
    # Who has a seat already keeps it, and is offered the other day alone.
    assert [offer.on for offer in seats.list_offers(session, cast.colleague, NOW)] == [THURSDAY]
    assert kinds(session, cast.traveller) == ["seat_offered"]
    assert seats.offer_seats(session, plan(cast), cast.administrator, NOW) == found
    assert days.list_days(session, [cast.traveller], WEDNESDAY, FRIDAY) == []


def test_a_yes_books_and_a_no_frees_and_neither_comes_too_late(
    session: Session, cast: Cast, centre: Centre
) -> None:
    seats.offer_seats(session, plan(cast), cast.administrator, NOW)
    taken = seats.answer_offer(session, cast.traveller, ID, True, NOW)
    assert [view.state for view in taken] == ["booked", "booked"]
    assert len(days.list_days(session, [cast.traveller], WEDNESDAY, THURSDAY)) == 2
    left = seats.list_offers(session, cast.lead, NOW)[0]
    seats.answer_offer(session, cast.lead, ID, False, NOW)
    seats.book_seat(session, cast.stranger, wish(1, left.seat.id, WEDNESDAY), NOW)
    assert seats.answer_offer(session, cast.traveller, ID, True, NOW) == []
    late = NOW + timedelta(hours=3)
    assert seats.release_late(session, late) == 4
    with pytest.raises(Conflict) as over:
        seats.answer_offer(session, cast.colleague, ID, True, late)
    assert over.value.code == "offer_over"
    with pytest.raises(NotFound):
        seats.answer_offer(session, cast.stranger, ID, True, NOW)


def test_a_seat_taken_after_the_day_began_waits_for_its_person(
    session: Session, cast: Cast, centre: Centre
) -> None:
    begun = at(WEDNESDAY, "09:30")
    seats.offer_seats(session, plan(cast, until_on=WEDNESDAY), cast.administrator, begun)
    later = begun + timedelta(hours=1)
    seats.answer_offer(session, cast.traveller, ID, True, later)
    assert seats.release_late(session, later + timedelta(minutes=9)) == 0
    assert seats.release_late(session, later + timedelta(minutes=10)) == 1


def test_an_offered_seat_is_nobody_elses_until_the_answer(
    session: Session, cast: Cast, centre: Centre
) -> None:
    seats.offer_seats(session, plan(cast), cast.administrator, NOW)
    offer = seats.list_offers(session, cast.traveller, NOW)[0]
    with pytest.raises(Conflict), session.begin_nested():
        seats.book_seat(session, cast.stranger, wish(1, offer.seat.id, WEDNESDAY), NOW)


def test_whom_no_seat_is_left_for_is_told(session: Session, cast: Cast, centre: Centre) -> None:
    for label in ("A-02", "A-03", "A-04", "B-01", "B-02"):
        seats.close_seat(session, centre.id, centre[label], WEDNESDAY, NOW)
    found = seats.offer_seats(session, plan(cast), cast.administrator, NOW)
    assert (found.people_count, found.without_count) == (4, 3)
    told = [kinds(session, who)[0] for who in (cast.director, cast.lead, cast.traveller, cast.colleague)]
    assert sorted(told) == ["seat_none_left"] * 3 + ["seat_offered"]


def test_a_closed_floor_offers_its_people_another_seat_for_their_own_time(
    session: Session, cast: Cast, centre: Centre
) -> None:
    for number, on in enumerate((WEDNESDAY, THURSDAY, FRIDAY)):
        seats.book_seat(session, cast.traveller, wish(number, centre["A-01"], on, "am"), NOW)
    closing = FloorClosing(ID, centre.floor, WEDNESDAY, THURSDAY, "누수 공사")
    found = seats.close_floor(session, closing, cast.administrator, NOW)
    assert (found.people_count, found.without_count) == (1, 0)
    assert states_of(session, cast.traveller) == [
        (WEDNESDAY, "am", "ended"),
        (WEDNESDAY, "am", "offered"),
        (THURSDAY, "am", "ended"),
        (THURSDAY, "am", "offered"),
        (FRIDAY, "am", "booked"),
    ]
    offer = seats.list_offers(session, cast.traveller, NOW)[0]
    assert (offer.seat.label, offer.emergency_why) == ("B-01", "누수 공사")
    day = seats.load_centre_day(session, centre.id, WEDNESDAY, "day", cast.lead)
    assert {each.seat.label for each in day.seats if each.state == "shut"} == {"A-01", "A-02", "A-03", "A-04"}
    seats.open_floor(session, ID, NOW)
    seats.book_seat(session, cast.colleague, wish(8, centre["A-01"], WEDNESDAY), NOW)
    assert sorted(kinds(session, cast.traveller)) == ["seat_closed", "seat_closed", "seat_offered"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"why": " "}, "why"),
        ({"until_on": WEDNESDAY - timedelta(days=1)}, "until_on"),
        ({"from_on": NOW.date() - timedelta(days=1)}, "until_on"),
        ({"until_on": WEDNESDAY + timedelta(days=40)}, "until_on"),
        ({"unit_ids": []}, "unit_ids"),
        ({"answer_hours": 0}, "answer_hours"),
    ],
)
def test_an_emergency_that_makes_no_sense_is_told(
    session: Session, cast: Cast, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        seats.offer_seats(session, plan(cast, **changes), cast.administrator, NOW)
    assert list(refused.value.fields) == [field]
