"""Phones that do not exist: they keep a key and a chain, and make evidences as real ones do."""

import json
import math
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from services.clock import to_millis
from services.crypto import sealing, signing
from services.trips import (
    Payload,
    Point,
    Upload,
    context_hash,
    encode_payload,
    evidence_id,
    seal_evidence,
    to_qr_text,
)

EARTH_M_PER_DEGREE = 111_320


@dataclass(frozen=True)
class Beacon:
    size: int
    root: bytes


@dataclass(frozen=True)
class Vault:
    """What phones are given: the audit key's id and public part, and the ledger's name."""

    audit_key: tuple[bytes, bytes]
    origin: str


@dataclass
class Phone:
    """One phone of one person."""

    staff_id: int
    staff_number: str
    chance: random.Random
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    sequence: int = 0
    previous: bytes = bytes(16)
    clock_error: timedelta = timedelta(0)

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )

    def capture(
        self, vault: Vault, beacon: Beacon, trip: bytes | None, at: datetime, fix: tuple[Point, int]
    ) -> Upload:
        """One tap: the point and the accuracy in metres are what the phone believes."""
        point, accuracy_m = fix
        phone_at = at + self.clock_error
        context = self._context(phone_at, point, accuracy_m)
        self.sequence += 1
        payload = Payload(
            nonce=self.chance.randbytes(8),
            device=signing.device_id(self.public_key),
            sequence=self.sequence,
            previous=self.previous,
            trip=trip,
            fixed_at_ms=to_millis(phone_at) - 900,
            phone_at_ms=to_millis(phone_at),
            lat_e7=point.lat_e7,
            lon_e7=point.lon_e7,
            accuracy_m=accuracy_m,
            beacon_size=beacon.size,
            beacon_root=beacon.root,
            context_hash=context_hash(context),
        )
        self.previous = evidence_id(encode_payload(payload))
        frame = seal_evidence(vault.audit_key, vault.origin, self.staff_number, self.key, payload)
        key_id, public_key = vault.audit_key
        sealed = sealing.seal(public_key, key_id, "context", vault.origin, context)
        return Upload(to_qr_text(frame), sealed, self.staff_number)

    def _context(self, phone_at: datetime, point: Point, accuracy_m: int) -> bytes:
        """A few fixes that close in on the point, as `services.trips.signals` reads them."""
        fixes = [
            {
                "at": to_millis(phone_at) - 900 * (3 - step),
                "lat": point.lat + self.chance.gauss(0, 2e-6) * (3 - step),
                "lon": point.lon + self.chance.gauss(0, 2e-6) * (3 - step),
                "accuracy": accuracy_m + 6 * (3 - step),
            }
            for step in range(1, 4)
        ]
        return json.dumps(
            {
                "v": 1,
                "fixes": fixes,
                "started_at": to_millis(phone_at) - 3_000,
                "wall_ms": 3_000,
                "monotonic_ms": 3_001,
                "zone_offset_min": -540,
                "visible": True,
                "automation": False,
            },
            separators=(",", ":"),
        ).encode()


def near(point: Point, metres: float, chance: random.Random) -> Point:
    """A point that many metres away in some direction."""
    angle = chance.uniform(0, 2 * math.pi)
    north = metres * math.cos(angle) / EARTH_M_PER_DEGREE
    east = metres * math.sin(angle) / (EARTH_M_PER_DEGREE * math.cos(math.radians(point.lat)))
    return Point.from_degrees(point.lat + north, point.lon + east)
