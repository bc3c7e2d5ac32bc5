"""Checkpoints: tree heads as signed notes that anybody's tools can read.

Invariants
- One Ed25519 key signs twice: as the log (type 0x01, over the note's text) and, with a time, as its own
  cosigner (type 0x04). The two messages cannot be confused: the second begins with a line of its own, which
  no origin may be.
- A note is taken only where a known key's signature verifies, and refused where one fails.

Source: C2SP signed-note, tlog-checkpoint, tlog-cosignature (Ed25519); RFC 8032.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from services.crypto.merkle import HASH_BYTES
from services.errors import Invalid, Malformed

LOG_SIGNATURE: Final = 0x01
COSIGNATURE: Final = 0x04
MAX_NOTE_BYTES: Final = 1 << 20
MAX_SIGNATURES: Final = 100

_COSIGNED: Final = "cosignature/v1"
_KEY_ID_BYTES, _TIME_BYTES, _KEY_BYTES = 4, 8, 32
_MAX_SIZE = _MAX_TIME = (1 << 63) - 1
_NAME = re.compile(r"[^\s+]+")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
# A note is text: of the control characters it holds only the line feed.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NoteRejected(Invalid):
    """No known key signed the note (`note_unsigned`), or a known key's signature fails (`note_signature`)."""

    code = "note_unsigned"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: its name, the number of its leaves, the root over them (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def body(self) -> bytes:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{_to_base64(self.root)}\n".encode()


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key by the name of its owner, for one type of signature."""

    name: str
    type: int
    public_key: bytes

    @property
    def id(self) -> bytes:
        material = self.name.encode() + b"\n" + bytes((self.type,)) + self.public_key
        return hashlib.sha256(material).digest()[:_KEY_ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_to_base64(bytes((self.type,)) + self.public_key)}"


class NoteSignature(NamedTuple):
    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    body: bytes
    signatures: tuple[NoteSignature, ...]


@dataclass(frozen=True, slots=True)
class OpenedCheckpoint:
    """A checkpoint whose signatures by known keys have verified; times in seconds since 1970."""

    checkpoint: Checkpoint
    signed_by: tuple[VerifierKey, ...]
    cosigned_at: Mapping[VerifierKey, int]


def check_origin(origin: str) -> str:
    """The origin, fit to be a line of a checkpoint and a key's name; raises ValueError."""
    if not _NAME.fullmatch(origin) or _CONTROL.search(origin) or origin == _COSIGNED:
        raise ValueError("a ledger origin has no spaces and no plus sign")
    return origin


def verifier_keys(name: str, signer: Ed25519PrivateKey) -> tuple[VerifierKey, VerifierKey]:
    """The public halves under which a log's two signatures verify."""
    public = signer.public_key().public_bytes_raw()
    return VerifierKey(name, LOG_SIGNATURE, public), VerifierKey(name, COSIGNATURE, public)


def parse_verifier_key(text: str) -> VerifierKey:
    """The key of its text form, `name+id+base64`; raises Malformed (`verifier_key`)."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    try:
        raw = _from_base64(encoded)
    except Malformed:
        raise Malformed("verifier_key") from None
    if len(raw) != 1 + _KEY_BYTES or raw[0] not in (LOG_SIGNATURE, COSIGNATURE):
        raise Malformed("verifier_key")
    key = VerifierKey(name, raw[0], raw[1:])
    if not _NAME.fullmatch(name) or key.id.hex() != key_id:
        raise Malformed("verifier_key")
    return key


def sign_checkpoint(checkpoint: Checkpoint, signer: Ed25519PrivateKey, at: int) -> bytes:
    """The note of a log's head: signed by the log, and cosigned by it at `at` (seconds since 1970).

    Only for a head that is durable, and that continues every head signed before.
    """
    body = checkpoint.body()
    log_key, cosigner = verifier_keys(checkpoint.origin, signer)
    timestamped = at.to_bytes(_TIME_BYTES) + signer.sign(_cosigned_message(body, at))
    return b"\n".join(
        (body, _signature_line(log_key, signer.sign(body)) + _signature_line(cosigner, timestamped))
    )


def parse_note(data: bytes) -> Note:
    """The parts of a signed note; nothing is verified. Raises Malformed (`note_malformed`)."""
    if len(data) > MAX_NOTE_BYTES:
        raise Malformed("note_malformed")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Malformed("note_malformed") from None
    body, gap, signatures = text.rpartition("\n\n")
    lines = signatures.split("\n")
    if not gap or not body or _CONTROL.search(text) or lines.pop() or not 1 <= len(lines) <= MAX_SIGNATURES:
        raise Malformed("note_malformed")
    return Note(f"{body}\n".encode(), tuple(_parse_signature(line) for line in lines))


def parse_checkpoint(body: bytes) -> Checkpoint:
    """The checkpoint of a note's text; extension lines are let by. Raises Malformed."""
    lines = body.decode().split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise Malformed("checkpoint_malformed")
    origin, size, root = lines[:3]
    if not _NUMBER.fullmatch(size) or int(size) > _MAX_SIZE:
        raise Malformed("checkpoint_malformed")
    try:
        checkpoint = Checkpoint(origin, int(size), _from_base64(root))
    except Malformed:
        raise Malformed("checkpoint_malformed") from None
    if len(checkpoint.root) != HASH_BYTES:
        raise Malformed("checkpoint_malformed")
    return checkpoint


def open_checkpoint(data: bytes, keys: Iterable[VerifierKey]) -> OpenedCheckpoint:
    """Verifies a signed checkpoint against the keys that the caller trusts.

    Not checked: the origin against the one that is expected, consistency with any other head, the clock.

    Raises: Malformed (`note_malformed`, `checkpoint_malformed`); NoteRejected.
    """
    note = parse_note(data)
    known = {(key.name, key.id): key for key in keys}
    signed: dict[VerifierKey, int | None] = {}
    # Lines of unknown keys are ignored; of the lines of one key, the first decides.
    for name, key_id, signature in note.signatures:
        key = known.get((name, key_id))
        if key and key not in signed:
            signed[key] = _verify_signature(key, note.body, signature)
    if not signed:
        raise NoteRejected
    cosigned = {key: at for key, at in signed.items() if at is not None}
    return OpenedCheckpoint(parse_checkpoint(note.body), tuple(signed), cosigned)


def _verify_signature(key: VerifierKey, body: bytes, signature: bytes) -> int | None:
    """The time of a cosignature, None for a signature without one; raises NoteRejected."""
    at = None
    if key.type == COSIGNATURE:
        at, signature = int.from_bytes(signature[:_TIME_BYTES]), signature[_TIME_BYTES:]
        if at > _MAX_TIME:
            raise NoteRejected("note_signature")
        body = _cosigned_message(body, at)
    try:
        Ed25519PublicKey.from_public_bytes(key.public_key).verify(signature, body)
    except InvalidSignature:
        raise NoteRejected("note_signature") from None
    return at


def _cosigned_message(body: bytes, at: int) -> bytes:
    return f"{_COSIGNED}\ntime {at}\n".encode() + body


def _signature_line(key: VerifierKey, signature: bytes) -> bytes:
    return f"— {key.name} {_to_base64(key.id + signature)}\n".encode()


def _parse_signature(line: str) -> NoteSignature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    if dash != "—" or not _NAME.fullmatch(name):
        raise Malformed("note_malformed")
    raw = _from_base64(encoded)
    if len(raw) <= _KEY_ID_BYTES:
        raise Malformed("note_malformed")
    return NoteSignature(name, raw[:_KEY_ID_BYTES], raw[_KEY_ID_BYTES:])


def _to_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _from_base64(text: str) -> bytes:
    """The bytes of exactly this text: no second spelling, no ignored characters."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("note_malformed") from None
    if _to_base64(data) != text:
        raise Malformed("note_malformed")
    return data
