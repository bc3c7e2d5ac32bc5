"""The device that signed, as the ledger has it: the third step of every verdict.

Key, person and second signature come from the leaf of the enrolment, never from the table of devices.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.audit.proven import Proven, find_first
from services.audit.verdict import Check, Fact, Result, Subject, is_demo
from services.clock import to_millis
from services.crypto import signing
from services.errors import BadSignature, Malformed, NotFound
from services.ledger import Record, State
from services.people import Enrolment, ProofKind, SecondKind, verify_enrolment


@dataclass(frozen=True, slots=True)
class EnrolledDevice:
    """A key with the person that the ledger enrolled it to, and the leaves about it."""

    staff_id: int
    enrolment: Enrolment
    enrolled: Proven
    retired: Proven | None
    revoked: Proven | None


def find_enrolled(
    device_id: bytes,
    records: Sequence[Proven],
    second_keys: Mapping[str, bytes],
    origin: str,
    *,
    is_waiting: bool,
) -> EnrolledDevice | Check:
    """The enrolled device, or the check that ends the verdict.

    `records` are all about the device; `second_keys` the keys of confirming devices, by their id in
    hexadecimal; `is_waiting` whether its enrolment still lacks the second signature.
    """
    enrolled = find_first(records, "device_enrolled")
    # 1. The ledger has an enrolment, whole.
    if enrolled is None:
        if is_waiting:
            return Check(Subject.DEVICE, Result.CANNOT_VERIFY, "device_pending")
        return Check(Subject.DEVICE, Result.FAIL, "unknown_device")
    if enrolled.state is State.ALTERED:
        return Check(Subject.DEVICE, Result.FAIL, "enrolment_altered")
    if enrolled.state is State.PURGED:
        return Check(Subject.DEVICE, Result.CANNOT_VERIFY, "enrolment_destroyed", purge_facts(enrolled))
    # 2. Passkey, device and second signature stand behind it.
    enrolment = _verify(enrolled, second_keys, origin)
    staff_id = _staff_id(enrolled.record)
    if enrolment is None or staff_id is None or signing.device_id(enrolment.public_key) != device_id:
        return Check(Subject.DEVICE, Result.FAIL, "enrolment_invalid")
    retired = find_first(records, "device_retired")
    return EnrolledDevice(staff_id, enrolment, enrolled, retired, find_first(records, "device_revoked"))


def second_device(record: Record) -> bytes | None:
    """The device that confirmed an enrolment, where it was one; of a blob that nobody has proven yet."""
    try:
        match record.facts:
            case {"second": SecondKind.DEVICE.value, "second_id": str(device_id)}:
                return bytes.fromhex(device_id)
    except (Malformed, NotFound, ValueError):
        return None
    return None


def enrolled_key(record: Proven) -> bytes:
    """The key of an enrolment, empty where it may not be believed."""
    key = record.facts.get("key") if record.is_believable else None
    return key if isinstance(key, bytes) else b""


def purge_facts(record: Proven) -> dict[str, Fact]:
    """By which rule, and when, a record was destroyed."""
    purge = record.proof.purge
    return {"rule": purge.rule, "destroyed_at_ms": to_millis(purge.at)} if purge else {}


def _verify(enrolled: Proven, second_keys: Mapping[str, bytes], origin: str) -> Enrolment | None:
    """Not checked: whether the confirming device had not been ended by then; people's own rules see to it."""
    second = second_device(enrolled.record)
    second_key = second_keys.get(second.hex()) if second else None
    # After a recovery, devices stay enrolled under the origin of the log that their leaf stands in.
    head = enrolled.proof.head
    enrolment = _verify_blob(enrolled.record, head.origin if head else origin, second_key)
    if enrolment and ProofKind.DEMO in (enrolment.proof, enrolment.second) and not is_demo(origin):
        return None
    return enrolment


@dataclass(frozen=True, eq=False, slots=True)
class _Hashed:
    """A record that is told from others by its entry, which commits to all of it."""

    record: Record

    def __hash__(self) -> int:
        return hash(self.record.entry)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashed) and other.record.entry == self.record.entry


def _verify_blob(record: Record, origin: str, second_key: bytes | None) -> Enrolment | None:
    return _verify_once(_Hashed(record), origin, second_key)


# Up to four signatures stand behind an enrolment, and the same devices come again and again.
@lru_cache(maxsize=1024)
def _verify_once(hashed: _Hashed, origin: str, second_key: bytes | None) -> Enrolment | None:
    try:
        return verify_enrolment(hashed.record.facts, origin, second_key)
    except (BadSignature, Malformed):
        return None


def _staff_id(record: Record) -> int | None:
    return next(
        (
            int(value)
            for kind, value in record.subjects
            if kind == "staff" and isinstance(value, str) and value.isdecimal()
        ),
        None,
    )
