"""The failing rows as a spreadsheet: the columns as they were, and one more that says why."""

import io
from collections.abc import Callable, Iterable
from typing import Any

from services.people.staff_file.cells import Remark
from services.people.staff_file.plan import ImportPlan
from services.texts import N_

REASON_HEADER = N_("반영하지 못한 까닭")


def failing_rows_file(plan: ImportPlan, translate: Callable[[str], str] = str) -> bytes:
    """A .xlsx that can be put right and read in again: the extra column is passed over by the import.

    Every cell is text, never a formula, and keeps its zeros: what a stranger typed into a name does not
    run on the administrator's machine.
    """
    import openpyxl  # only here: it would cost every web process its memory

    excel: Any = openpyxl
    cells_of = dict(plan.table)
    width = len(plan.columns.headers)
    book = excel.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(_as_text(excel, sheet, [*plan.columns.headers, translate(REASON_HEADER)]))
    for row in plan.failing:
        texts = [cell[1] if cell else "" for cell in cells_of[row.row]][:width]
        texts += [""] * (width - len(texts))
        reasons = " ".join(_say(remark, translate) for remark in row.reasons)
        sheet.append(_as_text(excel, sheet, [*texts, reasons]))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _say(remark: Remark, translate: Callable[[str], str]) -> str:
    return translate(remark.sentence) % remark.params


def _as_text(excel: Any, sheet: Any, texts: Iterable[str]) -> list[Any]:
    return [_text_cell(excel, sheet, text) for text in texts]


def _text_cell(excel: Any, sheet: Any, text: str) -> Any:
    readable = excel.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", text)
    cell = excel.cell.WriteOnlyCell(sheet, value=readable)
    # openpyxl takes a leading "=" for a formula; the quote prefix keeps Excel from doing so at an edit.
    cell.data_type = "s"
    cell.quotePrefix = True
    cell.number_format = "@"
    return cell
