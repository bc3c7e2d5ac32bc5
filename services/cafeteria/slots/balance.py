"""Groups of about equal size: the largest first, each into the group that has fewest so far."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Party:
    """What goes to lunch together: one department, or the teams of a department that keeps a counter.

    `parts` holds the heads of each unit by its id; several parts go into two groups half a round apart.
    """

    parts: Mapping[int, int]

    @property
    def heads(self) -> int:
        return sum(self.parts.values())


def balance(parties: Iterable[Party], groups: int) -> dict[int, int]:
    """The group of each unit, from 1."""
    loads = [0] * groups
    found: dict[int, int] = {}
    for party in sorted(parties, key=lambda p: (-p.heads, min(p.parts))):
        halves = halve(party.parts) if len(party.parts) > 1 else [dict(party.parts)]
        first = min(range(groups), key=lambda g: (_load_with(loads, g, halves), g))
        for number, half in enumerate(halves):
            group = (first + number * half_round(groups)) % groups
            loads[group] += sum(half.values())
            found |= dict.fromkeys(half, group + 1)
    return found


def half_round(groups: int) -> int:
    """How many groups further on somebody eats whose lunch is as far from mine as can be."""
    return groups // 2


def halve(parts: Mapping[int, int]) -> list[dict[int, int]]:
    """Two halves of about equal size; the second is empty where there is one part only."""
    halves: list[dict[int, int]] = [{}, {}]
    for unit_id, heads in sorted(parts.items(), key=lambda part: (-part[1], part[0])):
        min(halves, key=lambda half: (sum(half.values()), len(half)))[unit_id] = heads
    return halves


def _load_with(loads: Sequence[int], first: int, halves: Sequence[Mapping[int, int]]) -> int:
    """The larger of the two groups, if a party began at this one."""
    places = [(first + number * half_round(len(loads))) % len(loads) for number in range(len(halves))]
    return max(loads[p] + sum(half.values()) for p, half in zip(places, halves, strict=True))
