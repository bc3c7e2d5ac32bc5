"""Whether a department's counter stays staffed while its teams are at lunch.

Looked at in heads alone: who is on a trip or ill is not known weeks ahead. Everybody of a team is away for
the lunch hour from the slot's first minute on, whenever the queue lets her go.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Shift:
    """Part of a department that goes to lunch together: how many they are, and from when on."""

    department_id: int
    heads: int
    starts_minute: int
    least_present: int


@dataclass(frozen=True)
class Gap:
    """When too few are left at a counter: `present` of at least `least_present`."""

    department_id: int
    from_minute: int
    until_minute: int
    present: int
    least_present: int


def find_gaps(shifts: Iterable[Shift], lunch_min: int) -> list[Gap]:
    """The longest worst gap of each department that keeps a counter; nothing where all is well."""
    by_department: dict[int, list[Shift]] = {}
    for shift in shifts:
        by_department.setdefault(shift.department_id, []).append(shift)
    gaps = (_find_gap(parts, lunch_min) for parts in by_department.values())
    return [gap for gap in gaps if gap is not None]


def _find_gap(parts: Sequence[Shift], lunch_min: int) -> Gap | None:
    """Between two moments at which somebody goes or comes back nothing changes: each such span is tried."""
    least = max(part.least_present for part in parts)
    if not least:
        return None
    moments = sorted({m for p in parts for m in (p.starts_minute, p.starts_minute + lunch_min)})
    gaps: list[Gap] = []
    for begin, end in pairwise(moments):
        present = sum(p.heads for p in parts if not p.starts_minute <= begin < p.starts_minute + lunch_min)
        if present >= least:
            continue
        if gaps and gaps[-1].until_minute == begin and gaps[-1].present == present:
            begin = gaps.pop().from_minute
        gaps.append(Gap(parts[0].department_id, begin, end, present, least))
    return min(gaps, key=lambda gap: (gap.present, gap.from_minute - gap.until_minute), default=None)
