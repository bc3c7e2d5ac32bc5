"""Centres, their floors and seats, as those set them up who run them.

Invariants
- A seat's code is random and belongs to one seat; a new one ends what was printed before.
- What is booked stays readable: seats and centres are closed, not removed.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.errors import Conflict, Invalid, NotFound
from services.remote_work.seats.models import LONGEST_NAME, Seat, SeatCentre, SeatFloor
from services.texts import N_, tidy_line

CODE_BYTES = 8
LONGEST_PLACE = 120
MOST_COLUMNS = MOST_ROWS = 40
TRAITS = {
    "window": N_("창가"),
    "monitors": N_("모니터 2대"),
    "standing": N_("높낮이 책상"),
    "quiet": N_("조용한 구역"),
    "accessible": N_("휠체어 자리"),
}


@dataclass(frozen=True)
class FloorFeature:
    """Something besides seats that the picture of a floor shows, in cells of its grid, from 1.

    `kind`: room, door or window.
    """

    kind: str
    column: int
    row: int
    columns: int
    rows: int
    label: str = ""


@dataclass(frozen=True)
class FloorView:
    id: int
    centre_id: int
    name: str
    features: Sequence[FloorFeature]


@dataclass(frozen=True)
class SeatView:
    """`column` and `row` are the seat's cell on its floor, from 1."""

    id: int
    floor_id: int
    label: str
    column: int
    row: int
    traits: Sequence[str]
    closed_on: date | None

    def is_open(self, on: date) -> bool:
        return self.closed_on is None or on < self.closed_on


@dataclass(frozen=True)
class CentreView:
    id: int
    name: str
    place: str
    closed_on: date | None
    floors: Sequence[FloorView]
    seats: Sequence[SeatView]

    def is_open(self, on: date) -> bool:
        return self.closed_on is None or on < self.closed_on

    def seats_on(self, floor_id: int) -> list[SeatView]:
        return [seat for seat in self.seats if seat.floor_id == floor_id]


def create_centre(session: Session, name: str, place: str, now: datetime) -> int:
    """A centre without seats; its id. Raises: Invalid with each wrong field; Conflict `centre_known`."""
    name, place = tidy_line(name), tidy_line(place)
    _check_names(name, place)
    if session.scalar(select(SeatCentre.id).where(SeatCentre.name == name)) is not None:
        sentence = N_("같은 이름의 센터가 있어요.")
        raise Conflict("centre_known", sentence, fields={"name": sentence})
    row = SeatCentre(name=name, place=place, created_at=now, closed_on=None)
    session.add(row)
    session.flush()
    return row.id


def create_floor(session: Session, centre_id: int, name: str, features: Sequence[FloorFeature] = ()) -> int:
    """A floor of a centre, or the one that has this name; its id."""
    known = session.scalar(
        select(SeatFloor.id).where(SeatFloor.centre_id == centre_id, SeatFloor.name == name)
    )
    if known is not None:
        return known
    stored = [[f.kind, f.column, f.row, f.columns, f.rows, f.label] for f in features]
    row = SeatFloor(centre_id=centre_id, name=name, features=stored)
    session.add(row)
    session.flush()
    return row.id


def create_seat(
    session: Session, floor_id: int, label: str, cell: tuple[int, int], traits: Sequence[str], now: datetime
) -> int:
    """A seat with a fresh code; its id."""
    column, grid_row = cell
    row = Seat(
        floor_id=floor_id,
        label=label,
        grid_column=column,
        grid_row=grid_row,
        traits=list(traits),
        code=secrets.token_bytes(CODE_BYTES),
        coded_at=now,
        closed_on=None,
    )
    session.add(row)
    session.flush()
    return row.id


def list_centres(session: Session, on: date | None = None) -> list[CentreView]:
    """All centres with their floors and seats, or those that are open on a day; three statements."""
    query = select(SeatCentre).order_by(SeatCentre.name)
    if on is not None:
        query = query.where(or_(SeatCentre.closed_on.is_(None), SeatCentre.closed_on > on))
    return _with_seats(session, session.scalars(query).all(), on)


def get_centre(session: Session, centre_id: int, on: date | None = None) -> CentreView:
    """A centre with its seats, or with those that are there on a day. Raises: NotFound `centre_not_found`."""
    row = session.get(SeatCentre, centre_id)
    if row is None:
        raise NotFound("centre_not_found", N_("그런 센터가 없어요."))
    return _with_seats(session, [row], on)[0]


def rotate_codes(session: Session, centre_id: int, now: datetime, seat_ids: Sequence[int] = ()) -> int:
    """Gives seats of a centre, all of them or these, new codes; how many. Old paper says nothing any more."""
    seats = select(Seat).join(SeatFloor).where(SeatFloor.centre_id == centre_id)
    if seat_ids:
        seats = seats.where(Seat.id.in_(seat_ids))
    found = session.scalars(seats).all()
    for seat in found:
        seat.code, seat.coded_at = secrets.token_bytes(CODE_BYTES), now
    session.flush()
    return len(found)


@dataclass(frozen=True)
class SeatPaper:
    """What is printed for one seat."""

    seat: SeatView
    floor_name: str
    code: bytes
    coded_at: datetime


def list_papers(session: Session, centre_id: int, on: date) -> list[SeatPaper]:
    """The sheets of all seats of a centre that are there, in order of floor and label."""
    query = (
        select(Seat, SeatFloor.name)
        .join(SeatFloor)
        .where(SeatFloor.centre_id == centre_id, or_(Seat.closed_on.is_(None), Seat.closed_on > on))
        .order_by(SeatFloor.name, Seat.label)
    )
    return [
        SeatPaper(to_seat(seat), floor, seat.code, seat.coded_at) for seat, floor in session.execute(query)
    ]


def to_seat(row: Seat) -> SeatView:
    return SeatView(
        row.id, row.floor_id, row.label, row.grid_column, row.grid_row, tuple(row.traits), row.closed_on
    )


def _with_seats(session: Session, rows: Sequence[SeatCentre], on: date | None) -> list[CentreView]:
    ids = [row.id for row in rows]
    floors = session.scalars(
        select(SeatFloor).where(SeatFloor.centre_id.in_(ids)).order_by(SeatFloor.name)
    ).all()
    query = select(Seat).join(SeatFloor).where(SeatFloor.centre_id.in_(ids)).order_by(Seat.label)
    if on is not None:
        query = query.where(or_(Seat.closed_on.is_(None), Seat.closed_on > on))
    seats = [to_seat(seat) for seat in session.scalars(query)]
    views = []
    for row in rows:
        own = [_to_floor(floor) for floor in floors if floor.centre_id == row.id]
        floor_ids = {floor.id for floor in own}
        its = [seat for seat in seats if seat.floor_id in floor_ids]
        views.append(CentreView(row.id, row.name, row.place, row.closed_on, tuple(own), tuple(its)))
    return views


def _to_floor(row: SeatFloor) -> FloorView:
    features = tuple(FloorFeature(*feature) for feature in row.features)  # type: ignore[arg-type]
    return FloorView(row.id, row.centre_id, row.name, features)


def _check_names(name: str, place: str) -> None:
    wrong = {}
    if not 0 < len(name) <= LONGEST_NAME:
        wrong["name"] = N_("이름을 60자 안에서 적어 주세요.")
    if len(place) > LONGEST_PLACE:
        wrong["place"] = N_("찾아가는 곳을 120자 안에서 적어 주세요.")
    if wrong:
        raise Invalid("invalid_centre", fields=wrong)
