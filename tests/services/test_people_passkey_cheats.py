"""Answers of passkeys that cheat or are broken are refused."""

import pytest
from sqlalchemy.orm import Session

from services import people
from services.crypto import base64url
from tests.authenticator import Authenticator
from tests.factories import NOW, PARTY, Cast, sqlite_only
from tests.passkeys import code_of, complete, register, sign_in


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://balgil.example.go.kr.evil.example"},
        {"origin": "http://balgil.example.go.kr"},
        {"rp_id": "evil.example"},
        {"verifies_user": False},
        {"client_extras": {"crossOrigin": True}},
        {"client_extras": {"type": "webauthn.create"}},
    ],
    ids=lambda wrong: str(wrong),
)
@sqlite_only
def test_cheating_at_sign_in_is_refused(session: Session, cast: Cast, wrong: dict[str, object]) -> None:
    passkey = Authenticator()
    register(session, cast.traveller, passkey)
    for name, value in wrong.items():
        setattr(passkey, name, value)
    assert code_of(lambda: sign_in(session, passkey)) == "passkey_rejected"


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"rp_id": "evil.example"},
        {"verifies_user": False},
        {"client_extras": {"crossOrigin": True}},
        {"client_extras": {"type": "webauthn.get"}},
    ],
    ids=lambda wrong: str(wrong),
)
@sqlite_only
def test_cheating_at_registration_is_refused(session: Session, cast: Cast, wrong: dict[str, object]) -> None:
    passkey = Authenticator(**wrong)  # type: ignore[arg-type]
    assert code_of(lambda: register(session, cast.traveller, passkey)) == "passkey_rejected"
    assert people.list_passkeys(session, cast.traveller) == []


@sqlite_only
def test_another_key_under_the_same_name_is_refused(session: Session, cast: Cast) -> None:
    passkey = Authenticator()
    register(session, cast.traveller, passkey)
    forged = Authenticator(credential_id=passkey.credential_id, user_handle=passkey.user_handle)
    assert code_of(lambda: sign_in(session, forged)) == "passkey_rejected"


@sqlite_only
def test_a_passkey_that_names_somebody_else_is_refused(session: Session, cast: Cast) -> None:
    own, foreign = Authenticator(), Authenticator()
    register(session, cast.traveller, own)
    register(session, cast.stranger, foreign)
    own.user_handle = foreign.user_handle
    assert code_of(lambda: sign_in(session, own)) == "passkey_rejected"


BROKEN = [
    {},
    {"id": "AA"},
    {"response": None},
    {"response": {}},
    {"response": {"clientDataJSON": 7}},
    {"response": {"clientDataJSON": "!!"}},
    {"response": {"clientDataJSON": base64url.encode(b"[1]")}},
    {"response": {"clientDataJSON": base64url.encode(b"{}")}},
    {"response": {"clientDataJSON": base64url.encode(b'{"challenge":7}')}},
    {"response": {"clientDataJSON": base64url.encode(b'{"challenge":"AA"}')}},
    {"response": {"clientDataJSON": base64url.encode(b"[" * 2900)}},
    {"response": {"clientDataJSON": "A" * 5000}},
    {"response": {"clientDataJSON": base64url.encode(b"\xff\xfe")}},
]


@pytest.mark.parametrize("credential", BROKEN, ids=lambda value: str(value)[:60])
@sqlite_only
def test_a_broken_answer_is_one_clear_error(
    session: Session, cast: Cast, credential: dict[str, object]
) -> None:
    assert code_of(lambda: complete(session, credential)) == "passkey_answer"


@pytest.mark.parametrize("field", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
@pytest.mark.parametrize("value", [None, 7, "", "AAAA", "%%%", "A" * 4000])
@sqlite_only
def test_every_broken_field_is_refused(session: Session, cast: Cast, field: str, value: object) -> None:
    passkey = Authenticator()
    register(session, cast.traveller, passkey)
    answer = passkey.get(people.begin_passkey_sign_in(session, PARTY, NOW))
    if field == "userHandle" and value is None:
        value = 1.5
    answer["response"][field] = value
    assert code_of(lambda: complete(session, answer)) in ("passkey_answer", "passkey_rejected")


@sqlite_only
def test_every_broken_registration_is_refused(session: Session, cast: Cast) -> None:
    for value in (None, 7, "", "AAAA", base64url.encode(b"\xa3cfmtdnone"), "oWNmbXRkbm9uZQ"):
        answer = Authenticator().create(people.begin_passkey(session, cast.traveller, PARTY, NOW))
        answer["response"]["attestationObject"] = value
        act = lambda a=answer: people.complete_passkey(session, cast.traveller, a, PARTY, label="키", now=NOW)  # noqa: E731
        assert code_of(act) == "passkey_rejected"
