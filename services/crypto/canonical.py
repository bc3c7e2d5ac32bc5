"""Deterministic CBOR, as strict in reading as in writing.

Invariants
- One value has one encoding, and one encoding one value: `encode(decode(data)) == data` for whatever
  `decode` lets through. Records are hashed and signed as bytes: a second spelling would be a second record.
- Integers of at most 64 bits, byte strings, text, null, booleans, arrays, and maps with text keys. Floats,
  tags and all else have no place in a record that must read the same on every machine.

Source: RFC 8949, sections 3 and 4.2.1 (core deterministic encoding: map keys in bytewise order).
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from services.errors import Malformed

Value: TypeAlias = bool | int | bytes | str | Sequence["Value"] | Mapping[str, "Value"] | None
Decoded: TypeAlias = bool | int | bytes | str | list["Decoded"] | dict[str, "Decoded"] | None

MAX_DEPTH = 16

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _SIMPLE = range(8)
_SIMPLE_VALUES: dict[int, bool | None] = {20: False, 21: True, 22: None}
# The smallest argument that needs the following 1, 2, 4 or 8 bytes; less must use a shorter form.
_SMALLEST = {24: 24, 25: 1 << 8, 26: 1 << 16, 27: 1 << 32}


def encode(value: Value) -> bytes:
    """The one encoding of `value`.

    Raises: TypeError for what a record cannot hold; ValueError for an integer beyond 64 bits, a nesting
    deeper than `MAX_DEPTH` or text with a lone surrogate.
    """
    return _encode(value, 0)


def decode(data: bytes, *, max_bytes: int) -> Decoded:
    """The value of exactly these bytes, which must be its one encoding.

    Raises: Malformed with the codes `cbor_too_long`, `cbor_truncated`, `cbor_trailing`,
    `cbor_not_canonical`, `cbor_type`, `cbor_text`, `cbor_depth`.
    """
    if len(data) > max_bytes:
        raise Malformed("cbor_too_long")
    value, end = _decode(data, 0, 0)
    if end != len(data):
        raise Malformed("cbor_trailing")
    return value


def _encode(value: Value, depth: int) -> bytes:
    if depth > MAX_DEPTH:
        raise ValueError("nested too deeply for a record")
    if value is None or value is False or value is True:
        return b"\xf6" if value is None else b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return _head(_UNSIGNED, value) if value >= 0 else _head(_NEGATIVE, -1 - value)
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    if isinstance(value, str):
        text = value.encode()
        return _head(_TEXT, len(text)) + text
    if isinstance(value, Mapping):
        return _encode_map(value, depth)
    if isinstance(value, list | tuple):
        return _head(_ARRAY, len(value)) + b"".join(_encode(item, depth + 1) for item in value)
    raise TypeError(f"a record cannot hold {type(value).__name__}")


def _encode_map(value: Mapping[str, Value], depth: int) -> bytes:
    if not all(isinstance(key, str) for key in value):
        raise TypeError("a record's map has text keys")
    pairs = sorted((_encode(key, depth), _encode(item, depth + 1)) for key, item in value.items())
    return _head(_MAP, len(pairs)) + b"".join(key + item for key, item in pairs)


def _head(major: int, argument: int) -> bytes:
    """The initial byte and its argument in the shortest form."""
    if argument < 24:
        return bytes((major << 5 | argument,))
    for info, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << (8 * width):
            return bytes((major << 5 | info,)) + argument.to_bytes(width)
    raise ValueError("an integer of a record has at most 64 bits")


def _decode(data: bytes, at: int, depth: int) -> tuple[Decoded, int]:
    """The value that begins at `at` and the place after it."""
    major, argument, at = _read_head(data, at)
    if major == _UNSIGNED:
        return argument, at
    if major == _BYTES:
        return _take(data, at, argument)
    if major == _NEGATIVE:
        return -1 - argument, at
    if major == _TEXT:
        return _decode_text(data, at, argument)
    if major == _SIMPLE:
        return _SIMPLE_VALUES[argument], at
    if depth == MAX_DEPTH:
        raise Malformed("cbor_depth")
    if major == _ARRAY:
        return _decode_array(data, at, argument, depth)
    return _decode_map(data, at, argument, depth)


def _read_head(data: bytes, at: int) -> tuple[int, int, int]:
    """The major type, its argument, and the place after both."""
    if at >= len(data):
        raise Malformed("cbor_truncated")
    major, info = data[at] >> 5, data[at] & 31
    if major == _TAG or (major == _SIMPLE and info not in _SIMPLE_VALUES):
        raise Malformed("cbor_type")
    if info < 24:
        return major, info, at + 1
    if info not in _SMALLEST:  # 28 to 30 are reserved, 31 is an indefinite length
        raise Malformed("cbor_not_canonical")
    raw, end = _take(data, at + 1, 1 << (info - 24))
    argument = int.from_bytes(raw)
    if argument < _SMALLEST[info]:
        raise Malformed("cbor_not_canonical")
    return major, argument, end


def _take(data: bytes, at: int, length: int) -> tuple[bytes, int]:
    end = at + length
    if end > len(data):
        raise Malformed("cbor_truncated")
    return data[at:end], end


def _decode_text(data: bytes, at: int, length: int) -> tuple[str, int]:
    raw, end = _take(data, at, length)
    try:
        return raw.decode(), end
    except UnicodeDecodeError:
        raise Malformed("cbor_text") from None


def _decode_array(data: bytes, at: int, count: int, depth: int) -> tuple[list[Decoded], int]:
    items: list[Decoded] = []
    for _ in range(count):
        item, at = _decode(data, at, depth + 1)
        items.append(item)
    return items, at


def _decode_map(data: bytes, at: int, count: int, depth: int) -> tuple[dict[str, Decoded], int]:
    items: dict[str, Decoded] = {}
    last = b""
    for _ in range(count):
        start = at
        key, at = _decode(data, at, depth + 1)
        if not isinstance(key, str):
            raise Malformed("cbor_type")
        if data[start:at] <= last:  # out of order, or the same key again
            raise Malformed("cbor_not_canonical")
        last = data[start:at]
        items[key], at = _decode(data, at, depth + 1)
    return items, at
