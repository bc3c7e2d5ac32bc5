"""What a leaf commits to.

    blob    deterministic CBOR: [1, kind, milliseconds since 1970, [[type, id], ...], facts]
    entry   SHA-256 of "balgil-entry-v1" 0x00 | salt (16 random bytes) | blob      what the tree holds
    mac     HMAC-SHA256 under the pending key of "balgil-pending-v1" 0x00 | entry  who may be sequenced

Without the salt, the entry tells nothing about its blob: destroying both leaves a leaf that nobody can guess.
"""

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from services.clock import from_millis, to_millis
from services.crypto import canonical
from services.errors import Malformed

VERSION: Final = 1
SALT_BYTES: Final = 16
MAX_BLOB_BYTES: Final = 1 << 16
# Subjects are columns, so that appending is one statement; whatever else is concerned belongs in the facts.
MAX_SUBJECTS: Final = 2

_ENTRY_DOMAIN = b"balgil-entry-v1\x00"
_PENDING_DOMAIN = b"balgil-pending-v1\x00"
_HEAD_DOMAIN = b"balgil-head-v1\x00"
_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")

Subject = tuple[str, bytes | str]


@dataclass(frozen=True, slots=True)
class Content:
    """What a blob says."""

    kind: str
    at: datetime
    subjects: tuple[Subject, ...]
    facts: Mapping[str, canonical.Decoded]


def encode_blob(
    kind: str, at: datetime, subjects: Sequence[Subject], facts: Mapping[str, canonical.Value]
) -> bytes:
    """The blob; raises ValueError for names, subjects or a length that no blob has."""
    if not _WORD.fullmatch(kind) or len(subjects) > MAX_SUBJECTS:
        raise ValueError("a record has a plain kind and at most two subjects")
    blob = canonical.encode([VERSION, kind, to_millis(at), subjects, facts])
    if len(blob) > MAX_BLOB_BYTES:
        raise ValueError("a record is at most 64 KiB")
    return blob


def decode_blob(blob: bytes) -> Content:
    """What the blob says; raises Malformed."""
    match canonical.decode(blob, max_bytes=MAX_BLOB_BYTES):
        case [1, str(kind), int(at), list(subjects), dict(facts)]:
            return Content(kind, from_millis(at), tuple(_to_subject(item) for item in subjects), facts)
    raise Malformed("blob_malformed")


def subject_key(subject: Subject) -> bytes:
    """A subject as the columns hold it; raises ValueError for one without a type or an id."""
    if not _WORD.fullmatch(subject[0]) or not 1 <= len(subject[1]) <= 64:
        raise ValueError("a subject is a type and an id of 1 to 64 bytes")
    return join_subject(subject)


def join_subject(subject: Subject) -> bytes:
    """`subject_key` for a subject that a blob already has."""
    name, value = subject
    return b"%s:%s" % (name.encode(), value.encode() if isinstance(value, str) else value)


def commit(salt: bytes, blob: bytes) -> bytes:
    """The entry of the tree that commits to this blob."""
    return sha256(_ENTRY_DOMAIN + salt + blob).digest()


def authenticate(pending_key: bytes, entry: bytes) -> bytes:
    """The mark of a pending record that the application wrote, and no one else with the database."""
    return hmac.digest(pending_key, _PENDING_DOMAIN + entry, "sha256")


def is_authentic(pending_key: bytes, entry: bytes, mac: bytes) -> bool:
    return hmac.compare_digest(authenticate(pending_key, entry), mac)


def authenticate_head(
    pending_key: bytes, origin: str, previous_size: int, size: int, root: bytes, at: datetime
) -> bytes:
    """The mark of a head's row that a sequencer wrote after signing it."""
    text = f"{origin}\n{previous_size}\n{size}\n{to_millis(at)}\n".encode()
    return hmac.digest(pending_key, _HEAD_DOMAIN + text + root, "sha256")


def _to_subject(item: canonical.Decoded) -> Subject:
    match item:
        case [str(name), (str() | bytes()) as value]:
            return name, value
    raise Malformed("blob_malformed")
