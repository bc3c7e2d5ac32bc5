"""Handovers as those see them whom they concern."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import NotFound
from services.handovers.inventory import Item, Kind
from services.handovers.models import Handover, HandoverItem, HandoverManual
from services.people import Person
from services.texts import N_

MOST_LISTED, MOST_OVERSEEN = 60, 500


class State(StrEnum):
    OPEN = "open"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class Why(StrEnum):
    """What a handover follows: 행정업무의 운영 및 혁신에 관한 규정 제61조제1항, and leaving the house."""

    TRANSFER = "transfer"
    REORGANISATION = "reorganisation"
    DUTIES = "duties"
    RETIREMENT = "retirement"
    LEAVE = "leave"


@dataclass(frozen=True)
class Parts:
    """What people write into the form; the duties themselves come from the manuals."""

    plans: str = ""
    issues: str = ""
    unsettled: str = ""
    documents: str = ""
    goods: str = ""
    contacts: str = ""
    remarks: str = ""


@dataclass(frozen=True)
class HandedManual:
    manual_id: int
    title: str
    number: int


@dataclass(frozen=True)
class Party:
    """Somebody on one side, as she was on the last day."""

    staff_id: int
    name: str
    place: str
    title: str


@dataclass(frozen=True)
class HandoverView:
    """`items` are what the product knew of when it was offered, empty before. `receiver` may be open."""

    id: bytes
    leaver: Party
    receiver: Party | None
    as_deputy: bool
    why: Why
    origin: str
    last_on: date
    state: State
    version: int
    parts: Parts
    manuals: Sequence[HandedManual]
    items: Sequence[Item]
    opened_at: datetime
    opened_by_id: int | None
    offered_at: datetime | None
    offered_by_id: int | None
    accepted_at: datetime | None
    passed_at: datetime | None
    returned_at: datetime | None
    returned_why: str
    follows_id: bytes | None
    record_id: int | None

    @property
    def is_over(self) -> bool:
        return self.state in (State.ACCEPTED, State.WITHDRAWN)

    def concerns(self, staff_id: int) -> bool:
        return staff_id == self.leaver.staff_id or (
            self.receiver is not None and staff_id == self.receiver.staff_id and self.state != State.OPEN
        )


@dataclass(frozen=True)
class HandoverLine:
    """One of a list."""

    id: bytes
    leaver_id: int
    leaver: str
    receiver: str
    as_deputy: bool
    why: Why
    last_on: date
    state: State
    count: int
    passed_at: datetime | None
    accepted_at: datetime | None


def get_handover(session: Session, handover_id: bytes, staff_id: int, now: datetime) -> HandoverView:
    """To those whom it concerns: both sides, their leads, administrators. Raises: NotFound."""
    view = load_handover(session, handover_id)
    if not (view.concerns(staff_id) or may_oversee(session, view, staff_id, now)):
        raise missing()
    return view


def may_oversee(session: Session, view: HandoverView, staff_id: int, now: datetime) -> bool:
    """Whether somebody sees to it that this one comes to its end: the lead of the leaver, administrators."""
    today = local_day(now)
    lead = people.find_lead(session, view.leaver.staff_id, min(view.last_on, today))
    if lead is not None and lead.id == staff_id:
        return True
    return people.Role.ADMINISTRATOR in people.list_roles(session, staff_id, today)


def may_give(session: Session, view: HandoverView, staff_id: int, now: datetime) -> bool:
    """Whether somebody may write it and offer it: the leaver, or who oversees it in her stead."""
    return staff_id == view.leaver.staff_id or may_oversee(session, view, staff_id, now)


def load_handover(session: Session, handover_id: bytes) -> HandoverView:
    """Whoever asks. Raises: NotFound `handover_not_found`."""
    row = session.get(Handover, handover_id, populate_existing=True)
    if row is None or row.destroyed_at:
        raise missing()
    return to_view(session, row)


def list_handovers(
    session: Session,
    *,
    from_id: int | None = None,
    to_id: int | None = None,
    from_ids: Collection[int] | None = None,
    states: Collection[State] = tuple(State),
    limit: int = MOST_LISTED,
) -> list[HandoverLine]:
    """The newest first; in three statements. One that was not offered yet is none of its receiver's."""
    query = select(Handover).where(Handover.state.in_(states), Handover.destroyed_at.is_(None))
    if from_id is not None:
        query = query.where(Handover.from_id == from_id)
    if from_ids is not None:
        query = query.where(Handover.from_id.in_(from_ids))
    if to_id is not None:
        query = query.where(Handover.to_id == to_id, Handover.state != State.OPEN)
    rows = session.scalars(
        query.order_by(Handover.last_on.desc(), Handover.opened_at.desc()).limit(limit)
    ).all()
    counts = _count_manuals(session, [row.id for row in rows])
    names = people.names_of(session, {who for row in rows for who in (row.from_id, row.to_id) if who})
    return [
        HandoverLine(
            id=row.id,
            leaver_id=row.from_id,
            leaver=names[row.from_id],
            receiver=names.get(row.to_id or 0, ""),
            as_deputy=row.as_deputy,
            why=Why(row.why),
            last_on=row.last_on,
            state=State(row.state),
            count=counts.get(row.id, 0),
            passed_at=row.passed_at,
            accepted_at=row.accepted_at,
        )
        for row in rows
    ]


