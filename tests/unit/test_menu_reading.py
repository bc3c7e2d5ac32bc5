"""Menus as people paste them: read into days and dishes, and what could not be read is said."""

import time
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.cafeteria.meals.dishes import find_main_dishes, read_dish, split_dishes
from services.cafeteria.meals.headings import read_heading
from services.cafeteria.meals.reading import (
    LONGEST_TEXT,
    MenuDay,
    read_menu_sheets,
    read_menu_text,
    to_text,
)
from services.errors import Malformed

TODAY, MONDAY = date(2026, 9, 29), date(2026, 9, 28)


def read(text: str, today: date = TODAY) -> list[MenuDay]:
    return list(read_menu_text(text, today, MONDAY).days)


def shown(text: str) -> dict[str, list[str]]:
    """The days with their dishes as text."""
    return {f"{day.on:%m-%d}": [str(dish) for dish in day.dishes] for day in read(text) if day.on}


def said(day: MenuDay) -> list[str]:
    found = [*day.remarks, *([day.problem] if day.problem else [])]
    return [remark.sentence % remark.params for remark in found]


@pytest.mark.parametrize(
    ("written", "dish"),
    [
        ("제육볶음(5.6.10)", "제육볶음(5.6.10)"),
        ("제육볶음 (5, 6, 10)", "제육볶음(5.6.10)"),
        ("제육볶음[10/6/5]", "제육볶음(5.6.10)"),
        ("닭볶음탕（5.6.15）", "닭볶음탕(5.6.15)"),
        ("된장국 ⑤⑥", "된장국(5.6)"),
        ("두부조림(⑤⑥⑬)", "두부조림(5.6.13)"),
        ("계란찜1,2", "계란찜(1.2)"),
        ("탕수육 1.5.6.10.12.", "탕수육(1.5.6.10.12)"),
        ("된장찌개 (대두, 밀)", "된장찌개(5.6)"),
        ("미역국(쇠고기)", "미역국(쇠고기)(16)"),
        ("갈비탕(5.6,16, 호주산)", "갈비탕(호주산)(5.6.16)"),
        ("김치찌개(국내산, 5.9.10)", "김치찌개(국내산)(5.9.10)"),
        ("잔치국수(1.6)&김가루", "잔치국수&김가루(1.6)"),
        ("깍두기(국내산)", "깍두기(국내산)"),
        ("7곡밥", "7곡밥"),
        ("비타500", "비타500"),
        ("우유200ml", "우유200ml"),
        ("사과(1/4쪽)", "사과(1/4쪽)"),
    ],
)
def test_allergens_are_read_in_every_form_and_nothing_else_is_taken_for_them(written: str, dish: str) -> None:
    assert str(read_dish(written).dish) == dish


def test_numbers_that_are_no_allergen_are_told() -> None:
    (day,) = read("9/29(화)\n소고기무국(5.6.20)\n우동(일본식 5.6)")
    assert said(day) == [
        "소고기무국: 알레르기 번호 20은(는) 없어요. 1부터 19까지예요.",
        "우동(일본식 5.6): 이름에 숫자가 남아 있어요. 알레르기 번호인지 확인해 주세요.",
    ]


@pytest.mark.parametrize(
    ("line", "dishes"),
    [
        ("흑미밥, 된장국(5,6), 제육볶음", ["흑미밥", "된장국(5,6)", "제육볶음"]),
        ("계란찜1,2,된장국5,6", ["계란찜1,2", "된장국5,6"]),
        ("흑미밥 된장국(5.6) 제육볶음(5.6.10)", ["흑미밥", "된장국(5.6)", "제육볶음(5.6.10)"]),
        ("흑미밥 / 된장국 / 김치", ["흑미밥", "된장국", "김치"]),
        ("• 흑미밥\n- 된장국", ["흑미밥", "된장국"]),
        ("돈까스/소스", ["돈까스/소스"]),
        ("치즈 함박 스테이크", ["치즈 함박 스테이크"]),
    ],
)
def test_a_line_is_cut_where_dishes_end(line: str, dishes: list[str]) -> None:
    assert split_dishes(line) == (dishes, False)


def test_a_line_of_many_words_is_cut_at_spaces_and_says_so() -> None:
    (day,) = read("9/29(화) 흑미밥 된장국 제육볶음 배추김치")
    assert [dish.name for dish in day.dishes] == ["흑미밥", "된장국", "제육볶음", "배추김치"]
    assert said(day) == ["1행: 띄어쓰기로 나눴어요."]


