"""The evidence of a tap: what the QR holds is what the phone uploads, what is stored, and what is printed.

Invariants
- One payload has one encoding, and its id is a hash of that encoding alone. Signatures and texts are
  malleable; nothing is ever identified by them.
- A payload that `decode_payload` or `open_frame` returns is well formed and nothing more: no field of it is
  to be shown or logged before `verify_opened` has returned.

Source: docs/evidence-format.md, whose numbered sections the comments name.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from hashlib import sha256
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from services.crypto import base45, base64url, canonical, sealing, signing
from services.crypto.keyring import KeyRing
from services.errors import CannotOpen, Malformed, UnknownKey

FORMAT: Final = 1
MAX_FRAME_BYTES: Final = 512
MAX_CONTEXT_BYTES: Final = 4096
ID_BYTES: Final = 16
FIRST_PREVIOUS: Final = bytes(ID_BYTES)
QR_PREFIX: Final = "BG1:"
EXPORT_PREFIX: Final = "bg1."

# Instants end with the year 9998, so that every zone's wall clock can still show them.
_MAX_INSTANT_MS = 253_370_764_799_999
_MAX_TEXT = len(QR_PREFIX) + MAX_FRAME_BYTES * 3 // 2
_OTHER_VERSION = re.compile(r"BG[0-9]+:|bg[0-9]+\.")


@dataclass(frozen=True)
class Payload:
    """What a device signs; the order of the fields is the order of the encoding (section 2)."""

    nonce: bytes
    device: bytes
    sequence: int
    previous: bytes
    trip: bytes | None
    fixed_at_ms: int
    phone_at_ms: int
    lat_e7: int
    lon_e7: int
    accuracy_m: int
    beacon_size: int
    beacon_root: bytes
    context_hash: bytes


@dataclass(frozen=True)
class Opened:
    """The content of a frame, with nothing of it proven but its form."""

    payload_bytes: bytes
    signature: bytes
    payload: Payload

    @property
    def id(self) -> bytes:
        return evidence_id(self.payload_bytes)


# A byte string by its length, an integer by its smallest and its largest value.
_FIELDS: Final[dict[str, int | tuple[int, int]]] = {
    "nonce": 8,
    "device": signing.DEVICE_ID_BYTES,
    "sequence": (1, 2**32 - 1),
    "previous": ID_BYTES,
    "trip": 8,
    "fixed_at_ms": (0, _MAX_INSTANT_MS),
    "phone_at_ms": (0, _MAX_INSTANT_MS),
    "lat_e7": (-900_000_000, 900_000_000),
    "lon_e7": (-1_800_000_000, 1_800_000_000),
    "accuracy_m": (0, 50_000_000),
    "beacon_size": (0, 2**53 - 1),
    "beacon_root": 8,
    "context_hash": ID_BYTES,
}
_RULES = tuple(_FIELDS.items())
_BEACON = slice(list(_FIELDS).index("beacon_size"), list(_FIELDS).index("beacon_root") + 1)
_NO_ROOT = bytes(8)


def encode_payload(payload: Payload) -> bytes:
    """The one encoding of a payload; raises Malformed as `decode_payload` does."""
    values = astuple(payload)
    _check_fields(values)
    return canonical.encode((FORMAT, *values))


def decode_payload(data: bytes) -> Payload:
    """The payload of exactly these bytes.

    Raises: Malformed with the codes `cbor_*` of `canonical.decode`, `payload_shape` or `payload_<field>`;
    UnknownKey with the code `unknown_version` for another format number.
    """
    # 1. The bytes are one canonical array that begins with our format number.
    items = canonical.decode(data, max_bytes=MAX_FRAME_BYTES)
    if not isinstance(items, list) or not items or type(items[0]) is not int:
        raise Malformed("payload_shape")
    if items[0] != FORMAT:
        raise UnknownKey("unknown_version")
    # 2. Each position holds its type, within its range.
    values = items[1:]
    if len(values) != len(_RULES):
        raise Malformed("payload_shape")
    _check_fields(values)
    # 3. Belt and braces to the strict decoder: the same bytes come out again.
    if canonical.encode(items) != data:
        raise Malformed("cbor_not_canonical")
    return Payload(*values)  # type: ignore[arg-type]


def _check_fields(values: Sequence[Any]) -> None:
    for (name, rule), value in zip(_RULES, values, strict=True):
        if isinstance(rule, int):
            fits = type(value) is bytes and len(value) == rule
        else:
            fits = type(value) is int and rule[0] <= value <= rule[1]
        if not fits and not (name == "trip" and value is None):
            raise Malformed(f"payload_{name}")
    beacon_size, beacon_root = values[_BEACON]
    if beacon_size == 0 and beacon_root != _NO_ROOT:  # no beacon known: one spelling of it
        raise Malformed("payload_beacon_root")


def evidence_id(payload_bytes: bytes) -> bytes:
    """The first 16 bytes of SHA-256 of the payload (section 3)."""
    return sha256(payload_bytes).digest()[:ID_BYTES]


def context_hash(context: bytes) -> bytes:
    """What a payload holds of its capture context: the first 16 bytes of SHA-256 of the plain bytes."""
    return sha256(context).digest()[:ID_BYTES]


def seal_evidence(
    audit_key: tuple[bytes, bytes],
    origin: str,
    staff_number: str,
    private_key: EllipticCurvePrivateKey,
    payload: Payload,
) -> bytes:
    """A frame as a phone makes it: for simulators, the demonstration and benchmarks.

    `audit_key` is the pair of key id and public key that phones are given.
    """
    payload_bytes = encode_payload(payload)
    signature = signing.sign(private_key, signing.signed_bytes(payload_bytes, origin, staff_number))
    key_id, public_key = audit_key
    return sealing.seal(public_key, key_id, "evidence", origin, signature + payload_bytes)


def open_frame(keys: KeyRing, origin: str, frame: bytes) -> Opened:
    """The signature and the payload of a frame (section 5).

    Not checked: the signature. Nothing of the payload may be shown before `verify_opened`.
    Raises: Malformed (`frame_too_long`, `frame_truncated`, `signature_truncated` and those of
    `decode_payload`), UnknownKey (`unknown_version`, `unknown_key`), CannotOpen.
    """
    if len(frame) > MAX_FRAME_BYTES:
        raise Malformed("frame_too_long")
    plaintext = sealing.open_sealed(keys, "evidence", origin, frame)
    signature, payload_bytes = plaintext[: signing.SIGNATURE_BYTES], plaintext[signing.SIGNATURE_BYTES :]
    if not payload_bytes:
        raise Malformed("signature_truncated")
    return Opened(payload_bytes, signature, decode_payload(payload_bytes))


def open_for_any(keys: KeyRing, origins: Sequence[str], frame: bytes) -> tuple[str, Opened]:
    """Which of our ledgers the frame was sealed for, and what is in it: a recovery gives a ledger a new name,
    and what phones had sealed for an older one is no less genuine.

    Raises: as `open_frame`.
    """
    for origin in origins:
        with suppress(CannotOpen):
            return origin, open_frame(keys, origin, frame)
    raise CannotOpen


def verify_opened(opened: Opened, public_key: bytes, origin: str, staff_number: str) -> Payload:
    """The payload, once it is proven that this key signed it for this ledger and this person (section 4).

    Not checked: that the key was enrolled to the person, when, and whether it was revoked since.
    Raises: BadSignature; Malformed with the code `device_mismatch` for another device's key.
    """
    # 1. The payload names this very key.
    if opened.payload.device != signing.device_id(public_key):
        raise Malformed("device_mismatch")
    # 2. The key signed these bytes for this ledger and this person.
    message = signing.signed_bytes(opened.payload_bytes, origin, staff_number)
    signing.verify_signature(public_key, message, opened.signature)
    return opened.payload


def open_context(keys: KeyRing, origin: str, frame: bytes, expected_hash: bytes) -> bytes:
    """The plain bytes of a capture context that the payload committed to (section 7).

    Not checked: that the bytes are JSON, and that what they say is true.
    Raises: Malformed (`context_too_long`, `context_mismatch`, `frame_truncated`), UnknownKey, CannotOpen.
    """
    if len(frame) > MAX_CONTEXT_BYTES + sealing.OVERHEAD_BYTES:
        raise Malformed("context_too_long")
    context = sealing.open_sealed(keys, "context", origin, frame)
    if context_hash(context) != expected_hash:
        raise Malformed("context_mismatch")
    return context


def to_qr_text(frame: bytes) -> str:
    """The text of the symbol, all in the alphanumeric alphabet of QR codes (section 6)."""
    return QR_PREFIX + base45.encode(frame)


def to_export_text(frame: bytes) -> str:
    """The text for copying: base45 has double spaces, which editors eat (section 6)."""
    return EXPORT_PREFIX + base64url.encode(frame)


def parse_text(text: str) -> bytes:
    """The frame of either text form; space around a pasted text is the caller's to strip.

    Raises: Malformed (`text_prefix`, `text_too_long`, `text_character`, `text_length`, `text_value`,
    `frame_too_long`, `frame_truncated`), UnknownKey (`unknown_version`).
    """
    # 1. The text is ours, of this version, and of a size that we make.
    if len(text) > _MAX_TEXT:
        raise Malformed("text_too_long")
    # 2. It is the one text of its bytes.
    if text.startswith(QR_PREFIX):
        frame = base45.decode(text[len(QR_PREFIX) :])
    elif text.startswith(EXPORT_PREFIX):
        frame = base64url.decode(text[len(EXPORT_PREFIX) :])
    elif _OTHER_VERSION.match(text):
        raise UnknownKey("unknown_version")
    else:
        raise Malformed("text_prefix")
    # 3. The bytes have a frame's header and length.
    if len(frame) > MAX_FRAME_BYTES:
        raise Malformed("frame_too_long")
    sealing.frame_key_id(frame)
    return frame
