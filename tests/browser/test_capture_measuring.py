"""A few seconds of fixes: the best is kept, the person decides when it stays poor, leaving keeps nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from services import trips
from tests.browser.conftest import cast_server
from tests.browser.phone import (
    NEAR,
    ask_phone,
    expect_empty_queue,
    expect_state,
    hold_phone,
    list_stored,
    parts_of,
)
from tests.browser.server import Server

# A receiver that a test steers: what the browser would give goes through the page's own hands.
RECEIVER = """() => {
  let take
  navigator.geolocation.watchPosition = (callback, _, options) => {
    take = callback
    window.isWatching = options
    return 1
  }
  navigator.geolocation.clearWatch = () => { take = () => {} }
  window.isWatching = false
  window.fix = (accuracy, north = 0) => take({ timestamp: Date.now(), coords: {
    latitude: 35.68725 + north / 111195, longitude: 127.9097, accuracy,
    altitude: null, altitudeAccuracy: null, heading: NaN, speed: null } })
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    """Good within 10 m, fair within 60 m, four seconds for it."""
    folder = tmp_path_factory.mktemp("measuring")
    with cast_server(folder, sqlite_template, extra={"BALGIL_CAPTURE_SECONDS": "4"}) as server:
        yield server


@pytest.fixture
def phone(page: Page, server: Server) -> Page:
    """Home is open, the screen measures, and no fix has come yet."""
    hold_phone(page, server)
    page.evaluate(RECEIVER)
    page.get_by_test_id("capture").click()
    expect(page.get_by_role("button", name="지금 봉인")).to_be_disabled()
    expect(page.get_by_text("찾는 중")).to_be_visible()
    page.wait_for_function("() => window.isWatching")
    return page


def fix(page: Page, accuracy: float, north_m: float = 0) -> None:
    page.evaluate("([accuracy, north]) => fix(accuracy, north)", [accuracy, north_m])


def test_it_seals_by_itself_when_the_fix_is_good(phone: Page, server: Server) -> None:
    fix(phone, 48)
    expect(phone.get_by_text("± 48 m", exact=True)).to_be_visible()
    fix(phone, 22)
    expect(phone.get_by_text("± 22 m", exact=True)).to_be_visible()
    expect(phone.get_by_text("2번째 측정")).to_be_visible()
    fix(phone, 9.2)
    expect_state(phone, "sent")
    expect_empty_queue(phone)
    assert max(one.payload.accuracy_m for one in list_stored(server)) == 10


def test_no_fix_from_before_the_tap_is_taken(phone: Page) -> None:
    asked = phone.evaluate("() => window.isWatching")
    assert asked == {"enableHighAccuracy": True, "maximumAge": 0}


def test_the_best_fix_is_kept_not_the_last(phone: Page, server: Server) -> None:
    known = {one.id for one in list_stored(server)}
    fix(phone, 14, north_m=5)
    fix(phone, 40, north_m=90)
    expect(phone.get_by_text("± 14 m", exact=True)).to_be_visible()
    phone.get_by_role("button", name="지금 봉인").click()
    expect_state(phone, "sent")
    expect_empty_queue(phone)
    (made,) = [one for one in list_stored(server) if one.id not in known]
    assert made.payload.accuracy_m == 14
    assert made.payload.lat_e7 == pytest.approx(NEAR["latitude"] * 1e7 + 450, abs=20)


def test_a_fair_fix_is_sealed_when_the_time_is_over(phone: Page, server: Server) -> None:
    fix(phone, 31)
    expect(phone.get_by_test_id("capture-result")).to_be_visible(timeout=10_000)
    expect(phone.get_by_test_id("capture-result")).to_contain_text("± 31 m")


def test_a_poor_fix_waits_for_the_persons_word(phone: Page, server: Server) -> None:
    fix(phone, 140)
    expect(phone.get_by_role("button", name="이대로 보관")).to_be_visible(timeout=10_000)
    expect(phone.get_by_text("창가나 밖에서")).to_be_visible()
    assert ask_phone(phone, "counts")["unsent"] == 0
    phone.get_by_role("button", name="이대로 보관").click()
    expect_state(phone, "sent")
    expect(phone.get_by_test_id("capture-result")).to_contain_text("± 140 m")


def test_again_uses_no_number(phone: Page, server: Server) -> None:
    known = {one.id for one in list_stored(server)}
    fix(phone, 140)
    phone.get_by_role("button", name="다시 재기", exact=True).click(timeout=10_000)
    expect(phone.get_by_text("찾는 중")).to_be_visible()
    fix(phone, 7)
    expect_state(phone, "sent")
    expect_empty_queue(phone)
    (made,) = [one for one in list_stored(server) if one.id not in known]
    assert (made.payload.sequence, made.payload.accuracy_m) == (1, 7)


@pytest.mark.parametrize("way", ["button", "escape"])
def test_leaving_keeps_nothing(phone: Page, server: Server, way: str) -> None:
    fix(phone, 30)
    if way == "button":
        phone.get_by_role("button", name="그만두기").click()
    else:
        phone.keyboard.press("Escape")
    expect(phone.locator("#capture-screen")).to_be_hidden()
    expect(phone.locator("html[data-capturing]")).to_have_count(0)
    fix(phone, 5)
    assert ask_phone(phone, "counts")["unsent"] == 0


def test_impossible_fixes_are_not_taken(phone: Page, server: Server) -> None:
    for accuracy in ("NaN", "Infinity", "-1"):
        phone.evaluate(f"() => fix({accuracy})")
    phone.evaluate("() => fix(5, 90 * 111195)")
    expect(phone.get_by_role("button", name="지금 봉인")).to_be_disabled()
    fix(phone, 6)
    expect_state(phone, "sent")


def test_the_context_tells_of_every_fix(phone: Page, server: Server) -> None:
    for accuracy in range(90, 20, -1):
        fix(phone, accuracy)
    phone.context.set_offline(True)
    phone.get_by_role("button", name="지금 봉인").click()
    expect_state(phone, "kept")
    (entry,) = ask_phone(phone, "list")
    parts = parts_of(server)
    opened = open_frame(server, bytes.fromhex(entry["frame"]))
    plain = trips.open_context(
        parts.keys.audit,
        parts.settings.origin,
        bytes.fromhex(entry["context"]),
        opened.payload.context_hash,
    )
    context = trips.read_context(plain)
    assert len(plain) <= 4096
    assert context is not None
    assert (context["fixes_seen"], len(context["fixes"])) == (70, 24)
    assert context["fixes"][0]["accuracy"] == 90
    assert context["fixes"][-1]["accuracy"] == 21
    assert context["zone_offset_min"] == -540
    assert context["visible"] is True
    assert "place" not in entry
    assert "35.6872" not in str(entry)


def open_frame(server: Server, frame: bytes) -> trips.Opened:
    parts = parts_of(server)
    return trips.open_frame(parts.keys.audit, parts.settings.origin, frame)
