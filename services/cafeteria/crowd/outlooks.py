"""What is expected of today and of the days after it, made once in a while and kept: neither a tap nor a page
must wait for months of history."""

from datetime import date, datetime, timedelta

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.cafeteria import forecast
from services.cafeteria.crowd.models import StoredOutlook

_PROSPECT = TypeAdapter(forecast.Prospect)
# Trips, opt-outs and swaps of the morning change who comes.
RENEWED_AFTER = timedelta(minutes=10)


def find_prospect(session: Session, cafeteria_id: int, on: date) -> forecast.Prospect | None:
    """The kept one of a day; None where nobody has made it yet, or another release wrote it otherwise."""
    row = session.get(StoredOutlook, cafeteria_id)
    if row is None or row.expected_on != on:
        return None
    try:
        return _PROSPECT.validate_json(row.content)
    except ValidationError:
        return None


def needs_prospect(session: Session, cafeteria_id: int, on: date, now: datetime) -> bool:
    row = session.get(StoredOutlook, cafeteria_id)
    return row is None or row.expected_on != on or not timedelta(0) <= now - row.made_at < RENEWED_AFTER


def store_prospect(
    session: Session, cafeteria_id: int, on: date, prospect: forecast.Prospect, now: datetime
) -> None:
    content = _PROSPECT.dump_json(prospect).decode()
    session.merge(StoredOutlook(cafeteria_id=cafeteria_id, expected_on=on, content=content, made_at=now))
    session.flush()


def forget_prospect(session: Session, cafeteria_id: int) -> None:
    """Where it was made for other hours or another serving rate: the next who needs one makes it anew."""
    session.execute(delete(StoredOutlook).where(StoredOutlook.cafeteria_id == cafeteria_id))
