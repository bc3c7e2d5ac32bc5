"""Who begins later is not here yet; who leaves takes nothing along, and finds nothing waiting at a return."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from services import approvals, people
from services.errors import Forbidden, Invalid
from services.ledger import Appender
from services.people import Role, Standing
from services.people.sessions import open_session
from tests.authenticator import Authenticator
from tests.factories import KEYS, NOW, TODAY, Cast, enrol_pending, sqlite_only

ONE_DAY = timedelta(days=1)
TOMORROW = TODAY + ONE_DAY
NEXT_MONTH = date(2026, 11, 1)


def numbers(session: Session, standing: Standing, on: date = TODAY) -> list[str]:
    wanted = people.StaffFilter(standing=standing)
    page = people.list_staff(session, wanted, on, offset=0, limit=50)
    return sorted(person.number for person in page.persons)


def test_who_begins_later_is_not_here_yet(session: Session, cast: Cast) -> None:
    sky = people.NewPerson("009001", "강하늘", NEXT_MONTH, cast.team, roles=[Role.AUDITOR])
    staff_id = people.create_person(session, sky, None, NOW)
    token = open_session(session, staff_id, label="", method="password", now=NOW, lifetime=timedelta(days=60))
    assert people.find_session(session, token, NOW) is None
    assert people.search_persons(session, "강하늘", TODAY) == []
    assert people.list_holders(session, Role.AUDITOR, TODAY) != people.list_holders(
        session, Role.AUDITOR, NEXT_MONTH
    )
    # Nobody is missing a unit who is not here: an administrator is not asked to assign her.
    assert numbers(session, Standing.WITHOUT_UNIT) == []
    assert (numbers(session, Standing.COMING), numbers(session, Standing.LEFT)) == (["009001"], [])
    assert "009001" in numbers(session, Standing.IN_SERVICE, NEXT_MONTH)
    later = NOW + timedelta(days=40)
    assert people.find_session(session, token, later) is not None


def test_roles_and_deputies_end_with_the_last_day(session: Session, cast: Cast) -> None:
    people.grant_role(session, cast.auditor, Role.MANUAL_EDITOR, NEXT_MONTH, by_id=None, now=NOW)
    for principal, deputy in ((cast.lead, cast.auditor), (cast.auditor, cast.director)):
        people.appoint_deputy(session, principal, deputy, TODAY, NEXT_MONTH, by_id=principal, now=NOW)
    people.end_service(session, cast.auditor, TODAY)
    assert Role.AUDITOR in people.list_roles(session, cast.auditor, TODAY)
    assert people.list_roles(session, cast.auditor, TOMORROW) == {Role.STAFF}
    assert people.list_roles(session, cast.auditor, NEXT_MONTH) == {Role.STAFF}
    assert people.list_principals(session, cast.director, TODAY) == sorted([cast.lead, cast.auditor])
    assert people.load_deputies(session, TOMORROW) == {}
    assert people.list_principals(session, cast.director, TOMORROW) == []


def test_who_returns_has_no_role_and_no_open_browser(session: Session, cast: Cast) -> None:
    people.grant_role(session, cast.auditor, Role.ADMINISTRATOR, TODAY, by_id=None, now=NOW)
    token = open_session(
        session, cast.auditor, label="", method="password", now=NOW, lifetime=timedelta(days=30)
    )
    people.end_service(session, cast.auditor, TODAY)
    people.resume_service(session, cast.auditor)
    assert people.list_roles(session, cast.auditor, TOMORROW) == {Role.STAFF}
    assert people.find_session(session, token, NOW) is None


def test_what_leaving_by_a_file_ended_comes_back_with_undoing(session: Session, cast: Cast) -> None:
    people.appoint_deputy(session, cast.lead, cast.auditor, TODAY, NEXT_MONTH, by_id=cast.lead, now=NOW)
    plan = people.plan_import(session, "사번,이름,퇴직일\n002001,한바다,2026-09-30".encode(), "a.csv", TODAY)
    people.apply_import(session, plan, cast.administrator, NOW)
    assert people.load_deputies(session, NEXT_MONTH) == {}
    people.undo_last_import(session, cast.administrator, NOW)
    assert people.load_deputies(session, NEXT_MONTH) == {cast.lead: cast.auditor}
    assert Role.AUDITOR in people.list_roles(session, cast.auditor, NEXT_MONTH)


@sqlite_only
def test_nobody_is_let_in_who_has_left(session: Session, cast: Cast) -> None:
    device = enrol_pending(session, cast.traveller, Authenticator()).device
    people.end_service(session, cast.traveller, TODAY - ONE_DAY)
    for confirmer in (cast.lead, cast.administrator):
        assert people.list_devices_to_confirm(session, confirmer, NOW, approvals.load_lineup) == []
        with pytest.raises(Forbidden):
            people.confirm_device(
                session, Appender(KEYS.pending_key), device.id, confirmer, NOW, approvals.load_lineup
            )


@sqlite_only
def test_nobody_stands_in_on_days_on_which_she_is_not_here(session: Session, cast: Cast) -> None:
    people.end_service(session, cast.colleague, NEXT_MONTH)
    sky = people.create_person(session, people.NewPerson("009001", "강하늘", NEXT_MONTH), None, NOW)
    for deputy, from_on, until_on in (
        (cast.colleague, TODAY, NEXT_MONTH + ONE_DAY),
        (sky, TODAY, NEXT_MONTH),
    ):
        with pytest.raises(Invalid) as refusal:
            people.appoint_deputy(session, cast.lead, deputy, from_on, until_on, by_id=cast.lead, now=NOW)
        assert refusal.value.code == "deputy_away"
