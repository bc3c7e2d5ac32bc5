"""Roles with their days, and deputies who never stand in a circle."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from services import notifications, people
from services.errors import Conflict, Invalid, NotFound
from services.people import Role
from tests.factories import NOW, TODAY, Cast, sqlite_only

ONE_DAY = timedelta(days=1)
WEEK = TODAY + 7 * ONE_DAY


def grant(
    session: Session, cast: Cast, staff_id: int, role: Role, from_on: date, until_on: date | None = None
) -> None:
    people.grant_role(session, staff_id, role, from_on, until_on, by_id=cast.administrator, now=NOW)


def deputise(
    session: Session, principal: int, deputy: int, from_on: date = TODAY, until_on: date = WEEK
) -> int:
    return people.appoint_deputy(session, principal, deputy, from_on, until_on, by_id=principal, now=NOW).id


def test_everybody_is_staff_and_who_leads_a_unit_is_a_team_lead(session: Session, cast: Cast) -> None:
    assert people.list_roles(session, cast.traveller, TODAY) == {Role.STAFF}
    assert people.list_roles(session, cast.lead, TODAY) == {Role.STAFF, Role.TEAM_LEAD}
    assert people.list_roles(session, cast.auditor, TODAY) == {Role.STAFF, Role.AUDITOR}


def test_a_role_counts_on_its_days_only(session: Session, cast: Cast) -> None:
    grant(session, cast, cast.traveller, Role.MANUAL_EDITOR, TODAY, WEEK)
    days = [TODAY - ONE_DAY, TODAY, WEEK, WEEK + ONE_DAY]
    held = [Role.MANUAL_EDITOR in people.list_roles(session, cast.traveller, day) for day in days]
    assert held == [False, True, True, False]


def test_a_new_grant_takes_the_place_of_the_one_it_meets(session: Session, cast: Cast) -> None:
    grant(session, cast, cast.traveller, Role.AUDITOR, TODAY)
    grant(session, cast, cast.traveller, Role.AUDITOR, WEEK, WEEK + ONE_DAY)
    grants = [(g.from_on, g.until_on) for g in people.list_grants(session, cast.traveller)]
    assert grants == [(WEEK, WEEK + ONE_DAY), (TODAY, WEEK - ONE_DAY)]
    grant(session, cast, cast.traveller, Role.AUDITOR, TODAY)
    assert [(g.from_on, g.until_on) for g in people.list_grants(session, cast.traveller)] == [(TODAY, None)]


def test_a_role_ends_from_a_day_on(session: Session, cast: Cast) -> None:
    people.end_role(session, cast.auditor, Role.AUDITOR, TODAY)
    assert Role.AUDITOR in people.list_roles(session, cast.auditor, TODAY - ONE_DAY)
    assert Role.AUDITOR not in people.list_roles(session, cast.auditor, TODAY)
    assert people.list_holders(session, Role.AUDITOR, TODAY) == []


@sqlite_only
def test_staff_is_nobodys_to_give(session: Session, cast: Cast) -> None:
    with pytest.raises(Invalid):
        grant(session, cast, cast.traveller, Role.STAFF, TODAY)
    with pytest.raises(Invalid):
        grant(session, cast, cast.traveller, Role.AUDITOR, WEEK, TODAY)


def test_the_last_administrator_stays(session: Session, cast: Cast) -> None:
    for take_away in (
        lambda: people.end_role(session, cast.administrator, Role.ADMINISTRATOR, TODAY),
        lambda: people.end_service(session, cast.administrator, TODAY),
    ):
        with pytest.raises(Conflict) as refusal:
            take_away()
        assert refusal.value.code == "last_administrator"
    grant(session, cast, cast.auditor, Role.ADMINISTRATOR, TODAY)
    people.end_service(session, cast.administrator, TODAY)
    assert [p.id for p in people.list_holders(session, Role.ADMINISTRATOR, TODAY + ONE_DAY)] == [cast.auditor]


def refused(take_away: Callable[[], None]) -> bool:
    with pytest.raises(Conflict) as refusal:
        take_away()
    return refusal.value.code == "last_administrator"


def test_an_administrator_for_a_while_is_none_for_good(session: Session, cast: Cast) -> None:
    grant(session, cast, cast.auditor, Role.ADMINISTRATOR, TODAY, WEEK)
    assert refused(lambda: people.end_role(session, cast.administrator, Role.ADMINISTRATOR, TODAY))
    assert refused(lambda: people.end_service(session, cast.administrator, TODAY))
    # The same by a new grant that ends: it would take the place of the one without an end.
    assert refused(lambda: grant(session, cast, cast.administrator, Role.ADMINISTRATOR, TODAY, WEEK))
    # Two whose days follow each other are one who stays.
    grant(session, cast, cast.director, Role.ADMINISTRATOR, WEEK + ONE_DAY)
    people.end_role(session, cast.administrator, Role.ADMINISTRATOR, TODAY)


def test_of_two_administrators_only_one_goes_whatever_the_order_of_days(session: Session, cast: Cast) -> None:
    grant(session, cast, cast.auditor, Role.ADMINISTRATOR, TODAY)
    people.end_service(session, cast.auditor, WEEK)
    assert refused(lambda: people.end_role(session, cast.administrator, Role.ADMINISTRATOR, TODAY))
    late = people.NewPerson("009001", "강하늘", WEEK, roles=[Role.ADMINISTRATOR])
    people.create_person(session, late, None, NOW)
    people.end_role(session, cast.administrator, Role.ADMINISTRATOR, TODAY)


def test_a_deputy_decides_for_her_principal_on_the_days_only(session: Session, cast: Cast) -> None:
    deputise(session, cast.lead, cast.director)
    days = [TODAY - ONE_DAY, TODAY, WEEK, WEEK + ONE_DAY]
    assert [people.list_principals(session, cast.director, day) for day in days] == [
        [],
        [cast.lead],
        [cast.lead],
        [],
    ]
    assert people.load_deputies(session, TODAY) == {cast.lead: cast.director}


@sqlite_only
def test_a_deputys_deputy_stands_in_for_both(session: Session, cast: Cast) -> None:
    deputise(session, cast.lead, cast.director)
    deputise(session, cast.director, cast.mayor, TODAY, TODAY)
    assert people.list_principals(session, cast.mayor, TODAY) == sorted([cast.director, cast.lead])
    assert people.list_principals(session, cast.mayor, WEEK) == []


def test_deputies_never_stand_in_a_circle(session: Session, cast: Cast) -> None:
    deputise(session, cast.lead, cast.director)
    deputise(session, cast.director, cast.mayor)
    for principal, deputy in ((cast.mayor, cast.lead), (cast.mayor, cast.director)):
        with pytest.raises(Conflict) as refusal:
            deputise(session, principal, deputy, WEEK, WEEK + 7 * ONE_DAY)
        assert refusal.value.code == "deputy_cycle"
    deputise(session, cast.mayor, cast.lead, WEEK + ONE_DAY, WEEK + 7 * ONE_DAY)


@sqlite_only
def test_a_circle_that_closes_later_in_the_period_is_seen(session: Session, cast: Cast) -> None:
    deputise(session, cast.director, cast.lead, WEEK, WEEK)
    with pytest.raises(Conflict) as refusal:
        deputise(session, cast.lead, cast.director)
    assert refusal.value.code == "deputy_cycle"


@sqlite_only
def test_one_deputy_a_person_and_day(session: Session, cast: Cast) -> None:
    first = deputise(session, cast.lead, cast.director)
    assert deputise(session, cast.lead, cast.director) == first
    with pytest.raises(Conflict) as refusal:
        deputise(session, cast.lead, cast.colleague, WEEK, WEEK + ONE_DAY)
    assert refusal.value.code == "deputy_taken"


@sqlite_only
def test_nobody_deputises_herself_or_backwards_or_for_years(session: Session, cast: Cast) -> None:
    with pytest.raises(Invalid):
        deputise(session, cast.lead, cast.lead)
    with pytest.raises(Invalid):
        deputise(session, cast.lead, cast.director, WEEK, TODAY)
    with pytest.raises(Invalid):
        deputise(session, cast.lead, cast.director, TODAY, TODAY + 400 * ONE_DAY)
    with pytest.raises(NotFound):
        deputise(session, cast.lead, 10**9)


def test_a_deputyship_ends_early_by_its_principal_alone(session: Session, cast: Cast) -> None:
    deputyship = deputise(session, cast.lead, cast.director)
    with pytest.raises(NotFound):
        people.end_deputy(session, deputyship, cast.director, TODAY)
    people.end_deputy(session, deputyship, cast.lead, TODAY + ONE_DAY)
    assert people.list_principals(session, cast.director, TODAY) == [cast.lead]
    assert people.list_principals(session, cast.director, TODAY + ONE_DAY) == []
    people.end_deputy(session, deputyship, cast.lead, TODAY)
    assert people.list_deputies(session, cast.lead, TODAY) == []


def test_a_deputy_is_told_when_she_is_appointed_and_when_her_days_begin(session: Session, cast: Cast) -> None:
    def told() -> list[tuple[str, str]]:
        found = notifications.list_notices(session, cast.director)
        return [(notice.kind, notice.facts["from_on"]) for notice in found if "deputy" in notice.kind]

    tomorrow = TODAY + ONE_DAY
    for _ in range(2):
        deputise(session, cast.lead, cast.director, tomorrow, WEEK)
    assert told() == [("deputy_appointed", tomorrow.isoformat())]
    assert people.tell_deputies(session, NOW) == 0
    assert [people.tell_deputies(session, NOW + n * ONE_DAY) for n in (1, 1, 2)] == [1, 0, 0]
    assert told()[0] == ("deputy_begins", tomorrow.isoformat())
    # Days that begin as they are given are told once, and those that were taken back never.
    deputise(session, cast.mayor, cast.director, TODAY, TODAY)
    taken_back = deputise(session, cast.colleague, cast.director, tomorrow, WEEK)
    people.end_deputy(session, taken_back, cast.colleague, TODAY)
    assert [people.tell_deputies(session, NOW + n * ONE_DAY) for n in (0, 1)] == [0, 0]
