"""Real Chromium against the real server. What a browser test may ask for:

`server`     the product with the cast of tests/factories.py; `server.url`, `server.cable`, `server.settings`
`browser`    one headless Chromium for all tests; `playwright` to launch others (chromium.py)
             with the mark `whole_browser` it has what the engine alone lacks
`page`       a phone's page, 360 x 800, Korean; the test fails when it throws or breaks the content policy
`sign_in`    sign_in(page, "traveller"): by a ready session, for tests that are not about signing in
`cable`      the server's cable: `cut`, `mend`, `hold_answers`; whole again after the test
`looker`     looker(url, "ko"): a phone's page for tests of looks, in a browser that the file's tests share

`looks.py` has what looks at pages: pictures, axe, overflow, text that is cut, targets that are too small.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from secrets import token_hex
from time import time
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from services import people
from services.clock import SystemClock
from services.db import Database
from services.settings import Settings
from tests.browser.cable import Cable
from tests.browser.chromium import PHONE, launch, watch
from tests.browser.looks import Look, look_at, open_look, unfold
from tests.browser.server import Server, running_server
from tests.factories import NUMBERS, PASSWORD, make_cast, visit
from webapp import create_app

DAY_S = 86_400
SignIn = Callable[[Page, str], None]
Looker = Callable[[str, str], Page]
Faults = dict[str, list[str]]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def needs_whole(request: pytest.FixtureRequest) -> bool:
    return request.node.get_closest_marker("whole_browser") is not None


@pytest.fixture
def browser(request: pytest.FixtureRequest, needs_whole: bool) -> Browser:
    browser: Browser = request.getfixturevalue("whole_browser" if needs_whole else "light_browser")
    return browser


@pytest.fixture(scope="session")
def light_browser(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def whole_browser(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright, whole=True)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    with cast_server(tmp_path_factory.mktemp("server"), sqlite_template) as server:
        yield server


@contextmanager
def cast_server(folder: Path, template: Path, **options: Any) -> Iterator[Server]:
    """A running product with the cast in a folder of its own; `options` as `running_server` takes them."""
    with empty_server(folder, template, before=add_cast, **options) as server:
        yield server


@contextmanager
def empty_server(
    folder: Path, template: Path, *, before: Callable[[str], object] | None = None, **options: Any
) -> Iterator[Server]:
    """A running product with nobody in it; `before` fills its database before it starts."""
    path = folder / "balgil.db"
    path.write_bytes(template.read_bytes())
    url = f"sqlite:///{path}"
    if before:
        before(url)
    with running_server(folder, url, **options) as server:
        yield server


def add_cast(database_url: str) -> None:
    database = Database(database_url)
    with database.writing() as session:
        make_cast(session)
    database.dispose()


@pytest.fixture(scope="module")
def looker(light_browser: Browser) -> Iterator[Looker]:
    """A new page in the one browser that looks at a server in a language: it loads once what pages share."""
    contexts: dict[tuple[str, str], BrowserContext] = {}

    def open_page(url: str, language: str) -> Page:
        if (url, language) not in contexts:
            contexts[url, language] = open_look(light_browser, url, Look(language=language))
        context = contexts[url, language]
        for page in context.pages:
            page.close()
        return context.new_page()

    yield open_page
    for context in contexts.values():
        context.close()


@pytest.fixture
def cable(server: Server) -> Iterator[Cable]:
    yield server.cable
    server.cable.mend()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE, locale="ko-KR", timezone_id="Asia/Seoul", has_touch=True)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    faults = watch(page)
    yield page
    assert faults == []


@pytest.fixture(scope="session")
def sign_in(server: Server) -> SignIn:
    return lambda page, who: open_session(page, server, who)


def look_around(looker: Looker, server: Server, place: tuple[str, str], name: str, language: str) -> Faults:
    """Opens a page, as (who, path), in every look of a language; what is wrong: nothing on a good one."""
    who, path = place
    page = looker(server.url, language)
    thrown = watch(page)
    open_session(page, server, who)
    page.goto(server.url + path)
    unfold(page)
    found = look_at(page, name, language)
    return found | {"page": thrown} if thrown else found


def open_session(page: Page, server: Server, who: str) -> None:
    """Gives the page's browser the cookie that the sign-in page would have given it."""
    name, value = session_cookie(app_beside(server.settings), who)
    # It outlives the browser, as the real one does.
    cookie = {"name": name, "value": value, "url": server.url, "httpOnly": True, "expires": time() + DAY_S}
    page.context.add_cookies([cookie])  # type: ignore[list-item]


@cache
def app_beside(settings: Settings) -> Flask:
    """The same product in this process, on the server's database and keys."""
    return create_app(settings)


def session_cookie(app: Flask, who: str) -> tuple[str, str]:
    opened = people.sign_in_with_password(
        app.extensions["balgil"].database,
        NUMBERS[who],
        PASSWORD,
        visit(),
        now=SystemClock().now(),
        lifetime=timedelta(days=1),
    )
    with app.test_client() as client:
        with client.session_transaction() as cookie:
            cookie.permanent = True
            cookie["_user_id"], cookie["_fresh"] = opened.token, True
            # Without it every page fetched makes one, and a late answer brings back who was signed in before.
            cookie["csrf_token"] = token_hex(20)
        name = app.config["SESSION_COOKIE_NAME"]
        found = client.get_cookie(name)
        assert found
        return name, found.value
