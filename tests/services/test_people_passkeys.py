"""Passkeys: real answers of a software authenticator, and every way to cheat with one."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from services import notifications, people
from services.crypto import base64url
from services.errors import Conflict, NotFound
from tests.authenticator import Authenticator
from tests.factories import NOW, PARTY, TODAY, Cast, sqlite_only
from tests.passkeys import code_of, complete, register, sign_in

MINUTE = timedelta(minutes=1)


def test_a_registered_passkey_signs_in(session: Session, cast: Cast) -> None:
    passkey = Authenticator(is_synced=True)
    made = register(session, cast.traveller, passkey)
    assert (made.label, made.is_synced, made.last_used_at) == ("내 키", True, None)
    opened = sign_in(session, passkey)
    assert (opened.person.staff_id, opened.person.method) == (cast.traveller, "passkey")
    assert people.list_passkeys(session, cast.traveller)[0].last_used_at == NOW


@sqlite_only
def test_the_browser_is_asked_to_verify_the_person_and_for_a_key_it_can_find_by_itself(
    session: Session, cast: Cast
) -> None:
    register(session, cast.traveller, Authenticator())
    options = people.begin_passkey(session, cast.traveller, PARTY, NOW)
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "preferred"
    assert options["attestation"] == "none"
    assert len(options["excludeCredentials"]) == 1
    asked = people.begin_passkey_sign_in(session, PARTY, NOW)
    assert asked["userVerification"] == "required"
    assert asked["allowCredentials"] == []


def test_a_used_answer_is_worth_nothing(session: Session, cast: Cast) -> None:
    passkey = Authenticator()
    options = people.begin_passkey(session, cast.traveller, PARTY, NOW)
    answer = passkey.create(options)
    people.complete_passkey(session, cast.traveller, answer, PARTY, label="키", now=NOW)
    again = lambda: people.complete_passkey(session, cast.traveller, answer, PARTY, label="키", now=NOW)  # noqa: E731
    assert code_of(again) == "challenge_over"
    proof = passkey.get(people.begin_passkey_sign_in(session, PARTY, NOW))
    complete(session, proof)
    assert code_of(lambda: complete(session, proof)) == "challenge_over"


def test_a_late_answer_is_worth_nothing(session: Session, cast: Cast) -> None:
    passkey = Authenticator()
    register(session, cast.traveller, passkey)
    proof = passkey.get(people.begin_passkey_sign_in(session, PARTY, NOW))
    assert code_of(lambda: complete(session, proof, NOW + 10 * MINUTE)) == "challenge_over"


@sqlite_only
def test_an_invented_challenge_is_no_question(session: Session, cast: Cast) -> None:
    passkey = Authenticator()
    register(session, cast.traveller, passkey)
    proof = passkey.get({"challenge": base64url.encode(b"\x01" * 32)})
    assert code_of(lambda: complete(session, proof)) == "challenge_over"


def test_a_question_to_one_is_not_answered_by_another(session: Session, cast: Cast) -> None:
    options = people.begin_passkey(session, cast.traveller, PARTY, NOW)
    answer = Authenticator().create(options)
    steal = lambda: people.complete_passkey(session, cast.stranger, answer, PARTY, label="키", now=NOW)  # noqa: E731
    assert code_of(steal) == "challenge_over"


def test_a_question_for_one_purpose_is_not_answered_for_another(session: Session, cast: Cast) -> None:
    passkey = Authenticator()
    register(session, cast.traveller, passkey)
    statement = b"balgil-trip-v1\x00" + b"\x05" * 16
    options = people.begin_statement(session, cast.traveller, statement, PARTY, NOW)
    assert code_of(lambda: complete(session, passkey.get(options))) == "challenge_over"
    answer = passkey.get(people.begin_passkey(session, cast.traveller, PARTY, NOW))
    act = lambda: people.complete_statement(session, cast.traveller, answer, PARTY, NOW)  # noqa: E731
    assert code_of(act) == "challenge_over"


@sqlite_only
def test_an_unknown_passkey_is_refused_like_a_wrong_one(session: Session, cast: Cast) -> None:
    assert code_of(lambda: sign_in(session, Authenticator())) == "passkey_rejected"


@sqlite_only
def test_who_has_left_does_not_come_in_with_a_passkey(session: Session, cast: Cast) -> None:
    passkey = Authenticator()
    register(session, cast.traveller, passkey)
    people.end_service(session, cast.traveller, TODAY - timedelta(days=1))
    assert code_of(lambda: sign_in(session, passkey)) == "sign_in_failed"


def test_one_passkey_belongs_to_one_person_once(session: Session, cast: Cast) -> None:
    passkey = Authenticator()
    register(session, cast.traveller, passkey)
    for staff_id in (cast.traveller, cast.stranger):
        assert code_of(lambda staff_id=staff_id: register(session, staff_id, passkey)) == "passkey_taken"


def test_a_counter_that_falls_is_noted_and_never_refused(session: Session, cast: Cast) -> None:
    passkey = Authenticator(sign_count=7)
    register(session, cast.traveller, passkey)
    passkey.sign_count = 8
    sign_in(session, passkey)
    assert people.list_passkeys(session, cast.traveller)[0].count_fell_at is None
    passkey.sign_count = 3
    sign_in(session, passkey)
    assert people.list_passkeys(session, cast.traveller)[0].count_fell_at == NOW


@sqlite_only
def test_a_synced_passkey_that_counts_nothing_is_no_note(session: Session, cast: Cast) -> None:
    passkey = Authenticator(is_synced=True)
    register(session, cast.traveller, passkey)
    sign_in(session, passkey)
    sign_in(session, passkey)
    assert people.list_passkeys(session, cast.traveller)[0].count_fell_at is None


def test_a_passkey_is_removed_by_its_owner_alone_and_she_is_told(session: Session, cast: Cast) -> None:
    passkey = Authenticator()
    made = register(session, cast.traveller, passkey)
    with pytest.raises(NotFound):
        people.remove_passkey(session, cast.stranger, made.id, NOW)
    people.rename_passkey(session, cast.traveller, made.id, "서랍 속 열쇠")
    people.remove_passkey(session, cast.traveller, made.id, NOW)
    assert code_of(lambda: sign_in(session, passkey)) == "passkey_rejected"
    kinds = [(n.kind, n.facts["label"]) for n in notifications.list_notices(session, cast.traveller)]
    assert kinds == [("passkey_removed", "서랍 속 열쇠"), ("passkey_added", "내 키")]


def test_the_last_way_in_stays(session: Session, cast: Cast) -> None:
    first, second = (register(session, cast.traveller, Authenticator()) for _ in range(2))
    people.withdraw_password(session, cast.traveller)
    people.remove_passkey(session, cast.traveller, first.id, NOW)
    with pytest.raises(Conflict) as refusal:
        people.remove_passkey(session, cast.traveller, second.id, NOW)
    assert refusal.value.code == "last_way_in"
    people.issue_passwords(session, [cast.traveller], NOW)
    with pytest.raises(Conflict):
        people.remove_passkey(session, cast.traveller, second.id, NOW + timedelta(days=15))
    people.remove_passkey(session, cast.traveller, second.id, NOW)


def test_a_statement_is_signed_by_one_of_her_own_passkeys(session: Session, cast: Cast) -> None:
    own, foreign = Authenticator(), Authenticator()
    register(session, cast.traveller, own)
    register(session, cast.stranger, foreign)
    statement = b"balgil-trip-v1\x00" + b"\x05" * 40

    def answer_with(passkey: Authenticator) -> tuple[bytes, people.StatementProof]:
        options = people.begin_statement(session, cast.traveller, statement, PARTY, NOW)
        return people.complete_statement(session, cast.traveller, passkey.get(options), PARTY, NOW)

    people.begin_statement(session, cast.traveller, statement, PARTY, NOW)
    signed, proof = answer_with(own)
    assert signed == statement
    assert proof.signature
    assert code_of(lambda: answer_with(foreign)) == "passkey_rejected"


def test_unanswered_questions_are_tidied_away(session: Session, cast: Cast) -> None:
    passkey = Authenticator()
    register(session, cast.traveller, passkey)
    answer = passkey.get(people.begin_passkey_sign_in(session, PARTY, NOW))
    people.tidy_people(session, NOW + 10 * MINUTE)
    assert code_of(lambda: complete(session, answer)) == "challenge_over"
