"""The queue's own page: what waits and why, sent on request, taken along as pictures and text."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from services.trips import parse_text
from tests.browser.conftest import cast_server
from tests.browser.phone import (
    ask_phone,
    enrol,
    expect_empty_queue,
    expect_state,
    hold_phone,
    list_stored,
    tap,
    tap_and_see,
    wait_until,
)
from tests.browser.server import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("outbox")
    with cast_server(folder, sqlite_template) as server:
        yield server


# The last step of a capture's transaction fails, as it does when the disk is full.
FULL_DISK = """() => {
  const { add } = IDBObjectStore.prototype
  IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError') }
  window.makeRoom = () => { IDBObjectStore.prototype.add = add }
}"""


def keep_two(page: Page, server: Server, who: str) -> None:
    hold_phone(page, server, who)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    wait_until(page, lambda: page.evaluate("() => caches.match('/outbox').then(Boolean)"))
    page.context.set_offline(True)
    tap(page)
    page.get_by_role("button", name="다시 찍기").click()
    wait_until(page, lambda: ask_phone(page, "counts", who)["unsent"] == 2)


def test_the_queue_is_listed_and_exported_without_a_network(page: Page, server: Server) -> None:
    keep_two(page, server, "traveller")
    page.goto(f"{server.url}/outbox")
    items = page.get_by_role("list", name="이 휴대전화의 증빙").locator("> li")
    expect(items).to_have_count(2)
    expect(items.first).to_contain_text("보관 중")
    with page.expect_download() as download:
        page.get_by_role("button", name="모두 글자 파일로 저장").click()
    lines = download.value.path().read_text().splitlines()
    frames = [bytes.fromhex(entry["frame"]) for entry in ask_phone(page, "list")]
    assert [parse_text(line) for line in lines] == frames
    items.first.get_by_role("button", name="QR 보기").click()
    expect(items.first.get_by_role("img", name="증빙 QR 코드")).to_be_visible()
    with page.expect_download() as download:
        items.first.get_by_role("button", name="그림 저장").click()
    (code,) = zxingcpp.read_barcodes(Image.open(download.value.path()))
    assert parse_text(code.text) == frames[0]


def test_the_button_sends_and_the_list_empties(page: Page, server: Server) -> None:
    keep_two(page, server, "colleague")
    page.goto(f"{server.url}/outbox")
    page.context.set_offline(False)
    page.get_by_role("button", name="지금 보내기").click()
    expect(page.get_by_text("보관 중인 것이 없어요")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("button", name="지금 보내기")).to_be_hidden()
    assert len(list_stored(server, "colleague")) == 2


def test_a_refused_evidence_waits_and_goes_after_a_new_enrolment(page: Page, server: Server) -> None:
    hold_phone(page, server, "lead")
    page.context.set_offline(True)
    tap(page)
    expect_state(page, "kept")
    execute(server, "DELETE FROM devices WHERE staff_id = (SELECT id FROM staff WHERE number = '001003')")
    page.context.set_offline(False)
    wait_until(page, lambda: ask_phone(page, "counts", "lead")["parked"] == 1)
    expect(page.get_by_test_id("capture-result")).to_contain_text("내 기기에서 등록을 확인해 주세요")
    expect(page.get_by_test_id("outbox-status")).to_have_text("확인 필요 1")
    page.goto(f"{server.url}/outbox")
    expect(page.get_by_role("button", name="다시 보내기")).to_be_visible()
    enrol(page, server, "lead")
    # As the page of the enrolment does, and parts of home: whoever is first, the queue hears of it.
    ask_phone(page, "renewKit", "lead")
    page.goto(server.url)
    expect_empty_queue(page, "lead")
    assert len(list_stored(server, "lead")) == 1


def test_a_person_sends_a_refused_one_again(page: Page, server: Server) -> None:
    hold_phone(page, server, "director")
    answer = '{"status": 422, "code": "odd", "detail": "이상해요.", "outbox": "park"}'
    page.route(
        "**/api/v1/evidences",
        lambda route: route.fulfill(status=422, content_type="application/problem+json", body=answer),
    )
    tap(page)
    wait_until(page, lambda: ask_phone(page, "counts", "director")["parked"] == 1)
    page.goto(f"{server.url}/outbox")
    expect(page.get_by_text("이상해요.")).to_be_visible()
    page.unroute("**/api/v1/evidences")
    page.get_by_role("button", name="다시 보내기").click()
    expect_empty_queue(page, "director")


def test_a_busy_server_is_asked_again_when_it_said(page: Page, server: Server) -> None:
    hold_phone(page, server, "stranger")
    answer = '{"status": 429, "code": "too_many", "outbox": "retry"}'
    page.route(
        "**/api/v1/evidences",
        lambda route: route.fulfill(
            status=429,
            content_type="application/problem+json",
            headers={"Retry-After": "600"},
            body=answer,
        ),
    )
    tap(page)
    wait_until(page, lambda: bool(ask_phone(page, "list", "stranger")[0]["problem"]))
    (entry,) = ask_phone(page, "list", "stranger")
    assert (entry["state"], entry["problem"]["code"]) == ("kept", "too_many")
    assert entry["nextAtMs"] - page.evaluate("() => Date.now()") > 500_000


def test_a_full_phone_says_so_and_uses_no_number(page: Page, server: Server) -> None:
    hold_phone(page, server, "mayor")
    page.evaluate(FULL_DISK)
    result = tap_and_see(page)
    expect(result).to_have_attribute("data-reason", "storage")
    expect(result).to_contain_text("저장 공간이 가득 찼어요")
    page.evaluate("() => makeRoom()")
    page.get_by_test_id("capture-result").get_by_role("button", name="다시 하기", exact=True).click()
    expect_state(page, "sent")
    expect_empty_queue(page, "mayor")
    assert [one.payload.sequence for one in list_stored(server, "mayor")] == [1]


def execute(server: Server, statement: str) -> None:
    with sqlite3.connect(server.database_url.removeprefix("sqlite:///")) as connection:
        connection.execute(statement)
    connection.close()
