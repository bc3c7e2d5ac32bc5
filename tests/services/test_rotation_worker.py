"""A worker or its child that dies leaves a plan that can be asked for again; what comes back is checked."""

import os
import signal
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from services.clock import StoppedClock
from services.db import Database
from services.errors import Conflict, Invalid
from services.remote_work import rotation
from services.remote_work.rotation.child import PROGRAM, Answer, ChildFailed, Stopped, solve_in_child
from services.remote_work.rotation.solver.problem import Person, Problem, from_json, to_json
from tests.factories import NOW
from tests.rotation_world import RotationTown, ask, make_rotation_town, preview, publish, solve

LEASE = timedelta(minutes=5)


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    return sqlite_database


@pytest.fixture
def hall(db: Database) -> RotationTown:
    return db.write(make_rotation_town)


def die(problem: Problem, seconds: float, stop: threading.Event | None) -> Answer:
    raise ChildFailed("killed")


class Killed(BaseException):
    """What ends a worker in the middle of its work."""


def be_killed(problem: Problem, seconds: float, stop: threading.Event | None) -> Answer:
    raise Killed


def lie(problem: Problem, seconds: float, stop: threading.Event | None) -> Answer:
    """Everybody at home on days on which nobody works."""
    return Answer([{999} for _ in problem.persons], 0, 0, 0.1, 0.1, [])


def run(db: Database, solver: object, now: datetime = NOW) -> int:
    return rotation.solve_asked(db, StoppedClock(now), solve=solver)  # type: ignore[arg-type]


@pytest.mark.parametrize("solver", [die, lie])
def test_a_child_that_fails_leaves_a_plan_to_ask_again(
    db: Database, hall: RotationTown, solver: object
) -> None:
    plan_id = ask(db, hall)
    assert run(db, solver) == 1
    assert preview(db, plan_id).plan.work == "failed"
    with pytest.raises(Conflict, match="rotation_unsolved"):
        publish(db, plan_id)
    ask(db, hall)
    solve(db)
    assert preview(db, plan_id).plan.work == "solved"


def test_a_worker_that_dies_leaves_its_plan_to_the_next_one(database: Database) -> None:
    hall = database.write(make_rotation_town)
    plan_id = ask(database, hall)
    with pytest.raises(Killed):
        run(database, be_killed)
    assert preview(database, plan_id).plan.work == "solving"
    assert solve(database) == 0
    assert ask(database, hall) == plan_id
    assert preview(database, plan_id).plan.work == "solving"
    assert solve(database, NOW + LEASE) == 1
    assert preview(database, plan_id).plan.work == "solved"


def test_a_plan_that_nobody_survives_is_given_up(db: Database, hall: RotationTown) -> None:
    plan_id = ask(db, hall)
    for attempt in range(3):
        with pytest.raises(Killed):
            run(db, be_killed, NOW + attempt * LEASE)
    assert solve(db, NOW + 3 * LEASE) == 0
    assert preview(db, plan_id).plan.work == "failed"


def test_a_worker_that_is_stopped_gives_its_plan_back(db: Database, hall: RotationTown) -> None:
    plan_id = ask(db, hall)

    def be_stopped(problem: Problem, seconds: float, stop: threading.Event | None) -> Answer:
        raise Stopped

    assert run(db, be_stopped) == 0
    assert preview(db, plan_id).plan.work == "asked"
    assert solve(db) == 1


def test_what_was_taken_back_meanwhile_is_thrown_away(db: Database, hall: RotationTown) -> None:
    plan_id = ask(db, hall)

    def be_slow(problem: Problem, seconds: float, stop: threading.Event | None) -> Answer:
        db.write(lambda s: rotation.cancel_preview(s, plan_id))
        return Answer([set() for _ in problem.persons], 0, 0, 0.1, 0.1, [])

    assert run(db, be_slow) == 1
    shown = preview(db, plan_id)
    assert (shown.plan.work, shown.units) == ("none", ())
    db.write(lambda s: rotation.remove_draft(s, plan_id))


def test_the_search_is_bounded(db: Database, hall: RotationTown) -> None:
    for seconds in (0, 301):
        with pytest.raises(Invalid, match="seconds"):
            ask(db, hall, seconds=seconds)


def tiny() -> Problem:
    return Problem((0, 0), (Person(1, 0, 1, 2, 0, (0, 1), wishes={1: True}, base=frozenset({0})),))


def test_a_problem_survives_its_way_to_the_child() -> None:
    problem = tiny()
    assert from_json(to_json(problem)) == problem
    assert problem.persons[0].entitled == 100


def test_a_stopped_worker_ends_its_child() -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Stopped):
        solve_in_child(tiny(), 60, stop)


def test_a_child_that_is_killed_is_no_answer(tmp_path: Path) -> None:
    """The program dies by a signal before it has said anything."""
    with (
        (tmp_path / "said").open("wb") as said,
        subprocess.Popen(
            [sys.executable, "-I", str(PROGRAM), "60", "1"],
            stdin=subprocess.PIPE,
            stdout=said,
            env={},
            cwd="/",
        ) as process,
    ):
        os.kill(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert (tmp_path / "said").read_bytes() == b""
