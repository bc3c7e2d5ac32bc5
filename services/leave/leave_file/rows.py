"""A row of the file as it was meant. A reason is not read: nobody here needs it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from services import people
from services.errors import Malformed
from services.leave.kinds import Kinds, KindView
from services.leave.periods import Part
from services.sheets import (
    Cell,
    CellError,
    Columns,
    Remark,
    Row,
    cell_error,
    match_columns,
    read_date,
    read_text,
)
from services.texts import N_, squeeze


class Field(StrEnum):
    NUMBER = "number"
    KIND = "kind"
    FROM = "from"
    UNTIL = "until"
    PART = "part"
    STATE = "state"


# Where a file has two columns for one field, the word that stands first here wins.
HEADERS: Mapping[Field, Sequence[str]] = {
    Field.NUMBER: (
        "직원번호", "사번", "사원번호", "공무원번호", "행정번호", "개인번호",
        "staffnumber", "staffno", "employeenumber", "employeeno", "number",
    ),
    Field.KIND: (
        "휴가종류", "휴가구분", "근무상황", "근무상황종류", "근태", "근태구분", "복무구분", "복무종류",
        "종별", "종류", "휴가", "leavekind", "leavetype", "kind", "type",
    ),
    Field.FROM: (
        "시작일", "시작일자", "휴가시작일", "부터", "일자", "날짜", "휴가일", "startdate", "from", "date",
    ),
    Field.UNTIL: ("종료일", "종료일자", "끝나는날", "휴가종료일", "까지", "enddate", "until", "to"),
    Field.PART: ("오전오후", "오전오후구분", "반일", "반일구분", "시간구분", "part", "half"),
    Field.STATE: ("상태", "처리상태", "결재상태", "취소여부", "state", "status"),
}  # fmt: skip
# How personnel systems call the kinds that every organisation has; others go by their own name.
SYNONYMS: Mapping[str, Sequence[str]] = {
    "annual": ("연가", "연차", "연차휴가", "annualleave"),
    "half": ("반차", "반가", "반일연가", "연가반일", "halfday"),
    "sick": ("병가", "일반병가", "sickleave"),
    "official": ("공가", "officialleave"),
    "special": ("특별휴가", "특휴", "경조사", "경조사휴가", "출산휴가", "specialleave"),
    "training": ("교육", "교육훈련", "training"),
}
_PARTS: Mapping[str, Part] = {
    **dict.fromkeys(("", "종일", "전일", "하루", "1일", "day", "fullday"), Part.DAY),
    **dict.fromkeys(("오전", "오전반일", "오전반차", "am"), Part.AM),
    **dict.fromkeys(("오후", "오후반일", "오후반차", "pm"), Part.PM),
}
_HALF = re.compile(r"오전|오후")
_DECORATION = re.compile(r"[()\[\]·/_-]")
_CANCELLED = re.compile(r".*(취소|철회|cancel).*|y|yes|o|예")
# Whatever is neither of the two, a cancelling that is only asked for too, is none that we know to hold.
_APPROVED = re.compile(
    r"|(최종|결재|처리)?(승인|완료|확정|허가|결재|반영|정상)(됨|완료)?|전결|대결|approved|n|no|x|-|아니[오요]"
)
_OPEN = re.compile(r"미|불|반려|신청|요청|상신|대기|진행|중$|refused|request|waiting|pending")

Value = TypeVar("Value")


@dataclass(frozen=True)
class LeaveFileRow:
    """One row; None where it cannot be read, which then is among the problems."""

    row: int
    number: str
    kind: str | None
    kind_words: str
    from_on: date | None
    until_on: date | None
    part: Part
    is_cancelled: bool
    notes: tuple[Remark, ...]
    problems: tuple[Remark, ...]

    @property
    def what(self) -> tuple[object, ...]:
        """Whose leave of which kind and days: what a row that takes it back says again."""
        return self.number, self.kind, self.from_on, self.until_on, self.part


def find_columns(table: Sequence[Row]) -> Columns[Field]:
    """Raises: Malformed `file_headers`."""
    found = match_columns(table, HEADERS, (Field.NUMBER, Field.KIND, Field.FROM))
    if found is None:
        sentence = N_("‘직원번호’, ‘휴가종류’, ‘시작일’ 열을 찾지 못했어요. 첫 줄에 열 이름을 적어 주세요.")
        raise Malformed("file_headers", sentence)
    return found


def read_leave_rows(
    table: Sequence[Row], columns: Columns[Field], known: Mapping[str, int], kinds: Kinds
) -> list[LeaveFileRow]:
    """The rows below the headers; `known` holds the staff numbers of the organisation."""
    width = people.usual_width(known)
    below = ((number, cells) for number, cells in table if number > columns.last_row)
    return [_Reader(cells, columns, known, width, kinds).read(number) for number, cells in below]


class _Reader:
    """Reads the cells of one row and gathers what is wrong with them."""

    def __init__(
        self,
        cells: Sequence[Cell],
        columns: Columns[Field],
        known: Mapping[str, int],
        width: int | None,
        kinds: Kinds,
    ) -> None:
        self._cells, self._columns = cells, columns
        self._known, self._width, self._kinds = known, width, kinds
        self._notes: list[Remark] = []
        self._problems: list[Remark] = []

    def read(self, row: int) -> LeaveFileRow:
        number = self._try(Field.NUMBER, self._number) or ""
        from_on = self._try(Field.FROM, _first_day)
        until_on = self._try(Field.UNTIL, read_date) or from_on
        words = self._try(Field.KIND, read_text) or ""
        part = self._part(words)
        kind = self._kind(words, part, from_on)
        is_cancelled = self._try(Field.STATE, _is_cancelled) or False
        return LeaveFileRow(
            row=row,
            number=number,
            kind=kind,
            kind_words=words,
            from_on=from_on,
            until_on=until_on,
            part=part or Part.DAY,
            is_cancelled=is_cancelled,
            notes=tuple(self._notes),
            problems=tuple(self._problems),
        )

    def _number(self, cell: Cell) -> str:
        number, remark = people.read_number(cell, self._known, self._width)
        self._notes.extend([remark] if remark else [])
        return number

    def _part(self, words: str) -> Part | None:
        """What the column says, else what stands in the kind's own words; None where it cannot be read."""
        said = self._try(Field.PART, _read_part)
        half = _HALF.search(squeeze(words))
        return _PARTS[half[0]] if said is Part.DAY and half else said

    def _kind(self, words: str, part: Part | None, on: date | None) -> str | None:
        """The code of the kind that the words name on the day."""
        if not words:
            self._problems.append(Remark("kind_missing", N_("휴가 종류가 비어 있어요.")))
            return None
        bare = _DECORATION.sub("", _HALF.sub("", squeeze(words)))
        rows = self._kinds.of_day(on) if on else []
        found = next((row for row in rows if bare in _words_of(row)), None)
        if found is None:
            if on:
                sentence = N_("모르는 휴가 종류예요: %(text)s")
                self._problems.append(Remark("kind_unknown", sentence, {"text": words}))
            return None
        if part is Part.DAY and not found.has_days:
            self._problems.append(Remark("part_missing", N_("오전인지 오후인지 적어 주세요.")))
        return (_half_of(found, rows) if part in (Part.AM, Part.PM) else found).code

    def _try(self, field: Field, read: Callable[[Cell], Value]) -> Value | None:
        try:
            return read(self._columns.cell(self._cells, field))
        except CellError as error:
            self._problems.append(error.remark)
        return None


