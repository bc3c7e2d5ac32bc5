"""The offline pack: manuals, articles, files open after a cold start without a network; gone at sign-out."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from services.manuals import citing, materials, texts
from services.manuals.sections import Section
from services.manuals.tasks import NewManual
from services.manuals.texts import FirstText
from services.people import get_person
from tests import material_files as files
from tests.browser.chromium import open_profile, watch
from tests.browser.conftest import cast_server, open_session
from tests.browser.phone import parts_of, staff_id_of, wait_until
from tests.browser.server import Server
from tests.browser.test_capture_offline import first_page
from tests.factories import TODAY
from tests.law_files import law_file

TITLE = "국내 출장 여비 정산"
TEXTS = {
    Section.OVERVIEW: "출장을 다녀온 뒤 여비를 정산하는 일이다.",
    Section.LAWS: "- 「공무원 여비 규정」 제8조의2제2항: 2주일 이내에 신청한다.",
}
PACK = """async () => {
  const found = await caches.match('/manuals/pack/state', { ignoreVary: true })
  return (await found?.json()) ?? null
}"""
NAMES = "async () => (await caches.keys()).map((name) => name.split('-')[0])"


@pytest.fixture(scope="module")
def whole_server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    """A server of this file's own: it is cut."""
    with cast_server(tmp_path_factory.mktemp("pack"), sqlite_template) as server:
        yield server


@pytest.fixture
def server(whole_server: Server) -> Iterator[Server]:
    yield whole_server
    whole_server.cable.mend()


@pytest.fixture(scope="module")
def shelf(whole_server: Server) -> int:
    """The traveller's manual with a law that it cites, and a form."""
    return fill_shelf(whole_server)


def fill_shelf(server: Server) -> int:
    parts, who = parts_of(server), staff_id_of(server, "traveller")
    now = parts.clock.now()
    form = materials.look_at_file("정산 신청서.pdf", files.pdf(1))
    with parts.database.writing() as session:
        unit_id = get_person(session, who, TODAY).unit_id or 0
        law = law_file("2024-01-02", (TODAY - timedelta(days=100)).isoformat())
        citing.take_laws(session, [law], None, now)
        new = NewManual(hashlib.sha256(TITLE.encode()).digest()[:16], unit_id, TITLE, who)
        (manual_id,) = texts.publish_new(session, parts.ledger, [FirstText(new, TEXTS)], who, now)
        materials.add_material(session, manual_id, "정산 신청서", form, who, now)
    return manual_id


def make_another(server: Server, title: str = "관용차 배차") -> int:
    """A manual of the colleague's, which the traveller may mark."""
    parts, who = parts_of(server), staff_id_of(server, "colleague")
    with parts.database.writing() as session:
        now, unit_id = parts.clock.now(), get_person(session, who, TODAY).unit_id or 0
        new = NewManual(hashlib.sha256(title.encode()).digest()[:16], unit_id, title, who)
        (manual_id,) = texts.publish_new(session, parts.ledger, [FirstText(new, TEXTS)], who, now)
    return manual_id


def pack_of(page: Page) -> dict[str, Any]:
    return page.evaluate(PACK) or {"count": 0, "total": -1}


def is_whole(page: Page) -> bool:
    pack = pack_of(page)
    return bool(pack["count"] == pack["total"] and pack.get("asked_at"))


def fill_phone(page: Page, server: Server) -> None:
    """A visit of home alone: what belongs to the pack comes by itself."""
    open_session(page, server, "traveller")
    page.goto(server.url)
    wait_until(page, lambda: is_whole(page))


@contextmanager
def filled_phone(
    playwright: Playwright, folder: Path, server: Server, *, whole: bool = False
) -> Iterator[Page]:
    """A phone that holds the traveller's whole pack; it is to be a `whole` browser where she signs out."""
    with open_profile(playwright, folder, whole=whole) as context:
        page = first_page(context)
        fill_phone(page, server)
        yield page


