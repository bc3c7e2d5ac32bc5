"""Files of laws: the real ones come in whole, and what is wrong with a bad one is said in a sentence."""

import re
import time

import pytest

from services.errors import Malformed
from services.laws import (
    ADDENDUM,
    MAIN,
    Level,
    Place,
    bare,
    compare_texts,
    parse_law,
    read_lines,
    read_saying,
)
from tests.law_files import REAL_LAWS, law_text

GOOD = law_text("2025-01-02", "2025-02-03")
BAD = {
    "law_no_front": [GOOD.removeprefix("---\n"), "", "제목: 여비", GOOD.replace("\n---\n", "\n", 1)],
    "law_missing_key": [
        GOOD.replace(f"{key}:", f"_{key}:") for key in ("제목", "법령ID", "공포일자", "시행일자")
    ],
    "law_bad_key": [
        GOOD.replace("시행일자: 2025-02-03", "시행일자: 곧"),
        GOOD.replace("시행일자: 2025-02-03", "시행일자: 2025-02-03 10:00:00"),
        GOOD.replace("제목: 공무원 여비 규정", "제목: [a, b]"),
        GOOD.replace("제목: 공무원 여비 규정", f"제목: {'가' * 300}"),
        GOOD.replace("제목: 공무원 여비 규정", "제목: yes"),
        GOOD.replace("별표번호: '0002'", "별표번호: '²'"),
        GOOD.replace("별표번호: '0002'", f"별표번호: '{'9' * 5_000}'"),
        GOOD.replace("- 별표번호: '0002'", "- 표\n- 별표번호: '0002'"),
        GOOD.replace("첨부파일:\n-", "첨부파일:\n "),
    ],
    "law_bad_front": [
        GOOD.replace("법령MST: 1", "법령MST: &a [*a, *a]"),
        GOOD.replace("법령MST: 1", "법령MST: !!python/object/apply:os.system [ls]"),
        GOOD.replace("법령MST: 1", "법령MST: " + "[" * 5_000),
        GOOD.replace("시행일자: 2025-02-03", "시행일자: 2025-13-45"),
        *(
            GOOD.replace("법령MST: 1", f"법령MST: !!{tag} x")
            for tag in ("bool", "timestamp", "int", "binary")
        ),
        "---\n- 목록\n---\n",
    ],
    "law_no_articles": [GOOD.split("##### ")[0]],
    "law_stray_text": [
        GOOD.replace("#####", "####"),
        GOOD.replace("##### 제9조 (운임)", "##### 운임"),
        GOOD.replace("##### 제10조\n\n삭제 <2007.11.13>", "##### 열째 조"),
        GOOD.replace("## 제1장 총칙", "## 제1장 총칙\n\n전문에 적힌 글"),
        GOOD.replace("##### 제9조", "##### 제12345조"),
    ],
    "law_article_twice": [GOOD.replace("제9조", "제8조의2")],
    "law_not_utf8": ["\x00" + GOOD, GOOD + "\x00"],
}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in BAD.items() for text in texts])
def test_what_is_wrong_is_said(code: str, text: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse_law(text.encode())
    expected = "law_no_front" if text.startswith("\x00") else code
    assert caught.value.code in (code, expected)
    assert caught.value.sentence


def test_bytes_that_are_no_text_are_refused() -> None:
    for data in (b"\xff\xfe" + GOOD.encode(), GOOD.encode("cp949"), b"x" * 4_000_001):
        with pytest.raises(Malformed):
            parse_law(data)


def test_a_file_is_read_whole() -> None:
    law = parse_law(("\ufeff" + GOOD.replace("\n", "\r\n")).encode())
    assert (law.title, law.number, law.ministry) == ("공무원 여비 규정", "009402", "인사혁신처")
    assert [(each.article, each.branch, each.heading) for each in law.articles if each.part == MAIN] == [
        (8, 2, "여비의 정산"),
        (9, 0, "운임"),
        (10, 0, ""),
        (11, 0, "일비"),
    ]
    assert law.articles[0].chapter == "제1장 총칙"
    assert law.articles[0].text.split("\n")[2] == "1. 영수증"
    assert [each.heading for each in law.articles if each.part == ADDENDUM] == ["부칙 <제1호,2000.1.1>"]
    assert [(each.label, each.title) for each in law.annexes] == [("별표 2", "국내 여비 지급표")]


def test_numbers_are_read_as_they_are_written() -> None:
    law = parse_law(GOOD.replace("'009402'", "003540").replace("공포번호: '", "공포번호: 0'").encode())
    assert (law.number, law.promulgation_number) == ("003540", "0'20250102'")


def test_nothing_of_a_file_is_lost_without_a_word() -> None:
    text = GOOD.replace("##### 제9조 (", "#####제9조(").replace("## 부칙\n\n부칙 <제1호,2000.1.1>", "## 부칙")
    law = parse_law(text.replace("## 제1장 총칙", "## 제1장 총칙\n\n삭제 <2007.1.1>").encode())
    assert [each.article for each in law.articles if each.part == MAIN] == [8, 9, 10, 11]
    assert [(each.heading, each.text) for each in law.articles if each.part == ADDENDUM] == [
        ("부칙", "시행한다.")
    ]
    other = GOOD.replace("국내 여비 지급표", "국외 여비 지급표")
    assert parse_law(other.encode()).digest != parse_law(GOOD.encode()).digest
    moved = GOOD.replace("https://www.law.go.kr/file", "https://www.law.go.kr/file2")
    assert parse_law(moved.encode()).digest == parse_law(GOOD.encode()).digest


def test_an_article_is_taken_apart() -> None:
    article = parse_law(GOOD.encode()).articles[0]
    place = Place(8, 2)
    saying = read_saying(place, article.heading, article.text)
    assert saying.find(Place(8, 2, 2, 1)) == "1. 영수증"
    assert "1. 영수증" in (saying.find(Place(8, 2, 2)) or "")
    assert "1. 영수증" not in (saying.find(Place(8, 2, 1)) or "")
    assert (saying.find(place) or "").startswith("여비의 정산\n①")
    levels = [line.level for line in read_lines(place, article.text)]
    assert levels == [Level.PARAGRAPH, Level.PARAGRAPH, Level.ITEM, Level.ITEM]


def test_a_line_of_two_words_again_and_again_is_compared_in_time() -> None:
    started = time.process_time()
    (pair,) = compare_texts("가 나 " * 900, "나 다 " * 900)
    assert pair.is_changed
    assert time.process_time() - started < 20


def test_notes_of_changes_and_spaces_are_no_difference() -> None:
    article = parse_law(GOOD.encode()).articles[0]
    noted = parse_law(GOOD.replace("<개정 2020.1.5>", "<개정 2020.1.5, 2026.1.1>").encode()).articles[0]
    deleted = parse_law(GOOD.replace("운임은 실비로 지급한다.", "삭제 <2026.1.1>").encode()).articles[1]
    assert article.digest == noted.digest
    assert bare(deleted.text) == "삭제<2026.1.1>"


@pytest.mark.parametrize("path", sorted(REAL_LAWS.rglob("*.md")), ids=lambda path: "/".join(path.parts[-3:]))
def test_real_laws_come_in_whole(path) -> None:
    text = path.read_text("utf-8")
    law = parse_law(text.encode())
    main = [each for each in law.articles if each.part == MAIN]
    assert len(main) == len(re.findall(r"^##### 제\d+조", text, re.M))
    assert not [each for each in main if "**" in each.text or "\\." in each.text or "<img" in each.text]
    # Nothing of the articles is lost on the way: every letter stands in one of them.
    body = re.sub(r"</?img[^>]*>", "", text.split("\n## 부칙")[0].split("\n---\n")[1])
    letters = "".join(re.findall("[가-힣]", re.sub(r"^#{1,5} .*$", "", body, flags=re.M)))
    assert "".join(re.findall("[가-힣]", "".join(each.text for each in main))) == letters
