"""Passkeys: several a person, with user verification always, for signing in and for signing statements.

Invariants
- A question is answered once; a credential belongs to one person for good.
- The last way in cannot be removed.
- A falling sign count is noted (`count_fell_at`), never a refusal: synced passkeys count nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn import generate_authentication_options, generate_registration_options
from webauthn.helpers import options_to_json_dict
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from services.clock import local_day
from services.errors import Conflict, NotFound
from services.notifications import notify
from services.people.challenges import VALID_FOR, Credential, Purpose, ask, take_question
from services.people.models import Passkey, Password, Staff
from services.people.names import normalise_name
from services.people.notices import NoticeKind
from services.people.sign_in import PASSKEY, NewSession, Visit, enter, sign_in_failed
from services.people.staff import get_staff_row
from services.people.webauthn_answers import (
    Assertion,
    NewCredential,
    RelyingParty,
    credential_id_of,
    rejected,
    verify_assertion,
    verify_registration,
)
from services.texts import N_

# What `navigator.credentials.create` or `.get` is asked, as JSON with base64url.
Options = Mapping[str, Any]

_TIMEOUT_MS = int(VALID_FOR / timedelta(milliseconds=1))


@dataclass(frozen=True)
class PasskeyView:
    id: int
    label: str
    is_synced: bool
    created_at: datetime
    last_used_at: datetime | None
    count_fell_at: datetime | None


def begin_passkey(session: Session, staff_id: int, party: RelyingParty, now: datetime) -> Options:
    """Asks this browser to make a passkey for a signed-in person."""
    challenge = ask(session, Purpose.REGISTER, staff_id, now)
    return registration_options(session, staff_id, party, challenge)


def complete_passkey(
    session: Session, staff_id: int, credential: Credential, party: RelyingParty, *, label: str, now: datetime
) -> PasskeyView:
    """Keeps the passkey that was made, and tells its owner.

    Raises: Malformed `passkey_answer`; Invalid `challenge_over`, `passkey_rejected`, `name`;
    Conflict `passkey_taken`.
    """
    question = take_question(session, credential, Purpose.REGISTER, staff_id, now)
    made = verify_registration(credential, question.challenge, party)
    return to_view(keep_passkey(session, staff_id, made, label, now))


def begin_passkey_sign_in(session: Session, party: RelyingParty, now: datetime) -> Options:
    """Asks for any passkey of this site: who is asked is not told, so nobody learns who has one."""
    challenge = ask(session, Purpose.SIGN_IN, None, now)
    return assertion_options(party, challenge, [])


def complete_passkey_sign_in(
    session: Session,
    credential: Credential,
    party: RelyingParty,
    visit: Visit,
    *,
    now: datetime,
    lifetime: timedelta,
) -> NewSession:
    """Opens a session for the passkey's owner.

    Raises: Malformed `passkey_answer`; Invalid `challenge_over`, `passkey_rejected`; Invalid `sign_in_failed`
    for one who has left.
    """
    question = take_question(session, credential, Purpose.SIGN_IN, None, now)
    query = select(Passkey, Staff).join(Staff, Staff.id == Passkey.staff_id)
    row = session.execute(query.where(Passkey.credential_id == credential_id_of(credential))).first()
    if row is None:
        raise rejected()
    passkey, owner = row
    assertion = verify_assertion(credential, question.challenge, party, passkey.public_key)
    if assertion.user_handle not in (None, owner.user_handle):
        raise rejected()
    if owner.left_on is not None and owner.left_on < local_day(now):
        raise sign_in_failed()
    note_use(passkey, assertion, now)
    return enter(session, owner.id, visit, method=PASSKEY, now=now, lifetime=lifetime)


def list_passkeys(session: Session, staff_id: int) -> list[PasskeyView]:
    """A person's passkeys, oldest first."""
    return [to_view(row) for row in list_passkey_rows(session, staff_id)]


