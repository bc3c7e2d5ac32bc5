"""The page of how manuals are used: months as bars, departments, what is read, not found, stale."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from sqlalchemy.orm import Session

from services.clock import local_day
from services.manuals import search, tasks, tips, use
from webapp.context import current_person, now
from webapp.pages.manuals.institution import find_workplace

MOST_UNFOUND, MOST_SHOWN = 10, 10


@dataclass(frozen=True)
class Bar:
    """A month of the chart, in percent of its width and height."""

    month_on: date
    views: int
    x: float
    height: float
    is_shown: bool

    @property
    def path(self) -> str:
        return f"/manuals/statistics?month={self.month_on:%Y-%m}"


@dataclass(frozen=True)
class StatisticsPage:
    """`unfound` is for editors, and empty for others; `fewest_shown` from how many readers on a department is
    named; `last_year_views` are those of the same month a year before, None where none were counted."""

    figures: use.Figures
    bars: Sequence[Bar]
    bar_width: float
    fewest_shown: int
    last_year_views: int | None
    stale: Sequence[tasks.ManualView]
    stale_count: int
    unfound: Sequence[search.UnfoundView]
    today: date


def load_statistics_page(session: Session, month_on: date) -> StatisticsPage:
    person, at = current_person(), now()
    institution_id = find_workplace(session, person.unit_id, at).institution_id
    fewest = tips.get_tip_rules(session, local_day(at)).fewest_shown
    figures = use.load_figures(session, institution_id, month_on, fewest, at)
    stale = use.list_stale(session, institution_id, at)
    is_editor = bool(person.roles & {"manual_editor", "administrator"})
    before = tasks.add_months(month_on, -12)
    width = 100 / max(len(figures.months), 1)
    return StatisticsPage(
        figures=figures,
        bars=_draw(figures, width),
        bar_width=round(width * 0.7, 2),
        fewest_shown=fewest,
        last_year_views=next((m.views for m in figures.months if m.month_on == before), None),
        stale=stale.manuals[:MOST_SHOWN],
        stale_count=stale.total,
        unfound=search.list_unfound(session, institution_id)[:MOST_UNFOUND] if is_editor else [],
        today=local_day(at),
    )


def to_csv(page: StatisticsPage) -> str:
    """Begins with a byte order mark: spreadsheets take it for UTF-8. A name is never a formula."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow([gettext("구분"), gettext("조회"), gettext("방문자"), gettext("다시 온 사람")])
    for month in page.figures.months:
        rows.writerow([f"{month.month_on:%Y-%m}", month.views, month.visitors, month.returned])
    for unit in page.figures.units:
        name = unit.name or gettext("그 밖의 부서")
        rows.writerow([f"'{name}" if name[0] in "=+-@" else name, unit.views, unit.visitors, unit.returned])
    return "\ufeff" + out.getvalue()


def _draw(figures: use.Figures, width: float) -> list[Bar]:
    most = max(figures.most_views, 1)
    return [
        Bar(
            month.month_on,
            month.views,
            round(width * (at + 0.15), 2),
            round(100 * month.views / most, 1),
            month.month_on == figures.month_on,
        )
        for at, month in enumerate(figures.months)
    ]
