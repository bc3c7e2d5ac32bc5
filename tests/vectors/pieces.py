"""What the vectors are made of: keys, payloads, signatures and seals, the same at every making.

The ephemeral key of the sealing is an argument of `hpke_reference`; signatures are deterministic (RFC 6979).
"""

from dataclasses import replace
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services.crypto import signing
from services.trips import evidence
from services.trips.evidence import Payload
from tests.unit import hpke_reference

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def fixed(label: str, length: int = 32) -> bytes:
    """Bytes that are the same at every making."""
    return sha256(b"balgil vectors: " + label.encode()).digest()[:length]


ORIGIN = "balgil.example.go.kr/demo"
AUDIT_ID, AUDIT_SECRET = bytes.fromhex("a1b2c3d4"), fixed("audit")
AUDIT_PUBLIC = X25519PrivateKey.from_private_bytes(AUDIT_SECRET).public_key().public_bytes_raw()
DEVICE = ec.derive_private_key(int.from_bytes(fixed("device"), "big"), ec.SECP256R1())
DEVICE_PUBLIC = DEVICE.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
CONTEXT = b'{"zone":"Asia/Seoul","fixes":[[0,352279512,1286811344,8]],"page":"visible"}'

ORDINARY = Payload(
    nonce=fixed("nonce", 8),
    device=signing.device_id(DEVICE_PUBLIC),
    sequence=42,
    previous=fixed("previous", 16),
    trip=fixed("trip", 8),
    fixed_at_ms=1_793_000_000_123,
    phone_at_ms=1_793_000_002_456,
    lat_e7=352_279_512,
    lon_e7=1_286_811_344,
    accuracy_m=8,
    beacon_size=1_234_567,
    beacon_root=fixed("root", 8),
    context_hash=evidence.context_hash(CONTEXT),
)
SMALLEST = replace(
    ORDINARY,
    sequence=1,
    previous=evidence.FIRST_PREVIOUS,
    trip=None,
    fixed_at_ms=0,
    phone_at_ms=0,
    lat_e7=0,
    lon_e7=0,
    accuracy_m=0,
    beacon_size=0,
    beacon_root=bytes(8),
)
WIDEST = replace(
    ORDINARY,
    nonce=b"\xff" * 8,
    sequence=2**32 - 1,
    previous=b"\xff" * 16,
    trip=b"\xff" * 8,
    fixed_at_ms=253_370_764_799_999,
    phone_at_ms=253_370_764_799_999,
    lat_e7=-900_000_000,
    lon_e7=-1_800_000_000,
    accuracy_m=50_000_000,
    beacon_size=2**53 - 1,
    beacon_root=b"\xff" * 8,
)


def sign(payload_bytes: bytes, staff_number: str, origin: str = ORIGIN) -> tuple[bytes, bytes]:
    """The low-S and the high-S form of the deterministic signature."""
    message = signing.signed_bytes(payload_bytes, origin, staff_number)
    r, s = decode_dss_signature(DEVICE.sign(message, ec.ECDSA(SHA256(), deterministic_signing=True)))
    low, high = sorted((s, ORDER - s))
    return tuple(r.to_bytes(32, "big") + half.to_bytes(32, "big") for half in (low, high))


def seal(
    plaintext: bytes, label: str, purpose: str = "evidence", header: bytes = b"\x01" + AUDIT_ID
) -> bytes:
    info = b"\x00".join((purpose.encode(), ORIGIN.encode(), header))
    return header + hpke_reference.seal(AUDIT_PUBLIC, fixed("ephemeral " + label), info, plaintext)
