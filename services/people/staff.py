"""Members of staff come and change. They are matched by staff number, never by name."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.errors import Conflict, Invalid, NotFound
from services.people.assignments import assign_person, normalise_title
from services.people.models import Assignment, Password, RoleGrant, Staff
from services.people.names import initials_of, normalise_email, normalise_name, normalise_number
from services.people.roles import Role, grant_role
from services.texts import N_

LANGUAGES = ("ko", "en")


@dataclass(frozen=True)
class NewPerson:
    """Somebody who begins on a day; `roles` are those that must be granted, not staff or lead."""

    number: str
    name: str
    from_on: date
    unit_id: int | None = None
    title: str = ""
    is_lead: bool = False
    email: str | None = None
    roles: Sequence[Role] = ()


def create_person(session: Session, person: NewPerson, by_id: int | None, now: datetime) -> int:
    """A new member of staff, who cannot sign in before a password was issued; the id.

    Raises: Invalid with the wrong field; Conflict `staff_number_taken`; NotFound `unit_not_found`.
    """
    row = _to_row(person, now)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        sentence = N_("이미 있는 직원번호예요.")
        raise Conflict("staff_number_taken", sentence, fields={"number": sentence}) from None
    if person.unit_id is not None:
        assign_person(
            session, row.id, person.unit_id, person.from_on, title=person.title, is_lead=person.is_lead
        )
    for role in person.roles:
        grant_role(session, row.id, role, person.from_on, by_id=by_id, now=now)
    return row.id


def create_persons(
    session: Session, persons: Iterable[NewPerson], now: datetime, *, password_hash: str | None = None
) -> dict[str, int]:
    """Many new people in few statements, for a demonstration or a first filling; ids by staff number.

    All get the same password hash, if any, and need not change it: hashing is slow on purpose.
    Not checked: that units exist on the day (the database refuses unknown ones).
    """
    wanted = list(persons)
    rows = [_to_row(person, now) for person in wanted]
    session.add_all(rows)
    session.flush()
    ids = {row.number: row.id for row in rows}
    for row, person in zip(rows, wanted, strict=True):
        session.add_all(_first_rows(row.id, person, password_hash, now))
    session.flush()
    return ids


def update_person(session: Session, staff_id: int, *, name: str, email: str | None) -> None:
    """Corrects what a person is called and written to. Raises: NotFound; Invalid with the wrong field."""
    row = get_staff_row(session, staff_id)
    row.name = normalise_name(name)
    row.initials = initials_of(row.name)
    row.email = normalise_email(email) if email else None
    session.flush()


def choose_language(session: Session, staff_id: int, language: str) -> None:
    """Raises: Invalid `language`."""
    if language not in LANGUAGES:
        raise Invalid("language")
    get_staff_row(session, staff_id).language = language
    session.flush()


def get_staff_row(session: Session, staff_id: int) -> Staff:
    """Raises: NotFound `person_not_found`."""
    row = session.get(Staff, staff_id)
    if row is None:
        raise NotFound("person_not_found", N_("그런 직원이 없어요."))
    return row


def _to_row(person: NewPerson, now: datetime) -> Staff:
    name = normalise_name(person.name)
    return Staff(
        number=normalise_number(person.number),
        name=name,
        initials=initials_of(name),
        email=normalise_email(person.email) if person.email else None,
        joined_on=person.from_on,
        user_handle=secrets.token_bytes(32),
        created_at=now,
    )


def _first_rows(
    staff_id: int, person: NewPerson, password_hash: str | None, now: datetime
) -> Iterator[Assignment | RoleGrant | Password]:
    if person.unit_id is not None:
        yield Assignment(
            staff_id=staff_id,
            unit_id=person.unit_id,
            title=normalise_title(person.title),
            is_lead=person.is_lead,
            from_on=person.from_on,
        )
    for role in person.roles:
        yield RoleGrant(staff_id=staff_id, role=role, from_on=person.from_on, granted_at=now)
    if password_hash is not None:
        yield Password(staff_id=staff_id, hash=password_hash, changed_at=now, must_change=False)
