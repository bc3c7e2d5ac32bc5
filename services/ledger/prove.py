"""Proves records: that the tree under a published head commits to exactly what is stored.

Invariants
- Everything is read from the database, and nothing of it is believed by itself: a record by its entry, an
  entry by the tree, the tree by the root of a head, a head by its MAC under a key that the database has not.
- Any number of records or heads costs a fixed number of statements.

Not checked: whether a head that was published has been taken out of the database since (the guard file and
witnesses tell), and whether there are records that nobody showed (claims of absence need `check`).
"""

import hmac
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from sqlalchemy.orm import Session

from services.crypto import merkle
from services.crypto.merkle import InvalidProof, TrustedTree
from services.crypto.tiles import TileKey
from services.ledger.heads import Head, list_heads, list_heads_before, list_newest_heads
from services.ledger.purge import Purge, list_purges
from services.ledger.records import Record, is_committed, is_written
from services.ledger.refusals import LedgerAltered
from services.ledger.tree import list_paths, load_tiles, node_getter


class State(StrEnum):
    """What the ledger says of a stored record."""

    INTEGRATED = "integrated"
    PENDING = "pending"
    PURGED = "purged"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class Proof:
    """The state of one record. `head`, the first published head that has it: it had arrived by `head.until`.

    `purge` tells by which rule a purged one was destroyed. A pending or an altered one has neither.
    """

    state: State
    head: Head | None = None
    purge: Purge | None = None


ALTERED = Proof(State.ALTERED)


class Prover:
    """Proves records and heads within one reading transaction, against the heads newest at its start."""

    def __init__(self, session: Session, pending_key: bytes) -> None:
        """Raises: LedgerAltered where the newest head of all is not one that a sequencer wrote."""
        self._session = session
        self._pending_key = pending_key
        self._newest = {head.log_id: head for head in self._list_authentic()}
        self._tiles: dict[int, dict[TileKey, bytes]] = {log_id: {} for log_id in self._newest}
        self._trees: dict[int, TrustedTree] = {}
        self._heads: dict[tuple[int, int], Head | None] = {}

    @property
    def origins(self) -> list[str]:
        """The names of all logs that have a published head, the newest first."""
        return [self._newest[log_id].origin for log_id in sorted(self._newest, reverse=True)]

    def newest(self, origin: str) -> Head | None:
        """The newest published head of a log."""
        return next((head for head in self._newest.values() if head.origin == origin), None)

    def prove(self, records: Collection[Record]) -> dict[int, Proof]:
        """The proof of each record, by its id. Three statements, and three more if any was purged."""
        placed = [record for record in records if self._is_published(record)]
        self._load_heads((r.log_id or 0, r.head_size or 0) for r in placed)
        self._load_tiles((r.log_id or 0, r.index or 0) for r in placed)
        proofs = {record.id: self._prove_placed(record) for record in placed}
        purged = [record for record in placed if record.blob is None]
        proofs |= {record.id: self._prove_pending(record) for record in records if record.id not in proofs}
        return proofs | self._prove_purged(purged) if purged else proofs

    def find_heads(self, origin: str, sizes: Collection[int]) -> dict[int, Head]:
        """Those of these sizes at which the log has published a head: what beacons name. One statement."""
        newest = self.newest(origin)
        if newest is None:
            return {}
        known = [size for size in set(sizes) if 0 < size <= newest.size]
        self._load_heads((newest.log_id, size) for size in known)
        heads = (self._proven_head(newest.log_id, size) for size in known)
        return {head.size: head for head in heads if head}

    def _prove_pending(self, record: Record) -> Proof:
        """A record that no published head has yet: the application itself must have written it."""
        return Proof(State.PENDING) if is_written(record, self._pending_key) else ALTERED

    def _prove_placed(self, record: Record) -> Proof:
        head = self._proven_head(record.log_id or 0, record.head_size or 0)
        index = record.index or 0
        # 1. The place lies within what the head took in.
        if head is None or not head.previous_size <= index < head.size:
            return ALTERED
        # 2. The tree has the entry at this place.
        try:
            self._tree(head.log_id).verify_leaf(index, merkle.hash_leaf(record.entry))
        except InvalidProof:
            return ALTERED
        # 3. The entry commits to the blob, and the columns say what it says.
        if record.blob is not None and not is_committed(record):
            return ALTERED
        return Proof(State.INTEGRATED, head)

    def _prove_purged(self, records: Collection[Record]) -> dict[int, Proof]:
        purges = list_purges(self._session, {r.purged_by for r in records if r.purged_by})
        of_purges = self.prove([purge.record for purge in purges.values()])
        proofs = {}
        for record in records:
            purge, head = purges.get(record.purged_by or 0), self._prove_placed(record).head
            lawful = purge and purge.covers(record) and of_purges[purge.record.id] != ALTERED
            proofs[record.id] = Proof(State.PURGED, head, purge) if lawful and head else ALTERED
        return proofs

    def _is_published(self, record: Record) -> bool:
        newest = self._newest.get(record.log_id or 0)
        return newest is not None and record.index is not None and record.index < newest.size

    def _proven_head(self, log_id: int, size: int) -> Head | None:
        """A head that a sequencer published, and so one that all its other heads are consistent with."""
        head = self._heads.get((log_id, size))
        return head if head and self._is_authentic(head) else None

    def _list_authentic(self) -> Iterator[Head]:
        """The newest head of each log. Of a closed log that was altered before it was recovered, the newest
        that is left: a recovery must lead back to verdicts."""
        newest = list_newest_heads(self._session)
        for head in newest:
            if self._is_authentic(head):
                yield head
            elif head is newest[-1]:
                raise LedgerAltered
            else:
                older = list_heads_before(self._session, head.log_id, head.size)
                yield from islice(filter(self._is_authentic, older), 1)

    def _is_authentic(self, head: Head) -> bool:
        return hmac.compare_digest(head.expected_mac(self._pending_key), head.mac)

    def _tree(self, log_id: int) -> TrustedTree:
        if log_id not in self._trees:
            newest, get_node = self._newest[log_id], node_getter(self._tiles[log_id])
            self._trees[log_id] = TrustedTree(newest.size, newest.root, get_node)
        return self._trees[log_id]

    def _load_heads(self, places: Iterable[tuple[int, int]]) -> None:
        missing = set(places) - self._heads.keys()
        self._heads |= dict.fromkeys(missing)
        self._heads |= {head.place: head for head in list_heads(self._session, missing)}

    def _load_tiles(self, places: Iterable[tuple[int, int]]) -> None:
        wanted: dict[int, list[int]] = {}
        for log_id, place in places:
            wanted.setdefault(log_id, []).append(place)
        for log_id, of_log in wanted.items():
            loaded, size = self._tiles[log_id], self._newest[log_id].size
            loaded |= load_tiles(self._session, log_id, list_paths(size, size, *of_log) - loaded.keys())
