"""Lunch as staff see it: card, page, kitchen, lobby; without a script too."""

import re
from datetime import datetime, time, timedelta

import pytest

from services import cafeteria, people
from services.cafeteria import Level
from services.clock import local_day, local_instant
from tests.cast import Cast
from tests.clocks import HandClock
from tests.factories import LONG_AGO, NOW
from tests.past_lunch import record
from tests.web.cafeteria import PLAN, make_cafeteria, make_manager
from tests.web.conftest import Browser, ClientAs
from tests.web.page import Node
from webapp.context import Parts

ID = "0123456789abcdef" * 2


@pytest.fixture
def noon(clock: HandClock) -> datetime:
    """A Tuesday, while lunch is served."""
    clock.at = local_instant(local_day(clock.at), time(12, 5))
    return clock.at


@pytest.fixture
def hall(parts: Parts, cast: Cast, noon: datetime) -> int:
    return make_cafeteria(parts.database, noon)


@pytest.fixture
def diner(client_as: ClientAs, cast: Cast, hall: int) -> Browser:
    return client_as(cast.traveller)


def tap(parts: Parts, hall: int, level: Level, at: datetime) -> None:
    with parts.database.writing() as session:
        cafeteria.record_level(session, hall, level, at.isoformat()[:16].encode(), at)


def seen(node: Node) -> str:
    """The words that are shown."""
    parts = (
        child if isinstance(child, str) else "" if "hidden" in child.attrs else seen(child)
        for child in node.children
    )
    return " ".join(" ".join(parts).split())


def card(diner: Browser) -> Node:
    return diner.get("/").one(data_testid="lunch-card")


def test_without_a_cafeteria_home_says_nothing_of_lunch(client_as: ClientAs, cast: Cast) -> None:
    diner = client_as(cast.traveller)
    assert diner.get("/").all(data_testid="lunch-card") == []
    assert "아직 구내식당이 없어요" in diner.get("/cafeteria").text


def test_the_card_says_the_level_the_wait_and_the_age(
    parts: Parts, hall: int, diner: Browser, clock: HandClock
) -> None:
    tap(parts, hall, Level.BUSY, clock.at)
    clock.advance(minutes=2)
    shown = card(diner)
    assert shown.attrs["data-shown"] == "live"
    assert "2분 전" in seen(shown)
    assert "분" in seen(shown.all("p", class_="big wait")[0])
    assert shown.attrs["href"] == "/cafeteria"


def test_no_reading_is_never_shown_as_quiet(hall: int, diner: Browser) -> None:
    shown = card(diner)
    assert shown.attrs["data-shown"] == "unread"
    assert "지금은 알 수 없어요" in seen(shown)
    assert "한산" not in seen(shown)


def test_after_ten_minutes_the_card_says_that_the_value_is_old(
    parts: Parts, hall: int, diner: Browser, clock: HandClock
) -> None:
    tap(parts, hall, Level.PACKED, clock.at)
    clock.advance(minutes=10, seconds=1)
    shown = card(diner)
    assert shown.attrs["data-shown"] == "stale"
    assert "오래된 값" in seen(shown)
    assert "10분 전" in seen(shown)
    # What it once foretold is there for scripts, and not shown.
    assert "한산해요" in shown.text
    assert "한산해요" not in seen(shown)


@pytest.mark.parametrize(
    ("at", "view", "words"),
    [(time(9, 0), "before", "11:30부터 배식해요"), (time(14, 0), "after", "오늘 배식이 끝났어요")],
)
def test_outside_the_hours_the_card_says_what_comes_next(
    hall: int, diner: Browser, clock: HandClock, at: time, view: str, words: str
) -> None:
    clock.at = local_instant(local_day(clock.at), at)
    shown = card(diner)
    assert shown.attrs["data-shown"] == view
    assert words in seen(shown)
    assert ("다음 배식은 9. 30.(수)" in seen(shown)) == (view == "after")
    assert ("편한 때 가면 돼요" in seen(diner.get("/cafeteria"))) == (view == "before")


def test_a_closed_day_says_why_and_when_it_goes_on(
    parts: Parts, hall: int, diner: Browser, clock: HandClock
) -> None:
    with parts.database.writing() as session:
        cafeteria.add_closure(session, hall, local_day(clock.at), "가스 점검")
    shown = seen(card(diner))
    assert "오늘은 배식하지 않아요" in shown
    assert "가스 점검" in shown
    assert "다음 배식은 9. 30.(수)" in shown
    assert "줄 섰어요" not in seen(diner.get("/cafeteria"))


