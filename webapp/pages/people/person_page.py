"""Everything that an administrator sees of one member of staff, gathered in one reading."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.people import (
    BrowserSession,
    Deputyship,
    DeviceView,
    Grant,
    Person,
    Posting,
    Role,
    UnitView,
)


@dataclass(frozen=True)
class PersonPage:
    """`grants` are those of today and later; `roles` all of today, staff and team lead among them."""

    who: Person
    is_in_service: bool
    is_coming: bool
    lead: Person | None
    postings: list[Posting]
    roles: frozenset[Role]
    grants: list[Grant]
    deputies: list[Deputyship]
    names: dict[int, str]
    sessions: list[BrowserSession]
    passkeys: int
    devices: list[DeviceView]
    units: list[UnitView]


def load_person_page(session: Session, staff_id: int, now: datetime) -> PersonPage:
    """Raises: NotFound `person_not_found`."""
    on = local_day(now)
    who = people.get_person(session, staff_id, on)
    deputies = people.list_deputies(session, staff_id, on)
    return PersonPage(
        who=who,
        is_in_service=who.is_in_service(on),
        is_coming=who.joined_on is not None and who.joined_on > on,
        lead=people.find_lead(session, staff_id, on),
        postings=people.list_postings(session, staff_id),
        roles=people.list_roles(session, staff_id, on),
        grants=_current(people.list_grants(session, staff_id), on),
        deputies=deputies,
        names=people.names_of(session, {deputyship.deputy_id for deputyship in deputies}),
        sessions=people.list_sessions(session, staff_id, None, now),
        passkeys=len(people.list_passkeys(session, staff_id)),
        devices=people.list_devices(session, staff_id),
        units=people.list_units(session, on),
    )


def _current(grants: list[Grant], on: date) -> list[Grant]:
    return [grant for grant in grants if grant.until_on is None or grant.until_on >= on]
