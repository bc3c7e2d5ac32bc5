"""`/cafeteria/manage`, a cafeteria's settings and its days without serving, tried by the whole cast."""

import re
from collections.abc import Callable
from datetime import date

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from services import cafeteria
from services.cafeteria import Bounds, CafeteriaView
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.cafeteria import PLAN, make_cafeteria, make_manager
from tests.web.conftest import Browser, ClientAs
from tests.web.page import Node
from webapp.context import Parts

FORM = {
    "name": "별관 식당",
    "place": "별관 1층",
    "opens": "11:30",
    "closes": "13:00",
    "counters": "2",
    "served_per_minute": "7.5",
    "normal_min": "3",
    "busy_min": "8",
    "packed_min": "15",
    "has_lobby": "yes",
}
MONDAY = date(2026, 10, 12)


@pytest.fixture
def manager(client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock) -> Browser:
    make_manager(parts.database, cast, clock.now())
    return client_as(cast.stranger)


@pytest.fixture
def hall(parts: Parts, clock: HandClock) -> int:
    return make_cafeteria(parts.database, clock.now())


@pytest.fixture
def look(parts: Parts) -> Callable[[int], CafeteriaView]:
    def get(cafeteria_id: int) -> CafeteriaView:
        with parts.database.reading() as session:
            return cafeteria.get_cafeteria(session, cafeteria_id)

    return get


def read_code(symbol: Node) -> str:
    """What a phone's camera reads from the drawn symbol."""
    side = int(symbol.attrs["viewbox"].split()[-1])
    picture = Image.new("L", (side * 4, side * 4), 255)
    draw = ImageDraw.Draw(picture)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)", symbol.one("path").attrs["d"]):
        left, top = int(x) * 4, int(y) * 4
        draw.rectangle((left, top, left + int(width) * 4 - 1, top + 3), fill=0)
    (found,) = zxingcpp.read_barcodes(picture)
    return str(found.text)


def wrong_fields(page: Node) -> set[str]:
    return {link.attrs["href"].removeprefix("#") for link in page.one(role="alert").all("a")}


@pytest.mark.parametrize("who", ["traveller", "colleague", "lead", "director", "mayor", "auditor"])
@pytest.mark.parametrize("path", ["manage", "manage/new", "{hall}/manage", "{hall}/poster"])
def test_it_is_nobody_elses(client_as: ClientAs, cast: Cast, hall: int, who: str, path: str) -> None:
    browser = client_as(cast.everybody()[who])
    browser.get(f"/cafeteria/{path.format(hall=hall)}", status=403)


@pytest.mark.parametrize(
    "path",
    [
        "manage",
        "{hall}/manage",
        "{hall}/closures",
        "{hall}/closures/removal",
        "{hall}/end",
        "{hall}/reopening",
    ],
)
def test_nobody_else_changes_anything(client_as: ClientAs, cast: Cast, hall: int, path: str) -> None:
    assert client_as(cast.lead).post(f"/cafeteria/{path.format(hall=hall)}", FORM).status_code == 403
    signed_out = client_as(None).client.post(f"/cafeteria/{path.format(hall=hall)}", data=FORM)
    assert signed_out.status_code in (400, 401)


def test_without_any_cafeteria_one_sentence_says_how_to_make_the_first(manager: Browser) -> None:
    page = manager.get("/cafeteria/manage")
    assert "이름과 배식 시간만 적으면 만들 수 있고" in page.text
    assert page.one("a", href="/cafeteria/manage/new").text == "구내식당 만들기"


def test_the_form_comes_filled_with_what_is_usual(
    manager: Browser, look: Callable[[int], CafeteriaView]
) -> None:
    form = manager.get("/cafeteria/manage/new").one("form", action="/cafeteria/manage")
    answer = manager.post("/cafeteria/manage", form.fields() | {"name": " 본관   구내식당 "})
    assert answer.status_code == 303
    made = look(int(answer.location.split("/")[2]))
    assert (made.name, made.opens_minute, made.closes_minute) == ("본관 구내식당", 690, 780)
    assert (made.counters, made.bounds, made.has_lobby) == (2, Bounds(3, 8, 15), True)


def test_administrators_find_it_from_their_page(client_as: ClientAs, cast: Cast, hall: int) -> None:
    administrator = client_as(cast.administrator)
    assert administrator.get("/admin").one("a", href="/cafeteria/manage")
    assert administrator.get("/cafeteria/manage").one("h2", id=f"cafeteria-{hall}").text == PLAN.name


