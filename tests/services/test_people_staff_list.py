"""All staff, a page at a time; and where somebody has worked."""

from datetime import timedelta

import pytest

from services import people
from services.db import Database
from services.people import NewPerson, Posting, Role, StaffFilter, Standing
from tests.factories import LONG_AGO, NOW, NUMBERS, TODAY, Cast, make_cast


@pytest.fixture
def cast(database: Database) -> Cast:
    with database.writing() as session:
        return make_cast(session)


def numbers(database: Database, wanted: StaffFilter, offset: int = 0, limit: int = 50) -> list[str]:
    with database.reading() as session:
        found = people.list_staff(session, wanted, TODAY, offset=offset, limit=limit)
    return [person.number for person in found.persons]


def numbers_of(*who: str) -> list[str]:
    return sorted(NUMBERS[each] for each in who)


def test_without_a_condition_everybody_in_service_is_there(database: Database, cast: Cast) -> None:
    assert sorted(numbers(database, StaffFilter())) == numbers_of(*NUMBERS)


def test_they_come_by_name_a_page_at_a_time(database: Database, cast: Cast) -> None:
    whole = numbers(database, StaffFilter())
    pages = [numbers(database, StaffFilter(), offset, 3) for offset in range(0, len(whole), 3)]
    assert [number for page in pages for number in page] == whole
    with database.reading() as session:
        page = people.list_staff(session, StaffFilter(), TODAY, offset=3, limit=2)
    assert page.total == len(whole)


@pytest.mark.parametrize(
    ("text", "who"),
    [("가람", ["traveller"]), ("ㄱㄱ", ["traveller"]), ("0010", list(NUMBERS)[:4]), ("%", []), ("_", [])],
)
def test_a_text_narrows_them(database: Database, cast: Cast, text: str, who: list[str]) -> None:
    assert sorted(numbers(database, StaffFilter(text=text))) == numbers_of(*who)


def test_units_narrow_them_and_none_at_all_is_nobody(database: Database, cast: Cast) -> None:
    team = StaffFilter(unit_ids=[cast.team])
    assert sorted(numbers(database, team)) == numbers_of("traveller", "colleague", "lead")
    assert numbers(database, StaffFilter(unit_ids=[])) == []


def test_a_role_is_granted_or_comes_with_a_unit(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        people.grant_role(session, cast.stranger, Role.TEAM_LEAD, TODAY, by_id=None, now=NOW)
    leads = numbers(database, StaffFilter(role=Role.TEAM_LEAD))
    assert sorted(leads) == numbers_of("lead", "director", "mayor", "stranger")
    assert numbers(database, StaffFilter(role=Role.AUDITOR)) == numbers_of("auditor")


def test_who_left_and_who_has_no_unit_are_found(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        people.end_service(session, cast.stranger, TODAY - timedelta(days=1))
        people.create_person(session, NewPerson("009001", "나홀로", TODAY), None, NOW)
    assert numbers(database, StaffFilter(standing=Standing.LEFT)) == numbers_of("stranger")
    assert numbers(database, StaffFilter(standing=Standing.WITHOUT_UNIT)) == ["009001"]
    assert NUMBERS["stranger"] not in numbers(database, StaffFilter())


def test_who_waits_for_a_password_or_has_not_used_it_is_found(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        for who in NUMBERS.keys() - {"traveller"}:
            people.withdraw_password(session, getattr(cast, who))
        people.issue_passwords(session, [cast.colleague], NOW)
    without = numbers(database, StaffFilter(standing=Standing.WITHOUT_PASSWORD))
    assert sorted(without) == numbers_of(*(NUMBERS.keys() - {"traveller", "colleague"}))
    assert numbers(database, StaffFilter(standing=Standing.FIRST_PASSWORD)) == numbers_of("colleague")


def test_members_are_counted_where_they_work(database: Database, cast: Cast) -> None:
    with database.reading() as session:
        counts = people.count_members(session, TODAY)
    assert (counts[cast.team], counts[cast.department], counts[cast.institution]) == (3, 1, 1)


def test_postings_keep_the_names_of_their_time(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        people.change_unit(session, cast.department, "건축도시과", cast.institution, TODAY)
        people.assign_person(session, cast.director, cast.team, TODAY, title="팀장", is_lead=False)
    with database.reading() as session:
        postings = people.list_postings(session, cast.director)
    assert postings == [
        Posting(cast.team, "건축허가팀", "팀장", False, TODAY, None),
        Posting(cast.department, "건축과", "과장", True, LONG_AGO, TODAY - timedelta(days=1)),
    ]
