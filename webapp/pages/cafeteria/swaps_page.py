"""Swaps as a lead sees them: what waits for her tap, what she asked for, and the form for a new wish."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services import cafeteria, people, workdays
from services.cafeteria import LunchPlanView, Organisation, SwapView, clock_of
from services.clock import local_day
from webapp.templating import format_day

ONE_WEEK, WORKED = timedelta(days=7), timedelta(days=4)


@dataclass(frozen=True)
class SwapsPage:
    """`mine` and `others` are choices of the form; both empty for who speaks for no member of a plan."""

    waiting: Sequence[SwapView]
    asked: Sequence[SwapView]
    past: Sequence[SwapView]
    mine: Sequence[tuple[int, str]]
    others: Sequence[tuple[int, str]]
    from_on: date
    until_on: date
    names: Mapping[int, str]


def load_swaps_page(session: Session, staff_id: int, at: datetime) -> SwapsPage:
    today = local_day(at)
    swaps = cafeteria.list_swaps(session, staff_id, at)
    found = cafeteria.list_swappable(session, staff_id, at)
    organisation = cafeteria.load_organisation(session, today)
    first, last = _suggest_days(session, [plan for plan, _ in found], today)
    waiting = [swap for swap in swaps if swap.may_answer]
    past = [swap for swap in swaps if swap.is_over]
    return SwapsPage(
        waiting=waiting,
        asked=[swap for swap in swaps if swap not in waiting and swap not in past],
        past=past,
        mine=_choices(found, organisation, first, own=True),
        others=_choices(found, organisation, first, own=False),
        from_on=first,
        until_on=last,
        names=people.names_of(session, _persons_of(swaps)),
    )


def _choices(
    found: Sequence[tuple[LunchPlanView, set[int]]], organisation: Organisation, on: date, *, own: bool
) -> list[tuple[int, str]]:
    """The members that she speaks for, or the others; each with its slot on the suggested day."""
    choices: dict[int, str] = {}
    for plan, units in found:
        for unit_id in plan.members:
            name, starts = organisation.name_of(unit_id), plan.starts_of(unit_id, on)
            if name and (unit_id in units) is own:
                slot = f" · {format_day(on)} {clock_of(starts)}" if starts is not None else ""
                choices.setdefault(unit_id, name + slot)
    return sorted(choices.items(), key=lambda choice: choice[1])


def _suggest_days(session: Session, plans: Sequence[LunchPlanView], today: date) -> tuple[date, date]:
    """The serving days of the coming week, of this one where none is left: the first and the last."""
    monday = workdays.monday_of(today) + ONE_WEEK
    for plan in plans:
        for week_on in (monday, monday + ONE_WEEK):
            first, last = max(week_on, plan.from_on), min(week_on + WORKED, plan.until_on)
            days = (
                cafeteria.list_serving_days(session, plan.cafeteria_id, first, last) if first <= last else []
            )
            if days:
                return days[0], days[-1]
    return monday, monday + WORKED


def _persons_of(swaps: Sequence[SwapView]) -> set[int]:
    ids = {swap.asked_by_id for swap in swaps} | {swap.answered_by_id for swap in swaps}
    return {staff_id for staff_id in ids if staff_id is not None}
