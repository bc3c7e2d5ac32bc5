"""`/cafeteria/<id>/sensors`: keys that are seen once, sensors that are heard or not, and their end."""

import json
import re
import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest

from services.cafeteria import list_sensors
from services.cafeteria.crowd.models import Sensor
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.cafeteria import PLAN, make_cafeteria, make_manager
from tests.web.conftest import Browser, ClientAs
from tests.web.page import Node
from webapp.context import Parts


@pytest.fixture
def manager(client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock) -> Browser:
    make_manager(parts.database, cast, clock.now())
    return client_as(cast.stranger)


@pytest.fixture
def path(parts: Parts, clock: HandClock) -> str:
    return f"/cafeteria/{make_cafeteria(parts.database, clock.now())}/sensors"


def lines(page: Node) -> list[str]:
    return [line.one("span", class_="row-text").text for line in page.all(data_testid="sensor")]


def test_a_key_is_shown_once_with_a_call_that_works(manager: Browser, path: str, parts: Parts) -> None:
    answer = manager.post(path, {"name": " 입구   카메라 "})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    page = manager.submit(path, 200, {"name": "배식대 계수기"})
    key = page.one(data_testid="sensor-key").text
    assert re.fullmatch(r"\S{40,}", key)
    example = page.one("code", id="sensor-example").text
    assert f"Bearer {key}" in example
    assert f"{parts.settings.base_url}/api/v1/cafeterias/{path.split('/')[2]}/readings" in example
    assert page.one("button", data_copy="sensor-key").attrs["data-behaviour"] == "shell/copy"
    again = manager.get(path)
    assert lines(again) == ["입구 카메라 아직 보낸 적이 없어요", "배식대 계수기 아직 보낸 적이 없어요"]
    assert key not in manager.client.get(path).text


def test_the_example_works_as_it_stands(manager: Browser, path: str, clock: HandClock) -> None:
    """With a curl that only shows what it would send: the words and the body."""
    example = manager.submit(path, 200, {"name": "카메라"}).one("code", id="sensor-example")
    script = "curl() { printf '%s\\n' \"$@\"; cat; }\n" + str(example.children[0])
    shown = subprocess.run(["sh"], input=script, capture_output=True, text=True, check=True).stdout
    head, _, body = shown.partition("{")
    bearer = re.search(r"Authorization: (.*)", head)
    assert bearer
    address = f"cafeterias/{path.split('/')[2]}/readings"
    assert address in head
    sent, headers = json.loads("{" + body), {"Authorization": bearer[1]}
    answer = manager.api("POST", address, sent, headers=headers)
    assert (answer.status_code, answer.get_json()) == (200, {"taken": 1, "known": 0})
    assert lines(manager.get(path))[0].startswith("카메라 방금 보냄")


@pytest.mark.parametrize("name", ["", "  ", "가" * 61, "\u202e"])
def test_a_sensor_without_a_name_is_refused(manager: Browser, path: str, name: str) -> None:
    page = manager.submit(path, 422, {"name": name})
    assert page.one(role="alert").one("a").attrs["href"] == "#name"
    assert page.all(data_testid="sensor") == []


def test_a_repeated_form_makes_no_second_sensor(manager: Browser, path: str) -> None:
    assert manager.post(path, {"name": "입구 카메라"}).status_code == 200
    page = manager.submit(path, 409, {"name": "입구 카메라"})
    assert len(page.all(data_testid="sensor")) == 1


@pytest.mark.parametrize(
    ("ago", "offset_s", "says"),
    [
        (timedelta(seconds=20), None, "방금 보냄"),
        (timedelta(minutes=7), 60, "7분 전에 보냄"),
        (timedelta(hours=3), 3_600, "오늘 12:20에 보냄 시계가 약 1시간 빨라요. 받을 때 바로잡아요."),
        (timedelta(days=2), -150, "9. 27.(일) 15:20에 보냄 시계가 약 2분 늦어요. 받을 때 바로잡아요."),
        (timedelta(0), -56 * 365 * 86_400, "방금 보냄 시계가 약 20440일 늦어요. 받을 때 바로잡아요."),
    ],
)
def test_it_says_when_a_sensor_was_heard_and_how_its_clock_goes(
    manager: Browser,
    path: str,
    parts: Parts,
    clock: HandClock,
    ago: timedelta,
    offset_s: int | None,
    says: str,
) -> None:
    manager.post(path, {"name": "카메라"})
    with parts.database.writing() as session:
        row = session.get_one(Sensor, 1)
        row.last_seen_at, row.clock_offset_s = clock.now() - ago, offset_s
    assert lines(manager.get(path)) == [f"카메라 {says}"]


def test_an_ended_sensor_stays_in_the_list_of_the_ended(manager: Browser, path: str, parts: Parts) -> None:
    manager.post(path, {"name": "카메라"})
    for _ in range(2):
        assert manager.post(f"{path}/1/end").status_code == 303
    page = manager.get(path)
    assert lines(page) == []
    assert "카메라 2026. 9. 29.에 끝냄" in page.text
    with parts.database.reading() as session:
        (sensor,) = list_sensors(session, int(path.split("/")[2]))
    assert sensor.ended_at


def test_a_sensor_is_ended_in_its_own_cafeteria_alone(
    manager: Browser, path: str, parts: Parts, clock: HandClock
) -> None:
    manager.post(path, {"name": "카메라"})
    other = make_cafeteria(parts.database, clock.now(), replace(PLAN, name="별관 식당"))
    manager.submit(f"/cafeteria/{other}/sensors/1/end", 404)
    manager.submit(f"{path}/99/end", 404)
    assert len(manager.get(path).all(data_testid="sensor")) == 1


@pytest.mark.parametrize("who", ["traveller", "colleague", "lead", "director", "mayor", "auditor"])
def test_sensors_are_nobody_elses(client_as: ClientAs, cast: Cast, path: str, who: str) -> None:
    browser = client_as(cast.everybody()[who])
    browser.get(path, status=403)
    browser.submit(path, 403, {"name": "카메라"})
    browser.submit(f"{path}/1/end", 403)


def test_a_cafeteria_that_is_none_has_no_sensors(manager: Browser) -> None:
    manager.get("/cafeteria/99/sensors", status=404)
    manager.submit("/cafeteria/99/sensors", 404, {"name": "카메라"})


def test_hostile_names_are_only_text(manager: Browser, path: str) -> None:
    words = "<script>alert(1)</script>\"'{{7*7}}"
    assert words in manager.submit(path, 200, {"name": words}).text
    assert words in manager.get(path).text
