"""The fixed cast that tries every endpoint: who they are, and one more lead from another unit.

가람시          mayor
  건축과        director
    건축허가팀  lead, traveller, colleague
  새벽동        other_lead, stranger
  감사담당관    auditor      총무과    administrator
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services import people
from tests import factories


@dataclass(frozen=True)
class Member:
    staff_id: int
    number: str
    name: str


@dataclass(frozen=True)
class Cast:
    mayor: Member
    director: Member
    lead: Member
    traveller: Member
    colleague: Member
    other_lead: Member
    stranger: Member
    auditor: Member
    administrator: Member

    def everybody(self) -> dict[str, Member]:
        return dict(vars(self))


def make_cast(session: Session, now: datetime) -> Cast:
    """The people of `factories.make_cast`, with their numbers and names, and the other lead."""
    ids = factories.make_cast(session)
    found = people.list_persons(session, [getattr(ids, who) for who in factories.NUMBERS], factories.TODAY)
    members = {who: _to_member(found[getattr(ids, who)]) for who in factories.NUMBERS}
    centre = found[ids.stranger].unit_id
    other = people.NewPerson("004002", "조새벽", factories.LONG_AGO, centre, "동장", is_lead=True)
    other_id = people.create_person(session, other, None, now)
    return Cast(**members, other_lead=Member(other_id, other.number, other.name))


def _to_member(person: people.Person) -> Member:
    return Member(person.id, person.number, person.name)
