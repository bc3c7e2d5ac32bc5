"""Signatures of devices."""

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from services.crypto import signing
from services.errors import BadSignature, Malformed
from tests.vectors.pieces import ORDER

KEY = ec.derive_private_key(7, ec.SECP256R1())
PUBLIC = KEY.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
MESSAGE = b"what was signed"


def other_form(signature: bytes) -> bytes:
    return signature[:32] + (ORDER - int.from_bytes(signature[32:], "big")).to_bytes(32, "big")


@given(st.binary(max_size=200))
def test_both_forms_of_a_signature_verify_and_ours_is_the_low_one(message):
    signature = signing.sign(KEY, message)
    assert int.from_bytes(signature[32:], "big") <= ORDER // 2
    assert signing.verify_signature(PUBLIC, message, signature) == message
    assert signing.verify_signature(PUBLIC, message, other_form(signature)) == message
    assert signing.to_low_s(other_form(signature)) == signature


@given(st.integers(0, 63), st.integers(1, 255))
def test_a_changed_byte_of_the_signature_is_refused(at, flip):
    signature = bytearray(signing.sign(KEY, MESSAGE))
    signature[at] ^= flip
    with pytest.raises(BadSignature):
        signing.verify_signature(PUBLIC, MESSAGE, bytes(signature))


def test_a_signature_has_one_length():
    signature = signing.sign(KEY, MESSAGE)
    with pytest.raises(BadSignature):
        signing.verify_signature(PUBLIC, MESSAGE, signature[:32] + b"\x00" + signature[32:])


@pytest.mark.parametrize("signature", [b"", bytes(63), bytes(64), bytes(65), b"\xff" * 64])
def test_what_is_no_signature_is_refused(signature):
    with pytest.raises(BadSignature):
        signing.verify_signature(PUBLIC, MESSAGE, signature)


COMPRESSED = KEY.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


@pytest.mark.parametrize(
    "public_key",
    [
        b"",
        b"\x00",
        COMPRESSED,
        b"\x04" + bytes(64),
        b"\x04" + b"\xff" * 64,
        PUBLIC[:-1] + bytes([PUBLIC[-1] ^ 1]),
        b"\x06" + PUBLIC[1:],
        PUBLIC + b"\x00",
    ],
    ids=["empty", "infinity", "compressed", "zero", "beyond", "off curve", "hybrid", "too long"],
)
def test_a_public_key_is_a_point_of_the_curve_in_its_one_form(public_key):
    with pytest.raises(Malformed) as caught:
        signing.load_public_key(public_key)
    assert caught.value.code == "device_key"


def test_the_signed_bytes_are_the_cose_structure():
    signed = cbor2.loads(signing.signed_bytes(b"payload", "origin/demo", "총무-007"))
    aad = b"balgil-evidence-v1\x00origin/demo\x00" + "총무-007".encode()
    assert signed == ["Signature1", cbor2.dumps({1: -7}), aad, b"payload"]


def test_the_cose_message_is_the_template_around_payload_and_signature():
    message = cbor2.loads(signing.to_cose(b"payload", bytes(64)))
    assert message.tag == 18
    assert list(message.value) == [cbor2.dumps({1: -7}), {}, b"payload", bytes(64)]


def test_a_zero_byte_in_a_name_is_refused_because_it_could_shift_the_border():
    with pytest.raises(ValueError, match="zero byte"):
        signing.signed_bytes(b"payload", "origin\x00", "1")
