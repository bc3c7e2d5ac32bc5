"""Whose requests a person may decide on a day: those of her own people, and of those she stands in for."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import Session

from services import people
from services.approvals.models import ApprovalRequest


@dataclass(frozen=True)
class Reach:
    """Ids of staff. The person herself is in neither set: nobody decides on what is her own."""

    person_id: int
    as_lead: frozenset[int]
    as_deputy: frozenset[int]

    def holds(self, row: ApprovalRequest) -> bool:
        """Whether the request is asked of this person, be it that she may decide it or is of its party."""
        return asked_for(row) in self.as_lead | self.as_deputy

    def may_decide(self, row: ApprovalRequest) -> bool:
        return self.holds(row) and self.person_id not in party_of(row)

    def is_deputy_for(self, row: ApprovalRequest) -> bool:
        return asked_for(row) in self.as_deputy

    def in_sql(self) -> ColumnElement[bool]:
        """The same as `holds`, for a statement."""
        asked = func.coalesce(ApprovalRequest.senior_id, ApprovalRequest.requester_id)
        return asked.in_(self.as_lead | self.as_deputy)


def load_reach(session: Session, person_id: int, on: date) -> Reach:
    """Everybody whose lead on the day is this person, or somebody whose deputy she is."""
    own = _led_by(session, person_id, on) - {person_id}
    principals = people.list_principals(session, person_id, on)
    lent = {staff_id for principal in principals for staff_id in _led_by(session, principal, on)}
    return Reach(person_id, frozenset(own), frozenset(lent - own - {person_id}))


def asked_for(row: ApprovalRequest) -> int:
    """Whose lead decides."""
    return row.senior_id or row.requester_id


def party_of(row: ApprovalRequest) -> set[int]:
    """All whom the request concerns."""
    return {row.requester_id, *(row.party or ())}


def _led_by(session: Session, lead_id: int, on: date) -> set[int]:
    return {person.id for person in people.list_led(session, lead_id, on)}
