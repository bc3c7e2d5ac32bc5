"""The one worker process: keeps the ledger moving and does what must not wait inside a request.

Work lives in the database, so a crash loses none: every round asks what is due and does it. A round that
fails is reported and tried again, later and later, never given up.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

logger = logging.getLogger("balgil.worker")
LONGEST_PAUSE_S = 30.0


@dataclass(frozen=True)
class Job:
    """Something to do again and again, `every_s` seconds after the last time."""

    name: str
    every_s: float
    run: Callable[[], object]


def run_jobs(jobs: Sequence[Job], stop: threading.Event) -> None:
    """Runs each job in a thread of its own until `stop` is set."""
    threads = [threading.Thread(target=_repeat, args=(job, stop), name=job.name) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _repeat(job: Job, stop: threading.Event) -> None:
    failures = 0
    while not stop.is_set():
        failures = 0 if _succeeds(job) else failures + 1
        stop.wait(min(job.every_s * 2**failures, max(LONGEST_PAUSE_S, job.every_s)))


def _succeeds(job: Job) -> bool:
    try:
        job.run()
    except Exception:
        logger.exception("%s failed and will be tried again", job.name)
        return False
    return True
