"""Lunch in several browsers at once: what one tells the others see, and each grows old by itself."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from services.cafeteria import Level
from tests.browser.chromium import PHONE, wait_until, watch
from tests.browser.crowd_world import Lunch, open_hall, publish_slots, remember, running_lunch, tell
from tests.browser.test_shell_weight import BUDGET_BYTES, Traffic
from tests.cast import Member

# What the product promises, in milliseconds.
SOON_MS = 10_000
HOME_IS_KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith('pages-'))
  const cache = names.length === 1 && await caches.open(names[0])
  return Boolean(cache && await cache.match('/', { ignoreVary: true }))
}"""
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def lunch(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Lunch]:
    with running_lunch(tmp_path_factory.mktemp("lunch"), sqlite_template) as lunch:
        first = open_hall(lunch, "first", "본관 구내식당")
        remember(lunch, first, days=6)
        publish_slots(lunch, first)
        for state in ("reports", "lobby", "old"):
            open_hall(lunch, state, f"{state} 식당")
        yield lunch
        lunch.server.cable.mend()


@pytest.fixture
def open_page(browser: Browser, lunch: Lunch) -> Iterator[Open]:
    """A page in a browser of its own, signed in as a member, at lunch time."""
    with ExitStack() as stack:
        faults: list[list[str]] = []

        def open_one(path: str, who: Member | None, *, keeps: bool = False) -> Page:
            workers = "allow" if keeps else "block"
            context = browser.new_context(
                viewport=PHONE, locale="ko-KR", timezone_id="Asia/Seoul", service_workers=workers
            )
            stack.callback(context.close)
            page = context.new_page()
            faults.append(watch(page))
            if who:
                lunch.sign_in(page, who)
            page.goto(f"{lunch.url}{path}", wait_until="networkidle")
            return page

        yield open_one
        assert [fault for found in faults for fault in found] == []
    lunch.server.cable.mend()


def test_a_tap_in_the_kitchen_moves_a_diners_card(lunch: Lunch, open_page: Open) -> None:
    hall = lunch.halls["first"]
    diner = open_page("/", lunch.cast.traveller)
    card = diner.get_by_test_id("lunch-card")
    expect(card).to_contain_text("지금은 알 수 없어요")
    kitchen = open_page(f"/cafeteria/{hall}/kitchen", lunch.cast.administrator)
    kitchen.get_by_role("button", name="매우 붐빔").click()
    expect(kitchen.get_by_test_id("kitchen-result")).to_contain_text("전송됨")
    expect(kitchen.get_by_role("button", name="매우 붐빔")).to_have_attribute("aria-pressed", "true")
    expect(card).to_contain_text("방금", timeout=SOON_MS)
    expect(card.get_by_text("약 ")).to_be_visible()
    expect(card).to_contain_text("우리 과")


def test_the_reports_of_two_diners_make_a_wait(lunch: Lunch, open_page: Open) -> None:
    path = f"/cafeteria/{lunch.halls['reports']}"
    hers, his = (open_page(path, who) for who in (lunch.cast.traveller, lunch.cast.colleague))
    onlooker = open_page(path, lunch.cast.lead)
    for page in (hers, his):
        page.get_by_role("button", name="줄 섰어요").click()
        expect(page.get_by_text("알렸어요. 받으면")).to_be_visible()
    for page in (hers, his):
        page.get_by_role("button", name="받았어요").click()
        expect(page.get_by_text("알려 주셔서 고마워요")).to_be_visible()
    expect(onlooker.get_by_text("직원 신고 2")).to_be_visible(timeout=SOON_MS)
    expect(onlooker.locator(".wait")).to_contain_text("분")


def test_a_tap_that_was_not_sent_says_so_and_a_mistake_is_taken_back(lunch: Lunch, open_page: Open) -> None:
    page = open_page(f"/cafeteria/{lunch.halls['reports']}", lunch.cast.lead)
    page.context.set_offline(True)
    page.get_by_role("button", name="줄 섰어요").click()
    expect(page.get_by_text("아무것도 보내지 않았고")).to_be_visible()
    expect(page.get_by_role("button", name="줄 섰어요")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="줄 섰어요").click()
    page.get_by_role("button", name="잘못 눌렀어요").click()
    expect(page.get_by_text("신고를 거두었어요")).to_be_visible()
    expect(page.get_by_role("button", name="줄 섰어요")).to_be_visible()


