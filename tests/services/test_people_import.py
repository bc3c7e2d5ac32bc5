"""Importing staff: every row's fate before anything is written, applied once, taken back whole."""

import io
from collections.abc import Iterator
from datetime import date, timedelta

import openpyxl
import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from services import people
from services.db import Database
from services.errors import Conflict, Invalid, Malformed, NotFound
from services.people import Fate, Field
from services.people.models import Assignment, RoleGrant, Staff, StaffImport, Unit, UnitPeriod
from tests.factories import NOW, TODAY, Cast, make_cast, sqlite_only

DAY = timedelta(days=1)
NOVEMBER = date(2026, 11, 1)
HEADER = "사번,이름,부서,팀,직위,권한,이메일,시행일,퇴직일"
TABLES = (Staff, Unit, UnitPeriod, Assignment, RoleGrant)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast(session)


def plan(session: Session, *lines: str, header: str = HEADER, **options: bool) -> people.ImportPlan:
    data = "\n".join([header, *lines]).encode()
    return people.plan_import(session, data, "명단.csv", TODAY, **options)


def apply(session: Session, cast: Cast, planned: people.ImportPlan | str) -> people.ImportView:
    return people.apply_import(session, planned, cast.administrator, NOW)


def fates(planned: people.ImportPlan) -> list[str]:
    return [row.fate.value for row in planned.rows]


def reasons(planned: people.ImportPlan) -> list[str]:
    return [remark.code for row in planned.rows for remark in row.reasons]


def notes(planned: people.ImportPlan) -> list[str]:
    return [remark.code for row in planned.rows for remark in row.notes]


def changes(planned: people.ImportPlan) -> list[tuple[str, str, str]]:
    return [(c.field.value, c.before, c.after) for row in planned.rows for c in row.changes]


def everything(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """All rows that an import may touch."""
    session.flush()
    return {
        table.__tablename__: sorted(tuple(row) for row in session.execute(select(table.__table__)))
        for table in TABLES
    }


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


@sqlite_only
def test_lost_zeros_are_put_back_and_said(session: Session, cast: Cast) -> None:
    planned = plan(session, "1001,김가람,건축과,건축허가팀,주무관")
    assert (planned.rows[0].number, fates(planned)) == ("001001", ["unchanged"])
    assert notes(planned) == ["zeros_restored"]
    assert planned.rows[0].notes[0].params == {"padded": "001001"}


def sheet_of(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@sqlite_only
def test_zeros_of_a_first_file_come_back_by_what_the_administrator_knows(session: Session) -> None:
    """Nobody is known yet, and the spreadsheet has eaten them all: the file itself cannot tell."""
    data = sheet_of(["사번", "이름", "부서"], [1001, "김가람", "건축과"], [12001, "이나루", "건축과"])
    guessed = people.plan_import(session, data, "a.xlsx", TODAY, creates_units=True)
    assert [row.number for row in guessed.rows] == ["1001", "12001"]
    assert guessed.new_widths == (4, 5)
    told = people.plan_import(session, data, "a.xlsx", TODAY, creates_units=True, number_width=6)
    assert [row.number for row in told.rows] == ["001001", "012001"]
    assert told.new_widths == (6,)
    # What was said is kept with the plan.
    token = people.store_plan(session, told, NOW)
    assert people.get_plan(session, token).rows == told.rows
    for width in (0, 21):
        with pytest.raises(Invalid) as refusal:
            people.plan_import(session, data, "a.xlsx", TODAY, number_width=width)
        assert refusal.value.fields.keys() == {"number_width"}


@sqlite_only
def test_a_last_day_at_the_end_of_time_changes_nothing(session: Session, cast: Cast) -> None:
    assert fates(plan(session, "001002,이나루,건축과,건축허가팀,주무관,,,,9999-12-31")) == ["unchanged"]
    assert reasons(plan(session, "001002,이나루,,,,,,9999-12-31,")) == ["date_invalid"]


@sqlite_only
def test_a_number_that_stands_twice_fails_in_both_rows(session: Session, cast: Cast) -> None:
    planned = plan(session, "009001,강하늘,건축과,,", "009002,강바다,건축과,,", "9001,강하늘,건축과,,")
    assert fates(planned) == ["failing", "new", "failing"]
    assert [row.reasons[0].params for row in planned.failing] == [{"rows": "2, 4"}] * 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",강하늘,건축과,,", "number_missing"),
        ("12_3,강하늘,건축과,,", "number_invalid"),
        ("009001,,건축과,,", "name"),
        ("009001,강하늘,,,", "department_missing"),
        ("009001,강하늘,없는과,,", "unit_unknown"),
        ("009001,강하늘,건축과,없는팀,", "unit_unknown"),
        ("009001,강하늘,,건축허가팀,", "team_alone"),
        ("009001,강하늘,건축과,,,임금님", "role_unknown"),
        ("009001,강하늘,건축과,,,,이메일아님", "email"),
        ("009001,강하늘,건축과,,,,,어제", "date_invalid"),
        ("009001,강하늘,건축과,,,,,2026-10-01,2026-09-30", "left_before"),
        ("009001,강하늘,건축과,,,관리자", "administrator_by_file"),
        ("001001,김가람,,,,관리자", "administrator_by_file"),
        ("003001,윤사랑,,,,직원", "administrator_by_file"),
        ("003001,윤사랑,,,,,,,2026-12-31", "administrator_leaves"),
        ("009001,강하늘,건축과,,#REF!" + "가" * 41, "title"),
    ],
)
@sqlite_only
def test_a_row_that_cannot_be_taken_says_why(session: Session, cast: Cast, line: str, reason: str) -> None:
    planned = plan(session, line)
    assert fates(planned) == ["failing"]
    assert reason in reasons(planned)
    assert all(remark.sentence % remark.params for row in planned.rows for remark in row.reasons)


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


