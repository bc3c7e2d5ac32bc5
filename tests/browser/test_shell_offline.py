"""The app without a network: it opens from cold, keeps only what is the person's own, and updates quietly."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.chromium import open_profile, wait_until, watch
from tests.browser.conftest import cast_server, open_session
from tests.browser.server import Server

HOME_IS_KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith('pages-'))
  const cache = names.length === 1 && await caches.open(names[0])
  return Boolean(cache && await cache.match('/', { ignoreVary: true }))
}"""
FONTS_ARE_HERE = """async () => {
  await document.fonts.ready
  return [...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.weight)
}"""
KEPT_ADDRESSES = """async () => {
  const found = {}
  for (const name of await caches.keys()) {
    const requests = await (await caches.open(name)).keys()
    found[name] = requests.map((request) => new URL(request.url).pathname)
  }
  return found
}"""


@pytest.fixture
def own_server(tmp_path: Path, sqlite_template: Path) -> Iterator[Server]:
    """A server of this test alone, whose service worker it may change."""
    app = "tests.browser.gallery.wsgi:app"
    with cast_server(tmp_path, sqlite_template, app=app) as server:
        yield server


@pytest.fixture
def phone(playwright: Playwright, tmp_path: Path, needs_whole: bool) -> Iterator[BrowserContext]:
    with open_profile(playwright, tmp_path / "profile", whole=needs_whole) as context:
        yield context


def open_home(context: BrowserContext, server: Server, who: str | None = "traveller") -> Page:
    """Home with its worker in charge; `who` signs in first."""
    page = context.new_page()
    if who:
        open_session(page, server, who)
    page.goto(f"{server.url}/")
    wait_until(page, HOME_IS_KEPT)
    return page


