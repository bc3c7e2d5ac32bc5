"""Hangul as keys: every syllable there and back, the wrong keyboard, initials, compounds and slips."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.manuals.search.compounds import cut_compound, cut_loosely
from services.manuals.search.hangul import are_consonants, show_keys, to_initials, to_keys
from services.manuals.search.laws import LawAsked, cites, read_law
from services.manuals.search.vocabulary import slips
from services.manuals.search.words import pieces, stems, tidy_query, tokens

SYLLABLES = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=8)


@given(SYLLABLES)
def test_the_keys_of_a_word_write_it_again(word: str) -> None:
    assert show_keys(to_keys(word)) == word


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("duql", "여비"),
        ("dbql", "유비"),
        ("cnfwkd", "출장"),
        ("Ekfrlalfzm", "딸기밀크"),
        ("ekfrrkfql", "닭갈비"),
    ],
)
def test_the_wrong_mode_is_the_same_keys(keys: str, word: str) -> None:
    assert (show_keys(keys), to_keys(word)) == (word, keys)


def test_a_half_typed_word_begins_with_its_keys() -> None:
    assert to_keys("여비정산").startswith(to_keys("여빚"))
    assert to_keys("초과근무").startswith(to_keys("초과근ㅁ"))
    assert to_keys("출장").startswith(to_keys("출자"))


def test_initials_are_keys_of_consonants() -> None:
    assert to_initials("여비정산") == to_keys("ㅇㅂㅈㅅ") == "dqwt"
    assert are_consonants("ㅇㅂㅈㅅ")
    assert not are_consonants("ㅔㅇㄹ")
    assert not are_consonants("")


@given(st.text(max_size=60))
def test_whatever_is_typed_is_one_line_of_the_asked_length(text: str) -> None:
    tidy = tidy_query(text, 20)
    assert len(tidy) <= 20
    assert "\n" not in tidy
    assert "\x00" not in tidy
    assert isinstance(show_keys(tidy), str)


def test_compounds_fall_into_the_words_that_are_known() -> None:
    known = {"불법", "불법현수막", "현수막", "과태료", "여비", "정산"}
    assert cut_compound("불법현수막과태료", known) == ("불법현수막", "과태료")
    assert cut_compound("여비정산을", known, left_over=1) == ("여비", "정산")
    assert cut_compound("여비규정", known) == ()
    assert cut_loosely("여비규정", known) == ("여비", "규정")


def test_slips_near_the_key_cost_less_than_others() -> None:
    near, far = slips(to_keys("전입신고"), to_keys("전입신거"), 2), slips("duql", "dbql", 2)
    assert 0 < near < far <= 1
    assert slips("duql", "duqlqlql", 2) > 2
    assert slips("duql", "duql", 1) == 0


def test_endings_are_cut_where_two_letters_are_left() -> None:
    assert "여비" in set(stems("여비를"))
    assert "취소" in set(stems("취소했을"))
    assert list(stems("의의")) == ["의의"]


def test_tokens_say_where_they_stand() -> None:
    found = tokens("등·초본 발급", ["위임장"], ["위임장을 본다", "「주민등록법」 제29조의2제1항"])
    assert {"!초본", "!등초", "+위임", "위임", "임장", "§29-2"} <= found
    assert "!위임" not in found
    assert pieces("12월") == ["12"]


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("민원처리법 19조", "「민원 처리에 관한 법률」 제19조제1항: 세는 법"),
        ("복무규정 7조의7", "「지방공무원 복무규정」 제7조의7제3항: 휴가"),
        ("행정업무규정 시행규칙 45조", "「행정업무의 운영 및 혁신에 관한 규정 시행규칙」 제45조: 서식"),
    ],
)
def test_laws_go_by_their_short_names(query: str, line: str) -> None:
    law = read_law(query)
    assert law
    assert cites(line, law) > 0.5


def test_another_level_or_article_is_another_law() -> None:
    law = LawAsked("민원처리법", "§19", None)
    assert cites("「민원 처리에 관한 법률 시행령」 제19조: 다른 것", law) == 0
    assert cites("「민원 처리에 관한 법률」 제20조: 다른 것", law) == 0
    assert cites("「건축법」 제19조: 다른 것", law) == 0
