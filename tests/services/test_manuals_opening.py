"""Files that people hand in are opened where they hurt nobody: documents, zips, bombs and disguises."""

from typing import Any

import pytest
from hwpx.document import HwpxDocument

from services.errors import Malformed
from services.manuals.exchange import read_manual_file
from services.manuals.exchange.listing import read_list
from services.manuals.exchange.reading import open_upload
from services.manuals.sections import Section
from tests.manual_files import MARKDOWN, code_of, make_docx, make_hwpx, make_xlsx, make_zip, open_one

TABLE = [["구분", "내용"], ["a|b", "둘 *셋*"]]
WORDS = [
    "# 1. 업무 개요",
    "출장 뒤에 **여비**를 청구한다.",
    "□ 준비",
    "○ 출장명령",
    TABLE,
    "# 2. 업무 프로세스",
    "```흐름",
    "신청 -> 확인?",
    "확인? -> 지급: 맞음",
    "```",
    "## 유의 <script>alert(1)</script>",
    "# Tip",
    "☐ 영수증을 챙겼나",
    "1. 번호를 적은 줄",
]


def test_a_word_document_becomes_the_sections_of_a_manual() -> None:
    file = open_one("정산.docx", make_docx(["@ 여비 정산", *WORDS]))
    manual = read_manual_file(file.text or "")
    assert manual.title == "여비 정산"
    overview = manual.sections[Section.OVERVIEW]
    assert overview.startswith(
        "출장 뒤에 **여비**를 청구한다.\n\n- 준비\n    - 출장명령\n\n| 구분 | 내용 |\n|---|---|"
    )
    assert "| a\\|b | 둘 \\*셋\\* |" in overview
    process = manual.sections[Section.PROCESS]
    assert process.startswith("```흐름\n신청 -> 확인?\n확인? -> 지급: 맞음\n```")
    assert manual.sections[Section.TIPS].splitlines()[0] == "- [ ] 영수증을 챙겼나"


def test_a_hangul_document_becomes_the_sections_of_a_manual() -> None:
    lines = [w.lstrip("# ") if isinstance(w, str) and w.startswith("#") else w for w in WORDS]
    file = open_one("정산.hwpx", make_hwpx(["여비 정산", *lines]))
    manual = read_manual_file(file.text or "")
    assert manual.title == "여비 정산"
    assert "| a\\|b | 둘 \\*셋\\* |" in manual.sections[Section.OVERVIEW]
    assert manual.sections[Section.PROCESS].startswith("```흐름\n신청 -> 확인?")
    assert "영수증을 챙겼나" in manual.sections[Section.TIPS]


def test_bold_words_and_numbers_of_a_hangul_document_stay() -> None:
    document: Any = HwpxDocument.new()
    numbers = document.oxml.ensure_numbering(kind="number", levels=[{"format": "DIGIT"}] * 2)
    bullets = document.oxml.ensure_numbering(kind="bullet", levels=[{"char": "○"}])
    for words, shape in (
        ("업무 개요", numbers[0]),
        ("출장을 **신청** 한다", numbers[1]),
        ("여비를 받는다", numbers[1]),
        ("**「규정」**에 따른다", ""),
        ("정산한다", numbers[1]),
        ("**□ 준비물**", ""),
        ("영수증", bullets[0]),
    ):
        paragraph = document.add_paragraph("")
        for place, part in enumerate(words.split("**")):
            paragraph.add_run(part, bold=place % 2 == 1)
        paragraph.para_pr_id_ref = shape or paragraph.para_pr_id_ref
    manual = read_manual_file(open_one("정산.hwpx", document.to_bytes()).text or "", "정산")
    # A mark between a sign and an ending would be shown as it is: these words are not bold then.
    assert manual.sections[Section.OVERVIEW].split("\n") == [
        "    1. 출장을 **신청** 한다",
        "    2. 여비를 받는다",
        "",
        "「규정」에 따른다",
        "",
        "    3. 정산한다",
        "- **준비물**",
        "- 영수증",
    ]


