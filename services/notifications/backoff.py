"""How long to wait after a failure: longer each time, and never longer than an hour."""

from datetime import timedelta
from typing import Final

FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(hours=1)
_MOST_DOUBLINGS: Final = 7


def pause_after(failures: int) -> timedelta:
    """The pause after one more failure, when there were `failures` before it."""
    return min(FIRST_PAUSE * (1 << min(failures, _MOST_DOUBLINGS)), LONGEST_PAUSE)
