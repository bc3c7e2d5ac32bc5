"""Reads single cells of a table: words, and days as people and programs write them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from services.sheets.process import Cell
from services.texts import N_

# A database's export writes the midnight behind the day.
_DATE = re.compile(
    r"(\d{4})(?:[.\-/년]\s*)(\d{1,2})(?:[.\-/월]\s*)(\d{1,2})(?:[.일])?(?:[ T]0{1,2}:00(?::00(?:\.0+)?)?)?"
)
_COMPACT_DATE = re.compile(r"((?:19|20|99)\d{2})(\d{2})(\d{2})")
_YEARS = range(1950, 2201)
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(18_000, 75_000)  # 1949 to 2105: days that Excel shows as numbers when a column has no format


@dataclass(frozen=True)
class Remark:
    """A reason or a note: a stable code, an untranslated sentence, and what to fill into it."""

    code: str
    sentence: str
    params: Mapping[str, str] = field(default_factory=dict)


class CellError(Exception):
    """A cell that cannot be read as what it stands for."""

    def __init__(self, remark: Remark) -> None:
        self.remark = remark
        super().__init__(remark.code)


def cell_error(code: str, sentence: str, **params: str) -> CellError:
    return CellError(Remark(code, sentence, params))


def read_text(cell: Cell) -> str:
    """The cell's text, empty for an empty one. Raises: CellError for a formula that failed."""
    if cell is None:
        return ""
    kind, text = cell
    if kind == "error":
        raise cell_error("cell_error", N_("수식 오류가 있는 칸이 있어요: %(text)s"), text=text)
    return text


def read_date(cell: Cell) -> date | None:
    """A day: an Excel date, its serial number, or text such as "2026. 9. 29.". Raises: CellError."""
    text = read_text(cell)
    if not text:
        return None
    on = parse_day(cell)
    if on is None or on.year not in _YEARS:
        raise cell_error(
            "date_invalid", N_("날짜를 읽을 수 없어요: %(text)s. 2026. 9. 29.처럼 적어 주세요."), text=text
        )
    return on


def parse_day(cell: Cell) -> date | None:
    """The day that a cell names, of any year; None for what names none."""
    kind, text = cell or ("", "")
    found = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    try:
        if found:
            year, month, day = (int(part) for part in found.groups())
            return date(year, month, day)
    except ValueError:
        return None
    if kind in ("number", "plain") and text.isdigit() and int(text) in _SERIALS:
        return _EXCEL_EPOCH + timedelta(days=int(text))
    return None
