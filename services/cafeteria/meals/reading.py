"""A menu as people hand it in, read into days with their dishes: pasted text, or the rows of a spreadsheet.

Nothing is guessed in silence: every day says what could not be read of it, and what belongs to no day is
listed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from services.cafeteria.meals.calendar import Calendar
from services.cafeteria.meals.dishes import (
    LONGEST_DISH,
    MOST_DISHES,
    Dish,
    find_allergens_alone,
    read_dish,
    split_dishes,
)
from services.cafeteria.meals.headings import WEEKDAYS, read_heading
from services.cafeteria.meals.layout import DayCells, Layout, Stray, TextRow
from services.cafeteria.meals.sections import (
    Section,
    find_section,
    is_closed,
    is_named_day,
    is_nothing,
    is_notice,
    is_nutrition,
    take_special,
)
from services.errors import Malformed
from services.sheets import Grid
from services.texts import N_, tidy_line

LONGEST_TEXT = 60_000
MOST_DAYS = 200
LONGEST_NOTE = 200
MOST_STRAYS = 50
NOTE_MARK = "※"


@dataclass(frozen=True)
class Remark:
    """A sentence about something that was read, with what stands in for its places."""

    sentence: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class MenuDay:
    """One day as it was understood. `problem` says why it cannot be taken; `remarks` what to look at.

    `heading` is how the menu calls the day, `on` is None where no day could be told from it. `sheet` is empty
    where there is only one. `as_text` is the day's heading as text that reads back into the same, with a
    weekday that does not fit its date.
    """

    sheet: str
    row: int
    heading: str
    as_text: str
    on: date | None
    dishes: tuple[Dish, ...]
    note: str
    is_closed: bool
    remarks: tuple[Remark, ...]
    problem: Remark | None


@dataclass(frozen=True)
class ReadMenu:
    """`strays` are cells that belong to no day, `empty_sheets` the names of sheets without any day."""

    days: tuple[MenuDay, ...]
    strays: tuple[Stray, ...]
    empty_sheets: tuple[str, ...] = ()


def read_menu_text(text: str, today: date, week_on: date) -> ReadMenu:
    """What was typed or pasted; lines count from 1. `week_on` is the week of weekdays without a date.

    Raises: Malformed `menu_empty`, `menu_too_long`, `menu_no_day`.
    """
    _check_length(len(text))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rows = [(number, line.split("\t")) for number, line in enumerate(lines, start=1) if line.strip()]
    if not rows:
        raise Malformed("menu_empty", N_("식단을 붙여 넣거나 파일을 골라 주세요."))
    return _read([("", rows)], today, week_on)


def read_menu_sheets(grids: Sequence[Grid], today: date, week_on: date) -> ReadMenu:
    """The sheets of a file, with merged cells filled. Raises: Malformed `menu_too_long`, `menu_no_day`."""
    tables = [
        (
            name if len(grids) > 1 else "",
            [(number, [cell[1] if cell else "" for cell in cells]) for number, cells in rows],
        )
        for name, rows in grids
    ]
    _check_length(sum(len(cell) for _, rows in tables for _, cells in rows for cell in cells))
    return _read(tables, today, week_on)


def _check_length(letters: int, days: int = 0) -> None:
    """What is longer than any menu would keep a web process busy for minutes."""
    if letters > LONGEST_TEXT or days > MOST_DAYS:
        raise Malformed("menu_too_long", N_("너무 길어요. 몇 주씩 나누어 넣어 주세요."))


def _read(tables: Sequence[tuple[str, Sequence[TextRow]]], today: date, week_on: date) -> ReadMenu:
    days: list[MenuDay] = []
    strays: list[Stray] = []
    empty: list[str] = []
    for name, rows in tables:
        found = Layout(Calendar(today, week_on), name).read(rows)
        _check_length(0, len(days) + len(found.days))
        read = [day for cells in found.days if (day := _read_day(cells))]
        days += read
        if read:
            strays += found.strays
        else:
            empty.append(name)
    if not days:
        raise Malformed(
            "menu_no_day",
            N_("날짜나 요일을 찾지 못했어요. ‘11/24(화)’나 ‘화요일’처럼 적고 그 아래에 음식을 적어 주세요."),
        )
    return ReadMenu(tuple(_refuse_twice(days)), tuple(strays[:MOST_STRAYS]), tuple(empty))


def to_text(days: Iterable[MenuDay]) -> str:
    """Days as text that reads back into the same: what was understood, to be corrected and to be kept."""
    return "\n\n".join(to_lines(day.as_text, day.dishes, day.note) for day in days)


def to_heading(on: date, weekday: int | None = None) -> str:
    """A day as the heading of its dishes."""
    return f"{on.isoformat()}({WEEKDAYS[on.weekday() if weekday is None else weekday]})"


def to_lines(heading: str, dishes: Iterable[Dish], note: str) -> str:
    """One day as text."""
    notes = [f"{NOTE_MARK} {note}"] if note else []
    return "\n".join([heading, *map(str, dishes), *notes])


def _read_day(cells: DayCells) -> MenuDay | None:
    """A day with its dishes; None for a heading that nothing stands under."""
    reader = _DayReader(cells.notes)
    for row, text in cells.cells:
        reader.read(row, text)
    if not reader.dishes and not reader.notes:
        return None
    return MenuDay(
        sheet=cells.sheet,
        row=cells.row,
        heading=cells.heading,
        as_text=to_heading(cells.on, cells.weekday) if cells.on else cells.heading,
        on=cells.on,
        dishes=tuple(reader.dishes[:MOST_DISHES]),
        note=" · ".join(dict.fromkeys(reader.notes)),
        is_closed=reader.is_closed and not reader.dishes,
        remarks=tuple(reader.remarks),
        problem=_find_problem(cells, reader),
    )


class _DayReader:
    """Takes the cells of one day in turn."""

    def __init__(self, notes: Iterable[str]) -> None:
        self.dishes: list[Dish] = []
        self.notes = [tidy_line(note) for note in notes]
        self.remarks: list[Remark] = []
        self.is_closed = False
        self._section = Section.LUNCH

    def read(self, row: int, text: str) -> None:
        for line in text.split("\n"):
            self._read_line(row, line)

    def _read_line(self, row: int, line: str) -> None:
        section = find_section(line)
        self._section = section or self._section
        if section or self._section is not Section.LUNCH or self._is_no_dish(line):
            return
        alone = find_allergens_alone(line) if self.dishes else None
        if alone:
            last = self.dishes[-1]
            self.dishes[-1] = Dish(last.name, tuple(sorted({*last.allergens, *alone})))
            return
        self._read_dishes(row, line)

    def _is_no_dish(self, line: str) -> bool:
        """Takes the words of a line that names no dish: closed days and days with a name become the note."""
        if is_nothing(line) or is_nutrition(line):
            return True
        words = line.strip(f" []()<>【】★☆◆{NOTE_MARK}")
        is_note = line.strip().startswith(NOTE_MARK) or is_closed(words) or is_named_day(words)
        if is_note:
            self.is_closed = self.is_closed or is_closed(words)
            self._note(words)
        return is_note or is_notice(line)

    def _note(self, text: str) -> None:
        if note := tidy_line(text):
            self.notes.append(note)

    def _read_dishes(self, row: int, line: str) -> None:
        line, special = take_special(line)
        if special:
            self._note(special)
        texts, by_spaces = split_dishes(line)
        if by_spaces:
            self._say(N_("%(row)s행: 띄어쓰기로 나눴어요."), row=row)
        for text in texts:
            if len(texts) == 1:
                self._add(row, text)
            else:
                # As if it stood on a line of its own: so the preview's text reads back into the same.
                self._read_line(row, text)

    def _add(self, row: int, text: str) -> None:
        found = read_dish(text)
        if not any(map(str.isalpha, found.dish.name)) or not _stands_alone(str(found.dish)):
            self._say(N_("%(row)s행: ‘%(text)s’에서 음식 이름을 찾지 못했어요."), row=row, text=text[:40])
            return
        for number in found.unknown:
            self._say(
                N_("%(name)s: 알레르기 번호 %(number)s은(는) 없어요. 1부터 19까지예요."),
                name=found.dish.name,
                number=number,
            )
        if found.has_odd_numbers:
            self._say(
                N_("%(name)s: 이름에 숫자가 남아 있어요. 알레르기 번호인지 확인해 주세요."),
                name=found.dish.name,
            )
        self.dishes.append(found.dish)

    def _say(self, sentence: str, **params: object) -> None:
        self.remarks.append(Remark(sentence, params))


def _stands_alone(dish: str) -> bool:
    """Whether a dish on a line of its own is read as that dish: the preview's text has one on each line."""
    means_else = (read_heading, find_section, is_nothing, is_nutrition, is_closed, is_named_day, is_notice)
    return not any(means(dish) for means in means_else)


