"""Devices: enrolled with a passkey and a second signature, replaced, lost; and every way to cheat."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from services import people
from services.crypto import signing
from services.db import Database
from services.errors import BadSignature, BalgilError, Conflict, Forbidden, Malformed, NotFound, Refused
from services.ledger import Appender, Record, find_record
from services.people import DeviceState, ProofKind, SecondKind
from tests.authenticator import Authenticator
from tests.factories import (
    KEYS,
    NOW,
    ORIGIN,
    PARTY,
    TODAY,
    Cast,
    Phone,
    answer_enrolment,
    enrol_pending,
    enrol_phone,
    make_cast,
    new_key,
    sqlite_only,
)

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LEDGER = Appender(KEYS.pending_key)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast(session)


def begin(session: Session, staff_id: int, public_key: bytes, **more: object) -> people.EnrolmentQuestion:
    return people.begin_enrolment(
        session,
        staff_id,
        public_key,
        origin=ORIGIN,
        party=PARTY,
        now=NOW,
        **more,  # type: ignore[arg-type]
    )


def record_of(session: Session, record_id: int | None) -> Record:
    assert record_id is not None
    record = find_record(session, record_id)
    assert record is not None
    return record


def code_of(act: object) -> str:
    with pytest.raises(BalgilError) as refusal:
        act()  # type: ignore[operator]
    return refusal.value.code


def test_a_first_enrolment_makes_a_passkey_and_waits_for_the_lead(session: Session, cast: Cast) -> None:
    key, public_key = new_key()
    question = begin(session, cast.traveller, public_key)
    assert question.proof is ProofKind.REGISTRATION
    answer = answer_enrolment(question, key, public_key, Authenticator())
    device = people.complete_enrolment(session, cast.traveller, answer, party=PARTY, now=NOW)
    assert (device.id, device.state) == (signing.device_id(public_key), DeviceState.PENDING)
    assert device.enrolled_record_id is None
    assert len(people.list_passkeys(session, cast.traveller)) == 1
    waiting = people.list_devices_to_confirm(session, cast.lead, TODAY)
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
    assert people.list_devices_to_confirm(session, cast.lead, TODAY) == []


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
    active = people.confirm_device(session, LEDGER, device.id, cast.lead, NOW)
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
    people.confirm_device(session, LEDGER, phones[1].device.id, cast.lead, NOW)
    people.retire_device(session, LEDGER, phones[1].device.id, by_id=cast.traveller, now=NOW)
    assert code_of(lambda: confirm(phones[1])) == "device_state"


@pytest.mark.parametrize(
    "who", ["traveller", "colleague", "stranger", "auditor", "administrator", "director"]
)
@sqlite_only
def test_only_the_lead_confirms(session: Session, cast: Cast, who: str) -> None:
    phone = enrol_pending(session, cast.traveller, Authenticator())
    with pytest.raises(Forbidden):
        people.confirm_device(session, LEDGER, phone.device.id, getattr(cast, who), NOW)
    assert people.list_devices_to_confirm(session, getattr(cast, who), TODAY) == []


@sqlite_only
def test_a_lead_does_not_confirm_her_own_device(session: Session, cast: Cast) -> None:
    phone = enrol_pending(session, cast.lead, Authenticator())
    with pytest.raises(Forbidden):
        people.confirm_device(session, LEDGER, phone.device.id, cast.lead, NOW)
    assert (
        people.confirm_device(session, LEDGER, phone.device.id, cast.director, NOW).state
        is DeviceState.ACTIVE
    )


@sqlite_only
def test_a_deputy_confirms_as_the_deputy_but_never_her_own(session: Session, cast: Cast) -> None:
    people.appoint_deputy(session, cast.lead, cast.traveller, TODAY, TODAY, by_id=cast.lead, now=NOW)
    own = enrol_pending(session, cast.traveller, Authenticator())
    others = enrol_pending(session, cast.colleague, Authenticator())
    with pytest.raises(Forbidden):
        people.confirm_device(session, LEDGER, own.device.id, cast.traveller, NOW)
    active = people.confirm_device(session, LEDGER, others.device.id, cast.traveller, NOW)
    facts = record_of(session, active.enrolled_record_id).facts
    assert (facts["second"], facts["second_id"]) == ("deputy", str(cast.traveller))


@sqlite_only
def test_who_has_no_lead_is_confirmed_by_an_administrator(session: Session, cast: Cast) -> None:
    phone = enrol_pending(session, cast.mayor, Authenticator())
    active = people.confirm_device(session, LEDGER, phone.device.id, cast.administrator, NOW)
    assert record_of(session, active.enrolled_record_id).facts["second"] == "administrator"


def test_a_second_tap_writes_no_second_leaf(session: Session, cast: Cast) -> None:
    phone = enrol_phone(session, LEDGER, cast.traveller, cast.lead, Authenticator())
    assert people.confirm_device(session, LEDGER, phone.device.id, cast.lead, NOW + MINUTE) == phone.device


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


def test_a_replaced_device_retires_when_its_successor_is_confirmed(session: Session, cast: Cast) -> None:
    passkey = Authenticator()
    old = enrol_phone(session, LEDGER, cast.traveller, cast.lead, passkey)
    key, public_key = new_key()
    answer = answer_enrolment(begin(session, cast.traveller, public_key), key, public_key, passkey)
    answer = people.NewDevice(
        answer.public_key, answer.credential, answer.possession, "새 전화", old.device.id
    )
    new = people.complete_enrolment(session, cast.traveller, answer, party=PARTY, now=NOW)
    still = people.find_device(session, old.device.id)
    assert still is not None
    assert still.state is DeviceState.ACTIVE
    people.confirm_device(session, LEDGER, new.id, cast.lead, NOW)
    retired = people.find_device(session, old.device.id)
    assert retired is not None
    assert retired.state is DeviceState.RETIRED
    assert record_of(session, retired.retired_record_id).facts == {"reason": "replaced"}


@sqlite_only
def test_nobody_replaces_the_device_of_somebody_else(session: Session, cast: Cast) -> None:
    foreign = enrol_phone(session, LEDGER, cast.colleague, cast.lead, Authenticator())
    key, public_key = new_key()
    answer = answer_enrolment(begin(session, cast.traveller, public_key), key, public_key, Authenticator())
    answer = people.NewDevice(public_key, answer.credential, answer.possession, "전화", foreign.device.id)
    act = lambda: people.complete_enrolment(session, cast.traveller, answer, party=PARTY, now=NOW)  # noqa: E731
    assert code_of(act) == "device_not_found"


@sqlite_only
def test_a_device_is_given_up_by_its_owner_alone(session: Session, cast: Cast) -> None:
    phone = enrol_phone(session, LEDGER, cast.traveller, cast.lead, Authenticator())
    for who in (cast.colleague, cast.lead, cast.administrator):
        with pytest.raises(NotFound):
            people.retire_device(session, LEDGER, phone.device.id, by_id=who, now=NOW)
    retired = people.retire_device(session, LEDGER, phone.device.id, by_id=cast.traveller, now=NOW)
    record = record_of(session, retired.retired_record_id)
    assert (record.kind, dict(record.facts)) == ("device_retired", {"reason": "given_up"})
    assert people.retire_device(session, LEDGER, phone.device.id, by_id=cast.traveller, now=NOW) == retired


@sqlite_only
def test_a_lost_device_is_reported_by_its_owner_or_an_administrator(session: Session, cast: Cast) -> None:
    phone = enrol_phone(session, LEDGER, cast.traveller, cast.lead, Authenticator())
    report = {"lost_since_at": NOW - DAY, "now": NOW}
    for who in (cast.colleague, cast.lead):
        with pytest.raises(Forbidden):
            people.revoke_device(session, LEDGER, phone.device.id, by_id=who, **report)
    lost = people.revoke_device(session, LEDGER, phone.device.id, by_id=cast.administrator, **report)
    assert (lost.state, lost.lost_since_at, lost.revoked_at) == (DeviceState.REVOKED, NOW - DAY, NOW)
    record = record_of(session, lost.revoked_record_id)
    assert record.kind == "device_revoked"
    assert record.facts["by"] == str(cast.administrator)
    again = people.revoke_device(
        session, LEDGER, phone.device.id, by_id=cast.traveller, lost_since_at=NOW, now=NOW
    )
    assert again == lost


def test_a_retired_device_can_still_be_reported_lost_but_not_in_the_future(
    session: Session, cast: Cast
) -> None:
    phone = enrol_phone(session, LEDGER, cast.traveller, cast.lead, Authenticator())
    people.retire_device(session, LEDGER, phone.device.id, by_id=cast.traveller, now=NOW)
    future = lambda: people.revoke_device(  # noqa: E731
        session, LEDGER, phone.device.id, by_id=cast.traveller, lost_since_at=NOW + MINUTE, now=NOW
    )
    assert code_of(future) == "lost_since"
    lost = people.revoke_device(
        session, LEDGER, phone.device.id, by_id=cast.traveller, lost_since_at=NOW, now=NOW
    )
    assert lost.state is DeviceState.REVOKED
    assert lost.retired_record_id is not None


def test_a_pending_device_is_taken_back_without_a_leaf_and_its_key_is_free_again(
    session: Session, cast: Cast
) -> None:
    phone = enrol_pending(session, cast.traveller, Authenticator())
    revoke = lambda: people.revoke_device(  # noqa: E731
        session, LEDGER, phone.device.id, by_id=cast.traveller, lost_since_at=NOW, now=NOW
    )
    assert code_of(revoke) == "device_state"
    with pytest.raises(NotFound):
        people.cancel_enrolment(session, cast.stranger, phone.device.id, NOW)
    people.cancel_enrolment(session, cast.traveller, phone.device.id, NOW)
    assert people.find_device(session, phone.device.id) is None
    assert begin(session, cast.traveller, phone.public_key)


@sqlite_only
def test_the_owner_is_told_of_every_step(session: Session, cast: Cast) -> None:
    phone = enrol_phone(session, LEDGER, cast.traveller, cast.lead, Authenticator())
    people.retire_device(session, LEDGER, phone.device.id, by_id=cast.traveller, now=NOW)
    people.revoke_device(session, LEDGER, phone.device.id, by_id=cast.traveller, lost_since_at=NOW, now=NOW)
    told = [notice.kind for notice in people.list_notices(session, cast.traveller)]
    assert told == ["device_revoked", "device_retired", "device_enrolled", "device_pending", "passkey_added"]
    enrolled = people.list_notices(session, cast.traveller)[2]
    assert enrolled.sentence % enrolled.facts == "기기 ‘내 휴대전화’ 등록을 마쳤어요. 확인: 박다온"


def test_devices_are_listed_newest_first_and_found_in_bulk(session: Session, cast: Cast) -> None:
    passkey = Authenticator()
    old = enrol_pending(session, cast.traveller, passkey)
    new = enrol_pending(session, cast.traveller, passkey, now=NOW + MINUTE)
    foreign = enrol_pending(session, cast.colleague, Authenticator())
    assert [d.id for d in people.list_devices(session, cast.traveller)] == [new.device.id, old.device.id]
    found = people.devices_by_id(session, [old.device.id, foreign.device.id, b"\x00" * 8])
    assert found == {old.device.id: old.device, foreign.device.id: foreign.device}
    assert people.find_device(session, b"\x00" * 8) is None
    people.rename_device(session, cast.traveller, old.device.id, "옛 전화")
    assert people.find_device(session, old.device.id).label == "옛 전화"


@sqlite_only
def test_nobody_piles_up_devices(session: Session, cast: Cast) -> None:
    passkey = Authenticator()
    for _ in range(20):
        enrol_pending(session, cast.traveller, passkey)
    with pytest.raises(Conflict) as refusal:
        enrol_pending(session, cast.traveller, passkey)
    assert refusal.value.code == "too_many_devices"


FACTS = ("key", "staff_number", "nonce", "possession", "client_data", "authenticator_data", "signature")


@pytest.mark.parametrize("name", FACTS)
@sqlite_only
def test_an_altered_fact_of_an_enrolment_no_longer_verifies(session: Session, cast: Cast, name: str) -> None:
    passkey = Authenticator()
    enrol_pending(session, cast.traveller, passkey)
    phone = enrol_phone(session, LEDGER, cast.traveller, cast.lead, passkey)
    facts = dict(record_of(session, phone.device.enrolled_record_id).facts)
    assert people.verify_enrolment(facts, ORIGIN).proof is ProofKind.ASSERTION
    value = facts[name]
    facts[name] = value[:-1] + bytes((value[-1] ^ 1,)) if isinstance(value, bytes) else "001002"
    with pytest.raises((BadSignature, Malformed)):
        people.verify_enrolment(facts, ORIGIN)


@sqlite_only
def test_an_enrolment_does_not_verify_for_another_ledger(session: Session, cast: Cast) -> None:
    phone = enrol_phone(session, LEDGER, cast.traveller, cast.lead, Authenticator())
    facts = record_of(session, phone.device.enrolled_record_id).facts
    with pytest.raises(BadSignature):
        people.verify_enrolment(facts, "other.example/ledger")
    with pytest.raises(Malformed):
        people.verify_enrolment({**facts, "proof": "word of honour"}, ORIGIN)


def test_simulated_phones_are_enrolled_in_bulk_for_a_demonstration_alone(
    session: Session, cast: Cast
) -> None:
    pairs = [(cast.traveller, new_key()[1]), (cast.colleague, new_key()[1])]
    bulk = {"label": "시연용 휴대전화", "now": NOW}
    with pytest.raises(Refused):
        people.enrol_demo_devices(session, LEDGER, pairs, origin=ORIGIN, **bulk)
    devices = people.enrol_demo_devices(session, LEDGER, pairs, origin="example.go.kr/demo", **bulk)
    assert [device.state for device in devices] == [DeviceState.ACTIVE] * 2
    facts = record_of(session, devices[0].enrolled_record_id).facts
    assert people.verify_enrolment(facts, "example.go.kr/demo").second is SecondKind.DEMO
    with pytest.raises(Malformed):
        people.verify_enrolment(facts, ORIGIN)
