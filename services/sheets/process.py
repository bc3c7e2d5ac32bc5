"""Turns the bytes of a .xlsx or .csv file into rows of typed text.

This file stands alone and runs as a process of its own (`reader.py` starts it with limits on memory and
time): what a stranger made is unpacked where it can hurt nobody. Bytes on standard input, JSON on standard
output: `{"rows": [[row number, [cell, ...]], ...]}` or `{"error": code}`. A cell is null or [kind, text];
the kinds are text, number, date (ISO), plain (from a .csv, which knows no kinds) and error (such as #REF!).

With `--grids` the file is no list under headers but something that people have laid out to be looked at, such
as a menu: the answer is `{"grids": [[name, rows], ...]}` with every visible sheet, cells that are merged
across count for each of their columns too, and a cell may hold a whole day. With `--long` cells hold texts,
as long as a spreadsheet lets them be.
"""

import csv
import io
import json
import re
import resource
import sys
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

MAX_BYTES = 10_000_000
MAX_UNPACKED_BYTES = 60_000_000
MAX_PARTS = 500
MAX_ROWS = 30_000
MAX_COLUMNS = 60
MAX_TEXT = 300
MAX_GRID_TEXT = 2_000
# The longest that Excel keeps in a cell is 32,767.
MAX_LONG_TEXT = 32_767
# One shared string in every cell unfolds a small file into gigabytes; a full one has a tenth of this.
MAX_LETTERS = 20_000_000
LAST_ROW_OF_EXCEL = 1_048_576

MEMORY_BYTES = 1_500_000_000
CPU_S = 40

