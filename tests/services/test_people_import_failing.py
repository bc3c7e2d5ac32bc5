"""The rows that failed come back as a file that can be put right."""

import io

import openpyxl
import pytest
from sqlalchemy.orm import Session

from services import people
from services.errors import NotFound
from services.people import Fate
from services.people.models import StaffImport
from tests.factories import NOW, TODAY, Cast, sqlite_only
from tests.staff_imports import DAY, HEADER, apply, plan


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
