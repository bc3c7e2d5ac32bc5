"""Which day a heading means, from what the menu has said so far and the week that the person chose."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from services import workdays
from services.cafeteria.meals.headings import Heading, resolve, resolve_day

ONE_WEEK = timedelta(days=7)
WEAK_BEFORE, WEAK_AFTER = timedelta(days=14), timedelta(days=120)
LONGEST_STEP = timedelta(days=10)


class Calendar:
    """`week_on` is the Monday of the week that counts where a menu names weekdays alone."""

    def __init__(self, today: date, week_on: date) -> None:
        self.today = today
        self._week_on = week_on
        self._last: date | None = None
        self._named: set[int] = set()

    def tell(self, title: Heading) -> None:
        """A title that names a month, or the first day of a week."""
        on = resolve(title, self.today) if title.has_day else None
        if on:
            self._week_on, self._named = workdays.monday_of(on), set()
        elif title.month:
            self._last = resolve(Heading(title.year, title.month, 15), self.today)

    def forget_week(self) -> None:
        """The weekdays that were read last are being named again, with their dates."""
        self._named = set()

    def place(self, heading: Heading, *, is_list: bool) -> date | None:
        """The day of a heading; None for one that does not exist, such as 2/30.

        Weekdays alone: one that comes again begins the next week.
        """
        if heading.month is not None:
            on = resolve(heading, self._last or self.today)
        elif heading.day is not None:
            on = resolve_day(heading.day, self._last or self._week_on)
        else:
            on = self._place_weekday(heading.weekday or 0)
        if on:
            self._last = on
            self._week_on = workdays.monday_of(on)
        return on

    def takes_weak(self, headings: Sequence[Heading]) -> bool:
        """Whether numbers such as 11.24 are days: near, and one after the other."""
        days = [resolve(heading, self.today) for heading in headings]
        if not days or None in days:
            return False
        found = [day for day in days if day]
        if not all(self.today - WEAK_BEFORE <= day <= self.today + WEAK_AFTER for day in found):
            return False
        if len(found) == 1 and self._last:
            return timedelta(0) < found[0] - self._last <= LONGEST_STEP
        steps = [later - day for day, later in pairwise(found)]
        return all(timedelta(0) <= step <= LONGEST_STEP for step in steps)

    def _place_weekday(self, weekday: int) -> date:
        if weekday in self._named:
            self._week_on, self._named = self._week_on + ONE_WEEK, set()
        self._named.add(weekday)
        return self._week_on + timedelta(days=weekday)