def test_the_page_shows_its_numbers_as_a_picture_and_as_a_table(
    parts: Parts, hall: int, diner: Browser, clock: HandClock
) -> None:
    tap(parts, hall, Level.BUSY, clock.at)
    page = diner.get("/cafeteria")
    picture = page.one(role="img")
    assert picture.attrs["aria-labelledby"].split() == ["chart-name", "chart-essence"]
    rows = page.one("table", id="day-table").all("tr")[1:]
    with parts.database.reading() as session:
        steps = cafeteria.load_crowd(session, hall, clock.at).steps
    assert [row.attrs["data-minute"] for row in rows] == [str(step.minute) for step in steps]


def test_what_is_usual_is_said_as_people_say_it(
    parts: Parts, hall: int, diner: Browser, clock: HandClock
) -> None:
    weeks_ago = [local_day(clock.at) - timedelta(weeks=weeks) for weeks in (1, 2)]
    for wait, words in ((14.0, "평소 14분쯤 기다려요"), (0.1, "평소 거의 기다리지 않아요")):
        with parts.database.writing() as session:
            for on in weeks_ago:
                record(session, hall, on, clock.at, wait)
        page = seen(diner.get("/cafeteria"))
        assert words in page
        assert "0분쯤" not in page


def test_a_few_known_staff_promise_no_short_wait_where_many_queue(
    parts: Parts, hall: int, diner: Browser, clock: HandClock
) -> None:
    assert "거의 기다리지 않을 것 같아요" in seen(diner.get("/cafeteria"))
    with parts.database.writing() as session:
        for weeks in (1, 2):
            record(session, hall, local_day(clock.at) - timedelta(weeks=weeks), clock.at, 14.0)
    page = seen(diner.get("/cafeteria"))
    assert "기다리지 않을 것 같아요" not in page
    assert "예상 없음" in page


def test_the_days_to_come_say_the_likely_wait_and_a_long_one(parts: Parts, hall: int, diner: Browser) -> None:
    with parts.database.reading() as session:
        top = next(unit for unit in people.list_units(session, LONG_AGO) if unit.kind == "institution")
    staff = [people.NewPerson(f"8{n:05}", f"직원{n}", LONG_AGO, top.id) for n in range(600)]
    parts.database.write(lambda session: people.create_persons(session, staff, NOW))
    first = diner.get("/cafeteria").all("span", class_="coming number")[0]
    assert re.fullmatch(r"12:\d\d \d+분쯤, 길면 \d+분", " ".join(first.text.split()))


def test_another_serving_rate_counts_at_once(
    parts: Parts, client_as: ClientAs, cast: Cast, hall: int, clock: HandClock
) -> None:
    with parts.database.writing() as session:
        cafeteria.refresh_snapshot(session, hall, clock.at)
    path = f"/cafeteria/{hall}/manage"
    form = {
        "name": PLAN.name, "place": "", "opens": "11:00", "closes": "13:00", "counters": "2",
        "served_per_minute": "4", "normal_min": "3", "busy_min": "8", "packed_min": "15",
    }  # fmt: skip
    assert client_as(cast.administrator).post(path, form, page=path).status_code == 303
    with parts.database.reading() as session:
        today = cafeteria.load_prospect(session, hall, clock.at).today
    assert today
    assert (today.hours.opens_minute, today.served_per_minute) == (660, 4.0)


def test_several_cafeterias_lead_to_each_other(
    parts: Parts, hall: int, diner: Browser, clock: HandClock
) -> None:
    other = make_cafeteria(
        parts.database, clock.at, cafeteria.CafeteriaPlan(**{**vars(PLAN), "name": "별관"})
    )
    page = diner.get(f"/cafeteria/{other}")
    tabs = page.one("nav", class_="tabs")
    assert [link.attrs["href"] for link in tabs.all("a")] == [f"/cafeteria/{hall}", f"/cafeteria/{other}"]
    assert tabs.one("a", aria_current="page").text == "별관"
    diner.get("/cafeteria/999", status=404)


def test_two_taps_without_a_script_make_a_wait(hall: int, diner: Browser, clock: HandClock) -> None:
    path = f"/cafeteria/{hall}/queue-reports"
    joined = diner.post(path, {"id": ID}, page="/cafeteria")
    assert joined.headers["Location"] == f"/cafeteria/{hall}?report={ID}"
    assert "받았어요" in seen(diner.get(joined.headers["Location"]).one(data_testid="queue-report"))
    clock.advance(minutes=7)
    diner.post(f"{path}/{ID}/serving", page="/cafeteria")
    assert "7분 기다렸어요" in diner.get("/cafeteria").text


