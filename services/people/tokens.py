"""Long random values that a browser carries: the database knows only their SHA-256."""

import secrets
from hashlib import sha256

TOKEN_BYTES = 32


def new_token() -> str:
    """32 random bytes as text for a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> bytes:
    return sha256(token.encode("utf-8", "replace")).digest()
