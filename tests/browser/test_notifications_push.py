"""Web Push in both halves: what the server posts is decrypted here and handed to the browser's own worker.
A browser without the internet cannot subscribe: an address of this test stands in, with its keys."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from services import notifications
from services.clock import SystemClock
from services.crypto import base64url
from services.crypto.push_key import push_public_key
from services.keys import open_web_keys
from tests.browser.chromium import wait_until
from tests.browser.conftest import cast_server, open_session
from tests.browser.phone import parts_of, staff_id_of
from tests.browser.pushes import (
    AS_SAFARI,
    BEHIND_PAGE,
    NEWS,
    SUBSCRIBED,
    TAP,
    await_push,
    await_replaced,
    await_shown,
    deliver,
    leave,
    put_behind,
    shown,
    tell,
    turn_on,
    worker_of,
)
from tests.browser.server import Server
from tests.push_endpoint import PushEndpoint, running_endpoint

pytestmark = pytest.mark.whole_browser


@pytest.fixture
def endpoint() -> Iterator[PushEndpoint]:
    with running_endpoint(SystemClock(), b"") as endpoint:
        yield endpoint


@pytest.fixture
def pushing(tmp_path: Path, sqlite_template: Path, endpoint: PushEndpoint) -> Iterator[Server]:
    extra = {"BALGIL_PUSH": "1", "BALGIL_PUSH_ANY_HOST": "1"}
    with cast_server(tmp_path, sqlite_template, extra=extra) as server:
        endpoint.signer = push_public_key(open_web_keys(server.settings, SystemClock().now()).pending_key)
        yield server


@pytest.fixture
def phone(page: Page, pushing: Server, endpoint: PushEndpoint) -> Page:
    """A traveller's, which may show notifications; its worker is in charge."""
    keys = {"p256dh": base64url.encode(endpoint.keys.public), "auth": base64url.encode(endpoint.keys.secret)}
    page.add_init_script(SUBSCRIBED % json.dumps({"endpoint": f"{endpoint.url}/phone", "keys": keys}))
    page.context.grant_permissions(["notifications"])
    sign_in(page, pushing)
    page.goto(f"{pushing.url}/me/notices/settings")
    wait_until(page, "() => Boolean(navigator.serviceWorker.controller)")
    return page


def sign_in(page: Page, server: Server) -> None:
    """At any hour, with nothing new: the sign-in itself is told too."""
    open_session(page, server, "traveller")
    parts, staff_id = parts_of(server), staff_id_of(server, "traveller")
    with parts.database.writing() as session:
        notifications.save_choices(session, staff_id, notifications.Choices(quiet=None))
        ids = [notice.id for notice in notifications.list_notices(session, staff_id)]
        notifications.mark_notices_read(session, staff_id, ids, parts.clock.now())


def test_a_push_from_the_server_is_one_word_on_the_screen(
    phone: Page, pushing: Server, endpoint: PushEndpoint
) -> None:
    turn_on(phone)
    leave(phone)
    tell(pushing)
    text = await_push(phone, endpoint, 1)
    deliver(phone, pushing, text)
    await_shown(phone, [NEWS])
    # A second one takes its place.
    first_at = worker_of(phone).evaluate("() => Date.now()")
    tell(pushing)
    deliver(phone, pushing, await_push(phone, endpoint, 2))
    await_replaced(phone, first_at)
    await_shown(phone, [NEWS])
    assert worker_of(phone).evaluate(TAP) == ["open /me/notices"]
    await_shown(phone, [])
    # In a page that is in sight it is said there, and nowhere else.
    phone.goto(pushing.url)
    bell = phone.get_by_test_id("bell")
    expect(bell).to_have_accessible_name("새 알림 2건")
    tell(pushing)
    deliver(phone, pushing, await_push(phone, endpoint, 3))
    expect(bell).to_have_accessible_name("새 알림 3건")
    expect(phone.locator("#toasts").get_by_text("새 알림이 있어요.")).to_be_visible()
    assert shown(phone) == []


