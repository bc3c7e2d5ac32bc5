"""Deterministic CBOR: one value, one encoding."""

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.crypto import canonical
from services.errors import Malformed

integers = st.integers(-(2**64), 2**64 - 1)
scalars = st.none() | st.booleans() | integers | st.binary(max_size=40) | st.text(max_size=20)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=20,
)


def decode(data: bytes) -> canonical.Decoded:
    return canonical.decode(data, max_bytes=4096)


@given(values)
def test_what_was_written_is_read_again(value):
    assert decode(canonical.encode(value)) == value


@given(values)
def test_the_encoding_is_that_of_another_library(value):
    # For text keys alone its length-first order is the bytewise one.
    assert canonical.encode(value) == cbor2.dumps(value, canonical=True)


@given(st.binary(max_size=64))
def test_random_bytes_are_refused_or_the_one_encoding_of_a_value(data):
    try:
        value = decode(data)
    except Malformed:
        return
    assert canonical.encode(value) == data


@given(values, st.data())
def test_a_changed_byte_is_refused_or_another_value(value, data):
    encoded = canonical.encode(value)
    at = data.draw(st.integers(0, len(encoded) - 1))
    changed = encoded[:at] + bytes([encoded[at] ^ data.draw(st.integers(1, 255))]) + encoded[at + 1 :]
    try:
        other = decode(changed)
    except Malformed:
        return
    assert canonical.encode(other) == changed


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "cbor_truncated"),
        ("18", "cbor_truncated"),
        ("4201", "cbor_truncated"),
        ("9bffffffffffffffff", "cbor_truncated"),
        ("0000", "cbor_trailing"),
        ("1817", "cbor_not_canonical"),
        ("1900ff", "cbor_not_canonical"),
        ("1a0000ffff", "cbor_not_canonical"),
        ("1b00000000ffffffff", "cbor_not_canonical"),
        ("5f4101ff", "cbor_not_canonical"),
        ("9f00ff", "cbor_not_canonical"),
        ("1c", "cbor_not_canonical"),
        ("a2616201616100", "cbor_not_canonical"),
        ("a2616101616100", "cbor_not_canonical"),
        ("a10001", "cbor_type"),
        ("c100", "cbor_type"),
        ("f7", "cbor_type"),
        ("f814", "cbor_type"),
        ("f97e00", "cbor_type"),
        ("fa7f800000", "cbor_type"),
        ("ff", "cbor_type"),
        ("61ff", "cbor_text"),
        ("63eda080", "cbor_text"),
        ("81" * 17 + "00", "cbor_depth"),
        ("a16161" * 17 + "00", "cbor_depth"),
    ],
)
def test_each_other_spelling_has_its_code(data, code):
    with pytest.raises(Malformed) as caught:
        decode(bytes.fromhex(data))
    assert caught.value.code == code


def test_more_bytes_than_allowed_are_not_read():
    with pytest.raises(Malformed) as caught:
        canonical.decode(bytes(5), max_bytes=4)
    assert caught.value.code == "cbor_too_long"


def test_the_deepest_nesting_goes_both_ways():
    data = b"\x81" * 16 + b"\x00"
    assert canonical.encode(decode(data)) == data


@pytest.mark.parametrize("value", [1.5, {1: 2}, {b"key": 1}, {1, 2}, bytearray(b"x"), object()])
def test_a_record_cannot_hold_what_has_no_one_encoding(value):
    with pytest.raises(TypeError):
        canonical.encode(value)


@pytest.mark.parametrize(
    "value", [2**64, -(2**64) - 1, "\ud800", [[]] * 1 + [[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]
)
def test_a_value_beyond_the_limits_is_an_error(value):
    with pytest.raises(ValueError):  # noqa: PT011 - three different sentences
        canonical.encode(value)
