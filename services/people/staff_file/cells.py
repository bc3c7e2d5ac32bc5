"""Reads single cells: staff numbers that lost their zeros, dates as people write them, yes and no, roles."""

import re
from collections.abc import Mapping
from datetime import date

from services.errors import Invalid
from services.people.names import normalise_number
from services.people.roles import Role
from services.sheets import Cell, Remark, cell_error, parse_day, read_date, read_text
from services.texts import N_, squeeze

_WITHOUT_END = 9999
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


def read_number(cell: Cell, known: Mapping[str, object], width: int | None) -> tuple[str, Remark | None]:
    """A staff number, its lost zeros put back, and the remark that says so.

    Zeros are put back only where they can have been lost (a number cell, or a .csv), to the width that the
    organisation's numbers have, and never when the number exists as it stands. Raises: CellError.
    """
    text = read_text(cell)
    if not text:
        raise cell_error("number_missing", N_("직원번호가 비어 있어요."))
    try:
        number = normalise_number(text)
    except Invalid as error:
        raise cell_error("number_invalid", error.sentence) from None
    kind = cell[0] if cell else ""
    if kind == "text" or not number.isdigit() or number in known:
        return number, None
    if width is None or len(number) >= width:
        return number, None
    padded = number.zfill(width)
    sentence = N_("앞자리 0이 빠져 있어 %(padded)s(으)로 읽었어요.")
    return padded, Remark("zeros_restored", sentence, {"padded": padded})


def read_last_day(cell: Cell) -> date | None:
    """The same for a last day; personnel systems write 9999-12-31 for one that is not known yet."""
    on = parse_day(cell)
    return None if on is not None and on.year == _WITHOUT_END else read_date(cell)


def read_yes(cell: Cell) -> bool | None:
    """Yes, no, or nothing said. Raises: CellError."""
    word = squeeze(read_text(cell))
    if not word:
        return None
    if word in _YES or word in _NO:
        return word in _YES
    raise cell_error("yes_invalid", N_("예 또는 아니요로 적어 주세요: %(text)s"), text=read_text(cell))


def read_roles(cell: Cell) -> frozenset[Role] | None:
    """The roles to be granted; nothing said for an empty cell. Raises: CellError."""
    text = read_text(cell)
    if not text:
        return None
    roles = set()
    for word in re.split(r"[,/;·\n]+", text):
        role = ROLE_WORDS.get(squeeze(word))
        if role is None:
            raise cell_error("role_unknown", N_("모르는 권한이에요: %(text)s"), text=word.strip())
        roles.add(role)
    return frozenset(roles - {Role.STAFF})
