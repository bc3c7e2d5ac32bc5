"""Reading staff files: every encoding and form they come in, and every broken or hostile one."""

import io
import subprocess
import sys
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from services.errors import Malformed
from services.people.staff_file.columns import find_columns
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
