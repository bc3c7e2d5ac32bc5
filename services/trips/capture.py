"""Takes what a phone sends: opens it, proves whose it is, keeps it and gives it a place in the ledger.

Invariants
- The acknowledgement is given after the commit only; the same evidence again gets the same answer.
- The first valid text of an id stays. Another sealing of the same payload changes nothing.
- Who is not the signer learns nothing: unknown, foreign and forged get one answer, whether the id exists
  or not, so that a photographed code is no oracle.
- A verified capture is never refused for a business reason: order, gaps, trips, distances are judged later,
  and a consent that was withdrawn meanwhile leads to its destruction (`services.trips.destruction`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Table, bindparam, insert, or_, select, update
from sqlalchemy.orm import Session

from services import people
from services.crypto import canonical
from services.crypto.keyring import KeyRing
from services.errors import BadSignature, Conflict, Forbidden, Malformed, NotFound, NotYet
from services.ledger import Appender, Subject
from services.texts import N_
from services.trips.evidence import Opened, open_context, open_for_any, parse_text, verify_opened
from services.trips.models import Companion, Evidence, Trip

PHONE, PAPER = "phone", "paper"
KINDS = {PHONE: "evidence", PAPER: "evidence_restored"}

_TABLE: Table = Evidence.metadata.tables[Evidence.__tablename__]
_KNOWN = select(_TABLE.c.received_at, _TABLE.c.context.is_(None)).where(_TABLE.c.id == bindparam("evidence"))
_GOES_ALONG = select(Companion.trip_id).where(
    Companion.trip_id == Trip.id, Companion.staff_id == bindparam("signer")
)
# The trip that the payload names, if it is one of the signer's: found by the very statement that inserts.
_OWN_TRIP = (
    select(Trip.id)
    .where(
        Trip.id == bindparam("trip"),
        Trip.cancelled_at.is_(None),
        or_(Trip.owner_id == bindparam("signer"), _GOES_ALONG.exists()),
    )
    .scalar_subquery()
)
# Statements are made once: making one costs more than the database needs for it.
_INSERT = insert(_TABLE)
_INSERT_ON_TRIP = insert(_TABLE).values(trip_id=_OWN_TRIP)


@dataclass(frozen=True)
class Signer:
    """Who a request says the evidence is of, as its session proves it."""

    staff_id: int
    staff_number: str


@dataclass(frozen=True)
class Receipt:
    id: bytes
    received_at: datetime
    is_first: bool


@dataclass(frozen=True)
class Keys:
    """What opening needs: the audit keys, the ledger's name and those that it had before recoveries."""

    audit: KeyRing
    origin: str
    earlier: tuple[str, ...] = ()

    @property
    def origins(self) -> tuple[str, ...]:
        return self.origin, *self.earlier


@dataclass(frozen=True)
class Upload:
    """What a phone sends: a text in either form, and the sealed context, which may also come later, once.

    `owner` is the staff number that the phone's queue keeps the entry for.
    """

    text: str
    context: bytes | None
    owner: str


@dataclass(frozen=True)
class OpenedUpload:
    """What was in an upload for the ledger `origin`, with nothing of it proven but its form."""

    signer: Signer
    origin: str
    opened: Opened
    frame: bytes
    context: bytes | None


