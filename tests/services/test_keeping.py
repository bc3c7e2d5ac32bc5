"""What is kept of people goes when its time is over; the ledger's proofs can be checked all the same."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from services import keeping, leave, meetings, notifications
from services.absences.models import AbsenceRow
from services.approvals.models import ApprovalRequest
from services.check_plan import PROJECTIONS, SWEEPS
from services.clock import local_day
from services.db import Base
from services.leave.models import Leave, LeaveImport
from services.ledger.records import select_records, to_record
from services.meetings import Call, Choice
from services.meetings.models import Meeting, MeetingMember
from services.notifications.models import Notice, PushWait
from services.remote_work import seats
from services.remote_work.days.models import RemoteText
from services.remote_work.seats.models import SeatBooking, SeatTaking
from services.settings import Mode, Settings
from tests.hall import Hall
from tests.remote_days import RemoteDay
from tests.seat_centres import WEDNESDAY, make_centre, wish

FILE = "직원번호,성명,휴가종류,시작일,종료일\n001001,김가람,연가,2026-10-06,2026-10-08\n"


def keep(hall: Hall, *, after_days: int = 0) -> None:
    """A round of the worker so many days later."""
    hall.clock.advance(days=after_days)
    settings = Settings(mode=Mode.DEMO, state_dir=Path("/nowhere"))
    keeping.destroy_what_is_over(hall.database, hall.ledger, settings, hall.now)


def count(hall: Hall, table: type[Base]) -> int:
    return hall.read(lambda s: s.scalar(select(func.count()).select_from(table)) or 0)


def findings(hall: Hall, table: Any = None, **changes: object) -> list[tuple[str, str]]:
    """What a complete check finds of subjects while the rows of a table are changed."""
    with hall.database.reading() as session:
        if table is not None:
            session.execute(update(table).values(**changes))
        by_kind = defaultdict(list)
        for row in session.execute(select_records()):
            by_kind[to_record(row).kind].append(to_record(row))
        found = [d for kind, records in by_kind.items() for d in PROJECTIONS[kind](session, records)]
        found += [difference for sweep in SWEEPS for difference in sweep(session)]
    return [(difference.about.split()[0], difference.code) for difference in found]


@pytest.fixture
def reported(hall: Hall) -> RemoteDay:
    """A day whose plan was approved and whose result was refused."""
    day = RemoteDay(hall)
    plan = day.plan(note="오후에 회의")
    day.start()
    day.move(18)
    day.end()
    result = day.result()
    hall.decide(plan.request_id, hall.cast.lead)
    hall.decide(result.request_id, hall.cast.lead, approve=False, reason="김가람 씨와 이야기한 대로")
    return day


def test_plans_and_results_go_and_their_leaves_are_compared_still(hall: Hall, reported: RemoteDay) -> None:
    keep(hall, after_days=1090)
    assert all(hall.read(lambda s: [row.lines for row in s.scalars(select(RemoteText))]))
    keep(hall, after_days=10)
    texts, requests = hall.read(
        lambda s: (s.scalars(select(RemoteText)).all(), s.scalars(select(ApprovalRequest)).all())
    )
    assert [(text.lines, text.note, len(text.sha256)) for text in texts] == [([], "", 32)] * 2
    assert [(each.lines, each.cautions, each.reason) for each in requests] == [([], [], "")] * 2
    assert {each.state for each in requests} == {"approved", "refused"}
    assert findings(hall) == []
    keep(hall)
    assert len(hall.records("approval_text_destroyed", "approval", str(requests[0].id))) == 1


def test_what_is_emptied_without_a_leaf_or_filled_again_is_found(hall: Hall, reported: RemoteDay) -> None:
    now = hall.now
    blank = {"title": "보존 기간이 지나 파기한 문서", "lines": [], "cautions": [], "reason": ""}
    emptied = findings(hall, ApprovalRequest, destroyed_at=now, **blank)
    assert set(emptied) == {("approval", "record_missing")}
    assert findings(hall, RemoteText, lines=[], note="", is_destroyed=True) != []
    keep(hall, after_days=1100)
    assert findings(hall, ApprovalRequest, lines=[["planned", "다른 일"]]) != []
    assert findings(hall, RemoteText, lines=[["다른 일", True, None, "", True]]) != []
    assert findings(hall, RemoteText, sha256=bytes(32)) != []


def test_what_still_waits_for_a_lead_is_not_destroyed(sqlite_hall: Hall) -> None:
    RemoteDay(sqlite_hall).plan()
    keep(sqlite_hall, after_days=2000)
    assert all(sqlite_hall.read(lambda s: [row.lines for row in s.scalars(select(RemoteText))]))


def test_meetings_go_with_their_answers(hall: Hall) -> None:
    lead, colleague = hall.cast.lead.staff_id, hall.cast.colleague.staff_id
    for number in (b"meeting-00000001", b"meeting-00000002"):
        call = Call(number, "호우 경보 대응", 10, "3층")
        choice = Choice(staff_ids=[colleague])
        hall.write(lambda s, c=call, w=choice: meetings.call_meeting(s, lead, c, w, c.id.decode(), hall.now))
    hall.write(lambda s: meetings.answer_call(s, b"meeting-00000001", colleague, "coming", hall.now))
    hall.write(lambda s: meetings.save_minutes(s, b"meeting-00000001", lead, "물을 뺐다", 0, hall.now))
    hall.write(lambda s: meetings.close_minutes(s, hall.ledger, b"meeting-00000001", lead, 1, hall.now))
    assert (
        findings(hall, Meeting, title="", place="", minutes="", destroyed_at=hall.now)
        == [("meeting", "record_missing")] * 2
    )
    keep(hall, after_days=1090)
    assert (count(hall, Meeting), count(hall, MeetingMember)) == (2, 4)
    keep(hall, after_days=10)
    (left,) = hall.read(lambda s: s.scalars(select(Meeting)).all())
    assert (left.title, left.place, left.minutes, count(hall, MeetingMember)) == ("", "", "", 0)
    assert findings(hall) == []
    assert findings(hall, Meeting, minutes="물이 불었다") != []
    keep(hall)
    assert len(hall.records("minutes_destroyed", "meeting", b"meeting-00000001")) == 1


def test_bookings_of_seats_go(hall: Hall) -> None:
    who = hall.cast.traveller.staff_id
    with hall.database.writing() as session:
        centre = make_centre(session, hall.now)
        seats.book_seat(session, who, wish(1, centre["A-01"], WEDNESDAY), hall.now)
    keep(hall, after_days=366)
    assert count(hall, SeatBooking) == 1
    keep(hall, after_days=1)
    assert (count(hall, SeatBooking), count(hall, SeatTaking)) == (0, 0)


def test_leave_of_files_goes_with_its_absences_and_its_file(hall: Hall) -> None:
    planned = hall.read(lambda s: leave.plan_leave_import(s, FILE.encode(), "휴가.csv", local_day(hall.now)))
    plan_id = hall.write(lambda s: leave.store_leave_plan(s, planned, hall.now))
    hall.write(lambda s: leave.apply_leave_import(s, plan_id, hall.cast.administrator.staff_id, hall.now))
    keep(hall, after_days=1104)
    assert (count(hall, Leave), count(hall, LeaveImport), count(hall, AbsenceRow)) == (1, 1, 1)
    keep(hall, after_days=1)
    assert (count(hall, Leave), count(hall, LeaveImport), count(hall, AbsenceRow)) == (0, 0, 0)


def test_notices_go_and_nobody_is_rung_for_them(hall: Hall) -> None:
    who = hall.cast.traveller.staff_id
    hall.write(lambda s: notifications.notify(s, who, "password_changed", hall.now))
    keep(hall, after_days=365)
    assert count(hall, Notice) == 1
    hall.clock.advance(seconds=1)
    keep(hall)
    assert (count(hall, Notice), count(hall, PushWait)) == (0, 0)
