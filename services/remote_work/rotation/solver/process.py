"""The child process: reads a problem from standard input, writes one line of JSON to standard output.

It is started by `child.py` as a program on its own, with no environment and nothing of the house: it opens no
database and no file. Its memory is bounded, it is polite to everybody else, and it ends when its parent does.
"""

import json
import os
import resource
import sys
import threading
import time
from pathlib import Path

MEMORY = 3 << 30
LOOKS_EVERY_S = 1.0
POLITENESS = 10


def main() -> None:
    began = time.monotonic()
    seconds, workers = float(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    os.nice(POLITENESS)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from solver.problem import from_json  # type: ignore[import-not-found]
    from solver.solve import solve  # type: ignore[import-not-found]

    problem = from_json(sys.stdin.read())
    ready_s = time.monotonic() - began  # loading OR-Tools and reading count as well
    found = solve(problem, max(0.0, seconds - ready_s), workers)
    _say(
        {
            "homes": None if found.homes is None else [sorted(home) for home in found.homes],
            "cost": found.cost,
            "bound": found.bound,
            "first_s": None if found.first_s is None else found.first_s + ready_s,
            "seconds": found.seconds + ready_s,
            "collision": found.collision,
        }
    )


def _say(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOKS_EVERY_S)
    os._exit(1)


if __name__ == "__main__":
    main()
