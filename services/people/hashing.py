"""Password hashes: Argon2id, with its parameters here and nowhere else.

Source: OWASP Password Storage Cheat Sheet (19 MiB, two passes, one lane); RFC 9106.
"""

from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from services.texts import compose

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

    The work of a chosen password and that of a drawn one are both done, whichever is stored and if none is:
    the time of an answer does not tell which staff numbers exist, or whose first password still waits.
    """
    candidate = _normalise(password)
    is_drawn = stored is not None and needs_rehash(stored)
    chosen = _is_behind(stored if stored and not is_drawn else _hash_of_nobody(_HASHER), candidate)
    drawn = _is_behind(stored if stored and is_drawn else _hash_of_nobody(_DRAWN_HASHER), candidate)
    return stored is not None and (drawn if is_drawn else chosen)


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def _is_behind(stored: str, candidate: str) -> bool:
    try:
        return _HASHER.verify(stored, candidate)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hash_of_nobody(hasher: PasswordHasher) -> str:
    return hasher.hash("no password has this length, so nobody ever types it" * 4)


def _normalise(password: str) -> str:
    """The same letters typed on another system are the same password (RFC 8265, OpaqueString)."""
    return compose(password)
