"""Every one of people's pages, in every look: whole, readable, free of what axe finds."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import watch
from tests.browser.conftest import cast_server, open_session
from tests.browser.looks import LANGUAGES, LOOKS, Look, find_faults, look_at, open_look, take_picture, unfold
from tests.browser.people_world import World, build_world
from tests.browser.server import Server

# Address and who opens it.
PAGES = {
    "sign-in": ("/sign-in", None),
    "password": ("/me/password", "traveller"),
    "me": ("/me", "lead"),
    "devices": ("/me/devices", "traveller"),
    "device-new": ("/me/devices/new", "traveller"),
    "device-active": ("/me/devices/{0.active}", "traveller"),
    "device-pending": ("/me/devices/{0.pending}", "traveller"),
    "device-end": ("/me/devices/{0.active}/end", "traveller"),
    "passkeys": ("/me/passkeys", "traveller"),
    "sessions": ("/me/sessions", "traveller"),
    "notices": ("/me/notices", "traveller"),
    "consent-first": ("/me/consent", "stranger"),
    "consent-given": ("/me/consent", "traveller"),
    "withdrawal": ("/me/consent/withdrawal", "traveller"),
    "points": ("/me/points", "traveller"),
    "deputies": ("/me/deputies", "lead"),
    "confirmations": ("/devices/confirmations", "lead"),
    "admin": ("/admin", "administrator"),
    "units": ("/admin/units", "administrator"),
    "unit": ("/admin/units/{0.unit}", "administrator"),
    "unit-new": ("/admin/units/new", "administrator"),
    "staff": ("/admin/staff", "administrator"),
    "staff-none": ("/admin/staff?q=%EC%97%86%EB%8A%94", "administrator"),
    "staff-without-password": ("/admin/staff?standing=without_password", "administrator"),
    "person": ("/admin/staff/{0.traveller}", "administrator"),
    "person-new": ("/admin/staff/new", "administrator"),
    "imports": ("/admin/imports", "administrator"),
    "import-plan": ("/admin/imports/{0.plan}", "administrator"),
    "import-applied": ("/admin/imports/{0.applied}", "administrator"),
    "not-for-you": ("/admin", "traveller"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("people-pages")
    with cast_server(folder, sqlite_template) as server:
        yield server


@pytest.fixture(scope="module")
def world(server: Server) -> World:
    return build_world(server)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_in_order(browser: Browser, server: Server, world: World, language: str) -> None:
    with open_look(browser, server.url, Look(language=language)) as context:
        signed_in: str | None = None
        wrong: dict[str, dict[str, list[str]]] = {}
        page = context.new_page()
        faults = watch(page)
        for name, (path, who) in sorted(PAGES.items(), key=lambda item: str(item[1][1])):
            if who and who != signed_in:
                open_session(page, server, who)
                signed_in = who
            if who is None:
                context.clear_cookies(name="balgil")
                signed_in = None
            page.goto(server.url + path.format(world))
            unfold(page)
            wrong[name] = look_at(page, f"people-{name}", language) | ({"page": [*faults]} if faults else {})
            faults.clear()
        assert {name: found for name, found in wrong.items() if found} == {}


def test_first_passwords_are_printed_as_slips(browser: Browser, server: Server, world: World) -> None:
    with open_look(browser, server.url, LOOKS[0]) as context:
        page = context.new_page()
        faults = watch(page)
        open_session(page, server, "administrator")
        page.goto(f"{server.url}/admin")
        page.get_by_role("link", name="한꺼번에 발급하기").click()
        page.get_by_role("button", name="첫 비밀번호 발급").click()
        expect(page.get_by_role("list", name="첫 비밀번호").get_by_role("listitem")).to_have_count(1)
        take_picture(page, f"people-slips-{LOOKS[0]}")
        assert [*find_faults(page), *faults] == []