def test_a_tap_by_mistake_is_taken_back(hall: int, diner: Browser) -> None:
    path = f"/cafeteria/{hall}/queue-reports"
    for _ in range(2):
        diner.post(path, {"id": ID}, page="/cafeteria")
        assert card(diner).attrs["data-shown"] == "live"
        diner.post(f"{path}/{ID}/withdrawal", page="/cafeteria")
        assert card(diner).attrs["data-shown"] == "unread"


def test_a_report_that_is_closed_stays(hall: int, diner: Browser) -> None:
    reports = f"cafeterias/{hall}/queue-reports"
    diner.api("POST", reports, {"id": ID})
    diner.api("POST", f"{reports}/{ID}/serving")
    answer = diner.api("POST", f"{reports}/{ID}/withdrawal")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "report_closed")


@pytest.mark.parametrize("given", ["", "xyz", "ab", "0" * 33])
def test_a_report_without_an_id_is_refused(hall: int, diner: Browser, given: str) -> None:
    assert diner.post(f"/cafeteria/{hall}/queue-reports", {"id": given}, page="/cafeteria").status_code == 422


def test_only_the_kitchen_has_its_page(
    parts: Parts, client_as: ClientAs, cast: Cast, hall: int, clock: HandClock
) -> None:
    make_manager(parts.database, cast, clock.at)
    path = f"/cafeteria/{hall}/kitchen"
    for member in cast.everybody().values():
        status = 200 if member in (cast.stranger, cast.administrator) else 403
        client_as(member).get(path, status=status)
    assert client_as(None).client.get(path).status_code == 302


def test_the_kitchen_sees_its_last_tap(
    parts: Parts, client_as: ClientAs, cast: Cast, hall: int, clock: HandClock
) -> None:
    kitchen, path = client_as(cast.administrator), f"/cafeteria/{hall}/kitchen"
    assert kitchen.get(path).all("button", aria_pressed="true") == []
    sent = {"id": ID, "level": "packed"}
    for _ in range(2):
        kitchen.post(f"/cafeteria/{hall}/levels", sent, page=path)
    clock.advance(minutes=3)
    pressed = kitchen.get(path).one("button", aria_pressed="true")
    assert pressed.attrs["value"] == "packed"
    assert "3분 전" in pressed.text
    with parts.database.reading() as session:
        assert cafeteria.load_crowd(session, hall, clock.at).sources.kitchen == 1


def test_the_lobby_says_the_level_to_everybody_in_both_languages(
    parts: Parts, client_as: ClientAs, hall: int, clock: HandClock
) -> None:
    tap(parts, hall, Level.PACKED, clock.at)
    page = client_as(None).get(f"/cafeteria/{hall}/lobby")
    korean, english = page.all(data_behaviour="cafeteria/crowd")
    assert (korean.attrs["lang"], english.attrs["lang"]) == ("ko", "en")
    with parts.database.reading() as session:
        level = cafeteria.load_crowd(session, hall, clock.at).level
    assert f'"level":"{level}"' in korean.attrs["data-facts"]
    assert "wait" not in korean.attrs["data-facts"]
    assert "약 " not in page.text


def test_a_cafeteria_without_a_lobby_shows_nothing_to_strangers(
    parts: Parts, client_as: ClientAs, cast: Cast, clock: HandClock
) -> None:
    plan = cafeteria.CafeteriaPlan(**{**vars(PLAN), "has_lobby": False})
    hidden = make_cafeteria(parts.database, clock.at, plan)
    client_as(None).get(f"/cafeteria/{hidden}/lobby", status=404)
    client_as(None).get("/cafeteria/999/lobby", status=404)


def test_the_day_that_is_left_open_in_the_kitchen_begins_without_a_tap(
    parts: Parts, client_as: ClientAs, cast: Cast, hall: int, clock: HandClock
) -> None:
    tap(parts, hall, Level.BUSY, clock.at)
    clock.at += timedelta(days=1)
    assert (
        client_as(cast.administrator).get(f"/cafeteria/{hall}/kitchen").all("button", aria_pressed="true")
        == []
    )


def test_managers_find_their_pages(
    parts: Parts, client_as: ClientAs, cast: Cast, hall: int, clock: HandClock
) -> None:
    make_manager(parts.database, cast, clock.at)
    assert client_as(cast.stranger).get("/cafeteria").all(data_testid="manage-links")
    assert not client_as(cast.traveller).get("/cafeteria").all(data_testid="manage-links")