@pytest.mark.parametrize(
    "heading",
    [
        *("화 9/29", "9/29(화)", "9월 29일", "9월29일(화)", "9월 29일 화요일", "2026-09-29", "2026. 9. 29."),
        *("26.9.29(화)", "2026년 9월 29일", "9.29.", "(화) 9/29", "화(9/29)", "화요일 (9.29)", "29일(화)"),
        *("화요일", "화", "Tue 9/29", "9.29"),
    ],
)
def test_days_are_read_in_every_form(heading: str) -> None:
    assert shown(f"{heading}\n흑미밥\n된장국(5.6)") == {"09-29": ["흑미밥", "된장국(5.6)"]}


@pytest.mark.parametrize(
    "dish", ["수제비", "금귤", "화채", "토란국", "월남쌈", "일품요리", "5.6.10", "3/4컵"]
)
def test_a_dish_is_no_day(dish: str) -> None:
    assert read_heading(dish) is None


def test_a_pasted_table_has_a_column_for_each_day() -> None:
    text = (
        "주간 식단표(9.28.~10.2.)\n"
        "구분\t월\t화\t수\t목\t금\n"
        "조식\t죽\t죽\t죽\t죽\t죽\n"
        "중식\t밥\t흑미밥\t쌀밥\t잡곡밥\t개천절 휴무\n"
        "\t국\t된장국(5.6)\t-\t미역국⑤\t\n"
        "\t\t제육볶음\t\t\t\n"
        "석식\t라면\t라면\t라면\t라면\t\n"
        "※ 식단은 사정에 따라 변경될 수 있습니다.\n"
    )
    assert shown(text) == {
        "09-28": ["밥", "국"],
        "09-29": ["흑미밥", "된장국(5.6)", "제육볶음"],
        "09-30": ["쌀밥"],
        "10-01": ["잡곡밥", "미역국(5)"],
        "10-02": [],
    }
    assert [(day.note, day.is_closed) for day in read(text)][-1] == ("개천절 휴무", True)


def test_weekdays_and_dates_may_stand_in_two_rows() -> None:
    text = "월\t화\t수\n10/5\t10/6\t10/7\n밥\t면\t죽\n월\t화\t수\n10/12\t10/13\t10/14\n밥\t면\t죽"
    assert list(shown(text)) == ["10-05", "10-06", "10-07", "10-12", "10-13", "10-14"]


def test_several_weeks_of_weekdays_alone_follow_each_other() -> None:
    assert list(shown("월\t화\n밥\t면\n월\t화\n국\t죽")) == ["09-28", "09-29", "10-05", "10-06"]


def test_a_list_of_days_knows_its_columns() -> None:
    text = (
        "날짜\t요일\t메뉴\t열량\t석식\t비고\n"
        "2026-09-29\t화\t흑미밥, 된장국(5.6)\t850\t라면\t특식\n"
        "2026-09-30\t수\t쌀밥\t820kcal\t라면\t\n"
    )
    first, second = read(text)
    assert shown(text) == {"09-29": ["흑미밥", "된장국(5.6)"], "09-30": ["쌀밥"]}
    assert (first.note, second.note) == ("특식", "")


def test_allergens_in_a_row_of_their_own_belong_to_the_dish_above() -> None:
    text = "9/29(화)\t9/30(수)\n제육볶음\t불고기\n5.6.10\t⑤⑯\n국\t국"
    assert shown(text) == {"09-29": ["제육볶음(5.6.10)", "국"], "09-30": ["불고기(5.16)", "국"]}


def test_a_special_day_keeps_its_name() -> None:
    (day,) = read("9/30(수)\n[특식] 갈비찜(5.6.16)\n채식의 날\n※ 오늘은 10분 일찍 열어요")
    assert [str(dish) for dish in day.dishes] == ["갈비찜(5.6.16)"]
    assert day.note == "특식 · 채식의 날 · 오늘은 10분 일찍 열어요"


def test_what_belongs_to_no_day_is_kept_with_its_row() -> None:
    read_menu = read_menu_text("흑미밥\n\t9/29(화)\t\t9/30(수)\n\t밥\t떡\t국", TODAY, MONDAY)
    assert [(stray.row, stray.text) for stray in read_menu.strays] == [(1, "흑미밥"), (3, "떡")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("월 9/29\n밥", "날짜와 요일이 맞지 않아요. 어느 쪽이 맞는지 고쳐 주세요."),
        ("2/30\n밥", "‘2/30’은(는) 달력에 없는 날이에요."),
        ("9/29\n밥\n9/30\n국\n9/29\n면", "1, 5행에 두 번 나와요. 하나만 남겨 주세요."),
        ("9/29\n" + "밥\n" * 31, "음식이 너무 많아요. 한 날에 30가지까지예요."),
        ("9/29\n" + "밥" * 61, "‘" + "밥" * 20 + "…’은(는) 음식 이름으로 너무 길어요. 60자까지예요."),
    ],
)
def test_a_day_that_cannot_be_taken_says_why(text: str, sentence: str) -> None:
    assert sentence in [line for day in read(text) for line in said(day)]


