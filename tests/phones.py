"""Simulated phones: they sign, seal and count as a real one does."""

import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services import people
from services.clock import to_millis
from services.crypto import base64url, sealing, signing
from services.db import Database
from services.keys import WebKeys
from services.ledger import Appender
from services.trips import (
    Payload,
    Point,
    context_hash,
    encode_payload,
    evidence_id,
    seal_evidence,
    to_export_text,
    to_qr_text,
)
from tests.cast import Member

GEOCHANG = Point(356869000, 1279095000)


@dataclass(frozen=True)
class Tap:
    """One capture as the phone's queue keeps it."""

    payload: Payload
    frame: bytes
    sealed_context: bytes

    @property
    def id(self) -> bytes:
        return evidence_id(encode_payload(self.payload))

    @property
    def text(self) -> str:
        return to_qr_text(self.frame)

    def body(self, owner: str, *, context: bool = True, export: bool = False) -> dict[str, str]:
        """What the phone posts."""
        text = to_export_text(self.frame) if export else self.text
        body = {"text": text, "owner": owner}
        return body | {"context": base64url.encode(self.sealed_context)} if context else body


@dataclass
class Phone:
    """A device key, its chain and its count. `audit` is the pair of key id and public key it seals to."""

    owner: Member
    audit: tuple[bytes, bytes]
    origin: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    sequence: int = 0
    previous: bytes = bytes(16)

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def device_id(self) -> bytes:
        return signing.device_id(self.public_key)

    def tap(
        self,
        at: datetime,
        point: Point = GEOCHANG,
        *,
        trip: bytes | None = None,
        accuracy_m: int = 8,
        beacon: tuple[int, bytes] = (0, bytes(8)),
    ) -> Tap:
        """Captures, counts, and remembers what the next one follows."""
        context = json.dumps({"visible": True, "nonce": secrets.token_hex(4)}).encode()
        payload = Payload(
            nonce=secrets.token_bytes(8),
            device=self.device_id,
            sequence=self.sequence + 1,
            previous=self.previous,
            trip=trip,
            fixed_at_ms=to_millis(at - timedelta(seconds=2)),
            phone_at_ms=to_millis(at),
            lat_e7=point.lat_e7,
            lon_e7=point.lon_e7,
            accuracy_m=accuracy_m,
            beacon_size=beacon[0],
            beacon_root=beacon[1],
            context_hash=context_hash(context),
        )
        tap = self.seal(payload, context)
        self.sequence, self.previous = payload.sequence, tap.id
        return tap

    def seal(self, payload: Payload, context: bytes) -> Tap:
        frame = seal_evidence(self.audit, self.origin, self.owner.number, self.key, payload)
        key_id, public_key = self.audit
        return Tap(payload, frame, sealing.seal(public_key, key_id, "context", self.origin, context))

    def copy(self) -> "Phone":
        """The same key and chain a second time: a phone restored from a backup."""
        return replace(self)


def make_phone(
    database: Database, ledger: Appender, keys: WebKeys, owner: Member, origin: str, now: datetime
) -> Phone:
    """A new phone, enrolled and active: only a demonstration's ledger lets it in without a passkey."""
    phone = Phone(owner, keys.audit_public(), origin)
    with database.writing() as session:
        people.enrol_demo_devices(
            session, ledger, [(owner.staff_id, phone.public_key)], origin=origin, label="시험폰", now=now
        )
    return phone
