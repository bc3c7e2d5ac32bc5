"""Reading staff files: every encoding and form they come in, and every broken or hostile one."""

import io
import subprocess
import sys
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from services.errors import Malformed
from services.people.roles import Role
from services.people.staff_file.cells import (
    CellError,
    read_date,
    read_last_day,
    read_number,
    read_roles,
    read_yes,
)
from services.people.staff_file.columns import Columns, Field, find_columns
from services.people.staff_file.rows import usual_width
from services.sheets import process as sheets
from services.sheets import read_table

HEADERS = ["직원번호", "이름", "부서"]


def xlsx(*rows: list[object], formats: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for place, number_format in (formats or {}).items():
        book.active[place].number_format = number_format
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def texts(rows: list[sheets.Row]) -> list[list[str]]:
    return [[cell[1] if cell else "" for cell in cells] for _, cells in rows]


CSV = "직원번호,이름,부서\n001001,김가람,건축과\n"


@pytest.mark.parametrize(
    "data",
    [
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        CSV.encode("cp949"),
        CSV.encode("utf-16"),
        CSV.replace(",", "\t").encode("utf-16"),
        CSV.replace(",", ";").encode(),
        CSV.replace("\n", "\r\n").encode("cp949"),
        xlsx(HEADERS, ["001001", "김가람", "건축과"]),
    ],
    ids=["utf-8", "bom", "cp949", "utf-16", "tabs", "semicolons", "windows", "xlsx"],
)
def test_every_usual_form_reads_the_same(data: bytes) -> None:
    assert texts(read_table(data)) == [HEADERS, ["001001", "김가람", "건축과"]]


def test_cells_of_a_spreadsheet_keep_their_kind() -> None:
    row = [1001, 1001.0, 12.5, True, datetime(2026, 9, 29, 15, 20), date(2026, 9, 29), "  글  ", None, 7]  # noqa: DTZ001
    (_, cells), *_ = read_table(xlsx(row, formats={"I1": "000000"}))
    assert cells == [
        ("number", "1001"),
        ("number", "1001"),
        ("number", "12.5"),
        ("text", "1"),
        ("date", "2026-09-29"),
        ("date", "2026-09-29"),
        ("text", "글"),
        None,
        ("text", "000007"),
    ]


def test_blank_rows_are_passed_over_and_numbers_stay_those_of_the_spreadsheet() -> None:
    rows = read_table(xlsx([], ["명단"], [None, None], HEADERS, [None], ["1", "김가람", "건축과"]))
    assert [number for number, _ in rows] == [2, 4, 6]


def test_the_first_visible_sheet_is_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(["숨은 것"])
    book.active.sheet_state = "hidden"
    book.create_sheet("명단").append(HEADERS)
    file = io.BytesIO()
    book.save(file)
    assert texts(read_table(file.getvalue())) == [HEADERS]


def zip_of(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/"), data)
    return file.getvalue()


WORKBOOK = {"xl__workbook.xml": b"<workbook/>"}
BROKEN = {
    "empty": (b"", "file_empty"),
    "blank": (b" \n \n", "file_empty"),
    "only separators": (b",,,\n,,,\n", "file_empty"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, "file_old_excel"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "file_encoding"),
    "binary": (b"abc\x00def" * 20, "file_type"),
    "neither utf-8 nor cp949": (b"\x80\xff\xff,\xff", "file_encoding"),
    "truncated zip": (xlsx(HEADERS)[:200], "file_unreadable"),
    "other zip": (zip_of(hello=b"world"), "file_type"),
    "empty workbook": (zip_of(**WORKBOOK), "file_unreadable"),
    "bomb": (zip_of(**WORKBOOK, bomb=b"\x00" * 70_000_000), "file_unpacks_too_large"),
    "thousand parts": (zip_of(**WORKBOOK, **{f"p{n}": b"" for n in range(600)}), "file_unpacks_too_large"),
    "too large": (b"1,2\n" * 2_600_000, "file_too_large"),
    "100,000 rows": (b"\xea\xb9\x80,2\n" * 100_000, "file_too_many_rows"),
    "far row": (b"a,b\n" + b"\n" * 40_000 + b"c,d\n", "file_too_many_rows"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_or_hostile_file_is_one_clear_error(name: str) -> None:
    data, code = BROKEN[name]
    with pytest.raises(Malformed) as refusal:
        read_table(data)
    assert refusal.value.code == code
    assert refusal.value.sentence % refusal.value.params


def rewritten(data: bytes, part: str, change: object) -> bytes:
    """The same package with one part changed."""
    source, file = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            body = source.read(name)
            package.writestr(name, change(body) if name == part else body)  # type: ignore[operator]
    return file.getvalue()


def test_cells_merged_downwards_count_for_each_of_their_rows() -> None:
    book = openpyxl.Workbook()
    for row in (
        ["직원번호", "이름", "소속", None],
        [None, None, "부서", "팀"],
        ["1", "김가람", "건축과", "허가팀"],
        ["2", "이나루", None, None],
        ["3", "한바다", "총무과", None],
        [None, None, None, None],
        ["4", "윤사랑", None, None],
    ):
        book.active.append(row)
    for cells in ("A1:A2", "B1:B2", "C1:D1", "C3:C4", "D3:D4", "C5:C9"):
        book.active.merge_cells(cells)
    file = io.BytesIO()
    book.save(file)
    rows = read_table(file.getvalue())
    assert find_columns(rows).last_row == 2
    assert texts(rows)[2:] == [
        ["1", "김가람", "건축과", "허가팀"],
        ["2", "이나루", "건축과", "허가팀"],
        ["3", "한바다", "총무과"],
        ["4", "윤사랑", "총무과"],
    ]


def test_one_text_in_every_cell_does_not_fill_the_memory() -> None:
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    text = ("가" * sheets.MAX_TEXT).encode()
    rows = sheets.MAX_LETTERS // sheets.MAX_TEXT // sheets.MAX_COLUMNS + 1
    row = b"<row>%s</row>" % (b'<c t="s"><v>0</v></c>' * sheets.MAX_COLUMNS)
    sheet = b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (space, row * rows)
    shared = b"<sst %s><si><t>%s</t></si></sst>" % (space, text)
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % kind
    data = rewritten(xlsx(HEADERS), "xl/worksheets/sheet1.xml", lambda _body: sheet)
    data = rewritten(data, "[Content_Types].xml", lambda body: body.replace(b"</Types>", part))
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("xl/sharedStrings.xml", shared)
    assert len(file.getvalue()) < 20_000
    with pytest.raises(Malformed) as refusal:
        read_table(file.getvalue())
    assert refusal.value.code == "file_unpacks_too_large"


@pytest.mark.parametrize("size", [b"A1:XFD1048576", b"A1:A1"])
def test_a_spreadsheet_that_lies_about_its_size_is_read_as_it_is(size: bytes) -> None:
    data = xlsx(HEADERS, ["1", "김가람", "건축과"])
    lying = rewritten(
        data, "xl/worksheets/sheet1.xml", lambda body: body.replace(b'ref="A1:C2"', b'ref="%s"' % size)
    )
    assert lying != data
    assert texts(read_table(lying)) == [HEADERS, ["1", "김가람", "건축과"]]


def test_entities_of_xml_do_not_unfold() -> None:
    entities = b'<!DOCTYPE x [<!ENTITY a "%s">' % (b"A" * 1000)
    for level in range(1, 8):
        inner = b"&%c;" % (ord("a") + level - 1)
        entities += b'<!ENTITY %c "%s">' % (ord("a") + level, inner * 20)
    bomb = entities + b']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    bomb += (
        b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&h;</t></is></c></row></sheetData></worksheet>'
    )
    with pytest.raises(Malformed) as refusal:
        read_table(rewritten(xlsx(HEADERS), "xl/worksheets/sheet1.xml", lambda _body: bomb))
    assert refusal.value.code == "file_unreadable"


def test_a_row_beyond_every_spreadsheet_does_not_keep_the_reader_busy() -> None:
    far = rewritten(
        xlsx(HEADERS), "xl/worksheets/sheet1.xml", lambda body: body.replace(b'r="1"', b'r="99999999999"', 1)
    )
    with pytest.raises(Malformed):
        read_table(far)


def columns_of(*rows: list[str | None]) -> Columns:
    return find_columns(
        [(n, [("text", text) if text else None for text in row]) for n, row in enumerate(rows, start=1)]
    )


@pytest.mark.parametrize(
    "header",
    [
        ["직원번호", "이름", "부서", "팀", "직위", "시행일"],
        ["사번 *", " 성 명 ", "소속부서", "팀명", "직책", "발령일자"],
        ["Staff number", "Name", "Department", "Team", "Title", "Effective date"],
        ["staff_no", "FULL NAME", "Dept.", "team (optional)", "position", "start-date"],
        ["행정번호(필수)", "성명[한글]", "실과명", "담당", "직위", "적용일"],
    ],
)
def test_headers_are_known_by_many_names(header: list[str]) -> None:
    places = columns_of(header).places
    wanted = [Field.NUMBER, Field.NAME, Field.DEPARTMENT, Field.TEAM, Field.TITLE, Field.FROM]
    assert [places[field] for field in wanted] == [0, 1, 2, 3, 4, 5]


def test_titles_above_the_headers_are_passed_over() -> None:
    found = columns_of(["2026년 하반기 직원 명단"], ["총무과 작성", None], ["이름", "사번"], ["김가람", "1"])
    assert (found.last_row, found.places) == (3, {Field.NUMBER: 1, Field.NAME: 0})


def test_merged_headers_of_two_rows_are_joined() -> None:
    found = columns_of(
        ["사번", "성명", "소속", None, "직위"],
        [None, None, "부서", "팀", None],
        ["1", "김", "가", "나", "다"],
    )
    assert found.last_row == 2
    assert found.places[Field.DEPARTMENT] == 2
    assert found.places[Field.TEAM] == 3
    assert list(found.headers) == ["사번", "성명", "부서", "팀", "직위"]


def test_of_two_columns_for_one_field_the_plainer_word_wins() -> None:
    assert columns_of(["사번", "이름", "소속", "부서"]).places[Field.DEPARTMENT] == 3


@pytest.mark.parametrize("header", [["이름", "부서"], ["사번", "부서"], ["a", "b"]])
def test_without_number_or_name_there_is_no_table(header: list[str]) -> None:
    with pytest.raises(Malformed) as refusal:
        columns_of(header)
    assert refusal.value.code == "file_headers"


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (("date", "2026-09-29"), date(2026, 9, 29)),
        (("text", "2026. 9. 29."), date(2026, 9, 29)),
        (("text", "2026.9.29"), date(2026, 9, 29)),
        (("plain", "2026-09-29"), date(2026, 9, 29)),
        (("plain", "2026/9/29"), date(2026, 9, 29)),
        (("text", "2026년 9월 29일"), date(2026, 9, 29)),
        (("number", "20260929"), date(2026, 9, 29)),
        (("number", "46294"), date(2026, 9, 29)),
        (("plain", "46294"), date(2026, 9, 29)),
        (("plain", "2026-09-29 00:00:00"), date(2026, 9, 29)),
        (("text", "2026-09-29T00:00:00.0"), date(2026, 9, 29)),
        (None, None),
    ],
)
def test_days_are_read_as_people_write_them(cell: sheets.Cell, day: date | None) -> None:
    assert read_date(cell) == day


@pytest.mark.parametrize(
    "cell",
    [("text", "26. 9. 29."), ("text", "2026. 2. 30."), ("text", "내일"), ("text", "46294"), ("number", "3"),
     ("text", "29/9/2026"), ("error", "#REF!"), ("text", "2026-09-29 15:20"), ("date", "9999-12-31"),
     ("text", "0001-01-01"), ("text", "2201-01-01"), ("number", "99991231")],
)  # fmt: skip
def test_other_days_are_not_guessed(cell: sheets.Cell) -> None:
    with pytest.raises(CellError):
        read_date(cell)


@pytest.mark.parametrize(
    "cell", [("date", "9999-12-31"), ("plain", "9999.12.31"), ("number", "99991231"), None]
)
def test_a_last_day_at_the_end_of_time_is_none(cell: sheets.Cell) -> None:
    assert read_last_day(cell) is None
    assert read_last_day(("text", "2026. 9. 29.")) == date(2026, 9, 29)


@pytest.mark.parametrize(
    ("cell", "known", "number", "is_noted"),
    [
        (("text", "1001"), [], "1001", False),
        (("number", "1001"), [], "001001", True),
        (("plain", "1001"), [], "001001", True),
        (("number", "1001"), ["1001"], "1001", False),
        (("number", "1234567"), [], "1234567", False),
        (("plain", "a-17"), [], "A-17", False),
    ],
)
def test_lost_zeros_come_back_only_where_they_can_have_been_lost(
    cell: sheets.Cell, known: list[str], number: str, is_noted: bool
) -> None:
    read, remark = read_number(cell, dict.fromkeys(known), 6)
    assert (read, remark is not None) == (number, is_noted)


def test_without_a_usual_width_no_zeros_are_invented() -> None:
    assert usual_width([]) is None
    assert usual_width(["001", "0001", "00001"]) is None
    assert usual_width([*["000001"] * 9, "12"]) == 6
    assert read_number(("number", "1001"), {}, None) == ("1001", None)


@pytest.mark.parametrize(
    "cell", [None, ("number", "12.5"), ("text", "김가람"), ("error", "#N/A"), ("number", "-5")]
)
def test_what_is_no_staff_number_is_said(cell: sheets.Cell) -> None:
    with pytest.raises(CellError):
        read_number(cell, {}, 6)


def test_yes_no_and_roles_are_read_in_the_words_of_the_field() -> None:
    assert [read_yes(("text", word)) for word in ("예", "O", "Y", "1", "아니요", "x", "N")] == [True] * 4 + [
        False
    ] * 3
    assert read_yes(None) is None
    assert read_roles(None) is None
    assert read_roles(("text", "직원")) == frozenset()
    assert read_roles(("text", "감사 담당, 매뉴얼")) == {Role.AUDITOR, Role.MANUAL_EDITOR}
    for read, word in ((read_yes, "아마도"), (read_roles, "감사, 임금님")):
        with pytest.raises(CellError):
            read(("text", word))


def test_the_reader_works_under_limits() -> None:
    script = (
        "import resource, runpy, sys;"
        "sheets = runpy.run_path(sys.argv[1]);"
        "sheets['_limit_process']();"
        "names = ('RLIMIT_AS', 'RLIMIT_CPU', 'RLIMIT_FSIZE');"
        "print(*(resource.getrlimit(getattr(resource, name))[1] for name in names))"
    )
    run = subprocess.run(
        [sys.executable, "-I", "-c", script, sheets.__file__], capture_output=True, check=True
    )
    assert run.stdout.split() == [b"%d" % sheets.MEMORY_BYTES, b"%d" % sheets.CPU_S, b"0"]
