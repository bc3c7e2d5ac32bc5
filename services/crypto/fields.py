"""Seals single database columns under the application key.

A sealed field is version (1) | nonce (12) | ciphertext with its tag (16). The associated data names table,
column and row, so that a value copied into another row does not open there.

Source: AES-256-GCM, NIST SP 800-38D; random nonces, so at most 2**32 fields under one key.
"""

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.errors import CannotOpen, Malformed, UnknownKey

VERSION: Final = 1
_NONCE_BYTES = 12
_OVERHEAD_BYTES = 1 + _NONCE_BYTES + 16


def seal_field(key: bytes, aad: bytes, plaintext: bytes) -> bytes:
    """A sealed column value; `key` is 32 bytes, `aad` the place it belongs to."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return bytes((VERSION,)) + nonce + AESGCM(key).encrypt(nonce, plaintext, aad)


def open_field(key: bytes, aad: bytes, sealed: bytes) -> bytes:
    """The plaintext of a sealed column value.

    Raises: UnknownKey (`unknown_version`), Malformed (`field_truncated`), CannotOpen.
    """
    if sealed and sealed[0] != VERSION:
        raise UnknownKey("unknown_version")
    if len(sealed) < _OVERHEAD_BYTES:
        raise Malformed("field_truncated")
    nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, aad)
    except InvalidTag:
        raise CannotOpen from None