Cell = tuple[str, str] | None
Row = tuple[int, list[Cell]]
Grid = tuple[str, list[Row]]
# A merged range by its first row: its first and last column, from 0, and its last row.
Merged = dict[int, list[tuple[int, int, int]]]

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ZEROS = re.compile(r"0+")
_MERGED = re.compile(rb'mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


class SheetError(Exception):
    """The file cannot be read; the code says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def read_rows(data: bytes, longest: int = MAX_TEXT) -> list[Row]:
    """The rows of the first sheet that are not blank, with their numbers as a spreadsheet shows them.

    The type is told from the content, never from the name. Raises: SheetError.
    """
    _check_bytes(data)
    is_xlsx = data.startswith(_ZIP)
    sheets = _read_xlsx(data, longest, across=False) if is_xlsx else [("", _read_csv(data, longest))]
    rows = next((list(_keep_filled(cells)) for _, cells in sheets), [])
    if not rows:
        raise SheetError("file_empty")
    return rows


def read_grids(data: bytes) -> list[Grid]:
    """Every visible sheet that is not blank, with its name. Raises: SheetError."""
    _check_bytes(data)
    is_xlsx = data.startswith(_ZIP)
    sheets = (
        _read_xlsx(data, MAX_GRID_TEXT, across=True) if is_xlsx else [("", _read_csv(data, MAX_GRID_TEXT))]
    )
    grids = [(name, rows) for name, cells in sheets if (rows := list(_keep_filled(cells)))]
    if not grids:
        raise SheetError("file_empty")
    return grids


def _check_bytes(data: bytes) -> None:
    if not data.strip():
        raise SheetError("file_empty")
    if len(data) > MAX_BYTES:
        raise SheetError("file_too_large")
    if data.startswith(_OLE):
        raise SheetError("file_old_excel")


def _keep_filled(rows: Iterable[list[Cell]]) -> Iterator[Row]:
    letters = 0
    for number, cells in enumerate(rows, start=1):
        if number > LAST_ROW_OF_EXCEL:
            raise SheetError("file_unreadable")
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            continue
        if number > MAX_ROWS:
            raise SheetError("file_too_many_rows")
        letters += sum(len(cell[1]) for cell in cells if cell)
        if letters > MAX_LETTERS:
            raise SheetError("file_unpacks_too_large")
        yield number, cells


def _read_xlsx(data: bytes, longest: int, *, across: bool) -> Iterator[tuple[str, Iterator[list[Cell]]]]:
    """The visible sheets, each with its name and its cells filled where they are merged."""
    _check_package(data)
    import openpyxl

    excel: Any = openpyxl
    warnings.simplefilter("ignore")  # openpyxl tells of styles and validations that it leaves out
    book = excel.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()  # what the file says of its own size is not to be relied on
            merged = _list_merged(data, sheet._worksheet_path, across=across)
            yield str(sheet.title), _fill_merged(_cells_of(sheet, longest), merged)


def _cells_of(sheet: Any, longest: int) -> Iterator[list[Cell]]:
    for row in sheet.iter_rows(max_col=MAX_COLUMNS):
        yield [_to_cell(cell, longest) for cell in row]


def _list_merged(data: bytes, part: str, *, across: bool) -> Merged:
    """Cells that are merged downwards, and those merged across where these are asked for."""
    found: Merged = {}
    body = zipfile.ZipFile(io.BytesIO(data)).read(part.lstrip("/"))
    for left, top, right, bottom in _MERGED.findall(body):
        first, last = _column(left), min(_column(right), MAX_COLUMNS - 1)
        if first <= last and (across or left == right):
            found.setdefault(int(top), []).append((first, last, int(bottom)))
    return found


def _column(letters: bytes) -> int:
    """The number of a column, from 0: A, B, ... Z, AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _fill_merged(rows: Iterable[list[Cell]], merged: Merged) -> Iterator[list[Cell]]:
    """What is written once over many cells, such as a department, counts for each of them."""
    open_now: dict[int, tuple[int, Cell]] = {}
    for number, cells in enumerate(rows, start=1):
        for first, last, bottom in merged.get(number, ()):
            held = cells[first] if first < len(cells) else None
            open_now |= dict.fromkeys(range(first, last + 1), (bottom, held))
        if any(cells):
            for column, (bottom, cell) in open_now.items():
                if number <= bottom:
                    cells.extend([None] * (column + 1 - len(cells)))
                    cells[column] = cells[column] or cell
        yield cells


def _check_package(data: bytes) -> None:
    """Refuses a bomb before anything is unpacked: the sizes bind, no part can give more than it declares."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise SheetError("file_unreadable") from None
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise SheetError("file_unpacks_too_large")
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise SheetError("file_type")


def _to_cell(cell: Any, longest: int) -> Cell:
    value = cell.value
    if value is None:
        return None
    if isinstance(value, bool):
        return "text", "1" if value else "0"
    if isinstance(value, datetime | date):
        return "date", value.isoformat()[:10]
    if isinstance(value, int | float):
        return _to_number(value, cell.number_format)
    kind = "error" if cell.data_type == "e" else "text"
    return _clean(kind, str(value), longest)


def _to_number(value: int | float, number_format: str) -> Cell:
    """A number as text; a format of zeros alone ("000000") says how many digits it is shown with."""
    if isinstance(value, float) and not value.is_integer():
        return "number", repr(value)
    digits = str(int(value))
    if _ZEROS.fullmatch(number_format or ""):
        return "text", digits.zfill(len(number_format))
    return "number", digits


def _read_csv(data: bytes, longest: int) -> Iterator[list[Cell]]:
    text = _decode(data)
    if "\x00" in text:
        raise SheetError("file_type")
    csv.field_size_limit(100_000)
    for fields in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
        yield [_clean("plain", field, longest) for field in fields[:MAX_COLUMNS]]


def _decode(data: bytes) -> str:
    """By its byte order mark; else UTF-8, which hardly any other text is by accident; else CP949."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_as(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_as(data, "cp949")


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise SheetError("file_encoding") from None


def _delimiter(text: str) -> str:
    first = text[: text.find("\n") if "\n" in text else len(text)]
    return max(",\t;", key=first.count)


def _clean(kind: str, text: str, longest: int) -> Cell:
    kept = text[:longest].strip().strip("\ufeff")
    return (kind, kept) if kept else None


def _limit_process() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    """The process: limits first, then the bytes."""
    _limit_process()
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        longest = MAX_LONG_TEXT if "--long" in sys.argv else MAX_TEXT
        is_laid_out = "--grids" in sys.argv
        answer: dict[str, object] = (
            {"grids": read_grids(data)} if is_laid_out else {"rows": read_rows(data, longest)}
        )
    except SheetError as error:
        answer = {"error": error.code}
    except Exception:
        # Whatever a foreign file makes the parsers stumble over is one thing: it cannot be read.
        answer = {"error": "file_unreadable"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
