"""Sequencers in processes of their own, some of which kill themselves half way.

    python -m tests.services.ledger_child

Reads commands from standard input and answers each with one line. `URL GUARD AT kill STEPS` runs a sequencer
at that time (milliseconds) that dies by SIGKILL after so many steps; `URL GUARD AT race COUNT ROUNDS` lets
that many run at once. Each runs in a fork, so that nothing has to be imported again.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from services.clock import Clock, StoppedClock, from_millis
from services.db import Database
from services.ledger import Guard, sequence_pending
from services.ledger.sequence import Sequenced, sequencing_steps
from tests.factories import KEYS


def main() -> None:
    for line in sys.stdin:
        print(*obey(*line.split()), flush=True)


def obey(url: str, path: str, at: str, command: str, *numbers: str) -> list[int]:
    guard, clock = Guard(Path(path)), StoppedClock(from_millis(int(at)))
    if command == "kill":
        return wait([fork(lambda: run_and_die(url, guard, clock, int(numbers[0])))])
    count, rounds = map(int, numbers)
    return wait([fork(lambda: run_often(url, guard, clock, rounds)) for _ in range(count)])


def run_and_die(url: str, guard: Guard, clock: Clock, steps: int) -> None:
    for step, _name in enumerate(sequencing_steps(Database(url), KEYS, guard, clock, Sequenced()), 1):
        if step == steps:
            os.kill(os.getpid(), signal.SIGKILL)


def run_often(url: str, guard: Guard, clock: Clock, rounds: int) -> None:
    database = Database(url)
    for _ in range(rounds):
        sequence_pending(database, KEYS, guard, clock, batch=7)


def fork(run: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        run()
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def wait(children: list[int]) -> list[int]:
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


if __name__ == "__main__":
    main()
