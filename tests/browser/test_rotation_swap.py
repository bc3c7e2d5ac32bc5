"""A day at home changes hands on three phones: asked for, the colleague's tap, the lead's tap."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from services.db import Database
from services.remote_work.rotation import Exchange
from tests.browser.chromium import PHONE, watch
from tests.browser.conftest import empty_server, open_session
from tests.browser.rotation_world import find_exchange, publish_plan
from tests.browser.server import Server
from tests.factories import make_cast

PATH = "/remote-work/rotation"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("rotation-swap")
    with empty_server(folder, sqlite_template) as server:
        yield server


@pytest.fixture(scope="module")
def exchange(server: Server) -> Exchange:
    """A day of the traveller's for one of the colleague's."""
    database, now = Database(server.database_url), datetime.now(UTC)
    with database.writing() as session:
        cast = make_cast(session)
    publish_plan(database, cast, now)
    with database.reading() as session:
        found = find_exchange(session, cast.traveller, now, cast.colleague)
    database.dispose()
    return found


def open_phone(browser: Browser, server: Server, who: str) -> tuple[Page, list[str]]:
    """A phone of its own, with its own cookies."""
    context = browser.new_context(viewport=PHONE, locale="ko-KR", timezone_id="Asia/Seoul", has_touch=True)
    page = context.new_page()
    faults = watch(page)
    open_session(page, server, who)
    return page, faults


def test_two_colleagues_and_their_lead_swap_a_day_with_one_tap_each(
    browser: Browser, server: Server, exchange: Exchange
) -> None:
    phones = {who: open_phone(browser, server, who) for who in ("traveller", "colleague", "lead")}
    mine, theirs, lead = (page for page, _ in phones.values())
    mine.goto(server.url + "/remote-work")
    mine.get_by_role("link", name="순환 달력").tap()
    mine.get_by_role("link", name="재택일 바꾸기").tap()
    mine.locator(f"a[href$='gives_on={exchange.gives_on}']").tap()
    mine.get_by_label("대신 재택할 날과 동료").select_option(f"{exchange.other_id}:{exchange.takes_on}")
    mine.get_by_role("button", name="바꾸자고 묻기").tap()
    expect(mine.get_by_text("동료에게 물었어요.")).to_be_visible()

    theirs.goto(server.url + "/")
    theirs.get_by_role("link", name="재택일 바꾸기").tap()
    theirs.get_by_role("button", name="바꾸기", exact=True).tap()
    expect(theirs.get_by_text("바꾸기로 했어요.")).to_be_visible()

    lead.goto(server.url + "/approvals")
    lead.get_by_role("link", name="재택일 보러 가기").tap()
    expect(lead.locator("[data-testid=swap]")).to_contain_text("김가람")
    lead.get_by_role("button", name="승인하기").tap()
    expect(lead.get_by_text("바꿨어요. 두 사람에게 알렸어요.")).to_be_visible()

    for page, gone, got in (
        (mine, exchange.gives_on, exchange.takes_on),
        (theirs, exchange.takes_on, exchange.gives_on),
    ):
        for on, count in ((gone, 0), (got, 1)):
            page.goto(f"{server.url}{PATH}?from={on}")
            expect(page.locator(f"[data-testid=my-weeks] a[href='/remote-work/{on}']")).to_have_count(count)
    assert [faults for _, faults in phones.values()] == [[], [], []]
    for page, _ in phones.values():
        page.context.close()
