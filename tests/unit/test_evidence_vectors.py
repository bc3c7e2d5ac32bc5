"""The known-answer vectors of docs/evidence-format.md, as any implementation must meet them."""

import json

import pytest

from services.crypto import sealing, signing
from services.crypto.keyring import Key, KeyRing
from services.errors import BalgilError
from services.trips import evidence
from services.trips.evidence import Payload
from tests.unit import hpke_reference
from tests.unit.test_keyring import NOW
from tests.vectors import make

VALID = json.loads((make.FOLDER / "evidence.json").read_text(encoding="utf-8"))
MALFORMED = json.loads((make.FOLDER / "malformed.json").read_text(encoding="utf-8"))
ORIGIN = VALID["origin"]
DEVICE_PUBLIC = bytes.fromhex(VALID["device"]["public"])
AUDIT = VALID["audit_key"]
RING = KeyRing((Key(bytes.fromhex(AUDIT["id"]), "audit", NOW, None, bytes.fromhex(AUDIT["private"])),))

evidences = pytest.mark.parametrize("vector", VALID["evidences"], ids=lambda vector: vector["name"])


def cases(group: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", MALFORMED[group], ids=lambda vector: vector["name"])


def payload_of(vector: dict) -> Payload:
    return Payload(
        **{
            name: bytes.fromhex(value) if isinstance(value, str) else value
            for name, value in vector["payload"].items()
        }
    )


@pytest.mark.parametrize("name", make.FILES)
def test_the_committed_vectors_are_those_that_the_maker_makes(name):
    assert (make.FOLDER / name).read_text(encoding="utf-8") == make.render(make.FILES[name]())


@evidences
def test_payload_and_id(vector):
    data = bytes.fromhex(vector["payload_bytes"])
    assert evidence.encode_payload(payload_of(vector)) == data
    assert evidence.decode_payload(data) == payload_of(vector)
    assert evidence.evidence_id(data).hex() == vector["id"]


@evidences
def test_signed_bytes_and_both_forms_of_the_signature(vector):
    data = bytes.fromhex(vector["payload_bytes"])
    message = signing.signed_bytes(data, ORIGIN, vector["staff_number"])
    assert message.hex() == vector["sig_structure"]
    assert vector["external_aad"] in vector["sig_structure"]
    for form in ("signature_low_s", "signature_high_s"):
        signing.verify_signature(DEVICE_PUBLIC, message, bytes.fromhex(vector[form]))
    signature = bytes.fromhex(vector[f"signature_{vector['sealed_signature']}_s"])
    assert signing.to_cose(data, signature).hex() == vector["cose_sign1"]


@evidences
def test_the_frame_is_made_opened_and_verified(vector):
    frame = bytes.fromhex(vector["frame"])
    signature = bytes.fromhex(vector[f"signature_{vector['sealed_signature']}_s"])
    plaintext = signature + bytes.fromhex(vector["payload_bytes"])
    made = hpke_reference.seal(
        bytes.fromhex(AUDIT["public"]),
        bytes.fromhex(vector["ephemeral_private"]),
        bytes.fromhex(vector["info"]),
        plaintext,
    )
    assert frame == b"\x01" + bytes.fromhex(AUDIT["id"]) + made
    opened = evidence.open_frame(RING, ORIGIN, frame)
    assert opened.signature == signature
    assert opened.id.hex() == vector["id"]
    assert evidence.verify_opened(opened, DEVICE_PUBLIC, ORIGIN, vector["staff_number"]) == payload_of(vector)


@evidences
def test_both_texts(vector):
    frame = bytes.fromhex(vector["frame"])
    assert evidence.to_qr_text(frame) == vector["qr_text"]
    assert evidence.to_export_text(frame) == vector["export_text"]
    assert evidence.parse_text(vector["qr_text"]) == evidence.parse_text(vector["export_text"]) == frame


def test_keys_and_context():
    assert sealing.public_key(bytes.fromhex(AUDIT["private"])).hex() == AUDIT["public"]
    assert signing.device_id(DEVICE_PUBLIC).hex() == VALID["device"]["id"]
    vector = VALID["context"]
    expected = bytes.fromhex(vector["hash"])
    plain = evidence.open_context(RING, ORIGIN, bytes.fromhex(vector["frame"]), expected)
    assert plain.hex() == vector["plain"]


def refusal_of(vector: dict, read) -> None:
    with pytest.raises(BalgilError) as caught:
        read()
    assert caught.value.code == vector["code"]


@cases("texts")
def test_a_malformed_text_is_refused(vector):
    refusal_of(vector, lambda: evidence.parse_text(vector["input"]))


@cases("payloads")
def test_a_malformed_payload_is_refused(vector):
    refusal_of(vector, lambda: evidence.decode_payload(bytes.fromhex(vector["input"])))


@cases("frames")
def test_a_malformed_frame_is_refused(vector):
    refusal_of(vector, lambda: evidence.open_frame(RING, ORIGIN, bytes.fromhex(vector["input"])))


@cases("signatures")
def test_a_wrong_signature_is_refused(vector):
    opened = evidence.open_frame(RING, ORIGIN, bytes.fromhex(vector["input"]))
    staff_number = MALFORMED["staff_number"]
    refusal_of(vector, lambda: evidence.verify_opened(opened, DEVICE_PUBLIC, ORIGIN, staff_number))


@cases("contexts")
def test_a_malformed_context_is_refused(vector):
    expected = bytes.fromhex(VALID["context"]["hash"])
    refusal_of(vector, lambda: evidence.open_context(RING, ORIGIN, bytes.fromhex(vector["input"]), expected))