def test_every_cafeteria_leads_to_its_pages(manager: Browser, hall: int) -> None:
    links = manager.get("/cafeteria/manage").one(data_testid="manage-links").all("a")
    ends = [link.attrs["href"].removeprefix(f"/cafeteria/{hall}/") for link in links]
    assert {"manage", "poster"} <= set(ends)
    here = manager.get(f"/cafeteria/{hall}/manage").one(data_testid="manage-links").all("a")
    assert f"/cafeteria/{hall}/manage" not in [link.attrs["href"] for link in here]


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"name": ""}, {"name"}),
        ({"name": "가" * 61}, {"name"}),
        ({"name": "\u200e\u202e"}, {"name"}),
        ({"place": "가" * 121}, {"place"}),
        ({"opens": "13:00", "closes": "11:30"}, {"closes"}),
        ({"opens": "05:00"}, {"closes"}),
        ({"opens": "점심때"}, {"closes"}),
        ({"closes": "25:00"}, {"closes"}),
        ({"counters": "0"}, {"counters"}),
        ({"counters": "두 곳"}, {"counters"}),
        ({"counters": "1" * 1999}, {"counters"}),
        ({"served_per_minute": "-3"}, {"served_per_minute"}),
        ({"served_per_minute": "nan"}, {"served_per_minute"}),
        ({"served_per_minute": "inf"}, {"served_per_minute"}),
        ({"served_per_minute": "1e9"}, {"served_per_minute"}),
        ({"busy_min": "3"}, {"bounds"}),
        ({"packed_min": "121"}, {"bounds"}),
        ({"normal_min": "곧"}, {"bounds"}),
        (
            {"name": "", "counters": "", "served_per_minute": "", "normal_min": ""},
            {"name", "counters", "served_per_minute", "bounds"},
        ),
    ],
)  # fmt: skip
def test_each_wrong_field_is_named_and_nothing_typed_is_lost(
    manager: Browser, hall: int, look: Callable[[int], CafeteriaView], sent: dict[str, str], wrong: set[str]
) -> None:
    before = look(hall)
    for path in ("/cafeteria/manage", f"/cafeteria/{hall}/manage"):
        page = manager.submit(path, 422, FORM | sent)
        assert wrong_fields(page) == wrong
        for name, value in sent.items():
            assert page.one("input", name=name).attrs.get("value", "") == value.strip()
    assert look(hall) == before


def test_what_no_database_takes_is_refused(manager: Browser, hall: int) -> None:
    manager.submit(f"/cafeteria/{hall}/manage", 422, FORM | {"name": "식당\x00"})


def test_settings_are_changed_and_explained(
    manager: Browser, hall: int, look: Callable[[int], CafeteriaView]
) -> None:
    form = {name: value for name, value in FORM.items() if name != "has_lobby"}
    assert manager.post(f"/cafeteria/{hall}/manage", form).status_code == 303
    view = look(hall)
    assert (view.name, view.served_per_minute, view.has_lobby) == ("별관 식당", 7.5, False)
    rows = manager.get(f"/cafeteria/{hall}/manage").one("ul", aria_label="네 단어의 뜻").all("li")
    assert [row.text for row in rows] == [
        "한산 3분 미만 줄에 약 22명 미만",
        "보통 3–8분 줄에 약 22–60명",
        "붐빔 8–15분 줄에 약 60–112명",
        "매우 붐빔 15분부터 줄에 약 112명부터",
    ]


def test_two_cafeterias_never_share_a_name(
    manager: Browser, hall: int, parts: Parts, clock: HandClock
) -> None:
    page = manager.submit("/cafeteria/manage", 409, FORM | {"name": PLAN.name})
    assert wrong_fields(page) == {"name"}
    assert manager.post("/cafeteria/manage", FORM).status_code == 303
    page = manager.submit(f"/cafeteria/{hall}/manage", 409, FORM)
    assert wrong_fields(page) == {"name"}


def test_days_without_serving_come_and_go(manager: Browser, hall: int, parts: Parts) -> None:
    path = f"/cafeteria/{hall}/closures"
    for reason in ("시설 점검", "시설 공사"):
        assert manager.post(path, {"closed_on": f"{MONDAY}", "reason": reason}).status_code == 303
    page = manager.get(f"/cafeteria/{hall}/manage")
    assert "시설 공사" in page.text
    assert "시설 점검" not in page.one("ul", aria_label="쉬는 날").text
    with parts.database.reading() as session:
        assert not cafeteria.is_serving_day(session, hall, MONDAY)
    for _ in range(2):
        assert manager.post(f"{path}/removal", {"closed_on": f"{MONDAY}"}).status_code == 303
    with parts.database.reading() as session:
        assert cafeteria.is_serving_day(session, hall, MONDAY)