def rename_passkey(session: Session, staff_id: int, passkey_id: int, label: str) -> None:
    """Raises: NotFound `passkey_not_found`; Invalid `name`."""
    _get_own(session, staff_id, passkey_id).label = normalise_name(label, "label")
    session.flush()


def remove_passkey(session: Session, staff_id: int, passkey_id: int, now: datetime) -> None:
    """Forgets a passkey, and tells its owner. Devices that it enrolled stay enrolled.

    Raises: NotFound `passkey_not_found`; Conflict `last_way_in` when she could not sign in any more.
    """
    session.scalars(select(Staff).where(Staff.id == staff_id).with_for_update()).one_or_none()
    row = _get_own(session, staff_id, passkey_id)
    password = session.get(Password, staff_id)
    has_password = password is not None and (password.expires_at is None or password.expires_at > now)
    if not has_password and len(list_passkey_rows(session, staff_id)) == 1:
        raise Conflict("last_way_in", N_("로그인할 수 있는 마지막 방법이라 지울 수 없어요."))
    session.delete(row)
    notify(session, staff_id, NoticeKind.PASSKEY_REMOVED, now, label=row.label)


def registration_options(session: Session, staff_id: int, party: RelyingParty, challenge: bytes) -> Options:
    """What a browser is asked to make a passkey; those the person has are named, so that it makes no twin."""
    staff = get_staff_row(session, staff_id)
    options = generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=staff.user_handle,
        user_name=staff.number,
        user_display_name=staff.name,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[_describe(row) for row in list_passkey_rows(session, staff_id)],
    )
    return options_to_json_dict(options)


def assertion_options(party: RelyingParty, challenge: bytes, allowed: list[Passkey]) -> Options:
    """What a browser is asked to sign with one of the allowed passkeys, or with any when there are none."""
    options = generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        allow_credentials=[_describe(row) for row in allowed],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def keep_passkey(session: Session, staff_id: int, made: NewCredential, label: str, now: datetime) -> Passkey:
    """Raises: Conflict `passkey_taken`; Invalid `name`."""
    if session.scalar(select(Passkey.id).where(Passkey.credential_id == made.id)) is not None:
        raise Conflict("passkey_taken", N_("이미 등록된 패스키예요."))
    row = Passkey(
        staff_id=staff_id,
        credential_id=made.id,
        public_key=made.public_key,
        label=normalise_name(label, "label"),
        transports=list(made.transports),
        is_synced=made.is_synced,
        sign_count=made.sign_count,
        created_at=now,
    )
    session.add(row)
    session.flush()
    notify(session, staff_id, NoticeKind.PASSKEY_ADDED, now, label=row.label)
    return row


def note_use(row: Passkey, assertion: Assertion, now: datetime) -> None:
    """A counter that did not grow may mean a copied key, or an authenticator that counts nothing."""
    if row.sign_count > 0 and assertion.sign_count <= row.sign_count:
        row.count_fell_at = now
    row.sign_count = max(row.sign_count, assertion.sign_count)
    row.is_synced = assertion.is_synced
    row.last_used_at = now


def list_passkey_rows(session: Session, staff_id: int) -> list[Passkey]:
    return list(session.scalars(select(Passkey).where(Passkey.staff_id == staff_id).order_by(Passkey.id)))


def to_view(row: Passkey) -> PasskeyView:
    return PasskeyView(row.id, row.label, row.is_synced, row.created_at, row.last_used_at, row.count_fell_at)


def _get_own(session: Session, staff_id: int, passkey_id: int) -> Passkey:
    row = session.get(Passkey, passkey_id)
    if row is None or row.staff_id != staff_id:
        raise NotFound("passkey_not_found", N_("그런 패스키가 없어요."))
    return row


def _describe(row: Passkey) -> PublicKeyCredentialDescriptor:
    known = {transport.value for transport in AuthenticatorTransport}
    transports = [AuthenticatorTransport(name) for name in row.transports if name in known]
    return PublicKeyCredentialDescriptor(id=row.credential_id, transports=transports or None)
