"""A phone is enrolled by who holds its key and her passkey, or an earlier phone of hers."""

import pytest
from sqlalchemy.orm import Session

from services import approvals, people
from services.crypto import signing
from services.errors import BadSignature, Conflict, Malformed
from services.people import DeviceState, ProofKind, SecondKind
from tests.authenticator import Authenticator
from tests.enrolments import LEDGER, MINUTE, begin, code_of, record_of
from tests.factories import (
    NOW,
    ORIGIN,
    PARTY,
    Cast,
    Phone,
    answer_enrolment,
    enrol_pending,
    enrol_phone,
    new_key,
    sqlite_only,
)


def test_a_first_enrolment_makes_a_passkey_and_waits_for_the_lead(session: Session, cast: Cast) -> None:
    key, public_key = new_key()
    question = begin(session, cast.traveller, public_key)
    assert question.proof is ProofKind.REGISTRATION
    answer = answer_enrolment(question, key, public_key, Authenticator())
    device = people.complete_enrolment(session, cast.traveller, answer, party=PARTY, now=NOW)
    assert (device.id, device.state) == (signing.device_id(public_key), DeviceState.PENDING)
    assert device.enrolled_record_id is None
    assert len(people.list_passkeys(session, cast.traveller)) == 1
    waiting = people.list_devices_to_confirm(session, cast.lead, NOW, approvals.load_lineup)
    assert [(w.device.id, w.owner.name, w.second) for w in waiting] == [
        (device.id, "김가람", SecondKind.LEAD)
    ]


def test_one_tap_of_the_lead_makes_it_active_and_writes_the_leaf(session: Session, cast: Cast) -> None:
    phone = enrol_phone(session, LEDGER, cast.traveller, cast.lead, Authenticator())
    assert (phone.device.state, phone.device.activated_at) == (DeviceState.ACTIVE, NOW)
    record = record_of(session, phone.device.enrolled_record_id)
    assert record.kind == "device_enrolled"
    assert list(record.subjects) == [("device", phone.device.id), ("staff", str(cast.traveller))]
    enrolment = people.verify_enrolment(record.facts, ORIGIN)
    assert (enrolment.public_key, enrolment.staff_number) == (phone.public_key, "001001")
    assert (enrolment.second, enrolment.second_id) == (SecondKind.LEAD, str(cast.lead))
    assert people.list_devices_to_confirm(session, cast.lead, NOW, approvals.load_lineup) == []


@sqlite_only
def test_no_name_reaches_the_ledger(session: Session, cast: Cast) -> None:
    phone = enrol_phone(session, LEDGER, cast.traveller, cast.lead, Authenticator())
    facts = repr(record_of(session, phone.device.enrolled_record_id).facts)
    for name in ("김가람", "박다온", "건축", "휴대전화"):
        assert name not in facts
        assert repr(name.encode()).strip("b'") not in facts


def test_a_second_enrolment_is_asserted_by_the_passkey_of_before(session: Session, cast: Cast) -> None:
    passkey = Authenticator(is_synced=True)
    enrol_pending(session, cast.traveller, passkey)
    key, public_key = new_key()
    question = begin(session, cast.traveller, public_key)
    assert question.proof is ProofKind.ASSERTION
    answer = answer_enrolment(question, key, public_key, passkey)
    device = people.complete_enrolment(session, cast.traveller, answer, party=PARTY, now=NOW)
    active = people.confirm_device(session, LEDGER, device.id, cast.lead, NOW, approvals.load_lineup)
    enrolment = people.verify_enrolment(record_of(session, active.enrolled_record_id).facts, ORIGIN)
    assert (enrolment.proof, enrolment.passkey_is_synced) == (ProofKind.ASSERTION, True)


@sqlite_only
def test_a_phone_without_the_passkey_makes_its_own(session: Session, cast: Cast) -> None:
    enrol_pending(session, cast.traveller, Authenticator())
    question = begin(session, cast.traveller, new_key()[1], with_new_passkey=True)
    assert question.proof is ProofKind.REGISTRATION


def test_an_earlier_device_confirms_the_next_one(session: Session, cast: Cast) -> None:
    passkey = Authenticator()
    first = enrol_phone(session, LEDGER, cast.traveller, cast.lead, passkey)
    second = enrol_pending(session, cast.traveller, passkey)
    message = people.confirmation_message(second.device.challenge)
    confirm = {"by_device_id": first.device.id, "signature": signing.sign(first.key, message), "now": NOW}
    active = people.confirm_with_device(session, LEDGER, cast.traveller, second.device.id, **confirm)
    assert active.state is DeviceState.ACTIVE
    facts = record_of(session, active.enrolled_record_id).facts
    enrolment = people.verify_enrolment(facts, ORIGIN, first.public_key)
    assert (enrolment.second, enrolment.second_id) == (SecondKind.DEVICE, first.device.id.hex())
    assert people.confirm_with_device(session, LEDGER, cast.traveller, second.device.id, **confirm) == active


@sqlite_only
def test_an_earlier_devices_signature_must_be_its_own_and_about_this_key(
    session: Session, cast: Cast
) -> None:
    passkey = Authenticator()
    first = enrol_phone(session, LEDGER, cast.traveller, cast.lead, passkey)
    second = enrol_pending(session, cast.traveller, passkey)
    message = people.confirmation_message(second.device.challenge)
    other = people.confirmation_message(first.device.challenge)
    for signature in (signing.sign(second.key, message), signing.sign(first.key, other), b"", b"\x01" * 64):
        with pytest.raises(BadSignature):
            people.confirm_with_device(
                session, LEDGER, cast.traveller, second.device.id,
                by_device_id=first.device.id, signature=signature, now=NOW,
            )  # fmt: skip


