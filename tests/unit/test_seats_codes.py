"""What a seat's paper holds, and what is none of it."""

import pytest

from services.errors import Invalid
from services.remote_work import seats


@pytest.mark.parametrize(
    "text",
    ["0123456789abcdef", "https://a.example/check-in/0123456789abcdef", " 0123-4567 89AB-CDEF\n"],
)
def test_a_code_is_read_from_the_paper_or_as_typed(text: str) -> None:
    assert seats.parse_code(text).hex() == "0123456789abcdef"


@pytest.mark.parametrize("text", ["", "BG1:ABC", "0123456789abcde", "x0123456789abcdef", "가" * 3000])
def test_what_is_no_code_is_told(text: str) -> None:
    with pytest.raises(Invalid):
        seats.parse_code(text)
