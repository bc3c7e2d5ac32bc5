"""Plays today's lunch into the demonstration's cafeterias as it goes on, through the product's own doors.

The lunch clock comes back to the beginning of lunch: then what lies ahead of it has not happened yet and is
taken away, in every cafeteria and whoever did it, and the story goes on from there. All that is told bears
ids of the story, so that two workers tell it once.

When a visitor taps a button of the kitchen the story gives way: what it has told just before is taken back,
and it is silent for a while. So one sees what the own tap does, as in a cafeteria without any sensor.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Literal, cast

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from services import cafeteria
from services.cafeteria import LEVELS, CafeteriaView, SensorBatch, SensorReading, SensorView
from services.cafeteria.crowd.models import QueueReport, Reading, ReportBudget, Sensor
from services.cafeteria.crowd.queue_types import Observation
from services.cafeteria.meals.models import MealDay
from services.clock import Clock, local_day, local_instant
from services.db import Database
from services.demo.cafeteria import SEED, tell_kitchen
from services.demo.halls import HALLS, Hall, tell_lunch
from services.demo.lunch_watch import watch_day
from services.errors import NotFound

BATCH = 100
SILENT_FOR, TAKEN_BACK_FOR = timedelta(minutes=5), timedelta(minutes=20)
MIDNIGHT = time(0)
BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)

SensorKind = Literal["queue", "served"]


@dataclass(frozen=True)
class Told:
    """One thing that becomes known at an instant: a level, one of the two taps of a diner, or what a sensor
    counts, with its value and when that was measured."""

    at: datetime
    id: bytes
    what: Literal["level", "join", "serve"] | SensorKind
    value: int
    measured_at: datetime


@dataclass
class DemoKitchen:
    """What this process has told already; another one may have told it as well."""

    database: Database
    clock: Clock
    played_at: datetime | None = None
    told_until: dict[int, datetime] = field(default_factory=dict)
    stories: dict[tuple[int, date], Sequence[Told]] = field(default_factory=dict)

    def play(self) -> None:
        """Tells what has happened since the last time."""
        now = self.clock.now()
        if self.played_at is None or now < self.played_at:
            self._begin_anew(now)
        self.played_at = now
        with self.database.reading() as session:
            halls = _find_halls(session, local_day(now))
        for hall, view in halls:
            self._play_hall(hall, view, now)

    def _begin_anew(self, now: datetime) -> None:
        self.told_until.clear()
        with self.database.writing() as session:
            for view in cafeteria.list_cafeterias(session, local_day(now)):
                _take_back(session, view.id, now)

    def _play_hall(self, hall: Hall, view: CafeteriaView, now: datetime) -> None:
        story = self._story_of(hall, view, local_day(now))
        since = self.told_until.get(view.id, BEFORE_ALL)
        with self.database.reading() as session:
            tapped_at = _find_visitors_tap(session, view.id, story, now)
        if tapped_at:
            with self.database.writing() as session:
                _give_way(session, hall, view.id, [told for told in story if told.at <= now], tapped_at)
                cafeteria.refresh_snapshot(session, view.id, now)
        else:
            self._tell(hall, view.id, [told for told in story if since < told.at <= now], now)
            self.told_until[view.id] = now

    def _tell(self, hall: Hall, cafeteria_id: int, due: Sequence[Told], now: datetime) -> None:
        """People's taps one by one, as they were; a sensor sends what it has once."""
        counted = [told for told in due if told.what not in ("level", "join", "serve")]
        for first in range(0, len(counted), BATCH):
            with self.database.writing() as session:
                _send(session, hall, cafeteria_id, counted[first : first + BATCH], now)
        for told in due:
            if told.what in ("level", "join", "serve"):
                with self.database.writing() as session:
                    _tap(session, cafeteria_id, told)

    def _story_of(self, hall: Hall, view: CafeteriaView, on: date) -> Sequence[Told]:
        if (view.id, on) not in self.stories:
            with self.database.writing() as session:
                tell_kitchen(session, view.id, on)
                story = list(_write_story(session, hall, view.id, on))
            self.stories = {key: told for key, told in self.stories.items() if key[1] == on}
            self.stories[view.id, on] = story
        return self.stories[view.id, on]


def _find_halls(session: Session, on: date) -> list[tuple[Hall, CafeteriaView]]:
    """Those of ours that serve today; one that somebody has renamed is no longer ours."""
    known = {view.name: view for view in cafeteria.list_cafeterias(session, on)}
    found = [(hall, known[hall.plan.name]) for hall in HALLS if hall.plan.name in known]
    return [(hall, view) for hall, view in found if cafeteria.is_serving_day(session, view.id, on)]


