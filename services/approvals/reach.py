"""Whose requests a person may decide on a day: those of her own people, and of those she stands in for."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from services import people


@dataclass(frozen=True)
class Reach:
    """Ids of requesters. The person herself is in neither set: nobody decides on what is her own."""

    as_lead: frozenset[int]
    as_deputy: frozenset[int]

    @property
    def requesters(self) -> frozenset[int]:
        return self.as_lead | self.as_deputy


def load_reach(session: Session, person_id: int, on: date) -> Reach:
    """Everybody whose lead on the day is this person, or somebody whose deputy she is."""
    own = _led_by(session, person_id, on) - {person_id}
    principals = people.list_principals(session, person_id, on)
    lent = {staff_id for principal in principals for staff_id in _led_by(session, principal, on)}
    return Reach(frozenset(own), frozenset(lent - own - {person_id}))


def _led_by(session: Session, lead_id: int, on: date) -> set[int]:
    return {person.id for person in people.list_led(session, lead_id, on)}
