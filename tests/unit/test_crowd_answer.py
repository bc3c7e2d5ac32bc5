"""One ready answer: which tag is known, and in which coding it goes out."""

from typing import Any

import pytest

from webapp.crowd_answer import LONGEST_ACCEPT, Answer, choose_coding


@pytest.mark.parametrize(
    ("given", "is_known"),
    [("{tag}", True), ("W/{tag}", True), ('"other", {tag}', True), ("*", True), ('"other"', False),
     ("", False), ("tag", False), ("W/", False)],
)  # fmt: skip
def test_a_tag_is_known_in_every_way_it_may_be_given(given: str, is_known: bool) -> None:
    answer = Answer(b"{}", {}, "no-cache")
    headers: Any = dict(answer.ready(None, "")[1])
    status, _, _ = answer.ready(given.format(tag=headers["ETag"]), "")
    assert status.startswith("304" if is_known else "200")


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("", None), ("identity", None), ("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"),
     ("gzip;q=1.0, br;q=0.2", "gzip"), ("*", "br"), ("zstd", None), ("br;q=x", None)],
)  # fmt: skip
def test_the_coding_is_the_one_the_client_likes_best(accepted: str, coding: str | None) -> None:
    answer = Answer(b"{}" * 100, {}, "no-cache")
    headers: Any = dict(answer.ready(None, accepted)[1])
    assert headers.get("Content-Encoding") == coding


def test_a_strangers_header_without_end_is_not_remembered() -> None:
    answer = Answer(b"{}", {}, "no-cache")
    choose_coding.cache_clear()
    answer.ready(None, "gzip, " + "x" * 400_000)
    answer.ready(None, "gzip, " + "x" * 300_000)
    assert choose_coding.cache_info().currsize == 1
    assert LONGEST_ACCEPT < 1000
