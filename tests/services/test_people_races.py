"""Two administrators at the same moment, where the database lets both in: the tree and the periods hold."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from services import people
from services.db import Database
from services.errors import Conflict, NotFound
from services.people import Role, UnitKind
from tests.factories import LONG_AGO, NOW, TODAY, Cast, make_cast
from tests.overlaps import wait_until_it_waits

TOMORROW = TODAY + timedelta(days=1)
pytestmark = pytest.mark.parametrize("engine_name", ["postgresql"])


@pytest.fixture
def cast(database: Database) -> Cast:
    with database.writing() as session:
        return make_cast(session)


def overlap(
    database: Database, first: Callable[[Session], object], second: Callable[[Session], object]
) -> None:
    """The second begins when the first has done its work and not yet committed; raises what it raised."""

    def run() -> None:
        with database.writing() as session:
            second(session)

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as session:
            first(session)
            running = pool.submit(run)
            wait_until_it_waits(database, running.done)
        running.result()


def test_two_moves_do_not_close_a_circle(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        a, b = (
            people.create_unit(session, UnitKind.DEPARTMENT, name, cast.institution, LONG_AGO)
            for name in ("가국", "나국")
        )
        below_a = people.create_unit(session, UnitKind.DEPARTMENT, "가과", a, LONG_AGO)
        below_b = people.create_unit(session, UnitKind.DEPARTMENT, "나과", b, LONG_AGO)
    with pytest.raises(Conflict) as refusal:
        overlap(
            database,
            lambda session: people.change_unit(session, a, "가국", below_b, TODAY),
            lambda session: people.change_unit(session, b, "나국", below_a, TODAY),
        )
    assert refusal.value.code == "unit_loop"


def test_two_units_of_one_name_are_not_made(database: Database, cast: Cast) -> None:
    def make(session: Session) -> int:
        return people.create_unit(session, UnitKind.TEAM, "건축안전팀", cast.department, TODAY)

    with pytest.raises(Conflict):
        overlap(database, make, make)


def test_nobody_works_in_two_units_at_once(database: Database, cast: Cast) -> None:
    overlap(
        database,
        lambda session: people.assign_person(session, cast.traveller, cast.department, TODAY),
        lambda session: people.assign_person(session, cast.traveller, cast.institution, TOMORROW),
    )
    with database.reading() as session:
        postings = people.list_postings(session, cast.traveller)
        assert [(p.unit_name, p.from_on, p.until_on) for p in postings[:2]] == [
            ("가람시", TOMORROW, None),
            ("건축과", TODAY, TODAY),
        ]


def test_nobody_is_assigned_to_a_unit_that_is_being_closed(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        empty = people.create_unit(session, UnitKind.TEAM, "임시팀", cast.department, LONG_AGO)
    with pytest.raises(NotFound):
        overlap(
            database,
            lambda session: people.close_unit(session, empty, TODAY),
            lambda session: people.assign_person(session, cast.traveller, empty, TOMORROW),
        )


def test_a_role_given_twice_at_once_is_one_grant(database: Database, cast: Cast) -> None:
    def give(session: Session) -> None:
        people.grant_role(session, cast.traveller, Role.AUDITOR, TODAY, by_id=None, now=NOW)

    overlap(database, give, give)
    with database.reading() as session:
        assert len(people.list_grants(session, cast.traveller)) == 1


def test_two_administrators_do_not_end_each_other(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        people.grant_role(session, cast.auditor, Role.ADMINISTRATOR, LONG_AGO, by_id=None, now=NOW)
    with pytest.raises(Conflict) as refusal:
        overlap(
            database,
            lambda session: people.end_role(session, cast.auditor, Role.ADMINISTRATOR, TODAY),
            lambda session: people.end_role(session, cast.administrator, Role.ADMINISTRATOR, TODAY),
        )
    assert refusal.value.code == "last_administrator"


def test_two_files_at_once_do_not_both_count(database: Database, cast: Cast) -> None:
    header = "사번,이름,부서,직위\n"
    with database.writing() as session:
        mine, other = (
            people.store_plan(
                session, people.plan_import(session, (header + line).encode(), "a.csv", TODAY), NOW
            )
            for line in ("001002,이나루,건축과,주무관", "001002,이나루,총무과,실무관")
        )
    with pytest.raises(Conflict) as refusal:
        overlap(
            database,
            lambda session: people.apply_import(session, mine, cast.administrator, NOW),
            lambda session: people.apply_import(session, other, cast.administrator, NOW),
        )
    assert refusal.value.code == "import_base_changed"
