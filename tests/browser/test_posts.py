"""The phone's queue of posts: kept before it is sent, in order, until the server's yes or a person's word."""

import shutil
from contextlib import ExitStack, suppress
from pathlib import Path

from playwright.sync_api import Error, Page, Playwright, Route, expect

from tests.browser.chromium import open_profile
from tests.browser.conftest import SignIn, open_session
from tests.browser.phone import wait_until
from tests.browser.posts import PATH, Desk, ask_posts, keep, wait_at_rest
from tests.browser.server import Server
from tests.browser.test_capture_kills import kill
from tests.browser.test_capture_offline import first_page

ONLINE = "() => dispatchEvent(new Event('online'))"


def open_outbox(page: Page, server: Server, sign_in: SignIn) -> None:
    sign_in(page, "traveller")
    open_at_rest(page, f"{server.url}/outbox")


def open_at_rest(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.get_by_test_id("outbox-status")).to_be_visible()
    wait_at_rest(page)


def states(page: Page) -> list[str]:
    return [post["state"] for post in ask_posts(page, "list")]


def test_posts_go_in_their_order_when_the_network_is_back(
    page: Page, server: Server, sign_in: SignIn
) -> None:
    desk = Desk(page)
    open_outbox(page, server, sign_in)
    page.context.set_offline(True)
    for number, subject in ((1, "a"), (2, "b"), (3, "a")):
        keep(page, number, subject)
    keep(page, 1, "a")  # the same id again
    item = page.get_by_role("list", name="이 휴대전화에 적어 둔 것").get_by_role("listitem")
    expect(item).to_have_count(3)
    expect(item.first).to_contain_text("보관 중")
    expect(page.get_by_test_id("outbox-status")).to_have_text("보관 중 3")
    page.context.set_offline(False)
    expect(item).to_have_count(0, timeout=15_000)
    assert desk.came == [1, 2, 3]
    assert ask_posts(page, "answer", subject="a") == {"number": 3}


def test_a_refusal_is_shown_until_it_is_dismissed_and_holds_up_its_own_subject_only(
    page: Page, server: Server, sign_in: SignIn
) -> None:
    desk = Desk(page)
    desk.refusals[1] = (422, {"code": "late", "detail": "마감이 지났어요.", "outbox": "park"})
    open_outbox(page, server, sign_in)
    for number, subject in ((1, "a"), (2, "a"), (3, "b")):
        keep(page, number, subject)
    refused = page.locator("[data-testid=posts] li[data-state=refused]")
    expect(refused).to_contain_text("마감이 지났어요.")
    wait_until(page, lambda: states(page) == ["refused", "kept"])
    assert sorted(desk.came) == [1, 3]
    expect(page.get_by_test_id("outbox-status")).to_have_text("확인 필요 1")
    refused.get_by_role("button", name="확인했어요, 지우기").click()
    wait_until(page, lambda: states(page) == [])
    assert desk.came[-1] == 2


def test_what_waits_for_its_turn_goes_when_its_person_wishes(
    page: Page, server: Server, sign_in: SignIn
) -> None:
    desk = Desk(page)
    desk.refusals = {1: (500, {"code": "internal"}), 2: (422, {"code": "late", "outbox": "park"})}
    open_outbox(page, server, sign_in)
    keep(page, 1, "a")
    keep(page, 2, "b")
    wait_until(page, lambda: [post["attempts"] for post in ask_posts(page, "list")] == [1, 0])
    wait_until(page, lambda: states(page) == ["kept", "refused"])
    desk.refusals = {}
    page.get_by_role("button", name="지금 보내기").click()
    wait_until(page, lambda: states(page) == [])


