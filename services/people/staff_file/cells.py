"""Reads single cells: staff numbers that lost their zeros, dates as people write them, yes and no, roles."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from services.errors import Invalid
from services.people.names import normalise_number, squeeze
from services.people.roles import Role
from services.sheets import Cell
from services.texts import N_

# A database's export writes the midnight behind the day.
_DATE = re.compile(
    r"(\d{4})(?:[.\-/년]\s*)(\d{1,2})(?:[.\-/월]\s*)(\d{1,2})(?:[.일])?(?:[ T]0{1,2}:00(?::00(?:\.0+)?)?)?"
)
_COMPACT_DATE = re.compile(r"((?:19|20|99)\d{2})(\d{2})(\d{2})")
_WITHOUT_END = 9999
_YEARS = range(1950, 2201)
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(18_000, 75_000)  # 1949 to 2105: days that Excel shows as numbers when a column has no format
_YES = {"y", "yes", "o", "ㅇ", "○", "예", "1", "true", "v", "팀장", "부서장", "lead"}
_NO = {"n", "no", "x", "×", "아니오", "아니요", "0", "false", "-"}

# The words of the field for each role; "직원" alone takes all granted roles away.
ROLE_WORDS: Mapping[str, Role] = {
    **{role.value: role for role in Role},
    "직원": Role.STAFF,
    "팀장": Role.TEAM_LEAD,
    "teamlead": Role.TEAM_LEAD,
    "감사": Role.AUDITOR,
    "감사담당": Role.AUDITOR,
    "매뉴얼": Role.MANUAL_EDITOR,
    "매뉴얼편집": Role.MANUAL_EDITOR,
    "매뉴얼담당": Role.MANUAL_EDITOR,
    "manualeditor": Role.MANUAL_EDITOR,
    "구내식당": Role.CAFETERIA_MANAGER,
    "구내식당담당": Role.CAFETERIA_MANAGER,
    "cafeteriamanager": Role.CAFETERIA_MANAGER,
    "관리자": Role.ADMINISTRATOR,
    "총괄서무": Role.ADMINISTRATOR,
    "정보담당": Role.ADMINISTRATOR,
}


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


def read_text(cell: Cell) -> str:
    """The cell's text, empty for an empty one. Raises: CellError for a formula that failed."""
    if cell is None:
        return ""
    kind, text = cell
    if kind == "error":
        raise _error("cell_error", N_("수식 오류가 있는 칸이 있어요: %(text)s"), text=text)
    return text


def read_number(cell: Cell, known: Mapping[str, object], width: int | None) -> tuple[str, Remark | None]:
    """A staff number, its lost zeros put back, and the remark that says so.

    Zeros are put back only where they can have been lost (a number cell, or a .csv), to the width that the
    organisation's numbers have, and never when the number exists as it stands. Raises: CellError.
    """
    text = read_text(cell)
    if not text:
        raise _error("number_missing", N_("직원번호가 비어 있어요."))
    try:
        number = normalise_number(text)
    except Invalid as error:
        raise _error("number_invalid", error.sentence) from None
    kind = cell[0] if cell else ""
    if kind == "text" or not number.isdigit() or number in known:
        return number, None
    if width is None or len(number) >= width:
        return number, None
    padded = number.zfill(width)
    sentence = N_("앞자리 0이 빠져 있어 %(padded)s(으)로 읽었어요.")
    return padded, Remark("zeros_restored", sentence, {"padded": padded})


def read_date(cell: Cell) -> date | None:
    """A day: an Excel date, its serial number, or text such as "2026. 9. 29.". Raises: CellError."""
    text = read_text(cell)
    if not text:
        return None
    on = _parse_day(cell[0] if cell else "", text)
    if on is None or on.year not in _YEARS:
        raise _error(
            "date_invalid", N_("날짜를 읽을 수 없어요: %(text)s. 2026. 9. 29.처럼 적어 주세요."), text=text
        )
    return on


def read_last_day(cell: Cell) -> date | None:
    """The same for a last day; personnel systems write 9999-12-31 for one that is not known yet."""
    on = _parse_day(cell[0], cell[1]) if cell else None
    return None if on is not None and on.year == _WITHOUT_END else read_date(cell)


def _parse_day(kind: str, text: str) -> date | None:
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


def read_yes(cell: Cell) -> bool | None:
    """Yes, no, or nothing said. Raises: CellError."""
    word = squeeze(read_text(cell))
    if not word:
        return None
    if word in _YES or word in _NO:
        return word in _YES
    raise _error("yes_invalid", N_("예 또는 아니요로 적어 주세요: %(text)s"), text=read_text(cell))


def read_roles(cell: Cell) -> frozenset[Role] | None:
    """The roles to be granted; nothing said for an empty cell. Raises: CellError."""
    text = read_text(cell)
    if not text:
        return None
    roles = set()
    for word in re.split(r"[,/;·\n]+", text):
        role = ROLE_WORDS.get(squeeze(word))
        if role is None:
            raise _error("role_unknown", N_("모르는 권한이에요: %(text)s"), text=word.strip())
        roles.add(role)
    return frozenset(roles - {Role.STAFF})


def _error(code: str, sentence: str, **params: str) -> CellError:
    return CellError(Remark(code, sentence, params))
