"""Plans as they are kept: who is in which group, who eats when on a day, agreed swaps taken in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import workdays
from services.cafeteria.slots.models import LunchMember, LunchPlan, LunchSwap, LunchWeek
from services.errors import NotFound
from services.texts import N_

DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"
ASKED, AGREED, REFUSED = "asked", "agreed", "refused"

Row = TypeVar("Row", LunchMember, LunchWeek)


@dataclass(frozen=True)
class LunchPlanMember:
    """A department, or a team of one that keeps a counter. Groups count from 1."""

    unit_id: int
    group_number: int
    least_present: int = 0


@dataclass(frozen=True)
class AgreedSwap:
    """Two members who eat in each other's slot on some days."""

    unit_id: int
    other_unit_id: int
    from_on: date
    until_on: date
    agreed_at: datetime | None

    def partner_of(self, unit_id: int, on: date) -> int | None:
        if not self.from_on <= on <= self.until_on:
            return None
        return {self.unit_id: self.other_unit_id, self.other_unit_id: self.unit_id}.get(unit_id)


@dataclass(frozen=True)
class LunchPlanView:
    """One plan with all that belongs to it. A draft has no weeks: they are chosen when it is published."""

    id: int
    cafeteria_id: int
    from_on: date
    until_on: date
    slot_minutes: tuple[int, ...]
    slot_length_min: int
    state: str
    made_by_id: int | None
    made_at: datetime
    published_by_id: int | None
    published_at: datetime | None
    members: Mapping[int, LunchPlanMember]
    weeks: Mapping[date, tuple[int, ...]]
    swaps: tuple[AgreedSwap, ...]

    @property
    def groups(self) -> int:
        return len(self.slot_minutes)

    @property
    def is_draft(self) -> bool:
        return self.state == DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == PUBLISHED

    def holds_on(self, on: date) -> bool:
        return self.is_published and self.from_on <= on <= self.until_on

    def swap_of(self, unit_id: int, on: date) -> AgreedSwap | None:
        return next((swap for swap in self.swaps if swap.partner_of(unit_id, on) is not None), None)

    def starts_of(self, unit_id: int, on: date) -> int | None:
        """The first minute of a member's slot on a day, its swaps taken in; None for who is no member."""
        swap = self.swap_of(unit_id, on)
        eats_as = swap.partner_of(unit_id, on) if swap else unit_id
        member = self.members.get(eats_as or unit_id)
        places = self.weeks.get(workdays.monday_of(on))
        if member is None or places is None or not self.from_on <= on <= self.until_on:
            return None
        return self.slot_minutes[places[member.group_number - 1]]


def get_plan_row(session: Session, plan_id: int) -> LunchPlan:
    """Raises: NotFound `plan_not_found`."""
    row = session.get(LunchPlan, plan_id, populate_existing=True)
    if row is None:
        raise NotFound("plan_not_found", N_("그런 배식 계획이 없어요."))
    return row


def load_lunch_plan(session: Session, plan_id: int) -> LunchPlanView:
    """Raises: NotFound `plan_not_found`."""
    return _load(session, [get_plan_row(session, plan_id)])[0]


def list_lunch_plans(session: Session, cafeteria_id: int) -> list[LunchPlanView]:
    """All plans of a cafeteria, the latest days first."""
    query = select(LunchPlan).where(LunchPlan.cafeteria_id == cafeteria_id)
    return _load(
        session, session.scalars(query.order_by(LunchPlan.from_on.desc(), LunchPlan.id.desc())).all()
    )


def list_published_plans(
    session: Session, from_on: date, until_on: date, cafeteria_id: int | None = None
) -> list[LunchPlanView]:
    """The published plans that share a day with the period, in order: of one cafeteria, or of all."""
    query = select(LunchPlan).where(
        LunchPlan.state == PUBLISHED, LunchPlan.from_on <= until_on, LunchPlan.until_on >= from_on
    )
    if cafeteria_id is not None:
        query = query.where(LunchPlan.cafeteria_id == cafeteria_id)
    return _load(session, session.scalars(query.order_by(LunchPlan.from_on, LunchPlan.id)).all())


def find_published_plan(session: Session, cafeteria_id: int, on: date) -> LunchPlanView | None:
    """The plan of a cafeteria that holds on a day."""
    return next(iter(list_published_plans(session, on, on, cafeteria_id)), None)


def _load(session: Session, rows: Sequence[LunchPlan]) -> list[LunchPlanView]:
    ids = [row.id for row in rows]
    members: dict[int, dict[int, LunchPlanMember]] = {plan_id: {} for plan_id in ids}
    for member in _rows_of(session, LunchMember, ids):
        members[member.plan_id][member.unit_id] = LunchPlanMember(
            member.unit_id, member.group_number, member.least_present
        )
    weeks: dict[int, dict[date, tuple[int, ...]]] = {plan_id: {} for plan_id in ids}
    for week in _rows_of(session, LunchWeek, ids):
        weeks[week.plan_id][week.week_on] = tuple(week.places)
    swaps: dict[int, list[AgreedSwap]] = {plan_id: [] for plan_id in ids}
    agreed = select(LunchSwap).where(LunchSwap.plan_id.in_(ids), LunchSwap.state == AGREED)
    for swap in session.scalars(agreed.order_by(LunchSwap.from_on, LunchSwap.id)):
        swaps[swap.plan_id].append(
            AgreedSwap(swap.unit_id, swap.other_unit_id, swap.from_on, swap.until_on, swap.answered_at)
        )
    return [_to_view(row, members[row.id], weeks[row.id], swaps[row.id]) for row in rows]


def _rows_of(session: Session, table: type[Row], ids: list[int]) -> Iterable[Row]:
    return session.scalars(select(table).where(table.plan_id.in_(ids)))


def _to_view(
    row: LunchPlan,
    members: Mapping[int, LunchPlanMember],
    weeks: Mapping[date, tuple[int, ...]],
    swaps: Sequence[AgreedSwap],
) -> LunchPlanView:
    return LunchPlanView(
        id=row.id,
        cafeteria_id=row.cafeteria_id,
        from_on=row.from_on,
        until_on=row.until_on,
        slot_minutes=tuple(row.slot_minutes),
        slot_length_min=row.slot_length_min,
        state=row.state,
        made_by_id=row.made_by_id,
        made_at=row.made_at,
        published_by_id=row.published_by_id,
        published_at=row.published_at,
        members=members,
        weeks=dict(sorted(weeks.items())),
        swaps=tuple(swaps),
    )
