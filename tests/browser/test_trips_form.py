"""The form of a new trip with its scripts: its own ids, a point by name, position or a tap on the map."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from services import trips
from tests.browser.chromium import wait_until, watch
from tests.browser.conftest import app_beside, empty_server, open_session
from tests.browser.looks import await_fonts
from tests.browser.server import Server
from tests.browser.trips_world import Season, add_people
from webapp.context import EXTENSION


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("trips-form")
    with empty_server(folder, sqlite_template) as server:
        cast = add_people(server.database_url)
        Season(app_beside(server.settings), cast, folder).play()
        yield server


@pytest.fixture
def form(context: BrowserContext, server: Server) -> Iterator[Page]:
    page = context.new_page()
    faults = watch(page)
    open_session(page, server, "traveller")
    page.goto(f"{server.url}/trips/new", wait_until="networkidle")
    page.click(".destination summary")
    wait_until(page, "() => !document.querySelector('[data-with-script]').hidden")
    await_fonts(page)
    yield page
    assert faults == []


def value(page: Page, name: str) -> str:
    return page.locator(f"[name={name}]").input_value()


def point(page: Page) -> tuple[float, float]:
    return float(value(page, "lat-0")), float(value(page, "lon-0"))


def test_each_opening_of_the_form_has_an_id_of_its_own(form: Page) -> None:
    wait_until(
        form, "() => document.querySelector('form[data-behaviour]').elements.trip_id.value.length === 16"
    )
    first = value(form, "trip_id")
    form.reload()
    wait_until(
        form, f"() => document.querySelector('form[data-behaviour]').elements.trip_id.value !== '{first}'"
    )
    assert len(bytes.fromhex(value(form, "trip_id"))) == 8


def test_a_name_of_the_list_brings_its_point_along(form: Page) -> None:
    form.fill("[name=name-0]", "합천군청")
    form.locator("[name=name-0]").blur()
    assert point(form) == (35.5667, 128.1658)
    assert value(form, "radius-0") == "300"
    expect(form.locator(".point-map .chosen")).not_to_have_attribute("hidden", "")


def test_a_button_takes_the_place_where_one_is(form: Page, context: BrowserContext, server: Server) -> None:
    context.grant_permissions(["geolocation"], origin=server.url)
    context.set_geolocation({"latitude": 35.7, "longitude": 127.9, "accuracy": 9})
    form.click("[data-here]")
    expect(form.locator("[data-said]")).to_have_text("지금 있는 곳을 넣었어요.")
    assert point(form) == (35.7, 127.9)


def test_without_permission_the_other_ways_are_named(form: Page, context: BrowserContext) -> None:
    context.clear_permissions()
    form.click("[data-here]")
    expect(form.locator("[data-said]")).to_have_text("위치를 확인하지 못했어요. 약도나 숫자로 정해 주세요.")


def test_a_tap_on_the_map_sets_the_point_and_arrows_move_it(form: Page) -> None:
    svg = form.locator(".point-map svg")
    box = svg.bounding_box()
    assert box
    svg.click(position={"x": box["width"] / 4, "y": box["height"] / 4})
    lat, lon = point(form)
    svg.press("ArrowUp")
    svg.press("ArrowRight")
    assert point(form)[0] > lat
    assert point(form)[1] > lon
    before = svg.get_attribute("viewBox")
    svg.press("+")
    assert svg.get_attribute("viewBox") != before
    svg.press("-")
    assert svg.get_attribute("viewBox") == before


def test_the_tapped_place_is_the_one_under_the_finger(form: Page) -> None:
    spot = form.locator(".point-map .spot", has_text="거창군청").locator("circle")
    box = spot.bounding_box()
    assert box
    form.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    lat, lon = point(form)
    apart = trips.distance_m(trips.Point.from_degrees(lat, lon), trips.Point.from_degrees(35.6869, 127.9095))
    assert apart < 200


def test_a_later_start_takes_the_end_along(form: Page) -> None:
    def instant(name: str) -> datetime:
        return datetime.fromisoformat(f"{value(form, name + '_on')}T{value(form, name + '_time')}")

    start, end = instant("starts"), instant("ends")
    form.fill("[name=starts_on]", f"{start + timedelta(days=3):%Y-%m-%d}")
    form.locator("[name=starts_on]").blur()
    form.fill("[name=starts_time]", f"{start + timedelta(minutes=90):%H:%M}")
    form.locator("[name=starts_time]").blur()
    assert instant("ends") - instant("starts") == end - start


def test_enter_in_a_field_sends_the_form(form: Page, server: Server) -> None:
    form.fill("[name=name-0]", "위천 현장")
    form.fill("[name=purpose]", "하천 점검")
    form.press("[name=purpose]", "Enter")
    form.wait_for_url(f"{server.url}/trips/*")
    expect(form.locator("h2").first).to_have_text("위천 현장")
    database = app_beside(server.settings).extensions[EXTENSION].database
    with database.reading() as session:
        trip = trips.trips_by_id(session, [bytes.fromhex(form.url.rsplit("/", 1)[1])])
    assert [t.purpose for t in trip.values()] == ["하천 점검"]
    assert next(iter(trip.values())).destinations[0].point == trips.Point.from_degrees(35.7487, 127.8313)


def test_a_search_for_companions_comes_back_to_them(form: Page, server: Server) -> None:
    form.fill("[name=purpose]", "함께 가는 일")
    form.click("#companions summary")
    form.fill("#wanted", "서아라")
    form.click("[value=companions]")
    form.wait_for_url(f"{server.url}/trips#companions")
    form.get_by_label("서아라").check()
    assert value(form, "purpose") == "함께 가는 일"
