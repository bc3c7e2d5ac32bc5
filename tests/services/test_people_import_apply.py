"""Plans that are applied once, on the base that they were made for, and undone without a trace."""

import pytest
from sqlalchemy.orm import Session

from services import people
from services.db import Database
from services.errors import Conflict, NotFound
from services.people.models import StaffImport
from tests.factories import NOW, TODAY, Cast, make_cast, sqlite_only
from tests.staff_imports import DAY, NOVEMBER, apply, everything, fates, plan


def test_a_plan_is_applied_once(session: Session, cast: Cast) -> None:
    planned = plan(session, "009001,강하늘,건축과,,")
    first = apply(session, cast, planned)
    after = everything(session)
    assert apply(session, cast, planned) == first
    assert apply(session, cast, planned.id) == first
    assert everything(session) == after
    assert [view.id for view in people.list_imports(session)] == [planned.id]


def test_a_stored_plan_is_looked_at_again_and_applied_by_its_id(session: Session, cast: Cast) -> None:
    planned = plan(session, "009001,강하늘,건축과,,", "009002,강바다,없는과,,")
    token = people.store_plan(session, planned, NOW)
    assert people.list_imports(session) == []
    assert people.get_plan(session, token).rows == planned.rows
    assert apply(session, cast, token).counts["new"] == 1
    assert "강하늘" not in repr(session.get_one(StaffImport, token).plan)
    with pytest.raises(Conflict):
        people.get_plan(session, token)
    with pytest.raises(NotFound):
        people.get_plan(session, "unknown")


@pytest.mark.parametrize("what", ["person", "number", "unit", "leaving"])
def test_a_plan_is_refused_when_its_base_has_changed(session: Session, cast: Cast, what: str) -> None:
    token = people.store_plan(
        session, plan(session, "001002,이나루,건축과,,주무관", "009001,강하늘,건축과,건축허가팀,"), NOW
    )
    if what == "person":
        people.assign_person(session, cast.colleague, cast.institution, TODAY)
    elif what == "number":
        people.create_person(session, people.NewPerson("009001", "다른 이", TODAY), None, NOW)
    elif what == "unit":
        people.change_unit(session, cast.team, "건축안전팀", cast.department, TODAY)
    else:
        people.end_service(session, cast.colleague, TODAY - DAY)
    with pytest.raises(Conflict) as refusal:
        apply(session, cast, token)
    assert refusal.value.code == "import_base_changed"


def test_changes_that_do_not_touch_the_plan_do_not_hold_it_up(session: Session, cast: Cast) -> None:
    token = people.store_plan(session, plan(session, "001002,이나루,건축과,,주무관"), NOW)
    people.assign_person(session, cast.stranger, cast.institution, TODAY)
    assert apply(session, cast, token).counts["changed"] == 1


@sqlite_only
def test_an_old_plan_is_planned_anew(session: Session, cast: Cast) -> None:
    token = people.store_plan(session, plan(session, "009001,강하늘,건축과,,"), NOW)
    with pytest.raises(Conflict) as refusal:
        people.apply_import(session, token, cast.administrator, NOW + 8 * DAY)
    assert refusal.value.code == "import_too_old"
    people.tidy_people(session, NOW + 20 * DAY)
    with pytest.raises(NotFound):
        people.apply_import(session, token, cast.administrator, NOW + 20 * DAY)


EVERYTHING = (
    "001001,김가람비,건축과,건축허가팀,주무관,감사,garam@example.go.kr,,",
    "001002,이나루,도시과,,과장,,,2026-11-01,",
    "002001,한바다,,,,직원,,,",
    "004001,서아라,,,,,,,2026-10-31",
    "009001,강하늘,도시과,도시계획팀,팀장,매뉴얼,,,",
    "009002,강바다,도시과,도시계획팀,,,,,2026-12-31",
)


def test_undoing_leaves_no_trace(session: Session, cast: Cast) -> None:
    before = everything(session)
    apply(session, cast, plan(session, *EVERYTHING, creates_units=True))
    assert everything(session) != before
    undone = people.undo_last_import(session, cast.administrator, NOW + DAY)
    assert undone.undone_at == NOW + DAY
    assert everything(session) == before
    with pytest.raises(Conflict) as refusal:
        people.undo_last_import(session, cast.administrator, NOW + DAY)
    assert refusal.value.code == "no_import"


def test_undoing_is_for_the_last_import_first(session: Session, cast: Cast) -> None:
    before = everything(session)
    first = apply(session, cast, plan(session, "001002,이나루,건축과,,주무관"))
    second = people.apply_import(
        session, plan(session, "001002,이나루,총무과,,실무관"), cast.administrator, NOW + DAY
    )
    assert people.undo_last_import(session, cast.administrator, NOW).id == second.id
    assert people.undo_last_import(session, cast.administrator, NOW).id == first.id
    assert everything(session) == before


def test_an_undone_import_is_not_applied_again(session: Session, cast: Cast) -> None:
    planned = plan(session, "009001,강하늘,건축과,,")
    apply(session, cast, planned)
    people.undo_last_import(session, cast.administrator, NOW)
    with pytest.raises(Conflict) as refusal:
        apply(session, cast, planned)
    assert refusal.value.code == "import_undone"
    assert fates(plan(session, "009001,강하늘,건축과,,")) == ["new"]


def test_a_first_password_that_nobody_used_does_not_hold_up_undoing(session: Session, cast: Cast) -> None:
    apply(session, cast, plan(session, "009001,강하늘,건축과,,"))
    person = people.find_person_by_number(session, "009001", TODAY)
    assert person is not None
    people.issue_passwords(session, [person.id], NOW)
    people.undo_last_import(session, cast.administrator, NOW)
    assert people.find_person_by_number(session, "009001", TODAY) is None


@pytest.mark.parametrize("what", ["changed", "deputy", "member", "consent", "renamed"])
def test_undoing_is_refused_when_something_was_built_on_it(database: Database, what: str) -> None:
    with database.writing() as session:
        cast = make_cast(session)
        lines = ("009001,강하늘,도시과,,주무관", "001002,이나루,건축과,,주무관")
        apply(session, cast, plan(session, *lines, creates_units=True))
        sky = people.find_person_by_number(session, "009001", TODAY)
        assert sky is not None
        assert sky.unit_id is not None
        if what == "changed":
            people.assign_person(session, cast.colleague, cast.institution, NOVEMBER)
        elif what == "deputy":
            people.appoint_deputy(session, cast.lead, sky.id, TODAY, TODAY, by_id=cast.lead, now=NOW)
        elif what == "member":
            people.assign_person(session, cast.traveller, sky.unit_id, NOVEMBER)
        elif what == "consent":
            people.record_consent(session, sky.id, people.ConsentState.GIVEN, "2026-09", NOW)
        else:
            people.change_unit(session, sky.unit_id, "도시정책과", cast.institution, NOVEMBER)
        before = everything(session)
    with pytest.raises(Conflict) as refusal, database.writing() as session:
        people.undo_last_import(session, cast.administrator, NOW)
    assert refusal.value.code == "import_built_upon"
    assert refusal.value.sentence % refusal.value.params
    with database.reading() as session:
        assert everything(session) == before
