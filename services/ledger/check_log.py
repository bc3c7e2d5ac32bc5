"""Checks one log, block by block: leaves against records, nodes against leaves, heads against nodes.

The leaf hashes of the stored tiles are taken as the tree, and everything is held against them: a record that
was moved or edited then stands out alone, and tiles that were edited too contradict the signed heads.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.crypto import merkle
from services.crypto.checkpoint import COSIGNATURE, LOG_SIGNATURE, NoteRejected, VerifierKey, open_checkpoint
from services.crypto.merkle import HASH_BYTES, InvalidProof
from services.crypto.tiles import TILE_WIDTH, TileKey, append_leaves, list_edge, read_node
from services.db import Database
from services.errors import Malformed
from services.ledger.blobs import authenticate_head
from services.ledger.check_findings import Findings, Plan
from services.ledger.check_records import check_records
from services.ledger.models import LedgerHead, LedgerLog, LedgerRecord
from services.ledger.records import Record, select_records, to_record
from services.ledger.tree import load_tiles, node_getter

BLOCK: Final = 4 * TILE_WIDTH


class LogCheck:
    """The running check of one log up to a published size."""

    def __init__(self, log: LedgerLog, keys: Sequence[VerifierKey], plan: Plan, findings: Findings) -> None:
        self.log_id, self.origin, self.size = log.id, log.origin, log.published_size
        self._keys, self._plan, self._findings = keys, plan, findings
        self._done = 0
        self._edge: dict[TileKey, bytes] = {}
        self._last_size = 0
        self._last_at: datetime | None = None

    def run(self, database: Database) -> None:
        while self._done < self.size:
            with database.reading() as session:
                self._check_block(session, min(self._done + BLOCK, self.size))
        if self._last_size != self.size:
            self._add_head("head_missing", self.size)

    def _check_block(self, session: Session, end: int) -> None:
        start = self._done
        records = _load_records(session, self.log_id, start, end)
        heads = _load_heads(session, self.log_id, start, end)
        tiles = load_tiles(session, self.log_id, _bottom_tiles(start, end))
        hashes = self._check_leaves(records, tiles, start, end)
        nodes = self._edge | append_leaves(self._edge, start, hashes)
        self._check_tiles(session, nodes)
        self._check_heads([head for head in heads if head.size <= end], nodes)
        self._check_places(records, heads)
        check_records(session, self.origin, list(records.values()), self._plan, self._findings)
        self._edge = {key: nodes[key] for key in list_edge(end)}
        self._done = end
        self._findings.leaves += end - start

    def _check_leaves(
        self, records: Mapping[int, Record], tiles: Mapping[TileKey, bytes], start: int, end: int
    ) -> list[bytes]:
        """The leaf hashes of the tree; each must be the hash of its record's entry."""
        hashes = []
        for index in range(start, end):
            stored = _leaf_hash(tiles, index)
            record = records.get(index)
            if record is None:
                self._findings.add("record_missing", f"{self.origin}#{index}")
            found = merkle.hash_leaf(record.entry) if record else b""
            if record and stored and found != stored:
                self._findings.add("entry_differs", f"{self.origin}#{index}")
            hashes.append(stored or found or bytes(HASH_BYTES))
        return hashes

    def _check_tiles(self, session: Session, nodes: Mapping[TileKey, bytes]) -> None:
        stored = load_tiles(session, self.log_id, nodes)
        for key, expected in nodes.items():
            if stored.get(key, b"")[: len(expected)] != expected:
                self._findings.add("tile_differs", f"{self.origin}/{key.level}/{key.number}")

    def _check_heads(self, heads: Sequence[LedgerHead], nodes: Mapping[TileKey, bytes]) -> None:
        for head in heads:
            self._findings.heads += 1
            if head.previous_size != self._last_size:
                self._add_head("head_missing", head.previous_size)
            if not _has_root(head, nodes):
                self._add_head("root_differs", head.size)
            if self._last_at and (head.at is None or head.at < self._last_at):
                self._add_head("time_decreases", head.size)
            if not self._is_signed(head):
                self._add_head("note_invalid", head.size)
            self._last_size, self._last_at = head.size, head.at

    def _is_signed(self, head: LedgerHead) -> bool:
        """Whether the note is this log's, says what the row says, and the row is what a sequencer wrote."""
        try:
            opened = open_checkpoint((head.note or b"") + head.cosignatures, self._keys)
        except (Malformed, NoteRejected):
            return False
        said = opened.checkpoint
        if LOG_SIGNATURE not in {key.type for key in opened.signed_by}:
            return False
        times = [at for key, at in opened.cosigned_at.items() if key.type == COSIGNATURE]
        if head.at is None or times != [int(head.at.timestamp())]:
            return False
        mac = authenticate_head(
            self._plan.pending_key, self.origin, head.previous_size, head.size, head.root, head.at
        )
        return (said.origin, said.size, said.root, mac) == (self.origin, head.size, head.root, head.mac)

    def _check_places(self, records: Mapping[int, Record], heads: Sequence[LedgerHead]) -> None:
        """Each record names the first head that has it."""
        sizes = [head.size for head in heads]
        for index, record in records.items():
            at = bisect_right(sizes, index)
            if at == len(sizes) or sizes[at] != record.head_size:
                self._findings.add("place_differs", f"{self.origin}#{index}")

    def _add_head(self, code: str, size: int) -> None:
        self._findings.add(code, f"{self.origin}@{size}")


def _load_records(session: Session, log_id: int, start: int, end: int) -> dict[int, Record]:
    query = select_records().where(
        LedgerRecord.log_id == log_id, LedgerRecord.leaf_index.between(start, end - 1)
    )
    records = (to_record(row) for row in session.execute(query))
    return {record.index: record for record in records if record.index is not None}


def _load_heads(session: Session, log_id: int, start: int, end: int) -> list[LedgerHead]:
    """The heads that took in any of these leaves, in order."""
    query = (
        select(LedgerHead)
        .where(LedgerHead.log_id == log_id, LedgerHead.size > start, LedgerHead.previous_size < end)
        .order_by(LedgerHead.size)
        .limit(end - start + 1)
    )
    return list(session.scalars(query))


def _bottom_tiles(start: int, end: int) -> list[TileKey]:
    return [TileKey(0, number) for number in range(start // TILE_WIDTH, (end - 1) // TILE_WIDTH + 1)]


def _leaf_hash(tiles: Mapping[TileKey, bytes], index: int) -> bytes:
    """The stored hash of a leaf, empty where the tile does not have it."""
    try:
        return read_node(tiles, 0, index)
    except InvalidProof:
        return b""


def _has_root(head: LedgerHead, nodes: Mapping[TileKey, bytes]) -> bool:
    try:
        return merkle.root_at(head.size, node_getter(nodes)) == head.root
    except InvalidProof:
        return False
