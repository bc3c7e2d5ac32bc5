"""Counters that restart, run on over night, or fail for a moment."""

import pytest

from services.cafeteria.crowd.counters import count_from_night


@pytest.mark.parametrize(
    ("values", "before", "totals"),
    [
        ([], None, []),
        ([3, 8, 8, 20], None, [3, 8, 8, 20]),
        # Set back over night: yesterday's last was larger.
        ([3, 8], 812, [3, 8]),
        # Never set back: it goes on from yesterday.
        ([15_350, 15_360], 15_342, [8, 18]),
        # Began anew during the day, as after a power cut.
        ([40, 60, 2, 5, 6, 9], None, [40, 60, 62, 65, 66, 69]),
        # Failed for a moment, or was corrected by one.
        ([40, 60, 0, 61], None, [40, 60, 60, 61]),
        ([40, 60, 59, 60, 62], None, [40, 60, 60, 60, 62]),
        # The last value has nothing after it: what has begun anew counts from nothing.
        ([40, 60, 0], None, [40, 60, 60]),
    ],
)
def test_a_day_counts_from_its_night(values: list[int], before: int | None, totals: list[int]) -> None:
    assert count_from_night(values, before) == totals
