"""Leave that is taken back: before it begins, while it runs, while it waits, during a decision."""

import threading
from datetime import date, timedelta

import pytest

from services import approvals, leave, notifications
from services.clock import instant_of
from services.errors import Conflict, Invalid, NotFound
from services.leave import Part, State
from tests.cast import Member
from tests.hall import Hall
from tests.leave import (
    ID,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    absences_of,
    approve,
    ask,
    asked,
    take,
    times_of,
)
from tests.overlaps import wait_until_it_waits

ONE_DAY = timedelta(days=1)
TODAY = date(2026, 9, 29)


def cancel(hall: Hall, member: Member, back_on: date | None = None) -> leave.LeaveView:
    return hall.write(lambda s: leave.cancel_leave(s, ID, member.staff_id, hall.now, back_on))


def told(hall: Hall, member: Member, kind: str) -> list[notifications.NoticeView]:
    found = hall.read(lambda s: notifications.list_notices(s, member.staff_id))
    return [notice for notice in found if notice.kind == kind]


def test_leave_that_has_not_begun_is_taken_back_as_a_whole(hall: Hall) -> None:
    take(hall, hall.cast.traveller, asked(), hall.cast.lead)
    assert cancel(hall, hall.cast.traveller).state is State.CANCELLED
    assert absences_of(hall, hall.cast.traveller) == []
    (notice,) = told(hall, hall.cast.lead, leave.NoticeKind.CANCELLED)
    assert notice.facts == {"name": "김가람", "from_on": "2026-10-06", "until_on": "2026-10-08"}
    assert cancel(hall, hall.cast.traveller).state is State.CANCELLED
    assert len(told(hall, hall.cast.lead, leave.NoticeKind.CANCELLED)) == 1


def test_who_comes_back_early_keeps_the_days_that_she_was_away(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    take(hall, hall.cast.traveller, asked(), hall.cast.lead)
    hall.clock.advance(days=8)  # Wednesday
    with pytest.raises(Invalid):
        cancel(hall, hall.cast.traveller, TUESDAY)
    view = cancel(hall, hall.cast.traveller, THURSDAY)
    assert (view.state, view.last_on) == (State.APPROVED, WEDNESDAY)
    (absence,) = absences_of(hall, hall.cast.traveller)
    assert times_of(absence) == (instant_of(TUESDAY, 0), instant_of(THURSDAY, 0))
    assert absence.is_approved
    ask(hall, hall.cast.traveller, asked(id=b"leave002", from_on=THURSDAY))


def test_what_waits_and_is_taken_back_leaves_the_leads_list(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    view = ask(hall, hall.cast.traveller, asked())
    cancel(hall, hall.cast.traveller)
    with pytest.raises(Conflict):
        approve(hall, view, hall.cast.lead)
    assert absences_of(hall, hall.cast.traveller) == []
    assert told(hall, hall.cast.lead, leave.NoticeKind.CANCELLED) == []


def test_what_waits_goes_as_a_whole_whenever_it_was(sqlite_hall: Hall) -> None:
    """It was asked for with wrong days, say: nobody has decided that she was away."""
    hall = sqlite_hall
    view = ask(hall, hall.cast.traveller, asked(from_on=TODAY - ONE_DAY, until_on=TODAY))
    assert view.may_cancel(TODAY + ONE_DAY * 2)
    hall.clock.advance(days=2)
    assert cancel(hall, hall.cast.traveller).state is State.CANCELLED
    with pytest.raises(Conflict):
        approve(hall, view, hall.cast.lead)
    ask(hall, hall.cast.traveller, asked(id=b"leave002", from_on=TODAY))


def test_a_morning_that_was_taken_is_not_taken_back_in_the_afternoon(sqlite_hall: Hall) -> None:
    hall = sqlite_hall  # 15:20
    take(hall, hall.cast.traveller, asked("half", from_on=TODAY, part=Part.AM), hall.cast.lead)
    with pytest.raises(Conflict) as caught:
        cancel(hall, hall.cast.traveller)
    assert caught.value.code == "leave_over"


def test_only_what_is_ones_own_and_not_over_is_taken_back(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    take(hall, hall.cast.traveller, asked(), hall.cast.lead)
    with pytest.raises(NotFound):
        cancel(hall, hall.cast.colleague)
    hall.clock.advance(days=10)
    with pytest.raises(Conflict) as caught:
        cancel(hall, hall.cast.traveller)
    assert caught.value.code == "leave_over"


@pytest.mark.parametrize("back_on", [None, THURSDAY])
def test_a_cancelling_during_a_decision_sees_it(hall: Hall, back_on: date | None) -> None:
    view = ask(hall, hall.cast.traveller, asked())
    hall.clock.advance(days=8 if back_on else 0)  # Wednesday: it runs
    taking_back = threading.Thread(target=cancel, args=(hall, hall.cast.traveller, back_on))
    with hall.database.writing() as session:
        assert view.request
        ids = (view.request.id, hall.cast.lead.staff_id)
        approvals.decide_request(session, hall.desk, *ids, approvals.Decision(approve=True), hall.now)
        taking_back.start()
        wait_until_it_waits(hall.database, lambda: not taking_back.is_alive())
    taking_back.join()
    found = [(times_of(a)[1], a.is_approved) for a in absences_of(hall, hall.cast.traveller)]
    assert found == ([(instant_of(THURSDAY, 0), True)] if back_on else [])
