"""What the four words of a cafeteria mean, for its manager to check: minutes, and people in the queue."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.cafeteria import LEVELS, CafeteriaView, Level


@dataclass(frozen=True)
class Meaning:
    """A word: from and until how many minutes of waiting, and how many in the queue; None: no end."""

    level: Level
    from_min: int
    until_min: int | None
    from_persons: int
    until_persons: int | None


def explain_bounds(view: CafeteriaView) -> Sequence[Meaning]:
    edges: list[int | None] = [0, view.bounds.normal_min, view.bounds.busy_min, view.bounds.packed_min, None]
    persons = [None if edge is None else round(edge * view.served_per_minute) for edge in edges]
    return [
        Meaning(level, edges[place] or 0, edges[place + 1], persons[place] or 0, persons[place + 1])
        for place, level in enumerate(LEVELS)
    ]