def test_a_weekday_that_does_not_fit_stays_wrong_until_somebody_decides() -> None:
    days = read("월 9/29\n밥\n2/30\n국")
    assert to_text(days) == "2026-09-29(월)\n밥\n\n2/30\n국"
    assert [day.problem for day in read(to_text(days))] == [day.problem for day in days]


def test_a_day_without_a_year_is_the_nearest_one() -> None:
    days = read("12/31(목)\n밥\n1/4(월)\n국", date(2026, 12, 28))
    assert [day.on for day in days] == [date(2026, 12, 31), date(2027, 1, 4)]
    assert [day.problem for day in days] == [None, None]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "menu_empty"),
        (" \n\t\n", "menu_empty"),
        ("안녕하세요", "menu_no_day"),
        ("흑미밥, 국", "menu_no_day"),
        ("9/29\n9/30\n", "menu_no_day"),
        ("가" * (LONGEST_TEXT + 1), "menu_too_long"),
    ],
)
def test_what_is_no_menu_is_refused_in_one_sentence(text: str, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        read(text)
    assert refusal.value.code == code


def test_the_main_dish_is_what_the_day_is_remembered_by() -> None:
    (day,) = read("9/29(화)\n흑미밥\n된장국(5.6)\n제육볶음(5.6.10)\n배추김치(9)")
    assert find_main_dishes(day.dishes) == ["제육볶음"]


KNOWN_LINES = [
    *(
        "9/29(화)",
        "10/1",
        "수",
        "2026. 10. 2.",
        "중식",
        "석식",
        "휴무",
        "특식",
        "-",
        "850kcal",
        "※ 안내",
        "5.6",
    ),
    *("밥", "국(5.6)", "계란찜1,2", "a, b(1)", "가 나 다 라", "(5.6)", "국\t밥\t⑤"),
]
LINES = st.lists(st.one_of(st.sampled_from(KNOWN_LINES), st.text(max_size=30)), max_size=30)


@given(LINES)
@example(["9/29(화)", "0  수"])
@example(["9/29(화)", "=  수"])
@example(["9/29(화)", "휴무", "0."])
def test_what_was_understood_reads_back_into_the_same(lines: list[str]) -> None:
    try:
        days = [day for day in read("\n".join(lines)) if day.on and not day.problem]
    except Malformed:
        return
    again = read(to_text(days)) if days else []
    kept = [(day.on, day.dishes, day.note, day.is_closed, day.problem) for day in days]
    assert [(day.on, day.dishes, day.note, day.is_closed, day.problem) for day in again] == kept


@pytest.mark.parametrize(
    "piece", ["(", "1,", "①", " ", "밥 ", "9/29 ", "[특식] ", "\t", "가(1", "5.6", "★", "1", "20", "9/"]
)
def test_no_text_takes_long_to_read(piece: str) -> None:
    begun = time.process_time()
    for text in ("9/29\n" + piece * (20_000 // len(piece)), piece * (20_000 // len(piece))):
        try:
            read(text)
        except Malformed:
            continue
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "line",
    ["치즈 함박 스테이크 정식, 밥", "밥, 3.1절", "밥 / 500", "밥, ※ 안내", "밥  중식  국", "돈까스 / 5.6"],
)
def test_what_stands_on_one_line_is_read_as_if_each_stood_alone(line: str) -> None:
    """Else saving would read something else than the preview has shown."""
    days = read(f"9/29(화)\n{line}")
    again = read(to_text(days))
    assert [(day.dishes, day.note) for day in again] == [(day.dishes, day.note) for day in days]


def test_a_file_with_thousands_of_days_is_refused_at_once() -> None:
    begun = time.process_time()
    many = [(row, [("text", f"9/{row % 28 + 1}"), ("text", "밥")]) for row in range(1, 30_000)]
    long = [(row, [("text", "9/29"), ("text", "가" * 2_000)]) for row in range(1, 60)]
    for rows in (many[:3_000], many, long):
        with pytest.raises(Malformed) as refusal:
            read_menu_sheets([("", rows)], TODAY, TODAY)  # type: ignore[list-item]
        assert refusal.value.code == "menu_too_long"
    assert time.process_time() - begun < 2
