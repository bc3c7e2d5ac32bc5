"""Server and script say the same: what a page was made with stays as it is when the watch answers."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask_babel import force_locale
from playwright.sync_api import Browser, Page

from services import cafeteria
from services.cafeteria import Level, Sources
from tests.browser.chromium import PHONE, watch
from tests.browser.crowd_world import NOON, Lunch, open_hall, publish_slots, remember, running_lunch, tell
from webapp.pages.cafeteria.crowd_words import crowd_words, say_age, say_minutes, say_sources

MINUTES = (0, 0.4, 0.5, 0.6, 1, 1.4, 1.5, 2.5, 3.5, 9.5, 12, 60.5, 119.6)
AGES_S = (0, 59, 60, 61, 119, 3_599, 3_600, 7_199, 86_399, 86_400, 200_000)
COUNTS = tuple(product((0, 1, 4), repeat=3))
SAY_ALL = """async ([words, minutes, ages, counts]) => {
  const url = new URL('cafeteria/words.js', document.querySelector('script').src)
  const { sayAge, saySources, sayWait } = await import(url)
  const pairs = minutes.flatMap((low) => minutes.filter((high) => high >= low).map((high) => [low, high]))
  return [
    pairs.map(([low, high]) => sayWait(words, low, high)),
    ages.map((age) => sayAge(words, age)),
    counts.map(([kitchen, diners, sensors]) => saySources(words, { kitchen, diners, sensors }))
  ]
}"""
# All that changes as the watch answers, but what the clock alone moves.
SAID = """() => [...document.querySelectorAll('[data-say], [data-best], [data-wait-tick], [data-line]')]
  .filter(({ dataset }) => dataset.say !== 'age')
  .map((part) => [part.dataset.say ?? part.dataset.line ?? '', part.getAttribute('d') ?? part.textContent,
    part.hidden])"""


@pytest.fixture(scope="module")
def lunch(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Lunch]:
    with running_lunch(tmp_path_factory.mktemp("alike"), sqlite_template) as lunch:
        full = open_hall(lunch, "full", "본관 구내식당")
        remember(lunch, full)
        publish_slots(lunch, full)
        tell(lunch, full, (30, Level.QUIET), (20, Level.NORMAL), (11, Level.NORMAL), (2, Level.BUSY))
        open_hall(lunch, "empty", "별관 구내식당")
        yield lunch


def open_page(browser: Browser, lunch: Lunch, path: str, language: str, *, has_script: bool) -> Page:
    context = browser.new_context(
        viewport=PHONE, locale="ko-KR", service_workers="block", java_script_enabled=has_script
    )
    context.add_cookies([{"name": "language", "value": language, "url": lunch.url}])
    page = context.new_page()
    lunch.sign_in(page, lunch.cast.traveller)
    page.goto(f"{lunch.url}{path}", wait_until="networkidle")
    return page


@pytest.mark.parametrize("language", ["ko", "en"])
def test_waits_ages_and_sources_are_said_alike(browser: Browser, lunch: Lunch, language: str) -> None:
    with lunch.app.test_request_context(), force_locale(language):
        words, now = crowd_words(), NOON
        told: list[Any] = [
            [say_minutes(low, high) for low in MINUTES for high in MINUTES if high >= low],
            [say_age(now - timedelta(seconds=age), now) for age in AGES_S],
            [say_sources(Sources(*counts)) for counts in COUNTS],
        ]
    page = open_page(browser, lunch, "/", language, has_script=True)
    assert page.evaluate(SAY_ALL, [words, MINUTES, AGES_S, COUNTS]) == told
    page.context.close()


@pytest.mark.parametrize("state", ["full", "empty"])
def test_the_first_answer_changes_no_word_of_the_page(browser: Browser, lunch: Lunch, state: str) -> None:
    hall = lunch.halls[state]
    with lunch.database.writing() as session:
        cafeteria.refresh_snapshot(session, hall, lunch.clock.now())
    plain = open_page(browser, lunch, f"/cafeteria/{hall}", "ko", has_script=False)
    scripted = open_page(browser, lunch, f"/cafeteria/{hall}", "ko", has_script=True)
    faults = watch(scripted)
    scripted.wait_for_function("() => localStorage.getItem('balgil-clock-ahead') !== null")
    assert scripted.evaluate(SAID) == plain.evaluate(SAID)
    assert faults == []
    for page in (plain, scripted):
        page.context.close()
