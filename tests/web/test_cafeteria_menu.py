"""The menu as staff see it and as the kitchen puts it in; `오늘 안 먹어요`. Tried by the whole cast."""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from services import cafeteria
from tests.cast import Cast
from tests.clocks import HandClock
from tests.factories import TODAY
from tests.web.cafeteria import make_cafeteria, make_manager
from tests.web.conftest import Browser, ClientAs
from tests.web.page import Node
from webapp.context import Parts

TEXT = "9/29(화)\n흑미밥\n된장국(5.6)\n제육볶음(5.6.10)\n\n9/30(수)\n카레라이스 ⑥⑯\n※ 특식"


@pytest.fixture
def place(parts: Parts, clock: HandClock) -> int:
    """A cafeteria on a Tuesday at 9 in the morning."""
    clock.advance(hours=-6, minutes=-20)
    return make_cafeteria(parts.database, clock.now())


@pytest.fixture
def manager(place: int, client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock) -> Browser:
    make_manager(parts.database, cast, clock.now())
    return client_as(cast.stranger)


@pytest.fixture
def staff(place: int, client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


def edit(place: int) -> str:
    return f"/cafeteria/{place}/menu/edit"


def preview(browser: Browser, place: int, text: str, status: int = 200, **more: Any) -> Node:
    return browser.submit(f"/cafeteria/{place}/menu/preview", status, {"text": text} | more, page=edit(place))


def save(browser: Browser, place: int, page: Node, status: int = 303) -> Any:
    form = page.one("form", action=f"/cafeteria/{place}/menu")
    data = {"text": "".join(map(str, form.one("textarea").children)), "digest": form.fields()["digest"]}
    response = browser.post(f"/cafeteria/{place}/menu", data, page=edit(place))
    assert response.status_code == status, response.text[:2000]
    return response


def days(page: Node) -> list[str]:
    return [node.text for node in page.all("section", data_testid="menu-day")]


def test_a_pasted_menu_is_looked_at_then_kept_then_read(manager: Browser, staff: Browser, place: int) -> None:
    page = preview(manager, place, TEXT)
    assert [node.attrs["data-fate"] for node in page.all(data_testid="menu-day")] == ["new", "new"]
    assert "된장국 대두, 밀" in page.text
    assert "아직 식단이 없어요" in staff.get(f"/cafeteria/{place}/menu").text
    save(manager, place, page)
    shown = days(staff.get(f"/cafeteria/{place}/menu"))
    assert shown[1].startswith("9. 29.(화) 오늘 흑미밥 된장국 대두, 밀 제육볶음 대두, 밀, 돼지고기")
    assert shown[2].startswith("9. 30.(수) 특식 카레라이스 밀, 쇠고기")
    again = preview(manager, place, "9/29(화)\n국수(6)\n9/30(수)\n카레라이스(6.16)\n※ 특식")
    assert [node.attrs["data-fate"] for node in again.all(data_testid="menu-day")] == ["replaces", "same"]
    assert "지금 있는 식단 흑미밥" in again.text


def test_a_file_is_looked_at_and_a_wrong_one_is_refused(manager: Browser, place: int) -> None:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in (["10월 식단"], ["10/12(월)", "10/13(화)"], ["밥", "국수(6)"], ["<b>국</b>", None]):
        book.active.append(row)
    book.save(file)
    page = preview(manager, place, "", file=(io.BytesIO(file.getvalue()), "menu.xlsx"))
    assert [node.attrs["data-fate"] for node in page.all(data_testid="menu-day")] == ["new", "new"]
    assert "<b>국</b>" in page.text
    refused = preview(manager, place, "", 422, file=(io.BytesIO(b"\x89PNG\r\n\x00"), "menu.xlsx"))
    assert "읽을 수 없는 종류의 파일이에요" in refused.text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "식단을 붙여 넣거나 파일을 골라 주세요."),
        ("안녕하세요", "날짜나 요일을 찾지 못했어요."),
        ("가" * 70_001, "받을 수 없는 글자가 있거나 너무 길어요."),
        ("9/29\x00", "받을 수 없는 글자가 있거나 너무 길어요."),
    ],
)
def test_what_is_no_menu_comes_back_with_one_sentence(
    manager: Browser, place: int, text: str, sentence: str
) -> None:
    assert sentence in preview(manager, place, text, 422).text


def test_what_was_not_read_is_listed_with_its_row(manager: Browser, place: int) -> None:
    page = preview(manager, place, "떡\n9/28(월)\n밥\n화 9/30\n면\n10/1(목)\n국(5.77)")
    fates = [node.attrs["data-fate"] for node in page.all(data_testid="menu-day")]
    assert fates == ["left_out", "left_out", "new"]
    for sentence in (
        "1행: 떡",
        "지난 날이에요.",
        "날짜와 요일이 맞지 않아요.",
        "알레르기 번호 77은(는) 없어요.",
    ):
        assert sentence in page.text


def test_a_menu_that_changed_meanwhile_is_shown_again(manager: Browser, place: int) -> None:
    seen, other = preview(manager, place, "9/29(화)\n밥"), preview(manager, place, "9/29(화)\n면")
    save(manager, place, other)
    answer = save(manager, place, seen, 409)
    assert "미리 본 뒤에 식단이 바뀌었어요" in answer.text
    assert 'data-fate="replaces"' in answer.text


def test_a_menu_is_taken_away(manager: Browser, place: int) -> None:
    save(manager, place, preview(manager, place, TEXT))
    manager.post(f"/cafeteria/{place}/menu/removal", {"on": "2026-09-29"}, page=edit(place))
    assert "제육볶음" not in manager.get(f"/cafeteria/{place}/menu").text
    assert "카레라이스" in manager.get(f"/cafeteria/{place}/menu").text


