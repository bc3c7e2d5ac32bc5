"""Destinations and companions of the form: from the list, typed, searched for, in rows."""

from typing import Any

import pytest

from services import trips
from tests.cast import Cast
from tests.phones import GEOCHANG
from tests.web.conftest import Browser, ClientAs
from tests.web.trip_forms import add_place, form_of, kept
from webapp.context import Parts


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


@pytest.fixture
def filled(browser: Browser) -> dict[str, str]:
    """The form as a person fills it who has no script."""
    fields = form_of(browser.get("/trips/new")).fields()
    return fields | {"purpose": "도로 파손 현장 점검", "name-0": "거창군청", "do": "save"}


def test_a_place_of_the_list_brings_its_point_along(
    browser: Browser, filled: dict[str, str], parts: Parts, cast: Cast
) -> None:
    add_place(parts)
    page = browser.get("/trips/new")
    assert page.one("datalist", id="places").one("option").attrs["value"] == "거창군청"
    browser.post("/trips", filled | {"name-0": " 거창군청 "}, page="/trips/new")
    assert kept(parts, cast)[0].destinations == (trips.DestinationPlan("거창군청", GEOCHANG, 450),)


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        ("35.6869", "127.9095"),
        ("35.6869, 127.9095", ""),
        (" 35.6869 ", "127.90950"),
        ("35.6869,127.9095", ""),
    ],
)
def test_typed_coordinates_are_taken(
    browser: Browser, filled: dict[str, str], parts: Parts, cast: Cast, lat: str, lon: str
) -> None:
    typed = {"lat-0": lat, "lon-0": lon, "radius-0": "150"}
    browser.post("/trips", filled | typed, page="/trips/new")
    (destination,) = kept(parts, cast)[0].destinations
    assert destination == trips.DestinationPlan("거창군청", trips.Point(356869000, 1279095000), 150)


def test_several_destinations_and_companions_without_a_script(
    browser: Browser, filled: dict[str, str], parts: Parts, cast: Cast
) -> None:
    page = browser.submit("/trips", 200, filled | {"do": "destination"}, page="/trips/new")
    fields = form_of(page).fields() | {"name-1": "합천군청", "lat-1": "35.5667", "lon-1": "128.1658"}
    page = browser.submit("/trips", 200, fields | {"do": "companions", "wanted": "남모"}, page="/trips/new")
    assert "‘남모’(으)로 찾은 사람이 없어요." in page.text
    page = browser.submit("/trips", 200, fields | {"do": "companions", "wanted": "ㅅㅇㄹ"}, page="/trips/new")
    offered = {node.attrs["value"]: node.attrs for node in page.all("input", name="companions")}
    assert str(cast.stranger.staff_id) in offered
    assert str(cast.colleague.staff_id) in offered
    assert str(cast.traveller.staff_id) not in offered
    assert not [attrs for attrs in offered.values() if "checked" in attrs]
    chosen = [str(cast.stranger.staff_id), str(cast.colleague.staff_id)]
    sent = fields | {"do": "save", "companions": chosen}
    assert browser.post("/trips", sent, page="/trips/new").status_code == 303
    (trip,) = kept(parts, cast)
    assert [d.name for d in trip.destinations] == ["거창군청", "합천군청"]
    assert set(trip.companion_ids) == {cast.stranger.staff_id, cast.colleague.staff_id}


def test_what_was_chosen_stays_chosen_while_searching(
    browser: Browser, filled: dict[str, str], cast: Cast
) -> None:
    sent: dict[str, Any] = filled | {
        "do": "companions",
        "wanted": "004",
        "companions": [str(cast.colleague.staff_id)],
    }
    page = browser.submit("/trips", 200, sent, page="/trips/new")
    ticked = [n.attrs["value"] for n in page.all("input", name="companions") if "checked" in n.attrs]
    assert ticked == [str(cast.colleague.staff_id)]


def test_an_empty_further_row_is_left_out(
    browser: Browser, filled: dict[str, str], parts: Parts, cast: Cast
) -> None:
    browser.post(
        "/trips", filled | {"name-1": "", "lat-1": "", "lon-1": "", "radius-1": "300"}, page="/trips/new"
    )
    assert len(kept(parts, cast)[0].destinations) == 1


def test_many_rows_are_cut_to_what_a_trip_can_hold(browser: Browser, filled: dict[str, str]) -> None:
    rows = {f"name-{number}": f"곳 {number}" for number in range(200)}
    page = browser.submit("/trips", 422, filled | rows | {"purpose": ""}, page="/trips/new")
    assert len(page.all("fieldset", class_="destination stack")) == 8


def test_no_further_row_is_offered_than_a_trip_can_hold(browser: Browser, filled: dict[str, str]) -> None:
    rows = {f"name-{number}": f"곳 {number}" for number in range(7)}
    page = browser.submit("/trips", 200, filled | rows | {"do": "destination"}, page="/trips/new")
    assert len(page.all("fieldset", class_="destination stack")) == 8
    assert form_of(page).all("button", value="destination") == []
    more = form_of(page).fields() | {"do": "destination"}
    again = browser.submit("/trips", 200, more, page="/trips/new")
    assert len(again.all("fieldset", class_="destination stack")) == 8


def test_the_map_to_point_at_appears_with_the_first_known_place(browser: Browser, parts: Parts) -> None:
    assert browser.get("/trips/new").all("div", class_="point-map") == []
    add_place(parts)
    (frame,) = browser.get("/trips/new").all("div", class_="point-map")
    south, north = float(frame.attrs["data-south"]), float(frame.attrs["data-north"])
    assert south < GEOCHANG.lat < north
    assert frame.one("g", class_="spot").text == "거창군청"
