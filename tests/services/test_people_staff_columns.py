"""Which column is which, and what a cell says: days, numbers, roles."""

from datetime import date

import pytest

from services.errors import Malformed
from services.people.roles import Role
from services.people.staff_file.cells import read_last_day, read_number, read_roles, read_yes
from services.people.staff_file.columns import Field, find_columns
from services.people.staff_file.rows import usual_width
from services.sheets import CellError, Columns, read_date
from services.sheets import process as sheets


def columns_of(*rows: list[str | None]) -> Columns[Field]:
    return find_columns(
        [(n, [("text", text) if text else None for text in row]) for n, row in enumerate(rows, start=1)]
    )


@pytest.mark.parametrize(
    "header",
    [
        ["직원번호", "이름", "부서", "팀", "직위", "시행일"],
        ["사번 *", " 성 명 ", "소속부서", "팀명", "직책", "발령일자"],
        ["Staff number", "Name", "Department", "Team", "Title", "Effective date"],
        ["staff_no", "FULL NAME", "Dept.", "team (optional)", "position", "start-date"],
        ["행정번호(필수)", "성명[한글]", "실과명", "담당", "직위", "적용일"],
    ],
)
def test_headers_are_known_by_many_names(header: list[str]) -> None:
    places = columns_of(header).places
    wanted = [Field.NUMBER, Field.NAME, Field.DEPARTMENT, Field.TEAM, Field.TITLE, Field.FROM]
    assert [places[field] for field in wanted] == [0, 1, 2, 3, 4, 5]


def test_titles_above_the_headers_are_passed_over() -> None:
    found = columns_of(["2026년 하반기 직원 명단"], ["총무과 작성", None], ["이름", "사번"], ["김가람", "1"])
    assert (found.last_row, found.places) == (3, {Field.NUMBER: 1, Field.NAME: 0})


def test_merged_headers_of_two_rows_are_joined() -> None:
    found = columns_of(
        ["사번", "성명", "소속", None, "직위"],
        [None, None, "부서", "팀", None],
        ["1", "김", "가", "나", "다"],
    )
    assert found.last_row == 2
    assert found.places[Field.DEPARTMENT] == 2
    assert found.places[Field.TEAM] == 3
    assert list(found.headers) == ["사번", "성명", "부서", "팀", "직위"]


def test_of_two_columns_for_one_field_the_plainer_word_wins() -> None:
    assert columns_of(["사번", "이름", "소속", "부서"]).places[Field.DEPARTMENT] == 3


@pytest.mark.parametrize("header", [["이름", "부서"], ["사번", "부서"], ["a", "b"]])
def test_without_number_or_name_there_is_no_table(header: list[str]) -> None:
    with pytest.raises(Malformed) as refusal:
        columns_of(header)
    assert refusal.value.code == "file_headers"


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (("date", "2026-09-29"), date(2026, 9, 29)),
        (("text", "2026. 9. 29."), date(2026, 9, 29)),
        (("text", "2026.9.29"), date(2026, 9, 29)),
        (("plain", "2026-09-29"), date(2026, 9, 29)),
        (("plain", "2026/9/29"), date(2026, 9, 29)),
        (("text", "2026년 9월 29일"), date(2026, 9, 29)),
        (("number", "20260929"), date(2026, 9, 29)),
        (("number", "46294"), date(2026, 9, 29)),
        (("plain", "46294"), date(2026, 9, 29)),
        (("plain", "2026-09-29 00:00:00"), date(2026, 9, 29)),
        (("text", "2026-09-29T00:00:00.0"), date(2026, 9, 29)),
        (None, None),
    ],
)
def test_days_are_read_as_people_write_them(cell: sheets.Cell, day: date | None) -> None:
    assert read_date(cell) == day


@pytest.mark.parametrize(
    "cell",
    [("text", "26. 9. 29."), ("text", "2026. 2. 30."), ("text", "내일"), ("text", "46294"), ("number", "3"),
     ("text", "29/9/2026"), ("error", "#REF!"), ("text", "2026-09-29 15:20"), ("date", "9999-12-31"),
     ("text", "0001-01-01"), ("text", "2201-01-01"), ("number", "99991231")],
)  # fmt: skip
def test_other_days_are_not_guessed(cell: sheets.Cell) -> None:
    with pytest.raises(CellError):
        read_date(cell)


@pytest.mark.parametrize(
    "cell", [("date", "9999-12-31"), ("plain", "9999.12.31"), ("number", "99991231"), None]
)
def test_a_last_day_at_the_end_of_time_is_none(cell: sheets.Cell) -> None:
    assert read_last_day(cell) is None
    assert read_last_day(("text", "2026. 9. 29.")) == date(2026, 9, 29)


@pytest.mark.parametrize(
    ("cell", "known", "number", "is_noted"),
    [
        (("text", "1001"), [], "1001", False),
        (("number", "1001"), [], "001001", True),
        (("plain", "1001"), [], "001001", True),
        (("number", "1001"), ["1001"], "1001", False),
        (("number", "1234567"), [], "1234567", False),
        (("plain", "a-17"), [], "A-17", False),
    ],
)
def test_lost_zeros_come_back_only_where_they_can_have_been_lost(
    cell: sheets.Cell, known: list[str], number: str, is_noted: bool
) -> None:
    read, remark = read_number(cell, dict.fromkeys(known), 6)
    assert (read, remark is not None) == (number, is_noted)


def test_without_a_usual_width_no_zeros_are_invented() -> None:
    assert usual_width([]) is None
    assert usual_width(["001", "0001", "00001"]) is None
    assert usual_width([*["000001"] * 9, "12"]) == 6
    assert read_number(("number", "1001"), {}, None) == ("1001", None)


@pytest.mark.parametrize(
    "cell", [None, ("number", "12.5"), ("text", "김가람"), ("error", "#N/A"), ("number", "-5")]
)
def test_what_is_no_staff_number_is_said(cell: sheets.Cell) -> None:
    with pytest.raises(CellError):
        read_number(cell, {}, 6)


def test_yes_no_and_roles_are_read_in_the_words_of_the_field() -> None:
    assert [read_yes(("text", word)) for word in ("예", "O", "Y", "1", "아니요", "x", "N")] == [True] * 4 + [
        False
    ] * 3
    assert read_yes(None) is None
    assert read_roles(None) is None
    assert read_roles(("text", "직원")) == frozenset()
    assert read_roles(("text", "감사 담당, 매뉴얼")) == {Role.AUDITOR, Role.MANUAL_EDITOR}
    for read, word in ((read_yes, "아마도"), (read_roles, "감사, 임금님")):
        with pytest.raises(CellError):
            read(("text", word))
