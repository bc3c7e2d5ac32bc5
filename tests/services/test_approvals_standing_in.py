"""Who acts for a lead now: devices, lunch swaps and fixed days know it as requests do."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from services import absences, approvals, cafeteria, notifications, people
from services.absences import AbsenceKind, Source, Span
from services.cafeteria import SwapWish
from services.db import Database
from services.errors import Forbidden
from services.remote_work import rotation
from tests.authenticator import Authenticator
from tests.enrolments import LEDGER, record_of
from tests.factories import NOW, TODAY, Cast, enrol_pending, sqlite_only
from tests.lunch_swaps import TUESDAY, WEDNESDAY, answer
from tests.lunch_world import LunchTown, publish

HOUR, LATER = timedelta(hours=1), NOW + timedelta(days=2)


def send_away(session: Session, staff_id: int) -> None:
    """For a day, from an hour ago."""
    span = Span(staff_id, AbsenceKind.LEAVE, NOW - HOUR, NOW + timedelta(days=1))
    absences.set_absences(session, Source("test", str(staff_id).encode()), [span], is_approved=True)


def name_deputy(session: Session, principal_id: int, deputy_id: int) -> None:
    approvals.name_standing_deputy(session, principal_id, deputy_id, NOW)


@sqlite_only
def test_a_standing_deputy_lets_a_device_in_while_the_lead_is_away(session: Session, cast: Cast) -> None:
    def waiting(staff_id: int) -> int:
        return len(people.list_devices_to_confirm(session, staff_id, NOW, approvals.load_lineup))

    phone = enrol_pending(session, cast.traveller, Authenticator())
    name_deputy(session, cast.lead, cast.colleague)
    assert (waiting(cast.lead), waiting(cast.colleague)) == (1, 0)
    send_away(session, cast.lead)
    assert (waiting(cast.lead), waiting(cast.colleague)) == (1, 1)
    for when, who in ((LATER, cast.colleague), (NOW, cast.director)):
        with pytest.raises(Forbidden):
            people.confirm_device(session, LEDGER, phone.device.id, who, when, approvals.load_lineup)
    active = people.confirm_device(
        session, LEDGER, phone.device.id, cast.colleague, NOW, approvals.load_lineup
    )
    assert record_of(session, active.enrolled_record_id).facts["second"] == "deputy"


@sqlite_only
def test_nobody_lets_her_own_device_in_through_whom_she_named(session: Session, cast: Cast) -> None:
    """She stands in for her lead, and somebody for her: then it is for the lead above."""
    phone = enrol_pending(session, cast.traveller, Authenticator())
    name_deputy(session, cast.lead, cast.traveller)
    name_deputy(session, cast.traveller, cast.colleague)
    for staff_id in (cast.lead, cast.traveller):
        send_away(session, staff_id)
    with pytest.raises(Forbidden):
        people.confirm_device(session, LEDGER, phone.device.id, cast.colleague, NOW, approvals.load_lineup)
    people.confirm_device(session, LEDGER, phone.device.id, cast.director, NOW, approvals.load_lineup)


def test_lunch_slots_are_swapped_by_who_acts_for_the_lead(db: Database, town: LunchTown) -> None:
    publish(db, town, NOW)
    stranger, mayor = town.cast.stranger.staff_id, town.cast.mayor.staff_id
    wish = SwapWish(b"standing", town.roads, town.building, TUESDAY, WEDNESDAY)
    with db.writing() as session:
        for head in (town.roads_head, town.cast.lead.staff_id, town.cast.director.staff_id):
            send_away(session, head)
        name_deputy(session, town.roads_head, stranger)
    swap = db.write(lambda s: cafeteria.ask_swap(s, wish, stranger, NOW))
    # Nobody was named by the heads of the other department: it is for the one above.
    with db.reading() as session:
        told = [each.kind for each in notifications.list_notices(session, mayor)]
    assert "lunch_swap_asked" in told
    assert answer(db, swap, town.cast.mayor).state == "agreed"
    with pytest.raises(Forbidden):
        db.write(lambda s: cafeteria.ask_swap(s, replace(wish, id=b"too-late"), stranger, LATER))


def test_days_are_fixed_by_who_acts_for_the_lead(db: Database, town: LunchTown) -> None:
    who, deputy = town.cast.traveller.staff_id, town.cast.colleague.staff_id
    week = (TODAY, TODAY + timedelta(days=7))
    form = rotation.WishForm(b"x" * 16, who, "home", 2, *week, is_fixed=True)
    db.write(lambda s: name_deputy(s, town.cast.lead.staff_id, deputy))
    with pytest.raises(Forbidden):
        db.write(lambda s: rotation.add_wish(s, form, deputy, NOW))
    db.write(lambda s: send_away(s, town.cast.lead.staff_id))
    assert db.write(lambda s: rotation.add_wish(s, form, deputy, NOW)).made_by_id == deputy
