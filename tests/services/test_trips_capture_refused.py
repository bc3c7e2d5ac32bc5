"""What is not kept, and who learns nothing from the answer."""

from dataclasses import replace

import pytest

from services import trips
from services.errors import (
    BalgilError,
    CannotOpen,
    Conflict,
    Forbidden,
    Malformed,
    NotFound,
    NotYet,
    UnknownKey,
)
from services.people.models import Device
from tests.hall import Hall
from tests.kept_evidences import count
from tests.phones import Phone


@pytest.mark.parametrize("is_known", [True, False])
def test_a_photographed_code_is_no_oracle(hall: Hall, is_known: bool) -> None:
    tap = hall.phone().tap(hall.now)
    if is_known:
        hall.receive(tap)
    for name in ("colleague", "lead", "stranger", "auditor", "administrator"):
        member = hall.cast.everybody()[name]
        with pytest.raises(Forbidden) as refused:
            hall.receive(tap, member)
        assert refused.value.code == "not_yours"
        with pytest.raises(NotFound) as unseen:
            hall.read(lambda s, m=member: trips.get_kept(s, tap.id, m.staff_id))
        assert unseen.value.code == "evidence_not_found"
    assert count(hall) == is_known


def test_a_device_that_nobody_enrolled_gets_the_same_answer(hall: Hall) -> None:
    unknown = Phone(hall.cast.traveller, hall.keys.audit_public(), hall.origin)
    with pytest.raises(Forbidden) as refused:
        hall.receive(unknown.tap(hall.now))
    assert refused.value.code == "not_yours"


def test_another_key_that_names_her_device_gets_the_same_answer(hall: Hall) -> None:
    hers, forger = hall.phone(), Phone(hall.cast.traveller, hall.keys.audit_public(), hall.origin)
    forged = forger.tap(hall.now)
    forged = forger.seal(replace(forged.payload, device=hers.device_id), b"{}")
    with pytest.raises(Forbidden) as refused:
        hall.receive(forged, context=False)
    assert refused.value.code == "not_yours"


def test_a_signature_for_another_ledger_gets_the_same_answer(hall: Hall) -> None:
    phone = hall.phone()
    phone.owner = replace(phone.owner, number="99999999")
    with pytest.raises(Forbidden):
        hall.receive(phone.tap(hall.now))


def test_a_queue_of_somebody_else_waits_for_her(hall: Hall) -> None:
    tap = hall.phone().tap(hall.now)
    signer = trips.Signer(hall.cast.colleague.staff_id, hall.cast.colleague.number)
    upload = trips.Upload(tap.text, None, hall.cast.traveller.number)
    with pytest.raises(Conflict) as waiting:
        trips.open_upload(hall.opening, signer, upload)
    assert waiting.value.code == "other_person"


def test_a_device_that_waits_for_its_second_signature_sends_later(hall: Hall) -> None:
    phone = hall.phone()
    tap = phone.tap(hall.now)
    set_state(hall, phone, "pending")
    with pytest.raises(NotYet) as waiting:
        hall.receive(tap)
    assert waiting.value.code == "device_pending"
    set_state(hall, phone, "active")
    assert hall.receive(tap).is_first


@pytest.mark.parametrize("state", ["retired", "revoked"])
def test_an_ended_device_still_hands_in_what_it_captured(hall: Hall, state: str) -> None:
    phone = hall.phone()
    tap = phone.tap(hall.now)
    set_state(hall, phone, state)
    assert hall.receive(tap).is_first


def set_state(hall: Hall, phone: Phone, state: str) -> None:
    def change(session: object) -> None:
        session.get_one(Device, phone.device_id).state = state  # type: ignore[attr-defined]

    hall.write(change)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", Malformed),
        ("BG1:", Malformed),
        ("BG1:lower", Malformed),
        ("BG2:" + "0" * 80, UnknownKey),
        ("https://example.org/BG1:AAAA", Malformed),
        ("BG1:" + "0" * 100_000, Malformed),
        ("bg1." + "A" * 300, UnknownKey),
        ("bg1.AQ", Malformed),
        ("\x00" * 30, Malformed),
    ],
)
def test_what_is_no_evidence_is_told(sqlite_hall: Hall, text: str, error: type[BalgilError]) -> None:
    member = sqlite_hall.cast.traveller
    signer = trips.Signer(member.staff_id, member.number)
    with pytest.raises(error):
        trips.open_upload(sqlite_hall.opening, signer, trips.Upload(text, None, member.number))


def test_one_altered_byte_anywhere_is_refused(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    tap = hall.phone().tap(hall.now)
    for place in range(0, len(tap.frame), 7):
        frame = bytearray(tap.frame)
        frame[place] ^= 0x01
        with pytest.raises((Malformed, UnknownKey, CannotOpen)):
            hall.receive(replace(tap, frame=bytes(frame)))
    assert count(hall) == 0
