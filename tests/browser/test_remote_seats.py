"""A seat by the picture of its floor, by thumb and by keyboard; checked in by its QR and the camera."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.auditing import as_film, camera_sees
from tests.browser.chromium import watch
from tests.browser.conftest import cast_server, open_session
from tests.browser.seats_world import SeatsWorld, build, picture_of
from tests.browser.server import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    with cast_server(tmp_path_factory.mktemp("seats"), sqlite_template) as server:
        yield server


@pytest.fixture(scope="module")
def world(server: Server) -> SeatsWorld:
    return build(server.database_url)


def test_a_seat_is_booked_by_the_picture_of_its_floor(page: Page, server: Server, world: SeatsWorld) -> None:
    open_session(page, server, "colleague")
    page.goto(f"{server.url}/remote-work")
    page.get_by_role("link", name="스마트워크센터 자리").click()
    page.goto(f"{server.url}/remote-work/seats?on={world.days[0]}&part=day")
    page.get_by_role("link", name="동부 센터").click()
    page.get_by_role("link", name="A-02, 비어 있음").tap()
    expect(page.get_by_role("heading", name="A-02 ·")).to_be_in_viewport()
    page.get_by_role("button", name="A-02 자리 예약하기").tap()
    expect(page.get_by_text("동부 센터 A-02 자리를 예약했어요.")).to_be_visible()

    # Another one, by the keyboard alone.
    open_session(page, server, "lead")
    page.goto(f"{server.url}/remote-work/seats/centres/{world.centre.id}?on={world.days[0]}&part=day")
    expect(page.get_by_role("img", name="A-02, 찼음")).to_be_visible()
    page.get_by_role("link", name="A-01, 비어 있음").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="A-03, 비어 있음")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**#chosen")
    page.get_by_role("button", name="A-03 자리 예약하기").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("동부 센터 A-03 자리를 예약했어요.")).to_be_visible()


def test_the_seats_paper_before_the_camera_checks_in(
    playwright: Playwright, server: Server, world: SeatsWorld, tmp_path: Path
) -> None:
    film = tmp_path / "paper.y4m"
    paper = f"{server.url}/remote-work/seats/check-in/{world.codes['A-01'].hex()}"
    film.write_bytes(as_film(picture_of(paper)))
    with camera_sees(playwright, film) as context:
        page = context.new_page()
        faults = watch(page)
        open_session(page, server, "stranger")
        page.goto(f"{server.url}/remote-work/seats/check-in")
        refused = page.get_by_test_id("check-in-refused")
        expect(refused).to_contain_text("오늘 이 자리에 예약이 없어요", timeout=30_000)
        # The camera rests until a tap, or the same paper would be sent on and on.
        expect(page.get_by_role("region", name="카메라")).to_have_attribute("data-state", "held")

        context.clear_cookies()
        open_session(page, server, "traveller")
        page.goto(f"{server.url}/remote-work/seats")
        page.get_by_role("link", name="자리 QR로 체크인").last.click()
        expect(page.get_by_text("동부 센터 A-01 자리에 체크인했어요.")).to_be_visible(timeout=30_000)
        expect(page.get_by_test_id("seat-today")).to_have_attribute("data-state", "here")
        assert faults == []