def test_the_wall_shows_the_next_lunch(
    manager: Browser, staff: Browser, place: int, clock: HandClock
) -> None:
    save(manager, place, preview(manager, place, TEXT))
    assert "제육볶음 대두, 밀, 돼지고기" in staff.get(f"/cafeteria/{place}/menu/large").text
    other = staff.get(f"/cafeteria/{place}/menu/large?on=2026-09-30")
    assert "카레라이스" in other.text
    assert other.all("a", href=f"/cafeteria/{place}/menu/large?on=2026-09-29")
    clock.advance(days=1)
    assert "카레라이스" in staff.get(f"/cafeteria/{place}/menu/large").text
    assert "쉬는 날이에요 한글날" in staff.get(f"/cafeteria/{place}/menu/large?on=2026-10-09").text
    staff.get(f"/cafeteria/{place}/menu/large?on=morgen", status=422)
    staff.get("/cafeteria/99/menu", status=404)


@pytest.mark.parametrize("name", ["traveller", "lead", "auditor"])
def test_only_those_who_run_it_put_a_menu_in(client_as: ClientAs, cast: Cast, place: int, name: str) -> None:
    browser = client_as(cast.everybody()[name])
    browser.get(edit(place), status=403)
    for path in ("menu", "menu/preview", "menu/removal"):
        browser.submit(f"/cafeteria/{place}/{path}", 403, {"text": TEXT, "on": "2026-09-29"})
    assert browser.get(f"/cafeteria/{place}/menu").all("a", href=edit(place)) == []


@pytest.mark.parametrize("path", ["menu", "menu/edit", "menu/large", "count"])
def test_who_is_signed_out_is_led_to_the_sign_in(client_as: ClientAs, place: int, path: str) -> None:
    response = client_as(None).client.get(f"/cafeteria/{place}/{path}", headers={"Accept": "text/html"})
    assert response.status_code == 302


def test_one_tap_says_not_today_and_one_takes_it_back(staff: Browser, place: int, clock: HandClock) -> None:
    menu, fields = f"/cafeteria/{place}/menu", {"on": "2026-09-29", "next": f"/cafeteria/{place}/menu"}

    def state() -> list[str]:
        return [node.attrs["data-state"] for node in staff.get(menu).all(data_testid="opt-out")]

    assert state() == ["in"] * 4
    for path, expected in (("", "out"), ("", "out"), ("/undoing", "in"), ("", "out")):
        response = staff.post(f"/cafeteria/opt-outs{path}", fields)
        assert (response.status_code, response.location) == (303, menu)
        assert state()[0] == expected
    clock.advance(hours=3)
    response = staff.post("/cafeteria/opt-outs/undoing", fields)
    assert response.status_code == 303
    page = staff.get(menu)
    assert "점심이 시작돼서 이제는 바꿀 수 없어요" in page.text
    assert "마음이 바뀌었으면 그냥 와서 드세요." in page.text


def test_next_weeks_lunches_are_there_to_be_left_too(staff: Browser, place: int) -> None:
    page = staff.get(f"/cafeteria/{place}/menu?week=2026-10-06")
    assert len(page.all(data_testid="opt-out")) == 3  # 5 and 9 October are holidays
    staff.post("/cafeteria/opt-outs", {"on": "2026-10-07", "next": "https://example.com/"})
    states = [
        node.attrs["data-state"]
        for node in staff.get(f"/cafeteria/{place}/menu?week=2026-10-06").all(data_testid="opt-out")
    ]
    assert states == ["in", "out", "in"]


@pytest.mark.parametrize("on", ["", "heute", "2026-09-28", "2026-12-01", "1026-09-29"])
def test_a_wrong_day_is_refused(staff: Browser, place: int, on: str) -> None:
    staff.submit("/cafeteria/opt-outs", 422, {"on": on, "next": "/"})


def test_nothing_about_health_reaches_the_server(staff: Browser, manager: Browser, place: int) -> None:
    """The boxes of allergens have no names, and no form around them."""
    save(manager, place, preview(manager, place, TEXT))
    page = staff.get(f"/cafeteria/{place}/menu")
    boxes = [node for node in page.all("input") if "data-allergen" in node.attrs]
    assert len(boxes) == 19
    assert not [box for box in boxes if "name" in box.attrs]
    assert not [form for form in page.all("form") if [b for b in boxes if b in list(form.walk())]]


def test_the_english_names_the_allergens(manager: Browser, staff: Browser, place: int) -> None:
    save(manager, place, preview(manager, place, TEXT))
    staff.client.set_cookie("language", "en")
    assert "제육볶음 Soybeans, Wheat, Pork" in staff.get(f"/cafeteria/{place}/menu").text


def test_the_page_of_the_cafeteria_has_the_menu_and_the_tap(
    manager: Browser, staff: Browser, place: int, parts: Parts, cast: Cast
) -> None:
    save(manager, place, preview(manager, place, TEXT))
    page = staff.get(f"/cafeteria/{place}")
    assert "흑미밥, 된장국, 제육볶음" in page.one(data_testid="menu-card").text
    assert page.one(data_testid="opt-out").attrs["data-state"] == "in"
    staff.post("/cafeteria/opt-outs", {"on": TODAY.isoformat(), "next": f"/cafeteria/{place}"})
    with parts.database.reading() as session:
        assert cafeteria.has_opted_out(session, cast.traveller.staff_id, TODAY)
        assert not cafeteria.has_opted_out(session, cast.traveller.staff_id, TODAY + timedelta(days=1))