def test_manuals_open_after_a_cold_start_without_a_network(
    playwright: Playwright, server: Server, shelf: int, tmp_path: Path
) -> None:
    folder = tmp_path / "profile"
    with open_profile(playwright, folder) as context:
        fill_phone(first_page(context), server)
    server.cable.cut()
    with open_profile(playwright, folder) as context:
        page = first_page(context)
        faults = watch(page)
        page.goto(f"{server.url}/manuals/pack")
        card = page.get_by_test_id("pack")
        expect(card).to_have_attribute("data-held", "whole")
        expect(card).to_contain_text("모두 이 휴대전화에 있어요")
        expect(card).to_contain_text("kB")
        page.get_by_test_id("packed").get_by_role("link").click()
        expect(page.get_by_test_id("manual")).to_contain_text("여비를 정산하는 일이다")
        # Every page says how old it is.
        expect(page.get_by_text("에 받은 화면이에요")).to_be_visible()
        page.get_by_role("link", name="제8조의2").first.click()
        expect(page.get_by_text("2주일 이내에 정산을 신청한다").first).to_be_visible()
        page.goto(page.url.split("/articles/")[0])
        expect(page.get_by_text("제1장 총칙")).to_be_visible()
        page.goto(f"{server.url}/manuals/{shelf}/materials")
        page.get_by_role("link", name="정산 신청서").click()
        picture = page.get_by_role("img", name="정산 신청서")
        wait_until(page, lambda: bool(picture.evaluate("(image) => image.naturalWidth > 0")))
        with page.expect_download() as taken:
            page.get_by_role("link", name="파일 받기").click()
        assert taken.value.suggested_filename == "정산 신청서.pdf"
        assert Path(taken.value.path()).read_bytes()[:5] == b"%PDF-"
        assert faults == []


def test_the_pack_is_brought_up_to_date_and_goes_at_sign_out(
    playwright: Playwright, server: Server, shelf: int, tmp_path: Path
) -> None:
    with filled_phone(playwright, tmp_path / "profile", server, whole=True) as page:
        before = pack_of(page)
        parts, who = parts_of(server), staff_id_of(server, "traveller")
        extra = materials.look_at_file("점검표.txt", "1. 영수증".encode())
        with parts.database.writing() as session:
            materials.add_material(session, shelf, "점검표", extra, who, parts.clock.now())
        page.goto(f"{server.url}/manuals/pack")
        page.get_by_role("button", name="지금 새로 받기").click()
        wait_until(page, lambda: is_whole(page) and pack_of(page)["total"] > before["total"])
        expect(page.get_by_role("button", name="지금 새로 받기")).to_be_enabled()
        assert "pack" in page.evaluate(NAMES)
        page.goto(f"{server.url}/me")
        page.get_by_role("button", name="로그아웃").click()
        page.wait_for_url("**/sign-in**")
        assert {"pack", "pages"} & set(page.evaluate(NAMES)) == set()


def wind_back(page: Page, minutes: int) -> None:
    """As if the phone had asked so many minutes ago."""
    page.evaluate(
        """async (minutes) => {
          const [name] = (await caches.keys()).filter((name) => name.startsWith('pack-'))
          const cache = await caches.open(name)
          const state = await (await cache.match('/manuals/pack/state')).json()
          state.asked_at = Date.now() - minutes * 60_000
          await cache.put('/manuals/pack/state', new Response(JSON.stringify(state)))
        }""",
        minutes,
    )


def is_packed(page: Page, path: str) -> bool:
    found = page.evaluate("async (path) => Boolean(await caches.match(path, { ignoreVary: true }))", path)
    return bool(found)


def test_what_she_marks_comes_at_once_and_a_dead_network_is_no_dead_end(
    playwright: Playwright, server: Server, shelf: int, tmp_path: Path
) -> None:
    other = make_another(server)
    with filled_phone(playwright, tmp_path / "profile", server) as page:
        page.goto(f"{server.url}/manuals/{other}")
        page.get_by_role("button", name="즐겨찾기").click()
        wait_until(page, lambda: is_packed(page, f"/manuals/{other}") and is_whole(page))
        page.goto(f"{server.url}/manuals/pack")
        server.cable.cut()
        button = page.locator("[data-refresh]")
        button.click()
        expect(button).to_be_enabled()
        expect(button).to_have_text("지금 새로 받기")


def test_what_a_weak_network_left_out_is_fetched_soon(
    playwright: Playwright, server: Server, shelf: int, tmp_path: Path
) -> None:
    path = f"/manuals/{shelf}"
    with filled_phone(playwright, tmp_path / "profile", server) as page:
        worker = page.context.service_workers[0]
        worker.evaluate(
            """(path) => {
              self.realFetch = fetch
              const fail = () => Promise.reject(new TypeError())
              self.fetch = (asked, how) => (String(asked) === path ? fail() : realFetch(asked, how))
            }""",
            path,
        )
        page.evaluate(
            """async (path) => {
              for (const name of await caches.keys()) await (await caches.open(name)).delete(path)
            }""",
            path,
        )
        wind_back(page, 31)
        page.goto(f"{server.url}/manuals/pack")
        expect(page.get_by_test_id("pack")).to_have_attribute("data-held", "part")
        wait_until(page, lambda: pack_of(page)["count"] == pack_of(page)["total"] - 1)
        worker.evaluate("() => { self.fetch = realFetch }")
        wind_back(page, 3)
        page.goto(server.url)
        wait_until(page, lambda: is_packed(page, path) and is_whole(page))


