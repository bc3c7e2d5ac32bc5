"""What a staff file would change: every row has its fate, and nothing is written before it is applied."""

from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from services import people
from services.db import Database
from services.errors import Malformed
from services.people import Fate
from tests.factories import NOW, TODAY, Cast, make_cast, sqlite_only
from tests.staff_imports import DAY, NOVEMBER, apply, everything, fates, notes, plan, reasons


def changes(planned: people.ImportPlan) -> list[tuple[str, str, str]]:
    return [(c.field.value, c.before, c.after) for row in planned.rows for c in row.changes]


def test_every_row_gets_its_fate_and_nothing_is_written(session: Session, cast: Cast) -> None:
    before = everything(session)
    planned = plan(
        session,
        "001001,김가람,건축과,건축허가팀,주무관",
        "001002,이나루,건축과,,실무관",
        "009001,강하늘,건축과,건축허가팀,주무관",
        "009002,,건축과,,",
    )
    assert fates(planned) == ["unchanged", "changed", "new", "failing"]
    assert planned.counts == {Fate.NEW: 1, Fate.CHANGED: 1, Fate.UNCHANGED: 1, Fate.FAILING: 1}
    assert [row.row for row in planned.rows] == [2, 3, 4, 5]
    assert everything(session) == before


def test_a_change_says_from_what_to_what(session: Session, cast: Cast) -> None:
    planned = plan(session, "001002,이나루,건축과,,과장,감사,naru@example.go.kr,2026. 11. 1.,")
    assert changes(planned) == [
        ("email", "", "naru@example.go.kr"),
        ("department", "건축과 건축허가팀", "건축과"),
        ("title", "주무관", "과장"),
        ("lead", "", "1"),
        ("roles", "", "auditor"),
    ]
    assert planned.rows[0].from_on == NOVEMBER


@sqlite_only
def test_empty_cells_and_missing_columns_change_nothing(session: Session, cast: Cast) -> None:
    assert fates(plan(session, "002001,한바다,,,,,,,")) == ["unchanged"]
    assert fates(plan(session, "001003,박다온", header="사번,이름")) == ["unchanged"]


def test_changes_count_from_their_day_and_before_it_all_stays(session: Session, cast: Cast) -> None:
    apply(session, cast, plan(session, "001002,이나루,건축과,,과장,감사,,2026-11-01,"))
    today, later = (people.get_person(session, cast.colleague, day) for day in (TODAY, NOVEMBER))
    assert (today.unit_name, today.title, today.is_lead) == ("건축허가팀", "주무관", False)
    assert (later.unit_name, later.title, later.is_lead) == ("건축과", "과장", True)
    assert people.list_roles(session, cast.colleague, NOVEMBER - DAY) == {"staff"}
    assert people.list_roles(session, cast.colleague, NOVEMBER) == {"staff", "team_lead", "auditor"}


def test_new_people_come_in_and_cannot_sign_in_before_a_password_was_issued(
    session: Session, cast: Cast
) -> None:
    view = apply(
        session, cast, plan(session, "009001,강하늘,건축과,건축허가팀,주무관,매뉴얼,sky@example.go.kr,,")
    )
    assert view.counts == {"new": 1, "changed": 0, "unchanged": 0, "failing": 0}
    person = people.find_person_by_number(session, "009001", TODAY)
    assert person is not None
    assert (person.name, person.email, person.place) == ("강하늘", "sky@example.go.kr", "건축과 건축허가팀")
    assert people.list_roles(session, person.id, TODAY) == {"staff", "manual_editor"}
    assert people.issue_passwords(session, [person.id], NOW)[0].number == "009001"


@sqlite_only
def test_people_are_matched_by_number_and_never_by_name(session: Session, cast: Cast) -> None:
    planned = plan(session, "009001,김가람,건축과,,", "001001,홍길동,건축과,건축허가팀,주무관")
    assert fates(planned) == ["new", "changed"]
    assert notes(planned) == ["name_changes"]


def test_failing_rows_do_not_hold_up_the_others(session: Session, cast: Cast) -> None:
    apply(session, cast, plan(session, "009001,강하늘,건축과,,", "009002,강바다,없는과,,"))
    assert people.find_person_by_number(session, "009001", TODAY) is not None
    assert people.find_person_by_number(session, "009002", TODAY) is None


@sqlite_only
def test_an_administrator_listed_as_one_is_no_change(session: Session, cast: Cast) -> None:
    assert fates(plan(session, "003001,윤사랑,총무과,,주무관,관리자")) == ["unchanged"]


def test_leaving_ends_the_assignment_and_the_roles_stay_a_matter_of_record(
    session: Session, cast: Cast
) -> None:
    planned = plan(session, "002001,한바다,,,,,,,2026. 10. 31.")
    assert changes(planned) == [("left", "", "2026-10-31")]
    apply(session, cast, planned)
    assert people.get_person(session, cast.auditor, date(2026, 10, 31)).unit_id is not None
    assert people.get_person(session, cast.auditor, NOVEMBER).unit_id is None
    assert people.search_persons(session, "한바다", NOVEMBER) == []


