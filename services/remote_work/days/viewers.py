"""Who, besides the person herself, may see a card: who would decide on her plan now."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from services import approvals


def may_look(session: Session, viewer_id: int, staff_id: int, now: datetime) -> bool:
    """The person, her lead, who stands in for the lead now, and the leads above where nobody is there."""
    return viewer_id == staff_id or staff_id in list_led(session, viewer_id, now)


def list_led(session: Session, lead_id: int, now: datetime) -> Collection[int]:
    """On whose plans a person may decide now, as their lead or in the lead's place."""
    return approvals.list_reached(session, lead_id, now)


def holders_of(lineup: approvals.Lineup, staff_id: int, unit_id: int | None) -> list[int]:
    """Who may decide on what a person puts in, her lead first."""
    holders = lineup.holders(staff_id, unit_id, approvals.Level.LEAD, ())
    return [holder.person_id for holder in holders]
