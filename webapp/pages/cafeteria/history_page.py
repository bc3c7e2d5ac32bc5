"""The manager's history: the period that is asked for, the heat map in words, the rows to take away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date, get_day_names
from flask_babel import gettext, ngettext

from services import cafeteria
from services.cafeteria import LEVELS, HeatMap, History, Level
from services.errors import Invalid
from services.sheets import Value
from services.texts import N_
from webapp.forms import asked, asked_day
from webapp.language import choose_language
from webapp.pages.cafeteria.words import LEVEL_WORDS

PRESET_WEEKS = (2, 4, 12)
LONGEST = timedelta(days=366)
ROW_MIN = 10
FEW_DAYS = 5
MOST_COLUMNS = 15
SHORT_DAY = {"ko": "M. d.", "en": "d MMM"}
HEAD = (
    N_("날짜"),
    N_("요일"),
    N_("시각"),
    N_("기다림(분)"),
    N_("대기 인원(명)"),
    N_("1분에 온 사람(명)"),
    N_("알린 횟수(건)"),
    N_("미리 예상한 기다림(분)"),
    N_("예상 아래(분)"),
    N_("예상 위(분)"),
    N_("주요리"),
    N_("올 수 있던 사람(명)"),
    N_("배식한 수(명)"),
)


@dataclass(frozen=True)
class Period:
    from_on: date
    until_on: date
    by: str  # "weekday" or "day"

    def address(self, **changed: object) -> dict[str, object]:
        return {"from": self.from_on, "until": self.until_on, "by": self.by} | changed


@dataclass(frozen=True)
class Cell:
    """`text` is the number of minutes, empty where nothing was read; `says` is the same for who listens."""

    text: str
    level: str
    says: str


@dataclass(frozen=True)
class Heat:
    """`columns` have two lines, the second one empty for weekdays."""

    columns: Sequence[tuple[str, str]]
    rows: Sequence[tuple[str, Sequence[Cell]]]


def asked_period(today: date) -> Period:
    """Four weeks until yesterday unless something else is asked for. Raises: Invalid."""
    until_on = asked_day("until", today - timedelta(days=1))
    from_on = asked_day("from", until_on - timedelta(weeks=PRESET_WEEKS[1]) + timedelta(days=1))
    by = asked("by") or "weekday"
    if from_on > until_on or until_on - from_on > LONGEST or by not in ("weekday", "day"):
        sentence = N_("기간을 1년 안에서, 시작이 끝보다 늦지 않게 골라 주세요.")
        raise Invalid("period", sentence, fields={"from": sentence})
    return Period(from_on, until_on, by)


def list_presets(period: Period, today: date) -> list[dict[str, object]]:
    """The last weeks as tabs."""
    until_on = today - timedelta(days=1)
    found = []
    for weeks in PRESET_WEEKS:
        from_on = until_on - timedelta(weeks=weeks) + timedelta(days=1)
        is_current = (period.from_on, period.until_on) == (from_on, until_on)
        label = ngettext("최근 %(num)s주", "최근 %(num)s주", weeks)
        found.append({"label": label, "is_current": is_current, "from": from_on, "until": until_on})
    return found


def show_heat(history: History, by: str) -> Heat:
    """By day the last few days, so that the map stays one; the table below has all of them."""
    if by == "weekday":
        found = cafeteria.heat_by_weekday(history, ROW_MIN)
        columns = [(_name_weekday(int(str(column))), "") for column in found.columns]
    else:
        found = cafeteria.heat_by_day(history, ROW_MIN)
        columns = [_name_day(column) for column in found.columns if isinstance(column, date)]
    kept = columns[-MOST_COLUMNS:]
    return Heat(kept, list(_show_rows(found, history, len(kept))))


def _show_rows(found: HeatMap, history: History, kept: int) -> Iterator[tuple[str, list[Cell]]]:
    for minute, cells in found.rows.items():
        shown = [_show_cell(cell.wait_min, history) for cell in cells[-kept:]] if kept else []
        yield say_minute(minute), shown


def _show_cell(wait_min: float | None, history: History) -> Cell:
    if wait_min is None:
        return Cell("", "", gettext("기록 없음"))
    level = history.cafeteria.bounds.level_of(wait_min)
    word = gettext(LEVEL_WORDS[level][0])
    minutes = round(wait_min)
    return Cell(
        str(minutes), level, ngettext("%(num)s분, %(level)s", "%(num)s분, %(level)s", minutes, level=word)
    )


def list_legend(history: History) -> list[tuple[str, str, str]]:
    """Each level's code, word and minutes."""
    found = []
    for level in LEVELS:
        low, high = history.cafeteria.bounds.minutes_of(level)
        if level is Level.PACKED:
            minutes = gettext("%(low)s분 이상", low=round(low))
        else:
            minutes = gettext("%(low)s~%(high)s분", low=round(low), high=round(high) - 1)
        found.append((str(level), gettext(LEVEL_WORDS[level][0]), minutes))
    return found


def list_export_rows(history: History) -> Iterator[list[Value]]:
    """Every step that was set down, the earliest first: what the map is drawn from, and all around it."""
    for day in history.days:
        about: list[Value] = [", ".join(day.dishes), day.could_come, day.served]
        weekday = _name_weekday(day.on.weekday())
        for step in day.steps:
            told: list[Value] = [None] * 3
            if step.expected:
                told = [
                    round(step.expected.mid, 1),
                    round(step.expected.low, 1),
                    round(step.expected.high, 1),
                ]
            seen: list[Value] = [round(step.wait_min, 1), round(step.queue, 1), round(step.arrivals, 2)]
            yield [day.on, weekday, say_minute(step.minute), *seen, step.readings, *told, *about]


def list_head() -> list[str]:
    return [gettext(name) for name in HEAD]


def _name_day(on: date) -> tuple[str, str]:
    language = choose_language()
    return format_date(on, SHORT_DAY[language], locale=language), _name_weekday(on.weekday())


def _name_weekday(number: int) -> str:
    return str(get_day_names("abbreviated", "stand-alone", choose_language())[number])


def say_minute(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