def test_a_conflict_keeps_both_and_waits_for_the_choice(page: Page, server: Server, sign_in: SignIn) -> None:
    desk = Desk(page)
    held = {"code": "newer", "detail": "바뀌었어요.", "outbox": "park", "current": {"version": 4}}
    desk.refusals[1] = (409, held)
    open_outbox(page, server, sign_in)
    first = keep(page, 1)
    wait_until(page, lambda: states(page) == ["conflict"])
    (post,) = ask_posts(page, "list")
    assert post["problem"]["current"] == {"version": 4}
    keep(page, 2)
    new_id = ask_posts(page, "replace", id=first, body={"number": 5, "version": 4})
    assert new_id != first
    wait_until(page, lambda: states(page) == [])
    assert desk.came == [1, 5, 2]


def test_what_another_answers_on_the_way_is_no_yes(page: Page, server: Server, sign_in: SignIn) -> None:
    def portal(route: Route) -> None:
        route.fulfill(json={"login": "please"})

    page.route(f"**/api/v1/{PATH}", portal)
    open_outbox(page, server, sign_in)
    keep(page, 1)
    wait_until(page, lambda: (ask_posts(page, "list")[0]["problem"] or {}).get("code") == "unreachable")
    page.unroute(f"**/api/v1/{PATH}")
    desk = Desk(page)
    page.evaluate(ONLINE)
    wait_until(page, lambda: states(page) == [])
    assert desk.came == [1]


def test_without_a_session_or_under_another_one_nothing_is_sent(
    page: Page, server: Server, sign_in: SignIn
) -> None:
    open_outbox(page, server, sign_in)
    page.context.set_offline(True)
    keep(page, 1)
    page.context.clear_cookies()
    page.context.set_offline(False)
    page.evaluate(ONLINE)
    chip = page.get_by_test_id("outbox-status")
    expect(chip).to_have_attribute("data-state", "paused", timeout=15_000)
    expect(page.get_by_text("로그인이 끝나 보내기를 멈췄어요").first).to_be_visible()
    open_session(page, server, "colleague")
    page.reload()
    expect(page.get_by_test_id("outbox-status")).to_have_attribute("data-state", "others")
    desk = Desk(page)
    open_session(page, server, "traveller")
    page.reload()
    wait_until(page, lambda: states(page) == [])
    assert desk.came == [1]


def test_a_kill_right_after_keeping_loses_nothing(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    folder = tmp_path / "profile"
    with ExitStack() as stack:
        context = stack.enter_context(open_profile(playwright, folder))
        page = first_page(context)
        open_session(page, server, "traveller")
        open_at_rest(page, f"{server.url}/outbox")
        context.set_offline(True)
        for number in (1, 2, 3):
            keep(page, number)
        kill(context)
        with suppress(Error):
            stack.close()
    with open_profile(playwright, folder) as context:
        page = first_page(context)
        desk = Desk(page)
        open_session(page, server, "traveller")  # the kill came before the cookie was on the disk
        page.goto(f"{server.url}/outbox")
        wait_until(page, lambda: desk.came == [1, 2, 3])
        wait_until(page, lambda: states(page) == [])


def test_a_database_that_the_browser_deletes_takes_no_post_with_it(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    folder = tmp_path / "profile"
    with open_profile(playwright, folder) as context:
        page = first_page(context)
        open_session(page, server, "traveller")
        open_at_rest(page, f"{server.url}/outbox")
        context.set_offline(True)
        seen, _kept, changed = (keep(page, number) for number in (1, 2, 3))
        ask_posts(page, "dismiss", id=seen)
        ask_posts(page, "replace", id=changed, body={"number": 4})
        before = ask_posts(page, "list")
    assert [post["body"]["number"] for post in before] == [2, 4]
    shutil.rmtree(folder / "Default" / "IndexedDB")
    with open_profile(playwright, folder) as context:
        page = first_page(context)
        desk = Desk(page)
        open_session(page, server, "traveller")
        page.goto(f"{server.url}/outbox")
        wait_until(page, lambda: desk.came == [2, 4])
        wait_until(page, lambda: states(page) == [])
        page.reload()
        expect(page.get_by_test_id("outbox-status")).to_be_visible()
        assert page.evaluate("async () => (await (await caches.open('spare')).keys()).length") == 0
