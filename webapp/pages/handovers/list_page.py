"""Handovers of a person: what she gives, what she takes, and what she sees to."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import request
from sqlalchemy.orm import Session

from services import handovers, people
from services.clock import local_day
from services.handovers import HandoverLine, State
from services.people import Person
from webapp.context import current_person, now
from webapp.pages.handovers.words import WHY

MOST_FOUND = 30


@dataclass(frozen=True)
class ListPage:
    """`overseen` are those of other people that are not over, for a lead and for administrators."""

    taking: Sequence[HandoverLine]
    giving: Sequence[HandoverLine]
    deputed: Sequence[HandoverLine]
    overseen: Sequence[HandoverLine]
    past: Sequence[HandoverLine]


@dataclass(frozen=True)
class NewPage:
    """The form of a beginning. `persons` are those in whose stead one may begin, oneself the first."""

    id: str
    persons: Sequence[tuple[int, str]]
    why: str
    last_on: date | str
    from_id: int
    reasons: Sequence[tuple[str, str]]


def load_list_page(session: Session) -> ListPage:
    staff_id = current_person().staff_id
    running = (State.OPEN, State.OFFERED)
    taken = handovers.list_handovers(session, to_id=staff_id)
    given = handovers.list_handovers(session, from_id=staff_id)
    deputed = set(handovers.list_as_deputy(session, staff_id))
    known = {line.id for line in (*taken, *given)}
    return ListPage(
        taking=[line for line in taken if line.state is State.OFFERED],
        giving=[line for line in given if line.state in running],
        deputed=[line for line in taken if line.id in deputed],
        overseen=[each for each in handovers.list_overseen(session, staff_id, now()) if each.id not in known],
        past=[line for line in (*taken, *given) if line.state not in running and line.id not in deputed],
    )


def load_new_page(session: Session) -> NewPage:
    person, today = current_person(), local_day(now())
    typed = request.form
    own = people.get_person(session, person.staff_id, today)
    led = people.list_led(session, person.staff_id, today) if own.is_lead else []
    from_id = typed.get("from_id", "")
    return NewPage(
        id=typed.get("id", "")[:32] or secrets.token_hex(16),
        persons=[(own.id, _say(own)), *((each.id, _say(each)) for each in led)],
        why=typed.get("why", "transfer")[:20],
        last_on=typed.get("last_on", "")[:10] or today,
        from_id=int(from_id) if from_id.isascii() and from_id.isdigit() and len(from_id) < 19 else own.id,
        reasons=tuple(WHY.items()),
    )


def _say(person: Person) -> str:
    words = (person.name, person.title, f"({person.place})" if person.place else "")
    return " ".join(word for word in words if word)
