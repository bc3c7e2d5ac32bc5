"""A device after its enrolment: confirmed, replaced, given up, lost, listed, and proven by its leaf."""

import pytest
from sqlalchemy.orm import Session

from services import approvals, notifications, people
from services.errors import BadSignature, Conflict, Forbidden, Malformed, NotFound, Refused
from services.notice_kinds import KINDS
from services.people import DeviceState, ProofKind, SecondKind
from tests.authenticator import Authenticator
from tests.enrolments import DAY, LEDGER, MINUTE, begin, code_of, record_of
from tests.factories import (
    NOW,
    ORIGIN,
    PARTY,
    TODAY,
    Cast,
    answer_enrolment,
    enrol_pending,
    enrol_phone,
    new_key,
    sqlite_only,
)


@pytest.mark.parametrize(
    "who", ["traveller", "colleague", "stranger", "auditor", "administrator", "director"]
)
@sqlite_only
def test_only_the_lead_confirms(session: Session, cast: Cast, who: str) -> None:
    phone = enrol_pending(session, cast.traveller, Authenticator())
    with pytest.raises(Forbidden):
        people.confirm_device(
            session, LEDGER, phone.device.id, getattr(cast, who), NOW, approvals.load_lineup
        )
    assert people.list_devices_to_confirm(session, getattr(cast, who), NOW, approvals.load_lineup) == []


@sqlite_only
def test_a_lead_does_not_confirm_her_own_device(session: Session, cast: Cast) -> None:
    phone = enrol_pending(session, cast.lead, Authenticator())
    with pytest.raises(Forbidden):
        people.confirm_device(session, LEDGER, phone.device.id, cast.lead, NOW, approvals.load_lineup)
    assert (
        people.confirm_device(
            session, LEDGER, phone.device.id, cast.director, NOW, approvals.load_lineup
        ).state
        is DeviceState.ACTIVE
    )


@sqlite_only
def test_a_deputy_confirms_as_the_deputy_but_never_her_own(session: Session, cast: Cast) -> None:
    people.appoint_deputy(session, cast.lead, cast.traveller, TODAY, TODAY, by_id=cast.lead, now=NOW)
    own = enrol_pending(session, cast.traveller, Authenticator())
    others = enrol_pending(session, cast.colleague, Authenticator())
    with pytest.raises(Forbidden):
        people.confirm_device(session, LEDGER, own.device.id, cast.traveller, NOW, approvals.load_lineup)
    active = people.confirm_device(
        session, LEDGER, others.device.id, cast.traveller, NOW, approvals.load_lineup
    )
    facts = record_of(session, active.enrolled_record_id).facts
    assert (facts["second"], facts["second_id"]) == ("deputy", str(cast.traveller))


@sqlite_only
def test_who_has_no_lead_is_confirmed_by_an_administrator(session: Session, cast: Cast) -> None:
    phone = enrol_pending(session, cast.mayor, Authenticator())
    active = people.confirm_device(
        session, LEDGER, phone.device.id, cast.administrator, NOW, approvals.load_lineup
    )
    assert record_of(session, active.enrolled_record_id).facts["second"] == "administrator"


def test_a_second_tap_writes_no_second_leaf(session: Session, cast: Cast) -> None:
    phone = enrol_phone(session, LEDGER, cast.traveller, cast.lead, Authenticator())
    assert (
        people.confirm_device(
            session, LEDGER, phone.device.id, cast.lead, NOW + MINUTE, approvals.load_lineup
        )
        == phone.device
    )


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
    people.confirm_device(session, LEDGER, new.id, cast.lead, NOW, approvals.load_lineup)
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
    told = [notice.kind for notice in notifications.list_notices(session, cast.traveller)]
    assert told == ["device_revoked", "device_retired", "device_enrolled", "device_pending", "passkey_added"]
    enrolled = notifications.list_notices(session, cast.traveller)[2]
    sentence = KINDS[enrolled.kind].sentence
    assert sentence % enrolled.facts == "기기 ‘내 휴대전화’ 등록을 마쳤어요. 확인: 박다온"


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
