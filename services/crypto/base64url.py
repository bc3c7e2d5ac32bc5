"""Base64url without padding, where one text stands for one sequence of bytes.

Source: RFC 4648, section 5; section 3.5 on the unused bits of the last character.
"""

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

from services.errors import Malformed

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*")


def encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes of a base64url text without padding.

    Raises: Malformed with the codes `text_character`, `text_length` (one character left over) or
    `text_value` (unused bits that are not zero).
    """
    if not _ALPHABET.fullmatch(text):
        raise Malformed("text_character")
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise Malformed("text_length") from None
    if encode(data) != text:
        raise Malformed("text_value")
    return data
