"""A manual as a Markdown file: its facts, its six sections, and what is wrong with a file."""

import time
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import Malformed
from services.manuals.exchange import ManualFile, find_section, read_manual_file, write_manual_file
from services.manuals.sections import TITLES, Section
from tests.manual_files import MARKDOWN


def test_a_file_says_its_facts_and_six_sections() -> None:
    manual = read_manual_file(MARKDOWN)
    assert (manual.title, manual.department, manual.review_months) == ("국내 출장 여비 정산", "건축과", 6)
    assert (manual.keywords, manual.season, manual.notes) == (["출장비", "여비"], [3, 12], [])
    assert list(manual.sections) == list(Section)
    assert manual.sections[Section.TIPS].startswith("### 영수증을 잃었다")


def test_what_is_written_reads_as_the_same_again() -> None:
    manual = read_manual_file(MARKDOWN)
    assert read_manual_file(write_manual_file(manual)) == manual


@given(
    st.lists(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20), max_size=5),
    st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=60),
)
def test_any_words_come_back_as_they_went_out(keywords: list[str], title: str) -> None:
    """Words that look like numbers, dates, aliases or comments of YAML among them."""
    sections = dict.fromkeys(Section, "글")
    first = read_manual_file(write_manual_file(ManualFile(title, "", [], keywords, [], 12, sections)))
    assert read_manual_file(write_manual_file(first)) == first
    assert len(first.keywords) <= len(keywords)


LINES = (
    "## Tip",
    "### 유의사항",
    "# 관련 법규 #",
    "```",
    "```흐름",
    "~~~~",
    "    ## 자료",
    "글",
    "",
    "---",
    "| 가 |",
)


@given(st.lists(st.lists(st.sampled_from(LINES), max_size=8), min_size=6, max_size=6))
def test_whatever_a_section_holds_goes_out_and_comes_in_as_that_section(lines: list[list[str]]) -> None:
    """Headings that are called like sections, and fences that nobody has closed."""
    texts = ["\n".join(each).strip("\n") for each in lines]
    sections = dict(zip(Section, texts, strict=True))
    if not any(text.strip() for text in texts):
        return
    sections[Section.OVERVIEW] = sections[Section.OVERVIEW] or "글"
    first = read_manual_file(write_manual_file(ManualFile("가", "", [], [], [], 12, sections)))
    for section, text in sections.items():
        words = [line.strip("# ") for line in text.split("\n")]
        read = [line.strip("# ") for line in first.sections[section].split("\n")]
        assert read[: len(words)] == words
        assert len(read) <= len(words) + 1
    assert read_manual_file(write_manual_file(first)) == first


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("1. 업무 개요", Section.OVERVIEW),
        ("Ⅱ. 업무프로세스", Section.PROCESS),
        ("다. 관련 법령", Section.LAWS),
        ("**유관 기관 현황**", Section.CONTACTS),
        ("TIP", Section.TIPS),
        ("6) 관련 자료", Section.MATERIALS),
        ("출장 신청", None),
        ("", None),
    ],
)
def test_sections_are_known_however_they_are_counted_and_spaced(
    heading: str, section: Section | None
) -> None:
    assert find_section(heading) is section


def test_other_headings_stay_as_small_ones_and_fences_hold_no_headings() -> None:
    manual = read_manual_file("# 당직\n## 업무 개요\n가\n## 근무 편성\n나\n```\n## Tip\n```\n## Tip\n다")
    assert manual.title == "당직"
    assert manual.sections[Section.OVERVIEW] == "가\n### 근무 편성\n나\n```\n## Tip\n```"
    assert manual.sections[Section.TIPS] == "다"
    codes = [note.code for note in manual.notes]
    assert codes == ["section_missing", "heading_unknown"]


def test_a_small_heading_that_is_called_like_a_section_stays_where_it_is() -> None:
    manual = read_manual_file("## 업무 개요\n### 유의사항\n조심\n## 관련 법규\n### 자료\n법", "가")
    assert manual.sections[Section.OVERVIEW] == "### 유의사항\n조심"
    assert manual.sections[Section.LAWS] == "### 자료\n법"
    small = read_manual_file("# 당직\n### 업무 개요\n가\n### Tip\n나")
    assert (small.sections[Section.OVERVIEW], small.sections[Section.TIPS]) == ("가", "나")


def test_hangul_in_pieces_as_macos_writes_it_is_read() -> None:
    text = unicodedata.normalize(
        "NFD", "담당 부서: 총무과\n\n당직 근무\n\n## 업무 개요\n가\n```흐름\n가 -> 나\n```"
    )
    manual = read_manual_file(text)
    assert (manual.title, manual.department) == ("당직 근무", "총무과")
    assert manual.sections[Section.OVERVIEW] == "가\n```흐름\n가 -> 나\n```"


@pytest.mark.parametrize(
    "text",
    [
        "## Tip\n# a" + " " * 100_000 + "b",
        "## Tip\n# a" + " #" * 50_000 + "b",
        "a\n" * 90_000,
        "---\nkeywords: [" + "a," * 50_000 + "]\n---\n## Tip\na",
    ],
    ids=["spaces", "marks", "lines", "front"],
)
def test_files_that_are_made_to_be_slow_are_not(text: str) -> None:
    """Cubic in a pattern, square in the lines above, minutes in the YAML: each held up a whole worker."""
    begun = time.process_time()
    with suppress(Malformed):
        read_manual_file(text, "가")
    assert time.process_time() - begun < 1


def test_a_file_without_front_matter_says_its_title_above_the_sections() -> None:
    manual = read_manual_file("담당 부서: 총무과\n\n당직 근무\n\n## 업무 개요\n가")
    assert (manual.title, manual.department) == ("당직 근무", "총무과")
    assert manual.sections[Section.OVERVIEW] == "가"
    assert read_manual_file("## 업무 개요\n가", "파일 이름").title == "파일 이름"


HUGE = "가" * 70_000
LAUGHS = "a: &a [x]\nb: &b [*a, *a]\ntitle: [*b]"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "title_missing"),
        ("---\ntitle: 가\n---\n", "manual_empty"),
        ("---\ntitle: [가\n---\n## Tip\n나", "front_matter"),
        ("---\n- 가\n---\n## Tip\n나", "front_matter"),
        (f"---\n{LAUGHS}\n---\n## Tip\n나", "front_matter"),
        ("---\ntitle: !!python/object/apply:os.system [id]\n---\n## Tip\n나", "front_matter"),
        ("---\ntitle: !!bool 가\n---\n## Tip\n나", "front_matter"),
        ("---\ntitle: 가\nseason: [13]\n---\n## Tip\n나", "manual_facts"),
        ("---\ntitle: 가\nreview_months: 0\n---\n## Tip\n나", "manual_facts"),
        ("---\ntitle: 가\nkeywords: {나: 다}\n---\n## Tip\n나", "manual_facts"),
        (f"---\ntitle: 0x{'f' * 5_000}\n---\n## Tip\n나", "manual_facts"),
        (f"---\ntitle: 가\n---\n## Tip\n{HUGE}", "section_too_large"),
        ("가" * 2_000_000, "manual_too_large"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
def test_what_cannot_be_read_has_its_reason(text: str, code: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_manual_file(text)
    assert refused.value.code == code


def test_the_titles_of_sections_are_known_as_headings() -> None:
    assert {title: find_section(title) for title in TITLES.values()} == {TITLES[s]: s for s in Section}