@pytest.mark.parametrize(
    ("on", "reason", "status", "wrong"),
    [
        ("", "점검", 422, {"closed_on"}),
        ("내일", "점검", 422, {"closed_on"}),
        ("2026-09-28", "점검", 422, {"closed_on"}),
        ("2026-10-10", "점검", 409, {"closed_on"}),
        ("2026-10-09", "점검", 409, {"closed_on"}),
        (f"{MONDAY}", "", 422, {"reason"}),
        (f"{MONDAY}", "가" * 61, 422, {"reason"}),
    ],
)
def test_a_day_that_cannot_be_closed_is_refused_by_field(
    manager: Browser, hall: int, on: str, reason: str, status: int, wrong: set[str]
) -> None:
    page = manager.submit(f"/cafeteria/{hall}/closures", status, {"closed_on": on, "reason": reason})
    assert wrong_fields(page) == wrong


def test_a_cafeteria_closes_for_good_and_opens_again(
    manager: Browser, hall: int, look: Callable[[int], CafeteriaView], clock: HandClock
) -> None:
    path = f"/cafeteria/{hall}/end"
    assert wrong_fields(manager.submit(path, 422, {"last_on": "2026-09-28"})) == {"last_on"}
    assert manager.post(path, {"last_on": "2026-09-30"}).status_code == 303
    assert "2026. 9. 30.까지 열고 문을 닫아요" in manager.get(f"/cafeteria/{hall}/manage").text
    clock.advance(days=3)
    assert "문을 닫은 구내식당" in manager.get("/cafeteria/manage").text
    assert manager.post(f"/cafeteria/{hall}/reopening").status_code == 303
    assert look(hall).closed_on is None


@pytest.mark.parametrize("path", ["manage", "poster"])
@pytest.mark.parametrize("hall_id", ["0", "99", "9" * 19, "9" * 25, "x", "-1"])
def test_a_cafeteria_that_is_none_is_not_found(manager: Browser, hall_id: str, path: str) -> None:
    manager.get(f"/cafeteria/{hall_id}/{path}", status=404)


@pytest.mark.parametrize("path", ["manage", "closures", "closures/removal", "end", "reopening"])
def test_nothing_is_done_to_a_cafeteria_that_is_none(manager: Browser, path: str) -> None:
    sent = FORM | {"closed_on": f"{MONDAY}", "reason": "점검", "last_on": f"{MONDAY}"}
    manager.submit(f"/cafeteria/99/{path}", 404, sent)


def test_watchers_see_at_once_how_it_works_now(manager: Browser, hall: int) -> None:
    address, lobby = f"cafeterias/{hall}", f"cafeterias/{hall}/level"
    assert manager.api("GET", address).get_json()["name"] == PLAN.name
    assert manager.api("GET", lobby).status_code == 200
    manager.post(f"/cafeteria/{hall}/manage", FORM | {"has_lobby": ""})
    assert manager.api("GET", address).get_json()["name"] == FORM["name"]
    assert manager.api("GET", lobby).status_code == 404
    manager.post(f"/cafeteria/{hall}/closures", {"closed_on": "2026-09-29", "reason": "정전"})
    assert manager.api("GET", address).get_json()["state"] == "closed"


def test_the_poster_leads_to_the_lobby(manager: Browser, hall: int, parts: Parts) -> None:
    page = manager.get(f"/cafeteria/{hall}/poster")
    url = f"{parts.settings.base_url}/cafeteria/{hall}/lobby"
    assert url in page.one(data_testid="poster").text
    assert read_code(page.one("svg", class_="poster-code")) == url
    assert "로비 화면이 닫혀" not in page.text
    manager.post(f"/cafeteria/{hall}/manage", {**FORM, "has_lobby": ""})
    assert "로비 화면이 닫혀" in manager.get(f"/cafeteria/{hall}/poster").text


def test_hostile_words_are_only_text(manager: Browser, hall: int) -> None:
    words = "<script>alert(1)</script>\"'{{7*7}}"
    assert (
        manager.post(f"/cafeteria/{hall}/manage", FORM | {"name": words, "place": words}).status_code == 303
    )
    for path in ("manage", f"{hall}/manage", f"{hall}/poster"):
        page = manager.get(f"/cafeteria/{path}")
        assert words in page.text
        assert [node for node in page.all("script") if "src" not in node.attrs] == []
