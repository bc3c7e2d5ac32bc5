"""The ready-made answer of each cafeteria: made where something is read, sent to all who watch.

Invariants
- Who changes what is known of a cafeteria holds its lock until the commit: of two at once the second sees
  what the first has read.
- An answer that says nothing new keeps its bytes and its `made_at`: watchers get a 304.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.cafeteria import forecast
from services.cafeteria.cafeterias import get_cafeteria
from services.cafeteria.crowd.assess import assess_crowd
from services.cafeteria.crowd.crowd import Crowd, crowd_from_json, crowd_to_json, lobby_to_json
from services.cafeteria.crowd.models import Snapshot
from services.cafeteria.crowd.outlooks import find_prospect, store_prospect
from services.clock import local_day
from services.locks import lock_subject

# The worker comes every thirty seconds; without one whoever asks looks anew.
TRUSTED_FOR = timedelta(seconds=75)


@dataclass(frozen=True)
class SnapshotHead:
    """Which answer there is, without its bytes."""

    cafeteria_id: int
    made_at: datetime
    checked_at: datetime

    def is_due(self, now: datetime) -> bool:
        """Whether nobody has compared it with what is known for too long, or the day has changed since."""
        is_recent = timedelta(0) <= now - self.checked_at < TRUSTED_FOR
        return not is_recent or local_day(self.checked_at) != local_day(now)


@dataclass(frozen=True)
class SnapshotBodies:
    """JSON for members of staff, and for everybody; the latter empty where the cafeteria shows nothing."""

    body: bytes
    lobby_body: bytes


def lock_crowd(session: Session, cafeteria_id: int) -> None:
    """Waits until nobody else changes what is known of a cafeteria; held until the end of the transaction."""
    lock_subject(session, f"cafeteria crowd {cafeteria_id}")


def load_crowd(session: Session, cafeteria_id: int, now: datetime) -> Crowd:
    """How crowded it is, as watchers see it, or afresh where that is too old. Raises: NotFound."""
    row = session.get(Snapshot, cafeteria_id)
    kept = crowd_from_json(row.body) if row is not None and not _to_head(row).is_due(now) else None
    if kept is not None:
        return kept
    return assess_crowd(session, cafeteria_id, load_prospect(session, cafeteria_id, now).today, now)


def load_prospect(session: Session, cafeteria_id: int, now: datetime) -> forecast.Prospect:
    """What is expected of today and the days after it: the kept one where there is one. Raises: NotFound."""
    on = local_day(now)
    return find_prospect(session, cafeteria_id, on) or forecast.load_prospect(session, cafeteria_id, on)


def refresh_snapshot(session: Session, cafeteria_id: int, now: datetime) -> bool:
    """Makes the answer anew where it says something else now; whether it does. Raises: NotFound."""
    lock_crowd(session, cafeteria_id)
    crowd = assess_crowd(session, cafeteria_id, _get_prospect(session, cafeteria_id, now).today, now)
    row = session.get(Snapshot, cafeteria_id, populate_existing=True)
    has_lobby = get_cafeteria(session, cafeteria_id).has_lobby
    lobby_body = lobby_to_json(crowd) if has_lobby else ""
    if row is None:
        row = Snapshot(cafeteria_id=cafeteria_id, body="", lobby_body="", made_at=now, recorded_at=None)
        session.add(row)
    body = crowd_to_json(replace(crowd, made_at=row.made_at))
    is_new = (body, lobby_body) != (row.body, row.lobby_body)
    if is_new:
        # Two answers never bear the same instant, whatever the clock does.
        row.made_at = max(now, row.made_at + timedelta(microseconds=1)) if row.body else now
        row.body, row.lobby_body = crowd_to_json(replace(crowd, made_at=row.made_at)), lobby_body
    row.checked_at = now
    session.flush()
    return is_new


def refresh_when_due(session: Session, cafeteria_id: int, now: datetime) -> None:
    """For those who find an answer that nobody has looked after; of many who ask one does it."""
    lock_crowd(session, cafeteria_id)
    row = session.get(Snapshot, cafeteria_id, populate_existing=True)
    if row is None or _to_head(row).is_due(now):
        refresh_snapshot(session, cafeteria_id, now)


def list_snapshot_heads(session: Session) -> list[SnapshotHead]:
    query = select(Snapshot.cafeteria_id, Snapshot.made_at, Snapshot.checked_at)
    return [SnapshotHead(*row) for row in session.execute(query)]


def find_snapshot_bodies(session: Session, cafeteria_id: int) -> SnapshotBodies | None:
    query = select(Snapshot.body, Snapshot.lobby_body).where(Snapshot.cafeteria_id == cafeteria_id)
    row = session.execute(query).first()
    return SnapshotBodies(row.body.encode(), row.lobby_body.encode()) if row else None


def _get_prospect(session: Session, cafeteria_id: int, now: datetime) -> forecast.Prospect:
    """The kept one; the first tap of a day makes it where the worker has not."""
    on = local_day(now)
    prospect = find_prospect(session, cafeteria_id, on)
    if prospect is None:
        prospect = forecast.load_prospect(session, cafeteria_id, on)
        store_prospect(session, cafeteria_id, on, prospect, now)
    return prospect


def _to_head(row: Snapshot) -> SnapshotHead:
    return SnapshotHead(row.cafeteria_id, row.made_at, row.checked_at)
