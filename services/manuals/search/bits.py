"""Sets of manuals as whole numbers: a manual is a bit, and a token's set is kept in blocks of 8,192 ids.

Python's whole numbers meet and join such sets, and count them, faster than either database walks a list of
ids; and what is computed from them is the same on both.
"""

import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from services.manuals.search.models import SearchBits

BLOCK_BITS = 8_192
_BLOCK_BYTES = BLOCK_BITS // 8
EVERYTHING = "*"
_QUICKLY = 1


_BITS = select(SearchBits.token, SearchBits.block, SearchBits.bits)
_OF_MARK = select(SearchBits.block, SearchBits.bits).where(SearchBits.token == bindparam("mark"))
_OF_TOKENS = _BITS.where(
    SearchBits.token.in_(bindparam("tokens", expanding=True)),
    SearchBits.block.in_(bindparam("blocks", expanding=True)),
)


@dataclass(frozen=True)
class Scope:
    """Where to look: the blocks that hold something, in order, and which of their manuals are asked for."""

    blocks: tuple[int, ...]
    within: int

    def ids_of(self, bits: int) -> list[int]:
        """The manuals of a set, lowest first."""
        found = []
        while bits:
            low = bits & -bits
            block, at = divmod(low.bit_length() - 1, BLOCK_BITS)
            found.append(self.blocks[block] * BLOCK_BITS + at)
            bits ^= low
        return found


def load_scope(session: Session, mark: str) -> Scope:
    """The manuals that hold a mark (see `marks_of`)."""
    held = {block: unpack(bits) for block, bits in session.execute(_OF_MARK, {"mark": mark})}
    blocks = sorted(block for block, bits in held.items() if bits)
    return Scope(tuple(blocks), sum(held[block] << at * BLOCK_BITS for at, block in enumerate(blocks)))


class Sets(dict[str, int]):
    """Which manuals of a scope hold each of the tokens that were asked for; nothing is read twice."""

    def __init__(self, session: Session, scope: Scope) -> None:
        super().__init__()
        self.session, self.scope = session, scope

    def load(self, tokens: Iterable[str]) -> None:
        new = {token: 0 for token in tokens if token not in self}
        self.update(new)
        if not new or not self.scope.blocks:
            return
        asked = {"tokens": list(new), "blocks": self.scope.blocks}
        starts = {block: at * _BLOCK_BYTES for at, block in enumerate(self.scope.blocks)}
        rows: dict[str, bytearray] = {}
        for token, block, packed in self.session.execute(_OF_TOKENS, asked):
            row = rows.get(token)
            if row is None:
                row = rows[token] = bytearray(len(starts) * _BLOCK_BYTES)
            bits = zlib.decompress(packed)
            row[starts[block] : starts[block] + len(bits)] = bits
        for token, row in rows.items():
            self[token] = int.from_bytes(row, "little") & self.scope.within


def pack(bits: int) -> bytes:
    return zlib.compress(bits.to_bytes((bits.bit_length() + 7) // 8, "little"), _QUICKLY)


def unpack(packed: bytes) -> int:
    return int.from_bytes(zlib.decompress(packed), "little")


def marks_of(institution_id: int, unit_id: int) -> set[str]:
    """Tokens that no text has: of everything, of an institution, of a unit."""
    return {EVERYTHING, mark_of_institution(institution_id), mark_of_unit(unit_id)}


def mark_of_institution(institution_id: int) -> str:
    return f"@{institution_id}"


def mark_of_unit(unit_id: int) -> str:
    return f"#{unit_id}"


def gather(found: Iterable[tuple[int, Collection[str]]]) -> dict[tuple[str, int], int]:
    """Tokens of many manuals as (token, block) -> bits."""
    places: dict[tuple[str, int], list[int]] = {}
    for manual_id, tokens in found:
        block, at = divmod(manual_id, BLOCK_BITS)
        for token in tokens:
            places.setdefault((token, block), []).append(at)
    return {key: _join(bits) for key, bits in places.items()}


def _join(places: Sequence[int]) -> int:
    row = bytearray(_BLOCK_BYTES)
    for at in places:
        row[at >> 3] |= 1 << (at & 7)
    return int.from_bytes(row, "little")


def top(sets: Sequence[int], within: int, most: int) -> int:
    """The manuals with the highest scores; `sets` are the binary digits of the scores, lowest first.

    Whole digits are compared for all manuals at once. Of those with equal scores the lowest ids are taken.
    """
    chosen, open_ = 0, within
    for digit in reversed(sets):
        wanted = chosen | (open_ & digit)
        if wanted.bit_count() > most:
            open_ &= digit
        else:
            chosen, open_ = wanted, open_ & ~digit
    return chosen | _lowest(open_, most - chosen.bit_count())


def _lowest(bits: int, most: int) -> int:
    taken = 0
    while bits and most > 0:
        low = bits & -bits
        taken |= low
        bits ^= low
        most -= 1
    return taken


def add(sets: list[int], bits: int, weight: int) -> None:
    """Adds a weight to the score of every manual of a set; carries as on paper, for all at once."""
    at = 0
    while weight:
        if weight & 1:
            _carry(sets, bits, at)
        weight >>= 1
        at += 1


def _carry(sets: list[int], bits: int, at: int) -> None:
    while bits:
        while len(sets) <= at:
            sets.append(0)
        sets[at], bits = sets[at] ^ bits, sets[at] & bits
        at += 1


def meet(sets: Mapping[str, int], tokens: Iterable[str]) -> int:
    """The manuals that hold every one of the tokens."""
    both = -1
    for token in tokens:
        both &= sets.get(token, 0)
        if not both:
            return 0
    return max(both, 0)
