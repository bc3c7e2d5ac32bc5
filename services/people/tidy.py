"""Housekeeping: what has run out goes."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.people.browsers import forget_browsers
from services.people.challenges import forget_challenges
from services.people.models import SignInSession, StaffImport
from services.people.staff_file import forget_failing_rows
from services.people.throttle import forget_attempts

PLANS_KEPT_FOR = timedelta(days=14)


def tidy_people(session: Session, now: datetime) -> None:
    """Removes ended sessions, unanswered questions, old counters, unused browsers, what is left of files."""
    session.execute(delete(SignInSession).where(SignInSession.expires_at <= now))
    forget_challenges(session, now)
    forget_attempts(session, now)
    forget_browsers(session, now)
    never = StaffImport.applied_at.is_(None) & (StaffImport.planned_at < now - PLANS_KEPT_FOR)
    session.execute(delete(StaffImport).where(never))
    forget_failing_rows(session, now - PLANS_KEPT_FOR)
