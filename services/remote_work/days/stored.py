"""Remote days as they are read."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, aliased

from services.errors import NotFound
from services.remote_work.days.day_types import ID_BYTES, ClosedWhy, Origin, Place, RemoteDayView
from services.remote_work.days.models import RemoteDay, RemoteOrigin, RemoteText
from services.texts import N_

DayKey = tuple[int, date]


def list_days(
    session: Session, staff_ids: Collection[int], from_on: date, until_on: date
) -> list[RemoteDayView]:
    """The open days of these people in a period, both ends taken in, by day and person; in two statements."""
    held = (RemoteDay.staff_id.in_(staff_ids), RemoteDay.held_on >= from_on, RemoteDay.held_on <= until_on)
    said = (
        RemoteOrigin.staff_id.in_(staff_ids),
        RemoteOrigin.held_on >= from_on,
        RemoteOrigin.held_on <= until_on,
    )
    return _load(session, load_origins(session, *said), *held, RemoteDay.is_open.is_(True))


def find_day(session: Session, staff_id: int, on: date) -> RemoteDayView | None:
    """A person's day, open or closed; None where nobody ever called it remote."""
    said = (RemoteOrigin.staff_id == staff_id, RemoteOrigin.held_on == on)
    held = (RemoteDay.staff_id == staff_id, RemoteDay.held_on == on)
    return next(iter(_load(session, load_origins(session, *said), *held)), None)


def lock_day(session: Session, staff_id: int, on: date) -> RemoteDay:
    """The row as it is now; two devices change a day one after the other. Raises: NotFound `not_remote`."""
    query = select(RemoteDay).where(RemoteDay.staff_id == staff_id, RemoteDay.held_on == on)
    row = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise not_remote()
    return row


def not_remote() -> NotFound:
    return NotFound("not_remote", N_("그날은 재택근무나 스마트워크센터 근무로 정해지지 않았어요."))


def day_key(staff_id: int, on: date) -> bytes:
    """A day as 16 bytes, for what names things by bytes."""
    return staff_id.to_bytes(8, "big") + on.toordinal().to_bytes(8, "big")


def day_of_key(key: bytes) -> DayKey:
    """Whose day a key names, and which. Raises: NotFound `not_remote` for bytes that name none."""
    staff_id, ordinal = int.from_bytes(key[:8], "big"), int.from_bytes(key[8:], "big")
    if len(key) != ID_BYTES or not 1 <= ordinal <= date.max.toordinal():
        raise not_remote()
    return staff_id, date.fromordinal(ordinal)


def load_origins(session: Session, *where: ColumnElement[bool]) -> dict[DayKey, list[RemoteOrigin]]:
    found: dict[DayKey, list[RemoteOrigin]] = {}
    order = (RemoteOrigin.said_at, RemoteOrigin.origin_kind, RemoteOrigin.origin_id)
    query = select(RemoteOrigin).where(*where).order_by(*order)
    for row in session.scalars(query.execution_options(populate_existing=True)):
        found.setdefault((row.staff_id, row.held_on), []).append(row)
    return found


@dataclass(frozen=True)
class Days:
    """Some days of one date or of one person: what a statement can name without comparing all with all."""

    keys: Sequence[DayKey]

    def among(self, table: type[RemoteDay] | type[RemoteOrigin]) -> ColumnElement[bool]:
        staff_ids, dates = {key[0] for key in self.keys}, {key[1] for key in self.keys}
        return and_(table.staff_id.in_(staff_ids), table.held_on.in_(dates))


def in_parts(keys: Iterable[DayKey]) -> Iterator[Days]:
    """By date and person, for everybody in this order: two at once never wait for each other."""
    by_date: dict[date, list[DayKey]] = {}
    for key in sorted(set(keys), key=lambda key: (key[1], key[0])):
        by_date.setdefault(key[1], []).append(key)
    if len({key[0] for group in by_date.values() for key in group}) == 1:
        yield Days([key for group in by_date.values() for key in group])
    else:
        yield from map(Days, by_date.values())


def _load(
    session: Session, origins: Mapping[DayKey, Sequence[RemoteOrigin]], *where: ColumnElement[bool]
) -> list[RemoteDayView]:
    plan, result = aliased(RemoteText), aliased(RemoteText)
    query = (
        select(RemoteDay, plan.state.label("plan_state"), result.state.label("result_state"))
        .outerjoin(plan, plan.id == RemoteDay.plan_id)
        .outerjoin(result, result.id == RemoteDay.result_id)
        .where(*where)
        .order_by(RemoteDay.held_on, RemoteDay.staff_id)
    )
    rows = session.execute(query.execution_options(populate_existing=True))
    return [
        _to_view(row, plan_state, result_state, origins.get((row.staff_id, row.held_on), ()))
        for row, plan_state, result_state in rows
    ]


def _to_view(
    row: RemoteDay, plan_state: str | None, result_state: str | None, origins: Sequence[RemoteOrigin]
) -> RemoteDayView:
    return RemoteDayView(
        staff_id=row.staff_id,
        on=row.held_on,
        place=Place(row.place),
        is_open=row.is_open,
        closed_why=ClosedWhy(row.closed_why) if row.closed_why else None,
        origins=[Origin(origin.origin_kind, origin.origin_id) for origin in origins],
        plan_id=row.plan_id,
        plan_state=plan_state,
        result_id=row.result_id,
        result_state=result_state,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )
