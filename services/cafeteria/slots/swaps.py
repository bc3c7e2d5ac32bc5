"""Two members of a plan who eat in each other's slot for some days of a week, once both leads have tapped.

Invariants
- Nobody asks for, or answers in the name of, a unit that is somebody else's; nobody answers herself.
- A member is in one agreed swap a day at most, and no counter is left with too few by one: both are looked at
  again under the plan's lock when the second lead taps.
- Days that have begun to be eaten are not touched.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.cafeteria.slots.models import LunchSwap
from services.cafeteria.slots.notices import NoticeKind, tell_speakers
from services.cafeteria.slots.stored import (
    AGREED,
    ASKED,
    REFUSED,
    WITHDRAWN,
    LunchPlanView,
    list_published_plans,
    load_lunch_plan,
)
from services.cafeteria.slots.swap_rules import check_swap, find_swap_plan
from services.cafeteria.slots.units import Organisation, list_spoken_for, load_organisation
from services.clock import local_day
from services.errors import Conflict, Forbidden, NotFound
from services.locks import lock_subject
from services.texts import N_

KEPT_SHOWN = timedelta(days=60)


@dataclass(frozen=True)
class SwapWish:
    """What a lead asks for; `id` is 8 bytes that the form made."""

    id: bytes
    unit_id: int
    other_unit_id: int
    from_on: date
    until_on: date


@dataclass(frozen=True)
class SwapView:
    """A swap as one person sees it: whose slot it is now, and what she may do.

    The two minutes are of the first day, as they were planned; None where the plan has none that day.
    """

    id: bytes
    plan_id: int
    unit_id: int
    unit_name: str
    other_unit_id: int
    other_name: str
    from_on: date
    until_on: date
    state: str
    starts_minute: int | None
    other_starts_minute: int | None
    asked_by_id: int
    asked_at: datetime
    answered_by_id: int | None
    answered_at: datetime | None
    may_answer: bool
    may_withdraw: bool
    is_over: bool


def ask_swap(session: Session, wish: SwapWish, by_id: int, now: datetime) -> SwapView:
    """Asks another member's lead; the same wish sent again gives the same swap.

    Raises: Invalid, NotFound, Conflict as `check_swap` does; Forbidden `not_your_unit`; Conflict `id_taken`.
    """
    known = session.get(LunchSwap, wish.id)
    if known is None:
        plan = find_swap_plan(session, wish.unit_id, wish.from_on, wish.until_on)
        lock_subject(session, f"lunch swaps {plan.id}")
        known = session.get(LunchSwap, wish.id)
    if known is not None:
        return _same_swap(session, known, wish, by_id, now)
    plan = find_swap_plan(session, wish.unit_id, wish.from_on, wish.until_on)
    _check_speaks(session, plan, wish.unit_id, by_id, now)
    check_swap(session, plan, wish.unit_id, wish.other_unit_id, (wish.from_on, wish.until_on), now)
    row = LunchSwap(**vars(wish), plan_id=plan.id, state=ASKED, asked_by_id=by_id, asked_at=now)
    session.add(row)
    session.flush()
    _tell(session, plan, row, NoticeKind.SWAP_ASKED, (row.other_unit_id,), now)
    return _view_of(session, row, by_id, now)


def answer_swap(session: Session, swap_id: bytes, agree: bool, by_id: int, now: datetime) -> SwapView:
    """The other lead's tap. The same answer again changes nothing.

    Raises: NotFound; Forbidden `not_your_unit`, `answers_herself`; Conflict `swap_answered`, or when agreeing
    as `check_swap` does.
    """
    row, plan = _lock(session, swap_id)
    _check_speaks(session, plan, row.other_unit_id, by_id, now)
    if by_id == row.asked_by_id:
        raise Forbidden(
            "answers_herself", N_("요청한 사람이 스스로 받을 수는 없어요. 다른 부서장이 눌러 주세요.")
        )
    wanted = AGREED if agree else REFUSED
    if row.state != ASKED:
        if row.state == wanted:
            return _view_of(session, row, by_id, now)
        raise Conflict("swap_answered", N_("그 사이 이미 답했거나 거둔 요청이에요."))
    if agree:
        days = (row.from_on, row.until_on)
        check_swap(session, plan, row.unit_id, row.other_unit_id, days, now, except_id=row.id)
    row.state, row.answered_by_id, row.answered_at = wanted, by_id, now
    session.flush()
    if agree:
        _tell(session, plan, row, NoticeKind.SWAP_AGREED, (row.unit_id, row.other_unit_id), now)
    else:
        _tell(session, plan, row, NoticeKind.SWAP_REFUSED, (row.unit_id,), now)
    return _view_of(session, row, by_id, now)


def withdraw_swap(session: Session, swap_id: bytes, by_id: int, now: datetime) -> SwapView:
    """Takes an unanswered wish back.

    Raises: NotFound; Forbidden `not_your_unit`; Conflict `swap_answered`.
    """
    row, plan = _lock(session, swap_id)
    _check_speaks(session, plan, row.unit_id, by_id, now)
    if row.state == ASKED:
        row.state, row.answered_by_id, row.answered_at = WITHDRAWN, by_id, now
        session.flush()
        _tell(session, plan, row, NoticeKind.SWAP_WITHDRAWN, (row.other_unit_id,), now)
    elif row.state != WITHDRAWN:
        raise Conflict("swap_answered", N_("그 사이 이미 답했거나 거둔 요청이에요."))
    return _view_of(session, row, by_id, now)


def list_swaps(session: Session, staff_id: int, now: datetime) -> list[SwapView]:
    """What was asked by, or of, the units that a person speaks for: what waits for her first, then by age."""
    query = select(LunchSwap).where(LunchSwap.until_on >= local_day(now) - KEPT_SHOWN)
    rows = session.scalars(query.order_by(LunchSwap.asked_at.desc(), LunchSwap.id)).all()
    eyes = {plan_id: _eyes_of(session, plan_id, staff_id, now) for plan_id in {row.plan_id for row in rows}}
    views = [
        _to_view(row, eyes[row.plan_id])
        for row in rows
        if eyes[row.plan_id].spoken & {row.unit_id, row.other_unit_id}
    ]
    return sorted(views, key=lambda view: (not view.may_answer, view.is_over, not view.may_withdraw))


def count_swaps_waiting(session: Session, staff_id: int, now: datetime) -> int:
    """How many wishes wait for this person's tap."""
    today = local_day(now)
    waiting = select(LunchSwap.id).where(LunchSwap.state == ASKED, LunchSwap.from_on >= today).limit(1)
    if session.scalar(waiting) is None:
        return 0
    return sum(view.may_answer for view in list_swaps(session, staff_id, now))


