"""When people cannot work where they usually do: seats are held for all of them until they answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import notifications, people, workdays
from services.clock import instant_of, local_day
from services.errors import Invalid
from services.locks import lock_subject
from services.remote_work.seats.away import find_away
from services.remote_work.seats.models import LONGEST_WHY, SeatBooking, SeatEmergency
from services.remote_work.seats.notices import NoticeKind
from services.remote_work.seats.offers import FreeSeats, Need, hold_seats
from services.remote_work.seats.parts import DAY, HALVES
from services.remote_work.seats.rules import get_seat_terms
from services.remote_work.seats.stored import BookingView
from services.texts import N_, tidy_line

LONGEST_DAYS, MOST_UNITS, MOST_ANSWER_HOURS = 31, 60, 72


@dataclass(frozen=True)
class EmergencyPlan:
    """Who needs seats when, and why. `id` is 16 bytes that the form made; `centre_ids` come first."""

    id: bytes
    why: str
    from_on: date
    until_on: date
    unit_ids: Sequence[int]
    centre_ids: Sequence[int] = ()
    answer_hours: int = 3


@dataclass(frozen=True)
class EmergencyView:
    """`people_count` are those who needed a seat, `without_count` those of them who got none on some day."""

    id: bytes
    why: str
    from_on: date
    until_on: date
    answer_until_at: datetime
    people_count: int
    without_count: int
    made_at: datetime


def offer_seats(session: Session, plan: EmergencyPlan, by_id: int, now: datetime) -> EmergencyView:
    """Holds seats for everybody in the units, until they answer, and tells them.

    Who has a seat, or is away, on a day needs none. The same plan again gives the first answer.
    Raises: Invalid with each wrong field.
    """
    lock_subject(session, "seat emergencies")
    known = session.get(SeatEmergency, plan.id)
    if known is not None:
        return to_emergency(known)
    why = check_emergency(plan.why, plan.from_on, plan.until_on, plan.answer_hours, now)
    if not 0 < len(plan.unit_ids) <= MOST_UNITS:
        sentence = N_("자리가 필요한 부서를 골라 주세요.")
        raise Invalid("invalid_emergency", fields={"unit_ids": sentence})
    working = workdays.list_workdays(session, plan.from_on, plan.until_on)
    seats = FreeSeats(session, working, plan.centre_ids)
    needs = _needs_of(session, plan, working, seats)
    row = add_emergency(session, plan.id, why, (plan.from_on, plan.until_on), plan.answer_hours, by_id, now)
    return hold_and_tell(session, row, needs, seats, now)


def list_emergencies(session: Session, limit: int = 10) -> list[tuple[EmergencyView, dict[str, int]]]:
    """The newest ones, each with how many of its seats are in which state."""
    query = select(SeatEmergency).order_by(SeatEmergency.made_at.desc()).limit(limit)
    found = [to_emergency(row) for row in session.scalars(query)]
    states = select(SeatBooking.emergency_id, SeatBooking.state).where(
        SeatBooking.emergency_id.in_([view.id for view in found])
    )
    counts: dict[bytes, dict[str, int]] = {view.id: {} for view in found}
    for row in session.execute(states):
        of_one = counts[bytes(row.emergency_id)]
        of_one[row.state] = of_one.get(row.state, 0) + 1
    return [(view, counts[view.id]) for view in found]


def _needs_of(
    session: Session, plan: EmergencyPlan, working: Sequence[date], seats: FreeSeats
) -> dict[int, list[Need]]:
    below = {
        unit.id for each in plan.unit_ids for unit in people.list_units_below(session, each, plan.from_on)
    }
    members = people.list_members(session, sorted(below | set(plan.unit_ids)), plan.from_on)
    ids = [person.id for person in members]
    away = find_away(session, ids, (plan.from_on, plan.until_on))
    needs = {
        staff_id: [
            Need(staff_id, on)
            for on in working
            if not any(
                (staff_id, on, half) in away or (staff_id, on, half) in seats.busy for half in HALVES[DAY]
            )
        ]
        for staff_id in ids
    }
    return {staff_id: own for staff_id, own in needs.items() if own}


def hold_and_tell(
    session: Session,
    row: SeatEmergency,
    needs: Mapping[int, Sequence[Need]],
    seats: FreeSeats,
    now: datetime,
) -> EmergencyView:
    held = hold_seats(session, row.id, needs, seats, now)
    offered: dict[int, list[BookingView]] = {}
    for view in held:
        offered.setdefault(view.staff_id, []).append(view)
    for staff_id in sorted(needs):
        own = offered.get(staff_id, [])
        kind = NoticeKind.OFFERED if own else NoticeKind.NONE_LEFT
        notifications.notify(
            session,
            staff_id,
            kind,
            now,
            once=row.id.hex(),
            why=row.why,
            from_on=row.from_on.isoformat(),
            until_on=row.until_on.isoformat(),
            centre=own[0].centre_name if own else "",
        )
    row.people_count = len(needs)
    row.without_count = sum(len(offered.get(staff_id, [])) < len(own) for staff_id, own in needs.items())
    session.flush()
    return to_emergency(row)


def add_emergency(
    session: Session,
    emergency_id: bytes,
    why: str,
    days: tuple[date, date],
    answer_hours: int,
    by_id: int,
    now: datetime,
) -> SeatEmergency:
    """Nobody can use a seat of today when today is over: the answer ends with it at the latest."""
    last_at = instant_of(days[1], get_seat_terms(session, days[1]).closes_minute)
    row = SeatEmergency(
        id=emergency_id,
        why=why,
        from_on=days[0],
        until_on=days[1],
        answer_until_at=min(now + timedelta(hours=answer_hours), last_at),
        people_count=0,
        without_count=0,
        made_by_id=by_id,
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row


def check_emergency(why: str, from_on: date, until_on: date, answer_hours: int, now: datetime) -> str:
    why, wrong = tidy_line(why), {}
    if not 0 < len(why) <= LONGEST_WHY:
        wrong["why"] = N_("무슨 일인지 200자 안에서 적어 주세요.")
    if not local_day(now) <= from_on <= until_on < from_on + timedelta(days=LONGEST_DAYS):
        wrong["until_on"] = N_("오늘부터 한 달 안에서 기간을 골라 주세요.")
    if not 0 < answer_hours <= MOST_ANSWER_HOURS:
        wrong["answer_hours"] = N_("답을 기다리는 시간을 1시간에서 72시간 사이로 적어 주세요.")
    if wrong:
        raise Invalid("invalid_emergency", fields=wrong)
    return why


def to_emergency(row: SeatEmergency) -> EmergencyView:
    return EmergencyView(
        row.id,
        row.why,
        row.from_on,
        row.until_on,
        row.answer_until_at,
        row.people_count,
        row.without_count,
        row.made_at,
    )
