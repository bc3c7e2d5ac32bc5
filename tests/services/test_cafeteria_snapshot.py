"""The answer that watchers get: what it says before, during and after lunch, and when its bytes change."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from services import cafeteria
from services.cafeteria import Level, State
from services.cafeteria.crowd.models import Snapshot
from services.clock import local_day
from services.errors import NotFound
from tests.factories import make_cast
from tests.lunch import NOON, Lunch

HEAD = {"id", "name", "state", "level", "as_of", "stale_after_s"}
BODY = HEAD | {
    "wait", "queue", "confidence", "sources", "busy_from", "quiet_from", "steps", "chart", "made_at",
}  # fmt: skip


def bodies(lunch: Lunch) -> cafeteria.SnapshotBodies:
    found = lunch.read(lambda session: cafeteria.find_snapshot_bodies(session, lunch.id))
    assert found
    return found


def refresh(lunch: Lunch) -> bool:
    return lunch.write(lambda session: cafeteria.refresh_snapshot(session, lunch.id, lunch.now))


def test_the_answer_is_what_the_interface_promises(lunch: Lunch) -> None:
    lunch.tap(Level.BUSY)
    found = bodies(lunch)
    body, lobby = json.loads(found.body), json.loads(found.lobby_body)
    assert (set(body), set(lobby)) == (BODY, HEAD)
    assert lobby == {name: body[name] for name in HEAD}
    assert body["state"] == "open"
    assert body["level"] == "busy"
    assert datetime.fromisoformat(body["as_of"]) == NOON
    assert body["sources"] == {"kitchen": 1, "diners": 0, "sensors": 0}
    assert set(body["wait"]) == {"low_min", "high_min"}
    assert set(body["steps"][0]) == {"minute", "seen_min", "usual_min", "low_min", "mid_min", "high_min"}
    assert {"seen", "usual", "mid", "band", "times", "waits"} <= set(body["chart"])


def test_what_was_seen_ends_now_and_what_is_expected_begins(lunch: Lunch) -> None:
    lunch.write(make_cast)
    lunch.tap(Level.NORMAL)
    lunch.clock.advance(minutes=10)
    lunch.tap(Level.BUSY)
    steps = lunch.crowd().steps
    now_minute = 12 * 60 + 10
    assert {step.minute <= now_minute for step in steps if step.seen_min is not None} == {True}
    assert {step.minute >= now_minute for step in steps if step.mid_min is not None} == {True}
    assert any(step.seen_min is not None for step in steps)
    assert any(step.mid_min is not None for step in steps)


def test_the_wait_for_the_door_is_no_crowd(sqlite_lunch: Lunch) -> None:
    sqlite_lunch.write(make_cast)
    sqlite_lunch.clock.at = NOON - timedelta(hours=3)
    crowd = sqlite_lunch.crowd()
    assert crowd.busy_from is None
    assert {step.minute >= 690 for step in crowd.steps if step.mid_min is not None} == {True}


def test_the_curve_has_a_gap_where_nobody_looked(sqlite_lunch: Lunch) -> None:
    sqlite_lunch.clock.at = NOON - timedelta(hours=3)
    sqlite_lunch.tap(Level.QUIET)
    for minutes in (-28, 42):
        sqlite_lunch.clock.at = NOON + timedelta(minutes=minutes)
        sqlite_lunch.tap(Level.BUSY)
    seen = {step.minute for step in sqlite_lunch.crowd().steps if step.seen_min is not None}
    assert seen == {695, 700, 750, 755, 760}


@pytest.mark.parametrize(
    ("moved", "state"),
    [(timedelta(hours=-2), State.BEFORE), (timedelta(), State.OPEN), (timedelta(hours=2), State.AFTER),
     (timedelta(days=4), State.CLOSED)],
)  # fmt: skip
def test_without_a_reading_there_is_no_level(sqlite_lunch: Lunch, moved: timedelta, state: State) -> None:
    sqlite_lunch.clock.at = NOON + moved
    refresh(sqlite_lunch)
    crowd = sqlite_lunch.crowd()
    assert crowd.state is state
    assert (crowd.level, crowd.wait, crowd.queue, crowd.as_of, crowd.confidence) == (None,) * 5
    assert crowd.is_stale(sqlite_lunch.now)
    assert [step for step in crowd.steps if step.seen_min is not None] == []


def test_a_reading_of_yesterday_is_none_of_today(lunch: Lunch) -> None:
    lunch.tap(Level.PACKED)
    lunch.clock.advance(days=1)
    assert lunch.crowd().level is None
    refresh(lunch)
    assert json.loads(bodies(lunch).body)["level"] is None


def test_after_ten_minutes_it_is_too_old(sqlite_lunch: Lunch) -> None:
    sqlite_lunch.tap(Level.BUSY)
    sqlite_lunch.clock.advance(minutes=10)
    assert not sqlite_lunch.crowd().is_stale(sqlite_lunch.now)
    sqlite_lunch.clock.advance(seconds=1)
    crowd = sqlite_lunch.crowd()
    assert crowd.level is not None
    assert (crowd.is_stale(sqlite_lunch.now), crowd.age_min(sqlite_lunch.now)) == (True, 10)


def test_after_lunch_an_old_level_is_gone(sqlite_lunch: Lunch) -> None:
    sqlite_lunch.clock.at = NOON + timedelta(minutes=88)
    sqlite_lunch.tap(Level.BUSY)
    sqlite_lunch.clock.advance(minutes=5)
    assert sqlite_lunch.crowd().level is not None
    sqlite_lunch.clock.advance(minutes=10)
    assert (sqlite_lunch.crowd().state, sqlite_lunch.crowd().level) == (State.AFTER, None)


def test_what_says_nothing_new_keeps_its_bytes(lunch: Lunch) -> None:
    lunch.tap(Level.BUSY)
    before = bodies(lunch)
    assert not refresh(lunch)
    assert bodies(lunch) == before
    lunch.clock.advance(minutes=1)
    lunch.tap(Level.PACKED)
    assert bodies(lunch) != before


def test_a_day_without_serving_says_so(sqlite_lunch: Lunch) -> None:
    on = local_day(NOON)
    sqlite_lunch.write(lambda session: cafeteria.add_closure(session, sqlite_lunch.id, on, "설비 점검"))
    refresh(sqlite_lunch)
    assert sqlite_lunch.crowd().state is State.CLOSED


def test_a_cafeteria_without_a_lobby_shows_nothing_to_everybody(sqlite_lunch: Lunch) -> None:
    refresh(sqlite_lunch)
    assert bodies(sqlite_lunch).lobby_body
    plan = sqlite_lunch.read(lambda session: cafeteria.get_cafeteria(session, sqlite_lunch.id))
    closed = cafeteria.CafeteriaPlan(
        plan.name, plan.place, plan.opens_minute, plan.closes_minute, 2, 12.0, plan.bounds, has_lobby=False
    )
    sqlite_lunch.write(lambda session: cafeteria.change_cafeteria(session, sqlite_lunch.id, closed))
    refresh(sqlite_lunch)
    assert not bodies(sqlite_lunch).lobby_body


def test_a_cafeteria_that_is_not_there(sqlite_lunch: Lunch) -> None:
    calls: list[Callable[..., object]] = [cafeteria.refresh_snapshot, cafeteria.load_crowd]
    for call in calls:
        with pytest.raises(NotFound):
            sqlite_lunch.write(lambda session, call=call: call(session, sqlite_lunch.id + 1, NOON))


def test_an_answer_that_nobody_looks_after_is_made_anew_by_whoever_asks(lunch: Lunch) -> None:
    refresh(lunch)
    (head,) = lunch.read(cafeteria.list_snapshot_heads)
    assert not head.is_due(lunch.now)
    lunch.clock.advance(minutes=5)
    assert head.is_due(lunch.now)
    lunch.write(lambda session: cafeteria.refresh_when_due(session, lunch.id, lunch.now))
    (head,) = lunch.read(cafeteria.list_snapshot_heads)
    assert head.checked_at == lunch.now


def test_an_answer_that_another_release_wrote_is_made_anew(sqlite_lunch: Lunch) -> None:
    sqlite_lunch.tap(Level.BUSY)

    def write_otherwise(session: Session) -> None:
        session.get_one(Snapshot, sqlite_lunch.id).body = '{"id": 1, "crowd": "busy"}'

    sqlite_lunch.write(write_otherwise)
    assert sqlite_lunch.crowd().level is Level.BUSY
