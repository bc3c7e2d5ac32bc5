"""Browsers that somebody has signed in from before: recognised by a long random cookie of their own."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.people.models import KnownBrowser
from services.people.tokens import hash_token, new_token

FORGOTTEN_AFTER = timedelta(days=400)


def find_known_browser(session: Session, staff_id: int, token: str | None) -> int | None:
    """The id of the browser if this very person has signed in from it before."""
    if not token:
        return None
    mine = (KnownBrowser.staff_id == staff_id) & (KnownBrowser.token_hash == hash_token(token))
    return session.scalar(select(KnownBrowser.id).where(mine))


def remember_browser(session: Session, staff_id: int, token: str | None, now: datetime) -> tuple[str, bool]:
    """The browser's token, and whether it is new.

    A token that is not this person's own is never taken over: who planted it would know it.
    """
    known = find_known_browser(session, staff_id, token)
    if known is not None and token:
        session.get_one(KnownBrowser, known).last_used_at = now
        return token, False
    fresh = new_token()
    session.add(KnownBrowser(token_hash=hash_token(fresh), staff_id=staff_id, last_used_at=now))
    session.flush()
    return fresh, True


def forget_browsers(session: Session, now: datetime) -> None:
    """Removes those that nobody has used for more than a year."""
    session.execute(delete(KnownBrowser).where(KnownBrowser.last_used_at < now - FORGOTTEN_AFTER))
