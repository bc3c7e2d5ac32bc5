"""A row of a seats file as it was read: words, a cell of the floor, traits; or why it cannot be taken."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from services.remote_work.seats.centres import LONGEST_PLACE, MOST_COLUMNS, MOST_ROWS, TRAITS
from services.remote_work.seats.models import LONGEST_LABEL, LONGEST_NAME
from services.sheets import CellError, Remark, cell_error
from services.texts import N_, squeeze, tidy_line


class SeatField(StrEnum):
    CENTRE = "centre"
    PLACE = "place"
    FLOOR = "floor"
    LABEL = "label"
    COLUMN = "column"
    ROW = "row"
    TRAITS = "traits"


class SeatFate(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FAILING = "failing"


SPELLINGS: Mapping[SeatField, Sequence[str]] = {
    SeatField.CENTRE: ("센터", "센터명", "스마트워크센터", "centre", "center"),
    SeatField.PLACE: ("찾아가는곳", "위치", "주소", "place", "address"),
    SeatField.FLOOR: ("층", "floor"),
    SeatField.LABEL: ("자리", "좌석", "좌석번호", "자리번호", "seat"),
    SeatField.COLUMN: ("가로", "열", "column"),
    SeatField.ROW: ("세로", "행", "row"),
    SeatField.TRAITS: ("특징", "비고", "traits"),
}
NEEDED = (SeatField.CENTRE, SeatField.FLOOR, SeatField.LABEL)
_TRAIT_CODES = {squeeze(word): code for code, word in TRAITS.items()} | {code: code for code in TRAITS}
_SEPARATORS = re.compile(r"[,;/·\n]+")
# A seat as the file says it: centre, floor and label without spaces and case.
Key = tuple[str, str, str]


@dataclass(frozen=True)
class SeatRow:
    """One row and what becomes of it; `number` is its row in the file, `reason` why it fails.

    `cell` is the column and the row on the floor's grid; None until a free one is found for it.
    """

    number: int
    values: Sequence[str]
    centre: str = ""
    floor: str = ""
    label: str = ""
    place: str = ""
    cell: tuple[int, int] | None = None
    traits: Sequence[str] = ()
    fate: SeatFate = SeatFate.NEW
    reason: Remark | None = None

    @property
    def key(self) -> Key:
        return squeeze(self.centre), squeeze(self.floor), squeeze(self.label)


def parse_again(number: int, values: Sequence[str]) -> SeatRow:
    try:
        if not values:
            raise cell_error("cell_error", N_("읽을 수 없는 칸이 있어요."))
        return parse(number, values)
    except CellError as error:
        return SeatRow(number, (), fate=SeatFate.FAILING, reason=error.remark)


def parse(number: int, values: Sequence[str]) -> SeatRow:
    values = [tidy_line(value) for value in values]
    given = dict(zip(SeatField, values, strict=True))
    row = SeatRow(
        number,
        tuple(values),
        given[SeatField.CENTRE],
        given[SeatField.FLOOR],
        given[SeatField.LABEL],
        given[SeatField.PLACE],
    )
    try:
        _check_words(row)
        return replace(
            row,
            cell=_read_place(given[SeatField.COLUMN], given[SeatField.ROW]),
            traits=_read_traits(given[SeatField.TRAITS]),
        )
    except CellError as error:
        return replace(row, fate=SeatFate.FAILING, reason=error.remark)


def _check_words(row: SeatRow) -> None:
    for word, longest in ((row.centre, LONGEST_NAME), (row.floor, LONGEST_LABEL), (row.label, LONGEST_LABEL)):
        if not word:
            raise cell_error("seat_unnamed", N_("센터, 층, 자리를 모두 적어 주세요."))
        if len(word) > longest:
            raise cell_error("seat_long", N_("‘%(text)s’는 너무 길어요."), text=word[:30])
    if len(row.place) > LONGEST_PLACE:
        raise cell_error("seat_long", N_("‘%(text)s’는 너무 길어요."), text=row.place[:30])


def _read_place(column: str, row: str) -> tuple[int, int] | None:
    if not column and not row:
        return None
    numbers = [text.removesuffix(".0") for text in (column, row)]
    if all(n.isascii() and n.isdigit() and len(n) < 4 for n in numbers):
        cell = int(numbers[0]), int(numbers[1])
        if 1 <= cell[0] <= MOST_COLUMNS and 1 <= cell[1] <= MOST_ROWS:
            return cell
    raise cell_error("seat_place", N_("가로와 세로는 1부터 40까지의 숫자로 함께 적어 주세요."))


def _read_traits(text: str) -> tuple[str, ...]:
    words = [squeeze(word) for word in _SEPARATORS.split(text) if word.strip()]
    for word in words:
        if word not in _TRAIT_CODES:
            raise cell_error("seat_trait", N_("모르는 특징이에요: %(text)s"), text=word[:30])
    return tuple(code for code in TRAITS if code in {_TRAIT_CODES[word] for word in words})


def fail(failing: SeatRow, code: str, sentence: str, **params: str) -> SeatRow:
    return replace(failing, fate=SeatFate.FAILING, reason=Remark(code, sentence, params))
