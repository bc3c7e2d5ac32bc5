"""Two taps of diners: a true wait, nobody's name, and never more weight than a few."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, inspect, select, text

from services import cafeteria
from services.cafeteria.crowd.models import QueueReport, ReportBudget
from services.cafeteria.crowd.reports import MOST_A_DAY, MOST_OPEN
from services.errors import Conflict, Invalid, NotFound, TooMany
from tests.lunch import NOON, PLAN, Lunch, mark_of

HER, HIM = mark_of(1), mark_of(2)


def count_reports(lunch: Lunch) -> int:
    return lunch.read(lambda session: session.scalar(select(func.count()).select_from(QueueReport))) or 0


def test_two_diners_make_a_wait(lunch: Lunch) -> None:
    hers = lunch.join(HER)
    lunch.clock.advance(minutes=1)
    his = lunch.join(HIM)
    lunch.clock.advance(minutes=5)
    assert lunch.leave(hers, HER) == timedelta(minutes=6)
    lunch.clock.advance(minutes=2)
    assert lunch.leave(his, HIM) == timedelta(minutes=7)
    crowd = lunch.crowd()
    assert crowd.level is not None
    assert crowd.wait is not None
    assert crowd.wait.low_min <= 7 <= crowd.wait.high_min
    assert crowd.sources.diners == 2


def test_both_taps_may_come_twice(lunch: Lunch) -> None:
    report = lunch.join(HER)
    lunch.clock.advance(minutes=3)
    assert lunch.write(lambda s: cafeteria.join_queue(s, lunch.id, report, HER, lunch.now)) == NOON
    assert lunch.leave(report, HER) == timedelta(minutes=3)
    lunch.clock.advance(minutes=3)
    assert lunch.leave(report, HER) == timedelta(minutes=3)
    assert count_reports(lunch) == 1


def test_five_hundred_taps_of_one_person_weigh_as_much_as_a_few(lunch: Lunch) -> None:
    for _ in range(MOST_A_DAY):
        lunch.leave(lunch.join(HER), HER)
    for _ in range(500 - MOST_A_DAY):
        with pytest.raises(TooMany, match="reports_used_up"):
            lunch.join(HER)
    assert count_reports(lunch) == MOST_A_DAY
    assert lunch.join(HIM)


def test_who_is_not_served_yet_cannot_stand_in_more_queues(lunch: Lunch) -> None:
    reports = [lunch.join(HER) for _ in range(MOST_OPEN)]
    with pytest.raises(TooMany) as error:
        lunch.join(HER)
    assert error.value.code == "reports_open"
    assert lunch.write(lambda s: cafeteria.join_queue(s, lunch.id, reports[0], HER, lunch.now)) == NOON
    lunch.leave(reports[0], HER)
    lunch.join(HER)


def test_the_next_day_has_a_mark_and_a_budget_of_its_own(lunch: Lunch) -> None:
    lunch.join(HER)
    budget = lunch.read(lambda session: session.scalars(select(ReportBudget)).one())
    assert (budget.told_on, budget.count, budget.open_count) == (NOON.date(), 1, 1)


def test_nothing_leads_from_a_report_to_a_person() -> None:
    assert set(inspect(QueueReport).columns.keys()) == {"id", "cafeteria_id", "joined_at", "served_at"}
    assert set(inspect(ReportBudget).columns.keys()) == {"mark", "told_on", "count", "open_count"}


def test_the_place_of_a_budget_does_not_tell_who_came_first(sqlite_lunch: Lunch) -> None:
    """Else the first budget would be that of the first report."""
    for number in range(9, 0, -1):
        sqlite_lunch.join(mark_of(number))
    query = text("SELECT mark FROM cafeteria_report_budgets NOT INDEXED")
    marks = sqlite_lunch.read(lambda session: list(session.scalars(query)))
    assert marks == [mark_of(number) for number in range(1, 10)]


def test_a_second_tap_that_comes_hours_later_is_no_wait(sqlite_lunch: Lunch) -> None:
    report = sqlite_lunch.join(HER)
    sqlite_lunch.clock.advance(minutes=61)
    with pytest.raises(Conflict) as error:
        sqlite_lunch.leave(report, HER)
    assert error.value.code == "report_expired"
    assert sqlite_lunch.crowd().sources.diners == 0


def test_who_forgot_the_second_tap_does_not_make_the_reading_look_new(sqlite_lunch: Lunch) -> None:
    sqlite_lunch.join(HER)
    sqlite_lunch.clock.advance(minutes=30)
    assert sqlite_lunch.crowd().is_stale(sqlite_lunch.now)


def test_a_report_of_nobody_and_one_of_another_cafeteria(sqlite_lunch: Lunch) -> None:
    lunch = sqlite_lunch
    with pytest.raises(NotFound):
        lunch.leave(lunch.new_id())
    report = lunch.join(HER)
    other = replace(PLAN, name="별관 식당")
    lunch.id = lunch.write(lambda session: cafeteria.create_cafeteria(session, other, NOON))
    for again in (lambda: lunch.join(HER, report), lambda: lunch.leave(report)):
        with pytest.raises(Conflict) as error:
            again()
        assert error.value.code == "report_elsewhere"


def test_an_id_has_sixteen_bytes(sqlite_lunch: Lunch) -> None:
    with pytest.raises(Invalid):
        sqlite_lunch.join(HER, b"short")