def list_overseen(session: Session, staff_id: int, now: datetime) -> list[HandoverLine]:
    """Those that are not over of people whom one leads, or led on their last day; of everybody to
    administrators."""
    today, running = local_day(now), (State.OPEN, State.OFFERED)
    if people.Role.ADMINISTRATOR in people.list_roles(session, staff_id, today):
        return list_handovers(session, states=running, limit=MOST_OVERSEEN)
    days = session.scalars(select(Handover.last_on).where(Handover.state.in_(running)).distinct())
    found = []
    for on in sorted({min(last_on, today) for last_on in days}, reverse=True):
        if led := [person.id for person in people.list_led(session, staff_id, on)]:
            lines = list_handovers(session, from_ids=led, states=running, limit=MOST_OVERSEEN)
            found += [line for line in lines if min(line.last_on, today) == on]
    return found


def count_offered(session: Session, staff_id: int) -> int:
    """How many wait for this person's yes."""
    query = select(func.count()).select_from(Handover)
    return session.scalar(query.where(Handover.to_id == staff_id, Handover.state == State.OFFERED)) or 0


def list_in_hand(session: Session, manual_ids: Collection[int]) -> dict[int, bytes]:
    """Manuals that go along with a handover which is not over, with it."""
    query = (
        select(HandoverManual.manual_id, HandoverManual.handover_id)
        .join(Handover, Handover.id == HandoverManual.handover_id)
        .where(HandoverManual.manual_id.in_(manual_ids), Handover.state.in_((State.OPEN, State.OFFERED)))
    )
    return dict(session.execute(query).all())


def has_handovers(session: Session, staff_id: int) -> bool:
    """Whether any concerns a person: for what home shows."""
    hers = or_(Handover.from_id == staff_id, Handover.to_id == staff_id)
    return session.scalar(select(Handover.id).where(hers).limit(1)) is not None


def to_view(session: Session, row: Handover) -> HandoverView:
    who = [staff_id for staff_id in (row.from_id, row.to_id) if staff_id]
    persons = people.list_persons(session, who, row.last_on)
    if row.to_id:
        # Who has come newly is known by her place from the next day on.
        after = local_day(row.accepted_at or row.offered_at or row.opened_at)
        later = people.list_persons(session, [row.to_id], max(after, row.last_on))
        persons |= later if later[row.to_id].unit_id else {}
    return HandoverView(
        **{name: getattr(row, name) for name in _PLAIN},
        leaver=_to_party(persons, row.from_id),
        receiver=_to_party(persons, row.to_id) if row.to_id else None,
        why=Why(row.why),
        state=State(row.state),
        parts=Parts(**{name: getattr(row, name) for name in Parts.__dataclass_fields__}),
        manuals=_list_manuals(session, row.id),
        items=_list_items(session, row.id),
    )


def missing() -> NotFound:
    return NotFound("handover_not_found", N_("그런 인계서가 없어요."))


_PLAIN = HandoverView.__dataclass_fields__.keys() - {
    "leaver",
    "receiver",
    "why",
    "state",
    "parts",
    "manuals",
    "items",
}


def _to_party(persons: Mapping[int, Person], staff_id: int) -> Party:
    person = persons[staff_id]
    return Party(staff_id, person.name, person.place, person.title)


def _list_manuals(session: Session, handover_id: bytes) -> list[HandedManual]:
    query = select(HandoverManual.manual_id, HandoverManual.title, HandoverManual.number)
    rows = session.execute(
        query.where(HandoverManual.handover_id == handover_id).order_by(
            HandoverManual.title, HandoverManual.manual_id
        )
    )
    return [HandedManual(*row) for row in rows]


def _list_items(session: Session, handover_id: bytes) -> list[Item]:
    query = select(HandoverItem).where(HandoverItem.handover_id == handover_id)
    rows = session.scalars(query.order_by(HandoverItem.position))
    return [Item(Kind(row.kind), row.text, row.due_on, row.manual_id) for row in rows]


def _count_manuals(session: Session, ids: Sequence[bytes]) -> dict[bytes, int]:
    query = select(HandoverManual.handover_id, func.count()).where(HandoverManual.handover_id.in_(ids))
    return dict(session.execute(query.group_by(HandoverManual.handover_id)).all())