def test_bold_bullets_and_signs_of_a_word_document_are_read() -> None:
    words = ["# 업무 개요", "**□ 준비**", "**○** 출장명령", "**(예외)**는 없다", "**늦어도** 내일"]
    manual = read_manual_file(open_one("정산.docx", make_docx(words)).text or "", "정산")
    assert manual.sections[Section.OVERVIEW].split("\n") == [
        "- **준비**",
        "    - 출장명령",
        "",
        "(예외)는 없다",
        "",
        "**늦어도** 내일",
    ]


def test_a_zip_gives_each_file_its_text_or_its_reason() -> None:
    files = open_upload(
        "묶음.zip",
        make_zip(
            {
                "회계과/정산.md": MARKDOWN,
                "회계과/옛글.txt": "## Tip\n예전 글".encode("cp949"),
                "회계과/문서.docx": make_docx(WORDS),
                "회계과/목록.xlsx": make_xlsx([["업무명"], ["당직"]]),
                "사진.png": b"\x89PNG\r\n\x1a\n\x00\x00",
                "안.zip": make_zip({"a.md": MARKDOWN}),
                "한글.hwp": b"\xd0\xcf\x11\xe0" + b"\x00" * 100,
                "거짓.docx": b"%PDF-1.7 \x00",
                "거짓.hwpx": make_docx(WORDS),
                "거짓.md": b"\x7fELF\x00\x00",
                "빈.md": b"  ",
                "__MACOSX/._정산.md": b"\x00",
                ".DS_Store": b"\x00",
            }
        ),
    )
    told = {file.path: "text" if file.text else "sheet" if file.sheet else code_of(file) for file in files}
    assert told == {
        "거짓.docx": "file_mismatch",
        "거짓.hwpx": "file_mismatch",
        "거짓.md": "file_mismatch",
        "빈.md": "file_empty",
        "사진.png": "file_type",
        "안.zip": "file_nested",
        "한글.hwp": "file_old",
        "회계과/목록.xlsx": "sheet",
        "회계과/문서.docx": "text",
        "회계과/옛글.txt": "text",
        "회계과/정산.md": "text",
    }


def test_a_list_says_what_is_known_of_each_task() -> None:
    head = [
        "연번",
        "업무번호",
        "부서",
        "업무명",
        "담당 직원번호",
        "찾는 말",
        "시기",
        "점검주기(개월)",
        "업무 개요",
    ]
    rows = read_list(
        make_xlsx(
            [
                ["2026년 업무 목록"],
                head,
                [7, 1, "건축과", "건축신고", "001001", "신고, 허가", "3월, 10월", 6, "짧은 개요\n둘째 줄"],
                [8, 2, "", "", "", "", "", "", "제목 없음"],
                [9, 3, "건축과", "당직", "", "", "13월", "매년", ""],
            ]
        )
    )
    first, second, third = rows
    assert (first.title, first.code, first.owner_number, first.season) == ("건축신고", "1", "001001", (3, 10))
    assert (first.keywords, first.review_months) == (("신고", "허가"), 6)
    assert first.sections == {Section.OVERVIEW: "짧은 개요\n둘째 줄"}
    assert [problem.code for problem in second.problems] == ["title_missing"]
    assert [problem.code for problem in third.problems] == ["season", "review_months"]


def test_a_cell_that_lost_its_end_is_not_taken() -> None:
    rows = read_list(make_xlsx([["업무명", "Tip"], ["당직", "가" * 32_767]]))
    assert [problem.code for problem in rows[0].problems] == ["cell_cut"]


def test_a_list_without_titles_is_told() -> None:
    with pytest.raises(Malformed) as refused:
        read_list(make_xlsx([["이름", "값"], ["가", "나"]]))
    assert refused.value.code == "list_columns"
