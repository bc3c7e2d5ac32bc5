"""The tree and its proofs.

Invariants
- A *node* (level, place) is the hash of the perfect subtree over the leaves from place << level up to, but
  without, (place + 1) << level. Once all its leaves exist it never changes: kept for ever, it lets any older
  tree be read.

Source: RFC 6962 section 2.1; RFC 9162 sections 2.1.3 and 2.1.4 (verification).
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from services.errors import Invalid

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()

_sha256 = hashlib.sha256


# Gives the hash of the node at (level, place); raises InvalidProof where there is none.
GetNode = Callable[[int, int], bytes]


class InvalidProof(Invalid):
    """The proof does not lead from what it is given to the root."""

    code = "proof_invalid"


def hash_leaf(entry: bytes) -> bytes:
    """The hash of a log entry."""
    return _sha256(b"\x00" + entry).digest()


def hash_children(left: bytes, right: bytes) -> bytes:
    return _sha256(b"\x01" + left + right).digest()


def root_of_peaks(hashes: Sequence[bytes]) -> bytes:
    """The root of the tree whose peaks, from left to right, have these hashes."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for peak in reversed(hashes[:-1]):
        root = hash_children(peak, root)
    return root


def root_at(size: int, get_node: GetNode) -> bytes:
    """The root of the tree's first `size` leaves."""
    return _hash_range(0, size, get_node)


def prove_inclusion(index: int, size: int, get_node: GetNode) -> list[bytes]:
    """The audit path of leaf `index` in the tree of `size` leaves, from the leaf upwards.

    Raises: ValueError where the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError("the tree has no such leaf")
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + _largest_power_below(end - start)
        if index < middle:
            path.append(_hash_range(middle, end, get_node))
            end = middle
        else:
            path.append(_hash_range(start, middle, get_node))
            start = middle
    return path[::-1]


def prove_consistency(old_size: int, size: int, get_node: GetNode) -> list[bytes]:
    """The proof that the tree of `old_size` leaves is the beginning of the one of `size` leaves.

    Raises: ValueError unless 0 < old_size <= size.
    """
    if not 0 < old_size <= size:
        raise ValueError("a consistency proof needs 0 < old size <= size")
    path, start, end = [], 0, size
    while old_size < end:
        middle = start + _largest_power_below(end - start)
        if old_size <= middle:
            path.append(_hash_range(middle, end, get_node))
            end = middle
        else:
            path.append(_hash_range(start, middle, get_node))
            start = middle
    if start:
        path.append(_hash_range(start, end, get_node))
    return path[::-1]


def verify_inclusion(leaf_hash: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Verifies that `leaf_hash` is leaf `index` of the tree of `size` leaves with this root.

    Not checked: that the root is one that the log has signed.

    Raises: InvalidProof. Source: RFC 9162 section 2.1.3.2, whose step numbers these are.
    """
    # 1. The leaf is inside the tree.
    if not 0 <= index < size:
        raise InvalidProof
    # 2., 3. fn and sn: the place of the node and of the last node on the level; r: its hash.
    fn, sn, r = index, size - 1, leaf_hash
    # 4. Climb.
    for p in path:
        if sn == 0:
            raise InvalidProof
        if fn & 1 or fn == sn:
            r = hash_children(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = hash_children(r, p)
        fn, sn = fn >> 1, sn >> 1
    # 5. The climb ended at the root.
    if sn != 0 or r != root:
        raise InvalidProof


def verify_consistency(old_size: int, size: int, path: Sequence[bytes], old_root: bytes, root: bytes) -> None:
    """Verifies that the tree of `old_size` leaves with `old_root` is the beginning of the other.

    Not checked: that either root is one that the log has signed.

    Raises: InvalidProof. Source: RFC 9162 section 2.1.4.2, whose step numbers these are.
    """
    if not 0 < old_size <= size:
        raise InvalidProof
    if old_size == size:
        if path or old_root != root:
            raise InvalidProof
        return
    # 1. The proof is not empty. 2. A perfect old tree is its own first hash.
    if not path:
        raise InvalidProof
    nodes = list(path) if old_size & (old_size - 1) else [old_root, *path]
    # 3. to 6. Climb with both hashes. 7. Both climbs ended at their roots.
    if _climb_both(old_size - 1, size - 1, nodes) != (old_root, root):
        raise InvalidProof


def _climb_both(fn: int, sn: int, nodes: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The old root and the new one that a consistency proof leads to; fn and sn: their last leaves."""
    # 3., 4. Go up to where the old tree's last perfect subtree begins.
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    # 5., 6. fr: towards the old root, sr: towards the new.
    fr = sr = nodes[0]
    for c in nodes[1:]:
        if sn == 0:
            raise InvalidProof
        if fn & 1 or fn == sn:
            fr, sr = hash_children(c, fr), hash_children(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = hash_children(sr, c)
        fn, sn = fn >> 1, sn >> 1
    # 7. The climb ended at the top.
    if sn != 0:
        raise InvalidProof
    return fr, sr


class TrustedTree:
    """The leaves under one root that is trusted.

    A leaf climbs only to the nearest ancestor that was verified before, so that many leaves of one tree cost
    a few hashes each.
    """

    def __init__(self, size: int, root: bytes, get_node: GetNode) -> None:
        """Raises: InvalidProof where the nodes do not make up the root."""
        self.size = size
        self._get_node = get_node
        peaks = {peak: get_node(*peak) for peak in _cover(0, size)}
        if root_of_peaks(list(peaks.values())) != root:
            raise InvalidProof
        self._trusted = peaks

    def verify_leaf(self, index: int, leaf_hash: bytes) -> None:
        """Verifies that the tree has this leaf at this place; raises InvalidProof."""
        if not 0 <= index < self.size:
            raise InvalidProof
        trusted, get_node = self._trusted, self._get_node
        climbed: dict[tuple[int, int], bytes] = {}
        level, place, hash_ = 0, index, leaf_hash
        # This loop is most of what a verdict pays for its proof: it makes no calls that it can do without.
        while (known := trusted.get((level, place))) is None:
            sibling = get_node(level, place ^ 1)
            climbed[level, place], climbed[level, place ^ 1] = hash_, sibling
            pair = sibling + hash_ if place & 1 else hash_ + sibling
            level, place, hash_ = level + 1, place >> 1, _sha256(b"\x01" + pair).digest()
        if known != hash_:
            raise InvalidProof
        trusted.update(climbed)


def _hash_range(start: int, end: int, get_node: GetNode) -> bytes:
    return root_of_peaks([get_node(level, place) for level, place in _cover(start, end)])


def _cover(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The largest perfect subtrees that make up [start, end), where `start` is where one begins."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _largest_power_below(count: int) -> int:
    """The largest power of two smaller than `count`, which is at least 2."""
    return 1 << ((count - 1).bit_length() - 1)
