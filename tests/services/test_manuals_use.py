"""How manuals are used: counted by month, manual and department; no key outlives its month."""

from collections.abc import Collection
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from services.manuals import use
from services.manuals.use import View, ViewBuffer
from services.manuals.use.counting import make_mark
from services.manuals.use.models import ManualVisitCount, ManualVisitMark, ManualVisitMonth
from tests.factories import sqlite_only
from tests.hall import Hall
from tests.manual_readers import shelve

SECRET = b"s" * 32
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
HOUSE, LARGE, SMALL, TINY = 1, 11, 12, 13
ON = date(2026, 9, 29)


@pytest.fixture
def manual_id(hall: Hall) -> int:
    return shelve(hall)


def count(hall: Hall, manual_id: int, unit_id: int, staff: Collection[int], on: date = ON) -> None:
    views = [View(manual_id, staff_id, HOUSE, unit_id, on) for staff_id in staff]
    hall.write(lambda s: use.count_views(s, SECRET, views))


def figures(hall: Hall, month_on: date = SEPTEMBER) -> use.Figures:
    return hall.read(lambda s: use.load_figures(s, HOUSE, month_on, 5, hall.now))


def close(hall: Hall) -> int:
    return hall.write(lambda s: use.close_months(s, 5, hall.now))


def test_views_visitors_and_those_who_came_again_are_counted(hall: Hall, manual_id: int) -> None:
    count(hall, manual_id, LARGE, [1, 2, 3, 4, 5, 1, 1])
    count(hall, manual_id, LARGE, [1, 2, 2], ON + timedelta(days=1))
    found = figures(hall)
    assert found.months == (use.MonthFigures(SEPTEMBER, 10, 5, 2),)
    # While the month runs, a department and a manual that go up together would say who read what.
    assert found.units == ()
    hall.clock.advance(days=3)
    found = figures(hall)
    assert [(unit.views, unit.visitors, unit.returned) for unit in found.units] == [(10, 5, 2)]
    assert [(manual.id, views) for manual, views in found.read] == [(manual_id, 10)]
    assert hall.read(lambda s: use.list_read(s, OCTOBER, 5)) == []


def test_a_month_that_is_over_keeps_numbers_and_no_mark(hall: Hall, manual_id: int) -> None:
    count(hall, manual_id, LARGE, range(1, 8))
    count(hall, manual_id, SMALL, [21, 22])
    assert close(hall) == 0  # it runs
    hall.clock.advance(days=3)
    assert [close(hall), close(hall)] == [1, 0]
    assert hall.read(lambda s: s.scalars(select(ManualVisitMark)).all()) == []
    (month,) = hall.read(lambda s: s.scalars(select(ManualVisitMonth)).all())
    assert month.key is None
    rows = hall.read(
        lambda s: {r.unit_id: (r.views, r.visitors) for r in s.scalars(select(ManualVisitCount))}
    )
    assert rows == {LARGE: (7, 7), use.NO_UNIT: (2, 2)}
    # What comes late is a view and no visitor: the key to tell who it was is gone.
    count(hall, manual_id, LARGE, [1])
    assert figures(hall).months == (use.MonthFigures(SEPTEMBER, 10, 9, 0),)


def test_a_mark_says_nothing_without_both_keys(hall: Hall, manual_id: int) -> None:
    count(hall, manual_id, LARGE, [7])
    (mark,) = hall.read(lambda s: s.scalars(select(ManualVisitMark)).all())
    (month,) = hall.read(lambda s: s.scalars(select(ManualVisitMonth)).all())
    assert mark.mark == make_mark(SECRET, month.key, 7)
    others = {
        make_mark(b"t" * 32, month.key, 7),
        make_mark(SECRET, b"k" * 32, 7),
        make_mark(SECRET, month.key, 8),
    }
    assert mark.mark not in others
    columns = {
        column.name for table in (ManualVisitMark, ManualVisitCount) for column in table.__table__.columns
    }
    assert not columns & {"staff_id", "manual_id"}


@sqlite_only
def test_small_departments_are_shown_as_one_that_hides_who_it_was(hall: Hall, manual_id: int) -> None:
    count(hall, manual_id, LARGE, range(1, 8))
    count(hall, manual_id, SMALL, range(21, 26))
    count(hall, manual_id, TINY, [31])
    hall.clock.advance(days=3)
    units = figures(hall).units
    # One reader alone would be the difference of all and the others: the smaller department goes with her.
    assert [(unit.name == "", unit.visitors) for unit in units] == [(False, 7), (True, 6)]
    count(hall, manual_id, 14, [41, 42, 43, 44])
    assert [unit.visitors for unit in figures(hall).units] == [7, 5, 5]


def test_views_wait_in_memory_for_each_other() -> None:
    buffer, view = ViewBuffer(), View(1, 1, HOUSE, LARGE, ON)
    assert [len(buffer.add(view, at)) for at in (100.0, 101.0, 109.9, 110.0, 111.0)] == [0, 0, 0, 4, 0]
    assert len(buffer.take()) == 1
    assert [len(buffer.add(view, 200.0)) for _ in range(50)][-1] == 50
    assert buffer.take() == []
