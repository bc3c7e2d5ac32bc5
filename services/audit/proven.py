"""Stored records together with what the ledger says of them: nothing else of the ledger is ever judged."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from services.ledger import Proof, Prover, Record, State

Place = tuple[int, int]


class Proven(NamedTuple):
    """A record and its proof. Of an altered one nothing may be believed, of a purged one nothing is left."""

    record: Record
    proof: Proof

    @property
    def state(self) -> State:
        return self.proof.state

    @property
    def is_believable(self) -> bool:
        """Whether its blob is there and the application wrote it, with or without a place yet."""
        return self.proof.state in (State.INTEGRATED, State.PENDING)

    @property
    def kind(self) -> str:
        return self.record.kind

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the blob of a believable one says."""
        return self.record.facts

    @property
    def place(self) -> Place | None:
        """Where it stands in the tree, None while it waits."""
        return self.record.place if self.proof.state is State.INTEGRATED else None

    @property
    def until(self) -> datetime | None:
        """It had arrived in the ledger before this instant."""
        return self.proof.head.until if self.proof.head else None

    def names(self, kind: str, subject: bytes | str) -> bool:
        """Whether it is about this subject, by its columns: the proof has compared them with the blob."""
        key = f"{kind}:".encode() + (subject.encode() if isinstance(subject, str) else subject)
        return self.is_believable and key in (self.record.subject_1, self.record.subject_2)


def prove_all(prover: Prover, records: Collection[Record]) -> dict[int, Proven]:
    """Each record with its proof, by its id."""
    proofs = prover.prove(records)
    return {record.id: Proven(record, proofs[record.id]) for record in records}


def find_newest(records: Sequence[Proven], kind: str) -> Proven | None:
    """The last believable record of a kind, in the order of the ledger."""
    return next((r for r in reversed(records) if r.kind == kind and r.is_believable), None)


def find_first(records: Sequence[Proven], *kinds: str) -> Proven | None:
    """The first record of one of the kinds, whatever its state."""
    return next((r for r in records if r.kind in kinds), None)
