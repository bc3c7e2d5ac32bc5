"""Solves a rotation in a process of its own: bounded in memory, processor and time, and easy to end.

OR-Tools costs a web worker or this worker's other jobs neither memory nor a crash.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from services.remote_work.rotation.solver.problem import Problem, to_json

PROGRAM: Final = Path(__file__).parent / "solver" / "process.py"
# What starting, reading and writing may take besides; a busy machine takes its time.
SLACK_S: Final = 30.0
LOOK_EVERY_S: Final = 0.2
WORKERS: Final = 2


@dataclass(frozen=True)
class Answer:
    """What the child said. `homes` is None where it found no solution: see `Solution` there."""

    homes: list[set[int]] | None
    cost: int
    bound: int
    first_s: float | None
    seconds: float
    collision: list[tuple[str, int]]


class ChildFailed(Exception):
    """The process died, stalled, or said what is no answer."""


class Stopped(Exception):
    """This worker is to end."""


def solve_in_child(problem: Problem, seconds: float, stop: threading.Event | None = None) -> Answer:
    """Raises: ChildFailed; Stopped when `stop` was set meanwhile."""
    until = time.monotonic() + seconds + SLACK_S
    with tempfile.TemporaryFile("w+") as told, tempfile.TemporaryFile("w+") as said:
        told.write(to_json(problem))
        told.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-I", str(PROGRAM), str(seconds), str(WORKERS)],
            stdin=told,
            stdout=said,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )
        try:
            _wait(process, until, stop or threading.Event())
        finally:
            process.kill()
            process.wait()
        said.seek(0)
        return _read(said.read(), len(problem.persons))


def _wait(process: "subprocess.Popen[bytes]", until: float, stop: threading.Event) -> None:
    while process.poll() is None:
        if stop.wait(LOOK_EVERY_S):
            raise Stopped
        if time.monotonic() > until:
            raise ChildFailed("stalled")


def _read(text: str, persons: int) -> Answer:
    try:
        told: Mapping[str, Any] = json.loads(text.splitlines()[-1])
        homes = told["homes"]
        answer = Answer(
            None if homes is None else [set(home) for home in homes],
            int(told["cost"]),
            int(told["bound"]),
            told["first_s"],
            float(told["seconds"]),
            [(str(kind), int(about)) for kind, about in told["collision"]],
        )
    except (ValueError, LookupError, TypeError) as error:
        raise ChildFailed("no answer") from error
    if answer.homes is not None and len(answer.homes) != persons:
        raise ChildFailed("no answer")
    return answer
