"""Plans before they are published: drawn up, asked for, made anew, thrown away.

Invariants
- A plan begins tomorrow at the earliest: nobody's morning changes.
- A plan that is being solved can be asked for again whatever becomes of its worker.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services import workdays
from services.clock import local_day
from services.errors import Conflict, Invalid
from services.locks import lock_subject
from services.remote_work.rotation.models import MOST_DAYS, RotationLine, RotationPlan
from services.remote_work.rotation.shares import Share
from services.remote_work.rotation.stored import (
    DRAFT,
    RotationPlanView,
    get_plan_row,
    list_published,
    to_view,
)
from services.texts import N_

MOST_WEEKS = 26
SECONDS, MOST_SECONDS = 60, 300
DIAL = (Share(1, 5), Share(1, 3), Share(1, 2))


def create_plan(
    session: Session, from_on: date, until_on: date, by_id: int | None, now: datetime
) -> RotationPlanView:
    """A draft for some weeks; the same days again open the draft that is there.

    Raises: Invalid `rotation_period` with the wrong field.
    """
    _check_period(from_on, until_on, local_day(now))
    if not workdays.list_workdays(session, from_on, until_on):
        sentence = N_("이 기간에는 일하는 날이 없어요.")
        raise Invalid("rotation_period", sentence, fields={"until_on": sentence})
    return _create(session, (from_on, until_on), None, None, by_id, now)


def recompute(session: Session, from_on: date, by_id: int | None, now: datetime) -> RotationPlanView:
    """A draft that makes the published plan of a day anew from then on, with the fewest moves, and is asked
    for.

    For a holiday, an absence, somebody who moved, came or left, a new rule. Raises: Invalid; Conflict
    `rotation_none`.
    """
    base = _get_base(session, from_on, local_day(now))
    plan = _create(session, (max(from_on, base.from_on), base.until_on), None, base.id, by_id, now)
    return ask_preview(session, plan.id, by_id, now)


def turn_dial(
    session: Session, share: Share, from_on: date, by_id: int | None, now: datetime
) -> RotationPlanView:
    """A draft with one share for everybody but essential units, from a day to the end of the published plan.

    Raises: Invalid `share` for a step that the dial has not; Conflict `rotation_none`.
    """
    if share not in DIAL:
        sentence = N_("1/5, 1/3, 1/2 가운데 골라 주세요.")
        raise Invalid("share", sentence, fields={"share": sentence})
    base = _get_base(session, from_on, local_day(now))
    plan = _create(session, (max(from_on, base.from_on), base.until_on), share, base.id, by_id, now)
    return ask_preview(session, plan.id, by_id, now)


def ask_preview(
    session: Session, plan_id: int, by_id: int | None, now: datetime, seconds: int = SECONDS
) -> RotationPlanView:
    """Has a worker solve a draft; again while it is at it changes nothing, afterwards it is solved anew.

    `seconds` is how long it may search. Raises: NotFound; Invalid `seconds`; Conflict `rotation_no_draft`.
    """
    if not 1 <= seconds <= MOST_SECONDS:
        sentence = N_("찾는 시간은 1초에서 300초까지 정할 수 있어요.")
        raise Invalid("seconds", sentence, fields={"seconds": sentence})
    row = _get_draft(session, plan_id)
    if not to_view(row).is_busy:
        row.work, row.asked_at, row.seconds = "asked", now, seconds
        row.lease_until, row.attempts, row.result = None, 0, {}
        session.execute(delete(RotationLine).where(RotationLine.plan_id == plan_id))
        session.flush()
    return to_view(row)


def cancel_preview(session: Session, plan_id: int) -> None:
    """Does not wait for a solution any more; what a worker still finds is thrown away."""
    row = _get_draft(session, plan_id)
    if to_view(row).is_busy:
        row.work, row.lease_until = "none", None
        session.flush()


def remove_draft(session: Session, plan_id: int) -> None:
    """Throws a draft away. Raises: NotFound; Conflict `rotation_no_draft`."""
    row = _get_draft(session, plan_id)
    session.execute(delete(RotationLine).where(RotationLine.plan_id == plan_id))
    session.delete(row)
    session.flush()


def _create(
    session: Session,
    period: tuple[date, date],
    share: Share | None,
    base_id: int | None,
    by_id: int | None,
    now: datetime,
) -> RotationPlanView:
    lock_plans(session)
    parts, of_parts = (None, None) if share is None else (share.parts, share.of_parts)
    query = select(RotationPlan).where(
        RotationPlan.state == DRAFT,
        RotationPlan.from_on == period[0],
        RotationPlan.until_on == period[1],
        RotationPlan.base_id.is_not_distinct_from(base_id),
        RotationPlan.parts.is_not_distinct_from(parts),
        RotationPlan.of_parts.is_not_distinct_from(of_parts),
    )
    row = session.scalars(query).first()
    if row is None:
        row = RotationPlan(from_on=period[0], until_on=period[1], state=DRAFT, base_id=base_id)
        row.parts, row.of_parts, row.made_by_id, row.made_at = parts, of_parts, by_id, now
        row.work, row.seconds, row.attempts, row.inputs, row.result = "none", SECONDS, 0, "", {}
        session.add(row)
        session.flush()
    return to_view(row)


def lock_plans(session: Session) -> None:
    lock_subject(session, "rotation plans")


def _check_period(from_on: date, until_on: date, today: date) -> None:
    wrong: dict[str, str] = {}
    if from_on <= today:
        wrong["from_on"] = N_("내일이나 뒤의 날부터 시작해 주세요.")
    if until_on < from_on:
        wrong["until_on"] = N_("끝나는 날이 시작하는 날보다 앞서요.")
    elif until_on - from_on >= min(timedelta(weeks=MOST_WEEKS), timedelta(days=MOST_DAYS)):
        wrong["until_on"] = N_("한 번에 26주까지 짤 수 있어요.")
    if wrong:
        raise Invalid("rotation_period", next(iter(wrong.values())), fields=wrong)


def _get_base(session: Session, from_on: date, today: date) -> RotationPlanView:
    if from_on <= today:
        sentence = N_("내일이나 뒤의 날부터 시작해 주세요.")
        raise Invalid("rotation_period", sentence, fields={"from_on": sentence})
    base = next(iter(list_published(session, from_on, date.max)), None)
    if base is None:
        raise Conflict("rotation_none", N_("그날부터 공개된 순환 계획이 없어요."))
    return base


def _get_draft(session: Session, plan_id: int) -> RotationPlan:
    row = get_plan_row(session, plan_id, lock=True)
    if row.state != DRAFT:
        raise Conflict("rotation_no_draft", N_("이미 공개했거나 거둔 계획은 고칠 수 없어요."))
    return row
