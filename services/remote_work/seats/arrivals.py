"""Checking in by the code on the seat, and what happens to seats to which nobody comes.

What a check-in says: somebody who was signed in as this person sent what stands on this seat's paper, at this
time by our clock. A photograph of the paper says the same from anywhere: nothing here proves that she sits
there, and nothing claims it. A new code (`rotate_codes`) ends the photographs of the old one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from services.clock import SEOUL, instant_of, local_day
from services.errors import Conflict, Invalid, NotFound
from services.locks import lock_subject
from services.remote_work.hours import hours_of
from services.remote_work.seats.centres import CODE_BYTES, SeatView, to_seat
from services.remote_work.seats.ending import end_away, find_away_where_booked, held_by, tell_end
from services.remote_work.seats.line import lock_to_end, take_back
from services.remote_work.seats.models import Seat, SeatBooking, SeatCentre, SeatEmergency, SeatFloor
from services.remote_work.seats.notices import NoticeKind
from services.remote_work.seats.parts import BOOKED, HERE, NO_SHOW, OFFERED, RELEASED, UNANSWERED
from services.remote_work.seats.stored import (
    BookingView,
    close_booking,
    get_bookings,
    list_my_bookings,
    lock_booking,
)
from services.texts import N_

# The paper holds an address that ends in the code; who has no camera types the code alone.
_CODE = re.compile(rf"(?:^|/)([0-9a-f]{{{2 * CODE_BYTES}}})$")


@dataclass(frozen=True)
class CodedSeat:
    """The seat whose paper was read."""

    seat: SeatView
    floor_name: str
    centre_id: int
    centre_name: str


def parse_code(text: str) -> bytes:
    """The code in what a camera read or somebody typed. Raises: Invalid `not_a_seat_code`."""
    tight = "".join(text.split()).lower()
    found = _CODE.search(tight) or _CODE.search(tight.replace("-", ""))
    if found is None:
        sentence = N_("자리 QR이 아니에요. 책상에 붙은 안내문의 QR을 비춰 주세요.")
        raise Invalid("not_a_seat_code", sentence, fields={"text": sentence})
    return bytes.fromhex(found[1])


def find_coded_seat(session: Session, code: bytes) -> CodedSeat:
    """Raises: NotFound `seat_code_unknown`, for a code that was replaced too."""
    query = (
        select(Seat, SeatFloor.name, SeatCentre.id, SeatCentre.name)
        .join(SeatFloor, SeatFloor.id == Seat.floor_id)
        .join(SeatCentre, SeatCentre.id == SeatFloor.centre_id)
        .where(Seat.code == code)
    )
    found = session.execute(query).first()
    if found is None:
        raise NotFound(
            "seat_code_unknown", N_("지금 쓰는 자리 QR이 아니에요. 새 안내문이 붙어 있는지 봐 주세요.")
        )
    seat, floor_name, centre_id, centre_name = found
    return CodedSeat(to_seat(seat), floor_name, centre_id, centre_name)


def check_in(session: Session, staff_id: int, code: bytes, now: datetime) -> BookingView:
    """Notes that the person has come to the seat that she booked; once more changes nothing.

    Raises: NotFound `seat_code_unknown`; Conflict `no_booking`, `other_seat`, `too_early`, `seat_released`.
    """
    lock_subject(session, f"seats of {staff_id}")
    coded = find_coded_seat(session, code)
    booking = _find_mine(session, staff_id, coded, now)
    if booking.state == HERE:
        return booking
    opens_at = _opens_at(session, booking)
    if now < opens_at:
        raise Conflict(
            "too_early",
            N_("%(clock)s부터 체크인할 수 있어요."),
            clock=f"{opens_at.astimezone(SEOUL):%H:%M}",
        )
    row = lock_booking(session, booking.id)
    if row is None or row.state != BOOKED:
        raise Conflict(
            "seat_released", N_("체크인이 늦어 자리가 풀렸어요. 비어 있으면 다시 예약할 수 있어요.")
        )
    row.state, row.arrived_at = HERE, now
    session.flush()
    return get_bookings(session, [booking.id])[booking.id]


def release_late(session: Session, now: datetime) -> int:
    """Frees the seats to which nobody has come in time, and what nobody answered; how many bookings ended.

    To be called every half minute or so. It also ends bookings whose people are away meanwhile: what a file
    of leave says was never decided here. All that may end is locked at once, in everybody's order.
    """
    away = find_away_where_booked(session, None, now)
    over = select(SeatEmergency.id).where(SeatEmergency.answer_until_at <= now)
    is_waited_for = and_(SeatBooking.booked_on <= local_day(now), SeatBooking.state == BOOKED)
    is_unanswered = and_(SeatBooking.state == OFFERED, SeatBooking.emergency_id.in_(over))
    rows = lock_to_end(session, or_(is_waited_for, is_unanswered, held_by(away, now)))
    return (
        end_away(session, rows, away, now)
        + _release_no_shows(session, rows, now)
        + _release_unanswered(session, rows, now)
    )


def due_at(booking: BookingView, my_day_starts_minute: int) -> datetime:
    """Until then the seat waits: after the part and the person's own hours have begun, and she has booked."""
    starts_at = max(booking.starts_at, instant_of(booking.on, my_day_starts_minute), booking.made_at)
    return min(starts_at + timedelta(minutes=booking.terms.release_after_min), booking.ends_at)