def failing_file(planned: people.ImportPlan) -> list[list[openpyxl.cell.Cell]]:
    book = openpyxl.load_workbook(io.BytesIO(people.failing_rows_file(planned)))
    return [list(row) for row in book.active.iter_rows()]


@sqlite_only
def test_the_failing_rows_come_back_as_a_file_with_their_reasons(session: Session, cast: Cast) -> None:
    planned = plan(session, "009001,강하늘,건축과,,", "009002,강바다,없는과,,", "12_3,강산,건축과,,")
    rows = [[cell.value or "" for cell in row] for row in failing_file(planned)]
    assert rows[0] == [*HEADER.split(","), "반영하지 못한 이유"]
    assert [row[0] for row in rows[1:]] == ["009002", "12_3"]
    assert rows[1][-1].startswith("‘없는과’ 부서가 없어요.")


@sqlite_only
def test_failing_rows_are_still_there_after_the_others_were_applied(session: Session, cast: Cast) -> None:
    planned = plan(session, "009001,강하늘,건축과,,", "9002,강바다,없는과,,")
    assert apply(session, cast, planned).keeps_failing
    kept = people.failing_rows_file(people.get_failing_rows(session, planned.id))
    sheet = openpyxl.load_workbook(io.BytesIO(kept)).active
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0] == [*HEADER.split(","), "반영하지 못한 이유"]
    # The zeros that the file had lost stand there: as text nothing puts them back.
    assert [row[:3] for row in rows[1:]] == [["009002", "강바다", "없는과"]]
    people.tidy_people(session, NOW + 15 * DAY)
    with pytest.raises(NotFound) as refusal:
        people.get_failing_rows(session, planned.id)
    assert refusal.value.code == "failing_rows_gone"
    assert "강바다" not in repr(session.get_one(StaffImport, planned.id).plan)


@sqlite_only
def test_what_looks_like_a_formula_stays_text(session: Session, cast: Cast) -> None:
    evil = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", '=HYPERLINK("http://evil.example")']
    planned = plan(session, *(f"{n},{name.replace(',', '')},없는과,," for n, name in enumerate(evil, 900000)))
    for row in failing_file(planned)[1:]:
        assert {cell.data_type for cell in row if cell.value is not None} == {"s"}
        assert row[1].quotePrefix
        assert row[1].value in evil


@sqlite_only
def test_a_corrected_file_of_failing_rows_is_read_in_again(session: Session, cast: Cast) -> None:
    planned = plan(session, "009002,강바다,없는과,,주무관")
    book = openpyxl.load_workbook(io.BytesIO(people.failing_rows_file(planned)))
    book.active["C2"] = "건축과"
    file = io.BytesIO()
    book.save(file)
    again = people.plan_import(session, file.getvalue(), "고친 명단.xlsx", TODAY)
    assert [(row.number, row.fate) for row in again.rows] == [("009002", Fate.NEW)]


@sqlite_only
def test_a_spreadsheet_with_eaten_zeros_and_real_dates_is_understood(session: Session, cast: Cast) -> None:
    book = openpyxl.Workbook()
    book.active.append(["2026년 하반기 인사 명단"])
    book.active.append(["사번", "성명", "소속", None, "직위", "시행일"])
    book.active.append([None, None, "부서", "팀", None, None])
    book.active.append([1001, "김가람", "건축과", None, "주무관", date(2026, 11, 1)])
    book.active.append([9001.0, "강하늘", "건축과", "건축허가팀", "주무관", "2026. 11. 1."])
    for cells in ("A2:A3", "B2:B3", "C2:D2"):
        book.active.merge_cells(cells)
    file = io.BytesIO()
    book.save(file)
    planned = people.plan_import(session, file.getvalue(), "명단.xlsx", TODAY)
    assert [(row.number, row.fate, row.from_on) for row in planned.rows] == [
        ("001001", Fate.CHANGED, NOVEMBER),
        ("009001", Fate.NEW, NOVEMBER),
    ]
    assert planned.rows[0].changes[0].field is Field.DEPARTMENT


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
