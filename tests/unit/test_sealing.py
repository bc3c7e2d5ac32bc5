"""Sealing to the audit key."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.crypto import sealing
from services.crypto.keyring import KeyRing, new_key
from services.errors import CannotOpen, Malformed, UnknownKey
from tests.unit import hpke_reference
from tests.unit.test_keyring import NOW

KEY = new_key("audit", NOW)
RING = KeyRing((KEY,))
PUBLIC = sealing.public_key(KEY.secret)
ORIGIN = "balgil.example.go.kr/ledger"


def seal(plaintext: bytes) -> bytes:
    return sealing.seal(PUBLIC, KEY.id, "evidence", ORIGIN, plaintext)


@given(st.binary(max_size=300))
def test_what_was_sealed_is_opened(plaintext):
    assert sealing.open_sealed(RING, "evidence", ORIGIN, seal(plaintext)) == plaintext


@given(st.data())
def test_a_changed_byte_is_never_opened(data):
    frame = bytearray(seal(b"where and when"))
    at = data.draw(st.integers(0, len(frame) - 1))
    frame[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises((CannotOpen, UnknownKey)):
        sealing.open_sealed(RING, "evidence", ORIGIN, bytes(frame))


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda tail: b"\x01" + KEY.id + tail))
def test_random_bytes_end_in_a_domain_error(frame):
    with pytest.raises((CannotOpen, UnknownKey, Malformed)):
        sealing.open_sealed(RING, "evidence", ORIGIN, frame)


def test_the_standards_own_example_is_reproduced_by_the_reference():
    # RFC 9180, A.1.1: base mode, DHKEM(X25519), HKDF-SHA256, AES-128-GCM, first message.
    sealed = hpke_reference.seal(
        bytes.fromhex("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d"),
        bytes.fromhex("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736"),
        bytes.fromhex("4f6465206f6e2061204772656369616e2055726e"),
        bytes.fromhex("4265617574792069732074727574682c20747275746820626561757479"),
        aad=b"Count-0",
    )
    assert sealed.hex() == (
        "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"
        "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a"
    )


def test_a_frame_of_the_reference_opens():
    header = b"\x01" + KEY.id
    info = b"context\x00" + ORIGIN.encode() + b"\x00" + header
    frame = header + hpke_reference.seal(PUBLIC, bytes(range(32)), info, b"plain")
    assert sealing.open_sealed(RING, "context", ORIGIN, frame) == b"plain"


@pytest.mark.parametrize(("purpose", "origin"), [("context", ORIGIN), ("evidence", "other.example/ledger")])
def test_a_frame_opens_only_for_its_purpose_and_its_ledger(purpose, origin):
    with pytest.raises(CannotOpen):
        sealing.open_sealed(RING, purpose, origin, seal(b"plain"))


def test_a_retired_key_still_opens_and_another_key_is_unknown():
    retired = KeyRing((replace(KEY, retired_at=NOW), new_key("audit", NOW)))
    assert sealing.open_sealed(retired, "evidence", ORIGIN, seal(b"old")) == b"old"
    with pytest.raises(UnknownKey) as caught:
        sealing.open_sealed(KeyRing((new_key("audit", NOW),)), "evidence", ORIGIN, seal(b"plain"))
    assert caught.value.code == "unknown_key"


def test_only_an_audit_key_opens():
    with pytest.raises(UnknownKey):
        sealing.open_sealed(KeyRing((replace(KEY, purpose="field"),)), "evidence", ORIGIN, seal(b"plain"))


@pytest.mark.parametrize("public_key", [bytes(32), b"\x01" + bytes(31), b"short"])
def test_nothing_is_sealed_to_a_key_that_is_none(public_key):
    with pytest.raises(Malformed) as caught:
        sealing.seal(public_key, KEY.id, "evidence", ORIGIN, b"plain")
    assert caught.value.code == "audit_key"