@sqlite_only
def test_a_pending_retired_or_foreign_device_confirms_nothing(session: Session, cast: Cast) -> None:
    passkey = Authenticator()
    phones = [enrol_pending(session, cast.traveller, passkey) for _ in range(2)]
    foreign = enrol_phone(session, LEDGER, cast.colleague, cast.lead, Authenticator())

    def confirm(by: Phone) -> object:
        signature = signing.sign(by.key, people.confirmation_message(phones[0].device.challenge))
        return people.confirm_with_device(
            session, LEDGER, cast.traveller, phones[0].device.id,
            by_device_id=by.device.id, signature=signature, now=NOW,
        )  # fmt: skip

    assert code_of(lambda: confirm(phones[1])) == "device_state"
    assert code_of(lambda: confirm(phones[0])) == "device_state"
    assert code_of(lambda: confirm(foreign)) == "device_not_found"
    people.confirm_device(session, LEDGER, phones[1].device.id, cast.lead, NOW, approvals.load_lineup)
    people.retire_device(session, LEDGER, phones[1].device.id, by_id=cast.traveller, now=NOW)
    assert code_of(lambda: confirm(phones[1])) == "device_state"


def test_the_answer_sent_twice_gives_one_device(session: Session, cast: Cast) -> None:
    key, public_key = new_key()
    answer = answer_enrolment(begin(session, cast.traveller, public_key), key, public_key, Authenticator())
    first = people.complete_enrolment(session, cast.traveller, answer, party=PARTY, now=NOW)
    assert people.complete_enrolment(session, cast.traveller, answer, party=PARTY, now=NOW) == first


def test_a_key_of_somebody_else_is_not_enrolled_again(session: Session, cast: Cast) -> None:
    phone = enrol_phone(session, LEDGER, cast.traveller, cast.lead, Authenticator())
    with pytest.raises(Conflict) as refusal:
        begin(session, cast.stranger, phone.public_key)
    assert refusal.value.code == "device_key_taken"


def test_a_key_taken_between_question_and_answer_is_refused(session: Session, cast: Cast) -> None:
    key, public_key = new_key()
    late = answer_enrolment(begin(session, cast.stranger, public_key), key, public_key, Authenticator())
    own = answer_enrolment(begin(session, cast.traveller, public_key), key, public_key, Authenticator())
    people.complete_enrolment(session, cast.traveller, own, party=PARTY, now=NOW)
    act = lambda: people.complete_enrolment(session, cast.stranger, late, party=PARTY, now=NOW)  # noqa: E731
    assert code_of(act) == "device_key_taken"


@sqlite_only
def test_nobody_enrols_a_key_that_she_does_not_hold(session: Session, cast: Cast) -> None:
    foreign_key = new_key()[1]
    own_key = new_key()[0]
    question = begin(session, cast.stranger, foreign_key)
    answer = answer_enrolment(question, own_key, foreign_key, Authenticator())
    with pytest.raises(BadSignature):
        people.complete_enrolment(session, cast.stranger, answer, party=PARTY, now=NOW)


@sqlite_only
def test_an_answer_about_one_key_enrols_no_other(session: Session, cast: Cast) -> None:
    (key, public_key), (other_key, other_public_key) = new_key(), new_key()
    answer = answer_enrolment(
        begin(session, cast.traveller, public_key), other_key, other_public_key, Authenticator()
    )
    act = lambda: people.complete_enrolment(session, cast.traveller, answer, party=PARTY, now=NOW)  # noqa: E731
    assert code_of(act) == "challenge_over"
    assert key != other_key


@sqlite_only
def test_an_answer_is_used_once_and_by_the_asked_person(session: Session, cast: Cast) -> None:
    key, public_key = new_key()
    answer = answer_enrolment(begin(session, cast.traveller, public_key), key, public_key, Authenticator())
    act = lambda: people.complete_enrolment(session, cast.colleague, answer, party=PARTY, now=NOW)  # noqa: E731
    assert code_of(act) == "challenge_over"
    late = lambda: people.complete_enrolment(  # noqa: E731
        session, cast.traveller, answer, party=PARTY, now=NOW + 10 * MINUTE
    )
    assert code_of(late) == "challenge_over"


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "https://evil.example"}, {"verifies_user": False}, {"client_extras": {"crossOrigin": True}}],
    ids=lambda wrong: str(wrong),
)
@sqlite_only
def test_a_cheating_passkey_enrols_nothing(session: Session, cast: Cast, wrong: dict[str, object]) -> None:
    for passkey in (Authenticator(**wrong), Authenticator()):  # type: ignore[arg-type]
        key, public_key = new_key()
        question = begin(session, cast.traveller, public_key)
        for name, value in wrong.items():
            setattr(passkey, name, value)
        answer = answer_enrolment(question, key, public_key, passkey)
        act = lambda answer=answer: people.complete_enrolment(  # noqa: E731
            session, cast.traveller, answer, party=PARTY, now=NOW
        )
        assert code_of(act) == "passkey_rejected"


@pytest.mark.parametrize("key", [b"", b"\x04" + b"\x00" * 64, b"\x02" * 33, b"\x04" * 65, b"\x04" * 66])
@sqlite_only
def test_only_a_point_of_the_curve_is_a_key(session: Session, cast: Cast, key: bytes) -> None:
    with pytest.raises(Malformed) as refusal:
        begin(session, cast.traveller, key)
    assert refusal.value.code == "device_key"
