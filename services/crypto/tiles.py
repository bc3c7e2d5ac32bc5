"""Tiles: the nodes of a tree in pieces that only ever grow at their end.

Invariants
- A tile holds the nodes of tree levels 8L to 8L + 7 over 256 consecutive nodes of level 8L, in the order in
  which leaves complete them. Its own root belongs to the tile above. C2SP serves the lowest row alone.
- The bytes of a tile in a smaller tree are the beginning of its bytes in a larger one.

Source: C2SP tlog-tiles.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from services.crypto.merkle import HASH_BYTES, InvalidProof, hash_children

TILE_HEIGHT: Final = 8
TILE_WIDTH: Final = 1 << TILE_HEIGHT
_FULL_BYTES: Final = HASH_BYTES * (2 * TILE_WIDTH - 2)
_PLACE: Final = re.compile(r"(?P<number>(?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?")


class TileKey(NamedTuple):
    level: int
    number: int


def read_node(tiles: Mapping[TileKey, bytes | bytearray], level: int, place: int) -> bytes:
    """A node's hash out of its tile; raises InvalidProof where the tile does not reach that far."""
    height = level % TILE_HEIGHT
    key = (level // TILE_HEIGHT, place >> (TILE_HEIGHT - height))
    at = _OFFSETS[height][place & ((TILE_WIDTH - 1) >> height)]
    hash_ = tiles.get(key, b"")[at : at + HASH_BYTES]  # type: ignore[call-overload] # equal to a TileKey
    if len(hash_) != HASH_BYTES:
        raise InvalidProof
    return bytes(hash_)


def list_edge(size: int) -> list[TileKey]:
    """The tiles that a tree of `size` leaves has begun and not filled: all that appending needs."""
    edge, level = [], 0
    while width := size >> (TILE_HEIGHT * level):
        if width % TILE_WIDTH:
            edge.append(TileKey(level, width // TILE_WIDTH))
        level += 1
    return edge


def width_at(key: TileKey, size: int) -> int:
    """How many hashes the lowest row of a tile has in a tree of `size` leaves: 0 to 256."""
    return max(0, min((size >> (TILE_HEIGHT * key.level)) - key.number * TILE_WIDTH, TILE_WIDTH))


def length_at(key: TileKey, size: int) -> int:
    """How many bytes of a tile a tree of `size` leaves fills."""
    width = width_at(key, size)
    return _offset(0, width) if width < TILE_WIDTH else _FULL_BYTES


def bottom_row(tile: bytes, width: int) -> bytes:
    """The first `width` hashes of the tile's lowest row: the content of a C2SP tile."""
    return b"".join(tile[at : at + HASH_BYTES] for at in _OFFSETS[0][:width])


def append_leaves(
    edge: Mapping[TileKey, bytes], size: int, leaf_hashes: Sequence[bytes]
) -> dict[TileKey, bytes]:
    """The tiles that change when these leaves follow the first `size`; `edge` holds `list_edge(size)`."""
    tiles = {key: bytearray(tile) for key, tile in edge.items()}
    changed: set[TileKey] = set()
    for index, leaf_hash in enumerate(leaf_hashes, size):
        _append(tiles, changed, index, leaf_hash)
    return {key: bytes(tiles[key]) for key in changed}


def _append(tiles: dict[TileKey, bytearray], changed: set[TileKey], index: int, leaf_hash: bytes) -> None:
    """Adds a leaf and every ancestor that it completes."""
    level, place, hash_ = 0, index, leaf_hash
    while True:
        key = TileKey(level // TILE_HEIGHT, place >> (TILE_HEIGHT - level % TILE_HEIGHT))
        tiles.setdefault(key, bytearray()).extend(hash_)
        changed.add(key)
        if not place & 1:
            return
        hash_ = hash_children(read_node(tiles, level, place - 1), hash_)
        level, place = level + 1, place >> 1


def _offset(height: int, place: int) -> int:
    """Where in its tile the node `place` of row `height` begins.

    Before it lie the nodes completed by earlier leaves of the tile, 2j - (ones in j) of them for the leaf j
    that completes it, and then its own descendants that the same leaf completes.
    """
    last = ((place + 1) << height) - 1
    return HASH_BYTES * (2 * last - last.bit_count() + height)


_OFFSETS: Final = [
    [_offset(height, place) for place in range(TILE_WIDTH >> height)] for height in range(TILE_HEIGHT)
]


def find_place(path: str) -> tuple[int, int | None] | None:
    """The number of a tile and the width of a partial one, out of `x001/234` or `x001/234.p/5`.

    None for a path that no tile has; a path that is spelled another way is none.
    """
    match = _PLACE.fullmatch(path)
    if match is None:
        return None
    number = int(match["number"].replace("/", "").replace("x", ""))
    width = int(match["width"]) if match["width"] else None
    if _spell(number) != match["number"] or (width or 1) >= TILE_WIDTH:
        return None
    return number, width


def _spell(number: int) -> str:
    """A tile's number as C2SP writes it: groups of three digits, all but the last after an x."""
    groups = f"{number:,}".split(",")
    groups[0] = groups[0].zfill(3)
    return "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
