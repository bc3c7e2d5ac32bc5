"""What the server, or somebody in its place, may answer to a queue: none of it loses, blocks or hammers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import cast_server
from tests.browser.phone import (
    ask_phone,
    expect_empty_queue,
    expect_state,
    hold_phone,
    list_stored,
    tap,
    wait_until,
)
from tests.browser.server import Server
from tests.browser.test_capture_tabs import CAPTURE_MANY
from tests.factories import NUMBERS

POSTS = "**/api/v1/evidences"
PORTAL = {"login": "please"}
HOUR_MS = 3_600_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("answers")
    with cast_server(folder, sqlite_template) as server:
        yield server


def keep_some(page: Page, server: Server, who: str, count: int) -> None:
    """So many captures that wait for a network."""
    hold_phone(page, server, who)
    page.context.set_offline(True)
    page.evaluate(CAPTURE_MANY, [NUMBERS[who], count])


def refuse_all(page: Page, status: int, retry_after: str) -> list[str]:
    """Every upload is refused as by a busy server; the texts that were offered."""
    offered: list[str] = []

    def refuse(route: Route) -> None:
        offered.append(route.request.post_data_json["text"])
        route.fulfill(
            status=status,
            content_type="application/problem+json",
            headers={"Retry-After": retry_after},
            body='{"code": "busy", "outbox": "retry"}',
        )

    page.route(POSTS, refuse)
    return offered


def codes(page: Page, who: str) -> list[str | None]:
    return [(entry["problem"] or {}).get("code") for entry in ask_phone(page, "list", who)]


def test_a_filter_that_dislikes_one_evidence_holds_up_no_other(page: Page, server: Server) -> None:
    keep_some(page, server, "traveller", 3)
    disliked: list[str] = []

    def filter_one(route: Route) -> None:
        text = route.request.post_data_json["text"]
        disliked[:] = disliked or [text]
        if text in disliked:
            route.fulfill(status=403, content_type="text/html", body="<h1>Forbidden</h1>")
        else:
            route.continue_()

    page.route(POSTS, filter_one)
    page.context.set_offline(False)
    wait_until(page, lambda: len(list_stored(server)) == 2)
    wait_until(page, lambda: codes(page, "traveller") == ["unreachable"])
    page.unroute(POSTS)
    expect_empty_queue(page)
    assert len(list_stored(server)) == 3


@pytest.mark.parametrize(("who", "status"), [("colleague", 429), ("lead", 503)])
def test_a_busy_server_is_asked_once_not_for_each(page: Page, server: Server, who: str, status: int) -> None:
    keep_some(page, server, who, 4)
    offered = refuse_all(page, status, "600")
    page.context.set_offline(False)
    wait_until(page, lambda: codes(page, who) == ["busy"] * 4)
    assert len(offered) == 1


@pytest.mark.parametrize("retry_after", ["86400", "Fri, 31 Dec 2038 00:00:00 GMT"])
def test_who_asks_for_a_day_gets_an_hour_and_no_storm(page: Page, server: Server, retry_after: str) -> None:
    who = "director" if retry_after == "86400" else "stranger"
    keep_some(page, server, who, 1)
    offered = refuse_all(page, 429, retry_after)
    page.context.set_offline(False)
    wait_until(page, lambda: codes(page, who) == ["busy"])
    (entry,) = ask_phone(page, "list", who)
    assert 0.9 * HOUR_MS < entry["nextAtMs"] - page.evaluate("() => Date.now()") <= HOUR_MS
    assert len(offered) == 1


def test_a_person_who_wants_it_now_waits_for_no_turn(page: Page, server: Server) -> None:
    keep_some(page, server, "mayor", 2)
    refuse_all(page, 503, "3000")
    page.context.set_offline(False)
    wait_until(page, lambda: codes(page, "mayor") == ["busy"] * 2)
    page.goto(f"{server.url}/outbox")
    page.unroute(POSTS)
    page.get_by_role("button", name="지금 보내기").click()
    expect_empty_queue(page, "mayor")


def test_a_portal_in_json_is_nobody_who_has_signed_in(page: Page, server: Server) -> None:
    hold_phone(page, server, "auditor")
    page.route("**/api/v1/capture-kit", lambda route: route.fulfill(json=PORTAL))
    with page.expect_response("**/api/v1/capture-kit"):
        page.reload()
    tap(page)
    expect_state(page, "sent")
    expect_empty_queue(page, "auditor")


def test_a_stranger_who_answers_for_the_proof_stops_no_upload(page: Page, server: Server) -> None:
    hold_phone(page, server, "administrator")
    page.route(f"{POSTS}/*", lambda route: route.fulfill(json=PORTAL))
    tap(page)
    wait_until(page, lambda: codes(page, "administrator") == ["unreachable"])
    page.get_by_role("button", name="다시 찍기").click()
    wait_until(page, lambda: len(list_stored(server, "administrator")) == 2)
    page.unroute(f"{POSTS}/*")
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect_empty_queue(page, "administrator")
    expect(page.get_by_test_id("outbox-status")).to_have_attribute("data-state", "sent")
