"""A decision that is taken back gives back the seat that it took, or says that it is gone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from services import absences, approvals, notifications
from services.absences import AbsenceKind, Source, Span
from services.approvals import Decision, Request
from services.effects import make_desk
from services.ledger import Appender
from services.remote_work import days, seats
from tests.factories import NOW, Cast, sqlite_only
from tests.seat_centres import THURSDAY, WEDNESDAY, Centre, at, make_centre, reload, states_of, wish

pytestmark = sqlite_only
DESK = make_desk(Appender(bytes(32)))
SOON, LATE = NOW + timedelta(minutes=4), NOW + timedelta(minutes=6)


@pytest.fixture
def centre(session: Session) -> Centre:
    return make_centre(session, NOW)


def kinds(session: Session, staff_id: int) -> list[str]:
    return [notice.kind for notice in reversed(notifications.list_notices(session, staff_id))]


class Leave:
    """A leave as its subject says it: who is away, and what is decided about it."""

    def __init__(self, session: Session, staff_id: int, starts: str = "09:00", ends: str = "18:00") -> None:
        self.session, self.source = session, Source("leave", bytes(16))
        span = Span(staff_id, AbsenceKind.LEAVE, at(WEDNESDAY, starts), at(WEDNESDAY, ends))
        absences.set_absences(session, self.source, [span], is_approved=False)
        submission = approvals.Submission("leave", bytes(16), "연가", b"", [])
        self.request = approvals.submit_request(session, submission, staff_id, NOW)

    def becomes(self, state: str, now: object = NOW) -> None:
        absences.approve_absences(self.session, self.source, state == approvals.APPROVED)
        decided: Request = replace(self.request, state=state)
        seats.note_absences(self.session, [decided], now)  # type: ignore[arg-type]


def test_the_seat_and_its_day_come_back_and_it_may_end_again(
    session: Session, cast: Cast, centre: Centre
) -> None:
    seats.book_seat(session, cast.traveller, wish(1, centre["A-01"]), NOW)
    leave = Leave(session, cast.traveller)
    for _ in range(2):
        leave.becomes(approvals.APPROVED)
        assert days.list_days(session, [cast.traveller], WEDNESDAY, WEDNESDAY) == []
        leave.becomes(approvals.WAITING, SOON)
        assert states_of(session, cast.traveller) == [(WEDNESDAY, "day", "booked")]
    [day] = days.list_days(session, [cast.traveller], WEDNESDAY, WEDNESDAY)
    assert day.place == days.Place.CENTRE
    assert kinds(session, cast.traveller) == ["seat_ended", "seat_returned"] * 2


def test_a_half_comes_back_and_an_offer_is_an_offer_again(
    session: Session, cast: Cast, centre: Centre
) -> None:
    seats.book_seat(session, cast.traveller, wish(1, centre["A-01"]), NOW)
    leave = Leave(session, cast.traveller, "14:00")
    leave.becomes(approvals.APPROVED)
    assert states_of(session, cast.traveller) == [(WEDNESDAY, "am", "booked")]
    leave.becomes(approvals.WAITING, SOON)
    assert states_of(session, cast.traveller) == [(WEDNESDAY, "day", "booked")]
    plan = seats.EmergencyPlan(b"e" * 16, "누수", WEDNESDAY, WEDNESDAY, [cast.department])
    seats.offer_seats(session, plan, cast.administrator, NOW)
    other = Leave(session, cast.colleague)
    other.becomes(approvals.APPROVED)
    other.becomes(approvals.WAITING, SOON)
    assert states_of(session, cast.colleague) == [(WEDNESDAY, "day", "offered")]
    assert days.list_days(session, [cast.colleague], WEDNESDAY, WEDNESDAY) == []


@pytest.mark.parametrize("why", ["taken", "closed"])
def test_who_does_not_get_it_back_is_told_once(
    session: Session, cast: Cast, centre: Centre, why: str
) -> None:
    seats.book_seat(session, cast.traveller, wish(1, centre["A-01"]), NOW)
    leave = Leave(session, cast.traveller)
    leave.becomes(approvals.APPROVED)
    if why == "taken":
        seats.book_seat(session, cast.colleague, wish(2, centre["A-01"], part="pm"), NOW)
    else:
        seats.close_seat(session, centre.id, centre["A-01"], WEDNESDAY, NOW)
    for _ in range(2):
        leave.becomes(approvals.WAITING, SOON)
    assert states_of(session, cast.traveller) == [(WEDNESDAY, "day", "ended")]
    assert kinds(session, cast.traveller) == ["seat_ended", "seat_not_returned"]
    seats.book_seat(session, cast.lead, wish(3, centre["A-02"]), NOW)


def test_what_ended_earlier_or_for_another_reason_stays_over(
    session: Session, cast: Cast, centre: Centre
) -> None:
    for number, on in enumerate((WEDNESDAY, THURSDAY)):
        seats.book_seat(session, cast.traveller, wish(number, centre["A-01"], on), NOW)
    leave = Leave(session, cast.traveller)
    leave.becomes(approvals.APPROVED)
    span = Span(cast.traveller, AbsenceKind.TRIP, at(WEDNESDAY, "15:00"), at(WEDNESDAY, "17:00"))
    absences.set_absences(session, Source("trip", bytes(16)), [span], is_approved=True)
    leave.becomes(approvals.WAITING, SOON)  # still on the trip
    absences.clear_absences(session, [Source("trip", bytes(16))])
    leave.becomes(approvals.WAITING, LATE)  # nobody takes back a decision as late as this
    assert [state for *_, state in states_of(session, cast.traveller)] == ["ended", "booked"]
    assert kinds(session, cast.traveller) == ["seat_ended"]


def refused(session: Session, cast: Cast, centre: Centre) -> tuple[seats.BookingView, int]:
    terms = seats.get_seat_terms(session, WEDNESDAY)
    rule = replace(terms, from_on=WEDNESDAY, needs_approval=True, basis="지침")
    seats.add_seat_terms(session, rule, WEDNESDAY - timedelta(days=1))
    view = seats.book_seat(session, cast.traveller, wish(1, centre["A-01"]), NOW)
    [request] = approvals.list_waiting(session, cast.lead, NOW)
    no = Decision(approve=False, reason="창구 당번")
    approvals.decide_request(session, DESK, request.id, cast.lead, no, NOW)
    assert reload(session, view).state == "ended"
    return view, request.id


def test_a_refusal_taken_back_gives_the_seat_back_and_waits_again(
    session: Session, cast: Cast, centre: Centre
) -> None:
    view, request_id = refused(session, cast, centre)
    undone = approvals.undo_decision(session, DESK, request_id, cast.lead, SOON)
    assert (undone.state, reload(session, view).state) == (approvals.WAITING, "booked")
    approvals.decide_request(session, DESK, request_id, cast.lead, Decision(approve=True), SOON)
    assert reload(session, view).state == "booked"


def test_nobody_decides_about_a_seat_that_is_gone(session: Session, cast: Cast, centre: Centre) -> None:
    view, request_id = refused(session, cast, centre)
    seats.book_seat(session, cast.colleague, wish(2, centre["A-01"]), NOW)
    undone = approvals.undo_decision(session, DESK, request_id, cast.lead, SOON)
    assert (undone.state, reload(session, view).state) == (approvals.WITHDRAWN, "ended")
    assert "seat_not_returned" in kinds(session, cast.traveller)


def test_a_booking_whose_leave_is_undone_waits_for_the_lead_again(
    session: Session, cast: Cast, centre: Centre
) -> None:
    view, request_id = refused(session, cast, centre)
    approvals.undo_decision(session, DESK, request_id, cast.lead, SOON)
    leave = Leave(session, cast.traveller)
    leave.becomes(approvals.APPROVED, SOON)
    leave.becomes(approvals.WAITING, SOON)
    waiting = approvals.list_waiting(session, cast.lead, SOON)
    assert [r.subject_id for r in waiting if r.subject_kind == seats.APPROVAL_KIND] == [view.id]
