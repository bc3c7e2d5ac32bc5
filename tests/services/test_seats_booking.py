"""Seats are booked for a day or a half, within the rule of the day, by everybody for herself."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from services import absences
from services.absences import AbsenceKind, Source, Span
from services.errors import BalgilError, Conflict, Invalid, NotFound
from services.remote_work import days, seats
from tests.factories import NOW, TODAY, Cast, sqlite_only
from tests.seat_centres import FRIDAY, THURSDAY, WEDNESDAY, Centre, at, make_centre, states_of, wish

pytestmark = sqlite_only
NEXT_WEEK = WEDNESDAY + timedelta(days=7)


@pytest.fixture
def centre(session: Session) -> Centre:
    return make_centre(session, NOW)


def refusal(session: Session, staff_id: int, wanted: seats.SeatWish) -> str:
    with pytest.raises(BalgilError) as error, session.begin_nested():
        seats.book_seat(session, staff_id, wanted, NOW)
    return error.value.code


def test_a_seat_is_booked_and_makes_its_day_one_at_the_centre(
    session: Session, cast: Cast, centre: Centre
) -> None:
    view = seats.book_seat(session, cast.traveller, wish(1, centre["A-01"]), NOW)
    assert (view.centre_name, view.floor_name, view.seat.label) == ("동부 센터", "3층", "A-01")
    assert (view.starts_at, view.ends_at) == (at(WEDNESDAY, "09:00"), at(WEDNESDAY, "18:00"))
    [day] = days.list_days(session, [cast.traveller], WEDNESDAY, WEDNESDAY)
    assert (day.place, day.is_open) == (days.Place.CENTRE, True)


def test_the_same_wish_again_is_the_same_booking_and_nobody_elses(
    session: Session, cast: Cast, centre: Centre
) -> None:
    first = seats.book_seat(session, cast.traveller, wish(1, centre["A-01"]), NOW)
    assert seats.book_seat(session, cast.traveller, wish(1, centre["A-01"]), NOW) == first
    assert refusal(session, cast.traveller, wish(1, centre["A-02"])) == "id_taken"
    assert refusal(session, cast.colleague, wish(1, centre["A-01"])) == "id_taken"


def test_two_share_a_day_by_halves(session: Session, cast: Cast, centre: Centre) -> None:
    seats.book_seat(session, cast.traveller, wish(1, centre["A-01"], part="am"), NOW)
    assert refusal(session, cast.colleague, wish(2, centre["A-01"])) == "seat_taken"
    assert refusal(session, cast.colleague, wish(3, centre["A-01"], part="am")) == "seat_taken"
    view = seats.book_seat(session, cast.colleague, wish(4, centre["A-01"], part="pm"), NOW)
    assert view.starts_at == at(WEDNESDAY, "13:00")


def test_nobody_sits_in_two_places(session: Session, cast: Cast, centre: Centre) -> None:
    seats.book_seat(session, cast.traveller, wish(1, centre["A-01"], part="am"), NOW)
    for number, part in enumerate(("day", "am"), 2):
        assert refusal(session, cast.traveller, wish(number, centre["B-01"], part=part)) == "has_seat"
    seats.book_seat(session, cast.traveller, wish(4, centre["B-01"], part="pm"), NOW)
    assert [part for _, part, _ in states_of(session, cast.traveller)] == ["am", "pm"]


@pytest.mark.parametrize(
    ("on", "part", "code"),
    [
        (date(2026, 9, 28), "day", "seat_day"),  # yesterday
        (TODAY, "am", "seat_day"),  # at 15:20 the morning is over
        (TODAY, "day", "seat_day"),
        (date(2026, 10, 4), "day", "seat_day"),  # a Sunday
        (date(2026, 10, 5), "day", "seat_day"),  # a holiday
        (date(2026, 10, 14), "day", "seat_day"),  # 15 days ahead
        (WEDNESDAY, "night", "invalid_booking"),
    ],
)
def test_days_and_parts_that_cannot_be_booked(
    session: Session, cast: Cast, centre: Centre, on: date, part: str, code: str
) -> None:
    assert refusal(session, cast.traveller, wish(1, centre["A-01"], on, part)) == code
    assert states_of(session, cast.traveller) == []


def test_the_afternoon_of_today_can_still_be_booked(session: Session, cast: Cast, centre: Centre) -> None:
    seats.book_seat(session, cast.traveller, wish(1, centre["A-01"], TODAY, "pm"), NOW)
    seats.book_seat(session, cast.colleague, wish(2, centre["A-02"], date(2026, 10, 13)), NOW)


def test_a_week_has_so_many_days_and_cancelled_ones_do_not_count(
    session: Session, cast: Cast, centre: Centre
) -> None:
    for number, on in enumerate((TODAY, WEDNESDAY, THURSDAY)):
        part = "pm" if on == TODAY else "day"
        seats.book_seat(session, cast.traveller, wish(number, centre["A-01"], on, part), NOW)
    assert refusal(session, cast.traveller, wish(8, centre["A-01"], FRIDAY)) == "seat_week_full"
    seats.book_seat(session, cast.traveller, wish(9, centre["A-01"], NEXT_WEEK), NOW)
    seats.cancel_booking(session, cast.traveller, (1).to_bytes(16), NOW)
    seats.book_seat(session, cast.traveller, wish(10, centre["A-01"], FRIDAY), NOW)


def test_who_is_approved_to_be_away_gets_no_seat_then(session: Session, cast: Cast, centre: Centre) -> None:
    span = Span(cast.traveller, AbsenceKind.LEAVE, at(WEDNESDAY, "09:00"), at(WEDNESDAY, "13:00"))
    absences.set_absences(session, Source("leave", b"1"), [span], is_approved=True)
    assert refusal(session, cast.traveller, wish(1, centre["A-01"])) == "seat_away"
    seats.book_seat(session, cast.traveller, wish(2, centre["A-01"], part="pm"), NOW)


def test_what_is_closed_or_unknown_is_not_booked(session: Session, cast: Cast, centre: Centre) -> None:
    assert refusal(session, cast.traveller, wish(1, 10**9)) == "seat_not_found"
    seats.close_seat(session, centre.id, centre["A-01"], THURSDAY, NOW)
    seats.book_seat(session, cast.traveller, wish(2, centre["A-01"], WEDNESDAY), NOW)
    assert refusal(session, cast.colleague, wish(3, centre["A-01"], THURSDAY)) == "seat_closed"
    seats.close_centre(session, centre.id, FRIDAY, NOW)
    assert refusal(session, cast.colleague, wish(4, centre["A-02"], FRIDAY)) == "seat_closed"
    seats.reopen_centre(session, centre.id)
    seats.book_seat(session, cast.colleague, wish(5, centre["A-02"], FRIDAY), NOW)


def test_a_rule_counts_from_its_day_on(session: Session, cast: Cast, centre: Centre) -> None:
    now_rule = seats.get_seat_terms(session, TODAY)
    stricter = replace(
        now_rule, from_on=THURSDAY, opens_minute=600, most_days_a_week=1, basis="센터 지침 제4조"
    )
    seats.add_seat_terms(session, stricter, TODAY)
    early = seats.book_seat(session, cast.traveller, wish(1, centre["A-01"], WEDNESDAY), NOW)
    late = seats.book_seat(session, cast.colleague, wish(2, centre["A-01"], THURSDAY), NOW)
    assert (early.starts_minute, late.starts_minute) == (540, 600)
    assert refusal(session, cast.traveller, wish(3, centre["A-02"], FRIDAY)) == "seat_week_full"
    with pytest.raises(Conflict):
        seats.add_seat_terms(session, replace(stricter, from_on=WEDNESDAY), TODAY)
    seats.remove_seat_terms(session, THURSDAY, TODAY)
    with pytest.raises(Conflict):
        seats.remove_seat_terms(session, now_rule.from_on, TODAY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"noon_minute": 500}, "opens"),
        ({"closes_minute": 1440}, "opens"),
        ({"most_days_ahead": -1}, "most_days_ahead"),
        ({"most_days_a_week": 8}, "most_days_a_week"),
        ({"cancel_before_min": -5}, "cancel_before"),
        ({"check_in_before_min": 999}, "check_in_before"),
        ({"release_after_min": 0}, "release_after"),
        ({"basis": "  "}, "basis"),
    ],
)
def test_a_rule_that_makes_no_sense_is_told(session: Session, changes: dict[str, object], field: str) -> None:
    terms = replace(seats.get_seat_terms(session, TODAY), from_on=THURSDAY, basis="지침")
    with pytest.raises(Invalid) as refused:
        seats.add_seat_terms(session, replace(terms, **changes), TODAY)  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]


def test_somebody_elses_booking_is_not_found(session: Session, cast: Cast, centre: Centre) -> None:
    view = seats.book_seat(session, cast.traveller, wish(1, centre["A-01"]), NOW)
    with pytest.raises(NotFound):
        seats.cancel_booking(session, cast.colleague, view.id, NOW)
    assert states_of(session, cast.traveller) == [(WEDNESDAY, "day", "booked")]


def test_the_picture_of_a_day_has_states_and_no_names(session: Session, cast: Cast, centre: Centre) -> None:
    seats.book_seat(session, cast.traveller, wish(1, centre["A-01"]), NOW)
    seats.book_seat(session, cast.colleague, wish(2, centre["A-02"], part="am"), NOW)

    def look(staff_id: int, part: str) -> dict[str, str]:
        day = seats.load_centre_day(session, centre.id, WEDNESDAY, part, staff_id)
        return {each.seat.label: each.state for each in day.seats}

    assert look(cast.traveller, "day") == {
        "A-01": "mine", "A-02": "taken", "A-03": "free", "A-04": "free", "B-01": "free", "B-02": "free"
    }  # fmt: skip
    assert look(cast.lead, "pm")["A-02"] == "free"
    [day] = seats.list_centre_days(session, WEDNESDAY, "day", cast.lead)
    assert day.free_count == 4