def list_swappable(session: Session, staff_id: int, now: datetime) -> list[tuple[LunchPlanView, set[int]]]:
    """The published plans of today and later, each with the members for which a person speaks."""
    today = local_day(now)
    organisation = load_organisation(session, today)
    plans = list_published_plans(session, today, date.max)
    mine = [(p, list_spoken_for(session, organisation, p.members, staff_id, now)) for p in plans]
    return [(plan, units) for plan, units in mine if units]


def _lock(session: Session, swap_id: bytes) -> tuple[LunchSwap, LunchPlanView]:
    row = session.get(LunchSwap, swap_id)
    if row is None:
        raise NotFound("swap_not_found", N_("그런 요청이 없어요."))
    lock_subject(session, f"lunch swaps {row.plan_id}")
    session.refresh(row)
    return row, load_lunch_plan(session, row.plan_id)


def _same_swap(session: Session, row: LunchSwap, wish: SwapWish, by_id: int, now: datetime) -> SwapView:
    if row.asked_by_id == by_id and all(getattr(row, name) == value for name, value in vars(wish).items()):
        return _view_of(session, row, by_id, now)
    raise Conflict("id_taken", N_("이 화면에서 이미 보낸 요청이 있어요. 새로 고친 뒤 다시 해 주세요."))


def _check_speaks(session: Session, plan: LunchPlanView, unit_id: int, by_id: int, now: datetime) -> None:
    organisation = load_organisation(session, local_day(now))
    if unit_id not in list_spoken_for(session, organisation, plan.members, by_id, now):
        raise Forbidden("not_your_unit", N_("그 부서의 부서장이나 팀장, 또는 그 대리만 할 수 있어요."))


def _tell(
    session: Session,
    plan: LunchPlanView,
    row: LunchSwap,
    kind: NoticeKind,
    units: tuple[int, ...],
    now: datetime,
) -> None:
    today = local_day(now)
    organisation = load_organisation(session, today)
    facts = {
        "unit": organisation.name_of(row.unit_id),
        "other": organisation.name_of(row.other_unit_id),
        "from_on": row.from_on.isoformat(),
        "until_on": row.until_on.isoformat(),
    }
    for unit_id in units:
        tell_speakers(session, plan, unit_id, kind, now, today, **facts)


@dataclass(frozen=True)
class _Eyes:
    """Who looks at the swaps of a plan, and when: `spoken` are the members that she speaks for."""

    plan: LunchPlanView
    organisation: Organisation
    spoken: set[int]
    staff_id: int
    today: date


def _eyes_of(session: Session, plan_id: int, staff_id: int, now: datetime) -> _Eyes:
    plan, today = load_lunch_plan(session, plan_id), local_day(now)
    organisation = load_organisation(session, today)
    spoken = list_spoken_for(session, organisation, plan.members, staff_id, now)
    return _Eyes(plan, organisation, spoken, staff_id, today)


def _view_of(session: Session, row: LunchSwap, staff_id: int, now: datetime) -> SwapView:
    return _to_view(row, _eyes_of(session, row.plan_id, staff_id, now))


def _to_view(row: LunchSwap, eyes: _Eyes) -> SwapView:
    planned = replace(eyes.plan, swaps=())
    is_coming = row.until_on >= eyes.today and eyes.plan.holds_on(row.until_on)
    is_open = row.state == ASKED and row.from_on >= eyes.today and is_coming
    return SwapView(
        id=row.id,
        plan_id=row.plan_id,
        unit_id=row.unit_id,
        unit_name=eyes.organisation.name_of(row.unit_id),
        other_unit_id=row.other_unit_id,
        other_name=eyes.organisation.name_of(row.other_unit_id),
        from_on=row.from_on,
        until_on=row.until_on,
        state=row.state,
        starts_minute=planned.starts_of(row.unit_id, row.from_on),
        other_starts_minute=planned.starts_of(row.other_unit_id, row.from_on),
        asked_by_id=row.asked_by_id,
        asked_at=row.asked_at,
        answered_by_id=row.answered_by_id,
        answered_at=row.answered_at,
        may_answer=is_open and row.other_unit_id in eyes.spoken and row.asked_by_id != eyes.staff_id,
        may_withdraw=is_open and row.unit_id in eyes.spoken,
        is_over=not is_open and (row.state != AGREED or not is_coming),
    )
