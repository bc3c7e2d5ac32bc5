"""A row of the file as it was meant: typed, with what was put right and what cannot be read."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from services.errors import Invalid
from services.people.assignments import normalise_title
from services.people.names import normalise_email, normalise_name
from services.people.roles import Role
from services.people.staff_file.cells import read_last_day, read_number, read_roles, read_yes
from services.people.staff_file.columns import Field
from services.sheets import Cell, CellError, Columns, Remark, Row, read_date, read_text

# Titles of those who lead the unit they stand in, as local governments name them.
LEAD_TITLES = frozenset(
    (
        *("도지사", "시장", "군수", "구청장", "실장", "국장", "과장", "담당관", "단장", "소장", "원장"),
        *("관장", "동장", "읍장", "면장", "센터장", "팀장"),
    )
)

Value = TypeVar("Value")


@dataclass(frozen=True)
class StaffRow:
    """One row; None where the file says nothing, so that nothing is changed there."""

    row: int
    number: str
    name: str
    department: str
    team: str
    title: str | None
    is_lead: bool | None
    roles: frozenset[Role] | None
    email: str | None
    from_on: date | None
    left_on: date | None
    notes: tuple[Remark, ...]
    problems: tuple[Remark, ...]


def read_staff_rows(
    rows: Sequence[Row], columns: Columns[Field], known: Mapping[str, object], width: int | None
) -> tuple[StaffRow, ...]:
    """The rows below the headers; `known` holds the staff numbers of the organisation.

    `width` is how many digits they have, if somebody said so; else it is told from those that are known.
    """
    below = [(number, cells) for number, cells in rows if number > columns.last_row]
    width = width or usual_width(known) or usual_width(_text_numbers(below, columns))
    return tuple(_Reader(cells, columns).read(number, known, width) for number, cells in below)


def usual_width(numbers: Collection[str]) -> int | None:
    """How many digits the staff numbers have, if nine in ten of those made of digits agree."""
    widths = Counter(len(number) for number in numbers if number.isdigit())
    if not widths:
        return None
    width, count = widths.most_common(1)[0]
    return width if count * 10 >= widths.total() * 9 else None


def _text_numbers(rows: Sequence[Row], columns: Columns[Field]) -> list[str]:
    """Numbers that the file itself keeps as text: those have lost no zeros."""
    cells = [columns.cell(cells, Field.NUMBER) for _, cells in rows]
    return [cell[1] for cell in cells if cell and cell[0] == "text"]


class _Reader:
    """Reads the cells of one row and gathers what is wrong with them."""

    def __init__(self, cells: Sequence[Cell], columns: Columns[Field]) -> None:
        self._cells, self._columns = cells, columns
        self._notes: list[Remark] = []
        self._problems: list[Remark] = []

    def read(self, row: int, known: Mapping[str, object], width: int | None) -> StaffRow:
        number = self._number(known, width)
        title = self._try(Field.TITLE, _title) or self._try(Field.GRADE, _title)
        lead = self._try(Field.LEAD, read_yes)
        return StaffRow(
            row=row,
            number=number,
            name=self._try(Field.NAME, _name) or "",
            department=self._try(Field.DEPARTMENT, read_text) or "",
            team=self._try(Field.TEAM, read_text) or "",
            title=title,
            is_lead=lead if lead is not None or title is None else title in LEAD_TITLES,
            roles=self._try(Field.ROLES, read_roles),
            email=self._try(Field.EMAIL, _email),
            from_on=self._try(Field.FROM, read_date),
            left_on=self._try(Field.LEFT, read_last_day),
            notes=tuple(self._notes),
            problems=tuple(self._problems),
        )

    def _number(self, known: Mapping[str, object], width: int | None) -> str:
        def read(cell: Cell) -> str:
            number, remark = read_number(cell, known, width)
            self._notes.extend([remark] if remark else [])
            return number

        return self._try(Field.NUMBER, read) or ""

    def _try(self, field: Field, read: Callable[[Cell], Value]) -> Value | None:
        try:
            return read(self._columns.cell(self._cells, field))
        except CellError as error:
            self._problems.append(error.remark)
        except Invalid as error:
            self._problems.append(Remark(error.code, error.sentence))
        return None


def _name(cell: Cell) -> str:
    return normalise_name(read_text(cell))


def _title(cell: Cell) -> str | None:
    return normalise_title(read_text(cell)) or None


def _email(cell: Cell) -> str | None:
    text = read_text(cell)
    return normalise_email(text) if text else None
