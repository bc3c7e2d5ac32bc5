"""The one tap with a network: from the finger to the verified place in the ledger."""

from collections.abc import Sequence

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from services.trips import Opened, parse_text
from tests.browser.phone import (
    ask_phone,
    expect_empty_queue,
    expect_state,
    hold_phone,
    list_stored,
    plan_running_trip,
    tap,
)
from tests.browser.server import Server

Known = Sequence[bytes]


@pytest.fixture
def known(server: Server) -> Known:
    """The ids that the server has before the test."""
    return [one.id for one in list_stored(server)]


def new_evidences(server: Server, known: Known) -> list[Opened]:
    return [one for one in list_stored(server) if one.id not in known]


def test_one_tap_is_sealed_sent_and_proven(page: Page, server: Server, known: Known) -> None:
    hold_phone(page, server)
    result = tap(page)
    text = page.get_by_test_id("evidence-qr").get_attribute("data-text") or ""
    assert text.startswith("BG1:")
    expect_state(page, "sent")
    expect_empty_queue(page)
    expect(result).to_contain_text("원장에 들어간 것까지")
    (stored,) = new_evidences(server, known)
    assert (stored.payload.accuracy_m, stored.payload.sequence, stored.payload.previous) == (8, 1, bytes(16))
    assert stored.payload.beacon_size > 0
    assert ask_phone(page, "counts") == {"unsent": 0, "sent": 0, "parked": 0, "unproven": 0, "others": 0}
    expect(page.get_by_test_id("outbox-status")).to_have_attribute("data-state", "sent")


def test_a_tap_joins_the_running_trip_and_tells_the_distance(
    page: Page, server: Server, known: Known
) -> None:
    trip_id = plan_running_trip(server, "colleague")
    hold_phone(page, server, "colleague")
    result = tap(page)
    expect(result).to_contain_text("거창군청에서 43 m")
    expect(result).to_contain_text("± 8 m")
    expect(result).to_contain_text("현장 점검")
    expect_empty_queue(page, "colleague")
    assert [one.payload.trip for one in list_stored(server, "colleague")] == [trip_id]


def test_each_capture_follows_the_one_before(page: Page, server: Server, known: Known) -> None:
    hold_phone(page, server)
    tap(page)
    for _ in range(2):
        tap_again(page)
    expect_empty_queue(page)
    first, second, third = new_evidences(server, known)
    assert [one.payload.sequence for one in (first, second, third)] == [1, 2, 3]
    assert (second.payload.previous, third.payload.previous) == (first.id, second.id)


def tap_again(page: Page) -> None:
    qr = page.get_by_test_id("evidence-qr")
    before = qr.get_attribute("data-text") or ""
    page.get_by_role("button", name="다시 찍기").click()
    expect(qr).not_to_have_attribute("data-text", before)
    expect(qr).to_be_visible()


def test_the_shown_text_is_the_stored_frame(page: Page, server: Server, known: Known) -> None:
    hold_phone(page, server)
    page.context.grant_permissions(["geolocation", "clipboard-read", "clipboard-write"])
    tap(page)
    text = page.get_by_test_id("evidence-qr").get_attribute("data-text") or ""
    page.get_by_role("button", name="글자로 복사").click()
    expect(page.locator("#toasts")).to_contain_text("복사했어요")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith("bg1.")
    assert parse_text(copied) == parse_text(text)


def test_the_picture_is_a_code_that_readers_read(page: Page, server: Server) -> None:
    hold_phone(page, server)
    tap(page)
    text = page.get_by_test_id("evidence-qr").get_attribute("data-text")
    with page.expect_download() as download:
        page.get_by_role("button", name="그림 저장").click()
    (code,) = zxingcpp.read_barcodes(Image.open(download.value.path()))
    assert code.text == text
    assert download.value.suggested_filename.endswith(".png")


def test_a_double_tap_takes_one(page: Page, server: Server, known: Known) -> None:
    hold_phone(page, server)
    page.evaluate("() => { const b = document.querySelector('[data-testid=capture]'); b.click(); b.click() }")
    expect(page.get_by_test_id("capture-result")).to_be_visible()
    expect_empty_queue(page)
    assert len(new_evidences(server, known)) == 1
