"""How manuals are used, for everybody to see: by month, by department, by manual; and what is stale."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.manuals import tasks
from services.manuals.tasks import ManualView
from services.manuals.tasks.models import Manual
from services.manuals.use.models import ManualViewCount, ManualVisitCount, ManualVisitMark

MONTHS_SHOWN, MOST_LISTED = 13, 20


@dataclass(frozen=True)
class MonthFigures:
    """A month of an institution; `returned` came on more than one day of it."""

    month_on: date
    views: int
    visitors: int
    returned: int


@dataclass(frozen=True)
class UnitFigures:
    """A department in a month; `name` is empty for all those together that are too small to show."""

    name: str
    views: int
    visitors: int
    returned: int


@dataclass(frozen=True)
class Figures:
    """`months` the newest last; `units` of the month that is shown, the most views first, once it is over:
    who looked again and again while it runs would see one department and one manual go up together. `read`
    are manuals with their views of it, the most read first."""

    month_on: date
    months: tuple[MonthFigures, ...]
    units: tuple[UnitFigures, ...]
    read: tuple[tuple[ManualView, int], ...]

    @property
    def shown(self) -> MonthFigures:
        return next(
            (month for month in self.months if month.month_on == self.month_on),
            MonthFigures(self.month_on, 0, 0, 0),
        )

    @property
    def most_views(self) -> int:
        return max((month.views for month in self.months), default=0)


def load_figures(
    session: Session, institution_id: int, month_on: date, fewest_shown: int, now: datetime
) -> Figures:
    """An institution's months up to today, and one of them closer. In a handful of statements."""
    today = local_day(now)
    counts = _count_units(session, institution_id, tasks.add_months(today, -MONTHS_SHOWN + 1))
    months = _to_months(counts)
    is_over = month_on < today.replace(day=1)
    units = _to_units(session, counts.get(month_on, {}), fewest_shown, month_on) if is_over else ()
    read = list_read(session, month_on, MOST_LISTED, institution_id=institution_id)
    manuals = {manual.id: manual for manual in tasks.list_by_id(session, [m for m, _ in read], now)}
    listed = tuple((manuals[manual_id], views) for manual_id, views in read if manual_id in manuals)
    return Figures(month_on, months, units, listed)


def list_read(
    session: Session,
    month_on: date,
    most: int,
    *,
    institution_id: int | None = None,
    unit_ids: Collection[int] | None = None,
) -> list[tuple[int, int]]:
    """What was read most in a month, of manuals of an institution or of units: id and views."""
    query = (
        select(ManualViewCount.manual_id, ManualViewCount.views)
        .join(Manual, Manual.id == ManualViewCount.manual_id)
        .where(ManualViewCount.month_on == month_on, Manual.is_open)
        .order_by(ManualViewCount.views.desc(), ManualViewCount.manual_id)
        .limit(most)
    )
    if institution_id is not None:
        query = query.where(Manual.institution_id == institution_id)
    if unit_ids is not None:
        query = query.where(Manual.unit_id.in_(unit_ids))
    return [(manual_id, views) for manual_id, views in session.execute(query)]


def list_stale(session: Session, institution_id: int, now: datetime) -> tasks.Page:
    """What nobody has said in time to be still right, the longest first."""
    wanted = tasks.Filter(institution_id=institution_id, state=tasks.State.OVERDUE)
    return tasks.list_manuals(session, wanted, now, size=MOST_LISTED, order=tasks.Order.REVIEW)


def count_month(session: Session, manual_id: int, month_on: date) -> int:
    """How often a manual was opened in a month."""
    row = session.get(ManualViewCount, (month_on, manual_id))
    return row.views if row else 0


_Count: TypeAlias = tuple[int, int, int]
_Counts: TypeAlias = Mapping[int, _Count]


def _count_units(session: Session, institution_id: int, from_on: date) -> dict[date, dict[int, _Count]]:
    """By month and unit: views, visitors and returned; of months that are not closed from their marks."""
    mine = ManualVisitCount.institution_id == institution_id
    query = select(ManualVisitCount).where(mine, ManualVisitCount.month_on >= from_on.replace(day=1))
    found: dict[date, dict[int, _Count]] = {}
    for row in session.scalars(query.execution_options(populate_existing=True)):
        found.setdefault(row.month_on, {})[row.unit_id] = (row.views, row.visitors, row.returned)
    returned = func.count().filter(ManualVisitMark.days > 1)
    marks = (
        select(ManualVisitMark.month_on, ManualVisitMark.unit_id, func.count(), returned)
        .where(ManualVisitMark.institution_id == institution_id)
        .group_by(ManualVisitMark.month_on, ManualVisitMark.unit_id)
    )
    for month_on, unit_id, visitors, again in session.execute(marks):
        if month_on in found:
            views = found[month_on].get(unit_id, (0, 0, 0))[0]
            found[month_on][unit_id] = (views, visitors, again)
    return found


def _to_months(counts: Mapping[date, _Counts]) -> tuple[MonthFigures, ...]:
    return tuple(MonthFigures(month_on, *_sum(counts[month_on].values())) for month_on in sorted(counts))


def _to_units(session: Session, counts: _Counts, fewest_shown: int, on: date) -> tuple[UnitFigures, ...]:
    """Those large enough to hide who it was, and all others as one. Where the others are too few even
    together, the smallest of the large ones goes with them: what is left of a sum would name them."""
    large = {unit_id: count for unit_id, count in counts.items() if unit_id and count[1] >= fewest_shown}
    small = [count for unit_id, count in counts.items() if unit_id not in large]
    while small and large and _sum(small)[1] < fewest_shown:
        small.append(large.pop(min(large, key=lambda unit_id: (large[unit_id][1], unit_id))))
    names = people.names_of_units(session, large, on)
    shown = [UnitFigures(names.get(unit_id, "?"), *count) for unit_id, count in large.items()]
    shown.sort(key=lambda unit: (-unit.views, unit.name))
    return (*shown, UnitFigures("", *_sum(small))) if small else tuple(shown)


def _sum(counts: Collection[_Count]) -> _Count:
    views, visitors, returned = zip(*counts, strict=True)
    return sum(views), sum(visitors), sum(returned)
