"""Plans and results as somebody puts them in."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.remote_work.days.day_types import PhoneTimes
from services.remote_work.days.phone_times import NO_TIMES


@dataclass(frozen=True)
class PlanDraft:
    """1 to 30 lines of up to 200 characters, and a note of up to 300.

    `id` is 16 bytes that the phone made. `version` is the revision of the plan that it knew, 0 for none.
    """

    id: bytes
    version: int
    lines: Sequence[str]
    note: str = ""
    times: PhoneTimes = NO_TIMES


@dataclass(frozen=True)
class DoneLine:
    """What became of the plan's line at `place` (from 0); with None and a text, what was done besides."""

    place: int | None
    is_done: bool
    count: int | None = None
    note: str = ""
    text: str = ""


@dataclass(frozen=True)
class ResultDraft:
    """Every line of the plan `plan_id` once; others may follow.

    `version` is the revision of the result that the phone knew, 0 for none.
    """

    id: bytes
    version: int
    plan_id: bytes
    lines: Sequence[DoneLine]
    note: str = ""
    times: PhoneTimes = NO_TIMES
