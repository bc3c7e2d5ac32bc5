"""Leave of the demonstration: a file of the personnel system, and what the named ones asked for.

Told through the product's own doors, so that every approval of it is true.
"""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services import absences, approvals, leave, people, workdays
from services.clock import instant_of, local_day
from services.demo.organisation import ADMINISTRATOR, LEAD, TRAVELLER, Member
from services.demo.play import Stage
from services.leave import LeaveAsk, Part, Period

COLLEAGUE = "10005"
AHEAD, SINCE = timedelta(days=21), timedelta(days=5)
ONE_DAY = timedelta(days=1)
# In a hundred of the staff who begin a leave on a working day.
BEGIN_PERCENT = 3
LONGEST_DAYS = 3
KINDS = ("연가", "연가", "연가", "반차(오전)", "반차(오후)", "병가", "공가", "교육")
FAILING_ROW = "39999,전출자,연가,{on},{on},승인"


def tell_leave(
    session: Session, stage: Stage, members: Sequence[Member], chance: random.Random, now: datetime
) -> None:
    """From today to three weeks ahead."""
    today = local_day(now)
    _bring_in_a_file(session, members, chance, now)
    ids = {number: _find(session, number, today).id for number in (TRAVELLER, LEAD, COLLEAGUE)}
    first, second = workdays.list_workdays(session, today + timedelta(days=6), today + AHEAD)[:2]
    wanted = LeaveAsk(chance.randbytes(leave.LEAVE_ID_BYTES), "annual", Period(first, second))
    view = leave.ask_leave(session, ids[TRAVELLER], wanted, now - SINCE)
    if view.request:
        decision = approvals.Decision(approve=True)
        approvals.decide_request(session, stage.desk, view.request.id, ids[LEAD], decision, now - SINCE / 2)
    half = LeaveAsk(chance.randbytes(leave.LEAVE_ID_BYTES), "half", Period(second, second, Part.PM))
    leave.ask_leave(session, ids[COLLEAGUE], half, now - timedelta(minutes=40))


def _bring_in_a_file(
    session: Session, members: Sequence[Member], chance: random.Random, now: datetime
) -> None:
    """One row of it names somebody who is not here any more."""
    today = local_day(now)
    lines = ["직원번호,성명,휴가종류,시작일,종료일,처리상태"]
    lines += _rows(session, members, chance, today)
    data = "\n".join([*lines, FAILING_ROW.format(on=today)]).encode()
    administrator = _find(session, ADMINISTRATOR, today)
    at = now - timedelta(hours=3)
    plan = leave.plan_leave_import(session, data, f"{today.month}월_근무상황.csv", today)
    leave.store_leave_plan(session, plan, at)
    leave.apply_leave_import(session, plan.id, administrator.id, at)


def _rows(session: Session, members: Sequence[Member], chance: random.Random, today: date) -> list[str]:
    """Nobody is on leave while she is on a trip or works elsewhere, and nobody twice."""
    from_at, until_at = instant_of(today, 0), instant_of(today + AHEAD + LONGEST_DAYS * ONE_DAY, 0)
    busy = {absence.staff_id for absence in absences.list_absences(session, from_at, until_at)}
    free = [m for m in members if m.id not in busy and not m.number.startswith("1000")]
    names = people.names_of(session, [member.id for member in free])
    chance.shuffle(free)
    rows: list[str] = []
    for on in workdays.list_workdays(session, today, today + AHEAD):
        for _ in range(len(members) * BEGIN_PERCENT // 100):
            if not free:
                return rows
            member, kind = free.pop(), chance.choice(KINDS)
            until_on = on if "반차" in kind else on + chance.randrange(LONGEST_DAYS) * ONE_DAY
            rows.append(f"{member.number},{names[member.id]},{kind},{on},{until_on},승인")
    return rows


def _find(session: Session, number: str, on: date) -> people.Person:
    person = people.find_person_by_number(session, number, on)
    assert person
    return person
