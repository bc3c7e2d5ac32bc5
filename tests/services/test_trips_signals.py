"""Signs in a capture's context: named, never a verdict, and never a crash."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.trips import SIGNALS, Payload, find_signals, read_context
from tests.phones import GEOCHANG

STARTED = 1_793_000_000_000
PAYLOAD = Payload(
    nonce=bytes(8),
    device=bytes(8),
    sequence=1,
    previous=bytes(16),
    trip=None,
    fixed_at_ms=STARTED + 4000,
    phone_at_ms=STARTED + 5000,
    lat_e7=GEOCHANG.lat_e7,
    lon_e7=GEOCHANG.lon_e7,
    accuracy_m=8,
    beacon_size=0,
    beacon_root=bytes(8),
    context_hash=bytes(16),
)


def fix(second: float, north: float = 0.0, accuracy: float = 8.0) -> dict[str, float]:
    """A fix this many seconds after the start, moved by millionths of a degree."""
    lat = GEOCHANG.lat + north * 1e-6
    return {"at": STARTED + second * 1000, "lat": lat, "lon": GEOCHANG.lon, "accuracy": accuracy}


ORDINARY: dict[str, Any] = {
    "automation": False,
    "visible": True,
    "zone_offset_min": -540,
    "started_at": STARTED,
    "wall_ms": 5000,
    "monotonic_ms": 5003,
    "fixes": [fix(1, 12), fix(2, 5), fix(3, -3), fix(4, 0)],
}


def test_an_ordinary_tap_has_no_signs() -> None:
    assert find_signals(ORDINARY, PAYLOAD) == []


@pytest.mark.parametrize(
    ("changes", "sign"),
    [
        ({"automation": True}, "automation"),
        ({"fixes": [fix(n) for n in range(5)]}, "no_jitter"),
        ({"fixes": [fix(1, 3, 0.5), fix(2)]}, "too_exact"),
        ({"zone_offset_min": 0}, "foreign_zone"),
        ({"wall_ms": 65_000}, "clock_jumped"),
        ({"visible": False}, "page_hidden"),
        ({"fixes": [fix(1, 90_000), fix(2)]}, "position_jumped"),
        ({"fixes": [fix(-600, 4), fix(2)]}, "stale_fix"),
        ({"fixes": [fix(1, 400), fix(2, 380)]}, "differs_from_fixes"),
    ],
)
def test_each_sign_is_found_alone(changes: dict[str, Any], sign: str) -> None:
    assert find_signals(ORDINARY | changes, PAYLOAD) == [sign]


def test_every_sign_has_a_test_above() -> None:
    assert set(SIGNALS) == {
        "automation", "no_jitter", "too_exact", "foreign_zone", "clock_jumped", "page_hidden",
        "position_jumped", "stale_fix", "differs_from_fixes",
    }  # fmt: skip


def test_a_network_position_that_stands_still_is_ordinary() -> None:
    fixes = [fix(n, 0, 65.0) for n in range(5)]
    assert find_signals(ORDINARY | {"fixes": fixes}, PAYLOAD) == []


@pytest.mark.parametrize("data", [b"", b"null", b"[]", b'"x"', b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_object_is_no_context(data: bytes) -> None:
    assert read_context(data) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
names = st.sampled_from(sorted(ORDINARY))
fixes = st.lists(
    st.dictionaries(st.sampled_from(["at", "lat", "lon", "accuracy"]), json_values, max_size=4), max_size=5
)


@given(st.dictionaries(names, json_values), fixes)
def test_whatever_a_phone_writes_is_read(context: dict[str, Any], found: list[Any]) -> None:
    text = json.dumps(context | {"fixes": found}).encode()
    read = read_context(text)
    assert read is not None
    assert set(find_signals(read, replace(PAYLOAD))) <= set(SIGNALS)