def kept(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = page.evaluate(KEPT_ADDRESSES)
    return found


def test_home_opens_from_cold_without_a_network_after_one_visit(
    playwright: Playwright, own_server: Server, tmp_path: Path
) -> None:
    with open_profile(playwright, tmp_path / "profile") as context:
        open_home(context, own_server)
    own_server.cable.cut()
    with open_profile(playwright, tmp_path / "profile") as context:
        page = context.new_page()
        faults = watch(page)
        page.goto(f"{own_server.url}/?capture=1")
        expect(page.get_by_role("heading", level=1)).to_have_text("발길")
        expect(page.get_by_text("받은 화면이에요.")).to_be_visible()
        assert {"400", "700"} <= set(page.evaluate(FONTS_ARE_HERE))
        assert faults == []


def test_a_page_that_is_not_kept_leads_home(own_server: Server, phone: BrowserContext) -> None:
    page = open_home(phone, own_server)
    own_server.cable.cut()
    page.goto(f"{own_server.url}/me")
    expect(page.get_by_role("heading", name="연결이 없어요")).to_be_visible()
    page.get_by_role("link", name="홈으로").click()
    expect(page).to_have_url(f"{own_server.url}/")


def test_a_form_without_a_network_leads_to_the_page_that_says_so(
    own_server: Server, phone: BrowserContext
) -> None:
    page = open_home(phone, own_server)
    page.goto(f"{own_server.url}/me")
    own_server.cable.cut()
    page.evaluate("""() => {
      const form = Object.assign(document.createElement('form'), { method: 'post', action: '/me' })
      document.body.append(form)
      form.submit()
    }""")
    expect(page.get_by_role("heading", name="연결이 없어요")).to_be_visible()
    expect(page.get_by_text("방금 무엇을 냈다면 닿지 않았을 수 있으니")).to_be_visible()


def test_what_was_typed_stays_while_there_is_no_network(own_server: Server, phone: BrowserContext) -> None:
    page = open_home(phone, own_server)
    page.goto(f"{own_server.url}/leave/new")
    page.get_by_role("textbox", name="사유").fill("이사")
    phone.set_offline(True)
    page.get_by_role("button", name="나중에 올리게 임시 저장").click()
    expect(page.get_by_text("쓴 것은 그대로 있으니")).to_be_visible()
    expect(page.get_by_role("textbox", name="사유")).to_have_value("이사")
    phone.set_offline(False)
    page.get_by_role("button", name="나중에 올리게 임시 저장").click()
    expect(page.get_by_text("임시 저장했어요.")).to_be_visible()


def test_a_server_that_does_not_answer_is_waited_for_only_shortly(
    own_server: Server, phone: BrowserContext
) -> None:
    page = open_home(phone, own_server)
    own_server.cable.hold_answers()
    page.reload(timeout=8000)
    expect(page.get_by_text("서버가 답하지 않아요.")).to_be_visible()


def test_nothing_but_pages_and_static_files_is_kept(own_server: Server, phone: BrowserContext) -> None:
    page = open_home(phone, own_server)
    page.evaluate("() => Promise.all(['/api/v1/openapi.json', '/healthz'].map((path) => fetch(path)))")
    addresses = {address for found in kept(page).values() for address in found}
    known = {"/", "/outbox", "/offline", "/manuals/pack/state"}
    assert not {a for a in addresses if not a.startswith("/static/")} - known


def test_who_reads_much_keeps_the_pages_of_her_trips(own_server: Server, phone: BrowserContext) -> None:
    page = open_home(phone, own_server)
    phone.service_workers[0].evaluate("""async () => {
      const [name] = (await caches.keys()).filter((each) => each.startsWith('pages-'))
      const headers = { 'Balgil-Owner': name.slice('pages-'.length), 'Balgil-Build': BALGIL.build }
      const visit = (path) => keepPage(new URL(path, location), new Response('', { headers }))
      await visit('/trips/1')
      for (let number = 1; number <= 45; number += 1) await visit(`/laws/${number}`)
    }""")
    found = {address for name, found in kept(page).items() if name.startswith("pages-") for address in found}
    assert {"/", "/trips/1"} <= found
    assert {a for a in found if a.startswith("/laws/")} == {f"/laws/{number}" for number in range(26, 46)}


def test_the_pages_of_one_person_go_when_another_signs_in(own_server: Server, phone: BrowserContext) -> None:
    page = open_home(phone, own_server, "traveller")
    before = [name for name in kept(page) if name.startswith("pages-")]
    phone.clear_cookies()
    open_home(phone, own_server, "colleague")
    after = [name for name in kept(page) if name.startswith("pages-")]
    assert (len(before), len(after)) == (1, 1)
    assert before != after


@pytest.mark.whole_browser
def test_the_pages_of_a_person_go_at_the_sign_out(own_server: Server, phone: BrowserContext) -> None:
    page = open_home(phone, own_server)
    page.goto(f"{own_server.url}/me")
    page.get_by_role("button", name="로그아웃").click()
    expect(page).to_have_url(f"{own_server.url}/sign-in")
    assert [name for name in kept(page) if name.startswith("pages-")] == []


def test_a_new_version_asks_and_never_interrupts_a_capture(own_server: Server, phone: BrowserContext) -> None:
    page = open_home(phone, own_server)
    page.reload()
    prompt = page.get_by_text("새 버전이 있어요")
    expect(prompt).to_be_hidden()
    page.evaluate("() => { document.documentElement.dataset.capturing = '' }")
    (own_server.folder / "newer-worker.js").write_text("\n// newer\n")
    page.evaluate("async () => { await (await navigator.serviceWorker.ready).update() }")
    wait_until(page, "async () => Boolean((await navigator.serviceWorker.ready).waiting)")
    expect(prompt).to_be_hidden()
    page.evaluate("() => { delete document.documentElement.dataset.capturing }")
    expect(prompt).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="새로 고침").click()
    wait_until(page, "async () => !(await navigator.serviceWorker.ready).waiting")
    expect(prompt).to_be_hidden()


def test_files_of_another_build_go_when_nobody_needs_them(own_server: Server, phone: BrowserContext) -> None:
    page = open_home(phone, own_server)
    page.evaluate("async () => { await caches.open('static-0000000000') }")
    page.reload()
    wait_until(page, "async () => !(await caches.has('static-0000000000'))")
    assert [name for name in kept(page) if name.startswith("static-")]
