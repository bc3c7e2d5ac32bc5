"""Plans from draft to publication, and back.

Invariants
- Of one cafeteria no two published plans share a day; no unit is in the published plans of two cafeterias on
  one day. Whoever publishes holds one lock, and everything is looked at again under it.
- What is published is what was shown: a preview that is out of date publishes nothing.
- What was eaten stays: a plan that is withdrawn while it runs ends with yesterday, or once today's lunch has
  begun with today; and one that is published later begins with tomorrow.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.cafeteria.cafeterias import first_day_ahead
from services.cafeteria.slots.frames import LunchFrame, check_frame
from services.cafeteria.slots.members import check_members, list_usual_departments, propose_members
from services.cafeteria.slots.models import LunchMember, LunchPlan, LunchSwap, LunchWeek
from services.cafeteria.slots.notices import NoticeKind, tell_leads
from services.cafeteria.slots.previews import LunchPreview, preview_lunch_plan
from services.cafeteria.slots.stored import (
    DRAFT,
    PUBLISHED,
    WITHDRAWN,
    LunchPlanMember,
    LunchPlanView,
    get_plan_row,
    list_published_plans,
    load_lunch_plan,
)
from services.cafeteria.slots.units import Organisation, load_organisation
from services.clock import local_day
from services.errors import Conflict
from services.locks import lock_subject
from services.texts import N_


def create_lunch_plan(
    session: Session, cafeteria_id: int, frame: LunchFrame, by_id: int | None, now: datetime
) -> int:
    """A draft with proposed groups; the id. The same frame again opens the draft that is there.

    Raises: NotFound; Invalid with each wrong field, `slot_outside_rule` with the legal basis.
    """
    today = local_day(now)
    check_frame(session, cafeteria_id, frame, today)
    _lock(session)
    known = _find_same_draft(session, cafeteria_id, frame)
    if known is not None:
        return known
    row = LunchPlan(cafeteria_id=cafeteria_id, state=DRAFT, made_by_id=by_id, made_at=now)
    _fill(row, frame)
    session.add(row)
    session.flush()
    _keep_members(session, row, propose_groups(session, load_lunch_plan(session, row.id), {}, today), today)
    return row.id


def propose_groups(
    session: Session,
    plan: LunchPlanView,
    counters: Mapping[int, int],
    today: date,
    units: Collection[int] = (),
) -> list[LunchPlanMember]:
    """Groups for the departments of these units, where there are none for those of the plan, and where this
    has none yet for those that usually eat there."""
    organisation = _organisation_of(session, plan.from_on, today)
    departments = {organisation.department_of(unit_id) for unit_id in units or plan.members}
    elsewhere = {
        unit_id
        for other in list_published_plans(session, plan.from_on, plan.until_on)
        if other.cafeteria_id != plan.cafeteria_id
        for unit_id in other.members
    }
    known = [u for u in sorted(departments) if u in organisation.units]
    wanted = known or list_usual_departments(organisation, elsewhere)
    return propose_members(organisation, wanted, counters, plan.groups)


def propose_like_last(session: Session, plan: LunchPlanView, today: date) -> list[LunchPlanMember]:
    """The groups of the last plan that was published before, as far as its units are still there.

    Empty where there is none with as many groups.
    """
    earlier = list_published_plans(session, date.min, plan.until_on, plan.cafeteria_id)
    like = next((p for p in reversed(earlier) if p.groups == plan.groups and p.id != plan.id), None)
    units = _organisation_of(session, plan.from_on, today).units
    return [] if like is None else [m for m in like.members.values() if m.unit_id in units]


def change_lunch_frame(session: Session, plan_id: int, frame: LunchFrame, now: datetime) -> None:
    """Other weeks or slots for a draft; with another number of groups these are proposed anew.

    Raises: NotFound; Invalid as `create_lunch_plan`; Conflict `plan_no_draft`.
    """
    today = local_day(now)
    row = _get_draft(session, plan_id)
    check_frame(session, row.cafeteria_id, frame, today)
    before = load_lunch_plan(session, plan_id)
    _fill(row, frame)
    session.flush()
    if before.groups != len(frame.slot_minutes):
        plan = load_lunch_plan(session, plan_id)
        _keep_members(
            session, row, propose_groups(session, plan, _counters_of(session, before, today), today), today
        )


def change_lunch_members(
    session: Session, plan_id: int, members: Sequence[LunchPlanMember], now: datetime
) -> None:
    """Other groups for a draft. Raises: NotFound; Invalid `members`; Conflict `plan_no_draft`."""
    _keep_members(session, _get_draft(session, plan_id), members, local_day(now))


def publish_lunch_plan(
    session: Session, plan_id: int, seen: str | None, by_id: int | None, now: datetime
) -> LunchPreview:
    """Makes a draft everybody's lunch and tells the leads; one that is published already stays as it is.

    `seen` is that of the preview that was looked at, None where nobody looked. Raises: NotFound; Conflict
    `plan_changed` when it would be another one now, `plan_has_problems`, or `plan_withdrawn`.
    """
    _lock(session)
    row = get_plan_row(session, plan_id)
    today = first_day_ahead(session, row.cafeteria_id, now)
    preview = preview_lunch_plan(session, plan_id, today)
    if row.state == PUBLISHED:
        return preview
    if row.state == WITHDRAWN:
        raise Conflict("plan_withdrawn", N_("거둬들인 계획이에요. 새 계획을 세워 주세요."))
    if seen is not None and seen != preview.seen:
        raise Conflict("plan_changed", N_("미리 본 뒤에 계획이 바뀌었어요. 다시 살펴보고 공개해 주세요."))
    if not preview.is_publishable:
        raise Conflict("plan_has_problems", N_("먼저 풀어야 할 문제가 있어 공개하지 않았어요."))
    row.state, row.from_on = PUBLISHED, preview.plan.from_on
    row.published_by_id, row.published_at = by_id, now
    session.add_all(
        LunchWeek(plan_id=plan_id, week_on=week_on, places=list(places))
        for week_on, places in preview.plan.weeks.items()
    )
    session.flush()
    tell_leads(session, preview.plan, preview.plan.members, NoticeKind.PLAN_PUBLISHED, today, now)
    return preview


def withdraw_lunch_plan(session: Session, plan_id: int, now: datetime) -> date:
    """Takes a published plan back and tells the leads; the first day without it. What was eaten stays known.

    Again does nothing. Raises: NotFound; Conflict `plan_over`, `plan_not_published` for a draft.
    """
    _lock(session)
    row = get_plan_row(session, plan_id)
    ahead_on = first_day_ahead(session, row.cafeteria_id, now)
    without_on = max(ahead_on, row.from_on)
    if row.state == WITHDRAWN:
        return without_on
    if row.state == DRAFT:
        raise Conflict("plan_not_published", N_("공개하지 않은 계획이에요."))
    if row.until_on < ahead_on:
        raise Conflict("plan_over", N_("이미 끝난 계획은 거둘 수 없어요."))
    _end(session, row, without_on, NoticeKind.PLAN_WITHDRAWN, now)
    return without_on


def end_lunch_plans(session: Session, cafeteria_id: int, last_on: date, now: datetime) -> None:
    """Lets the published plans of a cafeteria end when it does, and tells the leads."""
    _lock(session)
    without_on = last_on + timedelta(days=1)
    for plan in list_published_plans(session, without_on, date.max, cafeteria_id):
        _end(session, get_plan_row(session, plan.id), without_on, NoticeKind.PLAN_ENDED, now)


def remove_lunch_draft(session: Session, plan_id: int) -> None:
    """Throws a draft away. Raises: NotFound; Conflict `plan_no_draft`."""
    row = _get_draft(session, plan_id)
    for table in (LunchMember, LunchWeek, LunchSwap):
        session.execute(delete(table).where(table.plan_id == plan_id))
    session.delete(row)
    session.flush()


def _lock(session: Session) -> None:
    """One at a time, in all cafeterias: a unit must not get lunch in two of them."""
    lock_subject(session, "lunch plans")


def _get_draft(session: Session, plan_id: int) -> LunchPlan:
    _lock(session)
    row = get_plan_row(session, plan_id)
    if row.state != DRAFT:
        raise Conflict("plan_no_draft", N_("이미 공개했거나 거둔 계획은 고칠 수 없어요."))
    return row


def _end(session: Session, row: LunchPlan, without_on: date, kind: NoticeKind, now: datetime) -> None:
    plan = load_lunch_plan(session, row.id)
    if row.from_on >= without_on:
        row.state = WITHDRAWN
    else:
        row.until_on = without_on - timedelta(days=1)
    session.flush()
    tell_leads(session, plan, plan.members, kind, without_on, now)


def _find_same_draft(session: Session, cafeteria_id: int, frame: LunchFrame) -> int | None:
    query = select(LunchPlan).where(
        LunchPlan.cafeteria_id == cafeteria_id,
        LunchPlan.state == DRAFT,
        LunchPlan.from_on == frame.from_on,
        LunchPlan.until_on == frame.until_on,
        LunchPlan.slot_length_min == frame.slot_length_min,
    )
    same = [row.id for row in session.scalars(query) if tuple(row.slot_minutes) == frame.slot_minutes]
    return next(iter(same), None)


def _fill(row: LunchPlan, frame: LunchFrame) -> None:
    row.from_on, row.until_on = frame.from_on, frame.until_on
    row.slot_minutes, row.slot_length_min = list(frame.slot_minutes), frame.slot_length_min


def _keep_members(session: Session, row: LunchPlan, members: Sequence[LunchPlanMember], today: date) -> None:
    organisation = _organisation_of(session, row.from_on, today)
    check_members(organisation, members, len(row.slot_minutes))
    session.execute(delete(LunchMember).where(LunchMember.plan_id == row.id))
    session.add_all(
        LunchMember(
            plan_id=row.id, unit_id=m.unit_id, group_number=m.group_number, least_present=m.least_present
        )
        for m in members
    )
    session.flush()


def _organisation_of(session: Session, from_on: date, today: date) -> Organisation:
    return load_organisation(session, max(from_on, today))


def _counters_of(session: Session, plan: LunchPlanView, today: date) -> dict[int, int]:
    organisation = _organisation_of(session, plan.from_on, today)
    return {organisation.department_of(m.unit_id): m.least_present for m in plan.members.values()}
