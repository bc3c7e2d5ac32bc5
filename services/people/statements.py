"""Statements that a person signs with a passkey: over a device's key, over a trip."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.people.challenges import Credential, Purpose, ask, take_question
from services.people.models import Passkey
from services.people.passkeys import Options, assertion_options, list_passkey_rows, note_use
from services.people.webauthn_answers import RelyingParty, credential_id_of, rejected, verify_assertion

LONGEST_STATEMENT = 512


@dataclass(frozen=True)
class StatementProof:
    """A passkey's signature over SHA-256 of a statement, with what a stranger needs to verify it again."""

    passkey_id: int
    credential_hash: bytes
    public_key: bytes
    is_synced: bool
    authenticator_data: bytes
    client_data: bytes
    signature: bytes


def begin_statement(
    session: Session, staff_id: int, statement: bytes, party: RelyingParty, now: datetime
) -> Options:
    """Asks one of the person's passkeys to sign SHA-256 of a statement of at most 512 bytes.

    The statement names its domain first, such as "balgil-trip-v1" and a zero byte, and holds a nonce.
    """
    if len(statement) > LONGEST_STATEMENT:
        raise ValueError("a statement has at most 512 bytes")
    challenge = sha256(statement).digest()
    ask(session, Purpose.STATEMENT, staff_id, now, challenge=challenge, context=statement)
    return assertion_options(party, challenge, list_passkey_rows(session, staff_id))


def complete_statement(
    session: Session, staff_id: int, credential: Credential, party: RelyingParty, now: datetime
) -> tuple[bytes, StatementProof]:
    """The statement and the passkey's signature over it.

    Raises: Malformed `passkey_answer`; Invalid `challenge_over`, `passkey_rejected`.
    """
    question = take_question(session, credential, Purpose.STATEMENT, staff_id, now)
    return question.context, prove(session, staff_id, credential, question.challenge, party, now)


def prove(
    session: Session,
    staff_id: int,
    credential: Credential,
    challenge: bytes,
    party: RelyingParty,
    now: datetime,
) -> StatementProof:
    """The answer of one of this person's passkeys, verified. Raises: Invalid `passkey_rejected`."""
    mine = (Passkey.staff_id == staff_id) & (Passkey.credential_id == credential_id_of(credential))
    row = session.scalars(select(Passkey).where(mine)).one_or_none()
    if row is None:
        raise rejected()
    assertion = verify_assertion(credential, challenge, party, row.public_key)
    note_use(row, assertion, now)
    return StatementProof(
        passkey_id=row.id,
        credential_hash=sha256(row.credential_id).digest(),
        public_key=row.public_key,
        is_synced=assertion.is_synced,
        authenticator_data=assertion.authenticator_data,
        client_data=assertion.client_data,
        signature=assertion.signature,
    )
