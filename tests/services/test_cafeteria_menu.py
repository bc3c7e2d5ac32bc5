"""Menus as files and as they are kept: merged cells, several sheets, what would be replaced, races."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest

from services import cafeteria, workdays
from services.cafeteria import MenuFate, MenuPlan
from services.cafeteria.meals.reading import MenuDay, ReadMenu
from services.db import Database
from services.errors import Conflict, Malformed
from services.sheets import read_grids, read_table
from tests.clocks import HandClock
from tests.factories import TODAY
from tests.lunch import Lunch

MONDAY = date(2026, 9, 28)
WEEK = [date(2026, 10, 12) + timedelta(days=n) for n in range(5)]


def book(*sheets: tuple[str, list[list[object]], list[str]], hidden: str = "") -> bytes:
    """A workbook of sheets: their name, rows and merged ranges."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows, merged in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def read(data: bytes) -> ReadMenu:
    return cafeteria.read_menu_sheets(read_grids(data), TODAY, MONDAY)


def shown(days: tuple[MenuDay, ...]) -> dict[str, list[str]]:
    return {f"{day.on:%m-%d}": [str(dish) for dish in day.dishes] for day in days if day.on}


def test_a_menu_of_merged_cells_is_read() -> None:
    """A title and a holiday merged across, a meal merged downwards, kimchi for all days, a blank column."""
    rows: list[list[object]] = [
        ["10월 3주 식단표", *[None] * 6],
        ["구분", None, *WEEK],
        ["중식", None, "흑미밥", "쌀밥", "카레라이스", "시설 점검 휴무", None],
        [None, None, "된장국\n(5.6)", "미역국⑤⑥", "우동 1.5.6", None, None],
        [None, None, "배추김치(9)", None, None, None, None],
        ["석식", None, "라면", "라면", "라면", "라면", "라면"],
        ["※ 재료 사정에 따라 변경될 수 있습니다", *[None] * 6],
    ]
    merged = ["A1:G1", "A3:A5", "F3:G5", "C5:E5", "A7:G7"]
    found = read(book(("식단", rows, merged)))
    assert shown(found.days) == {
        "10-12": ["흑미밥", "된장국(5.6)", "배추김치(9)"],
        "10-13": ["쌀밥", "미역국(5.6)", "배추김치(9)"],
        "10-14": ["카레라이스", "우동(1.5.6)", "배추김치(9)"],
        "10-15": [],
        "10-16": [],
    }
    assert [day.note for day in found.days] == ["", "", "", "시설 점검 휴무", "시설 점검 휴무"]
    assert found.strays == ()


def test_a_day_that_is_merged_over_two_columns_is_one_day() -> None:
    rows: list[list[object]] = [
        ["10/12(월)", None, "10/13(화)", None],
        ["밥", 350, "국수", 420],
        ["국(5)", 80, "전", 200],
    ]
    found = read(book(("식단", rows, ["A1:B1", "C1:D1"])))
    assert shown(found.days) == {"10-12": ["밥", "국(5)"], "10-13": ["국수", "전"]}


def test_every_visible_sheet_is_read() -> None:
    sheets: list[tuple[str, list[list[object]], list[str]]] = [
        ("1주", [["10/12(월)"], ["밥"]], []),
        ("2주", [["10/19(월)"], ["국"]], []),
        ("원산지", [["쌀", "국내산"]], []),
        ("지난주", [["10/5(월)"], ["죽"]], []),
    ]
    found = read(book(*sheets, hidden="지난주"))
    assert shown(found.days) == {"10-12": ["밥"], "10-19": ["국"]}
    assert [day.sheet for day in found.days] == ["1주", "2주"]
    assert found.empty_sheets == ("원산지",)


