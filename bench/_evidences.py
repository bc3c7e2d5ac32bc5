"""Evidences for benchmarks: real ones, signed and sealed by a device made for the run."""

import random
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services.crypto import sealing, signing
from services.crypto.keyring import KeyRing, new_key
from services.trips.evidence import Payload, seal_evidence

ORIGIN = "bench.example.go.kr/ledger"
STAFF_NUMBER = "20240117"

AUDIT = new_key("audit", datetime(2026, 11, 20, tzinfo=UTC))
RING = KeyRing((AUDIT,))
AUDIT_PUBLIC = sealing.public_key(AUDIT.secret)
DEVICE = ec.generate_private_key(ec.SECP256R1())
DEVICE_PUBLIC = DEVICE.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
DEVICE_ID = signing.device_id(DEVICE_PUBLIC)


def draw_payload(source: random.Random) -> Payload:
    """A payload as phones in Korea make them in the coming years."""
    at_ms = 1_790_000_000_000 + source.randrange(10**11)
    return Payload(
        nonce=source.randbytes(8),
        device=DEVICE_ID,
        sequence=source.randint(1, 5_000),
        previous=source.randbytes(16),
        trip=source.choice((None, source.randbytes(8))),
        fixed_at_ms=at_ms - source.randint(0, 5_000),
        phone_at_ms=at_ms,
        lat_e7=source.randint(331_000_000, 386_000_000),
        lon_e7=source.randint(1_246_000_000, 1_318_700_000),
        accuracy_m=source.randint(3, 500),
        beacon_size=source.randint(1, 10**8),
        beacon_root=source.randbytes(8),
        context_hash=source.randbytes(16),
    )


def widest_payload(source: random.Random) -> Payload:
    """Every field at its full width."""
    return Payload(
        nonce=source.randbytes(8),
        device=DEVICE_ID,
        sequence=2**32 - 1,
        previous=source.randbytes(16),
        trip=source.randbytes(8),
        fixed_at_ms=253_370_764_799_999,
        phone_at_ms=253_370_764_799_999,
        lat_e7=-900_000_000,
        lon_e7=-1_800_000_000,
        accuracy_m=50_000_000,
        beacon_size=2**53 - 1,
        beacon_root=source.randbytes(8),
        context_hash=source.randbytes(16),
    )


def seal(payload: Payload) -> bytes:
    return seal_evidence((AUDIT.id, AUDIT_PUBLIC), ORIGIN, STAFF_NUMBER, DEVICE, payload)
