"""Menus and head counts in every look; allergens that stay on the device; two taps to not eat today."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from services import cafeteria, workdays
from services.cafeteria import Bounds, CafeteriaPlan
from services.cafeteria.meals.models import MealDay
from tests.browser.chromium import watch
from tests.browser.conftest import Looker
from tests.browser.crowd_world import TUESDAY, Lunch, running_lunch
from tests.browser.looks import LANGUAGES, look_at, unfold

MENU = """11/24(화)
곤드레밥
시래기된장국(5.6)
제육볶음(5.6.10)
두부조림 ⑤⑥
배추김치(9.13)
11/25(수)
흑미밥
쇠고기미역국(5.6.16)
고등어구이(7)
잡채(5.6.10.13)
깍두기(9)
※ 수다날: 한 시간 일찍 퇴근해요
11/26(목)
[특식] 갈비찜(5.6.10.13)
잡곡밥
조개탕⑱
11/27(금) 시설 점검 휴무
"""
WRONG = (
    "떡볶이\n월 11/25\n밥\n11/24(화)\n비빔밥 1.5.6\n약고추장(5.6.77)\n11/23(월)\n죽\n11/26(목)\n칼국수 5.6.18"
)


@pytest.fixture(scope="module")
def lunch(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Lunch]:
    with running_lunch(tmp_path_factory.mktemp("meals"), sqlite_template) as lunch:
        yield lunch


@pytest.fixture(scope="module")
def place(lunch: Lunch) -> int:
    """A late cafeteria with a menu, weeks of counted days, and today's number as it was told at ten."""
    plan = CafeteriaPlan("본관 구내식당", "", 750, 840, 2, 6.0, Bounds(4, 9, 15))
    now, chance = lunch.clock.now(), random.Random(3)
    member = lunch.cast.administrator.staff_id
    with lunch.database.writing() as session:
        made = cafeteria.create_cafeteria(session, plan, now)
        read = cafeteria.read_menu_text(MENU, TUESDAY, workdays.monday_of(TUESDAY))
        found = cafeteria.plan_menu(session, made, read, now)
        cafeteria.save_menu(session, made, found.text_to_save, found.digest, by_id=member, now=now)
        for on in workdays.list_workdays(session, TUESDAY - timedelta(days=30), TUESDAY - timedelta(days=1)):
            served, at = chance.randint(225, 265), now - (TUESDAY - on)
            told = {"present": 339, "away": {"trip": chance.randint(10, 25)}, "opted_out": 6, "told_at": at}
            told["expected"] = served + chance.randint(-9, 12)
            counted = {"served": served, "left_over": chance.randint(2, 9), "counted_by_id": member}
            session.add(MealDay(cafeteria_id=made, served_on=on, counted_at=at, **told, **counted))
        session.flush()
        cafeteria.freeze_head_count(session, made, now - timedelta(hours=2))
        cafeteria.opt_out(session, lunch.cast.auditor.staff_id, TUESDAY, now)
    return made


def open_menu(page: Page, url: str, place: int) -> None:
    page.goto(f"{url}/cafeteria/{place}/menu")


def open_preview(page: Page, url: str, place: int) -> None:
    page.goto(f"{url}/cafeteria/{place}/menu/edit")
    page.locator("#text").fill(WRONG)
    page.locator("main form button").first.click()
    page.wait_for_url("**/preview")


PAGES: dict[str, Callable[[Page, str, int], object]] = {
    "menu": open_menu,
    "menu-next": lambda page, url, place: page.goto(f"{url}/cafeteria/{place}/menu?week=2026-11-30"),
    "menu-large": lambda page, url, place: page.goto(f"{url}/cafeteria/{place}/menu/large"),
    "menu-edit": lambda page, url, place: page.goto(f"{url}/cafeteria/{place}/menu/edit?week=2026-11-24"),
    "menu-preview": open_preview,
    "count": lambda page, url, place: page.goto(f"{url}/cafeteria/{place}/count"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_in_order_in_every_look(
    looker: Looker, lunch: Lunch, place: int, name: str, language: str
) -> None:
    page = looker(lunch.url, language)
    faults = watch(page)
    lunch.sign_in(page, lunch.cast.administrator)
    PAGES[name](page, lunch.url, place)
    unfold(page)
    assert look_at(page, f"cafeteria-{name}", language) == {}
    assert faults == []


@pytest.fixture
def phone(context: BrowserContext, lunch: Lunch, place: int) -> Iterator[Page]:
    page = context.new_page()
    faults = watch(page)
    lunch.sign_in(page, lunch.cast.traveller)
    yield page
    assert faults == []


def test_allergens_are_marked_and_never_leave_the_device(
    phone: Page, context: BrowserContext, lunch: Lunch, place: int
) -> None:
    open_menu(phone, lunch.url, place)
    sent: list[str] = []
    phone.on(
        "request", lambda request: sent.append(f"{request.method} {request.url} {request.post_data or ''}")
    )
    phone.get_by_text("내 알레르기 표시").click()
    phone.get_by_label("돼지고기").check()
    phone.get_by_label("조개류").check()
    marked = phone.locator(".dishes .is-marked")
    expect(marked).to_have_count(4)
    expect(marked.first).to_contain_text("제육볶음")
    expect(marked.first.locator(".dish-mark")).to_have_text("돼지고기")
    expect(phone.locator("main [data-count]")).to_have_text("2가지 골랐어요")
    open_menu(phone, lunch.url, place)
    expect(marked).to_have_count(4)
    told = [line for line in sent if "/static/" not in line]
    assert not [line for line in told if not line.startswith("GET ") or "?" in line or "allergen" in line]
    # On a shared device another person sees her own marks.
    lunch.sign_in(phone, lunch.cast.colleague)
    open_menu(phone, lunch.url, place)
    expect(phone.locator("[data-allergen]").first).not_to_be_checked()
    expect(marked).to_have_count(0)


def test_two_taps_say_not_today_and_two_take_it_back(phone: Page, lunch: Lunch, place: int) -> None:
    phone.goto(f"{lunch.url}/")
    phone.get_by_role("link", name="식당", exact=True).click()
    phone.get_by_role("button", name="오늘 안 먹어요").click()
    state = phone.locator("[data-testid=opt-out]")
    expect(state).to_have_attribute("data-state", "out")
    phone.get_by_role("button", name="다시 먹을게요").click()
    expect(state).to_have_attribute("data-state", "in")