def test_a_list_and_a_csv_are_read() -> None:
    rows = '날짜,메뉴,비고\r\n2026-10-12,"흑미밥, 된장국(5.6)",특식\r\n2026-10-13,쌀밥,\r\n'
    for data in (rows.encode(), rows.encode("cp949"), rows.encode("utf-8-sig")):
        found = read(data)
        assert shown(found.days) == {"10-12": ["흑미밥", "된장국(5.6)"], "10-13": ["쌀밥"]}
        assert found.days[0].note == "특식"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "file_type"),
        (b"%PDF-1.7\x00", "file_type"),
        (b"PK\x03\x04broken", "file_unreadable"),
        (b"\xd0\xcf\x11\xe0old", "file_old_excel"),
        (b"a,b\n1,2\n", "menu_no_day"),
        (book(("명단", [["직원번호", "이름"], ["001", "김가람"]], [])), "menu_no_day"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(data: bytes, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        read(data)
    assert refusal.value.code == code


def test_lists_of_staff_are_not_filled_across() -> None:
    rows: list[list[object]] = [["직원 명단", None, None], ["1", "김가람", None]]
    data = book(("명단", rows, ["A1:C1"]))
    assert [len(cells) for _, cells in read_table(data)] == [1, 2]
    assert [len(cells) for _, cells in read_grids(data)[0][1]] == [3, 2]


def test_a_merge_over_the_whole_sheet_does_not_fill_the_memory() -> None:
    rows: list[list[object]] = [["가" * 1_900, *[None] * 3]]
    rows += [[*[None] * 59, "x"] for _ in range(220)]
    with pytest.raises(Malformed) as refusal:
        read_grids(book(("식단", rows, ["A1:BG250"])))
    assert refusal.value.code == "file_unpacks_too_large"


# What is kept -----------------------------------------------------------------------------------------------


@pytest.fixture
def plan(lunch: Lunch) -> Callable[[str], MenuPlan]:
    def make(text: str) -> MenuPlan:
        found = cafeteria.read_menu_text(text, TODAY, MONDAY)
        return lunch.read(lambda s: cafeteria.plan_menu(s, lunch.id, found, lunch.now))

    return make


def save(lunch: Lunch, plan: MenuPlan, text: str | None = None) -> Any:
    written = plan.text_to_save if text is None else text
    return lunch.write(
        lambda s: cafeteria.save_menu(s, lunch.id, written, plan.digest, by_id=None, now=lunch.now)  # type: ignore[arg-type]
    )


def menus(lunch: Lunch) -> dict[str, list[str]]:
    found = lunch.read(lambda s: cafeteria.list_menus(s, lunch.id, TODAY, date(2026, 12, 31)))
    return {f"{menu.on:%m-%d}": [str(dish) for dish in menu.dishes] for menu in found}


def test_what_was_seen_is_kept_and_nothing_else(lunch: Lunch, plan: Callable[[str], MenuPlan]) -> None:
    save(lunch, plan("9/29(화)\n밥\n국(5.6)\n\n9/30(수)\n면\n※ 특식"))
    assert menus(lunch) == {"09-29": ["밥", "국(5.6)"], "09-30": ["면"]}
    next_plan = plan("9/30(수)\n면\n※ 특식\n9/29(화)\n밥\n\n10/1(목)\n떡국(16)")
    assert [(f"{e.day.on:%m-%d}", e.fate.value) for e in next_plan.days] == [
        ("09-30", "same"),
        ("09-29", "replaces"),
        ("10-01", "new"),
    ]
    assert next_plan.days[1].before is not None
    assert [str(dish) for dish in next_plan.days[1].before.dishes] == ["밥", "국(5.6)"]
    save(lunch, next_plan)
    assert menus(lunch) == {"09-29": ["밥"], "09-30": ["면"], "10-01": ["떡국(16)"]}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("9/28(월)\n밥", "지난 날이에요."),
        ("2027-02-01\n밥", "너무 먼 날이에요. 넉 달 안의 식단만 넣을 수 있어요."),
        ("10/3(토)\n밥", "배식하지 않는 날이에요: 개천절"),
        ("10/4(일)\n밥", "배식하지 않는 날이에요."),
        ("10/9(금)\n밥", "배식하지 않는 날이에요: 한글날"),
        ("10/6(화)\n밥", "배식하지 않는 날이에요: 시설 점검"),
        ("화 9/30\n밥", "날짜와 요일이 맞지 않아요. 어느 쪽이 맞는지 고쳐 주세요."),
    ],
)
def test_a_day_that_is_left_out_says_why(
    lunch: Lunch, plan: Callable[[str], MenuPlan], text: str, sentence: str
) -> None:
    lunch.write(lambda s: cafeteria.add_closure(s, lunch.id, date(2026, 10, 6), "시설 점검"))
    (day,) = plan(text).days
    assert day.fate is MenuFate.LEFT_OUT
    assert day.reason is not None
    assert day.reason.sentence % day.reason.params == sentence
    assert menus(lunch) == {}


