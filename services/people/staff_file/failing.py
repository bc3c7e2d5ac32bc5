"""The failing rows as a spreadsheet: the columns as they were, and one more that says why."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.people.staff_file.columns import Field
from services.people.staff_file.plan import ImportPlan
from services.sheets import Remark
from services.texts import N_

REASON_HEADER = N_("반영하지 못한 이유")


@dataclass(frozen=True)
class FailingRows:
    """The columns as the file calls them, and each failing row's texts with the reasons."""

    headers: Sequence[str]
    rows: Sequence[tuple[Sequence[str], Sequence[Remark]]]


def failing_rows(plan: ImportPlan) -> FailingRows:
    cells_of = dict(plan.table)
    headers, place = plan.columns.headers, plan.columns.places[Field.NUMBER]
    rows = []
    for row in plan.failing:
        texts = [cell[1] if cell else "" for cell in cells_of[row.row]][: len(headers)]
        texts += [""] * (len(headers) - len(texts))
        # As text it would never get back the zeros that the file had lost.
        texts[place] = row.number or texts[place]
        rows.append((texts, row.reasons))
    return FailingRows(headers, rows)


def to_stored(failing: FailingRows) -> dict[str, Any]:
    rows = [
        [texts, [[r.code, r.sentence, dict(r.params)] for r in reasons]] for texts, reasons in failing.rows
    ]
    return {"headers": list(failing.headers), "rows": rows}


def from_stored(stored: Mapping[str, Any]) -> FailingRows:
    rows = [(texts, [Remark(*remark) for remark in reasons]) for texts, reasons in stored["rows"]]
    return FailingRows(stored["headers"], rows)


def failing_rows_file(failing: FailingRows | ImportPlan, translate: Callable[[str], str] = str) -> bytes:
    """A .xlsx that can be put right and read in again: the extra column is passed over by the import.

    Every cell is text, never a formula, and keeps its zeros: what a stranger typed into a name does not
    run on the administrator's machine.
    """
    import openpyxl  # only here: it would cost every web process its memory

    excel: Any = openpyxl
    if isinstance(failing, ImportPlan):
        failing = failing_rows(failing)
    book = excel.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(_as_text(excel, sheet, [*failing.headers, translate(REASON_HEADER)]))
    for texts, reasons in failing.rows:
        said = " ".join(_say(remark, translate) for remark in reasons)
        sheet.append(_as_text(excel, sheet, [*texts, said]))
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
