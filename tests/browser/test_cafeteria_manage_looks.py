"""The pages of those who run a cafeteria in every look; the key once, its copy, and the sheet on one page."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from services import cafeteria
from services.cafeteria import Bounds, CafeteriaPlan
from services.cafeteria.crowd.models import Sensor
from services.clock import SystemClock, local_day
from services.db import Database
from services.workdays import list_workdays
from tests.browser.chromium import watch
from tests.browser.conftest import Looker, cast_server, open_session
from tests.browser.looks import LANGUAGES, Look, await_fonts, look_at, open_look, unfold
from tests.browser.server import Server

PAGES = {
    "manage": "/cafeteria/manage",
    "settings": "/cafeteria/1/manage",
    "settings-wrong": "/cafeteria/1/manage",
    "sensors": "/cafeteria/1/sensors",
    "sensor-key": "/cafeteria/2/sensors",
    "poster": "/cafeteria/1/poster",
}
A4_PT = (595, 842)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    with cast_server(tmp_path_factory.mktemp("manage-looks"), sqlite_template) as server:
        add_cafeterias(server.database_url)
        yield server


def add_cafeterias(url: str) -> None:
    """One that has everything, another one, and one that is closed."""
    database, now = Database(url), SystemClock().now()
    today = local_day(now)
    with database.writing() as session:
        for name in ("본관 구내식당", "보건소 구내식당", "옛 별관 식당"):
            plan = CafeteriaPlan(name, "본관 지하 1층", 690, 780, 2, 7.5, Bounds(3, 8, 15))
            cafeteria.create_cafeteria(session, plan, now)
        cafeteria.close_cafeteria(session, 3, today - timedelta(days=30))
        for on in list_workdays(session, today + timedelta(days=20), today + timedelta(days=30))[:2]:
            cafeteria.announce_closure(session, 1, on, "조리실 정기 위생 점검", today)
        for name in ("입구 카메라", "배식대 계수기", "고장 난 카메라"):
            cafeteria.create_sensor(session, 1, name, None, now)
        seen = session.get_one(Sensor, 1)
        seen.last_seen_at, seen.clock_offset_s = now - timedelta(minutes=4), 3_700
        cafeteria.end_sensor(session, 1, 3, now)
    database.dispose()


def show(page: Page, server: Server, name: str, key: str) -> None:
    page.goto(server.url + PAGES[name])
    if name == "settings-wrong":
        page.locator("input[name=name]").fill(" ")
        page.locator("input[name=busy_min]").fill("2")
        page.locator("form[action$='/1/manage'] button").click()
        page.locator("[role=alert] li").nth(1).wait_for()
    if name == "sensor-key":
        page.locator("input[name=name]").fill(f"입구 카메라 {key}")
        page.locator("form[action$='/sensors'] button").click()
        page.get_by_test_id("sensor-key").wait_for()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_in_order_in_every_look(looker: Looker, server: Server, name: str, language: str) -> None:
    page = looker(server.url, language)
    faults = watch(page)
    open_session(page, server, "administrator")
    show(page, server, name, language)
    unfold(page)
    assert look_at(page, f"cafeteria-{name}", language) == {}
    assert [fault for fault in faults if "422" not in fault] == []


def test_a_key_is_copied_and_gone(browser: Browser, server: Server) -> None:
    with open_look(browser, server.url, Look()) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        open_session(page, server, "administrator")
        show(page, server, "sensor-key", "복사")
        key = page.get_by_test_id("sensor-key").inner_text()
        page.get_by_role("button", name="키 복사").click()
        page.get_by_text("센서의 키를 복사했어요.").wait_for()
        assert page.evaluate("() => navigator.clipboard.readText()") == key
        page.goto(server.url + PAGES["sensor-key"])
        page.get_by_text("입구 카메라 복사").first.wait_for()
        assert key not in page.content()


@pytest.mark.parametrize("look", [Look(), Look(theme="dark", text_size="largest")], ids=str)
def test_the_poster_is_one_sheet_of_a4(browser: Browser, server: Server, look: Look) -> None:
    with open_look(browser, server.url, look) as context:
        page = context.new_page()
        open_session(page, server, "administrator")
        page.goto(server.url + PAGES["poster"])
        await_fonts(page)
        sheet = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        assert [tuple(map(round, each.get_size())) for each in sheet] == [A4_PT]
        words = sheet[0].get_textpage().get_text_range()
        assert "본관 구내식당" in words
        assert "A4로 인쇄하기" not in words
