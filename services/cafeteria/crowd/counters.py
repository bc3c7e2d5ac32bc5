"""Totals of a day from counters that restart, run on over night, or fail for a moment."""

from collections.abc import Sequence

LOOK_AHEAD = 3


def count_from_night(values: Sequence[int], before: int | None) -> list[int]:
    """How many since the night, for each of a counter's values in the order of time.

    `before` is its last value of an earlier day. A counter that was not set back over night goes on from
    there; one that falls during the day began anew, unless it comes back at once: then it had failed for a
    moment.
    """
    total, last = 0, before if before is not None and values and values[0] >= before else 0
    totals = []
    for place, value in enumerate(values):
        if value >= last:
            total, last = total + value - last, value
        elif max(values[place + 1 : place + 1 + LOOK_AHEAD], default=-1) < last:
            total, last = total + value, value
        totals.append(total)
    return totals
