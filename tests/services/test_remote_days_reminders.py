"""Who is told that a plan or a result is missing, when, once; and that it stops the minute it is in."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from services import absences, approvals, notifications, people, workdays
from services.absences import AbsenceKind, Source, Span
from services.remote_work import days
from services.remote_work.days.notices import NoticeKind
from tests.cast import Member
from tests.factories import sqlite_only
from tests.hall import Hall
from tests.remote_days import AFTER, BEFORE, ON, ROTATION, RemoteDay, at

ASKED, LATE, MISSING = NoticeKind.PLAN_ASKED, NoticeKind.PLAN_LATE, NoticeKind.PLAN_MISSING
MINUTE = 1 / 60


@pytest.fixture
def day(hall: Hall) -> RemoteDay:
    return RemoteDay(hall)


def told(day: RemoteDay, member: Member, *, unread: bool = False) -> list[str]:
    """The kinds of what somebody was told of remote days, the oldest first."""
    notices = day.hall.read(lambda s: notifications.list_notices(s, member.staff_id, only_unread=unread))
    return [notice.kind for notice in reversed(notices) if notice.kind.startswith("remote_")]


def run(day: RemoteDay, *hours: float) -> list[int]:
    """What each pass at these hours has told."""
    found = []
    for hour in hours:
        day.move(hour)
        found.append(day.remind())
    return found


def test_a_missing_plan_is_told_to_the_person_then_to_the_lead_each_once(day: RemoteDay) -> None:
    me, lead = day.hall.cast.traveller, day.hall.cast.lead
    assert run(day, 8.8, 8.85, 8.9, 9, 9.1) == [0, 1, 0, 0, 0]
    assert told(day, me) == [ASKED]
    assert run(day, 9.2, 9.3, 9.5, 9.6, 17) == [1, 0, 1, 0, 0]
    assert (told(day, me), told(day, lead)) == ([ASKED, LATE], [MISSING])
    assert told(day, day.hall.cast.director) == []


@sqlite_only
def test_it_stops_the_minute_that_the_plan_is_in(day: RemoteDay) -> None:
    me, lead = day.hall.cast.traveller, day.hall.cast.lead
    assert run(day, 8.9, 9.2, 9.55) == [1, 1, 1]
    day.plan()
    assert (told(day, me, unread=True), told(day, lead, unread=True)) == ([], [])
    assert run(day, 9.6, 10) == [0, 0]


@sqlite_only
def test_after_a_pause_of_the_worker_only_what_counts_is_said(day: RemoteDay) -> None:
    assert run(day, 10) == [2]
    assert told(day, day.hall.cast.traveller) == [LATE]
    assert told(day, day.hall.cast.lead) == [MISSING]


@sqlite_only
def test_a_missing_result_is_told_until_the_next_day(day: RemoteDay) -> None:
    day.plan()
    assert run(day, 17.9, 18, 18.5, 19.2, 20) == [0, 1, 0, 1, 1]
    kinds = [NoticeKind.RESULT_ASKED, NoticeKind.RESULT_LATE]
    assert told(day, day.hall.cast.traveller) == kinds
    assert told(day, day.hall.cast.lead) == [NoticeKind.RESULT_MISSING]
    day.move(9, AFTER)
    assert day.remind() == 0
    day.result()
    assert told(day, day.hall.cast.lead, unread=True) == []


@sqlite_only
def test_who_has_no_plan_at_the_end_of_the_day_is_not_rung_for_a_result(day: RemoteDay) -> None:
    run(day, 9.6)
    assert run(day, 18.1, 20) == [0, 0]
    day.move(9, AFTER)
    assert day.remind() == 0


@sqlite_only
@pytest.mark.parametrize(
    ("kind", "hours", "is_approved", "expected"),
    [
        (AbsenceKind.LEAVE, (0, 24), True, [0, 0]),
        (AbsenceKind.TRIP, (9, 18), True, [0, 0]),
        (AbsenceKind.LEAVE, (9, 14), True, [0, 2]),
        (AbsenceKind.LEAVE, (0, 24), False, [2, 0]),
    ],
)
def test_who_is_away_is_left_in_peace(
    day: RemoteDay, kind: AbsenceKind, hours: tuple[int, int], is_approved: bool, expected: list[int]
) -> None:
    span = Span(day.me, kind, at(hours[0]), at(hours[1]))
    source = Source("leave", b"leave-1")
    day.write(lambda s: absences.set_absences(s, source, [span], is_approved=is_approved))
    assert run(day, 9.6, 14.6) == expected


@sqlite_only
def test_who_stands_in_for_an_absent_lead_is_told_instead(day: RemoteDay) -> None:
    cast = day.hall.cast
    lead, other = cast.lead.staff_id, cast.other_lead.staff_id
    span = Span(lead, AbsenceKind.LEAVE, at(0), at(24))

    def send_away(session: Session) -> None:
        approvals.name_standing_deputy(session, lead, other, day.hall.now)
        absences.set_absences(session, Source("leave", b"1"), [span], is_approved=True)

    day.write(send_away)
    run(day, 9.6)
    assert (told(day, cast.lead), told(day, cast.other_lead)) == ([], [MISSING])


def test_two_workers_at_once_tell_once(day: RemoteDay) -> None:
    day.move(9.6)
    barrier, counts = threading.Barrier(2), []

    def work() -> None:
        barrier.wait()
        counts.append(day.remind())

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 2
    assert told(day, day.hall.cast.lead) == [MISSING]


def statements(day: RemoteDay) -> list[str]:
    """Those of one pass at 09:36."""
    seen: list[str] = []
    day.move(9.6)
    with day.hall.database.writing() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *args: seen.append(args[2]))
        days.remind_remote_work(session, day.hall.now)
    return seen


@sqlite_only
def test_the_statements_do_not_grow_with_the_people(day: RemoteDay) -> None:
    cast = day.hall.cast
    alone = len(statements(day))
    others = [cast.colleague, cast.stranger, cast.auditor, cast.administrator]
    day.move(8)
    wanted = [(member.staff_id, ON) for member in others]
    day.write(lambda s: days.open_days(s, days.Origin("rotation", b"plan-2"), wanted, day.hall.now))
    assert len(statements(day)) == alone
    assert told(day, cast.stranger) == [LATE]


@sqlite_only
def test_a_pass_in_which_nothing_is_due_writes_nothing(day: RemoteDay) -> None:
    assert {text.split()[0] for text in statements(day)} == {"SELECT", "INSERT", "UPDATE"}
    assert {text.split()[0] for text in statements(day)} == {"SELECT"}


@sqlite_only
def test_on_a_day_that_became_a_holiday_nobody_is_rung(day: RemoteDay) -> None:
    day.write(lambda s: workdays.add_special_day(s, ON, "임시공휴일", None, day.hall.now))
    assert run(day, 9.6) == [0]


@sqlite_only
def test_who_has_left_is_not_rung(day: RemoteDay) -> None:
    day.write(lambda s: people.end_service(s, day.me, BEFORE))
    assert run(day, 9.6) == [0]


@sqlite_only
def test_a_plan_due_the_evening_before_is_asked_for_then(day: RemoteDay) -> None:
    now = day.hall.read(lambda s: days.get_remote_rules(s, ON))
    early = days.RemoteRules(**{**vars(now), "from_on": AFTER, "plan_due_min": -720})
    day.write(lambda s: days.add_remote_rules(s, early, ON))
    day.open(AFTER)
    day.plan()
    day.start()
    day.end()
    day.result()
    assert run(day, 20.8, 20.9, 21.2) == [0, 1, 1]


@sqlite_only
def test_a_day_that_closes_asks_for_nothing_any_more(day: RemoteDay) -> None:
    run(day, 9.6)
    day.write(lambda s: days.close_days(s, ROTATION, days.ClosedWhy.TAKEN_BACK, day.hall.now))
    assert told(day, day.hall.cast.traveller, unread=True) == []
    assert told(day, day.hall.cast.lead, unread=True) == []


@sqlite_only
def test_the_lead_sees_who_has_not_reported(day: RemoteDay) -> None:
    lead = day.hall.cast.lead.staff_id

    def unreported(member_id: int = lead) -> list[days.Unreported]:
        return day.hall.read(lambda s: days.list_unreported(s, member_id, day.hall.now))

    day.move(9.1)
    assert unreported() == []
    day.move(9.2)
    assert unreported() == [days.Unreported(day.me, ON, days.Part.PLAN, 540)]
    assert unreported(day.hall.cast.other_lead.staff_id) == []
    day.plan()
    assert unreported() == []
    day.move(9, AFTER + timedelta(days=3))
    assert unreported() == [days.Unreported(day.me, ON, days.Part.RESULT, 1140)]
    day.result()
    assert unreported() == []
