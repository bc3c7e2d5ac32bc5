"""Single columns sealed under the application key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.crypto.fields import open_field, seal_field
from services.errors import CannotOpen, Malformed, UnknownKey

KEY = bytes(range(32))
PLACE = b"evidences/town/0001"


@given(st.binary(max_size=100))
def test_what_was_sealed_is_opened(plaintext):
    assert open_field(KEY, PLACE, seal_field(KEY, PLACE, plaintext)) == plaintext


def test_the_same_value_is_never_sealed_to_the_same_bytes():
    assert seal_field(KEY, PLACE, b"town") != seal_field(KEY, PLACE, b"town")


@pytest.mark.parametrize(("key", "place"), [(KEY, b"evidences/town/0002"), (bytes(32), PLACE)])
def test_a_value_opens_only_in_its_place_and_under_its_key(key, place):
    with pytest.raises(CannotOpen):
        open_field(key, place, seal_field(KEY, PLACE, b"town"))


@given(st.binary(max_size=100))
def test_random_bytes_end_in_a_domain_error(sealed):
    with pytest.raises((CannotOpen, Malformed, UnknownKey)):
        open_field(KEY, PLACE, sealed)


def test_a_later_version_is_unknown_and_a_cut_one_malformed():
    with pytest.raises(UnknownKey, match="unknown_version"):
        open_field(KEY, PLACE, b"\x02" + bytes(40))
    with pytest.raises(Malformed, match="field_truncated"):
        open_field(KEY, PLACE, seal_field(KEY, PLACE, b"")[:-1])