def _write_story(session: Session, hall: Hall, cafeteria_id: int, on: date) -> Iterator[Told]:
    """All that will be told of a day."""
    lunch = tell_lunch(hall, on, cafeteria.eaters_by_slot(session, cafeteria_id, on), SEED)
    seen = watch_day(lunch.played, lunch.day, hall.sources, lunch.chance)
    for number, one in enumerate(seen):
        told_id = sha256(f"demo lunch {cafeteria_id} {on} {number}".encode()).digest()[:16]
        yield from _to_told(one, told_id, local_instant(on, MIDNIGHT))


def _to_told(one: Observation, told_id: bytes, midnight: datetime) -> Iterator[Told]:
    at, seen_at = (midnight + timedelta(minutes=minute) for minute in (one.minute, one.seen_minute))
    if one.kind in ("wait", "waiting"):
        yield Told(at, told_id, "join", 0, at)
        if one.kind == "wait":
            yield Told(seen_at, told_id, "serve", 0, seen_at)
    else:
        yield Told(seen_at, told_id, cast("SensorKind", one.kind), int(one.value), at)


def _tap(session: Session, cafeteria_id: int, told: Told) -> None:
    if told.what == "level":
        cafeteria.record_level(session, cafeteria_id, LEVELS[told.value], told.id, told.at)
    elif told.what == "join":
        # A mark of its own each: the diners of the story are as many people.
        mark = sha256(told.id).digest()
        cafeteria.join_queue(session, cafeteria_id, told.id, mark, told.at)
    else:
        # Another worker may just be taking the day back.
        with suppress(NotFound):
            cafeteria.leave_queue(session, cafeteria_id, told.id, told.at)


def _send(session: Session, hall: Hall, cafeteria_id: int, counted: Sequence[Told], now: datetime) -> None:
    readings = [
        SensorReading(told.id, cast("SensorKind", told.what), told.value, told.measured_at)
        for told in counted
    ]
    for sensor in _list_played_sensors(session, hall, cafeteria_id):
        cafeteria.record_sensor_readings(session, sensor, SensorBatch(readings, now), now)


def _list_played_sensors(session: Session, hall: Hall, cafeteria_id: int) -> list[SensorView]:
    sensors = cafeteria.list_sensors(session, cafeteria_id)
    return [sensor for sensor in sensors if sensor.name == hall.sensor and not sensor.ended_at]


def _find_visitors_tap(
    session: Session, cafeteria_id: int, story: Sequence[Told], now: datetime
) -> datetime | None:
    """When somebody last tapped who is not of the story, if that was a moment ago."""
    taps = select(Reading.measured_at).where(
        Reading.cafeteria_id == cafeteria_id,
        Reading.sensor_id.is_(None),
        Reading.measured_at > now - SILENT_FOR,
        Reading.measured_at <= now,
    )
    own = {told.at for told in story if told.what == "level"}
    return max((at for at in session.scalars(taps) if at not in own), default=None)


def _give_way(
    session: Session, hall: Hall, cafeteria_id: int, told: Sequence[Told], tapped_at: datetime
) -> None:
    """Takes back what the story has told just before a visitor's tap, and since."""
    recent = [each for each in told if each.at > tapped_at - TAKEN_BACK_FOR]
    its = Reading.cafeteria_id == cafeteria_id
    taps = [each.at for each in recent if each.what == "level"]
    sensors = [sensor.id for sensor in _list_played_sensors(session, hall, cafeteria_id)]
    since = tapped_at - TAKEN_BACK_FOR
    session.execute(delete(Reading).where(its, Reading.sensor_id.is_(None), Reading.measured_at.in_(taps)))
    session.execute(delete(Reading).where(Reading.sensor_id.in_(sensors), Reading.measured_at > since))
    reports = [each.id for each in recent if each.what in ("join", "serve")]
    session.execute(delete(QueueReport).where(QueueReport.id.in_(reports)))


def _take_back(session: Session, cafeteria_id: int, now: datetime) -> None:
    """What was told of a time that is still to come."""
    its = QueueReport.cafeteria_id == cafeteria_id
    read = Reading.cafeteria_id == cafeteria_id
    session.execute(delete(Reading).where(read, Reading.measured_at > now))
    session.execute(update(Reading).where(read, Reading.received_at > now).values(received_at=now))
    session.execute(delete(QueueReport).where(its, QueueReport.joined_at > now))
    session.execute(update(QueueReport).where(its, QueueReport.served_at > now).values(served_at=None))
    session.execute(delete(ReportBudget))
    silent = Sensor.cafeteria_id == cafeteria_id, Sensor.last_seen_at > now
    session.execute(update(Sensor).where(*silent).values(last_seen_at=None))
    uncounted = {"served": None, "left_over": None, "counted_by_id": None, "counted_at": None}
    counted = MealDay.cafeteria_id == cafeteria_id, MealDay.counted_at > now
    session.execute(update(MealDay).where(*counted).values(uncounted))
    cafeteria.refresh_snapshot(session, cafeteria_id, now)
