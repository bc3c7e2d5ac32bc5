"""The tree against RFC 6962 as it is written, and against proofs that lie."""

import hashlib
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.crypto import merkle, tiles
from services.crypto.merkle import InvalidProof, TrustedTree
from services.crypto.tiles import TileKey

SIZES = (*range(1, 130), 255, 256, 257, 300, 511, 512, 513, 600)
LARGEST = 70_000


@cache
def entry(index: int) -> bytes:
    return hashlib.sha256(b"entry %d" % index).digest()


def naive_root(entries: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, word for word."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = split(len(entries))
    return hashlib.sha256(b"\x01" + naive_root(entries[:k]) + naive_root(entries[k:])).digest()


def naive_path(m: int, entries: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962 section 2.1.1."""
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*naive_path(m, entries[:k]), naive_root(entries[k:])]
    return [*naive_path(m - k, entries[k:]), naive_root(entries[:k])]


def naive_proof(m: int, entries: list[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962 section 2.1.2."""
    if m == len(entries):
        return [] if whole else [naive_root(entries)]
    k = split(len(entries))
    if m <= k:
        return [*naive_proof(m, entries[:k], whole), naive_root(entries[k:])]
    return [*naive_proof(m - k, entries[k:], False), naive_root(entries[:k])]


def split(count: int) -> int:
    k = 1
    while k * 2 < count:
        k *= 2
    return k


class Tree:
    """A tree kept in tiles, as the ledger keeps it."""

    def __init__(self) -> None:
        self.size = 0
        self.tiles: dict[TileKey, bytes] = {}

    def append(self, count: int) -> None:
        hashes = [merkle.hash_leaf(entry(index)) for index in range(self.size, self.size + count)]
        edge = {key: self.tiles[key] for key in tiles.list_edge(self.size)}
        self.tiles |= tiles.append_leaves(edge, self.size, hashes)
        self.size += count

    def get(self, level: int, place: int) -> bytes:
        return tiles.read_node(self.tiles, level, place)


@pytest.fixture(scope="module")
def tree() -> Tree:
    tree = Tree()
    for count in (1, 2, 253, 1, 300, 43, LARGEST - 600):
        tree.append(count)
    return tree


@pytest.mark.parametrize("size", SIZES)
def test_roots_and_proofs_are_those_of_the_rfc(tree: Tree, size: int) -> None:
    entries = [entry(index) for index in range(size)]
    root = merkle.root_at(size, tree.get)
    assert root == naive_root(entries)
    for index in {0, 1, size // 3, size // 2, size - 2, size - 1} & set(range(size)):
        path = merkle.prove_inclusion(index, size, tree.get)
        assert path == naive_path(index, entries)
        merkle.verify_inclusion(merkle.hash_leaf(entries[index]), index, size, path, root)
    for old in {1, 2, size // 3, size // 2, size - 1, size} & set(range(1, size + 1)):
        proof = merkle.prove_consistency(old, size, tree.get)
        assert proof == naive_proof(old, entries)
        merkle.verify_consistency(old, size, proof, naive_root(entries[:old]), root)


def test_every_leaf_and_every_older_tree_up_to_600_is_proved(tree: Tree) -> None:
    roots = [merkle.root_at(size, tree.get) for size in range(601)]
    leaves = [merkle.hash_leaf(entry(index)) for index in range(600)]
    for size in (*range(1, 66), 127, 128, 129, 256, 257, 600):
        for index in range(size):
            path = merkle.prove_inclusion(index, size, tree.get)
            merkle.verify_inclusion(leaves[index], index, size, path, roots[size])
            proof = merkle.prove_consistency(index + 1, size, tree.get)
            merkle.verify_consistency(index + 1, size, proof, roots[index + 1], roots[size])


def test_an_empty_tree_has_the_hash_of_nothing(tree: Tree) -> None:
    assert merkle.root_at(0, tree.get) == hashlib.sha256(b"").digest()


@given(st.data())
def test_proofs_of_large_trees_verify_and_altered_ones_do_not(tree: Tree, data: st.DataObject) -> None:
    size = data.draw(st.integers(2, LARGEST))
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size - 1))
    root, old_root = merkle.root_at(size, tree.get), merkle.root_at(old, tree.get)
    leaf = merkle.hash_leaf(entry(index))
    path = merkle.prove_inclusion(index, size, tree.get)
    merkle.verify_inclusion(leaf, index, size, path, root)
    proof = merkle.prove_consistency(old, size, tree.get)
    merkle.verify_consistency(old, size, proof, old_root, root)

    other = data.draw(st.integers(0, size - 1).filter(lambda i: i != index))
    for wrong_path in altered(data, path):
        with pytest.raises(InvalidProof):
            merkle.verify_inclusion(leaf, index, size, wrong_path, root)
    for wrong_proof in altered(data, proof):
        with pytest.raises(InvalidProof):
            merkle.verify_consistency(old, size, wrong_proof, old_root, root)
    with pytest.raises(InvalidProof):
        merkle.verify_inclusion(merkle.hash_leaf(entry(other)), index, size, path, root)
    with pytest.raises(InvalidProof):
        merkle.verify_inclusion(leaf, other, size, path, root)
    with pytest.raises(InvalidProof):
        merkle.verify_consistency(old, size, proof, root, root)


def altered(data: st.DataObject, path: list[bytes]) -> list[list[bytes]]:
    """The path with a hash changed, dropped, added."""
    at = data.draw(st.integers(0, len(path) - 1))
    changed = [*path[:at], bytes(reversed(path[at])), *path[at + 1 :]]
    return [changed, path[:-1], [*path, path[0]], path[1:]]


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0)])
def test_a_leaf_outside_the_tree_is_refused(tree: Tree, index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        merkle.prove_inclusion(index, size, tree.get)
    with pytest.raises(InvalidProof):
        merkle.verify_inclusion(b"", index, size, [], b"")


@pytest.mark.parametrize(("old", "size"), [(0, 4), (5, 4), (-1, 4)])
def test_an_older_tree_that_is_none_is_refused(tree: Tree, old: int, size: int) -> None:
    with pytest.raises(ValueError, match="0 < old size"):
        merkle.prove_consistency(old, size, tree.get)
    with pytest.raises(InvalidProof):
        merkle.verify_consistency(old, size, [], b"", b"")


def test_a_path_of_the_wrong_length_is_refused_even_where_its_hashes_meet() -> None:
    a, b, c, d, x = (merkle.hash_leaf(entry(index)) for index in range(5))
    ab, cd = merkle.hash_children(a, b), merkle.hash_children(c, d)
    merkle.verify_inclusion(a, 0, 2, [b], ab)
    for size, path, root in ((3, [b], ab), (2, [b, x], merkle.hash_children(x, ab))):
        with pytest.raises(InvalidProof):
            merkle.verify_inclusion(a, 0, size, path, root)

    abc, abcd = merkle.hash_children(ab, c), merkle.hash_children(ab, cd)
    merkle.verify_consistency(3, 4, [c, d, ab], abc, abcd)
    longer = (merkle.hash_children(x, abc), merkle.hash_children(x, abcd))
    for size, path, old_root, root in ((8, [c, d, ab], abc, abcd), (4, [c, d, ab, x], *longer)):
        with pytest.raises(InvalidProof):
            merkle.verify_consistency(3, size, path, old_root, root)


def test_the_same_tree_is_consistent_by_an_empty_proof_only(tree: Tree) -> None:
    root = merkle.root_at(7, tree.get)
    merkle.verify_consistency(7, 7, [], root, root)
    for proof, old_root in (([root], root), ([], merkle.EMPTY_ROOT)):
        with pytest.raises(InvalidProof):
            merkle.verify_consistency(7, 7, proof, old_root, root)


@given(st.lists(st.integers(0, 300), max_size=8))
def test_tiles_do_not_depend_on_how_the_leaves_were_grouped(tree: Tree, counts: list[int]) -> None:
    grouped = Tree()
    for count in counts:
        grouped.append(count)
    assert set(grouped.tiles) == {key for key in tree.tiles if tiles.length_at(key, grouped.size)}
    for key, tile in grouped.tiles.items():
        assert tile == tree.tiles[key][: tiles.length_at(key, grouped.size)]


def test_tiles_have_the_widths_of_the_specification(tree: Tree) -> None:
    """C2SP tlog-tiles: the example of a tree of 70,000 leaves, and of one of 256."""
    widths = {key: tiles.width_at(key, 70_000) for key in tree.tiles}
    assert sum(1 for key, width in widths.items() if key.level == 0 and width == 256) == 273
    assert widths[TileKey(0, 273)] == 112
    assert (widths[TileKey(1, 0)], widths[TileKey(1, 1)], widths[TileKey(2, 0)]) == (256, 17, 1)
    assert len(widths) == 277
    small = {key for key in tree.tiles if tiles.width_at(key, 256)}
    assert small == {TileKey(0, 0), TileKey(1, 0)}


def test_a_tile_serves_the_hashes_of_its_lowest_row(tree: Tree) -> None:
    leaves = [merkle.hash_leaf(entry(256 + index)) for index in range(256)]
    tile = tree.tiles[TileKey(0, 1)]
    assert tiles.bottom_row(tile, 256) == b"".join(leaves)
    assert tiles.bottom_row(tile, 3) == b"".join(leaves[:3])
    above = tiles.bottom_row(tree.tiles[TileKey(1, 0)], 2)
    assert above[32:] == naive_root([entry(256 + index) for index in range(256)])


def test_a_node_beyond_the_tile_is_an_invalid_proof(tree: Tree) -> None:
    for level, place in ((0, LARGEST), (20, 0), (0, 1 << 40)):
        with pytest.raises(InvalidProof):
            tree.get(level, place)


@given(st.integers(1, LARGEST), st.data())
def test_a_trusted_tree_accepts_its_leaves_and_no_others(tree: Tree, size: int, data: st.DataObject) -> None:
    trusted = TrustedTree(size, merkle.root_at(size, tree.get), tree.get)
    for index in data.draw(st.lists(st.integers(0, size - 1), max_size=20)):
        trusted.verify_leaf(index, merkle.hash_leaf(entry(index)))
        with pytest.raises(InvalidProof):
            trusted.verify_leaf(index, merkle.hash_leaf(entry(index + 1)))
    for outside in (-1, size):
        with pytest.raises(InvalidProof):
            trusted.verify_leaf(outside, merkle.hash_leaf(entry(size)))


def test_a_trusted_tree_refuses_altered_tiles(tree: Tree) -> None:
    root = merkle.root_at(1000, tree.get)
    tile = tree.tiles[TileKey(0, 1)]
    forged = tree.tiles | {TileKey(0, 1): merkle.hash_leaf(b"forged") + tile[32:]}
    trusted = TrustedTree(1000, root, lambda *node: tiles.read_node(forged, *node))
    with pytest.raises(InvalidProof):
        trusted.verify_leaf(256, merkle.hash_leaf(b"forged"))
    with pytest.raises(InvalidProof):
        trusted.verify_leaf(257, merkle.hash_leaf(entry(257)))
    trusted.verify_leaf(255, merkle.hash_leaf(entry(255)))
    with pytest.raises(InvalidProof):
        TrustedTree(1000, merkle.EMPTY_ROOT, tree.get)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("000", (0, None)),
        ("067", (67, None)),
        ("067.p/1", (67, 1)),
        ("067.p/255", (67, 255)),
        ("x001/234", (1234, None)),
        ("x001/x234/067", (1234067, None)),
        ("x001/x234/067.p/8", (1234067, 8)),
        ("x999/x999/x999/x999/x999/x999/999", (10**21 - 1, None)),
    ],
)
def test_the_path_of_a_tile_is_read_as_the_specification_writes_it(
    path: str, place: tuple[int, int | None]
) -> None:
    assert tiles.find_place(path) == place


@pytest.mark.parametrize(
    "path",
    [
        *("", "0", "67", "0067", "x067", "001/067", "x000/067", "x1/067", "x001/67", "067/", "/067", "-01"),
        *("067.p", "067.p/", "067.p/0", "067.p/08", "067.p/256", "067.p/1/", "067.p/x", "067.P/1", "067\n"),
        *("x001/x234/x067", "x000/x001/067", "\u0660\u0661\u0662", "x999/" * 7 + "999"),
    ],
)
def test_a_path_that_is_spelled_another_way_is_none(path: str) -> None:
    assert tiles.find_place(path) is None
