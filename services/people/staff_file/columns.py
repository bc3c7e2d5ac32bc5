"""Finds the row of headers and what each column means, however the file calls it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.errors import Malformed
from services.people.names import squeeze
from services.sheets import Cell, Row
from services.texts import N_

SEARCHED_ROWS = 20


class Field(StrEnum):
    NUMBER = "number"
    NAME = "name"
    DEPARTMENT = "department"
    TEAM = "team"
    TITLE = "title"
    GRADE = "grade"
    LEAD = "lead"
    ROLES = "roles"
    EMAIL = "email"
    FROM = "from"
    LEFT = "left"


# Where a file has two columns for one field, the word that stands first here wins.
HEADERS: Mapping[Field, Sequence[str]] = {
    Field.NUMBER: (
        "직원번호", "사번", "사원번호", "공무원번호", "행정번호", "교직원번호", "개인번호",
        "staffnumber", "staffno", "staffid", "employeenumber", "employeeno", "employeeid", "number",
    ),
    Field.NAME: ("이름", "성명", "직원명", "성함", "name", "fullname", "staffname", "employeename"),
    Field.DEPARTMENT: (
        "부서", "부서명", "과", "과명", "실과", "실과명", "실과소", "소속부서", "소속", "소속명",
        "department", "departmentname", "dept", "division",
    ),
    Field.TEAM: ("팀", "팀명", "담당", "담당명", "계", "team", "teamname", "section"),
    Field.TITLE: ("직위", "직위명", "직책", "보직", "title", "jobtitle", "position"),
    Field.GRADE: ("직급", "직급명", "grade", "rank"),
    Field.LEAD: ("부서장여부", "팀장여부", "부서장", "lead", "islead", "teamlead"),
    Field.ROLES: ("역할", "권한", "role", "roles"),
    Field.EMAIL: ("이메일", "전자우편", "메일", "이메일주소", "email", "emailaddress", "mail"),
    Field.FROM: (
        "시행일", "시행일자", "발령일", "발령일자", "적용일", "적용일자",
        "effectivedate", "effectivefrom", "startdate", "from",
    ),
    Field.LEFT: (
        "퇴직일", "퇴직일자", "퇴사일", "면직일", "의원면직일", "마지막근무일",
        "leavingdate", "leftdate", "lastday", "until",
    ),
}  # fmt: skip

_DECORATION = re.compile(r"\(.*?\)|\[.*?\]|[*※:.\-_/]")


@dataclass(frozen=True)
class Columns:
    """Which column holds which field, the headers as they were written, and the last row of them."""

    places: Mapping[Field, int]
    headers: Sequence[str]
    last_row: int

    def cell(self, cells: Sequence[Cell], wanted: Field) -> Cell:
        place = self.places.get(wanted)
        return None if place is None or place >= len(cells) else cells[place]

    def has(self, wanted: Field) -> bool:
        return wanted in self.places


def find_columns(rows: Sequence[Row]) -> Columns:
    """The first row, or pair of rows under merged headers, that names a staff number and a name.

    Titles above it are passed over. Raises: Malformed `file_headers`.
    """
    for at, (number, cells) in enumerate(rows[:SEARCHED_ROWS]):
        places = _match(cells)
        if Field.NUMBER not in places or Field.NAME not in places:
            continue
        if at + 1 < len(rows) and _continues(rows[at + 1][1], cells, places):
            number, below = rows[at + 1]
            places, cells = places | _match(below), _join(cells, below)
        return Columns(places, [cell[1] if cell else "" for cell in cells], number)
    raise Malformed(
        "file_headers", N_("‘직원번호’와 ‘이름’ 열을 찾지 못했어요. 첫 줄에 열 이름을 적어 주세요.")
    )


def _continues(cells: Sequence[Cell], above: Sequence[Cell], places: Mapping[Field, int]) -> bool:
    """Whether a row carries on the headers: there number and name are empty, or merged with those above."""
    own = [places[Field.NUMBER], places[Field.NAME]]
    return bool(_match(cells)) and all(
        place >= len(cells) or cells[place] in (None, above[place]) for place in own
    )


def _match(cells: Sequence[Cell]) -> dict[Field, int]:
    words = [_word(cell) for cell in cells]
    found = {}
    for name, spellings in HEADERS.items():
        place = next((words.index(word) for word in spellings if word in words), None)
        if place is not None:
            found[name] = place
    return found


def _word(cell: Cell) -> str:
    return squeeze(_DECORATION.sub("", cell[1])) if cell else ""


def _join(above: Sequence[Cell], below: Sequence[Cell]) -> list[Cell]:
    width = max(len(above), len(below))
    pairs = zip(_fill(above, width), _fill(below, width), strict=True)
    return [lower or upper for upper, lower in pairs]


def _fill(cells: Sequence[Cell], width: int) -> list[Cell]:
    return [*cells, *[None] * (width - len(cells))]
