"""Signatures of devices: ECDSA on P-256 with SHA-256, and the COSE frame that an evidence is signed in.

Invariants
- A public key is 65 bytes (0x04, x, y) and a point of the curve; its device id is derived, never told.
- A signature is 64 bytes (r, s). Phones normalise to the lower s; verification takes both, because a
  signature is no identity: whoever holds (r, s) can make (r, n - s), and nothing here depends on which.

Source: RFC 9052 section 4.4 (Sig_structure), RFC 9053 section 2.1 (ES256), SEC 1 section 2.3.3.
"""

from functools import lru_cache
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from services.crypto.canonical import encode
from services.errors import BadSignature, Malformed

PUBLIC_KEY_BYTES: Final = 65
SIGNATURE_BYTES: Final = 64
DEVICE_ID_BYTES: Final = 8
EVIDENCE_DOMAIN: Final = b"balgil-evidence-v1"

_ES256 = ec.ECDSA(SHA256())
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_PROTECTED = bytes.fromhex("a10126")  # {1: -7}: alg is ES256
_SIGNED_PREFIX = b"\x84" + encode("Signature1") + encode(_PROTECTED)
_COSE_PREFIX = b"\xd2\x84" + encode(_PROTECTED) + b"\xa0"


def device_id(public_key: bytes) -> bytes:
    """The first 8 bytes of SHA-256 of the 65-byte public key."""
    return sha256(public_key).digest()[:DEVICE_ID_BYTES]


@lru_cache(maxsize=4096)
def load_public_key(public_key: bytes) -> ec.EllipticCurvePublicKey:
    """The parsed key; kept, because the same devices come again and again.

    Raises: Malformed with the code `device_key` for another length, a compressed or an off-curve point.
    """
    if len(public_key) != PUBLIC_KEY_BYTES:
        raise Malformed("device_key")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
    except ValueError:
        raise Malformed("device_key") from None


def verify_signature(public_key: bytes, message: bytes, signature: bytes) -> bytes:
    """The message, once its signature by this key is proven.

    Not checked: whose key it is, whether it was enrolled or revoked, and when the signature was made.
    Raises: BadSignature; Malformed with the code `device_key`.
    """
    key = load_public_key(public_key)
    if len(signature) != SIGNATURE_BYTES:
        raise BadSignature
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    try:
        key.verify(encode_dss_signature(r, s), message, _ES256)
    except InvalidSignature:
        raise BadSignature from None
    return message


def sign(private_key: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    """A signature in the form that phones send: for simulators and tests, the server holds no device key."""
    r, s = decode_dss_signature(private_key.sign(message, _ES256))
    return to_low_s(r.to_bytes(32) + s.to_bytes(32))


def to_low_s(signature: bytes) -> bytes:
    """The same signature with s in the lower half of the group order."""
    s = int.from_bytes(signature[32:])
    return signature[:32] + min(s, _ORDER - s).to_bytes(32)


def join_names(*parts: bytes) -> bytes:
    """The parts with a zero byte between them; a zero byte inside one would make two readings possible."""
    if any(b"\x00" in part for part in parts[:-1]):
        raise ValueError("a name holds no zero byte")
    return b"\x00".join(parts)


def signed_bytes(payload: bytes, origin: str, staff_number: str) -> bytes:
    """The COSE Sig_structure that a device signs: it binds the payload to one ledger and one person."""
    external_aad = join_names(EVIDENCE_DOMAIN, origin.encode(), staff_number.encode())
    return _SIGNED_PREFIX + encode(external_aad) + encode(payload)


def to_cose(payload: bytes, signature: bytes) -> bytes:
    """The COSE_Sign1 message (tag 18) rebuilt from its fixed template, for tools that know COSE."""
    return _COSE_PREFIX + encode(payload) + encode(signature)
