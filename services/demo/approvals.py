"""The demonstration's approvals: rules of delegation, standing deputies, and a lead on leave.

What waits for a colleague on leave waits with the demonstration's lead, as her standing deputy, by itself.
"""

import random
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from services import approvals, leave, notifications, people, trips
from services.approvals import Decision, Level, Rule
from services.clock import local_day, local_instant
from services.demo.organisation import ACCOUNTS, LEAD
from services.demo.play import Stage
from services.leave import LeaveAsk, Period
from services.people import Person

DEPUTY, GENERAL_AFFAIRS = "10005", "총무과"
BASIS = "사무전결 처리 규칙 별표 1"
LONG_TRIP_DAYS, LONG_LEAVE_DAYS = 4, 5
MOST_NOTICES = 2_000
ASKED, DECIDED, TRIP_ASKED = timedelta(days=2), timedelta(days=1), timedelta(hours=2)


def set_up_approvals(session: Session, stage: Stage, chance: random.Random, now: datetime) -> None:
    today = local_day(now)
    for kind, days in ((trips.APPROVAL_KIND, LONG_TRIP_DAYS), (leave.APPROVAL_KIND, LONG_LEAVE_DAYS)):
        approvals.add_rule(session, Rule(kind, Level.LEAD, today, BASIS), today)
        long = Rule(kind, Level.DEPARTMENT, today, BASIS, "days", days, Level.LEAD)
        approvals.add_rule(session, long, today)
    _name_last_decider(session, today)
    lead = _find(session, LEAD, today)
    approvals.name_standing_deputy(session, lead.id, _find(session, DEPUTY, today).id, now)
    other = _find_other_lead(session, lead, today)
    if other is not None:
        approvals.name_standing_deputy(session, other.id, lead.id, now)
        _go_on_leave(session, stage, other, chance, now)
        _ask_for_a_trip(session, other, chance, now)
    for account in ACCOUNTS:
        _read_the_old(session, _find(session, account.number, today), now)


def _name_last_decider(session: Session, on: date) -> None:
    """Whoever leads general affairs decides for the head of the whole."""
    (affairs,) = [unit.id for unit in people.list_units(session, on) if unit.name == GENERAL_AFFAIRS]
    head = next(person for person in people.list_members(session, [affairs], on) if person.is_lead)
    approvals.name_last_decider(session, approvals.LastDeciderView(on, head.id, BASIS), on)


def _read_the_old(session: Session, person: Person, now: datetime) -> None:
    """A season's notices have been seen; those since yesterday are new."""
    unread = notifications.list_notices(session, person.id, only_unread=True, limit=MOST_NOTICES)
    old = [notice.id for notice in unread if notice.created_at < now - DECIDED]
    notifications.mark_notices_read(session, person.id, old, now)


def _find_other_lead(session: Session, lead: Person, on: date) -> Person | None:
    """The lead of another team of the same department, who has people."""
    units = {unit.id: unit for unit in people.list_units(session, on)}
    if lead.unit_id is None:
        return None
    department = units[lead.unit_id].parent_id
    teams = [unit.id for unit in units.values() if unit.parent_id == department and unit.id != lead.unit_id]
    members = people.list_members(session, teams, on)
    return next((person for person in members if person.is_lead), None)


def _go_on_leave(
    session: Session, stage: Stage, person: Person, chance: random.Random, now: datetime
) -> None:
    """Today and tomorrow, approved yesterday."""
    today = local_day(now)
    wanted = LeaveAsk(chance.randbytes(leave.LEAVE_ID_BYTES), "annual", Period(today, today + DECIDED))
    request = leave.ask_leave(session, person.id, wanted, now - ASKED).request
    if request and request.approver_id:
        decision = Decision(approve=True)
        approvals.decide_request(
            session, stage.desk, request.id, request.approver_id, decision, now - DECIDED
        )


def _ask_for_a_trip(session: Session, lead: Person, chance: random.Random, now: datetime) -> None:
    """One of her team wants to go the day after tomorrow."""
    on = local_day(now) + timedelta(days=2)
    team = people.list_members(session, [lead.unit_id or 0], on)
    owner = next(person for person in team if not person.is_lead)
    place = trips.list_places(session)[0]
    plan = trips.TripPlan(
        id=chance.randbytes(trips.TRIP_ID_BYTES),
        purpose="배수로 정비 현장 확인",
        destinations=[trips.DestinationPlan(place.name, place.point, place.radius_m)],
        starts_at=local_instant(on, time(13)),
        ends_at=local_instant(on, time(17)),
        vehicle="official",
    )
    trips.plan_trip(session, owner.id, plan, now - TRIP_ASKED)


def _find(session: Session, number: str, on: date) -> Person:
    person = people.find_person_by_number(session, number, on)
    assert person
    return person