def test_a_closed_day_is_a_note(lunch: Lunch, plan: Callable[[str], MenuPlan]) -> None:
    found = plan("9/30(수) 휴무\n10/9(금) 한글날")
    assert [len(each.remarks) for each in found.days] == [1, 0]
    save(lunch, found)
    assert menus(lunch) == {"09-30": [], "10-09": []}
    menu = lunch.read(lambda s: cafeteria.find_menu(s, lunch.id, date(2026, 10, 9)))
    assert menu is not None
    assert menu.note == "한글날"


def test_saving_twice_is_saving_once(lunch: Lunch, plan: Callable[[str], MenuPlan]) -> None:
    found = plan("9/29(화)\n밥")
    save(lunch, found)
    lunch.clock.advance(minutes=1)
    save(lunch, found)
    menu = lunch.read(lambda s: cafeteria.find_menu(s, lunch.id, TODAY))
    assert menu is not None
    assert menu.changed_at == lunch.now - timedelta(minutes=1)


def test_what_has_changed_since_the_preview_is_not_overwritten(
    lunch: Lunch, plan: Callable[[str], MenuPlan]
) -> None:
    seen, other = plan("9/29(화)\n밥"), plan("9/29(화)\n면")
    save(lunch, other)
    with pytest.raises(Conflict) as refusal:
        save(lunch, seen)
    assert refusal.value.code == "menu_changed"
    assert menus(lunch) == {"09-29": ["면"]}


@pytest.mark.parametrize("text", ["9/29(화)\n밥\n국", "9/29(화)\n밥\n\n9/30(수)\n면", "9/28(월)\n밥"])
def test_only_what_was_seen_can_be_saved(lunch: Lunch, plan: Callable[[str], MenuPlan], text: str) -> None:
    with pytest.raises(Conflict):
        save(lunch, plan("9/29(화)\n밥"), text)
    assert menus(lunch) == {}


def test_a_day_that_closes_after_the_preview_is_shown_again(
    lunch: Lunch, plan: Callable[[str], MenuPlan], clock: HandClock, database: Database
) -> None:
    seen = plan("9/30(수)\n밥")
    database.write(lambda s: workdays.add_special_day(s, date(2026, 9, 30), "임시공휴일", None, lunch.now))
    with pytest.raises(Conflict):
        save(lunch, seen)


def test_a_menu_is_taken_away(lunch: Lunch, plan: Callable[[str], MenuPlan]) -> None:
    save(lunch, plan("9/29(화)\n밥"))
    for _ in range(2):
        lunch.write(lambda s: cafeteria.remove_menu(s, lunch.id, TODAY))
    assert menus(lunch) == {}


def test_the_form_begins_with_what_is_known(lunch: Lunch, plan: Callable[[str], MenuPlan]) -> None:
    save(lunch, plan("9/29(화)\n밥\n국(5.6)"))
    found = lunch.read(lambda s: cafeteria.list_menus(s, lunch.id, TODAY, TODAY))
    text = cafeteria.menus_as_text([TODAY, TODAY + timedelta(days=1)], found)
    assert text == "2026-09-29(화)\n밥\n국(5.6)\n\n2026-09-30(수)"
