"""From a text to the payload inside it: the first two steps of every verdict.

A ledger that was recovered has a new origin, and what phones sealed for an older one is no less genuine: each
known origin is tried, the present one first.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from services.audit.verdict import Check, Result, Subject
from services.crypto.keyring import KeyRing
from services.errors import CannotOpen, Malformed, UnknownKey
from services.trips import Opened, open_for_any, parse_text

# What messengers and editors put into a pasted text without being asked; and NUL, which a QR code may hold
# and PostgreSQL does not take.
_INVISIBLE = re.compile("[\\x00\\r\\n\\t\u200b\u200c\u200d\u2060\ufeff]")
_SPACES = re.compile(r"\s+")
_IN_SYMBOL = re.compile(r"BG[0-9]+:")
_FOR_COPYING = re.compile(r"bg[0-9]+\.")
_CLEAN = re.compile(r"BG[0-9]+:[0-9A-Z $%*+\-./:]*[0-9A-Z$%*+\-./:]")


class OpenedCode(NamedTuple):
    """A code whose seal one of our keys has opened, under one of our origins; no more is proven."""

    frame: bytes
    opened: Opened
    id: bytes
    origin: str


def open_code(keys: KeyRing, origins: Sequence[str], text: str) -> OpenedCode | Check:
    """What a text holds, or the check that ends its verdict."""
    # 1. The text is one of ours, whole, and of a version that is known here.
    text = clean_text(text)
    if not looks_like_evidence(text):
        return Check(Subject.DECODES, Result.FAIL, "not_ours")
    try:
        frame = parse_text(text)
    except UnknownKey:
        return Check(Subject.DECODES, Result.CANNOT_VERIFY, "unknown_version")
    except Malformed:
        return Check(Subject.DECODES, Result.FAIL, "damaged")
    # 2. One of our keys opens it, for one of our ledgers, and a payload is inside.
    try:
        origin, opened = open_for_any(keys, origins, frame)
    except UnknownKey as error:
        return Check(Subject.OPENS, Result.CANNOT_VERIFY, error.code)
    except CannotOpen:
        return Check(Subject.OPENS, Result.FAIL, "altered")
    except Malformed:
        return Check(Subject.OPENS, Result.FAIL, "no_payload")
    return OpenedCode(frame, opened, opened.id, origin)


def clean_text(text: str) -> str:
    """The text without what pasting has put around and into it. Base45 has spaces of its own, which stay."""
    if _CLEAN.fullmatch(text):
        return text
    text = _INVISIBLE.sub("", text).replace("\u00a0", " ").strip()
    return _SPACES.sub("", text) if _FOR_COPYING.match(text) else text


def looks_like_evidence(text: str) -> bool:
    """Whether a text claims to be an evidence of any version: other codes on a page are not ours to judge."""
    return bool(_IN_SYMBOL.match(text) or _FOR_COPYING.match(text))