def test_a_number_that_has_left_does_not_come_back_by_a_file(session: Session, cast: Cast) -> None:
    people.end_service(session, cast.colleague, TODAY - DAY)
    assert reasons(plan(session, "001002,이나루,건축과,,주무관")) == ["has_left"]
    left = (TODAY - DAY).isoformat()
    assert fates(plan(session, f"001002,이나루,건축과,,주무관,,,,{left}")) == ["unchanged"]


def test_an_assignment_before_a_planned_one_fails(session: Session, cast: Cast) -> None:
    people.assign_person(session, cast.colleague, cast.department, NOVEMBER)
    assert reasons(plan(session, "001002,이나루,총무과,,주무관")) == ["assigned_later"]
    assert fates(plan(session, "001002,이나루,,,,,naru@example.go.kr")) == ["changed"]


@sqlite_only
def test_who_is_missing_from_the_file_is_listed_and_stays(session: Session, cast: Cast) -> None:
    people.end_service(session, cast.stranger, TODAY - DAY)
    planned = plan(session, "001001,김가람,건축과,건축허가팀,주무관")
    missing = [(person.number, person.place) for person in planned.missing]
    assert ("001002", "건축과 건축허가팀") in missing
    assert "004001" not in [number for number, _ in missing]
    apply(session, cast, planned)
    assert people.get_person(session, cast.colleague, TODAY).left_on is None


def test_unknown_departments_are_made_when_asked_for_once(session: Session, cast: Cast) -> None:
    lines = [
        "009001,강하늘,도시과,도시계획팀,팀장,,,2026-11-01,",
        "009002,강바다,도시과,도시계획팀,주무관,,,2026-10-01,",
        "009003,강산,도시과,,과장,,,,",
        "009004,강물,노을동,,동장,,,,",
        "009005,강별,건축과,건축안전팀,팀장,,,,",
    ]
    planned = plan(session, *lines, creates_units=True)
    assert set(planned.new_units) == {"도시과 도시계획팀", "도시과", "노을동", "건축과 건축안전팀"}
    assert set(notes(planned)) == {"unit_is_made"}
    apply(session, cast, planned)
    units = {unit.name: unit for unit in people.list_units(session, NOVEMBER)}
    assert units["도시과"].parent_id == cast.institution
    assert units["노을동"].kind is people.UnitKind.NEIGHBOURHOOD_CENTRE
    assert units["도시계획팀"].parent_id == units["도시과"].id
    assert units["도시계획팀"].from_on == date(2026, 10, 1)
    assert units["건축안전팀"].parent_id == cast.department
    sea = people.find_person_by_number(session, "009002", NOVEMBER)
    assert sea is not None
    lead = people.find_lead(session, sea.id, NOVEMBER)
    assert lead is not None
    assert lead.number == "009001"


@sqlite_only
def test_two_departments_of_one_name_are_not_guessed_between(session: Session, cast: Cast) -> None:
    people.create_unit(session, people.UnitKind.DEPARTMENT, "건축과", None, date(2026, 1, 1))
    assert reasons(plan(session, "009001,강하늘,건축과,,")) == ["unit_ambiguous"]


def test_a_file_without_rows_changes_nothing(session: Session, cast: Cast) -> None:
    planned = plan(session)
    assert (planned.rows, len(planned.missing)) == ((), 8)
    apply(session, cast, planned)
    people.undo_last_import(session, cast.administrator, NOW)
    with pytest.raises(Malformed):
        people.plan_import(session, b"", "명단.csv", TODAY)


def test_the_tree_is_not_read_anew_for_every_row(sqlite_database: Database) -> None:
    """A first file of twenty thousand rows would else keep everybody else from writing for minutes."""
    asked = []
    with sqlite_database.writing() as session:
        cast = make_cast(session)
        lines = [f"{n:06},김하나,도시과,도시{n % 2}팀,주무관" for n in range(100_000, 100_200)]
        planned = plan(session, *lines, creates_units=True)
        event.listen(
            sqlite_database.engine,
            "before_cursor_execute",
            lambda _c, _u, statement, *_: asked.append(statement) if "unit_periods" in statement else None,
        )
        apply(session, cast, planned)
    assert len(asked) < 30


def test_a_whole_city_is_planned_and_applied(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        cast = make_cast(session)
        lines = [f"{n:06},김하나,제{n % 59}과,,주무관" for n in range(100_000, 101_300)]
        planned = plan(session, *lines, creates_units=True)
        assert planned.counts[Fate.NEW] == 1300
        apply(session, cast, planned)
        assert people.count_staff(session, TODAY) == 1308