def test_where_room_ends_the_manuals_stay_and_the_rest_makes_place(
    playwright: Playwright, server: Server, shelf: int, tmp_path: Path
) -> None:
    with filled_phone(playwright, tmp_path / "profile", server) as page:
        used = page.evaluate("async () => (await navigator.storage.estimate()).usage")
        devtools = page.context.new_cdp_session(page)
        devtools.send("Storage.overrideQuotaForOrigin", {"origin": server.url, "quotaSize": used + 50_000})
        other = make_another(server, "당직 근무")
        parts, who = parts_of(server), staff_id_of(server, "traveller")
        large = materials.look_at_file("당직 수칙.txt", b"0123456789" * 20_000)
        with parts.database.writing() as session:
            materials.add_material(session, other, "당직 수칙", large, who, parts.clock.now())
        page.goto(f"{server.url}/manuals/{other}")
        page.get_by_role("button", name="즐겨찾기").click()
        page.goto(f"{server.url}/manuals/pack")
        expect(page.get_by_test_id("pack")).to_contain_text("저장 공간이 모자라", timeout=20_000)
        assert is_packed(page, f"/manuals/{shelf}")
        assert not is_packed(page, f"/manuals/{shelf}/materials")
        page.evaluate("async () => (await caches.open('room')).put('/room', new Response('0'))")


def test_it_is_kept_fresh_without_a_page_and_not_where_data_is_dear(
    playwright: Playwright, server: Server, shelf: int, tmp_path: Path
) -> None:
    found: list[str] = []
    with filled_phone(playwright, tmp_path / "profile", server) as page:
        devtools = page.context.new_cdp_session(page)
        devtools.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda event: found.extend(each["registrationId"] for each in event["registrations"]),
        )
        devtools.send("ServiceWorker.enable")
        wait_until(page, lambda: bool(found))
        call = {"origin": server.url, "registrationId": found[0], "tag": "pack"}
        worker = page.context.service_workers[0]
        worker.evaluate(
            """() => {
              Object.defineProperty(navigator.connection, 'saveData', { value: true, configurable: true })
            }"""
        )
        parts, who = parts_of(server), staff_id_of(server, "traveller")
        extra = materials.look_at_file("여비 지급표.txt", "1. 일비".encode())
        before = pack_of(page)["total"]
        with parts.database.writing() as session:
            materials.add_material(session, shelf, "여비 지급표", extra, who, parts.clock.now())
        wind_back(page, 31)
        devtools.send("ServiceWorker.dispatchPeriodicSyncEvent", call)
        worker.evaluate("() => packing")
        assert pack_of(page)["total"] == before
        worker.evaluate("() => delete navigator.connection.saveData")
        devtools.send("ServiceWorker.dispatchPeriodicSyncEvent", call)
        wait_until(page, lambda: is_whole(page) and pack_of(page)["total"] > before)


def test_nobody_else_ever_sees_it(playwright: Playwright, server: Server, shelf: int, tmp_path: Path) -> None:
    with filled_phone(playwright, tmp_path / "profile", server, whole=True) as page:
        # Somebody else's session on the same phone, without a sign-out before.
        page.context.clear_cookies()
        open_session(page, server, "stranger")
        page.goto(server.url)
        wait_until(page, lambda: not is_packed(page, f"/manuals/{shelf}"))
        page.context.clear_cookies()
        fill_phone(page, server)
        # The session has ended elsewhere: the server says 401.
        page.context.clear_cookies()
        page.goto(server.url)
        wait_until(page, lambda: "pack" not in page.evaluate(NAMES))
        fill_phone(page, server)
        page.goto(f"{server.url}/me")
        server.cable.cut()
        page.get_by_role("button", name="로그아웃").click()
        expect(page.get_by_role("heading", name="연결이 없어요")).to_be_visible()
        assert {"pack", "pages"} & set(page.evaluate(NAMES)) == set()
