"""What the worker does for the cafeterias: each thing once, however many workers there are."""

from datetime import date, timedelta

from sqlalchemy import func, select, update

from services import cafeteria
from services.cafeteria import Level
from services.cafeteria.crowd.models import QueueReport, Reading, ReportBudget, Snapshot, StoredOutlook
from services.cafeteria.forecast import Prospect
from services.cafeteria.forecast.models import QueueStep
from services.clock import local_day
from tests.lunch import NOON, Lunch, mark_of
from tests.services.test_cafeteria_races import run_together

READING_DAYS = 14
TODAY = local_day(NOON)


def keep_up(lunch: Lunch) -> None:
    cafeteria.keep_up(lunch.database, lunch.clock, READING_DAYS)


def recorded(lunch: Lunch) -> dict[date, int]:
    """How many readings the history knows of, by day."""
    query = select(QueueStep.served_on, func.sum(QueueStep.readings)).group_by(QueueStep.served_on)
    return {on: int(readings) for on, readings in lunch.read(lambda s: s.execute(query).all())}


def prospect(lunch: Lunch) -> Prospect:
    return lunch.read(lambda session: cafeteria.load_prospect(session, lunch.id, lunch.now))


def count(lunch: Lunch, table: type) -> int:
    return lunch.read(lambda session: session.scalar(select(func.count()).select_from(table))) or 0


def test_a_round_makes_answers_anew_as_time_goes_by(lunch: Lunch) -> None:
    lunch.clock.advance(hours=-1)
    keep_up(lunch)
    assert lunch.crowd().state == "before"
    lunch.clock.advance(minutes=40)
    keep_up(lunch)
    (head,) = lunch.read(cafeteria.list_snapshot_heads)
    assert head.checked_at == lunch.now
    assert lunch.crowd().state == "open"


def test_what_is_expected_is_made_once_in_a_while(lunch: Lunch) -> None:
    keep_up(lunch)
    made_at = lunch.read(lambda session: session.get_one(StoredOutlook, lunch.id).made_at)
    lunch.clock.advance(minutes=9)
    keep_up(lunch)
    assert lunch.read(lambda session: session.get_one(StoredOutlook, lunch.id).made_at) == made_at
    lunch.clock.advance(minutes=2)
    keep_up(lunch)
    assert lunch.read(lambda session: session.get_one(StoredOutlook, lunch.id).made_at) == lunch.now


def test_the_days_to_come_are_kept_for_those_who_look(lunch: Lunch) -> None:
    keep_up(lunch)
    kept = prospect(lunch)
    assert len(kept.coming) == 3
    lunch.write(lambda session: cafeteria.add_closure(session, lunch.id, kept.coming[0].on, "소독"))
    assert len(prospect(lunch).coming) == 3
    lunch.write(lambda session: cafeteria.forget_prospect(session, lunch.id))
    assert len(prospect(lunch).coming) == 2


def test_on_a_day_without_serving_the_days_to_come_are_kept_as_well(sqlite_lunch: Lunch) -> None:
    sqlite_lunch.clock.advance(days=4)
    keep_up(sqlite_lunch)
    assert count(sqlite_lunch, StoredOutlook) == 1
    found = prospect(sqlite_lunch)
    assert found.today is None
    assert found.coming


def test_what_another_release_has_kept_is_made_anew(lunch: Lunch) -> None:
    keep_up(lunch)
    lunch.write(lambda session: session.execute(update(StoredOutlook).values(content='{"on":"2026-09-29"}')))
    assert prospect(lunch).today
    lunch.tap(Level.BUSY)
    assert lunch.crowd().level == Level.BUSY


def test_a_day_is_handed_to_the_history_once_at_night(lunch: Lunch) -> None:
    lunch.tap(Level.BUSY)
    lunch.clock.advance(minutes=20)
    lunch.tap(Level.NORMAL)
    keep_up(lunch)
    lunch.clock.advance(hours=12)
    keep_up(lunch)
    assert recorded(lunch) == {}
    lunch.clock.advance(hours=1)
    run_together(*[lambda: keep_up(lunch)] * 3)
    assert recorded(lunch) == {TODAY: 2}
    first_at = lunch.read(lambda session: session.get_one(Snapshot, lunch.id).recorded_at)
    lunch.clock.advance(minutes=5)
    keep_up(lunch)
    assert lunch.read(lambda session: session.get_one(Snapshot, lunch.id).recorded_at) == first_at


def test_days_without_a_worker_are_made_up_for(sqlite_lunch: Lunch) -> None:
    lunch = sqlite_lunch
    keep_up(lunch)
    for _ in range(2):
        lunch.tap(Level.BUSY)
        lunch.clock.advance(days=1)
    keep_up(lunch)
    assert recorded(lunch) == {TODAY: 1, TODAY + timedelta(days=1): 1}


def test_a_backlog_that_comes_after_the_night_is_counted_in(lunch: Lunch) -> None:
    sensor = lunch.sensor()
    lunch.tap(Level.BUSY)
    lunch.clock.advance(hours=14)
    keep_up(lunch)
    assert recorded(lunch) == {TODAY: 1}
    late = [lunch.reading(20 + n, ago_s=14 * 3600 - n * 120) for n in range(5)]
    lunch.clock.advance(hours=7)
    lunch.send(sensor, *late)
    keep_up(lunch)
    assert recorded(lunch) == {TODAY: 1}
    lunch.clock.advance(hours=17)
    keep_up(lunch)
    assert recorded(lunch) == {TODAY: 6}


def test_a_day_of_which_nothing_was_read_leaves_nothing(sqlite_lunch: Lunch) -> None:
    keep_up(sqlite_lunch)
    sqlite_lunch.clock.advance(days=1)
    keep_up(sqlite_lunch)
    assert recorded(sqlite_lunch) == {}


def test_what_is_over_its_time_is_destroyed(lunch: Lunch) -> None:
    lunch.tap(Level.BUSY)
    lunch.join(mark_of(1))
    keep_up(lunch)
    assert [count(lunch, table) for table in (Reading, QueueReport, ReportBudget)] == [1, 1, 1]
    lunch.clock.advance(hours=14)
    keep_up(lunch)
    assert [count(lunch, table) for table in (Reading, QueueReport, ReportBudget)] == [1, 1, 0]
    lunch.clock.advance(days=2)
    keep_up(lunch)
    assert [count(lunch, table) for table in (Reading, QueueReport)] == [1, 0]
    lunch.clock.advance(days=READING_DAYS - 2)
    keep_up(lunch)
    assert count(lunch, Reading) == 0
    assert recorded(lunch) == {TODAY: 1}


def test_nothing_is_destroyed_that_the_history_does_not_have(sqlite_lunch: Lunch) -> None:
    """A worker that comes back half an hour after midnight waits until it has closed the days."""
    sqlite_lunch.tap(Level.BUSY)
    keep_up(sqlite_lunch)
    sqlite_lunch.clock.advance(days=READING_DAYS, hours=12, minutes=30)
    keep_up(sqlite_lunch)
    assert count(sqlite_lunch, Reading) == 1
    sqlite_lunch.clock.advance(minutes=31)
    keep_up(sqlite_lunch)
    assert (recorded(sqlite_lunch), count(sqlite_lunch, Reading)) == ({TODAY: 1}, 0)
