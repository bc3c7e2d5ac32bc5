"""A manual's frame as everybody sees it: whose it is, how old, and who said that it is right."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import NotFound
from services.manuals.tasks.models import Manual, ManualShare
from services.texts import N_

ALL_MONTHS = range(1, 13)


class Inherited(StrEnum):
    """Why a manual came to its owner by itself."""

    LEFT = "left"
    MOVED = "moved"
    UNIT_GONE = "unit_gone"


@dataclass(frozen=True)
class ManualView:
    """One task with its manual. `number` is 0 before the first publication.

    `review_by` is the day by which somebody must say again that it is right; None before a first time.
    `months` are those of its season, 1 to 12; `shared_with` are ids of units that do the task after it.
    """

    id: int
    institution_id: int
    unit_id: int
    unit_name: str
    owner_id: int | None
    owner_name: str
    code: str
    title: str
    keywords: tuple[str, ...]
    months: tuple[int, ...]
    review_months: int
    review_by: date | None
    verified_at: datetime | None
    verified_by_id: int | None
    verified_by_name: str
    number: int
    published_at: datetime | None
    is_open: bool
    inherited: Inherited | None
    shared_with: tuple[int, ...]

    @property
    def is_published(self) -> bool:
        return self.number > 0

    def is_overdue(self, on: date) -> bool:
        """Whether nobody has said in time that it is still right."""
        return self.is_published and (self.review_by is None or self.review_by < on)


def load_manual(session: Session, manual_id: int, now: datetime) -> ManualView:
    """Raises: NotFound `manual_not_found`."""
    found = list_by_id(session, [manual_id], now)
    if not found:
        raise NotFound("manual_not_found", N_("그런 매뉴얼이 없어요."))
    return found[0]


def list_by_id(session: Session, manual_ids: Collection[int], now: datetime) -> list[ManualView]:
    """Many at once, in the order of the ids; unknown ones are left out. In four statements."""
    query = select(Manual).where(Manual.id.in_(manual_ids)).execution_options(populate_existing=True)
    rows = {row.id: row for row in session.scalars(query)}
    return to_views(session, [rows[manual_id] for manual_id in manual_ids if manual_id in rows], now)


def to_views(session: Session, rows: Sequence[Manual], now: datetime) -> list[ManualView]:
    persons = {row.owner_id for row in rows} | {row.verified_by_id for row in rows}
    names = people.names_of(session, [staff_id for staff_id in persons if staff_id])
    units = people.names_of_units(session, {row.unit_id for row in rows}, local_day(now))
    shares = _list_shares(session, [row.id for row in rows])
    return [
        ManualView(
            id=row.id,
            institution_id=row.institution_id,
            unit_id=row.unit_id,
            unit_name=units.get(row.unit_id, ""),
            owner_id=row.owner_id,
            owner_name=names.get(row.owner_id or 0, ""),
            code=row.code,
            title=row.title,
            keywords=tuple(row.keywords),
            months=from_bits(row.months),
            review_months=row.review_months,
            review_by=row.review_by,
            verified_at=row.verified_at,
            verified_by_id=row.verified_by_id,
            verified_by_name=names.get(row.verified_by_id or 0, ""),
            number=row.number,
            published_at=row.published_at,
            is_open=row.is_open,
            inherited=Inherited(row.inherited) if row.inherited else None,
            shared_with=shares.get(row.id, ()),
        )
        for row in rows
    ]


def to_bits(months: Collection[int]) -> int:
    return sum(1 << (month - 1) for month in set(months))


def from_bits(bits: int) -> tuple[int, ...]:
    return tuple(month for month in ALL_MONTHS if bits >> (month - 1) & 1)


def _list_shares(session: Session, manual_ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    query = (
        select(ManualShare.manual_id, ManualShare.unit_id)
        .where(ManualShare.manual_id.in_(manual_ids))
        .order_by(ManualShare.unit_id)
    )
    found: dict[int, tuple[int, ...]] = {}
    for manual_id, unit_id in session.execute(query):
        found[manual_id] = (*found.get(manual_id, ()), unit_id)
    return found
