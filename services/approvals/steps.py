"""The line that a request goes along: reviews, then the decision, each at a level of the organisation."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    REVIEW = "review"
    DECISION = "decision"


class Level(StrEnum):
    """From the requester upwards: her nearest lead, the lead of her department, the head of the whole."""

    LEAD = "lead"
    DEPARTMENT = "department"
    INSTITUTION = "institution"


@dataclass(frozen=True)
class Step:
    role: Role
    level: Level


def to_steps(stored: Iterable[Iterable[str]]) -> tuple[Step, ...]:
    return tuple(Step(Role(role), Level(level)) for role, level in stored)