def test_a_forgotten_second_tap_ages_out(lunch: Lunch, open_page: Open) -> None:
    page = open_page(f"/cafeteria/{lunch.halls['reports']}", lunch.cast.director)
    page.get_by_role("button", name="줄 섰어요").click()
    expect(page.get_by_text("줄 선 지 0분")).to_be_visible()
    page.evaluate(
        """() => {
          const key = Object.keys(localStorage).find((name) => name.startsWith('balgil-queue-'))
          const kept = JSON.parse(localStorage.getItem(key))
          localStorage.setItem(key, JSON.stringify({ ...kept, at: kept.at - 41 * 60_000 }))
        }"""
    )
    page.reload()
    expect(page.get_by_text("40분이 지나 앞서 누른 신고는 지웠어요")).to_be_visible()
    expect(page.get_by_role("button", name="줄 섰어요")).to_be_visible()


def test_the_lobby_follows_without_a_sign_in(lunch: Lunch, open_page: Open) -> None:
    hall = lunch.halls["lobby"]
    wall = open_page(f"/cafeteria/{hall}/lobby", None)
    korean, english = wall.locator("[lang=ko][data-path]"), wall.locator("[lang=en][data-path]")
    expect(korean.get_by_text("지금은 알 수 없어요")).to_be_visible()
    tell(lunch, hall, (0, Level.QUIET))
    expect(korean.get_by_text("한산", exact=True)).to_be_visible(timeout=SOON_MS)
    expect(english.get_by_text("Quiet", exact=True)).to_be_visible()
    expect(wall.get_by_role("navigation")).to_have_count(0)


def test_the_chart_is_a_picture_with_a_name_and_a_table_of_its_numbers(lunch: Lunch, open_page: Open) -> None:
    hall = lunch.halls["first"]
    tell(lunch, hall, (20, Level.NORMAL), (3, Level.BUSY))
    page = open_page(f"/cafeteria/{hall}", lunch.cast.traveller)
    picture = page.get_by_role("img", name="오늘의 기다림")
    essence = page.locator("#chart-essence").inner_text()
    expect(picture).to_have_accessible_name(f"오늘의 기다림 {essence} 우리 과 12:15~13:00")
    assert picture.aria_snapshot().startswith('- img "오늘의 기다림')
    page.get_by_text("숫자로 보기").click()
    tree = page.get_by_role("table", name="시각별 기다림").aria_snapshot()
    assert '- columnheader "지금까지"' in tree
    assert '- rowheader "12:00"' in tree
    line = page.locator('.plot [data-line="mid"]')
    before = line.get_attribute("d")
    tell(lunch, hall, (0, Level.PACKED))
    expect(line).not_to_have_attribute("d", before or "", timeout=SOON_MS)


def test_an_answer_grows_old_by_itself(lunch: Lunch, open_page: Open) -> None:
    hall = lunch.halls["old"]
    tell(lunch, hall, (1, Level.BUSY))
    page = open_page(f"/cafeteria/{hall}", lunch.cast.traveller)
    expect(page.locator("[data-shown]")).to_have_attribute("data-shown", "live")
    wait_until(page, "() => localStorage.getItem('balgil-clock-ahead') !== null")
    page.context.set_offline(True)
    page.clock.set_system_time(datetime.now(UTC) + timedelta(minutes=11))
    expect(page.get_by_text("오래된 값")).to_be_visible(timeout=SOON_MS)
    expect(page.locator("section.crowd")).to_contain_text("12분 전")


def test_home_opened_without_a_network_says_its_true_age(lunch: Lunch, open_page: Open) -> None:
    tell(lunch, lunch.halls["first"], (0, Level.BUSY))
    page = open_page("/", lunch.cast.colleague, keeps=True)
    expect(page.get_by_test_id("lunch-card")).to_have_attribute("data-shown", "live")
    wait_until(page, HOME_IS_KEPT)
    lunch.server.cable.cut()
    page.clock.set_system_time(datetime.now(UTC) + timedelta(minutes=25))
    page.reload()
    card = page.get_by_test_id("lunch-card")
    expect(card).to_have_attribute("data-shown", "stale", timeout=SOON_MS)
    expect(card).to_contain_text("25분 전")
    expect(page.get_by_text("받은 화면이에요.")).to_be_visible()


def test_the_card_keeps_home_within_its_budget(lunch: Lunch, browser: Browser) -> None:
    with browser.new_context(viewport=PHONE, locale="ko-KR", service_workers="block") as context:
        page = context.new_page()
        lunch.sign_in(page, lunch.cast.traveller)
        traffic = Traffic().watch(page)
        page.goto(f"{lunch.url}/", wait_until="networkidle")
        expect(page.get_by_test_id("lunch-card")).to_be_visible()
        assert traffic.total <= BUDGET_BYTES, sorted(traffic.sizes.items(), key=lambda item: -item[1])
