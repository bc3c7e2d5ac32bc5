"""What a complete check is told, and what it tells."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from services.crypto.checkpoint import VerifierKey
from services.ledger.purge import PurgeRule
from services.ledger.records import Record

MAX_LISTED: Final = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """A row of a subject that does not say what the ledger says; `about` names it, without personal data."""

    about: str
    code: str = "projection_differs"


# A subject compares its rows with a batch of proven records of one kind; and finds rows that have no record.
Projection = Callable[[Session, Sequence[Record]], Iterable[Difference]]
Sweep = Callable[[Session], Iterable[Difference]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a check compares with: the application's key, the rules of destruction, the subjects' projections.

    `trusted_keys` are public log keys known from outside the database; without them the ledger's own count.
    """

    pending_key: bytes = field(repr=False)
    rules: Mapping[str, PurgeRule] = field(default_factory=dict)
    projections: Mapping[str, Projection] = field(default_factory=dict)
    sweeps: Sequence[Sweep] = ()
    trusted_keys: Sequence[VerifierKey] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction: a stable code, and where it is (`origin#leaf`, `origin@size`, `record n`, a row)."""

    code: str
    about: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a complete check read and found. `findings` lists at most 100 of a code, `counts` counts all."""

    origin: str
    size: int
    root: bytes
    leaves: int
    heads: int
    purged: int
    finished_at: datetime
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]

    @property
    def clean(self) -> bool:
        return not self.counts


@dataclass
class Findings:
    """Collects what a running check finds and counts."""

    leaves: int = 0
    heads: int = 0
    purged: int = 0
    listed: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, code: str, about: str) -> None:
        self.counts[code] += 1
        if self.counts[code] <= MAX_LISTED:
            self.listed.append(Finding(code, about))

    def add_differences(self, differences: Iterable[Difference]) -> None:
        for difference in differences:
            self.add(difference.code, difference.about)
