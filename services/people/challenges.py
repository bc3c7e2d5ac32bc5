"""Questions to passkeys: random, for one purpose and one person, answered once and in time."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.crypto import base64url
from services.errors import BalgilError, Invalid, Malformed
from services.people.models import Challenge
from services.texts import N_

VALID_FOR = timedelta(minutes=10)
CHALLENGE_BYTES = 32
LONGEST_CLIENT_DATA = 4_000

# A browser's answer as JSON (PublicKeyCredential.toJSON), not yet trusted in anything.
Credential = Mapping[str, Any]


class Purpose(StrEnum):
    REGISTER = "register"
    SIGN_IN = "sign_in"
    ENROL = "enrol"
    STATEMENT = "statement"


@dataclass(frozen=True)
class Asked:
    """A question that was waiting; `context` is what was to be remembered with it."""

    challenge: bytes
    context: bytes


def ask(
    session: Session,
    purpose: Purpose,
    staff_id: int | None,
    now: datetime,
    *,
    challenge: bytes | None = None,
    context: bytes = b"",
) -> bytes:
    """Keeps a question; `challenge` where it must commit to something, else it is random.

    The same one asked again, by a second tap, takes the place of the first.
    """
    value = challenge if challenge is not None else secrets.token_bytes(CHALLENGE_BYTES)
    session.merge(
        Challenge(
            value=value, purpose=purpose, staff_id=staff_id, context=context, expires_at=now + VALID_FOR
        )
    )
    session.flush()
    return value


def take_question(
    session: Session, credential: Credential, purpose: Purpose, staff_id: int | None, now: datetime
) -> Asked:
    """The question that this answer belongs to, which can then be answered no more.

    Raises: Malformed `passkey_answer`; Invalid `challenge_over` when it is unknown, used, too old, or was
    put to somebody else or for something else.
    """
    value = _challenge_of(credential)
    query = delete(Challenge).where(
        Challenge.value == value,
        Challenge.purpose == purpose,
        Challenge.staff_id.is_not_distinct_from(staff_id),
        Challenge.expires_at > now,
    )
    row = session.execute(query.returning(Challenge.context)).first()
    if row is None:
        raise challenge_over()
    return Asked(value, row.context)


def challenge_over() -> Invalid:
    return Invalid("challenge_over", N_("확인 시간이 지났어요. 처음부터 다시 해 주세요."))


def forget_challenges(session: Session, now: datetime) -> None:
    """Removes those that nobody answered in time."""
    session.execute(delete(Challenge).where(Challenge.expires_at <= now))


def client_data_of(credential: Credential) -> bytes:
    """The bytes of clientDataJSON as the browser made them. Raises: Malformed `passkey_answer`."""
    try:
        text = credential["response"]["clientDataJSON"]
        if len(text) <= LONGEST_CLIENT_DATA:
            return base64url.decode(text)
    except (KeyError, TypeError, AttributeError, BalgilError):
        pass
    raise Malformed("passkey_answer")


def read_client_data(client_data: bytes) -> dict[str, Any]:
    """What clientDataJSON says. Raises: Malformed `passkey_answer`."""
    try:
        value = json.loads(client_data)
    except (ValueError, RecursionError):
        raise Malformed("passkey_answer") from None
    if not isinstance(value, dict):
        raise Malformed("passkey_answer")
    return value


def _challenge_of(credential: Credential) -> bytes:
    try:
        value = base64url.decode(read_client_data(client_data_of(credential)).get("challenge", ""))
    except (TypeError, AttributeError, BalgilError):
        raise Malformed("passkey_answer") from None
    if len(value) != CHALLENGE_BYTES:
        raise Malformed("passkey_answer")
    return value
