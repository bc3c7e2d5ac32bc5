"""Without a network: a cold start, a capture, and everything on its way once the cable is whole again."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, Route, expect

from services import people, trips
from tests.browser.chromium import open_profile, watch
from tests.browser.conftest import cast_server
from tests.browser.phone import (
    ask_phone,
    expect_empty_queue,
    expect_state,
    give_position,
    hold_phone,
    list_stored,
    parts_of,
    staff_id_of,
    tap,
    wait_until,
)
from tests.browser.server import Server


@pytest.fixture
def server(tmp_path: Path, sqlite_template: Path) -> Iterator[Server]:
    """A server of this test's own: it is cut, killed and started again."""
    with cast_server(tmp_path, sqlite_template) as server:
        yield server


def install(page: Page, server: Server) -> None:
    """The first visits: the phone is enrolled, the worker has the app and home."""
    hold_phone(page, server)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    wait_until(page, lambda: "/" in kept_pages(page))


def kept_pages(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        """async () => {
          const names = (await caches.keys()).filter((name) => name.startsWith('pages-'))
          const caught = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
          return caught.flat().map(({ url }) => new URL(url).pathname)
        }"""
    )
    return found


def first_page(context: BrowserContext) -> Page:
    return context.pages[0] if context.pages else context.new_page()


def test_a_cold_start_without_a_network_captures_and_sends_later(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    folder = tmp_path / "profile"
    with open_profile(playwright, folder) as context:
        install(first_page(context), server)
    server.cable.cut()
    with open_profile(playwright, folder) as context:
        give_position(context)
        page = first_page(context)
        faults = watch(page)
        page.goto(server.url)
        tap(page)
        expect_state(page, "kept")
        expect(page.get_by_test_id("evidence-qr")).to_be_visible()
        expect(page.get_by_test_id("outbox-status")).to_have_attribute("data-state", "kept")
        assert ask_phone(page, "counts")["unsent"] == 1
        server.cable.mend()
        context.set_offline(True)
        context.set_offline(False)
        expect_state(page, "sent")
        expect_empty_queue(page)
        assert faults == []
    (stored,) = list_stored(server)
    assert stored.payload.sequence == 1
    assert stored.payload.beacon_size > 0


def test_many_captures_without_a_network_keep_their_order(
    page: Page, context: BrowserContext, server: Server
) -> None:
    hold_phone(page, server)
    context.set_offline(True)
    tap(page)
    for count in (2, 3):
        page.get_by_role("button", name="다시 찍기").click()
        wait_until(page, lambda count=count: ask_phone(page, "counts")["unsent"] == count)
    context.set_offline(False)
    expect_empty_queue(page)
    assert [one.payload.sequence for one in list_stored(server)] == [1, 2, 3]


def test_the_queue_waits_for_a_server_that_starts_again(page: Page, server: Server) -> None:
    hold_phone(page, server)
    server.cable.cut()
    server.kill()
    tap(page)
    expect_state(page, "kept")
    wait_until(page, lambda: (ask_phone(page, "list")[0]["problem"] or {}).get("code") == "unreachable")
    server.start()
    server.cable.mend()
    expect_state(page, "sent")
    expect_empty_queue(page)
    assert len(list_stored(server)) == 1


@pytest.mark.parametrize(
    ("kind", "body"), [("text/html", "<h1>Wi-Fi</h1>"), ("application/json", '{"login": "please"}')]
)
def test_a_portal_that_answers_for_everybody_is_no_yes(
    page: Page, server: Server, kind: str, body: str
) -> None:
    hold_phone(page, server)
    page.route(
        "**/api/v1/evidences",
        lambda route: route.fulfill(status=200, content_type=kind, body=body),
    )
    tap(page)
    wait_until(page, lambda: (ask_phone(page, "list")[0]["problem"] or {}).get("code") == "unreachable")
    expect_state(page, "kept")
    page.unroute("**/api/v1/evidences")
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect_empty_queue(page)
    assert len(list_stored(server)) == 1


def test_a_clock_that_is_set_back_stops_nothing(page: Page, server: Server) -> None:
    hold_phone(page, server)
    busy = '{"status": 503, "code": "busy", "outbox": "retry"}'
    page.route(
        "**/api/v1/evidences",
        lambda route: route.fulfill(status=503, content_type="application/problem+json", body=busy),
    )
    tap(page)
    wait_until(page, lambda: bool(ask_phone(page, "list")[0]["problem"]))
    page.evaluate("() => { const now = Date.now.bind(Date); Date.now = () => now() - 40 * 86_400_000 }")
    page.unroute("**/api/v1/evidences")
    page.get_by_role("button", name="다시 찍기").click()
    expect_empty_queue(page)
    first, second = list_stored(server)
    assert second.payload.previous == first.id
    assert second.payload.phone_at_ms < first.payload.phone_at_ms


def test_what_the_server_has_lost_is_sent_again(page: Page, server: Server) -> None:
    hold_phone(page, server)
    stop_sequencer(server)
    tap(page)
    expect_state(page, "sent")
    lose_everything(server)
    assert list_stored(server) == []
    wait_until(page, lambda: len(list_stored(server)) == 1)
    assert [entry["state"] for entry in ask_phone(page, "list")] == ["sent"]


def test_what_was_destroyed_by_rule_leaves_the_phone_without_a_proof(page: Page, server: Server) -> None:
    hold_phone(page, server)
    stop_sequencer(server)
    tap(page)
    expect_state(page, "sent")
    (entry,) = ask_phone(page, "list")
    withdraw_consent(server)
    expect_empty_queue(page)
    assert ask_phone(page, "proofs", "traveller", entry["id"]) == 0


def test_the_proof_takes_the_place_of_the_evidence(page: Page, server: Server) -> None:
    hold_phone(page, server)
    tap(page)
    (entry,) = ask_phone(page, "list")
    expect_empty_queue(page)
    assert ask_phone(page, "proofs", "traveller", entry["id"]) == 1


def test_a_proof_that_does_not_hold_is_told_and_the_evidence_stays(page: Page, server: Server) -> None:
    def alter(route: Route) -> None:
        answer = route.fetch().json()
        route.fulfill(json=answer | {"salt": "AAAAAAAAAAAAAAAAAAAAAA"} if answer["index"] else answer)

    hold_phone(page, server)
    page.route("**/api/v1/evidences/*", alter)
    result = tap(page)
    expect(page.get_by_test_id("outbox-status")).to_have_text("확인 필요 1", timeout=15_000)
    expect(result).to_have_attribute("data-state", "sent")
    expect(result).to_contain_text("감사 담당에게 알려 주세요")
    (entry,) = ask_phone(page, "list")
    assert (entry["state"], entry["problem"]["code"]) == ("sent", "proof_invalid")


def stop_sequencer(server: Server) -> None:
    """What is stored from now on gets no place in the ledger."""
    sequencer = server.processes.pop()
    sequencer.kill()
    sequencer.join()


def withdraw_consent(server: Server) -> None:
    """As on the page of the consent: the decision and the destruction in one step."""
    parts, staff_id = parts_of(server), staff_id_of(server, "traveller")
    with parts.database.writing() as session:
        now = parts.clock.now()
        people.record_consent(session, staff_id, people.ConsentState.WITHDRAWN, "1", now)
        assert trips.destroy_unbound_taps(session, parts.ledger, staff_id, now) == 1


def lose_everything(server: Server) -> None:
    """As after a restore of a backup from before."""
    with sqlite3.connect(server.database_url.removeprefix("sqlite:///")) as connection:
        connection.execute("DELETE FROM evidences")
    connection.close()
