"""Every way in which a tap does not become an evidence: each has its own sentence and the next step."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from services import people
from services.crypto import signing
from services.people import ConsentState
from tests.browser.chromium import launch
from tests.browser.conftest import cast_server
from tests.browser.phone import (
    ask_phone,
    enrol,
    expect_state,
    give_consent,
    give_position,
    hold_fresh_phone,
    hold_phone,
    open_session,
    parts_of,
    staff_id_of,
    tap,
    tap_and_see,
    wait_until_ready,
)
from tests.browser.server import Server

NO_POSITION = """(code) => {
  navigator.geolocation.watchPosition = (_, fail) => { setTimeout(fail, 0, { code }); return 1 }
}"""


@pytest.fixture(scope="module")
def quick_server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    """Measures for two seconds at most."""
    folder = tmp_path_factory.mktemp("quick")
    extra = {"BALGIL_CAPTURE_SECONDS": "2"}
    with cast_server(folder, sqlite_template, extra=extra) as server:
        yield server


def expect_failure(page: Page, reason: str, sentence: str) -> Locator:
    result = tap_and_see(page)
    expect(result).to_have_attribute("data-reason", reason)
    expect(result).to_have_attribute("data-state", "failed")
    expect(result).to_contain_text(sentence)
    expect(page.get_by_test_id("evidence-qr")).to_be_hidden()
    assert ask_phone(page, "counts")["unsent"] == 0
    return result


def test_the_position_is_refused(page: Page, server: Server) -> None:
    hold_phone(page, server)
    page.context.clear_permissions()
    page.evaluate(NO_POSITION, 1)
    page.get_by_test_id("capture").click()
    page.get_by_role("button", name="계속하기").click()
    expect_state(page, "failed")
    expect(page.get_by_test_id("capture-result")).to_contain_text("위치를 허용하지 않았어요")
    expect(page.get_by_test_id("capture-result")).to_contain_text("카드 전표")


def test_before_the_browser_asks_our_own_words_come(page: Page, server: Server) -> None:
    hold_phone(page, server)
    page.context.clear_permissions()
    page.get_by_test_id("capture").click()
    expect(page.get_by_text("이제 브라우저가 위치를 물어봐요")).to_be_visible()
    page.get_by_role("button", name="그만두기").click()
    expect(page.locator("#capture-screen")).to_be_hidden()
    expect(page.locator("html[data-capturing]")).to_have_count(0)


@pytest.mark.parametrize(
    ("code", "reason", "sentence"),
    [(2, "unavailable", "위치를 알 수 없어요"), (3, "timeout", "위치를 찾지 못했어요")],
)
def test_no_position_comes(page: Page, quick_server: Server, code: int, reason: str, sentence: str) -> None:
    hold_phone(page, quick_server)
    page.evaluate(NO_POSITION, code)
    expect_failure(page, reason, sentence)


@pytest.mark.parametrize(
    ("state", "reason", "sentence"),
    [
        (None, "consent_missing", "먼저 위치 동의를"),
        (ConsentState.REFUSED, "consent_refused", "카드 전표"),
        (ConsentState.PAUSED, "consent_paused", "잠시 멈추셨어요"),
        (ConsentState.WITHDRAWN, "consent_withdrawn", "철회하셨어요"),
    ],
)
def test_without_consent_no_position_is_asked(
    page: Page, quick_server: Server, state: ConsentState | None, reason: str, sentence: str
) -> None:
    who = {"consent_missing": "mayor", "consent_refused": "director"}.get(reason, "lead")
    if state in (ConsentState.PAUSED, ConsentState.WITHDRAWN):
        give_consent(quick_server, who)
    if state:
        give_consent(quick_server, who, state)
    open_session(page, quick_server, who)
    page.goto(quick_server.url)
    wait_until_ready(page, who)
    page.evaluate("() => { navigator.geolocation.watchPosition = () => { throw new Error('asked') } }")
    result = expect_failure(page, reason, sentence)
    expect(result.get_by_role("link")).to_have_attribute("href", "/me/consent")


def test_this_browser_has_no_key(page: Page, server: Server) -> None:
    hold_fresh_phone(page, server, "stranger")
    result = expect_failure(page, "no_key", "아직 등록되지 않았어요")
    expect(result.get_by_role("link", name="기기 등록하기")).to_have_attribute("href", "/me/devices/new")


def test_the_key_was_never_enrolled(page: Page, server: Server) -> None:
    hold_fresh_phone(page, server, "stranger")
    ask_phone(page, "create", "stranger")
    expect_failure(page, "not_enrolled", "등록이 끝나지 않았어요")


def test_an_enrolment_since_is_found_out_at_the_tap(page: Page, server: Server) -> None:
    hold_fresh_phone(page, server, "stranger")
    enrol(page, server, "stranger")
    tap(page)
    expect_state(page, "sent")


def test_the_device_was_given_up(page: Page, server: Server) -> None:
    hold_fresh_phone(page, server, "stranger")
    public_key = enrol(page, server, "stranger")
    parts, now = parts_of(server), parts_of(server).clock.now()
    with parts.database.writing() as session:
        people.retire_device(
            session,
            parts.ledger,
            signing.device_id(public_key),
            by_id=staff_id_of(server, "stranger"),
            now=now,
        )
    page.reload()
    expect_failure(page, "device_ended", "등록이 끝났어요")


def test_before_the_first_kit_there_is_no_network(page: Page, server: Server) -> None:
    give_position(page.context)
    open_session(page, server, "auditor")
    page.route("**/api/v1/capture-kit", lambda route: route.abort())
    page.goto(server.url)
    expect_failure(page, "kit_missing", "연결한 뒤 다시 눌러 주세요")


def test_the_keys_have_no_backup_yet(page: Page, server: Server) -> None:
    hold_phone(page, server)
    page.evaluate(
        """() => new Promise((resolve) => {
          indexedDB.open('balgil').onsuccess = ({ target: { result: database } }) => {
            const kits = database.transaction('kits', 'readwrite').objectStore('kits')
            kits.getAll().onsuccess = ({ target: { result: [kit] } }) => {
              kits.put({ ...kit, accepts_captures: false }).onsuccess = () => { database.close(); resolve() }
            }
          }
        })"""
    )
    page.context.set_offline(True)
    expect_failure(page, "not_accepting", "정보담당에게 알려 주세요")


@pytest.fixture
def foreign_page(playwright: Playwright, server: Server) -> Iterator[Page]:
    """Plain http on a name of a network: no keys, no worker."""
    browser: Browser = launch(playwright, "--host-resolver-rules=MAP phone.example 127.0.0.1")
    yield browser.new_page(locale="ko-KR")
    browser.close()


def test_an_address_without_encryption(foreign_page: Page, server: Server) -> None:
    open_session(foreign_page, server, "traveller")
    (cookie,) = foreign_page.context.cookies()
    address = server.url.replace("localhost", "phone.example")
    foreign_page.context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": address}])
    foreign_page.goto(address)
    foreign_page.get_by_test_id("capture").click()
    result = foreign_page.get_by_test_id("capture-result")
    expect(result).to_have_attribute("data-reason", "insecure")
    expect(result).to_contain_text("https로 시작하는 주소")
