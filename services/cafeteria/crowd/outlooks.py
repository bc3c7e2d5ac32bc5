"""What is expected of today, made once in a while and kept: a tap must not wait for months of history."""

from datetime import date, datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from services.cafeteria import forecast
from services.cafeteria.crowd.models import StoredOutlook

_OUTLOOK = TypeAdapter(forecast.Outlook)
# Trips, opt-outs and swaps of the morning change who comes.
RENEWED_AFTER = timedelta(minutes=10)


def find_outlook(session: Session, cafeteria_id: int, on: date) -> forecast.Outlook | None:
    """The kept outlook of a day; None where nobody has made it yet."""
    row = session.get(StoredOutlook, cafeteria_id)
    return _OUTLOOK.validate_json(row.content) if row is not None and row.expected_on == on else None


def needs_outlook(session: Session, cafeteria_id: int, on: date, now: datetime) -> bool:
    row = session.get(StoredOutlook, cafeteria_id)
    return row is None or row.expected_on != on or not timedelta(0) <= now - row.made_at < RENEWED_AFTER


def store_outlook(session: Session, cafeteria_id: int, outlook: forecast.Outlook, now: datetime) -> None:
    content = _OUTLOOK.dump_json(outlook).decode()
    session.merge(
        StoredOutlook(cafeteria_id=cafeteria_id, expected_on=outlook.on, content=content, made_at=now)
    )
    session.flush()
