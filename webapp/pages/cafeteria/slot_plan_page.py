"""A plan as its manager sees it: the preview, and each department with its group."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from flask_babel import gettext
from sqlalchemy.orm import Session

from services import cafeteria
from services.cafeteria import CafeteriaView, LunchPlanMember, LunchPreview, Organisation
from services.clock import local_day
from services.errors import NotFound
from webapp.pages.cafeteria.slot_plan_form import GroupChoice, to_members
from webapp.templating import format_day

BY_PARTS = -1
# What is done in a transaction, and a sentence about it where there is a special one.
Work: TypeAlias = Callable[[Session], str | None]


@dataclass(frozen=True)
class UnitChoice:
    """One line of the form: a department with its parts, where it keeps a counter, or one of these.

    `group` is 0 for none, `BY_PARTS` where the parts have theirs; `least_present` is asked of departments.
    """

    unit_id: int
    name: str
    heads: int
    group: int
    least_present: int = 0
    parts: tuple["UnitChoice", ...] = ()


@dataclass(frozen=True)
class PlanPage:
    cafeteria: CafeteriaView
    preview: LunchPreview
    choices: Sequence[UnitChoice]
    has_earlier: bool
    ahead_on: date

    @property
    def without_on(self) -> date | None:
        """The first day without the plan if it is withdrawn now; None for one that cannot be."""
        plan = self.preview.plan
        return (
            max(self.ahead_on, plan.from_on) if plan.is_published and self.ahead_on <= plan.until_on else None
        )

    @property
    def left_out(self) -> int:
        """How many departments have no group."""
        return sum(not choice.group for choice in self.choices)


def load_plan_page(session: Session, cafeteria_id: int, plan_id: int, now: datetime) -> PlanPage:
    """Raises: NotFound, also for the plan of another cafeteria."""
    place = cafeteria.get_cafeteria(session, cafeteria_id)
    today, ahead_on = local_day(now), cafeteria.first_day_ahead(session, cafeteria_id, now)
    preview = cafeteria.preview_lunch_plan(session, plan_id, ahead_on)
    if preview.plan.cafeteria_id != cafeteria_id:
        raise NotFound("plan_not_found")
    earlier = cafeteria.propose_like_last(session, preview.plan, today) if preview.plan.is_draft else []
    choices = _choices(preview.organisation, preview.plan.members)
    return PlanPage(place, preview, choices, bool(earlier), ahead_on)


def keep_groups(session: Session, plan_id: int, choice: GroupChoice, wish: str, at: datetime) -> None:
    """Gives a draft the groups that were chosen, or by the wish `balance` or `last` those of a proposal."""
    plan, today = cafeteria.load_lunch_plan(session, plan_id), local_day(at)
    if wish == "balance":
        members = cafeteria.propose_groups(session, plan, choice.counters, today, choice.departments)
    elif wish == "last":
        members = cafeteria.propose_like_last(session, plan, today)
    else:
        organisation = cafeteria.load_organisation(session, max(plan.from_on, today))
        members = to_members(choice, plan, organisation)
    cafeteria.change_lunch_members(session, plan_id, members, at)


def publish_seen(session: Session, plan_id: int, seen: str, *, by_id: int, at: datetime) -> str:
    cafeteria.publish_lunch_plan(session, plan_id, seen, by_id, at)
    return gettext("계획을 공개하고 부서장들에게 알렸어요.")


def withdraw_from_now_on(session: Session, plan_id: int, at: datetime) -> str:
    """Says from when on: the page may be from before today's lunch."""
    without_on = cafeteria.withdraw_lunch_plan(session, plan_id, at)
    return gettext("%(day)s부터 이 계획을 거뒀어요. 부서장들에게 알렸어요.", day=format_day(without_on))


def _choices(organisation: Organisation, members: Mapping[int, LunchPlanMember]) -> list[UnitChoice]:
    """The departments, the largest first."""
    departments = organisation.list_departments()
    return [
        _choice(organisation, unit.id, members)
        for unit in sorted(departments, key=lambda u: (-organisation.heads_of_all(u.id), u.name))
    ]


def _choice(organisation: Organisation, unit_id: int, members: Mapping[int, LunchPlanMember]) -> UnitChoice:
    own = [m for m in members.values() if organisation.department_of(m.unit_id) == unit_id]
    is_split = any(m.unit_id != unit_id for m in own)
    group = next((m.group_number for m in own), 0)
    return UnitChoice(
        unit_id=unit_id,
        name=organisation.units[unit_id].name,
        heads=organisation.heads_of_all(unit_id),
        group=BY_PARTS if is_split else group,
        least_present=max((m.least_present for m in own), default=0),
        parts=_parts(organisation, unit_id, members) if is_split else (),
    )


def _parts(
    organisation: Organisation, department: int, members: Mapping[int, LunchPlanMember]
) -> tuple[UnitChoice, ...]:
    """Every team, and what of the department is in none of them: that has no name of its own."""
    teams = [team for team in organisation.teams_of(department) if organisation.heads.get(team)]
    heads = {team: organisation.heads[team] for team in teams}
    heads[department] = organisation.heads_of(department, teams)
    return tuple(
        UnitChoice(
            unit_id,
            organisation.units[unit_id].name if unit_id != department else "",
            count,
            members[unit_id].group_number if unit_id in members else 0,
        )
        for unit_id, count in heads.items()
        if count or unit_id in members
    )
