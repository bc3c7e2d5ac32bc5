"""Seats that are held for people until they answer: who gets which, put in with few statements.

Invariants
- An offer never takes a seat from anybody: what is booked meanwhile is left out, and said.
- One answer is for all days of one emergency.
"""

import secrets
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from services.errors import Conflict, NotFound
from services.locks import insert_missing, lock_subject
from services.remote_work.seats.bookings import ID_BYTES, SeatWish, list_closed_floors
from services.remote_work.seats.centres import list_centres
from services.remote_work.seats.days_link import open_day
from services.remote_work.seats.models import SeatBooking, SeatTaking
from services.remote_work.seats.parts import (
    BOOKED,
    CANCELLED,
    DECLINED,
    HALVES,
    OFFERED,
)
from services.remote_work.seats.stored import (
    BookingView,
    close_booking,
    free,
    get_bookings,
    lock_bookings,
    select_bookings,
)
from services.texts import N_


@dataclass(frozen=True)
class Need:
    """Somebody who needs a seat for a part of a day."""

    staff_id: int
    on: date
    part: str = "day"


class FreeSeats:
    """Which halves of which seats are free on some days, the wanted centres first."""

    def __init__(self, session: Session, days: Collection[date], centre_ids: Sequence[int]) -> None:
        self._taken = {
            (row.seat_id, row.taken_on, row.half)
            for row in session.scalars(select(SeatTaking).where(SeatTaking.taken_on.in_(days)))
        }
        self.busy = {
            (row.staff_id, row.taken_on, row.half)
            for row in session.scalars(select(SeatTaking).where(SeatTaking.taken_on.in_(days)))
        }
        self._open = {on: self._list_open(session, on, centre_ids) for on in sorted(days)}

    def find(self, needs: Sequence[Need]) -> list[int | None]:
        """A seat for each of one person's needs: one for all of them if there is one."""
        common = [s for s in self._open[needs[0].on] if all(self._is_free(s, need) for need in needs)]
        found: list[int | None] = []
        for need in needs:
            seats = common[:1] or [s for s in self._open[need.on] if self._is_free(s, need)]
            found.append(seats[0] if seats else None)
            if seats:
                self._taken |= {(seats[0], need.on, half) for half in HALVES[need.part]}
        return found

    def _is_free(self, seat_id: int, need: Need) -> bool:
        is_there = seat_id in self._open[need.on]
        return is_there and not any((seat_id, need.on, half) in self._taken for half in HALVES[need.part])

    def _list_open(self, session: Session, on: date, centre_ids: Sequence[int]) -> dict[int, None]:
        closed = list_closed_floors(session, on)
        centres = sorted(list_centres(session, on), key=lambda centre: _place_in(centre_ids, centre.id))
        return {seat.id: None for c in centres for seat in c.seats if seat.floor_id not in closed}


def hold_seats(
    session: Session,
    emergency_id: bytes,
    needs: Mapping[int, Sequence[Need]],
    seats: FreeSeats,
    now: datetime,
) -> list[BookingView]:
    """Holds a seat for as many of the needs, by person, as there are seats; the offers that were made."""
    wishes = [
        (need.staff_id, SeatWish(secrets.token_bytes(ID_BYTES), seat_id, need.on, need.part))
        for own in needs.values()
        for need, seat_id in zip(own, seats.find(own), strict=True)
        if seat_id is not None
    ]
    if not wishes:
        return []
    session.execute(insert(SeatBooking), [_to_row(staff, w, emergency_id, now) for staff, w in wishes])
    insert_missing(session, SeatTaking, [row for staff, w in wishes for row in _to_takings(staff, w)])
    return _drop_incomplete(session, [wish for _, wish in wishes])


def answer_offer(
    session: Session, staff_id: int, emergency_id: bytes, accept: bool, now: datetime
) -> list[BookingView]:
    """Takes, or leaves, all that one emergency offers to a person; the same answer again changes nothing.

    Raises: NotFound `offer_not_found`; Conflict `offer_over`.
    """
    lock_subject(session, f"seats of {staff_id}")
    mine = (SeatBooking.staff_id == staff_id, SeatBooking.emergency_id == emergency_id)
    rows = lock_bookings(session, *mine)
    if not rows:
        raise NotFound("offer_not_found", N_("그런 자리 제안이 없어요."))
    views = get_bookings(session, [row.id for row in rows])
    waiting = [row for row in rows if views[row.id].may_answer(now)]
    answered = {BOOKED} if accept else {CANCELLED}
    if not waiting and not answered & {row.state for row in rows}:
        raise Conflict("offer_over", N_("답할 수 있는 시간이 지났어요. 남은 자리를 예약해 주세요."))
    for row in waiting:
        if accept:
            row.state, row.made_at = BOOKED, now  # the seat waits for her from now on
        else:
            close_booking(session, row, CANCELLED, now, DECLINED)
    session.flush()
    found = get_bookings(session, [row.id for row in waiting])
    if accept:
        for view in found.values():
            open_day(session, view, now)
    return sorted(found.values(), key=lambda view: view.on)


def list_offers(session: Session, staff_id: int, now: datetime) -> list[BookingView]:
    """What waits for a person's answer."""
    found = select_bookings(session, SeatBooking.staff_id == staff_id, SeatBooking.state == OFFERED)
    return [view for view in found if view.may_answer(now)]


def _drop_incomplete(session: Session, wishes: Sequence[SeatWish]) -> list[BookingView]:
    """Takes back those that somebody else got a half of in the same moment."""
    ids = [wish.id for wish in wishes]
    got = Counter(session.scalars(select(SeatTaking.booking_id).where(SeatTaking.booking_id.in_(ids))))
    short = [wish.id for wish in wishes if got[wish.id] < len(HALVES[wish.part])]
    if short:
        free(session, short)
        session.execute(delete(SeatBooking).where(SeatBooking.id.in_(short)))
    return list(get_bookings(session, set(ids) - set(short)).values())


def _to_row(staff_id: int, wish: SeatWish, emergency_id: bytes, now: datetime) -> dict[str, object]:
    return {
        "id": wish.id,
        "seat_id": wish.seat_id,
        "staff_id": staff_id,
        "booked_on": wish.on,
        "part": wish.part,
        "state": OFFERED,
        "emergency_id": emergency_id,
        "made_at": now,
        "is_late": False,
    }


def _to_takings(staff_id: int, wish: SeatWish) -> list[dict[str, object]]:
    return [
        {
            "seat_id": wish.seat_id,
            "taken_on": wish.on,
            "half": half,
            "staff_id": staff_id,
            "booking_id": wish.id,
        }
        for half in HALVES[wish.part]
    ]


def _place_in(centre_ids: Sequence[int], centre_id: int) -> int:
    return centre_ids.index(centre_id) if centre_id in centre_ids else len(centre_ids)
