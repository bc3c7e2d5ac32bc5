"""The key by which push services know this server (VAPID).

It is derived from a secret that the web process (which tells browsers the public half) and the worker (which
signs with it) hold both: no ring grows, and no tested backup is outdated by it.

Source: RFC 8292 (VAPID); RFC 5869 (HKDF); FIPS 186-5, A.2.1 (a private key from extra random bits).
"""

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services.crypto.signing import load_public_key
from services.errors import Malformed

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_INFO = b"balgil-vapid-v1"
_EXTRA_BYTES = 48
PUSH_SECRET_BYTES = 16


def derive_push_key(secret: bytes) -> ec.EllipticCurvePrivateKey:
    """The P-256 key that belongs to a secret: always the same one."""
    stretched = HKDF(SHA256(), _EXTRA_BYTES, salt=None, info=_INFO).derive(secret)
    return ec.derive_private_key(int.from_bytes(stretched) % (_ORDER - 1) + 1, ec.SECP256R1())


def push_public_key(secret: bytes) -> bytes:
    """Its public half as browsers take it: 65 bytes, an uncompressed point."""
    public = derive_push_key(secret).public_key()
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def check_push_keys(public_key: bytes, secret: bytes) -> None:
    """Whether messages can be encrypted to a browser's keys (RFC 8291).

    Raises: Malformed with the codes `push_key` and `push_secret`.
    """
    try:
        load_public_key(public_key)
    except Malformed:
        raise Malformed("push_key") from None
    if len(secret) != PUSH_SECRET_BYTES:
        raise Malformed("push_secret")
