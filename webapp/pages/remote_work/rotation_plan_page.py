"""A rotation as its planner looks at it: how far the solution is, how good, what it cannot do, what moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services.clock import local_day
from services.errors import Conflict
from services.lunch_slots import read_lunch_slots
from services.remote_work import rotation
from services.texts import N_

ONE_DAY = timedelta(days=1)
# A worker looks every few seconds: who waits longer than this waits for one that does not run.
STUCK_AFTER_S = 60
FIRST_SHOWN = 10


@dataclass(frozen=True)
class PlanList:
    """`usual_...` are the four weeks after all that is published."""

    published: Sequence[rotation.RotationPlanView]
    drafts: Sequence[rotation.RotationPlanView]
    past: Sequence[rotation.RotationPlanView]
    today: date
    usual_from_on: date
    usual_until_on: date


@dataclass(frozen=True)
class UnitSummary:
    """A department in a line: how many people, and on a day at least and at most so many at home."""

    unit_id: int
    name: str
    people: int
    home_least: int
    home_most: int


@dataclass(frozen=True)
class PlanPage:
    """`seen` names the solution that is shown: nothing else is published by this page's button.

    `overlapping` are published plans in the way; `without_on` is the first day without a plan that is taken
    back, None for one that is over.
    """

    shown: rotation.RotationPreview
    units: Sequence[UnitSummary]
    elapsed_s: int
    is_stuck: bool
    seen: str
    overlapping: Sequence[rotation.RotationPlanView]
    without_on: date | None
    may_recompute_from: date | None
    today: date

    @property
    def plan(self) -> rotation.RotationPlanView:
        return self.shown.plan

    @property
    def people(self) -> int:
        return sum(unit.people for unit in self.units)

    @property
    def met(self) -> int:
        return self.shown.wishes - len(self.shown.unmet)

    @property
    def first_unmet(self) -> Sequence[rotation.UnmetWish]:
        return self.shown.unmet[:FIRST_SHOWN]

    @property
    def moved_days(self) -> int:
        return sum(len(move.gains) + len(move.loses) for move in self.shown.moves)


@dataclass(frozen=True)
class PlanUnitPage:
    """One department's days of a plan."""

    shown: rotation.RotationPreview
    unit: rotation.PreviewUnit | None
    today: date


@dataclass(frozen=True)
class DialPage:
    from_on: date
    today: date
    steps: Sequence[rotation.DialStep]


def load_plan_list(session: Session, now: datetime) -> PlanList:
    today = local_day(now)
    plans = rotation.list_plans(session)
    published = [plan for plan in plans if plan.state == "published" and plan.until_on >= today]
    last_on = max((plan.until_on for plan in published), default=today)
    first_on = last_on + timedelta(days=7 - last_on.weekday())
    return PlanList(
        published=published[::-1],
        drafts=[plan for plan in plans if plan.is_draft],
        past=[plan for plan in plans if not plan.is_draft and plan not in published],
        today=today,
        usual_from_on=first_on,
        usual_until_on=first_on + timedelta(weeks=4, days=-3),
    )


def load_plan_page(session: Session, plan_id: int, now: datetime) -> PlanPage:
    """Raises: NotFound."""
    shown = rotation.load_preview(session, plan_id)
    plan, today = shown.plan, local_day(now)
    elapsed_s = int((now - plan.asked_at).total_seconds()) if plan.asked_at else 0
    near = rotation.list_published(session, plan.from_on, plan.until_on) if plan.is_draft else []
    next_on = max(today + ONE_DAY, plan.from_on)
    goes_on = plan.state == "published" and plan.until_on >= next_on
    return PlanPage(
        shown=shown,
        units=[_summarise(unit) for unit in shown.units],
        elapsed_s=elapsed_s,
        is_stuck=plan.work == "asked" and elapsed_s > STUCK_AFTER_S,
        seen=name_solution(plan),
        overlapping=[each for each in near if each.id != plan.base_id],
        without_on=next_on if goes_on else None,
        may_recompute_from=next_on if goes_on else None,
        today=today,
    )


def load_plan_unit(session: Session, plan_id: int, unit_id: int, now: datetime) -> PlanUnitPage:
    shown = rotation.load_preview(session, plan_id, unit_id)
    return PlanUnitPage(shown, next(iter(shown.units), None), local_day(now))


def load_dial(session: Session, from_on: date, now: datetime) -> DialPage:
    today = local_day(now)
    from_on = max(from_on, today + ONE_DAY)
    return DialPage(from_on, today, rotation.preview_dial(session, from_on))


def name_solution(plan: rotation.RotationPlanView) -> str:
    """When it was asked for: a solution that was asked for anew is another one."""
    return plan.asked_at.isoformat() if plan.asked_at else ""


def publish_seen(session: Session, plan_id: int, seen: str, by_id: int, now: datetime) -> None:
    """Publishes what its planner has looked at. Raises: NotFound; Conflict."""
    if name_solution(rotation.load_plan(session, plan_id)) != seen:
        raise Conflict(
            "rotation_other_solution",
            N_("그 사이 순환안을 다시 만들었어요. 아래의 새 순환안을 살펴본 뒤 공개해 주세요."),
        )
    rotation.publish_plan(session, plan_id, by_id, now, read_lunch_slots)


def _summarise(unit: rotation.PreviewUnit) -> UnitSummary:
    homes = [count.home for count in unit.counts if count.home + count.office]
    return UnitSummary(unit.unit_id, unit.name, len(unit.lines), min(homes, default=0), max(homes, default=0))
