"""Finds the days of a menu in rows of cells: side by side under a row of days, or below each other.

What is pasted from a spreadsheet has tabs between its cells, what comes from a messenger has one cell a line:
both are rows. A row that names two days or more opens columns, a row that names one opens a day that goes on
until the next one. What belongs to no day is kept with its row, so that nothing is lost without a word.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.cafeteria.meals.calendar import Calendar
from services.cafeteria.meals.headings import Heading, join_headings, read_heading, read_month, read_range
from services.cafeteria.meals.sections import Section, find_role, find_section, is_notice, is_title

TextRow = tuple[int, Sequence[str]]


@dataclass
class DayCells:
    """One day as it was found: its heading, the day if it could be told, and its cells with their rows."""

    sheet: str
    row: int
    heading: str
    weekday: int | None
    on: date | None
    cells: list[tuple[int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Stray:
    """A cell that belongs to no day."""

    sheet: str
    row: int
    text: str


class Layout:
    """Reads row after row of one sheet; `days` and `strays` are what was found so far."""

    def __init__(self, calendar: Calendar, sheet: str = "") -> None:
        self.calendar = calendar
        self.sheet = sheet
        self.days: list[DayCells] = []
        self.strays: list[Stray] = []
        self._columns: dict[int, DayCells] = {}
        self._roles: Mapping[int, Section] = {}
        self._section = Section.LUNCH
        self._headings: dict[int, Heading] = {}

    def read(self, rows: Iterable[TextRow]) -> "Layout":
        for number, cells in rows:
            self._read_row(number, [cell.strip() for cell in cells])
        return self

    def _read_row(self, number: int, cells: Sequence[str]) -> None:
        headings = self._headings_of(cells)
        if headings and self._continues(headings):
            self._join(number, cells, headings)
        elif headings:
            self._open(number, cells, headings)
        else:
            self._headings = {}
            self._take(number, cells)

    def _headings_of(self, cells: Sequence[str]) -> dict[int, Heading]:
        """The days that a row names, by their columns."""
        found = {at: heading for at, cell in enumerate(cells) if (heading := read_heading(cell))}
        bare = {at: h for at, h in found.items() if not h.rest}
        if len(bare) > 1:
            found = bare
        if all(heading.is_weak for heading in found.values()):
            return found if self.calendar.takes_weak(list(found.values())) else {}
        dated = [at for at, h in found.items() if h.has_day]
        named = [at for at, h in found.items() if not h.has_day]
        if len(dated) == 1 and len(named) == 1 and abs(dated[0] - named[0]) == 1:
            both = join_headings(found[dated[0]], found[named[0]])
            return {dated[0]: both}
        return found

    def _continues(self, headings: Mapping[int, Heading]) -> bool:
        """Whether a row adds the dates to the weekdays right above it, or the other way round."""
        if len(headings) < 2 or len(self._headings) < 2:
            return False
        known = [self._headings[at] for at in headings if at in self._headings]
        return bool(known) and all(h.has_day for h in known) != all(h.has_day for h in headings.values())

    def _join(self, number: int, cells: Sequence[str], headings: Mapping[int, Heading]) -> None:
        joined = {
            at: join_headings(heading, self._headings[at]) if at in self._headings else heading
            for at, heading in headings.items()
        }
        opened = {id(day) for day in self._columns.values()}
        self.days = [day for day in self.days if id(day) not in opened]
        self.calendar.forget_week()
        self._open(number, cells, joined)

    def _open(self, number: int, cells: Sequence[str], headings: dict[int, Heading]) -> None:
        """A row of days: those that are merged over several columns are one."""
        self._headings = headings if len(headings) > 1 else {}
        is_list = len(headings) == 1
        self._roles = self._roles if is_list else {}
        self._section, self._columns = Section.LUNCH, {}
        for at, heading in headings.items():
            on = self.calendar.place(heading, is_list=is_list)
            self._columns[at] = self._day_of(number, cells[at], heading, on)
            if heading.rest:
                self._columns[at].cells.append((number, heading.rest))
        if is_list:
            (only,) = headings
            self._take_beside(number, cells, only)

    def _day_of(self, number: int, text: str, heading: Heading, on: date | None) -> DayCells:
        """The day of a heading; the one right before it when it is the same."""
        label = " ".join((text[: -len(heading.rest)] if heading.rest else text).split())
        last = next((day for day in reversed(self.days) if on is not None and day.on == on), None)
        if last and (last is self.days[-1] or last.row == number):
            return last
        day = DayCells(self.sheet, number, label, heading.weekday, on)
        self.days.append(day)
        return day

    def _take_beside(self, number: int, cells: Sequence[str], heading_at: int) -> None:
        day = self._columns[heading_at]
        for at, cell in enumerate(cells):
            if at > heading_at and cell and not _is_weekday(cell):
                self._put(day, number, at, cell)

    def _take(self, number: int, cells: Sequence[str]) -> None:
        if not self.days:
            self._read_title(number, cells)
            return
        first = min(self._columns)
        for label in filter(None, cells[:first]):
            self._section = find_section(label) or self._section
        if self._section is not Section.LUNCH:
            return
        if len(self._columns) > 1:
            self._take_columns(number, cells, first)
            return
        for at, cell in enumerate(cells):
            if at >= first and cell:
                self._put(self._columns[first], number, at, cell)

    def _take_columns(self, number: int, cells: Sequence[str], first: int) -> None:
        filled = [cell for cell in cells[first:] if cell]
        if filled and is_notice(filled[0]) and len(set(filled)) == 1:
            return
        for at, cell in enumerate(cells):
            if at < first or not cell:
                continue
            if at in self._columns:
                self._columns[at].cells.append((number, cell))
            else:
                self.strays.append(Stray(self.sheet, number, cell))

    def _put(self, day: DayCells, number: int, at: int, cell: str) -> None:
        role = self._roles.get(at)
        if role is Section.NOTE:
            day.notes.append(cell)
        elif role in (None, Section.LUNCH):
            day.cells.append((number, cell))

    def _read_title(self, number: int, cells: Sequence[str]) -> None:
        """What stands above the first day: the week or month it is about, titles of columns, or nothing."""
        roles = {at: role for at, cell in enumerate(cells) if cell and (role := find_role(cell))}
        if len(roles) > 1:
            self._roles = roles
            return
        for cell in dict.fromkeys(filter(None, cells)):
            if named := read_range(cell) or read_month(cell):
                self.calendar.tell(named)
            elif not is_title(cell) and not is_notice(cell):
                self.strays.append(Stray(self.sheet, number, cell))


def _is_weekday(cell: str) -> bool:
    """A cell that repeats the weekday beside its date."""
    heading = read_heading(cell)
    return heading is not None and not heading.has_day and not heading.rest
