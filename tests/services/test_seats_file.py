"""A seats file: every row's fate is told before anything is kept, duplicates with the row that was first."""

import pytest
from sqlalchemy.orm import Session

from services.errors import Conflict, Malformed
from services.remote_work import seats
from services.remote_work.seats import SeatFate, SeatPlan
from services.sheets import read_table
from tests.factories import NOW, sqlite_only
from tests.seat_centres import Centre, make_centre

pytestmark = sqlite_only
HEAD = "센터,찾아가는 곳,층,자리,가로,세로,특징\n"


@pytest.fixture
def centre(session: Session) -> Centre:
    return make_centre(session, NOW)


def plan(session: Session, *rows: str, head: str = HEAD) -> SeatPlan:
    return seats.plan_seats(session, read_table((head + "\n".join(rows)).encode()))


def fates(found: SeatPlan) -> list[str]:
    return [row.reason.code if row.reason else row.fate.value for row in found.rows]


def test_rows_are_new_changed_or_the_same(session: Session, centre: Centre) -> None:
    found = plan(
        session,
        "동부 센터,,3층,A-01,1,1,창가·모니터 2대",
        "동부 센터,,3층,A-02,3,1,조용한 구역",
        "동부센터,,3 층,a-03,2,5,",
        "서부 센터,서부청사 2층,2층,C-01,,,",
        "서부 센터,,2층,C-02,,,높낮이 책상",
    )
    assert fates(found) == ["same", "changed", "changed", "new", "new"]
    assert [row.cell for row in found.rows[3:]] == [(1, 1), (2, 1)]
    assert found.new_centres == ("서부 센터",)
    seats.apply_seats(session, found.text, found.digest, NOW)
    west = next(each for each in seats.list_centres(session) if each.name == "서부 센터")
    assert (west.place, [seat.traits for seat in west.seats]) == ("서부청사 2층", [(), ("standing",)])
    east = {seat.label: seat for seat in seats.get_centre(session, centre.id).seats}
    assert (east["A-03"].column, east["A-03"].row, east["A-02"].traits) == (2, 5, ("quiet",))
    assert len(east) == 6
    assert fates(seats.plan_seats_again(session, found.text)) == ["same"] * 5


def test_duplicates_are_told_with_the_first_row(session: Session, centre: Centre) -> None:
    found = plan(
        session,
        "서부,,2층,C-01,1,1,",
        "서부,,2층,c-01,2,1,",
        "서부,,2층,C-02,1,1,",
        "동부 센터,,3층,A-09,1,1,",
        "동부 센터,,3층,A-04,,,",
    )
    assert fates(found) == ["new", "seat_twice", "seat_cell", "seat_cell", "same"]
    assert [dict(row.reason.params) for row in found.rows[1:4] if row.reason] == [
        {"row": "2"}, {"seat": "C-01"}, {"seat": "A-01"}
    ]  # fmt: skip
    assert found.counts[SeatFate.FAILING] == 3
    seats.apply_seats(session, found.text, found.digest, NOW)
    assert [seat.label for each in seats.list_centres(session) for seat in each.seats].count("C-01") == 1


def test_two_seats_change_places(session: Session, centre: Centre) -> None:
    found = plan(session, "동부 센터,,3층,A-01,3,1,", "동부 센터,,3층,A-02,1,1,")
    assert fates(found) == ["changed", "changed"]
    seats.apply_seats(session, found.text, found.digest, NOW)
    east = {seat.label: seat for seat in seats.get_centre(session, centre.id).seats}
    assert [(east[label].column, east[label].row) for label in ("A-01", "A-02")] == [(3, 1), (1, 1)]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",,2층,C-01,1,1,", "seat_unnamed"),
        ("서부,,2층,,1,1,", "seat_unnamed"),
        ("서부,,2층,아주아주아주아주아주긴자리이름,1,1,", "seat_long"),
        ("서부,,2층,C-01,0,1,", "seat_place"),
        ("서부,,2층,C-01,1,,", "seat_place"),
        ("서부,,2층,C-01,41,1,", "seat_place"),
        ("서부,,2층,C-01,=1+1,x,", "seat_place"),
        ("서부,,2층,C-01,1,1,바다 전망", "seat_trait"),
    ],
)
def test_a_bad_row_is_left_out_with_its_reason(session: Session, centre: Centre, row: str, code: str) -> None:
    found = plan(session, row, "서부,,2층,C-05,5,5,")
    assert fates(found) == [code, "new"]
    seats.apply_seats(session, found.text, found.digest, NOW)
    assert [
        seat.label for each in seats.list_centres(session) if each.name == "서부" for seat in each.seats
    ] == ["C-05"]


def test_what_has_changed_since_is_looked_at_again(session: Session, centre: Centre) -> None:
    found = plan(session, "동부 센터,,3층,A-09,9,9,")
    seats.create_seat(session, centre.floor, "A-10", (9, 9), [], NOW)
    with pytest.raises(Conflict):
        seats.apply_seats(session, found.text, found.digest, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "{}",
        "[[1]]",
        '[["x", []]]',
        '[[1, ["a"]]]',
        "[1]",
        "[[1e400, []]]",
        "[[NaN, []]]",
        "[" * 10**5,
    ],
)
def test_a_page_that_was_tampered_with_is_refused(session: Session, text: str) -> None:
    with pytest.raises((Malformed, Conflict)):
        seats.apply_seats(session, text, "", NOW)


def test_a_file_without_the_columns_is_told(session: Session) -> None:
    with pytest.raises(Malformed) as refused:
        plan(session, "1,2", head="가,나\n")
    assert refused.value.code == "seats_headers"
