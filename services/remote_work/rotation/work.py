"""What the worker does with rotations: takes one that was asked for, has a child solve it, keeps what it
found.

Invariants
- A plan is one worker's for as long as its lease lasts. A worker that dies leaves a lease that runs out: the
  next one begins anew, and after three that nobody survived the plan is `failed` and can be asked for again.
- A child that dies, stalls or says nonsense costs nothing but its time; what it found is checked here once
  more.
- Whoever asked is told how it ended.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from services import notifications, people
from services.clock import Clock
from services.db import Database
from services.remote_work.rotation.changes import digest_days
from services.remote_work.rotation.child import SLACK_S, Answer, ChildFailed, Stopped, solve_in_child
from services.remote_work.rotation.gather import Gathered, LunchSlots, gather
from services.remote_work.rotation.models import RotationLine, RotationPlan
from services.remote_work.rotation.notices import NoticeKind
from services.remote_work.rotation.reasons import (
    check_solution,
    explain_unmet,
    list_facts_of_collision,
)
from services.remote_work.rotation.solver.problem import Homes, Problem
from services.remote_work.rotation.solver.score import fairness_of, moves
from services.remote_work.rotation.stored import HOME, OFF, OFFICE, RotationPlanView, get_plan_row, to_view

logger = logging.getLogger("balgil.rotation")
MOST_ATTEMPTS: Final = 3
Solver = Callable[[Problem, float, threading.Event | None], Answer]
LEASE_SLACK: Final = timedelta(seconds=2 * SLACK_S)


@dataclass(frozen=True)
class Taken:
    plan: RotationPlanView
    gathered: Gathered
    lease_until: datetime


def solve_asked(
    database: Database,
    clock: Clock,
    *,
    lunch: LunchSlots | None = None,
    stop: threading.Event | None = None,
    solve: Solver = solve_in_child,
) -> int:
    """Solves every plan that waits; how many. `lunch` says who eats when, for groups of an outbreak."""
    done = 0
    while not (stop and stop.is_set()) and (taken := _take(database, clock.now(), lunch)):
        try:
            answer: Answer | None = solve(taken.gathered.problem, taken.plan.seconds, stop)
        except Stopped:
            _give_back(database, taken)
            return done
        except ChildFailed as error:
            logger.error("the rotation %d was not solved: %s", taken.plan.id, error)
            answer = None
        _keep(database, taken, answer, clock.now())
        done += 1
    return done


def _take(database: Database, now: datetime, lunch: LunchSlots | None) -> Taken | None:
    """The plan that has waited longest; one that nobody survived is given up."""
    with database.writing() as session:
        waits = or_(
            RotationPlan.work == "asked", (RotationPlan.work == "solving") & (RotationPlan.lease_until < now)
        )
        query = select(RotationPlan).where(waits).order_by(RotationPlan.asked_at, RotationPlan.id).limit(1)
        row = session.scalars(query.with_for_update(skip_locked=True)).one_or_none()
        if row is None:
            return None
        row.attempts += 1
        if row.attempts > MOST_ATTEMPTS:
            _end(session, row, "failed", {}, now)
            return None
        until = now + timedelta(seconds=row.seconds) + LEASE_SLACK
        row.work, row.lease_until = "solving", until
    # Not within the transaction that others wait for: reading everybody's days takes a while.
    with database.reading() as session:
        plan = to_view(get_plan_row(session, row.id))
        return Taken(plan, gather(session, plan, lunch), until)


def _give_back(database: Database, taken: Taken) -> None:
    with database.writing() as session:
        row = _find_mine(session, taken)
        if row is not None:
            row.work, row.lease_until, row.attempts = "asked", None, row.attempts - 1


def _keep(database: Database, taken: Taken, answer: Answer | None, now: datetime) -> None:
    """Writes what was found, unless the plan was given to somebody else or taken back meanwhile."""
    with database.writing() as session:
        row = _find_mine(session, taken)
        if row is None:
            return
        if answer is None:
            _end(session, row, "failed", {}, now)
        elif answer.homes is None:
            _end_impossible(session, row, taken.gathered, answer, now)
        elif not check_solution(taken.gathered, answer.homes):
            logger.error("the rotation %d came back with broken rules", row.id)
            _end(session, row, "failed", {}, now)
        else:
            _keep_lines(session, row, taken.gathered, answer.homes)
            row.inputs = taken.gathered.inputs
            _end(session, row, "solved", _result_of(taken.gathered, answer, answer.homes), now)


def _find_mine(session: Session, taken: Taken) -> RotationPlan | None:
    row = session.get(RotationPlan, taken.plan.id, populate_existing=True, with_for_update=True)
    is_mine = row is not None and row.work == "solving" and row.lease_until == taken.lease_until
    return row if is_mine else None


def _end(session: Session, row: RotationPlan, work: str, result: Mapping[str, Any], now: datetime) -> None:
    row.work, row.lease_until, row.result = work, None, dict(result)
    session.flush()
    kinds = {
        "solved": NoticeKind.SOLVED,
        "impossible": NoticeKind.IMPOSSIBLE,
        "failed": NoticeKind.FAILED,
    }
    if row.made_by_id is not None:
        facts = {
            "from_on": row.from_on.isoformat(),
            "until_on": row.until_on.isoformat(),
            "plan": str(row.id),
        }
        notifications.notify(session, row.made_by_id, kinds[work], now, **facts)


def _end_impossible(
    session: Session, row: RotationPlan, gathered: Gathered, answer: Answer, now: datetime
) -> None:
    """Without a collision that was found there may be a solution: more time may find it."""
    if not answer.collision:
        _end(session, row, "failed", {}, now)
        return
    named = [about for kind, about in answer.collision if kind in ("home", "office")]
    names = people.names_of(session, named)
    told = list_facts_of_collision(gathered, answer.collision, names)
    _end(session, row, "impossible", {"collision": told, "seconds": round(answer.seconds, 1)}, now)


def _result_of(gathered: Gathered, answer: Answer, homes: Homes) -> dict[str, Any]:
    persons = gathered.problem.persons
    return {
        "cost": answer.cost,
        "bound": answer.bound,
        "first_s": answer.first_s,
        "seconds": round(answer.seconds, 1),
        "fairness": fairness_of(gathered.problem, homes),
        "wishes": sum(len(person.wishes) for person in persons),
        "moves": sum(moves(person, home) for person, home in zip(persons, homes, strict=True)),
        "days": digest_days(gathered),
    }


def _keep_lines(session: Session, row: RotationPlan, gathered: Gathered, homes: Homes) -> None:
    """A line a person; one who moves within the plan has the days of both units in it, and the later unit."""
    unmet = explain_unmet(gathered, homes)
    lines: dict[int, dict[str, Any]] = {}
    for number, (person, home) in enumerate(zip(gathered.problem.persons, homes, strict=True)):
        line = lines.setdefault(person.id, _new_line(row, person.id, person.before))
        line |= {"unit_id": gathered.unit_of[number], "parts": person.parts, "of_parts": person.of}
        for day in person.days:
            line["days"][(gathered.days[day] - row.from_on).days] = HOME if day in home else OFFICE
        line["unmet"].extend(unmet.get(number, ()))
    session.execute(delete(RotationLine).where(RotationLine.plan_id == row.id))
    for line in lines.values():
        line["days"] = line["planned"] = "".join(line["days"])
    if lines:
        session.execute(insert(RotationLine), list(lines.values()))


def _new_line(row: RotationPlan, staff_id: int, before: int) -> dict[str, Any]:
    length = (row.until_on - row.from_on).days + 1
    return {"plan_id": row.id, "staff_id": staff_id, "before": before, "days": [OFF] * length, "unmet": []}


def keep_solution(session: Session, plan_id: int, gathered: Gathered, homes: Homes, now: datetime) -> None:
    """Keeps a solution that was made without a child, as the demonstration's is."""
    row = get_plan_row(session, plan_id)
    _keep_lines(session, row, gathered, homes)
    answer = Answer([set(home) for home in homes], 0, 0, 0.0, 0.0, [])
    row.inputs, row.work = gathered.inputs, "solved"
    row.result = _result_of(gathered, answer, homes) | {"cost": None, "bound": None}
    session.flush()
