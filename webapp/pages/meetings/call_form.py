"""The form of a call: what it is about, when, and who is to come."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask import request
from sqlalchemy.orm import Session

from services import meetings, people
from services.clock import local_day
from services.meetings import Call, Choice, GroupView
from services.people import Person, UnitView
from webapp.context import current_person, now
from webapp.forms import text
from webapp.pages.people.colleagues import list_nearby

ID_BYTES = 16
MOST_NEARBY, MOST_FOUND, MOST_NAMED = 12, 20, 300
LARGEST_ID = 2**63 - 1
CALLS_MANY = frozenset({"team_lead", "administrator"})


@dataclass(frozen=True)
class CallForm:
    """What was typed. `wanted` is what is searched for, `group_name` a name to keep these people under."""

    id: str
    title: str = ""
    starts_in: str = "0"
    place: str = ""
    unit_ids: Sequence[int] = ()
    other_unit: str = ""
    group_ids: Sequence[bytes] = ()
    staff_ids: Sequence[int] = ()
    wanted: str = ""
    group_name: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def choice(self) -> Choice:
        other = [int(self.other_unit)] if self.other_unit.isascii() and self.other_unit.isdigit() else []
        units = [number for number in (*self.unit_ids, *other) if number <= LARGEST_ID]
        return Choice(units, self.group_ids, self.staff_ids)

    @property
    def call(self) -> Call:
        starts_in = int(self.starts_in) if self.starts_in in ("0", "10", "30", "60") else -1
        return Call(to_bytes(self.id), self.title, starts_in, self.place)


@dataclass(frozen=True)
class CallPage:
    """`own` are the units at hand with the number of their people, `units` all others, for who may call them.

    `found` are those whom a search has found, None before one.
    """

    form: CallForm
    own: Sequence[tuple[UnitView, int]]
    units: Sequence[UnitView]
    groups: Sequence[GroupView]
    chosen: Sequence[Person]
    found: Sequence[Person] | None
    nearby: Sequence[Person]


def empty_call() -> CallForm:
    return CallForm(new_id())


def read_call() -> CallForm:
    return CallForm(
        id=text("id"),
        title=text("title"),
        starts_in=text("starts_in"),
        place=text("place"),
        unit_ids=_numbers("units"),
        other_unit=text("other_unit")[:18],
        group_ids=[raw for value in request.form.getlist("groups")[:20] if (raw := to_bytes(value))],
        staff_ids=_numbers("persons"),
        wanted=text("wanted")[:40],
        group_name=text("group_name"),
    )


def again(form: CallForm, wrong: Mapping[str, str], *, is_new: bool) -> CallForm:
    """As it was typed; who sends again after another one went out wants a new one."""
    return replace(form, wrong=wrong, id=new_id() if is_new or not to_bytes(form.id) else form.id)


def load_call_page(session: Session, form: CallForm) -> CallPage:
    person, on = current_person(), local_day(now())
    units = people.list_units(session, on)
    chosen = people.list_persons(session, form.staff_ids, on)
    found = people.search_persons(session, form.wanted, on, MOST_FOUND) if form.wanted else None
    shown = {person.staff_id, *chosen}
    listed = shown | {member.id for member in found or ()}
    nearby = [member for member in list_nearby(session, person, on) if member.id not in listed]
    return CallPage(
        form=form,
        own=_list_own(session, units, person.unit_id),
        units=units if CALLS_MANY & person.roles else [],
        groups=meetings.list_groups(session, person.staff_id),
        chosen=list(chosen.values()),
        found=None if found is None else [member for member in found if member.id not in shown],
        nearby=nearby[:MOST_NEARBY],
    )


def to_bytes(text: str) -> bytes:
    """An id of 16 bytes, empty for what is none."""
    try:
        found = bytes.fromhex(text)
    except ValueError:
        return b""
    return found if len(found) == ID_BYTES else b""


def new_id() -> str:
    return secrets.token_hex(ID_BYTES)


def _list_own(session: Session, units: Sequence[UnitView], unit_id: int | None) -> list[tuple[UnitView, int]]:
    """My unit and those above it, but for the whole house."""
    by_id, places = {unit.id: unit for unit in units}, people.list_workplaces(session, local_day(now()))
    own: list[tuple[UnitView, int]] = []
    while unit_id is not None and unit_id in by_id and by_id[unit_id].parent_id is not None:
        unit = by_id[unit_id]
        below = {unit_id}
        for other in units:  # parents come before children
            if other.parent_id in below:
                below.add(other.id)
        own.append((unit, sum(place in below for place in places.values())))
        unit_id = unit.parent_id
    return own


def _numbers(name: str) -> list[int]:
    typed = request.form.getlist(name)[:MOST_NAMED]
    found = [int(value) for value in typed if value.isascii() and value.isdigit() and len(value) < 19]
    return list(dict.fromkeys(found))
