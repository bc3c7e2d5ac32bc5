"""Seats are given back: cancelled, left, not come to, or because leave or a trip was approved."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from services import absences, approvals, notifications
from services.absences import AbsenceKind, Source, Span
from services.errors import BalgilError, Conflict, Invalid, NotFound
from services.remote_work import days, seats
from tests.factories import NOW, Cast, sqlite_only
from tests.seat_centres import (
    FRIDAY,
    THURSDAY,
    WEDNESDAY,
    Centre,
    at,
    codes_of,
    make_centre,
    reload,
    states_of,
    wish,
)

pytestmark = sqlite_only


@pytest.fixture
def centre(session: Session) -> Centre:
    return make_centre(session, NOW)


def kinds(session: Session, staff_id: int) -> list[str]:
    return [notice.kind for notice in notifications.list_notices(session, staff_id)]


def test_a_cancelled_seat_is_free_and_a_late_one_is_marked(
    session: Session, cast: Cast, centre: Centre
) -> None:
    early = seats.book_seat(session, cast.traveller, wish(1, centre["A-01"]), NOW)
    assert not seats.cancel_booking(session, cast.traveller, early.id, at(WEDNESDAY, "08:00")).is_late
    seats.book_seat(session, cast.colleague, wish(2, centre["A-01"]), NOW)
    late = seats.cancel_booking(session, cast.colleague, (2).to_bytes(16), at(WEDNESDAY, "08:01"))
    assert (late.state, late.is_late) == ("cancelled", True)
    assert seats.cancel_booking(session, cast.colleague, late.id, at(FRIDAY, "09:00")) == late
    assert days.list_days(session, [cast.traveller, cast.colleague], WEDNESDAY, WEDNESDAY) == []


def test_a_range_is_cancelled_and_what_is_outside_stays(session: Session, cast: Cast, centre: Centre) -> None:
    for number, on in enumerate((WEDNESDAY, THURSDAY, FRIDAY)):
        seats.book_seat(session, cast.traveller, wish(number, centre["A-01"], on), NOW)
    seats.book_seat(session, cast.colleague, wish(7, centre["A-02"], THURSDAY), NOW)
    gone = seats.cancel_bookings(session, cast.traveller, WEDNESDAY, THURSDAY, NOW)
    assert [view.on for view in gone] == [WEDNESDAY, THURSDAY]
    assert states_of(session, cast.traveller)[-1] == (FRIDAY, "day", "booked")
    assert states_of(session, cast.colleague) == [(THURSDAY, "day", "booked")]
    with pytest.raises(Invalid):
        seats.cancel_bookings(session, cast.traveller, FRIDAY, THURSDAY, NOW)


def test_who_leaves_early_gives_the_rest_of_the_day_back(
    session: Session, cast: Cast, centre: Centre
) -> None:
    seats.book_seat(session, cast.traveller, wish(1, centre["A-01"]), NOW)
    seats.check_in(session, cast.traveller, codes_of(session, centre)["A-01"], at(WEDNESDAY, "09:00"))
    noon = at(WEDNESDAY, "12:30")
    assert seats.cancel_booking(session, cast.traveller, (1).to_bytes(16), noon).state == "left"
    seats.book_seat(session, cast.colleague, wish(2, centre["A-01"], part="pm"), noon)
    with pytest.raises(Conflict) as over:
        seats.cancel_booking(session, cast.colleague, (2).to_bytes(16), at(WEDNESDAY, "18:00"))
    assert over.value.code == "booking_over"


def test_a_code_checks_in_once_and_only_who_booked(session: Session, cast: Cast, centre: Centre) -> None:
    seats.book_seat(session, cast.traveller, wish(1, centre["A-01"]), NOW)
    codes, morning = codes_of(session, centre), at(WEDNESDAY, "08:55")
    here = seats.check_in(session, cast.traveller, codes["A-01"], morning)
    assert (here.state, here.arrived_at) == ("here", morning)
    again = seats.check_in(session, cast.traveller, codes["A-01"], morning + timedelta(hours=1))
    assert again.arrived_at == morning
    for staff_id, label, code in (
        (cast.colleague, "A-01", "no_booking"),
        (cast.traveller, "A-02", "other_seat"),
    ):
        with pytest.raises(Conflict) as refused:
            seats.check_in(session, staff_id, codes[label], morning)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("clock", "code"), [("07:59", "too_early"), ("08:00", None), ("09:09", None), ("09:10", "seat_released")]
)
def test_checking_in_has_its_time(
    session: Session, cast: Cast, centre: Centre, clock: str, code: str | None
) -> None:
    seats.book_seat(session, cast.traveller, wish(1, centre["A-01"]), NOW)
    seats.release_late(session, at(WEDNESDAY, clock))
    try:
        seats.check_in(session, cast.traveller, codes_of(session, centre)["A-01"], at(WEDNESDAY, clock))
        found = None
    except BalgilError as error:
        found = error.code
    assert found == code


def test_new_paper_ends_the_photographs_of_the_old(session: Session, cast: Cast, centre: Centre) -> None:
    seats.book_seat(session, cast.traveller, wish(1, centre["A-01"]), NOW)
    old = codes_of(session, centre)["A-01"]
    assert seats.rotate_codes(session, centre.id, NOW, [centre["A-01"]]) == 1
    assert codes_of(session, centre)["A-01"] != old
    with pytest.raises(NotFound):
        seats.check_in(session, cast.traveller, old, at(WEDNESDAY, "09:00"))
    seats.check_in(session, cast.traveller, codes_of(session, centre)["A-01"], at(WEDNESDAY, "09:00"))


def test_ten_minutes_free_a_seat_and_its_person_is_told_once(
    session: Session, cast: Cast, centre: Centre
) -> None:
    seats.book_seat(session, cast.traveller, wish(1, centre["A-01"]), NOW)
    seats.book_seat(session, cast.colleague, wish(2, centre["A-02"], part="pm"), NOW)
    assert seats.release_late(session, at(WEDNESDAY, "09:09")) == 0
    assert seats.release_late(session, at(WEDNESDAY, "09:10")) == 1
    assert seats.release_late(session, at(WEDNESDAY, "09:11")) == 0
    assert states_of(session, cast.traveller) == [(WEDNESDAY, "day", "released")]
    assert kinds(session, cast.traveller).count("seat_released") == 1
    seats.book_seat(session, cast.lead, wish(3, centre["A-01"]), at(WEDNESDAY, "09:20"))
    assert seats.release_late(session, at(WEDNESDAY, "09:29")) == 0  # booked a moment ago
    assert seats.release_late(session, at(WEDNESDAY, "09:30")) == 1
    assert seats.release_late(session, at(WEDNESDAY, "13:10")) == 1


def test_approved_leave_ends_the_booking_and_half_of_it_the_half(
    session: Session, cast: Cast, centre: Centre
) -> None:
    for number, on in enumerate((WEDNESDAY, THURSDAY)):
        seats.book_seat(session, cast.traveller, wish(number, centre["A-01"], on), NOW)
    spans = [
        Span(cast.traveller, AbsenceKind.LEAVE, at(WEDNESDAY, "09:00"), at(WEDNESDAY, "18:00")),
        Span(cast.traveller, AbsenceKind.LEAVE, at(THURSDAY, "14:00"), at(THURSDAY, "18:00")),
    ]
    source = Source("leave", b"1")
    absences.set_absences(session, source, spans, is_approved=False)
    assert seats.release_late(session, NOW) == 0
    absences.approve_absences(session, source, is_approved=True)
    assert seats.release_late(session, NOW) == 2
    assert states_of(session, cast.traveller) == [(WEDNESDAY, "day", "ended"), (THURSDAY, "am", "booked")]
    assert sorted(kinds(session, cast.traveller)) == ["seat_ended", "seat_shortened"]
    seats.book_seat(session, cast.colleague, wish(8, centre["A-01"], WEDNESDAY), NOW)
    seats.book_seat(session, cast.colleague, wish(9, centre["A-01"], THURSDAY, "pm"), NOW)


def test_who_sits_there_keeps_what_has_been_and_what_is_not_touched(
    session: Session, cast: Cast, centre: Centre
) -> None:
    seats.book_seat(session, cast.traveller, wish(1, centre["A-01"]), NOW)
    seats.check_in(session, cast.traveller, codes_of(session, centre)["A-01"], at(WEDNESDAY, "09:00"))
    spans = [Span(cast.traveller, AbsenceKind.TRIP, at(WEDNESDAY, "08:00"), at(WEDNESDAY, "12:00"))]
    absences.set_absences(session, Source("trip", b"1"), spans, is_approved=True)
    assert seats.release_late(session, at(WEDNESDAY, "13:30")) == 0
    spans = [Span(cast.traveller, AbsenceKind.TRIP, at(WEDNESDAY, "15:00"), at(WEDNESDAY, "18:00"))]
    absences.set_absences(session, Source("trip", b"1"), spans, is_approved=True)
    assert seats.release_late(session, at(WEDNESDAY, "13:30")) == 1
    assert states_of(session, cast.traveller) == [(WEDNESDAY, "am", "here")]
    seats.book_seat(session, cast.colleague, wish(2, centre["A-01"], part="pm"), at(WEDNESDAY, "13:31"))


def test_where_the_rule_wants_it_the_lead_decides_and_a_no_ends_the_booking(
    session: Session, cast: Cast, centre: Centre
) -> None:
    terms = seats.get_seat_terms(session, WEDNESDAY)
    rule = replace(terms, from_on=WEDNESDAY, needs_approval=True, basis="지침")
    seats.add_seat_terms(session, rule, WEDNESDAY - timedelta(days=1))
    view = seats.book_seat(session, cast.traveller, wish(1, centre["A-01"]), NOW)
    [request] = approvals.list_waiting(session, cast.lead, NOW)
    assert (request.subject_kind, request.is_green) == (seats.APPROVAL_KIND, True)
    seats.note_decisions(session, [replace(request, state=approvals.REFUSED)], NOW)
    assert (reload(session, view).state, reload(session, view).why) == ("ended", "refused")
    assert kinds(session, cast.traveller) == ["seat_refused"]
    other = seats.book_seat(session, cast.colleague, wish(2, centre["A-01"]), NOW)
    seats.cancel_booking(session, cast.colleague, other.id, NOW)
    assert [r.subject_id for r in approvals.list_waiting(session, cast.lead, NOW)] == [view.id]


def test_the_afternoon_is_checked_in_where_the_morning_was(
    session: Session, cast: Cast, centre: Centre
) -> None:
    for number, part in enumerate(("am", "pm")):
        seats.book_seat(session, cast.traveller, wish(number, centre["A-01"], part=part), NOW)
    code = codes_of(session, centre)["A-01"]
    for clock, number in (("09:00", 0), ("11:00", 0), ("12:50", 1)):
        found = seats.check_in(session, cast.traveller, code, at(WEDNESDAY, clock))
        assert (found.id, found.state) == (number.to_bytes(16), "here")
    assert seats.release_late(session, at(WEDNESDAY, "13:10")) == 0


def test_leave_ends_the_halves_that_its_own_days_rule_makes(
    session: Session, cast: Cast, centre: Centre
) -> None:
    terms = seats.get_seat_terms(session, WEDNESDAY)
    rule = replace(terms, from_on=THURSDAY, opens_minute=600, noon_minute=840, basis="지침")
    seats.add_seat_terms(session, rule, WEDNESDAY)
    seats.book_seat(session, cast.traveller, wish(1, centre["A-01"], THURSDAY), NOW)
    spans = [Span(cast.traveller, AbsenceKind.LEAVE, at(THURSDAY, "13:00"), at(THURSDAY, "14:00"))]
    absences.set_absences(session, Source("leave", b"1"), spans, is_approved=True)
    assert seats.release_late(session, NOW) == 1
    assert states_of(session, cast.traveller) == [(THURSDAY, "pm", "booked")]
