"""Gives pending records their places: indices, nodes and head in one transaction, under the log's lock."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from services.crypto import merkle
from services.crypto.tiles import TileKey, append_leaves, length_at, list_edge
from services.ledger.models import LedgerHead, LedgerLog, LedgerRecord, LedgerTile
from services.ledger.refusals import LedgerAltered
from services.ledger.tree import load_tiles, node_getter

_RECORDS: Table = LedgerRecord.metadata.tables[LedgerRecord.__tablename__]
_TILES: Table = LedgerTile.metadata.tables[LedgerTile.__tablename__]
_PLACE = (
    update(_RECORDS)
    .where(_RECORDS.c.id == bindparam("record_id"))
    .values(log_id=bindparam("log"), leaf_index=bindparam("leaf"), head_size=bindparam("head"))
)
_GROW = (
    update(_TILES)
    .where(
        _TILES.c.log_id == bindparam("log"),
        _TILES.c.level == bindparam("at_level"),
        _TILES.c.number == bindparam("at_number"),
    )
    .values(nodes=bindparam("grown"))
)


class Leaf(NamedTuple):
    record_id: int
    entry: bytes


def integrate(session: Session, log: LedgerLog, leaves: Sequence[Leaf]) -> None:
    """Adds the leaves to the tree of a log whose row this transaction has locked.

    The new head is not published: nothing is signed before it is durable.
    Raises: LedgerAltered where the stored tree is not the one of its last head.
    """
    edge = _load_edge(session, log)
    hashes = [merkle.hash_leaf(leaf.entry) for leaf in leaves]
    changed = append_leaves(edge, log.size, hashes)
    size = log.size + len(leaves)
    root = merkle.root_at(size, node_getter(edge | changed))
    _write_tiles(session, log.id, edge, changed)
    session.add(LedgerHead(log_id=log.id, size=size, previous_size=log.size, root=root))
    _write_places(session, log, leaves, size)
    log.size = size
    session.flush()


def _load_edge(session: Session, log: LedgerLog) -> dict[TileKey, bytes]:
    """The tiles that grow; what would be built on an altered tree must never be signed."""
    edge = load_tiles(session, log.id, list_edge(log.size))
    if any(len(nodes) != length_at(key, log.size) for key, nodes in edge.items()):
        raise LedgerAltered
    try:
        root = merkle.root_at(log.size, node_getter(edge))
    except merkle.InvalidProof:
        raise LedgerAltered from None
    if log.size and find_root(session, log.id, log.size) != root:
        raise LedgerAltered
    return edge


def find_root(session: Session, log_id: int, size: int) -> bytes | None:
    """The root that the row of a head gives, published or not."""
    query = select(LedgerHead.root).where(LedgerHead.log_id == log_id, LedgerHead.size == size)
    return session.scalar(query)


def _write_tiles(
    session: Session, log_id: int, edge: dict[TileKey, bytes], changed: dict[TileKey, bytes]
) -> None:
    grown = [
        {"log": log_id, "at_level": key.level, "at_number": key.number, "grown": nodes}
        for key, nodes in changed.items()
        if key in edge
    ]
    begun = [
        {"log_id": log_id, "level": key.level, "number": key.number, "nodes": nodes}
        for key, nodes in changed.items()
        if key not in edge
    ]
    if grown:
        session.execute(_GROW, grown)
    if begun:
        session.execute(insert(_TILES), begun)


def _write_places(session: Session, log: LedgerLog, leaves: Sequence[Leaf], size: int) -> None:
    places = [
        {"record_id": leaf.record_id, "log": log.id, "leaf": index, "head": size}
        for index, leaf in enumerate(leaves, log.size)
    ]
    session.execute(_PLACE, places)
