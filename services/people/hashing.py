"""Password hashes: Argon2id, with its parameters here and nowhere else.

Source: OWASP Password Storage Cheat Sheet (19 MiB, two passes, one lane); RFC 9106.
"""

import unicodedata
from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher(
    time_cost=2, memory_cost=19_456, parallelism=1, hash_len=32, salt_len=16, type=Type.ID
)
# A password that this product drew itself has 59 random bits: nobody guesses it offline even at this price,
# and a thousand of them on the first day do not keep the machine busy for a minute.
_DRAWN_HASHER = PasswordHasher(
    time_cost=1, memory_cost=8_192, parallelism=1, hash_len=32, salt_len=16, type=Type.ID
)


def hash_password(password: str) -> str:
    """The hash of a password that a person chose. Slow (about 25 ms) and large (19 MiB) on purpose."""
    return _HASHER.hash(_normalise(password))


def hash_drawn_password(password: str) -> str:
    """The hash of a password that was drawn at random."""
    return _DRAWN_HASHER.hash(_normalise(password))


def is_password(stored: str | None, password: str) -> bool:
    """Whether this is the password behind the hash.

    The full work is done for no hash and for a cheap one too, so that the time of an answer does not tell
    which staff numbers exist, or whose first password still waits.
    """
    candidate = _normalise(password)
    if stored is None or needs_rehash(stored):
        _is_behind(_hash_of_nobody(), candidate)
    return stored is not None and _is_behind(stored, candidate)


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def _is_behind(stored: str, candidate: str) -> bool:
    try:
        return _HASHER.verify(stored, candidate)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hash_of_nobody() -> str:
    return _HASHER.hash("no password has this length, so nobody ever types it" * 4)


def _normalise(password: str) -> str:
    """The same letters typed on another system are the same password (RFC 8265, OpaqueString)."""
    return unicodedata.normalize("NFC", password)
