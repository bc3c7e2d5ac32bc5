"""Citations as officials write them, each with the letters that say so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.laws import Place, Span, find_citations, law_key, parse_span

CASES = {
    "「공무원 여비 규정」 제8조의2제2항: 정산": ["공무원 여비 규정|제8조의2제2항"],
    "「공무원여비규정」제18조의2제1항제3호가목": ["공무원여비규정|제18조의2제1항제3호가목"],
    "「민원 처리에 관한 법률 시행령」 제4조제1항제8호의2": [
        "민원 처리에 관한 법률 시행령|제4조제1항제8호의2"
    ],
    "「민원 처리에 관한 법률」 시행령 제4조 제1항": ["민원 처리에 관한 법률 시행령|제4조제1항"],
    "「주민등록법」 제3조부터 제5조까지": ["주민등록법|제3조부터제5조까지"],
    "「주민등록법」 제3조제1호부터 제4호까지": ["주민등록법|제3조제1호부터제3조제4호까지"],
    "「지방회계법」 제29조제1항, 제2항 또는 제3항ㆍ제4항": [
        "지방회계법|제29조제1항",
        "지방회계법|제29조제2항",
        "지방회계법|제29조제3항",
        "지방회계법|제29조제4항",
    ],
    "「건축법」 제2조제1항제2호가목ㆍ나목": ["건축법|제2조제1항제2호가목", "건축법|제2조제1항제2호나목"],
    "「건축법」 제11조와 같은 법 시행령 제9조, 같은 조 제2항": [
        "건축법|제11조",
        "건축법 시행령|제9조",
        "건축법 시행령|제9조제2항",
    ],
    "「식품위생법」을 본다. 법 제3조, 영 제4조, 규칙 제5조": [
        "식품위생법|",
        "식품위생법|제3조",
        "식품위생법 시행령|제4조",
        "식품위생법 시행규칙|제5조",
    ],
    "「행정업무의 운영 및 혁신에 관한 규정」 제62조와 규칙 제46조": [
        "행정업무의 운영 및 혁신에 관한 규정|제62조",
        "행정업무의 운영 및 혁신에 관한 규정 시행규칙|제46조",
    ],
    '「지방회계법」(이하 "법"이라 한다) 제5조': ["지방회계법|제5조"],
    "「개인정보 보호법」 제18조제2항제2호 및 「전자정부법」 제36조": [
        "개인정보 보호법|제18조제2항제2호",
        "전자정부법|제36조",
    ],
    "「공무원 여비 규정」 별표 2, 부칙 제3조": ["공무원 여비 규정|"],
    "｢주민등록법｣ 제3조, 『지방회계법』 제4조": ["주민등록법|제3조", "지방회계법|제4조"],
    "「주민등록법」 제3조~제5조, 제7조 내지 제9조": [
        "주민등록법|제3조부터제5조까지",
        "주민등록법|제7조부터제9조까지",
    ],
    "「공무원 여비 규정」 제8조의2(여비의 정산) 제2항": ["공무원 여비 규정|제8조의2제2항"],
    "「건축법」 제11조, 동법 시행령 제9조 및 동조 제2항": [
        "건축법|제11조",
        "건축법 시행령|제9조",
        "건축법 시행령|제9조제2항",
    ],
    "「건축법 시행령」 제9조, 법 제11조, 같은 영 제10조": [
        "건축법 시행령|제9조",
        "건축법|제11조",
        "건축법 시행령|제10조",
    ],
    "「지방공무원 임용령」 제3조, 같은 영 제5조": ["지방공무원 임용령|제3조", "지방공무원 임용령|제5조"],
    "「지방공무원 복무규정」 제2조를 보고 복무규정 제7조": [
        "지방공무원 복무규정|제2조",
        "지방공무원 복무규정|제7조",
    ],
    # Without brackets a title of one word is known; what is no law's, or begins nobody knows where, is left.
    "「건축법」 제11조를 보고 노동법 제3조": ["건축법|제11조", "노동법|제3조"],
    "「건축법」 제11조와 활동 규정 제3조": ["건축법|제11조"],
    "「건축법」 제11조 및 민원 처리에 관한 법률 제9조제2항": ["건축법|제11조"],
    "「건축법」 제11조, 우리 군 건축조례 시행규칙 제3조": ["건축법|제11조"],
    "조례 제3조제2항, 내부 지침 제5조": [],
    "제3조를 본다": [],
    "영 제5조": [],
}


@pytest.mark.parametrize("text", CASES)
def test_citations_are_found(text: str) -> None:
    found = find_citations(text)
    assert [f"{each.law_title}|{each.span or ''}" for each in found] == CASES[text]
    ends = [0, *(each.end for each in found)]
    for before, each in zip(ends, found, strict=False):
        assert before <= each.start < each.end
    assert not found or text[found[0].start] in "「｢"


def test_the_parts_of_a_citation_are_numbers() -> None:
    (found,) = find_citations("「공무원 여비 규정」 제18조의2제1항제3호가목")
    parts = (found.article, found.branch, found.paragraph, found.item, found.subitem)
    assert parts == (18, 2, 1, 3, "가")


def test_a_law_cites_itself_without_its_title() -> None:
    text = "제1항부터 제3항까지에도 불구하고 「국고금관리법」 제24조제5항에 따라 제16조 단서와 이 영 제3조"
    found = find_citations(text, "공무원 여비 규정", Place(8, 2))
    assert [f"{each.law_title}|{each.span}" for each in found] == [
        "공무원 여비 규정|제8조의2제1항부터제8조의2제3항까지",
        "국고금관리법|제24조제5항",
        "공무원 여비 규정|제16조",
        "공무원 여비 규정|제3조",
    ]


def test_a_title_of_one_word_needs_no_brackets() -> None:
    text = "지방회계법 제29조제1항, 상법 시행령 제4조"
    found = find_citations(text)
    assert [text[each.start : each.end] for each in found] == text.split(", ")
    assert [each.law_title for each in found] == ["지방회계법", "상법 시행령"]


def test_a_word_is_not_cut_for_its_last_syllable() -> None:
    text = "「건축법」 제11조와 공동 규칙 제3조"
    assert [text[each.start : each.end] for each in find_citations(text)][1] == "규칙 제3조"


def test_in_its_own_text_this_law_is_itself_whatever_was_named_before() -> None:
    found = find_citations("「국고금관리법」 제24조와 이 영 제3조, 법 제5조", "주민등록법 시행령", Place(1))
    assert [f"{each.law_title}|{each.span}" for each in found] == [
        "국고금관리법|제24조",
        "주민등록법 시행령|제3조",
        "주민등록법|제5조",
    ]


def test_a_law_that_was_named_holds_to_the_end_of_its_line() -> None:
    found = find_citations("「건축법」 제11조를 본 뒤 제14조를 본다\n제20조를 본다")
    assert [str(each.span) for each in found] == ["제11조", "제14조"]


def test_titles_are_alike_without_spaces_and_dots() -> None:
    assert law_key("초ㆍ중등교육법") == law_key("초·중등 교육법") == law_key(" 초중등교육법")


@given(
    st.builds(Place, *(st.integers(1, 99) for _ in range(5)), st.sampled_from(["", "가", "하"])),
    st.one_of(st.none(), st.builds(Place, st.integers(100, 200))),
)
def test_a_place_is_read_as_it_is_written(place: Place, until: Place | None) -> None:
    assert parse_span(str(Span(place, until))) == Span(place, until)


@given(st.text(st.sampled_from("「」제0123조항호목의가나 ,ㆍ및부터까지같은법영규칙별표\n"), max_size=300))
def test_no_text_is_too_strange(text: str) -> None:
    """Whatever somebody types: citations do not overlap and stand where they say."""
    end = 0
    for each in find_citations(text):
        assert end <= each.start < each.end <= len(text)
        end = each.end


def test_a_long_line_is_read_in_a_moment() -> None:
    text = "「건축법」 " + "제1조, " * 20_000 + "「" * 20_000 + "제" * 20_000 + "과와" * 20_000
    assert len(find_citations(text)) == 20_000
