"""Manuals that need a hand: without anybody, come to somebody by themselves, not looked at in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.manuals import tasks
from services.people import Person, SignedIn
from services.texts import N_
from webapp.pages.manuals.institution import find_workplace

# The lists in their order, the most pressing first.
STATES: Mapping[tasks.State, str] = {
    tasks.State.UNOWNED: N_("담당 없음"),
    tasks.State.INHERITED: N_("넘어온 것"),
    tasks.State.OVERDUE: N_("확인 지남"),
    tasks.State.UNPUBLISHED: N_("게시 전"),
    tasks.State.OPEN: N_("모두"),
    tasks.State.CLOSED: N_("닫은 것"),
}
PAGE_SIZE = 50


@dataclass(frozen=True)
class AdminPage:
    """`counts` says how many each list holds; `found` are people whom a search for an owner has found."""

    state: tasks.State
    page: tasks.Page
    counts: Mapping[tasks.State, int]
    title: str
    query: str
    found: Sequence[Person]
    today: date


def load_admin_page(
    session: Session, person: SignedIn, state: tasks.State, title: str, query: str, number: int, now: datetime
) -> AdminPage:
    place = find_workplace(session, person.unit_id, now)

    def filtered(wanted: tasks.State) -> tasks.Filter:
        return tasks.Filter(institution_id=place.institution_id, state=wanted, title=title)

    order = tasks.Order.REVIEW if state is tasks.State.OVERDUE else tasks.Order.TITLE
    return AdminPage(
        state=state,
        page=tasks.list_manuals(session, filtered(state), now, page=number, size=PAGE_SIZE, order=order),
        counts={each: tasks.count_manuals(session, filtered(each), now) for each in STATES},
        title=title,
        query=query,
        found=people.search_persons(session, query, local_day(now), 10) if query else [],
        today=local_day(now),
    )
