"""The organisation's own keys, in one encrypted file.

Invariants
- A retired key stays until it is destroyed on purpose: what was sealed to it opens as long as it exists.
- At most one key of a purpose is active.
- A ring belongs to one realm, so that the keys of a demonstration never serve real evidence.
- The file tells damage from a wrong passphrase: a checksum over it all, the AEAD's tag over the content.

File: magic (16) | log2 N, r, p of scrypt (3) | salt (16) | nonce (12) | AES-256-GCM of the ring as
deterministic CBOR, everything before it as associated data | SHA-256 of all that (32).

Source: RFC 7914 (scrypt); NIST SP 800-38D (AES-GCM).
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.crypto import canonical
from services.errors import Malformed, Refused
from services.texts import N_

KEY_ID_BYTES: Final = 4
SECRET_BYTES: Final = 32
MAX_FILE_BYTES: Final = 1 << 20

_MAGIC = b"balgil keys v1\r\n"
_SALT_BYTES, _NONCE_BYTES, _SUM_BYTES = 16, 12, 32
_HEAD_BYTES = len(_MAGIC) + 3 + _SALT_BYTES + _NONCE_BYTES


class Cost(NamedTuple):
    """What one guess of a passphrase costs: scrypt with N = 2**log2_n."""

    log2_n: int
    r: int
    p: int


# OWASP's equal of N = 2**17 that needs 32 MB instead of 128: a web worker has little memory.
STRETCHED: Final = Cost(15, 8, 3)
# For a passphrase of 256 random bits, which stretching makes no stronger.
PLAIN: Final = Cost(10, 8, 1)


@dataclass(frozen=True, slots=True)
class Key:
    """32 secret bytes for one purpose: for `audit` an X25519 private key, for `log` an Ed25519 one."""

    id: bytes
    purpose: str
    created_at: datetime
    retired_at: datetime | None
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.purpose} {self.id.hex()})"


@dataclass(frozen=True, slots=True)
class KeyRing:
    keys: tuple[Key, ...]
    realm: str = "production"

    def active(self, purpose: str) -> Key:
        """The key in use; raises Refused with the code `key_missing`."""
        for key in self.keys:
            if key.purpose == purpose and key.retired_at is None:
                return key
        raise Refused(
            "key_missing", N_("키 파일에 필요한 키가 없어요. 키 백업을 확인해 주세요."), purpose=purpose
        )

    def find(self, purpose: str, key_id: bytes) -> Key | None:
        """The key of this id, active or retired."""
        for key in self.keys:
            if key.id == key_id and key.purpose == purpose:
                return key
        return None

    def rotated(self, purpose: str, now: datetime) -> "KeyRing":
        """The ring with a fresh active key; the one before is kept, retired."""
        kept = [
            replace(key, retired_at=now) if key.purpose == purpose and key.retired_at is None else key
            for key in self.keys
        ]
        return replace(self, keys=(*kept, new_key(purpose, now, taken=[key.id for key in kept])))

    def without(self, purpose: str, key_id: bytes) -> "KeyRing":
        """The ring after a retired key was destroyed: nothing sealed to it can ever be opened again.

        Raises: Refused with the code `key_in_use` for the active key or one that is not there.
        """
        key = self.find(purpose, key_id)
        if key is None or key.retired_at is None:
            raise Refused("key_in_use", N_("사용을 마친 키만 폐기할 수 있어요. 키 번호를 확인해 주세요."))
        return replace(self, keys=tuple(other for other in self.keys if other is not key))


def new_key(purpose: str, now: datetime, *, taken: Iterable[bytes] = ()) -> Key:
    """A fresh random key whose id is none of `taken`."""
    taken = set(taken)
    key_id = secrets.token_bytes(KEY_ID_BYTES)
    while key_id in taken:
        key_id = secrets.token_bytes(KEY_ID_BYTES)
    return Key(key_id, purpose, now, None, secrets.token_bytes(SECRET_BYTES))


def encrypt_key_ring(ring: KeyRing, passphrase: bytes, cost: Cost = STRETCHED) -> bytes:
    """The ring as the content of a file."""
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    head = _MAGIC + bytes(cost) + salt + nonce
    body = head + AESGCM(_derive(passphrase, salt, cost)).encrypt(nonce, _to_bytes(ring), head)
    return body + hashlib.sha256(body).digest()


def decrypt_key_ring(data: bytes, passphrase: bytes) -> KeyRing:
    """The ring of a file's content.

    Raises: Refused with the codes `key_ring_damaged` and `key_ring_passphrase`.
    """
    # 1. The file is whole, and its costs are ones that we make.
    body, checksum = data[:-_SUM_BYTES], data[-_SUM_BYTES:]
    if len(body) <= _HEAD_BYTES or hashlib.sha256(body).digest() != checksum:
        raise _damaged()
    cost = Cost(*body[len(_MAGIC) : len(_MAGIC) + 3])
    if not body.startswith(_MAGIC) or cost not in (STRETCHED, PLAIN):
        raise _damaged()
    # 2. The passphrase opens it.
    head, ciphertext = body[:_HEAD_BYTES], body[_HEAD_BYTES:]
    salt, nonce = head[len(_MAGIC) + 3 : -_NONCE_BYTES], head[-_NONCE_BYTES:]
    try:
        plaintext = AESGCM(_derive(passphrase, salt, cost)).decrypt(nonce, ciphertext, head)
    except InvalidTag:
        raise Refused(
            "key_ring_passphrase", N_("키 파일의 암호가 맞지 않아요. 암호 설정을 확인해 주세요.")
        ) from None
    # 3. The content is a ring.
    return _from_bytes(plaintext)


def _derive(passphrase: bytes, salt: bytes, cost: Cost) -> bytes:
    log2_n, r, p = cost
    return hashlib.scrypt(passphrase, salt=salt, n=1 << log2_n, r=r, p=p, maxmem=1 << 26, dklen=32)


def _damaged() -> Refused:
    return Refused("key_ring_damaged", N_("키 파일이 손상됐어요. 백업한 키 파일로 되돌려 주세요."))


def _to_bytes(ring: KeyRing) -> bytes:
    return canonical.encode({"realm": ring.realm, "keys": [_to_row(key) for key in ring.keys]})


def _to_row(key: Key) -> list[canonical.Value]:
    retired = None if key.retired_at is None else key.retired_at.isoformat()
    return [key.id, key.purpose, key.created_at.isoformat(), retired, key.secret]


def _from_bytes(data: bytes) -> KeyRing:
    try:
        match canonical.decode(data, max_bytes=MAX_FILE_BYTES):
            case {"realm": str(realm), "keys": list(rows)}:
                return KeyRing(tuple(_to_key(row) for row in rows), realm)
    except (Malformed, ValueError):
        raise _damaged() from None
    raise _damaged()


def _to_key(row: canonical.Decoded) -> Key:
    match row:
        case [bytes(key_id), str(purpose), str(created), None | str() as retired, bytes(secret)]:
            retired_at = None if retired is None else datetime.fromisoformat(retired)
            return Key(key_id, purpose, datetime.fromisoformat(created), retired_at, secret)
    raise _damaged()
