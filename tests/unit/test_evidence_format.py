"""The evidence as bytes: properties that hold for every payload, frame and text."""

from dataclasses import astuple, replace

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.crypto.keyring import Key, KeyRing
from services.errors import BadSignature, CannotOpen, Malformed, UnknownKey
from services.trips import evidence
from services.trips.evidence import Payload
from tests.unit.test_keyring import NOW
from tests.vectors.pieces import (
    AUDIT_ID,
    AUDIT_PUBLIC,
    AUDIT_SECRET,
    DEVICE,
    DEVICE_PUBLIC,
    ORDINARY,
    ORIGIN,
    WIDEST,
)

RING = KeyRing((Key(AUDIT_ID, "audit", NOW, None, AUDIT_SECRET),))
STAFF = "20240117"
DOMAIN_ERRORS = (Malformed, UnknownKey, CannotOpen, BadSignature)

instants = st.integers(0, 253_370_764_799_999)
beacons = st.tuples(st.integers(1, 2**53 - 1), st.binary(min_size=8, max_size=8)) | st.just((0, bytes(8)))
payloads = st.builds(
    lambda beacon, **fields: Payload(beacon_size=beacon[0], beacon_root=beacon[1], **fields),
    beacons,
    nonce=st.binary(min_size=8, max_size=8),
    device=st.just(ORDINARY.device),
    sequence=st.integers(1, 2**32 - 1),
    previous=st.binary(min_size=16, max_size=16),
    trip=st.none() | st.binary(min_size=8, max_size=8),
    fixed_at_ms=instants,
    phone_at_ms=instants,
    lat_e7=st.integers(-900_000_000, 900_000_000),
    lon_e7=st.integers(-1_800_000_000, 1_800_000_000),
    accuracy_m=st.integers(0, 50_000_000),
    context_hash=st.binary(min_size=16, max_size=16),
)


def seal(payload: Payload) -> bytes:
    return evidence.seal_evidence((AUDIT_ID, AUDIT_PUBLIC), ORIGIN, STAFF, DEVICE, payload)


def verify(frame: bytes) -> Payload:
    return evidence.verify_opened(evidence.open_frame(RING, ORIGIN, frame), DEVICE_PUBLIC, ORIGIN, STAFF)


@given(payloads)
def test_a_payload_is_read_again_and_is_the_canonical_array(payload):
    data = evidence.encode_payload(payload)
    assert evidence.decode_payload(data) == payload
    assert data == cbor2.dumps([1, *astuple(payload)], canonical=True)


@given(payloads, st.data())
def test_a_changed_byte_of_a_payload_is_refused_or_another_payload(payload, data):
    encoded = evidence.encode_payload(payload)
    at = data.draw(st.integers(0, len(encoded) - 1))
    changed = encoded[:at] + bytes([encoded[at] ^ data.draw(st.integers(1, 255))]) + encoded[at + 1 :]
    try:
        other = evidence.decode_payload(changed)
    except DOMAIN_ERRORS:
        return
    assert other != payload
    assert evidence.encode_payload(other) == changed
    assert evidence.evidence_id(changed) != evidence.evidence_id(encoded)


@given(st.binary(max_size=160) | st.binary(max_size=130).map(lambda tail: b"\x8e\x01" + tail))
def test_random_bytes_are_refused_as_a_payload(data):
    with pytest.raises(DOMAIN_ERRORS):
        evidence.decode_payload(data)


@given(payloads)
def test_an_evidence_goes_through_both_texts(payload):
    frame = seal(payload)
    for text in (evidence.to_qr_text(frame), evidence.to_export_text(frame)):
        assert evidence.parse_text(text) == frame
    assert verify(frame) == payload


@given(st.data())
def test_a_changed_byte_of_a_frame_never_verifies(data):
    frame = bytearray(seal(ORDINARY))
    frame[data.draw(st.integers(0, len(frame) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises((CannotOpen, UnknownKey)):
        verify(bytes(frame))


@given(st.data())
def test_a_changed_character_of_a_text_is_refused_or_another_frame(data):
    frame = seal(ORDINARY)
    text = data.draw(st.sampled_from([evidence.to_qr_text(frame), evidence.to_export_text(frame)]))
    at = data.draw(st.integers(0, len(text) - 1))
    character = data.draw(st.characters(max_codepoint=127).filter(lambda drawn: drawn != text[at]))
    try:
        assert evidence.parse_text(text[:at] + character + text[at + 1 :]) != frame
    except DOMAIN_ERRORS:
        return


@given(st.text(max_size=60) | st.text(max_size=60).map(lambda tail: "BG1:" + tail) | st.binary().map(str))
def test_random_texts_and_frames_end_in_a_domain_error(text):
    with pytest.raises(DOMAIN_ERRORS):
        evidence.open_frame(RING, ORIGIN, evidence.parse_text(text))


@given(st.binary(max_size=600) | st.binary(max_size=600).map(lambda tail: b"\x01" + AUDIT_ID + tail))
def test_random_frames_end_in_a_domain_error(frame):
    with pytest.raises(DOMAIN_ERRORS):
        evidence.open_frame(RING, ORIGIN, frame)


def test_the_widest_evidence_fits_the_symbol():
    text = evidence.to_qr_text(seal(WIDEST))
    assert len(text) <= 366  # alphanumeric capacity of version 11 at ECC M, ISO/IEC 18004 table 7


def test_what_could_not_be_read_is_not_written():
    with pytest.raises(Malformed) as caught:
        evidence.encode_payload(replace(ORDINARY, lat_e7=900_000_001))
    assert caught.value.code == "payload_lat_e7"


def test_another_key_or_another_person_never_verifies():
    opened = evidence.open_frame(RING, ORIGIN, seal(ORDINARY))
    with pytest.raises(BadSignature):
        evidence.verify_opened(opened, DEVICE_PUBLIC, ORIGIN, "20240118")
    with pytest.raises(Malformed) as caught:
        evidence.verify_opened(opened, b"\x04" + bytes(64), ORIGIN, STAFF)
    assert caught.value.code == "device_mismatch"
