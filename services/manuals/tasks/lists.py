"""Lists of manuals by what one looks for; each of them stands on an index, however many there are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from services.clock import local_day
from services.manuals.tasks.marks import Mark, list_marks
from services.manuals.tasks.models import Manual, ManualMark, ManualOwner, ManualShare
from services.manuals.tasks.views import ManualView, to_views

PAGE_SIZE, MOST_A_PAGE = 30, 200


class State(StrEnum):
    """`OVERDUE` is published and not confirmed in time, `INHERITED` came to its owner by itself, `UNOWNED`
    has none, `UNPUBLISHED` has no text yet."""

    OPEN = "open"
    CLOSED = "closed"
    OVERDUE = "overdue"
    INHERITED = "inherited"
    UNOWNED = "unowned"
    UNPUBLISHED = "unpublished"


class Order(StrEnum):
    TITLE = "title"
    REVIEW = "review"
    NEWEST = "newest"


@dataclass(frozen=True)
class Filter:
    """What is looked for; all that is given must hold. `unit_ids` finds what is shared with them as well.

    `watched_by`, `kept_by` (favourites) and `changed_for` (watched or kept, and changed since) are persons.
    `title` is a part of the title; `month` is 1 to 12.
    """

    institution_id: int | None = None
    unit_ids: Collection[int] | None = None
    owner_id: int | None = None
    watched_by: int | None = None
    kept_by: int | None = None
    changed_for: int | None = None
    once_owned_by: int | None = None
    state: State = State.OPEN
    month: int | None = None
    title: str = ""
    code: str = ""


@dataclass(frozen=True)
class Page:
    """One page; `number` counts from 1. `marks` has an entry for those that the person has marked."""

    manuals: tuple[ManualView, ...]
    marks: dict[int, Mark]
    total: int
    number: int
    size: int

    @property
    def count(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // self.size))

    def is_changed(self, manual: ManualView) -> bool:
        mark = self.marks.get(manual.id)
        return mark is not None and mark.seen_number < manual.number


def list_manuals(
    session: Session,
    wanted: Filter,
    now: datetime,
    *,
    page: int = 1,
    size: int = PAGE_SIZE,
    order: Order = Order.TITLE,
    staff_id: int | None = None,
) -> Page:
    """One page of manuals; `staff_id` is the person whose marks are shown beside them."""
    conditions = _conditions(wanted, local_day(now))
    size = min(max(size, 1), MOST_A_PAGE)
    total = session.scalar(select(func.count()).select_from(Manual).where(*conditions)) or 0
    page = min(max(page, 1), max(1, -(-total // size)))
    query = _ordered(select(Manual).where(*conditions), order)
    rows = session.scalars(query.limit(size).offset((page - 1) * size)).all()
    marks = list_marks(session, [row.id for row in rows], staff_id) if staff_id else {}
    return Page(tuple(to_views(session, rows, now)), marks, total, page, size)


def list_ids(session: Session, wanted: Filter, now: datetime) -> list[int]:
    """The ids of all that fit, in the order of the ids: for exports and packs."""
    query = select(Manual.id).where(*_conditions(wanted, local_day(now))).order_by(Manual.id)
    return list(session.scalars(query))


def list_owner_units(session: Session, owner_ids: Collection[int] | None = None) -> list[tuple[int, int]]:
    """Pairs of a person and a unit of which she looks after an open manual; of everybody, or of these."""
    pairs = select(Manual.owner_id, Manual.unit_id).where(Manual.is_open, Manual.owner_id.is_not(None))
    if owner_ids is not None:
        pairs = pairs.where(Manual.owner_id.in_(owner_ids))
    return [(owner_id, unit_id) for owner_id, unit_id in session.execute(pairs.distinct()) if owner_id]


def count_by_unit(session: Session, institution_id: int) -> dict[int, int]:
    """How many open and published manuals each unit of an institution has."""
    query = (
        select(Manual.unit_id, func.count())
        .where(Manual.institution_id == institution_id, Manual.is_open, Manual.number > 0)
        .group_by(Manual.unit_id)
    )
    return dict(session.execute(query).all())


def count_manuals(session: Session, wanted: Filter, now: datetime) -> int:
    conditions = _conditions(wanted, local_day(now))
    return session.scalar(select(func.count()).select_from(Manual).where(*conditions)) or 0


def _ordered(query: Select[Manual], order: Order) -> Select[Manual]:
    if order is Order.REVIEW:
        return query.order_by(Manual.review_by.is_not(None), Manual.review_by, Manual.id)
    if order is Order.NEWEST:
        return query.order_by(Manual.published_at.desc(), Manual.id.desc())
    return query.order_by(Manual.title, Manual.id)


def _conditions(wanted: Filter, on: date) -> list[ColumnElement[bool]]:
    found = [_state(wanted.state, on), *_persons(wanted)]
    if wanted.institution_id is not None:
        found.append(Manual.institution_id == wanted.institution_id)
    if wanted.unit_ids is not None:
        # As one list of ids: with an OR, PostgreSQL would read all manuals there are.
        own = select(Manual.id).where(Manual.unit_id.in_(wanted.unit_ids))
        shared = select(ManualShare.manual_id).where(ManualShare.unit_id.in_(wanted.unit_ids))
        found.append(Manual.id.in_(own.union_all(shared)))
    if wanted.month is not None:
        found.append(Manual.months.bitwise_and(1 << (wanted.month - 1)) != 0)
    if wanted.title:
        found.append(Manual.title.icontains(wanted.title.replace("\x00", ""), autoescape=True))
    if wanted.code:
        found.append(Manual.code == wanted.code.replace("\x00", ""))
    return found


def _persons(wanted: Filter) -> list[ColumnElement[bool]]:
    found = []
    if wanted.owner_id is not None:
        found.append(Manual.owner_id == wanted.owner_id)
    if wanted.once_owned_by is not None:
        once = select(ManualOwner.manual_id).where(ManualOwner.owner_id == wanted.once_owned_by)
        found.append(Manual.id.in_(once))
    marks = select(ManualMark.manual_id)
    if wanted.watched_by is not None:
        watched = marks.where(ManualMark.staff_id == wanted.watched_by, ManualMark.is_watched)
        found.append(Manual.id.in_(watched))
    if wanted.kept_by is not None:
        found.append(
            Manual.id.in_(marks.where(ManualMark.staff_id == wanted.kept_by, ManualMark.is_favourite))
        )
    if wanted.changed_for is not None:
        changed = marks.join(Manual, Manual.id == ManualMark.manual_id).where(
            ManualMark.staff_id == wanted.changed_for, ManualMark.seen_number < Manual.number
        )
        found.append(Manual.id.in_(changed))
    return found


def _state(state: State, on: date) -> ColumnElement[bool]:
    late = or_(Manual.review_by.is_(None), Manual.review_by < on)
    states: dict[State, ColumnElement[bool]] = {
        State.OPEN: Manual.is_open.is_(True),
        State.CLOSED: ~Manual.is_open,
        State.OVERDUE: Manual.is_open & (Manual.number > 0) & late,
        State.INHERITED: Manual.is_open & Manual.inherited.is_not(None),
        State.UNOWNED: Manual.is_open & Manual.owner_id.is_(None),
        State.UNPUBLISHED: Manual.is_open & (Manual.number == 0),
    }
    return states[state]
