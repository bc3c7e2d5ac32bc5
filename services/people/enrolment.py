"""Enrolment of a device: its key, the person's passkey over it, and a second signature.

1. `begin_enrolment` asks a passkey of the person, or a new one, over the device's key.
2. `complete_enrolment` verifies the answer and that the device holds its key: the device is pending.
3. `confirm_device` (the lead's one tap) or `confirm_with_device` (an earlier device) makes it active: a leaf.

A stolen password alone so enrols nothing that counts: step 3 is another person's or another device's.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.crypto import canonical, signing
from services.errors import Conflict
from services.notifications import notify
from services.people.challenges import Credential, Purpose, ask, challenge_over, take_question
from services.people.devices import (
    DeviceState,
    DeviceView,
    lock_own_device,
    to_device_view,
    wrong_state,
)
from services.people.enrolment_proof import (
    NONCE_BYTES,
    ProofKind,
    enrolment_challenge,
    facts_from_assertion,
    facts_from_registration,
    possession_message,
)
from services.people.models import Device
from services.people.names import normalise_name
from services.people.notices import NoticeKind
from services.people.passkeys import (
    Options,
    assertion_options,
    keep_passkey,
    list_passkey_rows,
    registration_options,
)
from services.people.staff import get_staff_row
from services.people.statements import prove
from services.people.webauthn_answers import RelyingParty, verify_registration
from services.texts import N_

MOST_DEVICES = 20
LONGEST_CONTEXT = 512


@dataclass(frozen=True)
class EnrolmentQuestion:
    """`proof` says which browser call the options are for: `credentials.get` or `credentials.create`."""

    proof: ProofKind
    options: Options


@dataclass(frozen=True)
class NewDevice:
    """What the phone sends back. `possession` is the new key's signature over `possession_message`."""

    public_key: bytes
    credential: Credential
    possession: bytes
    label: str
    replaces_id: bytes | None = None


def begin_enrolment(
    session: Session,
    staff_id: int,
    public_key: bytes,
    *,
    origin: str,
    party: RelyingParty,
    now: datetime,
    with_new_passkey: bool = False,
) -> EnrolmentQuestion:
    """Asks a passkey over the key (65 bytes); a new one if there is none, or if this phone wants its own.

    Raises: Malformed `device_key`; Conflict `device_key_taken`, `too_many_devices`.
    """
    signing.load_public_key(public_key)
    _check_key_is_free(session, staff_id, public_key)
    _check_room(session, staff_id)
    nonce = secrets.token_bytes(NONCE_BYTES)
    challenge = enrolment_challenge(origin, get_staff_row(session, staff_id).number, public_key, nonce)
    allowed = [] if with_new_passkey else list_passkey_rows(session, staff_id)
    proof = ProofKind.ASSERTION if allowed else ProofKind.REGISTRATION
    context = canonical.encode([proof.value, public_key, nonce])
    ask(session, Purpose.ENROL, staff_id, now, challenge=challenge, context=context)
    if proof is ProofKind.ASSERTION:
        return EnrolmentQuestion(proof, assertion_options(party, challenge, allowed))
    return EnrolmentQuestion(proof, registration_options(session, staff_id, party, challenge))


def complete_enrolment(
    session: Session, staff_id: int, device: NewDevice, *, party: RelyingParty, now: datetime
) -> DeviceView:
    """A pending device; the same key again gives the first answer.

    Raises: Malformed `passkey_answer`; Invalid `challenge_over`, `passkey_rejected`, `name`;
    BadSignature when the phone does not hold the key; Conflict `device_key_taken`; NotFound
    `device_not_found` for a device to replace that is not hers.
    """
    known = _check_key_is_free(session, staff_id, device.public_key)
    if known is not None:
        return to_device_view(known)
    question = take_question(session, device.credential, Purpose.ENROL, staff_id, now)
    # 1. The question was about this very key.
    proof, nonce = _read_context(question.context, device.public_key)
    # 2. The phone holds the key.
    signing.verify_signature(device.public_key, possession_message(question.challenge), device.possession)
    # 3. A passkey of the person answers to it.
    facts = _passkey_facts(session, staff_id, proof, device, question.challenge, party, now)
    number = get_staff_row(session, staff_id).number
    facts |= {
        "key": device.public_key,
        "nonce": nonce,
        "possession": device.possession,
        "staff_number": number,
    }
    row = _keep_pending(session, staff_id, device, question.challenge, facts, now)
    notify(session, staff_id, NoticeKind.DEVICE_PENDING, now, label=row.label)
    return to_device_view(row)


def cancel_enrolment(session: Session, staff_id: int, device_id: bytes, now: datetime) -> None:
    """Takes a pending device back, and tells its owner; what waits on that phone waits for a new enrolment.

    Raises: NotFound `device_not_found`; Conflict `device_state`.
    """
    row = lock_own_device(session, staff_id, device_id)
    if row.state != DeviceState.PENDING:
        raise wrong_state()
    session.delete(row)
    notify(session, staff_id, NoticeKind.DEVICE_REJECTED, now, label=row.label)


def _passkey_facts(
    session: Session,
    staff_id: int,
    proof: ProofKind,
    device: NewDevice,
    challenge: bytes,
    party: RelyingParty,
    now: datetime,
) -> dict[str, canonical.Value]:
    if proof is ProofKind.ASSERTION:
        return facts_from_assertion(prove(session, staff_id, device.credential, challenge, party, now))
    made = verify_registration(device.credential, challenge, party)
    keep_passkey(session, staff_id, made, device.label, now)
    return facts_from_registration(made)


def _read_context(context: bytes, public_key: bytes) -> tuple[ProofKind, bytes]:
    match canonical.decode(context, max_bytes=LONGEST_CONTEXT):
        case [str(proof), bytes(asked_key), bytes(nonce)] if asked_key == public_key:
            return ProofKind(proof), nonce
    raise challenge_over()


def _keep_pending(
    session: Session,
    staff_id: int,
    device: NewDevice,
    challenge: bytes,
    facts: dict[str, canonical.Value],
    now: datetime,
) -> Device:
    if device.replaces_id is not None:
        lock_own_device(session, staff_id, device.replaces_id)
    row = Device(
        id=signing.device_id(device.public_key),
        public_key=device.public_key,
        staff_id=staff_id,
        label=normalise_name(device.label, "label"),
        state=DeviceState.PENDING,
        challenge=challenge,
        proof=canonical.encode(facts),
        replaces_id=device.replaces_id,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def _check_key_is_free(session: Session, staff_id: int, public_key: bytes) -> Device | None:
    """This person's device with the key, if there is one already. Raises: Conflict `device_key_taken`."""
    same = (Device.public_key == public_key) | (Device.id == signing.device_id(public_key))
    row = session.scalars(select(Device).where(same)).first()
    if row is not None and (row.staff_id, row.public_key) != (staff_id, public_key):
        raise Conflict(
            "device_key_taken", N_("다른 사람이 이미 등록한 키예요. 기기 등록을 처음부터 해 주세요.")
        )
    return row


def _check_room(session: Session, staff_id: int) -> None:
    used = (Device.staff_id == staff_id) & Device.state.in_((DeviceState.PENDING, DeviceState.ACTIVE))
    if (session.scalar(select(func.count()).where(used)) or 0) >= MOST_DEVICES:
        raise Conflict(
            "too_many_devices", N_("등록한 기기가 너무 많아요. 쓰지 않는 기기를 먼저 정리해 주세요.")
        )
