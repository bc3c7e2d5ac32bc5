"""A law changes: taken in by an editor, told to the owner, seen side by side, confirmed; kept offline."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from services.clock import local_day
from tests.browser.conftest import cast_server, open_session
from tests.browser.laws_world import LawsWorld, build
from tests.browser.phone import wait_until
from tests.browser.server import Server
from tests.browser.test_capture_offline import kept_pages
from tests.law_files import law_file, with_term


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    with cast_server(tmp_path_factory.mktemp("laws"), sqlite_template, has_worker=False) as server:
        yield server


@pytest.fixture(scope="module")
def world(server: Server) -> LawsWorld:
    return build(server.database_url)


def test_a_law_that_changes_flags_a_manual_until_its_owner_confirms(
    page: Page, server: Server, world: LawsWorld, tmp_path: Path
) -> None:
    today = local_day(datetime.now(UTC))
    promulgated_on, in_force_on = today - timedelta(days=7), today + timedelta(days=60)
    path = tmp_path / "여비규정.md"
    newest = law_file(promulgated_on.isoformat(), in_force_on.isoformat(), with_term("10일"))
    path.write_bytes(newest.data)
    open_session(page, server, "administrator")
    page.goto(f"{server.url}/laws/uploads")
    page.get_by_label("법령 파일").set_input_files(path)
    page.get_by_role("button", name="먼저 확인하기").tap()
    expect(page.get_by_text("새 판본 1")).to_be_visible()
    page.get_by_role("button", name="판본 1개 가져오기").tap()
    expect(page.get_by_text("반영함")).to_be_visible()

    open_session(page, server, "traveller")
    page.goto(f"{server.url}/me/notices")
    page.get_by_text("맡은 매뉴얼 1건을 확인해 주세요.").first.tap()
    page.get_by_role("link", name="국내 출장 여비 정산").tap()
    flag = page.get_by_test_id("law-flag").last
    expect(flag.locator("del")).to_have_text("1개월")
    expect(flag.locator("ins")).to_have_text("10일")
    for left in (2, 1, 0):
        page.get_by_role("button", name="확인함:").last.tap()
        expect(page.get_by_test_id("law-flag")).to_have_count(left)
    expect(page.get_by_text("확인할 조문이 없어요")).to_be_visible()


def test_an_article_that_was_read_is_there_without_a_network(
    page: Page, server: Server, world: LawsWorld
) -> None:
    # Somebody without manuals of her own: what is in a pack is not kept a second time.
    open_session(page, server, "stranger")
    page.goto(server.url)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    wait_until(page, lambda: bool(page.evaluate("() => Boolean(navigator.serviceWorker.controller)")))
    # Pages are kept from when the shell is whole.
    wait_until(page, lambda: "/outbox" in kept_pages(page))
    path = f"/laws/{world.law_id}/articles/8-2"
    page.goto(server.url + path)
    wait_until(page, lambda: path in kept_pages(page))
    page.goto(server.url)
    page.context.set_offline(True)
    page.goto(server.url + path)
    expect(page.get_by_text("3주일 이내에 정산을 신청한다.")).to_be_visible()
    page.context.set_offline(False)
