"""What a verdict is: a list of checks, and the one word that follows from them.

Invariants
- Not genuine follows only from decoding, opening, the enrolled key, the signature, or a contradiction with
  the ledger. Cannot verify follows only from a key or a ledger that cannot answer. Everything else can at
  most lower genuine to genuine with notes: distance, time, rules, chain, signals are for people to judge.
- `cannot_verify` of any other check is listed and lowers nothing: not knowing is no accusation.
- `seen` is there only where the signature has verified: nothing of a payload is told before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple


class Result(StrEnum):
    PASS = "pass"  # noqa: S105 - a word, not a password
    NOTE = "note"
    FAIL = "fail"
    CANNOT_VERIFY = "cannot_verify"


class Overall(StrEnum):
    GENUINE = "genuine"
    GENUINE_WITH_NOTES = "genuine_with_notes"
    NOT_GENUINE = "not_genuine"
    CANNOT_VERIFY = "cannot_verify"


class Subject(StrEnum):
    """What is checked, in the order in which a verdict tells it."""

    DECODES = "decodes"
    OPENS = "opens"
    DEVICE = "device"
    SIGNATURE = "signature"
    LEDGER = "ledger"
    WITNESS = "witness"
    NOT_BEFORE = "not_before"
    NOT_AFTER = "not_after"
    PHONE_CLOCK = "phone_clock"
    REVOCATION = "revocation"
    CHAIN = "chain"
    TRIP = "trip"
    DISTANCE = "distance"
    NEIGHBOURS = "neighbours"
    SIGNALS = "signals"
    CLAIM = "claim"
    CLAIMANT = "claimant"
    COMPLETENESS = "completeness"


# Whose failure means that the evidence is not genuine, and whose silence means that nobody can say yet.
DECIDING = frozenset(
    {
        Subject.DECODES,
        Subject.OPENS,
        Subject.DEVICE,
        Subject.SIGNATURE,
        Subject.LEDGER,
        Subject.NOT_BEFORE,
        Subject.REVOCATION,
    }
)
NEEDED = frozenset({Subject.DECODES, Subject.OPENS, Subject.DEVICE, Subject.LEDGER})

Fact = str | int | bool | None | list[str]
Facts = Mapping[str, Fact]
NO_FACTS: Final[Facts] = MappingProxyType({})


class Check(NamedTuple):
    """One thing that was looked at. `reason` is the stable code of the outcome; `facts` are JSON values."""

    subject: Subject
    result: Result
    reason: str
    facts: Facts = NO_FACTS


class Seen(NamedTuple):
    """What a verdict shows of a payload. `band_m` is None beyond the last band or without a destination."""

    evidence_id: bytes
    staff_id: int
    staff_number: str
    staff_name: str
    unit_name: str
    captured_at_ms: int
    accuracy_m: int
    not_before_ms: int | None
    not_after_ms: int | None
    destination: str | None
    band_m: int | None
    trip_id: bytes | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one code, made at `judged_at` by the ledger `origin`."""

    overall: Overall
    checks: Sequence[Check]
    seen: Seen | None
    origin: str
    judged_at: datetime
    can_restore: bool = False
    can_look_closer: bool = False

    @property
    def is_demo(self) -> bool:
        return is_demo(self.origin)

    @property
    def deciding(self) -> Check:
        """The check that the one word rests on: the worst, and of equals the first."""
        return min(self.checks, key=_gravity)

    def find(self, subject: Subject) -> Check | None:
        return next((check for check in self.checks if check.subject is subject), None)


def is_demo(origin: str) -> bool:
    """Whether a ledger is a demonstration's: every verdict of it is marked."""
    return origin.endswith("/demo")


def overall_of(checks: Sequence[Check]) -> Overall:
    """The one word of a list of checks."""
    gravity = min(map(_gravity, checks))
    return (Overall.NOT_GENUINE, Overall.CANNOT_VERIFY, Overall.GENUINE_WITH_NOTES, Overall.GENUINE)[gravity]


def _gravity(check: Check) -> int:
    """0 makes a code not genuine, 1 is what nobody can say yet, 2 lowers, 3 changes nothing."""
    if check.result is Result.PASS:
        return 3
    if check.result is Result.FAIL:
        return 0 if check.subject in DECIDING else 2
    if check.result is Result.CANNOT_VERIFY:
        return 1 if check.subject in NEEDED else 3
    return 2
