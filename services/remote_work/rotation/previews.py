"""A plan as it will be: everybody's days, the counts of each day, every unmet wish with its reason, how fair
it is and how far it may be from the best one, what collides, what moves.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from services import people, workdays
from services.remote_work.rotation.organisation import Units, load_units
from services.remote_work.rotation.publishing import planned_from
from services.remote_work.rotation.reasons import Reason, say_collision, say_unmet
from services.remote_work.rotation.solver.problem import ONE_DAY
from services.remote_work.rotation.stored import (
    HOME,
    OFF,
    OFFICE,
    Line,
    RotationPlanView,
    list_lines,
    list_published,
    load_plan,
)


@dataclass(frozen=True)
class UnmetWish:
    """A day on which somebody wanted `home` or `office` and does not get it. Nobody knows why."""

    staff_id: int
    name: str
    on: date
    want: str
    reason: Reason


@dataclass(frozen=True)
class PreviewLine:
    """One person: her letter for each day of the plan (H, O, a point), and her balance in days, before and
    after.
    """

    staff_id: int
    name: str
    unit_id: int
    days: Mapping[date, str]
    home_days: int
    work_days: int
    ahead_before: float
    ahead_after: float


@dataclass(frozen=True)
class DayCount:
    on: date
    home: int
    office: int


@dataclass(frozen=True)
class PreviewUnit:
    """A department with its people and, for each working day, how many are at home."""

    unit_id: int
    name: str
    lines: tuple[PreviewLine, ...]
    counts: tuple[DayCount, ...]


@dataclass(frozen=True)
class Move:
    """A person whose days differ from those of the plan that is made anew.

    Who takes part no longer has a move too: she loses her days. `unit_id` is the department.
    """

    staff_id: int
    name: str
    unit_id: int
    unit_name: str
    gains: tuple[date, ...]
    loses: tuple[date, ...]


@dataclass(frozen=True)
class RotationPreview:
    """`days` are working days. `gap_percent` is by how much the best plan may be better at most; None where
    nobody measured. `fairness_days` is the largest difference between equals, in days with two decimals.

    `collision` is a smallest set of rules that cannot hold together: without any one of them the others can.
    """

    plan: RotationPlanView
    days: tuple[date, ...]
    holidays: Mapping[date, str]
    units: tuple[PreviewUnit, ...]
    unmet: tuple[UnmetWish, ...]
    wishes: int
    fairness_days: float | None
    is_optimal: bool
    gap_percent: float | None
    seconds: float | None
    collision: tuple[Reason, ...]
    moves: tuple[Move, ...]

    @property
    def is_publishable(self) -> bool:
        return self.plan.is_draft and self.plan.work == "solved"


def load_preview(session: Session, plan_id: int, unit_id: int | None = None) -> RotationPreview:
    """Of the whole organisation, or of one department alone (its figures are the whole plan's).

    Raises: NotFound `rotation_not_found`.
    """
    plan = load_plan(session, plan_id)
    lines, units = list_lines(session, [plan_id]), load_units(session, plan.from_on)
    moved = list_moves(session, plan, lines, units) if plan.base_id and lines else []
    if unit_id is not None:
        lines = [line for line in lines if units.department_of(line.unit_id) == unit_id]
        moved = [move for move in moved if move.unit_id == unit_id]
    names = people.names_of(session, [line.staff_id for line in lines])
    days = workdays.list_workdays(session, plan.from_on, plan.until_on)
    result = plan.result
    return RotationPreview(
        plan=plan,
        days=tuple(days),
        holidays=workdays.list_holidays(session, plan.from_on, plan.until_on),
        units=tuple(_to_units(lines, days, units, names, {move.unit_id for move in moved})),
        unmet=tuple(_to_unmet(lines, names)),
        wishes=int(result.get("wishes", 0)),
        fairness_days=result["fairness"] / ONE_DAY if "fairness" in result else None,
        is_optimal=result.get("cost") is not None and result["cost"] == result["bound"],
        gap_percent=_gap_of(result),
        seconds=result.get("seconds"),
        collision=tuple(say_collision(told) for told in result.get("collision", ())),
        moves=tuple(moved),
    )


def list_unmet(session: Session, staff_id: int, from_on: date) -> list[UnmetWish]:
    """The days from one on that published plans do not give a person as she wished, with the reasons."""
    plans = [plan.id for plan in list_published(session, from_on, date.max)]
    names = people.names_of(session, [staff_id])
    return [
        wish
        for line in list_lines(session, plans, [staff_id])
        for wish in _to_unmet([line], names)
        if from_on <= wish.on <= line.until_on
    ]


def list_moves(session: Session, plan: RotationPlanView, lines: Sequence[Line], units: Units) -> list[Move]:
    """Whose days change by a plan that makes another one anew, by unit and name.

    `lines` are everybody's of the plan.
    """
    before = {line.staff_id: line for line in list_lines(session, [plan.base_id or 0])}
    after = {line.staff_id: line for line in lines}
    names = people.names_of(session, before.keys() | after.keys())
    found = []
    for staff_id in before.keys() | after.keys():
        old, new = before.get(staff_id), after.get(staff_id)
        had = planned_from(old, plan.from_on, plan.until_on) if old else set()
        has = set(new.days_at(HOME)) if new else set()
        line = new or old
        if line is not None and had != has:
            department = units.department_of(line.unit_id)
            gains, loses = tuple(sorted(has - had)), tuple(sorted(had - has))
            unit, name = units.name_of(line.unit_id), names.get(staff_id, "")
            found.append(Move(staff_id, name, department, unit, gains, loses))
    return sorted(found, key=lambda move: (move.unit_name, move.name, move.staff_id))


def _to_units(
    lines: Sequence[Line],
    days: Sequence[date],
    units: Units,
    names: Mapping[int, str],
    moved: Collection[int],
) -> list[PreviewUnit]:
    """The departments of the lines, and those in which somebody moved: all of hers may take part no more."""
    grouped: dict[int, list[Line]] = defaultdict(list, {unit_id: [] for unit_id in moved})
    for line in lines:
        grouped[units.department_of(line.unit_id)].append(line)
    found = [
        PreviewUnit(
            unit_id,
            units.name_of(unit_id),
            tuple(sorted((_to_line(each, names) for each in those), key=lambda x: (x.unit_id, x.name))),
            tuple(_count(those, on) for on in days),
        )
        for unit_id, those in grouped.items()
    ]
    return sorted(found, key=lambda unit: unit.name)


def _to_line(line: Line, names: Mapping[int, str]) -> PreviewLine:
    letters = Counter(line.days)
    work = letters[HOME] + letters[OFFICE]
    share = work * line.share.parts / line.share.of_parts
    after = line.before / ONE_DAY + letters[HOME] - share
    return PreviewLine(
        staff_id=line.staff_id,
        name=names.get(line.staff_id, ""),
        unit_id=line.unit_id,
        days={
            line.from_on + timedelta(days=n): letter for n, letter in enumerate(line.days) if letter != OFF
        },
        home_days=letters[HOME],
        work_days=work,
        ahead_before=line.before / ONE_DAY,
        ahead_after=round(after, 2),
    )


def _count(lines: Sequence[Line], on: date) -> DayCount:
    letters = Counter(line.at(on) for line in lines)
    return DayCount(on, letters[HOME], letters[OFFICE])


def _to_unmet(lines: Sequence[Line], names: Mapping[int, str]) -> list[UnmetWish]:
    found = [
        UnmetWish(
            line.staff_id,
            names.get(line.staff_id, ""),
            date.fromisoformat(str(told["on"])),
            str(told["want"]),
            say_unmet(told),
        )
        for line in lines
        for told in line.unmet
    ]
    return sorted(found, key=lambda wish: (wish.on, wish.name, wish.staff_id))


def _gap_of(result: Mapping[str, Any]) -> float | None:
    if result.get("cost") is None:
        return None
    cost, bound = int(result["cost"]), int(result["bound"])
    return round(100 * (cost - bound) / max(1, cost), 1)
