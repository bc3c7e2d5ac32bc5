"""How rows are read: zeros that a spreadsheet ate, real dates, and what cannot be taken."""

import io
from datetime import date

import openpyxl
import pytest
from sqlalchemy.orm import Session

from services import people
from services.errors import Invalid
from services.people import Fate, Field
from tests.factories import NOW, TODAY, Cast, sqlite_only
from tests.staff_imports import NOVEMBER, fates, notes, plan, reasons


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
        ('009001,강하늘,건축과,,,,"a@b.kr,c@d.kr"', "email"),
        ('009001,강하늘,건축과,,,,"a,c@d.kr"', "email"),
        ("009001,강하늘,건축과,,,,(a@d.kr", "email"),
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
