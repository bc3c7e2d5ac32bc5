"""The demonstration's cafeterias: always lunchtime, a story that goes on, and visitors who have a say."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from services import cafeteria
from services.cafeteria import Crowd, Level, LunchClock, State
from services.cafeteria.crowd.models import QueueReport, Reading
from services.clock import SEOUL, StoppedClock, local_day, local_instant
from services.db import Database
from services.demo.cafeteria import open_cafeterias
from services.demo.halls import MAIN, SMALL
from services.demo.kitchen import SILENT_FOR, DemoKitchen
from services.demo.organisation import build_organisation
from services.settings import Mode, Settings
from tests.clocks import HandClock
from tests.factories import NOW

TODAY = date(2026, 9, 29)
NOON = local_instant(TODAY, time(12, 10))


@pytest.fixture(scope="module")
def opened(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "balgil.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    with database.hurrying(), database.writing() as session:
        build_organisation(session, random.Random(1), NOW)
        open_cafeterias(session, NOW)
    database.dispose()
    return path


@pytest.fixture
def database(opened: Path, tmp_path: Path) -> Iterator[Database]:
    (tmp_path / "balgil.db").write_bytes(opened.read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'balgil.db'}")
    yield database
    database.dispose()


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOON)


@pytest.fixture
def kitchen(database: Database, clock: HandClock) -> DemoKitchen:
    return DemoKitchen(database, clock)


def look(kitchen: DemoKitchen, name: str = MAIN.plan.name) -> Crowd:
    with kitchen.database.reading() as session:
        now = kitchen.clock.now()
        found = next(v for v in cafeteria.list_cafeterias(session, local_day(now)) if v.name == name)
        return cafeteria.load_crowd(session, found.id, now)


def count(database: Database) -> tuple[int, int]:
    with database.reading() as session:
        tables = (Reading.id, QueueReport.id)
        readings, reports = (session.scalar(select(func.count(column))) or 0 for column in tables)
    return readings, reports


@pytest.mark.parametrize("day", ["2026-09-29", "2026-10-03", "2026-10-04", "2027-01-01", "2026-12-31"])
@pytest.mark.parametrize("hour", [0, 6, 11, 15, 23])
def test_it_is_lunchtime_of_a_working_day_whenever_somebody_looks(day: str, hour: int) -> None:
    at = datetime.fromisoformat(f"{day}T{hour:02}:37:20+09:00")
    shown = LunchClock(StoppedClock(at)).now().astimezone(SEOUL)
    assert time(11, 50) <= shown.time() < time(12, 50)
    assert shown.weekday() < 5
    assert timedelta(days=-1) < at - shown < timedelta(days=5)


def test_seconds_pass_as_everywhere_until_lunch_begins_anew() -> None:
    clock = HandClock(datetime(2026, 9, 29, 3, 0, tzinfo=UTC))
    lunch = LunchClock(clock)
    before = lunch.now()
    clock.advance(minutes=59, seconds=59)
    assert lunch.now() - before == timedelta(minutes=59, seconds=59)
    clock.advance(seconds=1)
    assert lunch.now() == before


def test_it_is_refused_outside_a_demonstration() -> None:
    with pytest.raises(ValueError, match="BALGIL_DEMO_LUNCH"):
        Settings(mode=Mode.PRODUCTION, public_url="https://balgil.example.go.kr", demo_lunch=True)


def test_twelve_weeks_have_been_and_two_are_planned(database: Database) -> None:
    with database.reading() as session:
        for view in cafeteria.list_cafeterias(session, TODAY):
            days = cafeteria.list_meal_days(session, view.id, TODAY - timedelta(weeks=12), TODAY)
            assert len(days) > 50
            assert all(day.served and day.expected for day in days[:-1])
            assert days[-1].served_on == TODAY
            assert days[-1].expected
            menus = cafeteria.list_menus(session, view.id, TODAY, TODAY + timedelta(days=11))
            assert len(menus) >= 7
            assert all(menu.dishes and menu.dishes[0].name for menu in menus)
            week = cafeteria.load_prospect(session, view.id, NOON).coming
            assert week
            assert not any(day.is_thin for day in week)
            assert [sensor.name for sensor in cafeteria.list_sensors(session, view.id)]
            assert cafeteria.slots_of_day(session, view.id, TODAY)


def test_counters_are_split_over_groups_and_stay_staffed(database: Database) -> None:
    with database.reading() as session:
        plan = cafeteria.find_published_plan(session, 1, TODAY)
        assert plan
        organisation = cafeteria.load_organisation(session, TODAY)
        groups: dict[str, set[int]] = {}
        for unit_id, member in plan.members.items():
            name = organisation.units[organisation.department_of(unit_id)].name
            groups.setdefault(name, set()).add(member.group_number)
    assert {name for name, numbers in groups.items() if len(numbers) > 1} == {"민원여권과", "세정과"}


def test_the_page_is_alive_as_soon_as_the_story_is_played(kitchen: DemoKitchen, clock: HandClock) -> None:
    assert look(kitchen).level is None
    kitchen.play()
    for name in (MAIN.plan.name, SMALL.plan.name):
        crowd = look(kitchen, name)
        assert crowd.state is State.OPEN
        assert crowd.level
        assert crowd.sources.kitchen
        assert (crowd.age_min(clock.now()) or 0) <= 2
        assert len([step for step in crowd.steps if step.seen_min is not None]) > 5


def test_the_story_goes_on_with_the_clock(kitchen: DemoKitchen, clock: HandClock) -> None:
    kitchen.play()
    before, seen = count(kitchen.database), look(kitchen).as_of
    clock.advance(minutes=4)
    kitchen.play()
    assert count(kitchen.database)[0] > before[0]
    assert seen
    assert (look(kitchen).as_of or seen) > seen


def test_two_workers_tell_it_once(kitchen: DemoKitchen, clock: HandClock) -> None:
    kitchen.play()
    before = count(kitchen.database)
    DemoKitchen(kitchen.database, clock).play()
    assert count(kitchen.database) == before


def test_lunch_begins_anew_without_what_lies_ahead(kitchen: DemoKitchen, clock: HandClock) -> None:
    kitchen.play()
    clock.advance(minutes=-20)
    kitchen.play()
    with kitchen.database.reading() as session:
        for column in (
            Reading.measured_at,
            Reading.received_at,
            QueueReport.joined_at,
            QueueReport.served_at,
        ):
            assert (session.scalar(select(func.max(column))) or NOON) <= clock.now()
    crowd = look(kitchen)
    assert crowd.level
    assert crowd.as_of
    assert crowd.as_of <= clock.now()


@pytest.mark.parametrize("level", [Level.QUIET, Level.PACKED])
def test_a_visitors_tap_counts_more_than_the_story(
    kitchen: DemoKitchen, clock: HandClock, level: Level
) -> None:
    kitchen.play()
    before = look(kitchen)
    for repeat_id in (b"visitor taps 000", b"visitor taps 001"):
        clock.advance(seconds=30)
        with kitchen.database.writing() as session:
            cafeteria.record_level(session, 1, level, repeat_id, clock.now())
        kitchen.play()
    after = look(kitchen)
    assert before.wait
    assert after.wait
    rose = after.wait.high_min - before.wait.high_min
    assert rose > 0 if level is Level.PACKED else rose < 0
    assert after.sources.sensors == 0
    clock.advance(seconds=SILENT_FOR.total_seconds())
    kitchen.play()
    assert look(kitchen).sources.sensors == 1


def test_a_cafeteria_that_was_renamed_is_left_alone(kitchen: DemoKitchen) -> None:
    with kitchen.database.writing() as session:
        view = cafeteria.get_cafeteria(session, 1)
        plan = replace(MAIN.plan, name="우리 식당")
        cafeteria.change_cafeteria(session, view.id, plan)
    kitchen.play()
    assert look(kitchen, "우리 식당").level is None
