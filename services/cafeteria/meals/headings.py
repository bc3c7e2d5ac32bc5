"""Days as menus write them: `월 11/24`, `11월 24일(화)`, `2026. 11. 24.`, `24일`, `화요일`."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.texts import tidy_line

WEEKDAYS = "월화수목금토일"
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HALF_A_YEAR = timedelta(days=183)

_WEEKDAY = r"(?:[월화수목금토일](?:요일)?|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?)(?![^\W\d_])"
_DATE = (
    r"(?:'?(?P<year>20\d\d|2\d)\s*(?P<year_mark>년|[-./])\s*)?"
    r"(?P<month>0?[1-9]|1[0-2])\s*(?P<mark>월|[-./])\s*"
    r"(?P<day>[12]\d|3[01]|0?[1-9])(?!\d)\s?(?P<end>일(?!\w)|\.(?!\d))?"
)
_OPEN, _CLOSE = r"[(\[（<【]?\s*", r"\s*[)\]）>】]?"
_DATED = re.compile(
    rf"^{_OPEN}(?P<before>{_WEEKDAY})?{_CLOSE}\s*{_OPEN}{_DATE}{_CLOSE}\s*{_OPEN}(?P<after>{_WEEKDAY})?{_CLOSE}"
    r"(?:\s*[:：]\s*|\s+|$)(?P<rest>.*)$",
    re.I | re.S,
)
_DAY_ALONE = re.compile(
    rf"^{_OPEN}(?P<before>{_WEEKDAY})?{_CLOSE}\s*{_OPEN}(?P<day>3[01]|[12]\d|0?[1-9])\s?(?P<end>일)?"
    rf"{_CLOSE}\s*{_OPEN}(?P<after>{_WEEKDAY})?{_CLOSE}$",
    re.I,
)
_WEEKDAY_ALONE = re.compile(
    rf"^{_OPEN}(?P<weekday>{_WEEKDAY}){_CLOSE}(?:\s*[:：]\s*|\s+|$)(?P<rest>.*)$", re.I | re.S
)
_RANGE = re.compile(rf"{_DATE}.{{0,8}}?\s*(?:[~∼〜–]|부터|\s-\s)\s*\D{{0,6}}\d", re.S)
_MONTH_OF_TITLE = re.compile(r"(?:(?P<year>20\d\d)\s*년\s*)?(?P<month>1[0-2]|0?[1-9])\s*월")


@dataclass(frozen=True)
class Heading:
    """What a cell says of a day: parts that it does not name are None. `rest` is what stands behind it.

    `is_weak` is one that could as well be two numbers of allergens, such as 5.6.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    rest: str = ""
    is_weak: bool = False

    @property
    def has_day(self) -> bool:
        return self.day is not None


def read_heading(text: str) -> Heading | None:
    """The day that a cell begins with; None for what is no heading."""
    line = text.strip()
    if _RANGE.match(line):
        return None
    if dated := _DATED.match(line):
        return _to_heading(dated)
    alone = _DAY_ALONE.match(line)
    if alone and (alone["end"] or alone["before"] or alone["after"]):
        return Heading(day=int(alone["day"]), weekday=_weekday_of(alone["before"] or alone["after"]))
    if weekday := _WEEKDAY_ALONE.match(line):
        return Heading(weekday=_weekday_of(weekday["weekday"]), rest=weekday["rest"])
    return None


def read_range(text: str) -> Heading | None:
    """The first day of `11.24.~11.28.`, as titles name a week."""
    found = _RANGE.search(tidy_line(text))
    if not found:
        return None
    return Heading(_year_of(found["year"]), int(found["month"]), int(found["day"]))


def read_month(text: str) -> Heading | None:
    """The month of `2026년 11월 4주차 식단표`."""
    found = _MONTH_OF_TITLE.search(text)
    return Heading(_year_of(found["year"]), int(found["month"])) if found else None


def join_headings(one: Heading, other: Heading) -> Heading:
    """Of a day that two cells name, one by its date and one by its weekday."""
    dated, named = (one, other) if one.has_day else (other, one)
    weekday = dated.weekday if dated.weekday is not None else named.weekday
    return replace(dated, weekday=weekday, is_weak=False)


def resolve(heading: Heading, near: date) -> date | None:
    """The day of a heading that names month and day; without a year it is the one nearest to `near`."""
    if heading.month is None or heading.day is None:
        return None
    years = [heading.year] if heading.year else [near.year - 1, near.year, near.year + 1]
    days = [found for year in years if (found := _day_or_none(year, heading.month, heading.day))]
    return min(days, key=lambda day: abs(day - near), default=None)


def resolve_day(day: int, after: date) -> date | None:
    """A day that names no month: the nearest one of that number around a day that is known."""
    months = (after.replace(day=1) + timedelta(days=31 * step) for step in (-1, 0, 1))
    days = [found for month in months if (found := _day_or_none(month.year, month.month, day))]
    return min(days, key=lambda found: abs(found - after), default=None)


def _to_heading(found: re.Match[str]) -> Heading | None:
    weekday, rest = _weekday_of(found["before"] or found["after"]), found["rest"].strip()
    is_weak = found["mark"] in ".-" and found["year"] is None and weekday is None and found["end"] is None
    if is_weak and rest:
        return None
    return Heading(_year_of(found["year"]), int(found["month"]), int(found["day"]), weekday, rest, is_weak)


def _weekday_of(word: str | None) -> int | None:
    if not word:
        return None
    return WEEKDAYS.index(word[0]) if word[0] in WEEKDAYS else _ENGLISH.index(word[:3].lower())


def _year_of(digits: str | None) -> int | None:
    if not digits:
        return None
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
