"""What people type, in one form."""

import time
import unicodedata

import pytest

from services.texts import compose, squeeze, tidy_line, tidy_text


@pytest.mark.parametrize("tidy", [compose, squeeze, tidy_line, tidy_text])
def test_a_megabyte_of_marks_is_done_in_time(tidy) -> None:
    started = time.process_time()
    tidy("a" + "\u0301\u0327" * 250_000)
    assert time.process_time() - started < 10


@pytest.mark.parametrize("text", ["한글", "ㅎㅏㄴ", "e\u0301\u0327", "a" + "\u0327\u0301" * 15, "각\u0301"])
def test_what_people_write_is_composed_as_unicode_says(text: str) -> None:
    pieces = unicodedata.normalize("NFD", text)
    assert compose(pieces) == unicodedata.normalize("NFC", text)


def test_lines_keep_their_ends_and_lose_what_hides_in_them() -> None:
    assert tidy_text("\n가\r\n\t나\u202e \r다\x00\n\n") == "가\n    나\n다"
    assert tidy_line(" 가\u200b  나\x07 ") == "가 나"
    assert tidy_text("👩\u200d🔧") == tidy_line("👩\u200d🔧") == "👩\u200d🔧"
