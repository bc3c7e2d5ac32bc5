"""For how many to cook: those who could come, times the share of them that does come.

Each serving morning the number is set down once as what the kitchen was told, so that its error is against
what was really said. The live number beside it goes on to follow trips and opt-outs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services.cafeteria.cafeterias import CafeteriaView, get_cafeteria, is_serving_day
from services.cafeteria.meals.meal_days import (
    MealDayView,
    counted_days,
    error_of,
    find_meal_day,
    list_meal_days,
)
from services.cafeteria.meals.models import MealDay
from services.cafeteria.meals.presence import Presence, load_presence
from services.cafeteria.meals.uptake import LOOKS_BACK, HeadError, learn_uptake
from services.clock import instant_of, local_day
from services.locks import insert_missing

# The kitchen begins to cook: with the first serving at 11:30 it is told at 09:00.
TOLD_BEFORE = timedelta(minutes=150)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class HeadCount:
    """The number for one day, and where it comes from.

    `expected` is the live number, `told` the one that was set down in the morning (None before, and when
    nobody was told). `uptake` is the share that was learned, None as long as nothing was counted: then all
    who could come are expected. `error` is how far off the number was on the last days, None when not known
    yet.
    """

    cafeteria_id: int
    on: date
    is_serving: bool
    present: int
    away: Mapping[str, int]
    opted_out: int
    expected: int
    uptake: float | None
    told: int | None
    told_at: datetime | None
    served: int | None
    error: HeadError | None

    @property
    def could_come(self) -> int:
        return self.present - sum(self.away.values()) - self.opted_out

    @property
    def number(self) -> int:
        """What the kitchen goes by: what it was told, else what is expected now."""
        return self.expected if self.told is None else self.told


def count_heads(session: Session, cafeteria_id: int, on: date, now: datetime) -> HeadCount:
    """How many are expected on a day, as far as it is known now. Raises: NotFound.

    Of a day that is over or counted the opt-outs are destroyed: it is shown as the kitchen was told.
    """
    get_cafeteria(session, cafeteria_id)
    is_serving = is_serving_day(session, cafeteria_id, on)
    days = list_meal_days(session, cafeteria_id, on - LOOKS_BACK, on - ONE_DAY)
    uptake, day = learn_uptake(counted_days(days), on), find_meal_day(session, cafeteria_id, on)
    presence = _presence_of(session, cafeteria_id, on, now, day) if is_serving else Presence(0, {}, 0, [])
    return HeadCount(
        cafeteria_id=cafeteria_id,
        on=on,
        is_serving=is_serving,
        present=presence.present,
        away=presence.away,
        opted_out=presence.opted_out,
        expected=_expect(presence.could_come, uptake),
        uptake=uptake,
        told=day.expected if day else None,
        told_at=day.told_at if day else None,
        served=day.served if day else None,
        error=error_of(days),
    )


def freeze_head_count(session: Session, cafeteria_id: int, now: datetime) -> bool:
    """Sets down today's number as what the kitchen is told, once: whether it was done now.

    Only on a serving day, from `TOLD_BEFORE` the first serving until it begins: a number that comes later was
    told to nobody. Raises: NotFound.
    """
    on, cafeteria = local_day(now), get_cafeteria(session, cafeteria_id)
    if not _is_morning(cafeteria, on, now) or not is_serving_day(session, cafeteria_id, on):
        return False
    if find_meal_day(session, cafeteria_id, on):
        return False
    count = count_heads(session, cafeteria_id, on, now)
    told = {
        "cafeteria_id": cafeteria_id,
        "served_on": on,
        "present": count.present,
        "away": dict(count.away),
        "opted_out": count.opted_out,
        "expected": count.expected,
        "told_at": now,
    }
    insert_missing(session, MealDay, [told])
    return True


def eaters_by_slot(session: Session, cafeteria_id: int, on: date) -> list[tuple[int | None, int]]:
    """Those who could come on a day, by the first minute of their slot (None: at any time).

    How many of them do come is for the forecast to learn. When the opt-outs of the day are destroyed already,
    the number that the kitchen was told of is taken off all slots alike.
    """
    presence, day = load_presence(session, cafeteria_id, on), find_meal_day(session, cafeteria_id, on)
    if presence.opted_out or day is None or not day.opted_out or not presence.could_come:
        return list(presence.by_slot)
    kept = max(0.0, 1 - day.opted_out / presence.could_come)
    return [(minute, round(persons * kept)) for minute, persons in presence.by_slot]


def _presence_of(
    session: Session, cafeteria_id: int, on: date, now: datetime, day: MealDayView | None
) -> Presence:
    is_over = on < local_day(now) or (day is not None and day.counted_at is not None)
    if not is_over or day is None or day.present is None:
        return load_presence(session, cafeteria_id, on)
    return Presence(day.present, day.away or {}, day.opted_out or 0, [(None, day.could_come or 0)])


def _expect(could_come: int, uptake: float | None) -> int:
    return could_come if uptake is None else round(could_come * uptake)


def _is_morning(cafeteria: CafeteriaView, on: date, now: datetime) -> bool:
    opens_at = instant_of(on, cafeteria.opens_minute)
    return opens_at - TOLD_BEFORE <= now < opens_at
