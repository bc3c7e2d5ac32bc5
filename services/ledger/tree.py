"""The stored tree: loads tiles in one statement and answers from them."""

from collections.abc import Iterable, Mapping
from functools import partial

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from services.crypto import merkle
from services.crypto.merkle import GetNode
from services.crypto.tiles import TILE_HEIGHT, TileKey, read_node
from services.ledger.logs import get_open_log
from services.ledger.models import LedgerTile


def root_at(session: Session, size: int) -> bytes:
    """The root that the open log had at any size up to its present one.

    Raises: InvalidProof beyond that; LedgerNotOpen.
    """
    log = get_open_log(session)
    tiles = load_tiles(session, log.id, list_paths(size, size))
    return merkle.root_at(size, node_getter(tiles))


def inclusion_proof(session: Session, index: int, size: int, log_id: int | None = None) -> list[bytes]:
    """The audit path of a leaf in the tree of `size` leaves: the open log's, or that of `log_id`.

    Raises: ValueError unless index < size; InvalidProof where the tree is smaller; LedgerNotOpen.
    """
    if log_id is None:
        log_id = get_open_log(session).id
    tiles = load_tiles(session, log_id, list_paths(size, index, size))
    return merkle.prove_inclusion(index, size, node_getter(tiles))


def consistency_proof(session: Session, old_size: int, size: int) -> list[bytes]:
    """The proof that the open log's tree of `old_size` leaves is the beginning of that of `size`.

    Raises: ValueError unless 0 < old_size <= size; InvalidProof where the tree is smaller; LedgerNotOpen.
    """
    log = get_open_log(session)
    keys = list_paths(size, max(0, old_size - 1), old_size, size)
    return merkle.prove_consistency(old_size, size, node_getter(load_tiles(session, log.id, keys)))


def list_paths(size: int, *places: int) -> set[TileKey]:
    """Every tile from these leaves, or the edges of trees of these sizes, up to the top of one of `size`."""
    paths: set[TileKey] = set()
    level, numbers = 0, set(places)
    while size >> (TILE_HEIGHT * level):
        numbers = {number >> TILE_HEIGHT for number in numbers}
        paths |= {TileKey(level, number) for number in numbers}
        level += 1
    return paths


def load_tiles(session: Session, log_id: int, keys: Iterable[TileKey]) -> dict[TileKey, bytes]:
    """Those of the tiles that exist, in one statement."""
    numbers: dict[int, list[int]] = {}
    for level, number in keys:
        numbers.setdefault(level, []).append(number)
    if not numbers:
        return {}
    wanted = [
        and_(LedgerTile.level == level, LedgerTile.number.in_(of_level))
        for level, of_level in sorted(numbers.items())
    ]
    query = select(LedgerTile.level, LedgerTile.number, LedgerTile.nodes).where(
        LedgerTile.log_id == log_id, or_(*wanted)
    )
    return {TileKey(level, number): nodes for level, number, nodes in session.execute(query)}


def node_getter(tiles: Mapping[TileKey, bytes]) -> GetNode:
    return partial(read_node, tiles)
