"""Passkeys in few words: registered, signed in with, refused."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from services import people
from services.errors import BalgilError
from tests.authenticator import Authenticator
from tests.factories import NOW, PARTY, visit

LIFETIME = timedelta(days=30)


def register(
    session: Session, staff_id: int, passkey: Authenticator, label: str = "내 키"
) -> people.PasskeyView:
    options = people.begin_passkey(session, staff_id, PARTY, NOW)
    return people.complete_passkey(session, staff_id, passkey.create(options), PARTY, label=label, now=NOW)


def sign_in(session: Session, passkey: Authenticator) -> people.NewSession:
    options = people.begin_passkey_sign_in(session, PARTY, NOW)
    return complete(session, passkey.get(options))


def complete(session: Session, credential: dict[str, object], now: object = NOW) -> people.NewSession:
    return people.complete_passkey_sign_in(
        session,
        credential,
        PARTY,
        visit(),
        now=now,
        lifetime=LIFETIME,  # type: ignore[arg-type]
    )


def code_of(act: object) -> str:
    with pytest.raises(BalgilError) as refusal:
        act()  # type: ignore[operator]
    return refusal.value.code
