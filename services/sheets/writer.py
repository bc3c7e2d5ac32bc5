"""Tables that people take away: .csv as Excel opens it, and .xlsx; nothing in them is ever run.

A cell that a person typed may begin with what a spreadsheet takes for a formula. In a .csv an apostrophe
before it keeps it words (OWASP, CSV injection); in a .xlsx its type does.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

Value = str | int | float | date | None

# Excel and its like also trim what is in front of these.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"
FIRST_WIDTH, WIDTH = 14, 12


def write_csv(head: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with a byte order mark, which is how Excel knows Korean letters."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([_tame(name) for name in head])
    for row in rows:
        writer.writerow([_tame(value) if isinstance(value, str) else _plain(value) for value in row])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def write_xlsx(head: Sequence[str], rows: Iterable[Sequence[Value]], title: str) -> bytes:
    """One sheet with a fixed first row; numbers and days keep their kind, all else is text."""
    import openpyxl  # only here: it would cost every web process its memory

    excel: Any = openpyxl
    book = excel.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place in range(len(head)):
        sheet.column_dimensions[excel.utils.get_column_letter(place + 1)].width = (
            WIDTH if place else FIRST_WIDTH
        )
    sheet.append([_text_cell(excel, sheet, name) for name in head])
    for row in rows:
        sheet.append([_text_cell(excel, sheet, v) if isinstance(v, str) else v for v in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _tame(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def _plain(value: int | float | date | None) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _text_cell(excel: Any, sheet: Any, text: str) -> Any:
    readable = excel.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", text)
    cell = excel.cell.WriteOnlyCell(sheet, value=readable)
    # openpyxl takes a leading "=" for a formula; the quote prefix keeps Excel from doing so at an edit.
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
