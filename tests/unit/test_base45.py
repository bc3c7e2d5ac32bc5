"""The two texts of bytes: each text that is read is the one that would be written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.crypto import base45, base64url
from services.errors import Malformed

CODECS = [pytest.param(base45, id="base45"), pytest.param(base64url, id="base64url")]


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")],
)
def test_base45_gives_the_examples_of_its_standard(data, text):
    assert base45.encode(data) == text
    assert base45.decode(text) == data


@pytest.mark.parametrize("codec", CODECS)
@given(data=st.binary(max_size=512))
def test_what_was_written_is_read_again(codec, data):
    assert codec.decode(codec.encode(data)) == data


@pytest.mark.parametrize("codec", CODECS)
@given(text=st.text(max_size=24) | st.text("0AZaz-_:$ +/=\n", max_size=24))
def test_any_text_is_refused_or_the_one_text_of_its_bytes(codec, text):
    try:
        data = codec.decode(text)
    except Malformed:
        return
    assert codec.encode(data) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("BB8\n", "text_character"),
        ("bb8", "text_character"),
        ("BB8 \r", "text_character"),
        ("ＢB8", "text_character"),
        ("B", "text_length"),
        ("BB80", "text_length"),
        (":::", "text_value"),
        ("GGW", "text_value"),
        ("BB8::", "text_value"),
    ],
)
def test_base45_refuses(text, code):
    with pytest.raises(Malformed) as caught:
        base45.decode(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("QQ==", "text_character"),
        ("QQ\n", "text_character"),
        ("+/+/", "text_character"),
        ("QUJDR", "text_length"),
        ("QR", "text_value"),
    ],
)
def test_base64url_refuses(text, code):
    with pytest.raises(Malformed) as caught:
        base64url.decode(text)
    assert caught.value.code == code
