"""Publication, and back.

Invariants
- No two published plans share a day: whoever publishes holds one lock.
- What is published is what was shown: the solution was made from rules and people as they still are. Where a
  rule, a holiday, an absence or a posting changed since, nothing is published before it is solved anew.
- A plan that is withdrawn ends today: nobody's morning changes.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services import notifications
from services.clock import local_day
from services.errors import Conflict
from services.notifications import Telling
from services.remote_work import days
from services.remote_work.days import Origin
from services.remote_work.rotation.gather import LunchSlots, gather
from services.remote_work.rotation.models import RotationPlan
from services.remote_work.rotation.notices import NoticeKind
from services.remote_work.rotation.plans import lock_plans
from services.remote_work.rotation.stored import (
    DRAFT,
    HOME,
    PUBLISHED,
    WITHDRAWN,
    Line,
    RotationPlanView,
    get_plan_row,
    list_lines,
    list_published,
    to_view,
)
from services.texts import N_

ONE_DAY = timedelta(days=1)


def publish_plan(
    session: Session, plan_id: int, by_id: int | None, now: datetime, lunch: LunchSlots | None = None
) -> RotationPlanView:
    """Makes a solved draft everybody's days and tells everybody; one that is published stays as it is.

    `lunch` is what the worker solved it with. The plan that it makes anew ends the day before.

    Raises: NotFound; Conflict `rotation_withdrawn`, `rotation_unsolved`, `rotation_past`, `rotation_changed`,
    `rotation_overlaps`.
    """
    lock_plans(session)
    row = get_plan_row(session, plan_id)
    if row.state == PUBLISHED:
        return to_view(row)
    _check_publishable(session, row, local_day(now), lunch)
    _make_room(session, row)
    row.state, row.published_by_id, row.published_at = PUBLISHED, by_id, now
    session.flush()
    before = list_lines(session, [row.base_id]) if row.base_id else []
    lines = list_lines(session, [plan_id])
    # First what is new: a day that both plans have at home stays as it is, with all that is written on its
    # card.
    open_days_of(session, row.id, lines, now)
    if row.base_id:
        still = get_plan_row(session, row.base_id).state == PUBLISHED
        open_days_of(session, row.base_id, before if still else [], now)
    _tell(session, row, lines, before, now)
    return to_view(row)


def withdraw_plan(session: Session, plan_id: int, now: datetime) -> date:
    """Takes a published plan back; the first day without it. Again does nothing.

    Raises: NotFound; Conflict `rotation_over`, `rotation_not_published`.
    """
    lock_plans(session)
    row = get_plan_row(session, plan_id)
    without_on = max(local_day(now) + ONE_DAY, row.from_on)
    if row.state == WITHDRAWN:
        return without_on
    if row.state == DRAFT:
        raise Conflict("rotation_not_published", N_("공개하지 않은 계획이에요."))
    if row.until_on < without_on:
        raise Conflict("rotation_over", N_("이미 끝난 계획은 거둘 수 없어요."))
    _cut(row, without_on)
    session.flush()
    lines = list_lines(session, [plan_id])
    open_days_of(session, plan_id, lines if row.state == PUBLISHED else [], now)
    facts = {"from_on": without_on.isoformat()}
    told = [Telling(line.staff_id, facts, f"withdrawn {plan_id}") for line in lines]
    notifications.notify_all(session, NoticeKind.WITHDRAWN, now, told)
    return without_on


def origin_of(plan_id: int) -> Origin:
    """What the remote days of a plan come from."""
    return Origin("rotation", plan_id.to_bytes(8, "big"))


def open_days_of(session: Session, plan_id: int, lines: Sequence[Line], now: datetime) -> None:
    """Says to the remote days what a plan says now; days with a plan in are never taken away silently."""
    at_home = [(line.staff_id, on) for line in lines for on in line.days_at(HOME)]
    replaced = days.open_days(session, origin_of(plan_id), at_home, now)
    if replaced.kept:
        days.close_days(session, list(replaced.kept), days.ClosedWhy.ROTATION, now)


def _check_publishable(session: Session, row: RotationPlan, today: date, lunch: LunchSlots | None) -> None:
    if row.state == WITHDRAWN:
        raise Conflict("rotation_withdrawn", N_("거둬들인 계획이에요. 새 계획을 세워 주세요."))
    if row.work != "solved":
        raise Conflict("rotation_unsolved", N_("아직 순환안이 없어요. 먼저 순환안을 만들어 주세요."))
    if row.from_on <= today:
        raise Conflict("rotation_past", N_("첫날이 지났어요. 내일이나 뒤의 날부터 다시 짜 주세요."))
    if gather(session, to_view(row), lunch).inputs != row.inputs:
        raise Conflict(
            "rotation_changed",
            N_("순환안을 만든 뒤에 규칙이나 사람, 휴일이 바뀌었어요. 다시 만들어 살펴본 뒤 공개해 주세요."),
        )


def _make_room(session: Session, row: RotationPlan) -> None:
    """Ends the plan that this one makes anew. Raises: Conflict `rotation_overlaps` for any other one."""
    for other in list_published(session, row.from_on, row.until_on):
        if other.id != row.base_id:
            raise Conflict(
                "rotation_overlaps",
                N_("그 기간에는 공개된 순환 계획이 있어요. 그 계획을 거두거나 기간을 바꿔 주세요."),
            )
        _cut(get_plan_row(session, other.id), row.from_on)
    session.flush()


def _cut(row: RotationPlan, without_on: date) -> None:
    if row.from_on >= without_on:
        row.state = WITHDRAWN
    else:
        row.until_on = without_on - ONE_DAY


def _tell(
    session: Session, row: RotationPlan, lines: Sequence[Line], before: Sequence[Line], now: datetime
) -> None:
    """Everybody of a new plan; of one that was made anew only those whose days have changed."""
    period = {"from_on": row.from_on.isoformat(), "until_on": row.until_on.isoformat()}
    homes = {line.staff_id: set(line.days_at(HOME)) for line in lines}
    if row.base_id is None:
        told = [
            Telling(staff_id, period | {"count": str(len(at_home))}, f"rotation {row.id}")
            for staff_id, at_home in homes.items()
        ]
        notifications.notify_all(session, NoticeKind.PUBLISHED, now, told)
        return
    had = {line.staff_id: planned_from(line, row.from_on, row.until_on) for line in before}
    changed = {s: len(homes.get(s, set()) ^ had.get(s, set())) for s in homes.keys() | had.keys()}
    told = [
        Telling(staff_id, period | {"count": str(count)}, f"rotation {row.id}")
        for staff_id, count in sorted(changed.items())
        if count
    ]
    notifications.notify_all(session, NoticeKind.MOVED, now, told)


def planned_from(line: Line, from_on: date, until_on: date) -> set[date]:
    """The days at home that a line holds in a period, whether its plan still reaches so far or not."""
    every = (line.from_on + timedelta(days=n) for n, letter in enumerate(line.days) if letter == HOME)
    return {on for on in every if from_on <= on <= until_on}
