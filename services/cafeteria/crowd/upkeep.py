"""What the worker does for the cafeterias: answers made anew, days closed at night, what is over destroyed.

Any number of workers may run: under the cafeteria's lock the second one finds it done.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.cafeteria import forecast, meals
from services.cafeteria.cafeterias import (
    get_cafeteria,
    list_cafeterias,
    list_serving_days,
)
from services.cafeteria.crowd.assess import make_model
from services.cafeteria.crowd.estimate import trace_queue
from services.cafeteria.crowd.models import QueueReport, Reading, ReportBudget, Snapshot
from services.cafeteria.crowd.observations import list_observations
from services.cafeteria.crowd.outlooks import needs_prospect, store_prospect
from services.cafeteria.crowd.queue_types import TraceStep
from services.cafeteria.crowd.snapshot import lock_crowd, refresh_snapshot
from services.clock import SEOUL, Clock, local_day, local_instant
from services.db import Database

# By then what a sensor could not send during the day has mostly come.
DAY_CLOSES = time(1, 0)
REPORTS_KEPT_FOR = timedelta(days=2)
# A day is traced again from late readings only while everything else that was told of it is still there.
LATE_FOR = REPORTS_KEPT_FOR


def keep_up(database: Database, clock: Clock, reading_days: int) -> None:
    """One round for all cafeterias; raw readings are kept for `reading_days`."""
    now = clock.now()
    is_closing = now.astimezone(SEOUL).time() >= DAY_CLOSES
    with database.reading() as session:
        cafeterias = list_cafeterias(session, local_day(now) - timedelta(days=reading_days))
    for cafeteria in cafeterias:
        _renew_prospect(database, cafeteria.id, now)
        with database.writing() as session:
            refresh_snapshot(session, cafeteria.id, now)
            meals.freeze_head_count(session, cafeteria.id, now)
        if is_closing:
            with database.writing() as session:
                close_days(session, cafeteria.id, now, reading_days)
    with database.writing() as session:
        meals.remind_eaters(session, now)
        meals.destroy_opt_outs(session, now)
    if is_closing:
        # Not before: what has not been handed to the history yet would be gone.
        with database.writing() as session:
            destroy_old(session, now, reading_days)


def close_days(session: Session, cafeteria_id: int, now: datetime, reading_days: int) -> list[date]:
    """Hands the days before today to the history, each once, and again where readings of it came later."""
    lock_crowd(session, cafeteria_id)
    row = session.get(Snapshot, cafeteria_id, populate_existing=True)
    if row is None or (row.recorded_at and local_day(row.recorded_at) == local_day(now)):
        return []
    days = _list_due(session, cafeteria_id, row.recorded_at, now, reading_days)
    for on in days:
        forecast.record_day(session, cafeteria_id, on, trace_day(session, cafeteria_id, on, now), now)
    row.recorded_at = now
    session.flush()
    return days


def trace_day(session: Session, cafeteria_id: int, on: date, now: datetime) -> Sequence[TraceStep]:
    """A past day from all that was read on it; empty where nothing was."""
    observations = list_observations(session, cafeteria_id, on, now)
    if not observations:
        return []
    outlook = forecast.load_outlook(session, cafeteria_id, on, now)
    cafeteria = get_cafeteria(session, cafeteria_id)
    return trace_queue(make_model(cafeteria, outlook), observations, cafeteria.closes_minute)


def destroy_old(session: Session, now: datetime, reading_days: int) -> None:
    """What is over its time: the history has what it needs of it."""
    today = local_day(now)
    session.execute(delete(Reading).where(Reading.measured_at < now - timedelta(days=reading_days)))
    session.execute(delete(QueueReport).where(QueueReport.joined_at < now - REPORTS_KEPT_FOR))
    session.execute(delete(ReportBudget).where(ReportBudget.told_on < today))


def _renew_prospect(database: Database, cafeteria_id: int, now: datetime) -> None:
    """Reads months of history outside of any writing transaction: no tap waits for it."""
    on = local_day(now)
    with database.reading() as session:
        if not needs_prospect(session, cafeteria_id, on, now):
            return
        prospect = forecast.load_prospect(session, cafeteria_id, on)
    with database.writing() as session:
        lock_crowd(session, cafeteria_id)
        store_prospect(session, cafeteria_id, on, prospect, now)


def _list_due(
    session: Session, cafeteria_id: int, recorded_at: datetime | None, now: datetime, reading_days: int
) -> list[date]:
    today = local_day(now)
    kept_from = today - timedelta(days=reading_days + 1)
    days = list_serving_days(session, cafeteria_id, kept_from, today - timedelta(days=1))
    if recorded_at is None:
        return days
    late = _list_late(session, cafeteria_id, recorded_at, today - LATE_FOR)
    return [on for on in days if on >= local_day(recorded_at) or on in late]


def _list_late(session: Session, cafeteria_id: int, recorded_at: datetime, from_on: date) -> set[date]:
    """The days of which readings came after they were recorded."""
    query = select(Reading.measured_at).where(
        Reading.cafeteria_id == cafeteria_id,
        Reading.received_at > recorded_at,
        Reading.measured_at >= local_instant(from_on, time(0)),
        Reading.measured_at < recorded_at,
    )
    return {local_day(at) for at in session.scalars(query)}
