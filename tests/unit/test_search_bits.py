"""Sets of manuals as whole numbers: sums and the best of them, against counting one by one."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from services.manuals.search.bits import BLOCK_BITS, Scope, add, gather, meet, pack, top, unpack

IDS = st.integers(0, 60)
WEIGHTED = st.lists(st.tuples(st.frozensets(IDS, max_size=30), st.integers(1, 200)), max_size=6)


def to_bits(ids: frozenset[int]) -> int:
    return sum(1 << one for one in ids)


@given(WEIGHTED, st.integers(1, 12))
def test_the_best_few_are_those_with_the_highest_sums(sets, most: int) -> None:
    score: list[int] = []
    sums: Counter[int] = Counter()
    for ids, weight in sets:
        add(score, to_bits(ids), weight)
        sums.update(dict.fromkeys(ids, weight))
    within = to_bits(frozenset(sums))
    wanted = sorted(sums, key=lambda one: (-sums[one], one))[:most]
    assert top(score, within, most) == to_bits(frozenset(wanted))


@given(st.frozensets(st.integers(0, BLOCK_BITS - 1), min_size=1, max_size=200))
def test_bits_are_kept_as_they_were(ids: frozenset[int]) -> None:
    assert unpack(pack(to_bits(ids))) == to_bits(ids)


def test_ids_far_apart_are_in_blocks_of_their_own() -> None:
    found = gather([(1, ["여비"]), (8_193, ["여비", "비정"]), (2, ["여비"])])
    assert found == {("여비", 0): 0b110, ("여비", 1): 0b10, ("비정", 1): 0b10}
    assert Scope((0, 5), 0).ids_of(0b110 | 1 << BLOCK_BITS) == [1, 2, 5 * BLOCK_BITS]


def test_a_token_that_nobody_has_meets_nothing() -> None:
    assert meet({"여비": 0b11}, ["여비", "비정"]) == 0
    assert meet({}, []) == 0
