"""Seals bytes to the organisation's audit key and opens them again: HPKE, base mode, one suite.

Invariants
- A frame is version (1) | key id (4) | encapsulated key (32) | ciphertext with its tag (16).
- The header is part of the `info` of the key schedule: a frame opens only under the purpose, the ledger and
  the header it was sealed with.
- A key id that is not in the ring says nothing about the frame: it is `unknown_key`, never a forgery.

Source: RFC 9180 with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM; empty AAD, one message.
"""

from functools import lru_cache
from typing import Final, Literal, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from services.crypto.keyring import KEY_ID_BYTES, KeyRing
from services.crypto.signing import join_names
from services.errors import CannotOpen, Malformed, UnknownKey

Purpose: TypeAlias = Literal["evidence", "context"]

VERSION: Final = 1
HEADER_BYTES: Final = 1 + KEY_ID_BYTES
TAG_BYTES: Final = 16
OVERHEAD_BYTES: Final = HEADER_BYTES + 32 + TAG_BYTES

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)


def seal(public_key: bytes, key_id: bytes, purpose: Purpose, origin: str, plaintext: bytes) -> bytes:
    """A frame that only the holder of the private key opens.

    Raises: Malformed with the code `audit_key` for a key that is no 32 bytes or of low order (all zero).
    """
    if len(key_id) != KEY_ID_BYTES:
        raise Malformed("audit_key")
    header = bytes((VERSION,)) + key_id
    try:
        key = _load_public(public_key)
        return header + _SUITE.encrypt(plaintext, key, _info(purpose, origin, header))
    except ValueError:
        raise Malformed("audit_key") from None


def frame_key_id(frame: bytes) -> bytes:
    """The id of the key that a frame names, not yet proven by anything.

    Raises: UnknownKey with the code `unknown_version`; Malformed with the code `frame_truncated`.
    """
    if frame and frame[0] != VERSION:
        raise UnknownKey("unknown_version")
    if len(frame) < OVERHEAD_BYTES:
        raise Malformed("frame_truncated")
    return frame[1:HEADER_BYTES]


def open_sealed(keys: KeyRing, purpose: Purpose, origin: str, frame: bytes) -> bytes:
    """The plaintext of a frame.

    Not checked: who sealed it. Anybody who knows the public key can seal anything.
    Raises: Malformed (`frame_truncated`), UnknownKey (`unknown_version`, `unknown_key`), CannotOpen.
    """
    # 1. The header names a version and a key that are known here.
    key = keys.find("audit", frame_key_id(frame))
    if key is None:
        raise UnknownKey("unknown_key")
    # 2. The key opens the ciphertext under this purpose, this ledger and this header.
    info = _info(purpose, origin, frame[:HEADER_BYTES])
    try:
        return _SUITE.decrypt(frame[HEADER_BYTES:], _load_private(key.secret), info)
    except InvalidTag:
        raise CannotOpen from None


def public_key(secret: bytes) -> bytes:
    """The 32-byte X25519 public key of an audit key's secret."""
    return _load_private(secret).public_key().public_bytes_raw()


def _info(purpose: Purpose, origin: str, header: bytes) -> bytes:
    return join_names(purpose.encode(), origin.encode(), header)


# Parsing a private key derives its public key, which costs as much as opening a frame. A ring holds few.
@lru_cache(maxsize=16)
def _load_private(secret: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(secret)


@lru_cache(maxsize=16)
def _load_public(raw: bytes) -> X25519PublicKey:
    return X25519PublicKey.from_public_bytes(raw)