def test_an_open_inbox_shows_it_and_takes_the_word_off_the_screen(
    phone: Page, pushing: Server, endpoint: PushEndpoint
) -> None:
    turn_on(phone)
    leave(phone)
    tell(pushing)
    deliver(phone, pushing, await_push(phone, endpoint, 1))
    await_shown(phone, [NEWS])
    phone.goto(f"{pushing.url}/me/notices")
    await_shown(phone, [])
    tell(pushing)
    deliver(phone, pushing, await_push(phone, endpoint, 2))
    phone.get_by_role("link", name="새 알림 보기").click()
    expect(phone.get_by_role("heading", name="새 알림 2건")).to_be_visible()
    phone.get_by_role("link", name="비밀번호를 바꿨어요.").first.click()
    expect(phone.get_by_test_id("bell")).to_have_accessible_name("새 알림 1건")


def test_an_inbox_behind_another_app_leaves_the_word_on_the_screen_until_it_is_seen(
    phone: Page, pushing: Server, endpoint: PushEndpoint
) -> None:
    turn_on(phone)
    phone.add_init_script(f"({BEHIND_PAGE})()")
    phone.goto(f"{pushing.url}/me/notices")
    put_behind(phone, is_behind=True)
    tell(pushing)
    text = await_push(phone, endpoint, 1)
    with phone.expect_event("load"):
        deliver(phone, pushing, text)
    # The page behind has the news, and nobody has seen it there.
    expect(phone.get_by_role("heading", name="새 알림 1건")).to_be_visible()
    await_shown(phone, [NEWS])
    tell(pushing)
    text = await_push(phone, endpoint, 2)
    # A tap brings this inbox forward as it is now, and opens no second one.
    with phone.expect_event("load"):
        assert worker_of(phone).evaluate(TAP) == ["focus /me/notices"]
    expect(phone.get_by_role("heading", name="새 알림 2건")).to_be_visible()
    expect(phone.get_by_text("그 사이 새 알림이 왔어요.")).to_be_hidden()
    with phone.expect_event("load"):
        deliver(phone, pushing, text)
    put_behind(phone, is_behind=False)
    await_shown(phone, [])


def test_safari_is_shown_each_push_and_keeps_the_subscription(
    phone: Page, pushing: Server, endpoint: PushEndpoint
) -> None:
    turn_on(phone)
    worker_of(phone).evaluate(AS_SAFARI)
    tell(pushing)
    deliver(phone, pushing, await_push(phone, endpoint, 1))
    expect(phone.get_by_test_id("bell")).to_have_accessible_name("새 알림 1건")
    await_shown(phone, [])
    assert worker_of(phone).evaluate("() => globalThis.silences") == [True]


def test_a_tap_takes_no_page_away_from_who_may_be_writing_in_it(
    phone: Page, pushing: Server, endpoint: PushEndpoint
) -> None:
    turn_on(phone)
    put_behind(phone, is_behind=True)
    tell(pushing)
    deliver(phone, pushing, await_push(phone, endpoint, 1))
    await_shown(phone, [NEWS])
    assert worker_of(phone).evaluate(TAP) == ["open /me/notices"]
    expect(phone.get_by_role("heading", name="푸시 알림")).to_be_visible()


def test_on_a_shared_pc_nothing_stays_on_the_screen_after_the_sign_out(
    phone: Page, pushing: Server, endpoint: PushEndpoint
) -> None:
    turn_on(phone)
    put_behind(phone, is_behind=True)
    tell(pushing)
    deliver(phone, pushing, await_push(phone, endpoint, 1))
    await_shown(phone, [NEWS])
    phone.goto(f"{pushing.url}/me")
    phone.get_by_role("button", name="로그아웃").first.click()
    phone.wait_for_url("**/sign-in")
    await_shown(phone, [])


def test_a_browser_that_was_turned_off_or_signed_out_is_told_nothing(
    phone: Page, pushing: Server, endpoint: PushEndpoint
) -> None:
    turn_on(phone)
    phone.get_by_role("button", name="이 브라우저에서 그만 받기").click()
    expect(phone.get_by_role("button", name="이 브라우저에서 받기")).to_be_visible()
    parts = parts_of(pushing)
    with parts.database.reading() as session:
        assert notifications.list_subscribed(session, staff_id_of(pushing, "traveller")) == set()
    turn_on(phone)
    # A new sign-in of the same person tells the address again; nobody has to turn it on a second time.
    sign_in(phone, pushing)
    with phone.expect_response("**/api/v1/push-subscriptions"):
        phone.goto(pushing.url)
    tell(pushing)
    await_push(phone, endpoint, 1)
