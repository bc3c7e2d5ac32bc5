"""A verdict in words: nothing rounded to more than is known."""

from collections.abc import Iterator

import pytest
from flask import Flask

from services.audit import Check, Result, Seen, Subject
from webapp.pages.audit.verdict_words import say_interval, say_length, say_mark, say_sentence

# 2026. 11. 24. 22:20:31 in Korea.
AT = 1_795_526_431_000
HOUR, DAY = 3_600_000, 86_400_000


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/", headers={"Accept-Language": "ko"}):
        yield


@pytest.mark.parametrize(
    ("metres", "words"),
    [
        (0, "0 m"),
        (300, "300 m"),
        (1000, "1 km"),
        (1999, "1,999 m"),
        (1500, "1,500 m"),
        (50_000_000, "50000 km"),
    ],
)
def test_no_length_is_cut_off(metres: int, words: str) -> None:
    assert say_length(metres) == words


def test_the_picture_rounds_the_latest_time_up_and_the_earliest_down() -> None:
    assert say_mark(AT, AT) == "22:20"
    assert say_mark(AT, AT, is_latest=True) == "22:21"
    assert say_mark(AT - 31_000, AT, is_latest=True) == "22:20"
    assert say_mark(None, AT) == ""


def test_a_time_of_another_day_has_its_day() -> None:
    assert say_mark(AT + 2 * HOUR, AT, is_latest=True) == "11. 25. 00:21"
    assert say_mark(AT - DAY, AT) == "11. 23. 22:20"


def test_bounds_are_told_to_the_second() -> None:
    check = Check(Subject.NOT_AFTER, Result.PASS, "not_after", {"at_ms": AT, "word": "operator"})
    assert say_sentence(check)[0] == "2026. 11. 24. 22:20:31 전에 찍음"
    seen = Seen(b"", 1, "1", "김가람", "", AT, 8, AT - 5_000, AT, None, None, None)
    assert "22:20:26 뒤 2026. 11. 24. 22:20:31 전" in say_interval(seen)


@pytest.mark.parametrize(
    ("by", "words"), [("worker", "점검: 서버(매일 자동)"), ("kim.bada", "점검: kim.bada")]
)
def test_a_claim_of_absence_says_who_checked(by: str, words: str) -> None:
    facts = {"size": 5_000, "at_ms": AT, "by": by}
    detail = say_sentence(Check(Subject.COMPLETENESS, Result.PASS, "checked", facts))[1]
    assert detail == f"5,000건까지 점검한 원장 기준 · 2026. 11. 24. 22:20:31 · {words}"
