"""A rotation as its planner looks at it: how far the solution is, how good, what it cannot do, what moves."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy.orm import Session

from services import workdays
from services.clock import local_day
from services.errors import Conflict
from services.lunch_slots import read_lunch_slots
from services.remote_work import rotation
from services.texts import N_

ONE_DAY = timedelta(days=1)
# A worker looks every few seconds: who waits longer than this waits for one that does not run.
STUCK_AFTER_S = 60
FIRST_SHOWN = 10
# What fits across a sheet of A4 with every day legible.
SHEET_WEEKS = 4


@dataclass(frozen=True)
class PlanList:
    """`usual_...` are the four weeks after all that is published. `changed` are the published plans that were
    made from rules which are others now.
    """

    published: Sequence[rotation.RotationPlanView]
    drafts: Sequence[rotation.RotationPlanView]
    past: Sequence[rotation.RotationPlanView]
    changed: Collection[int]
    today: date
    usual_from_on: date
    usual_until_on: date


@dataclass(frozen=True)
class UnitSummary:
    """A department in a line: how many people, on a day at least and at most so many at home, and how many
    wished days and people stand on its own page.
    """

    unit_id: int
    name: str
    people: int
    home_least: int
    home_most: int
    unmet: int
    moves: int


@dataclass(frozen=True)
class PlanPage:
    """`seen` names the solution that is shown: nothing else is published by this page's button.

    `changes` says what a published plan was made from and is no longer so, `renewal` is the draft that makes
    it anew already. `overlapping` are published plans in the way; `without_on` is the first day without a
    plan that is taken back, None for one that is over.
    """

    shown: rotation.RotationPreview
    units: Sequence[UnitSummary]
    changes: rotation.Changes | None
    renewal: int | None
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
        """All others stand on the pages of their departments."""
        return self.shown.unmet[:FIRST_SHOWN]

    @property
    def first_moves(self) -> Sequence[rotation.Move]:
        return self.shown.moves[:FIRST_SHOWN]

    @property
    def moved_days(self) -> int:
        return count_moved_days(self.shown.moves)


@dataclass(frozen=True)
class PlanUnitPage:
    """One department's days of a plan."""

    shown: rotation.RotationPreview
    unit: rotation.PreviewUnit | None
    today: date

    @property
    def sheets(self) -> list[Sequence[date]]:
        """Its days in as many weeks as one sheet of paper has room for."""
        first_on = workdays.monday_of(self.shown.plan.from_on)
        weeks = SHEET_WEEKS * 7
        sheets = groupby(self.shown.days, key=lambda on: (on - first_on).days // weeks)
        return [tuple(days) for _, days in sheets]

    @property
    def moved_days(self) -> int:
        return count_moved_days(self.shown.moves)


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
        changed={
            plan.id for plan in published if rotation.find_changes(session, plan, now, read_lunch_slots)
        },
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
    changes = rotation.find_changes(session, plan, now, read_lunch_slots)
    return PlanPage(
        shown=shown,
        units=_summarise(shown),
        changes=changes,
        renewal=_find_renewal(session, plan_id) if changes else None,
        elapsed_s=elapsed_s,
        is_stuck=plan.work == "asked" and elapsed_s > STUCK_AFTER_S,
        seen=name_solution(plan),
        overlapping=[each for each in near if each.id != plan.base_id],
        without_on=next_on if goes_on else None,
        may_recompute_from=(changes.from_on if changes else next_on) if goes_on else None,
        today=today,
    )


def load_plan_unit(session: Session, plan_id: int, unit_id: int, now: datetime) -> PlanUnitPage:
    shown = rotation.load_preview(session, plan_id, unit_id)
    return PlanUnitPage(shown, next(iter(shown.units), None), local_day(now))


def load_dial(session: Session, from_on: date, now: datetime) -> DialPage:
    today = local_day(now)
    from_on = max(from_on, today + ONE_DAY)
    return DialPage(from_on, today, rotation.preview_dial(session, from_on))


def _find_renewal(session: Session, plan_id: int) -> int | None:
    drafts = (plan for plan in rotation.list_plans(session) if plan.is_draft and plan.base_id == plan_id)
    return next((plan.id for plan in drafts if plan.share is None), None)


def count_moved_days(moves: Sequence[rotation.Move]) -> int:
    return sum(len(move.gains) + len(move.loses) for move in moves)


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


def _summarise(shown: rotation.RotationPreview) -> list[UnitSummary]:
    unmet = Counter(wish.staff_id for wish in shown.unmet)
    moves = Counter(move.unit_id for move in shown.moves)
    found = []
    for unit in shown.units:
        homes = [count.home for count in unit.counts if count.home + count.office]
        found.append(
            UnitSummary(
                unit_id=unit.unit_id,
                name=unit.name,
                people=len(unit.lines),
                home_least=min(homes, default=0),
                home_most=max(homes, default=0),
                unmet=sum(unmet[line.staff_id] for line in unit.lines),
                moves=moves[unit.unit_id],
            )
        )
    return found
