"""Wishes and fixed days as their pages show them. Nobody is asked why, so no field takes a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import request
from sqlalchemy.orm import Session

from services import approvals, people
from services.clock import local_day
from services.errors import Invalid
from services.people import Person, SignedIn
from services.remote_work import rotation
from services.texts import N_
from webapp.forms import day, find_day, find_number, text
from webapp.pages.people.staff_number import find_by_number
from webapp.pages.remote_work.rotation_calendar import PLANNER

ID_BYTES = 16


@dataclass(frozen=True)
class FixedDays:
    """`members` are those for whom a lead fixes days; a planner names anybody by her number."""

    members: Sequence[Person]
    is_planner: bool
    fixed: Sequence[rotation.RotationWishView]
    names: Mapping[int, str]
    own_id: int
    today: date

    @property
    def people(self) -> list[tuple[int, str]]:
        """The choices of the form."""
        return [(each.id, f"{each.name} {each.title}".strip()) for each in self.members]


def load_fixed_days(session: Session, person: SignedIn, now: datetime) -> FixedDays:
    today = local_day(now)
    is_planner = PLANNER in person.roles
    led = people.list_persons(session, approvals.list_reached(session, person.staff_id, now), today)
    members = sorted(led.values(), key=lambda each: (each.place, each.name, each.number))
    wishes = rotation.list_wishes_between(session, None if is_planner else list(led), today, date.max)
    fixed = [wish for wish in wishes if wish.is_fixed]
    names = people.names_of(session, {wish.staff_id for wish in fixed} | {wish.made_by_id for wish in fixed})
    return FixedDays(members, is_planner, fixed, names, person.staff_id, today)


def read_wish(staff_id: int) -> rotation.WishForm:
    """My own wish. Raises: Invalid with each wrong field."""
    return rotation.WishForm(
        read_form_id("wish_id"), staff_id, text("want"), _weekday(), day("from_on"), _until_on()
    )


def read_fixed(session: Session, on: date) -> rotation.WishForm:
    """A fixed day of somebody. Raises: Invalid."""
    staff_id = find_number("staff_id") or find_by_number(session, "number", on)
    return rotation.WishForm(
        read_form_id("wish_id"),
        staff_id,
        text("want"),
        _weekday(),
        day("from_on"),
        _until_on(),
        is_fixed=True,
    )


def read_form_id(name: str) -> bytes:
    """The id that the form was made with. Raises: Invalid."""
    try:
        found = bytes.fromhex(text(name))
    except ValueError:
        found = b""
    if len(found) != ID_BYTES:
        raise Invalid(name, N_("화면이 오래되어 보내지 못했어요. 새로 고친 뒤 다시 해 주세요."))
    return found


def _weekday() -> int | None:
    sent = request.form.get("weekday", "")
    if sent and sent not in "01234":
        sentence = N_("월요일부터 금요일 가운데 골라 주세요.")
        raise Invalid("weekday", sentence, fields={"weekday": sentence})
    return int(sent) if sent else None


def _until_on() -> date:
    """One day where no end is given."""
    return find_day("until_on") or day("from_on")
