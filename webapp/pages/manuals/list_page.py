"""Manuals to choose from: what fits now, what changed, what is mine; or one list with its pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlsplit

from flask import request
from flask_babel import gettext
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.manuals import citing, tasks, texts
from services.people import SignedIn
from services.texts import N_
from webapp.navigation import Place, list_places
from webapp.pages.manuals.institution import Workplace, find_workplace
from webapp.pages.manuals.places import PLACES
from webapp.pages.manuals.suggestions import Suggested, list_suggested

SHOWN_OF_EACH = 5
# The lists that one can look through, with their names.
LISTS = {
    "mine": N_("내 업무"),
    "kept": N_("즐겨찾기"),
    "watched": N_("지켜보는 매뉴얼"),
    "changed": N_("바뀐 매뉴얼"),
    "unit": N_("우리 부서"),
    "month": N_("이달의 업무"),
    "all": N_("모든 매뉴얼"),
}


@dataclass(frozen=True)
class Draft:
    """Something that she has begun to write and not published."""

    manual: tasks.ManualView
    line: texts.DraftLine


@dataclass(frozen=True)
class FrontPage:
    """`inherited` came to her by itself, `flags` counts open law flags by manual."""

    suggested: Sequence[Suggested]
    changed: tasks.Page
    mine: tasks.Page
    inherited: int
    drafts: Sequence[Draft]
    kept: tasks.Page
    flags: dict[int, int]
    may_create: bool
    total: int
    places: Sequence[Place]
    today: date


@dataclass(frozen=True)
class ListPage:
    """One list, page by page. `unit_id` is one that was chosen."""

    show: str
    page: tasks.Page
    unit_id: int | None
    units: Sequence[tuple[str, str]]
    flags: dict[int, int]
    today: date


def load_front_page(session: Session, person: SignedIn, now: datetime) -> FrontPage:
    staff_id, today = person.staff_id, local_day(now)
    place = find_workplace(session, person.unit_id, now)

    def few(wanted: tasks.Filter, order: tasks.Order = tasks.Order.TITLE) -> tasks.Page:
        return tasks.list_manuals(session, wanted, now, size=SHOWN_OF_EACH, order=order, staff_id=staff_id)

    changed = few(tasks.Filter(changed_for=staff_id), tasks.Order.NEWEST)
    mine = few(tasks.Filter(owner_id=staff_id), tasks.Order.REVIEW)
    kept = few(tasks.Filter(kept_by=staff_id))
    inherited = tasks.Filter(owner_id=staff_id, state=tasks.State.INHERITED)
    shown = {manual.id for page in (changed, mine, kept) for manual in page.manuals}
    return FrontPage(
        suggested=list_suggested(session, came_from()),
        changed=changed,
        mine=mine,
        inherited=tasks.count_manuals(session, inherited, now),
        drafts=_list_drafts(session, staff_id, now),
        kept=kept,
        flags=citing.count_flags(session, shown) if shown else {},
        may_create=bool(person.unit_id and tasks.may_create(session, person.unit_id, staff_id, now)),
        total=tasks.count_manuals(session, tasks.Filter(institution_id=place.institution_id), now),
        places=list_places(PLACES),
        today=today,
    )


def came_from() -> str:
    """The page of the product that she was on: what fits it stands first."""
    address = urlsplit(request.referrer or "")
    return address.path if address.netloc == request.host else "/"


def load_list_page(
    session: Session, person: SignedIn, show: str, unit_id: int | None, number: int, now: datetime
) -> ListPage:
    place = find_workplace(session, person.unit_id, now)
    wanted = _to_filter(show, person.staff_id, place, now)
    if show == "unit":
        unit_id = place.department_id
    if show in ("unit", "all") and unit_id is not None:
        wanted = replace(wanted, unit_ids=_list_below(session, unit_id, now))
    order = tasks.Order.NEWEST if show == "changed" else tasks.Order.TITLE
    page = tasks.list_manuals(session, wanted, now, page=number, order=order, staff_id=person.staff_id)
    flags = citing.count_flags(session, [manual.id for manual in page.manuals])
    units = list_unit_options(session, place, now) if show == "all" else []
    return ListPage(show, page, unit_id, units, flags, local_day(now))


def list_unit_options(session: Session, place: Workplace, now: datetime) -> list[tuple[str, str]]:
    """Departments and neighbourhood centres of the reader's institution, for a form."""
    kinds = (people.UnitKind.DEPARTMENT, people.UnitKind.NEIGHBOURHOOD_CENTRE)
    units = people.list_units_below(session, place.institution_id, local_day(now))
    named = [(str(unit.id), unit.name) for unit in units if unit.kind in kinds]
    return [("", gettext("모든 부서")), *named]


def _to_filter(show: str, staff_id: int, place: Workplace, now: datetime) -> tasks.Filter:
    wholes = tasks.Filter(institution_id=place.institution_id)
    filters = {
        "mine": tasks.Filter(owner_id=staff_id),
        "kept": tasks.Filter(kept_by=staff_id),
        "watched": tasks.Filter(watched_by=staff_id),
        "changed": tasks.Filter(changed_for=staff_id),
        "unit": tasks.Filter(),
        "month": tasks.Filter(institution_id=place.institution_id, month=local_day(now).month),
    }
    return filters.get(show, wholes)


def _list_below(session: Session, unit_id: int, now: datetime) -> list[int]:
    return [unit.id for unit in people.list_units_below(session, unit_id, local_day(now))] or [unit_id]


def _list_drafts(session: Session, staff_id: int, now: datetime) -> list[Draft]:
    lines = texts.list_own_drafts(session, staff_id)[:SHOWN_OF_EACH]
    manuals = {m.id: m for m in tasks.list_by_id(session, [line.manual_id for line in lines], now)}
    return [Draft(manuals[line.manual_id], line) for line in lines if line.manual_id in manuals]