def _find_problem(cells: DayCells, reader: _DayReader) -> Remark | None:
    if cells.on is None:
        return Remark(N_("‘%(heading)s’은(는) 달력에 없는 날이에요."), {"heading": cells.heading})
    if cells.weekday is not None and cells.weekday != cells.on.weekday():
        return Remark(N_("날짜와 요일이 맞지 않아요. 어느 쪽이 맞는지 고쳐 주세요."))
    if len(reader.dishes) > MOST_DISHES:
        return Remark(N_("음식이 너무 많아요. 한 날에 30가지까지예요."))
    long = next((dish.name for dish in reader.dishes if len(dish.name) > LONGEST_DISH), None)
    if long:
        return Remark(N_("‘%(name)s…’은(는) 음식 이름으로 너무 길어요. 60자까지예요."), {"name": long[:20]})
    if len(" · ".join(reader.notes)) > LONGEST_NOTE:
        return Remark(N_("덧붙인 말이 너무 길어요. 200자까지예요."))
    return None


def _refuse_twice(days: Sequence[MenuDay]) -> list[MenuDay]:
    """Of a day that is named twice with different dishes nobody knows which ones are meant."""
    rows: dict[tuple[date | None, object, str], MenuDay] = {}
    for at, day in enumerate(days):
        rows.setdefault((day.on, day.dishes if day.on else at, day.note), day)
    named = Counter(day.on for day in rows.values() if day.on)
    return [
        _named_twice(day, [each for each in rows.values() if each.on == day.on])
        if day.on and named[day.on] > 1
        else day
        for day in rows.values()
    ]


def _named_twice(day: MenuDay, all_of_it: Sequence[MenuDay]) -> MenuDay:
    places = ", ".join(f"{each.sheet} {each.row}".strip() for each in all_of_it)
    return replace(
        day, problem=Remark(N_("%(rows)s행에 두 번 나와요. 하나만 남겨 주세요."), {"rows": places})
    )
