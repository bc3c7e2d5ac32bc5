"""Everything that is known about one code, gathered and proven before anything is judged."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from services.approvals import APPROVED
from services.audit.devices import EnrolledDevice
from services.audit.opening import OpenedCode
from services.audit.proven import Proven, find_first, find_newest
from services.audit.verdict import is_demo
from services.ledger import CompleteCheck, Head, State
from services.trips import Nearest, Payload, StoredEvidence, StoredTrip

# What a device's first capture names as its predecessor.
FIRST_PREVIOUS: Final = bytes(16)


class Relative(NamedTuple):
    """Another capture of the same device, as its own leaf tells it.

    `destroyed_rule` is there once what was stored of it is destroyed.
    """

    id: bytes
    sequence: int
    previous: bytes
    until: datetime | None
    destroyed_rule: str | None


class CountedTrip(NamedTuple):
    """The trip that an evidence counts for; `stored` is None where there is no such trip any more.

    `decisions` are the leaves about its approval, `decision` the last that holds, `attached` the one
    that put a free capture on it. `differs` where owner or content are no longer what was approved.
    """

    stored: StoredTrip | None
    decisions: Sequence[Proven]
    attached: Proven | None
    decision: Proven | None
    differs: bool


def count_trip(
    stored: StoredTrip | None, decisions: Sequence[Proven], attached: Proven | None
) -> CountedTrip:
    decision = find_decision(decisions)
    differs = bool(stored and decision and is_approval(decision) and not _is_about(decision, stored))
    return CountedTrip(stored, decisions, attached, decision, differs)


def find_decision(decisions: Sequence[Proven]) -> Proven | None:
    """The last that may be believed and was not taken back: an undoing ends the decision before it."""
    taken_back = 0
    for leaf in reversed([leaf for leaf in decisions if leaf.is_believable]):
        if leaf.kind == "approval_undone":
            taken_back += 1
        elif taken_back:
            taken_back -= 1
        else:
            return leaf
    return None


def is_approval(decision: Proven) -> bool:
    return decision.facts.get("decision") == APPROVED


def _is_about(decision: Proven, stored: StoredTrip) -> bool:
    is_same = decision.facts.get("content_sha256") == stored.content_sha256
    return is_same and decision.names("staff", str(stored.owner_id))


class Context(NamedTuple):
    """The capture context: its JSON where it opened; else why one that is stored tells nothing.

    `problem` is `context_contradicts` for one that the payload did not commit to, `context_unreadable` for
    one that it did, but which is no JSON object or is sealed to a key that is not here.
    """

    value: Mapping[str, Any] | None = None
    problem: str = ""


class Case(NamedTuple):
    """One code that decodes, opens, and whose signature by an enrolled device has verified.

    `beacon` is the published head that the payload names, None where there is none; `is_beacon_lost` says
    that the head was beyond what a recovery could keep. `own` is the leaf that took the evidence in,
    `neighbours` the captures right before and after it that were near enough in time to be compared,
    `nearest` the destination of its trip that it is nearest to; none for what was destroyed, nor where the
    trip is not what was approved. It was made between `not_before`, the time of its beacon, and `not_after`,
    when the ledger had it or, where `is_bound_by_later`, a later capture that commits to it.
    """

    code: OpenedCode
    payload: Payload
    device: EnrolledDevice
    beacon: Head | None
    is_beacon_lost: bool
    row: StoredEvidence | None
    own: Proven | None
    destruction: Proven | None
    relatives: Sequence[Relative]
    neighbours: Sequence[Payload]
    trip: CountedTrip | None
    nearest: Nearest | None
    context: Context
    last_check: CompleteCheck | None
    not_before: datetime | None
    not_after: datetime | None
    is_bound_by_later: bool

    @property
    def is_demo(self) -> bool:
        return is_demo(self.code.origin)

    @property
    def is_from_paper(self) -> bool:
        return is_from_paper(self.own)

    @property
    def is_destroyed(self) -> bool:
        return is_destroyed(self.own, self.destruction)

    def is_within(self, check: CompleteCheck) -> bool:
        """Whether a complete check came as far as this capture: only then does it tell what is absent."""
        reached = (check.log_id, check.size)
        if self.own and self.own.place:
            return self.own.place < reached
        return self.beacon is not None and self.beacon.place <= reached

    def precedes_capture(self, record: Proven) -> bool:
        """Whether the capture's own beacon already counts the record: then it was there before the tap."""
        return bool(self.beacon and record.place and record.place < self.beacon.place)

    def precedes_arrival(self, record: Proven) -> bool:
        """Whether the record came into the ledger before the capture itself did."""
        if record.place is None:
            return False
        own = self.own.place if self.own else None
        return own is None or record.place < own

    def follows_arrival(self, record: Proven) -> bool:
        """Whether the capture was in the ledger before the record: then it was made before it."""
        own = self.own.place if self.own else None
        return own is not None and (record.place is None or own < record.place)


def find_own(records: Sequence[Proven]) -> Proven | None:
    """The leaf that took an evidence in, of all that are about it."""
    return find_first(records, "evidence", "evidence_restored")


def is_from_paper(own: Proven | None) -> bool:
    return own is not None and own.kind == "evidence_restored"


def is_destroyed(own: Proven | None, destruction: Proven | None) -> bool:
    """Whether what was stored of it has been destroyed: then no position is told, paper or not."""
    return destruction is not None or (own is not None and own.state is State.PURGED)


def find_destruction(records: Sequence[Proven]) -> Proven | None:
    return find_newest(records, "evidence_destroyed")


def find_attachment(records: Sequence[Proven]) -> Proven | None:
    return find_newest(records, "trip_attached")
