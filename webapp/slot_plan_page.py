"""A plan as its manager sees it: the preview, and each department with its group."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy.orm import Session

from services import cafeteria
from services.cafeteria import CafeteriaView, LunchPlanMember, LunchPreview, Organisation
from services.clock import local_day
from services.errors import NotFound
from webapp.slot_plan_form import GroupChoice, to_members

BY_PARTS = -1
Work: TypeAlias = Callable[[Session], object]


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

    @property
    def left_out(self) -> int:
        """How many departments have no group."""
        return sum(not choice.group for choice in self.choices)


def load_plan_page(session: Session, cafeteria_id: int, plan_id: int, today: date) -> PlanPage:
    """Raises: NotFound, also for the plan of another cafeteria."""
    preview = cafeteria.preview_lunch_plan(session, plan_id, today)
    place = cafeteria.get_cafeteria(session, cafeteria_id)
    if preview.plan.cafeteria_id != cafeteria_id:
        raise NotFound("plan_not_found")
    earlier = cafeteria.propose_like_last(session, preview.plan, today) if preview.plan.is_draft else []
    return PlanPage(place, preview, _choices(preview.organisation, preview.plan.members), bool(earlier))


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
