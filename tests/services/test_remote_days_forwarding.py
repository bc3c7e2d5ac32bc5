"""The office phone: dialled, tried by a colleague, undone at the end of the day."""

import pytest

from services import notifications
from services.errors import Conflict, Forbidden, Invalid, NotFound
from services.remote_work import days
from services.remote_work.days.notices import NoticeKind
from tests.cast import Member
from tests.hall import Hall
from tests.remote_days import AFTER, ON, RemoteDay
from tests.services.test_remote_days_before import save


@pytest.fixture
def day(sqlite_hall: Hall) -> RemoteDay:
    day = RemoteDay(sqlite_hall)
    save(day)
    return day


def told(day: RemoteDay, member: Member) -> list[str]:
    notices = day.hall.read(lambda s: notifications.list_notices(s, member.staff_id, only_unread=True))
    return [notice.kind for notice in notices]


def dial(day: RemoteDay) -> days.ForwardingView:
    return day.write(lambda s: days.note_dialled(s, day.me, ON, day.hall.now))


def ask(day: RemoteDay, colleague: Member) -> days.ForwardingView:
    return day.write(lambda s: days.ask_test_call(s, day.me, ON, colleague.staff_id, day.hall.now))


def call(day: RemoteDay, caller: Member, is_heard: bool = True) -> days.ForwardingView:
    return day.write(lambda s: days.note_test_call(s, day.me, ON, caller.staff_id, is_heard, day.hall.now))


def undo(day: RemoteDay) -> days.ForwardingView:
    return day.write(lambda s: days.note_undone(s, day.me, ON, day.hall.now))


def test_what_the_phone_dials_holds_the_persons_own_number(day: RemoteDay) -> None:
    forwarding = day.card().forwarding
    assert (forwarding.dial, forwarding.undo_dial) == ("*88*01012345678", "#88*")
    assert not forwarding.must_be_undone


def test_a_colleague_who_hears_it_confirms_it(day: RemoteDay) -> None:
    colleague = day.hall.cast.colleague
    assert not dial(day).is_confirmed
    ask(day, colleague)
    assert told(day, colleague) == [NoticeKind.TEST_CALL_ASKED]
    calls = day.hall.read(lambda s: days.list_test_calls(s, colleague.staff_id, day.hall.now))
    assert [(each.name, each.desk_phone) for each in calls] == [("김가람", "055-940-3114")]
    assert call(day, colleague).is_confirmed
    assert "forwarding" not in day.card().readiness.missing
    assert told(day, colleague) == []
    assert day.hall.read(lambda s: days.list_test_calls(s, colleague.staff_id, day.hall.now)) == []


def test_who_does_not_hear_it_tells_the_person(day: RemoteDay) -> None:
    dial(day)
    assert not call(day, day.hall.cast.colleague, is_heard=False).is_confirmed
    assert told(day, day.hall.cast.traveller) == [NoticeKind.TEST_CALL_FAILED]
    assert call(day, day.hall.cast.lead).is_confirmed


def test_nobody_confirms_her_own_phone_and_no_stranger_does(day: RemoteDay) -> None:
    cast = day.hall.cast
    with pytest.raises(Forbidden, match="calls_herself"):
        call(day, cast.traveller)
    with pytest.raises(Forbidden, match="not_asked"):
        call(day, cast.stranger)
    with pytest.raises(Invalid, match="asks_herself"):
        ask(day, cast.traveller)
    with pytest.raises(NotFound):
        day.write(lambda s: days.ask_test_call(s, day.me, ON, 999_999, day.hall.now))
    ask(day, cast.stranger)
    assert call(day, cast.stranger).is_confirmed


def test_it_needs_a_number_and_a_remote_day(sqlite_hall: Hall) -> None:
    day = RemoteDay(sqlite_hall)
    with pytest.raises(Conflict, match="contact_missing"):
        dial(day)
    save(day)
    day.write(lambda s: days.close_days(s, [(day.me, ON)], days.ClosedWhy.TAKEN_BACK, day.hall.now))
    with pytest.raises(NotFound, match="not_remote"):
        dial(day)


def test_who_has_forwarded_is_reminded_once_to_undo_it(day: RemoteDay) -> None:
    day.plan()
    dial(day)
    day.move(17.9)
    assert day.remind() == 0
    day.move(18)
    day.start()
    day.end()
    day.result()
    assert (day.remind(), day.remind()) == (1, 0)
    assert told(day, day.hall.cast.traveller) == [NoticeKind.FORWARDING_ON]
    assert not undo(day).must_be_undone
    assert told(day, day.hall.cast.traveller) == []


def test_who_goes_earlier_is_reminded_at_her_tap(day: RemoteDay) -> None:
    day.plan()
    day.start()
    dial(day)
    day.move(15)
    day.end()
    day.result()
    assert day.remind() == 1


def test_who_has_undone_it_is_not_reminded_until_she_forwards_again(day: RemoteDay) -> None:
    dial(day)
    undo(day)
    day.plan()
    day.move(18)
    assert [day.remind(), day.remind()] == [1, 0]  # the result
    assert told(day, day.hall.cast.traveller) == [NoticeKind.RESULT_ASKED]
    dial(day)
    assert day.remind() == 1


def test_the_day_after_no_calls_wait(day: RemoteDay) -> None:
    ask(day, day.hall.cast.colleague)
    day.move(9, AFTER)
    colleague = day.hall.cast.colleague.staff_id
    assert day.hall.read(lambda s: days.list_test_calls(s, colleague, day.hall.now)) == []