def _words_of(kind: KindView) -> set[str]:
    return {squeeze(kind.name), *SYNONYMS.get(kind.code, ())}


def _half_of(kind: KindView, kinds: Sequence[KindView]) -> KindView:
    """The kind that stands for half a day of a kind without halves: 반차 for 연가."""
    if kind.has_halves:
        return kind
    only_halves = (row for row in kinds if row.absence is kind.absence and not row.has_days)
    return next(only_halves, kind)


def _first_day(cell: Cell) -> date:
    on = read_date(cell)
    if on is None:
        raise cell_error("from_missing", N_("시작일이 비어 있어요."))
    return on


def _read_part(cell: Cell) -> Part:
    words = squeeze(read_text(cell))
    if words not in _PARTS:
        raise cell_error(
            "part_unknown", N_("오전, 오후, 종일 가운데 하나로 적어 주세요: %(text)s"), text=words
        )
    return _PARTS[words]


def _is_cancelled(cell: Cell) -> bool:
    """Whether it was taken back. Raises: CellError for one that is not decided, or in words unknown here."""
    words = squeeze(read_text(cell))
    if _CANCELLED.fullmatch(words) and not _OPEN.search(words):
        return True
    if not _APPROVED.fullmatch(words):
        raise cell_error("not_approved", N_("승인된 휴가인지 알 수 없어요: %(text)s"), text=words)
    return False
