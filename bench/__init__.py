"""Benchmarks: one file each, whose `run()` yields a result a case with its baseline from the same run."""

import json
import sys
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Result:
    """One line of the answer; `ratio` is value to baseline, and null where the baseline is zero."""

    bench: str
    case: str
    value: float
    unit: str
    baseline: float | None = None

    def to_line(self) -> str:
        ratio = round(self.value / self.baseline, 3) if self.baseline else None
        return json.dumps({**asdict(self), "ratio": ratio}, ensure_ascii=False)


def say(text: str) -> None:
    """Progress: for people, on standard error."""
    print(text, file=sys.stderr, flush=True)
