"""For how many to cook, and what came of it: the page of those who cook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext
from sqlalchemy.orm import Session

from services import cafeteria, people
from services.cafeteria import HeadCount, HeadError, MealDayView
from services.clock import local_day
from services.texts import N_
from webapp.context import lunch_now

DAYS_LISTED = timedelta(days=42)
LOOKS_AHEAD = timedelta(days=14)
LONGEST_EXPORT = timedelta(days=3660)
ONE_DAY = timedelta(days=1)
HEAD = (
    N_("날짜"),
    N_("대상"),
    N_("출장"),
    N_("안 먹어요"),
    N_("예상"),
    N_("배식"),
    N_("차이"),
    N_("남음"),
)


@dataclass(frozen=True)
class CountPage:
    """`today` is the number of the next lunch, `next_day` the one after it. `on` is the day whose portions
    the form is about, None when none can be counted yet; `days` the last ones, the newest first."""

    place: cafeteria.CafeteriaView
    today: HeadCount | None
    next_day: HeadCount | None
    on: date | None
    counted: MealDayView | None
    countable: Sequence[date]
    days: Sequence[MealDayView]
    error: HeadError | None
    names: Mapping[int, str]


def load_count_page(session: Session, cafeteria_id: int, wanted_on: date | None) -> CountPage:
    """Raises: NotFound."""
    at = lunch_now()
    today, place = local_day(at), cafeteria.get_cafeteria(session, cafeteria_id)
    coming = cafeteria.list_serving_days(session, cafeteria_id, today, today + LOOKS_AHEAD)
    known = cafeteria.list_meal_days(session, cafeteria_id, today - DAYS_LISTED, today)
    # Nobody has forgotten to count on days before the cafeteria began.
    first_on = min((day.served_on for day in known), default=today)
    past = cafeteria.list_serving_days(session, cafeteria_id, first_on, today)
    by_day = {day: MealDayView(cafeteria_id, day) for day in past} | {day.served_on: day for day in known}
    days = [by_day[day] for day in sorted(by_day, reverse=True)]
    countable = [
        day.served_on for day in days if cafeteria.is_countable(session, cafeteria_id, day.served_on, at)
    ]
    on = wanted_on if wanted_on in countable else _first_uncounted(countable, by_day)
    return CountPage(
        place=place,
        today=_count(session, cafeteria_id, coming[:1]),
        next_day=_count(session, cafeteria_id, coming[1:2]),
        on=on,
        counted=by_day.get(on) if on else None,
        countable=countable,
        days=[day for day in days if day.served_on < today or day.counted_at or day.expected is not None],
        error=cafeteria.error_of(known),
        names=people.names_of(session, {day.counted_by_id for day in days if day.counted_by_id}),
    )


def export_rows(session: Session, cafeteria_id: int) -> list[list[date | int | str | None]]:
    """Everything that is known of past days, the earliest first, under `HEAD`."""
    today = local_day(lunch_now())
    days = cafeteria.list_meal_days(session, cafeteria_id, today - LONGEST_EXPORT, today)
    return [_to_row(day) for day in days]


def export_head() -> list[str]:
    return [gettext(word) for word in HEAD]


def _to_row(day: MealDayView) -> list[date | int | str | None]:
    away = None if day.present is None else sum((day.away or {}).values())
    return [
        day.served_on,
        day.present,
        away,
        day.opted_out,
        day.expected,
        day.served,
        day.error,
        day.left_over,
    ]


def _count(session: Session, cafeteria_id: int, days: Sequence[date]) -> HeadCount | None:
    return cafeteria.count_heads(session, cafeteria_id, days[0], lunch_now()) if days else None


def _first_uncounted(countable: Sequence[date], known: Mapping[date, MealDayView]) -> date | None:
    """Today, unless it is counted: then the newest day that is not; else the newest one."""
    open_ones = (day for day in countable if known[day].counted_at is None)
    return next(open_ones, countable[0] if countable else None)
