"""Base45: bytes as text that a QR symbol keeps in its alphanumeric mode.

Strict by construction: each text that `decode` takes is the one that `encode` makes of its result.

Source: RFC 9285, section 4.
"""

import struct

from services.errors import Malformed

ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_DIGITS = {character: digit for digit, character in enumerate(ALPHABET.decode())}
_PAIRS = [ALPHABET[n % 45 : n % 45 + 1] + ALPHABET[n // 45 : n // 45 + 1] for n in range(45 * 45)]


def encode(data: bytes) -> str:
    """Two bytes become three characters, a last single byte two."""
    pairs, odd = divmod(len(data), 2)
    text = b"".join(
        _PAIRS[n % 2025] + ALPHABET[n // 2025 : n // 2025 + 1] for n in struct.unpack_from(f">{pairs}H", data)
    )
    return (text + _PAIRS[data[-1]] if odd else text).decode()


def decode(text: str) -> bytes:
    """The bytes of a base45 text.

    Raises: Malformed with the codes `text_character` (outside the alphabet, a line end and lower case
    among them), `text_length` (one character left over) or `text_value` (a group beyond 16 or 8 bits).
    """
    try:
        digits = [_DIGITS[character] for character in text]
    except KeyError:
        raise Malformed("text_character") from None
    groups, rest = divmod(len(digits), 3)
    if rest == 1:
        raise Malformed("text_length")
    first = digits[: groups * 3]
    values = [a + 45 * b + 2025 * c for a, b, c in zip(first[::3], first[1::3], first[2::3], strict=True)]
    tail = [digits[-2] + 45 * digits[-1]] if rest else []
    try:
        return struct.pack(f">{groups}H{len(tail)}B", *values, *tail)
    except struct.error:
        raise Malformed("text_value") from None
