"""The key ring and its file."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.crypto.keyring import PLAIN, KeyRing, decrypt_key_ring, encrypt_key_ring, new_key
from services.errors import Refused

NOW = datetime(2026, 11, 20, 9, 0, 0, 123456, tzinfo=UTC)
PASSPHRASE = b"a passphrase of the office"


def a_ring() -> KeyRing:
    return KeyRing((new_key("audit", NOW), new_key("field", NOW)), "demo").rotated(
        "audit", NOW + timedelta(days=365)
    )


def refusal_of(data: bytes, passphrase: bytes = PASSPHRASE) -> str:
    with pytest.raises(Refused) as caught:
        decrypt_key_ring(data, passphrase)
    return caught.value.code


@pytest.mark.parametrize("cost", [{}, {"cost": PLAIN}], ids=["stretched", "plain"])
def test_a_ring_is_read_again_as_it_was(cost):
    ring = a_ring()
    assert decrypt_key_ring(encrypt_key_ring(ring, PASSPHRASE, **cost), PASSPHRASE) == ring


def test_no_secret_is_in_the_file_or_in_what_is_printed():
    ring = a_ring()
    data = encrypt_key_ring(ring, PASSPHRASE, PLAIN)
    for key in ring.keys:
        assert key.secret not in data
        assert key.secret.hex() not in repr(ring)
        assert repr(key.secret) not in repr(ring)


def test_a_wrong_passphrase_is_told_from_a_damaged_file():
    data = encrypt_key_ring(a_ring(), PASSPHRASE, PLAIN)
    assert refusal_of(data, b"another passphrase") == "key_ring_passphrase"
    assert refusal_of(data[:-1]) == "key_ring_damaged"
    assert refusal_of(b"") == "key_ring_damaged"
    assert refusal_of(data + b"\n") == "key_ring_damaged"


@settings(max_examples=60)
@given(st.data())
def test_a_changed_byte_is_damage(data):
    content = bytearray(encrypt_key_ring(a_ring(), PASSPHRASE, PLAIN))
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    assert refusal_of(bytes(content)) == "key_ring_damaged"


@pytest.mark.parametrize("head", [b"balgil keys v2\r\n\x0a\x08\x01", b"balgil keys v1\r\n\x1f\x08\x01"])
def test_another_version_or_another_cost_is_refused_before_any_work(head):
    body = head + encrypt_key_ring(a_ring(), PASSPHRASE, PLAIN)[len(head) : -32]
    assert refusal_of(body + sha256(body).digest()) == "key_ring_damaged"


def test_rotation_keeps_the_old_key_and_activates_one_fresh_key():
    first = KeyRing((new_key("audit", NOW),))
    later = NOW + timedelta(days=365)
    second = first.rotated("audit", later)
    old, new = first.active("audit"), second.active("audit")
    assert new.id != old.id
    assert new.created_at == later
    assert second.find("audit", old.id) == replace(old, retired_at=later)
    assert sum(key.retired_at is None for key in second.keys) == 1


def test_only_a_retired_key_can_be_destroyed():
    ring = a_ring()
    active = ring.active("audit")
    (retired,) = (key for key in ring.keys if key.retired_at)
    destroyed = ring.without("audit", retired.id)
    assert destroyed.find("audit", retired.id) is None
    assert destroyed.active("audit") == active
    for key_id in (active.id, b"none"):
        with pytest.raises(Refused) as caught:
            ring.without("audit", key_id)
        assert caught.value.code == "key_in_use"


def test_a_missing_purpose_is_said():
    with pytest.raises(Refused) as caught:
        a_ring().active("log")
    assert caught.value.code == "key_missing"