def find_due_at(session: Session, booking: BookingView) -> datetime:
    hours = hours_of(session, [booking.staff_id], booking.on)
    return due_at(booking, hours[booking.staff_id].starts_minute)


def _find_mine(session: Session, staff_id: int, coded: CodedSeat, now: datetime) -> BookingView:
    """The booking of today that is meant: of this seat first, and of those the one that waits for her."""
    today = local_day(now)
    live = [b for b in list_my_bookings(session, staff_id, today, today) if b.state in (BOOKED, HERE)]
    mine = [b for b in live if b.seat.id == coded.seat.id and now < b.ends_at]
    if mine:
        due = [b for b in mine if b.state == BOOKED and now >= _opens_at(session, b)]
        return min(due or mine, key=lambda b: b.starts_minute)
    other = next((b for b in live if now < b.ends_at), None)
    if other:
        raise Conflict(
            "other_seat",
            N_("여기는 %(here)s 자리예요. 예약한 자리는 %(centre)s %(booked)s예요."),
            here=coded.seat.label,
            centre=other.centre_name,
            booked=other.seat.label,
        )
    released = [b for b in list_my_bookings(session, staff_id, today, today) if b.state == RELEASED]
    if any(b.seat.id == coded.seat.id for b in released):
        raise Conflict(
            "seat_released", N_("체크인이 늦어 자리가 풀렸어요. 비어 있으면 다시 예약할 수 있어요.")
        )
    raise Conflict("no_booking", N_("오늘 이 자리에 예약이 없어요. 비어 있으면 예약한 뒤 체크인해 주세요."))


def _opens_at(session: Session, booking: BookingView) -> datetime:
    """Who begins her day earlier comes earlier, too."""
    mine = hours_of(session, [booking.staff_id], booking.on)[booking.staff_id].starts_minute
    starts = booking.starts_minute if booking.part == "pm" else min(booking.starts_minute, mine)
    return instant_of(booking.on, starts - booking.terms.check_in_before_min)


def _release_no_shows(session: Session, locked: Sequence[SeatBooking], now: datetime) -> int:
    """The day itself stays as it is: her plan may be in, and she may be on her way."""
    today = local_day(now)
    rows = [row for row in locked if row.state == BOOKED and row.booked_on <= today]
    views = get_bookings(session, [row.id for row in rows])
    hours = hours_of(session, {row.staff_id for row in rows}, today)
    released = 0
    for row in rows:
        view = views[row.id]
        is_past = view.on < today
        if not is_past and now < due_at(view, hours[row.staff_id].starts_minute):
            continue
        close_booking(session, row, RELEASED, now, NO_SHOW)
        take_back(session, row.id, now)
        tell_end(session, NoticeKind.RELEASED, view, now, {"minutes": str(view.terms.release_after_min)})
        released += 1
    return released


def _release_unanswered(session: Session, locked: Sequence[SeatBooking], now: datetime) -> int:
    offered = [row for row in locked if row.state == OFFERED]
    views = get_bookings(session, [row.id for row in offered])
    rows = [row for row in offered if not views[row.id].may_answer(now)]
    for row in rows:
        close_booking(session, row, RELEASED, now, UNANSWERED)
    return len(rows)
