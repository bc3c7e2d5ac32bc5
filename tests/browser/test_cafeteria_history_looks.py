"""The history of a cafeteria in every look: empty, with little, with weeks; by weekday and by day."""

import math
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from services import cafeteria
from services.cafeteria import Bounds, CafeteriaPlan
from services.cafeteria.forecast import record_day
from services.cafeteria.meals.models import MealDay, Menu
from services.clock import SystemClock, local_day
from services.db import Database
from tests.browser.chromium import watch
from tests.browser.conftest import Looker, cast_server, open_session
from tests.browser.looks import LANGUAGES, look_at, unfold
from tests.browser.server import Server
from tests.past_lunch import trace

PAGES = {
    "history": "1/history?from={from_on}&until={until_on}",
    "history-days": "1/history?from={from_on}&until={until_on}&by=day",
    "history-little": "2/history",
    "history-empty": "3/history",
}
DISHES = ("제육볶음", "돈가스", "닭갈비", "비빔밥", "고등어구이")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    with cast_server(tmp_path_factory.mktemp("history-looks"), sqlite_template) as server:
        add_past(server.database_url, local_day(SystemClock().now()))
        yield server


def add_past(url: str, today: date) -> None:
    """A cafeteria with weeks of past, one with two days, and a new one."""
    database, now, chance = Database(url), SystemClock().now(), random.Random(5)
    with database.writing() as session:
        for name in ("본관 구내식당", "별관 식당", "새 식당"):
            plan = CafeteriaPlan(name, "", 690, 780, 2, 10.0, Bounds(3, 8, 15))
            cafeteria.create_cafeteria(session, plan, now)
        days = [today - timedelta(days=number) for number in range(35, 0, -1)]
        for on in [day for day in days if day.weekday() < 5]:
            served = {"served_on": on, "served": chance.randint(540, 700), "left_over": 20, "away": {}}
            session.add(MealDay(cafeteria_id=1, **served))
            dish = [[chance.choice(DISHES), [5]]]
            session.add(Menu(cafeteria_id=1, served_on=on, dishes=dish, note="", changed_at=now))
            session.flush()
            size = chance.uniform(4, 11) * (0.6 if on.weekday() == 4 else 1.0)
            for cafeteria_id in (1, 2) if on >= days[-4] else (1,):
                steps = trace(lambda minute, size=size: size * (1.2 + math.sin((minute - 690) / 6.4)))
                record_day(session, cafeteria_id, on, steps[: 19 if on.day % 7 else 12], now)
    database.dispose()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_the_history_is_in_order_in_every_look(
    looker: Looker, server: Server, name: str, language: str
) -> None:
    today = local_day(SystemClock().now())
    period = {"from_on": today - timedelta(days=40), "until_on": today - timedelta(days=1)}
    page = looker(server.url, language)
    faults = watch(page)
    open_session(page, server, "administrator")
    page.goto(f"{server.url}/cafeteria/{PAGES[name].format(**period)}")
    unfold(page)
    assert look_at(page, f"cafeteria-{name}", language) == {}
    assert faults == []