@dataclass(frozen=True)
class Arrival:
    """An evidence whose signature has been verified, and how it came. `facts` go into its leaf."""

    staff_id: int
    opened: Opened
    frame: bytes
    context: bytes | None = None
    source: str = PHONE
    facts: Mapping[str, canonical.Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """What the signer may know of an own evidence."""

    id: bytes
    received_at: datetime
    record_id: int
    has_context: bool
    destroyed_at: datetime | None


def open_upload(keys: Keys, signer: Signer, upload: Upload) -> OpenedUpload:
    """The steps that need no database: no writer waits for them.

    Not checked: the signature. Nothing of the payload may be shown before `verify_upload` has returned.
    Raises: Conflict `other_person` when the queue belongs to somebody else than the session;
    Malformed, UnknownKey, CannotOpen of `services.trips.evidence`.
    """
    # 1. The queue's owner and the session are one person.
    if upload.owner != signer.staff_number:
        raise Conflict("other_person", N_("다른 사람이 찍은 증빙이에요. 그 사람이 로그인하면 보내요."))
    # 2. The text is well formed and opens with a key of ours.
    frame = parse_text(upload.text)
    origin, opened = open_for_any(keys.audit, keys.origins, frame)
    # 3. The context, if it came along, is the one the payload commits to.
    if upload.context is not None:
        open_context(keys.audit, origin, upload.context, opened.payload.context_hash)
    return OpenedUpload(signer, origin, opened, frame, upload.context)


def verify_upload(session: Session, origin: str, upload: OpenedUpload) -> Arrival:
    """An evidence of the signer, proven: reads one row, and needs no writer's turn.

    Raises: Forbidden `not_yours` for whatever the signer's devices did not sign; NotYet `device_pending`
    until the device has its second signature.
    """
    # 4. A device of the signer signed it for this ledger.
    _verify_signer(session, origin, upload.signer, upload.opened)
    return Arrival(upload.signer.staff_id, upload.opened, upload.frame, upload.context)


def receive_first(session: Session, ledger: Appender, arrival: Arrival, now: datetime) -> Receipt:
    """The short way for an evidence that most likely was never sent before: nobody looks whether it was.

    If it was, the transaction fails on the key, and `receive_again` is to be run instead (`Database.write`).
    """
    keep_evidence(session, ledger, arrival, now)
    return Receipt(arrival.opened.id, now, is_first=True)


def receive_again(session: Session, ledger: Appender, arrival: Arrival, now: datetime) -> Receipt:
    """Keeps an evidence, unless it is there: then the first answer, and a context that the first lacked."""
    # 5. The first one is kept; every other gets the first one's answer.
    evidence_id = arrival.opened.id
    known = session.connection().execute(_KNOWN, {"evidence": evidence_id}).one_or_none()
    if known is None:
        return receive_first(session, ledger, arrival, now)
    received_at, lacks_context = known
    if arrival.context is not None and lacks_context:
        _add_context(session, evidence_id, arrival.context)
    return Receipt(evidence_id, received_at, is_first=False)


def receive_evidence(
    session: Session, ledger: Appender, origin: str, upload: OpenedUpload, now: datetime
) -> Receipt:
    """Steps 4 and 5 in one transaction; raises as `verify_upload`."""
    return receive_again(session, ledger, verify_upload(session, origin, upload), now)


def keep_evidence(session: Session, ledger: Appender, arrival: Arrival, now: datetime) -> None:
    """Writes the leaf and the row of an evidence that is not there yet."""
    opened, payload = arrival.opened, arrival.opened.payload
    subjects: list[Subject] = [("evidence", opened.id), ("device", payload.device)]
    committed = {
        "frame_sha256": sha256(arrival.frame).digest(),
        "sequence": payload.sequence,
        "previous": payload.previous,
        **arrival.facts,
    }
    record = ledger.append(session, KINDS[arrival.source], subjects, committed, now)
    row = {
        "id": opened.id,
        "staff_id": arrival.staff_id,
        "device_id": payload.device,
        "sequence": payload.sequence,
        "previous": payload.previous,
        "received_at": now,
        "source": arrival.source,
        "frame": arrival.frame,
        "context": arrival.context,
        "record_id": record.id,
    }
    if payload.trip is None:
        session.connection().execute(_INSERT, row)
    else:
        session.connection().execute(
            _INSERT_ON_TRIP, row | {"trip": payload.trip, "signer": arrival.staff_id}
        )


def get_kept(session: Session, evidence_id: bytes, staff_id: int) -> Kept:
    """What is kept of an own evidence; raises one and the same NotFound for everything else."""
    row = session.execute(
        select(
            Evidence.id,
            Evidence.received_at,
            Evidence.record_id,
            Evidence.context.is_not(None),
            Evidence.destroyed_at,
        ).where(Evidence.id == evidence_id, Evidence.staff_id == staff_id)
    ).one_or_none()
    if row is None:
        raise evidence_not_found()
    return Kept(*row)


def evidence_not_found() -> NotFound:
    return NotFound("evidence_not_found", N_("그런 증빙이 없어요."))


def _verify_signer(session: Session, origin: str, signer: Signer, opened: Opened) -> None:
    device = people.find_device(session, opened.payload.device)
    refusal = Forbidden(
        "not_yours",
        N_("지금 로그인한 분의 등록된 휴대전화로 찍은 증빙이 아니에요. 내 기기에서 등록을 확인해 주세요."),
    )
    if device is None or device.staff_id != signer.staff_id:
        raise refusal
    try:
        verify_opened(opened, device.public_key, origin, signer.staff_number)
    except (BadSignature, Malformed):
        raise refusal from None
    if device.state == people.DeviceState.PENDING:
        raise NotYet(
            "device_pending",
            N_("이 휴대전화의 등록을 팀장이 아직 확인하지 않았어요. 확인되면 저절로 보내요."),
        )


def _add_context(session: Session, evidence_id: bytes, context: bytes) -> None:
    session.execute(
        update(Evidence)
        .where(Evidence.id == evidence_id, Evidence.context.is_(None), Evidence.destroyed_at.is_(None))
        .values(context=context)
    )
