"""A person's secret address for her calendar: made, shown once, and taken back.

Whoever knows the address sees what her calendar holds, and nothing else. It is known here by its hash alone.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import people
from services.calendars.models import CalendarFeed
from services.clock import local_day
from services.crypto import base64url
from services.errors import NotFound

TOKEN_BYTES = 32
READ_IS_NOTED_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class CalendarFeedView:
    made_at: datetime
    last_read_at: datetime | None


@dataclass(frozen=True)
class CalendarSubscriber:
    """Whose feed an address is; `mark` tells one feed's events from another's and leads to nobody."""

    staff_id: int
    mark: str
    is_read_due: bool

    def uid_of(self, key: str) -> str:
        """An event's UID: the same for one feed and key; nobody can read from it whose it is."""
        return f"{sha256(f'{self.mark} {key}'.encode()).hexdigest()[:32]}@balgil"


def create_calendar_feed(session: Session, staff_id: int, now: datetime) -> str:
    """A new address; an earlier one of the person's ends. The token, which nobody can be shown again."""
    revoke_calendar_feed(session, staff_id)
    token = base64url.encode(secrets.token_bytes(TOKEN_BYTES))
    session.add(CalendarFeed(staff_id=staff_id, token_hash=_hash(token), made_at=now, last_read_at=None))
    session.flush()
    return token


def revoke_calendar_feed(session: Session, staff_id: int) -> None:
    """From now on the address is nobody's; without one nothing happens."""
    row = session.get(CalendarFeed, staff_id)
    if row is not None:
        session.delete(row)
        session.flush()


def find_calendar_feed(session: Session, staff_id: int) -> CalendarFeedView | None:
    row = session.get(CalendarFeed, staff_id)
    return None if row is None else CalendarFeedView(row.made_at, row.last_read_at)


def get_calendar_subscriber(session: Session, token: str, now: datetime) -> CalendarSubscriber:
    """Whose address this is. Raises: NotFound, the same for one that never was, one that was taken back, and
    that of somebody who is no longer here."""
    row = session.scalar(select(CalendarFeed).where(CalendarFeed.token_hash == _hash(token)))
    on = local_day(now)
    person = None if row is None else people.find_person(session, row.staff_id, on)
    if row is None or person is None or not person.is_in_service(on):
        raise NotFound
    is_due = row.last_read_at is None or row.last_read_at <= now - READ_IS_NOTED_EVERY
    return CalendarSubscriber(row.staff_id, row.token_hash[:8].hex(), is_due)


def note_calendar_read(session: Session, staff_id: int, now: datetime) -> None:
    """So that she sees whether her calendar still asks, and whether one does that she does not know of."""
    row = session.get(CalendarFeed, staff_id)
    if row is not None:
        row.last_read_at = now
        session.flush()


def _hash(token: str) -> bytes:
    return sha256(b"balgil-calendar\x00" + token.encode()).digest()
