"""The planner's pages: a draft and its solution, publication and back, plans made anew, the dial."""

import re
from datetime import timedelta
from typing import Any

import pytest

from services.remote_work import rotation
from tests.clocks import HandClock
from tests.rotation_world import (
    MONDAY,
    TWO_WEEKS,
    add_post,
    ask,
    home_days,
    make_published,
    preview,
    solve,
    wish,
)
from tests.web.conftest import Browser, ClientAs
from tests.web.page import Node
from tests.web.rotation import PLANS, ROOT, Hall, day_words, make_hall
from webapp.context import Parts

DIAL = f"{ROOT}/dial"


@pytest.fixture
def hall(parts: Parts, client_as: ClientAs) -> Hall:
    return make_hall(parts.database, client_as)


@pytest.fixture
def planner(hall: Hall) -> Browser:
    return hall.planner


def create(planner: Browser, **changes: str) -> Any:
    sent = {"from_on": str(TWO_WEEKS[0]), "until_on": str(TWO_WEEKS[1]), "seconds": "3"} | changes
    return planner.post(PLANS, sent, page=PLANS)


def do(planner: Browser, path: str, what: str, sent: dict[str, str] | None = None) -> Any:
    """Presses a button of a plan's page, with what its form holds."""
    form = planner.get(path).one("form", action=f"{path}/{what}").fields()
    return planner.client.post(f"{path}/{what}", data=form | (sent or {}))


def work_of(page: Node) -> str:
    return page.one(data_testid="plan-head").attrs["data-work"]


def test_a_plan_from_the_first_tap_to_everybodys_days(hall: Hall, planner: Browser) -> None:
    for person in hall.town.first:
        wish(hall.database, person, "home", 1)
    add_post(hall.database, hall.town.team_1, 3, name="민원 창구")
    path = create(planner).headers["Location"]
    waiting = planner.get(path)
    assert work_of(waiting) == "asked"
    assert "이 화면을 닫아도 돼요" in waiting.one(data_testid="waiting").text
    assert planner.client.get(f"{path}/state").get_json() == {"state": "draft", "work": "asked"}
    solve(hall.database)
    assert planner.client.get(f"{path}/state").get_json()["work"] == "solved"
    page = planner.get(path)
    assert "가장 좋은 안" in page.one(data_testid="figures").text
    unmet = page.all(data_testid="unmet")
    assert len(unmet) == len(preview(hall.database, int(path.split("/")[-1])).unmet) > 0
    assert any("민원과 창구1팀 민원 창구에는 3명이 남아야" in line.text for line in unmet)
    unit = planner.get(f"{path}/units/{hall.town.civil}")
    assert len(unit.one(data_testid="rotation-grid").all("tr")) == 1 + 1 + 13
    assert "공개한 계획이 없어요" in planner.get(PLANS).text
    assert do(planner, path, "publication").status_code == 303
    assert planner.get(path).one(data_testid="plan-head").attrs["data-state"] == "published"
    assert home_days(hall.database, hall.town.first[1])
    # Whose wish was not met reads why, and reads nobody else's.
    refused = preview(hall.database, int(path.split("/")[-1])).unmet[0]
    own = hall.browser(refused.staff_id).get(f"{ROOT}/wishes").all(data_testid="unmet")
    assert len(own) == sum(each.staff_id == refused.staff_id for each in preview(hall.database, 1).unmet)


def test_rules_that_collide_are_said_in_words(hall: Hall, planner: Browser) -> None:
    add_post(hall.database, hall.town.team_1, 3, name="민원 창구")
    for person in hall.town.first[:5]:
        wish(hall.database, person, "home", 1, by_id=hall.town.planner)
    path = f"{PLANS}/{ask(hall.database, hall.town)}"
    solve(hall.database)
    page = planner.get(path)
    collision = page.one(data_testid="collision")
    assert len(collision.all("li", data_code="home")) == 4
    assert "민원과 창구1팀 민원 창구: 날마다 3명이 있어야 해요." in collision.text
    assert not page.all("form", action=f"{path}/publication")
    assert do(planner, path, "solution").status_code == 303
    assert work_of(planner.get(path)) == "asked"


def test_a_draft_can_be_left_taken_up_again_and_thrown_away(
    hall: Hall, planner: Browser, clock: HandClock
) -> None:
    path = create(planner).headers["Location"]
    assert create(planner).headers["Location"] == path
    clock.advance(seconds=120)
    assert "아직 시작하지 못했어요" in planner.get(path).text
    do(planner, path, "cancellation")
    assert work_of(planner.get(path)) == "none"
    do(planner, path, "solution")
    assert do(planner, path, "removal").headers["Location"] == PLANS
    planner.get(path, 404)
    assert planner.client.get(f"{path}/state").status_code == 404


def test_nothing_else_is_published_than_was_looked_at(hall: Hall, planner: Browser, clock: HandClock) -> None:
    """Another planner asked anew; then a rule changed; then another plan stood in the way."""
    path = create(planner).headers["Location"]
    solve(hall.database)
    seen = planner.get(path).one("form", action=f"{path}/publication").fields()
    clock.advance(seconds=5)
    do(planner, path, "solution", {"seconds": "3"})
    solve(hall.database)
    assert (
        "그 사이 순환안을 다시 만들었어요"
        in planner.submit(f"{path}/publication", 409, seen, page=PLANS).text
    )
    wish(hall.database, hall.town.first[1], "home", 3)
    response = do(planner, path, "publication")
    assert response.status_code == 409
    assert "다시 만들어 살펴본 뒤" in response.text
    assert home_days(hall.database, hall.town.first[1]) == []


def test_a_plan_in_the_way_is_said_before_anybody_presses(hall: Hall, planner: Browser) -> None:
    first = make_published(hall.database, hall.town)
    path = create(planner, until_on=str(TWO_WEEKS[1] + timedelta(days=7))).headers["Location"]
    page = planner.get(path)
    assert "이미 공개돼 있어요" in page.text
    assert page.all("a", href=f"{PLANS}/{first}")


def test_a_plan_is_made_anew_with_its_moves_and_taken_back(hall: Hall, planner: Browser) -> None:
    first = make_published(hall.database, hall.town)
    me = hall.town.first[1]
    on = home_days(hall.database, me)[0]
    assert planner.get(f"{PLANS}/{first}").all(data_testid="changes") == []
    wish(hall.database, me, "office", None, by_id=hall.town.lead_1, from_on=on, until_on=on)
    # The plan itself says what is different, and since when: one tap makes it anew from there.
    told = planner.get(f"{PLANS}/{first}").one(data_testid="changes")
    assert f"{day_words(on)}부터 달라진 것: 고정한 날" in told.text
    assert "바뀐 것이 있어요" in planner.get(PLANS).one(data_testid="plan").text
    sent = told.one("form", action=f"{PLANS}/{first}/recomputation").fields()
    path = planner.client.post(f"{PLANS}/{first}/recomputation", data=sent).headers["Location"]
    assert path != f"{PLANS}/{first}"
    assert planner.get(f"{PLANS}/{first}").one(data_testid="changes").one("a").attrs["href"] == path
    solve(hall.database)
    moves = planner.get(path).one(data_testid="moves")
    assert any("일번1" in each.text and "출근으로" in each.text for each in moves.all(data_testid="move"))
    assert 1 <= len(moves.all(data_testid="move")) <= 3
    do(planner, path, "publication")
    assert on not in home_days(hall.database, me)
    do(planner, path, "withdrawal")
    assert home_days(hall.database, me) == []
    assert planner.get(path).one(data_testid="plan-head").attrs["data-state"] == "withdrawn"


def test_the_dial_says_what_breaks_before_it_is_turned(hall: Hall, planner: Browser) -> None:
    add_post(hall.database, hall.town.team_1, 4, name="민원 창구")
    make_published(hall.database, hall.town)
    steps = {node.attrs["data-share"]: node for node in planner.get(DIAL).all(data_testid="dial-step")}
    assert list(steps) == ["1/5", "1/3", "1/2"]
    assert "지금" in steps["1/3"].text
    (broken,) = steps["1/2"].all(data_testid="break")
    assert "6명 가운데 2명까지" in re.sub(r"\s+", " ", broken.text)
    assert steps["1/5"].all(data_testid="break") == []
    sent = {"share": "1/2", "from_on": str(MONDAY)}
    path = planner.post(DIAL, sent, page=DIAL).headers["Location"]
    page = planner.get(path)
    assert "위기 단계 1/2" in page.text
    with hall.database.reading() as session:
        plan = rotation.load_plan(session, int(path.split("/")[-1]))
    assert (plan.work, plan.share) == ("asked", rotation.Share(1, 2))
    for wrong in (
        {"share": "1/7"},
        {"share": ""},
        {"share": "x"},
        {"from_on": "2026-09-01"},
        {"from_on": ""},
    ):
        planner.submit(DIAL, 422, sent | wrong, page=DIAL)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"from_on": ""}, "날짜를"),
        ({"from_on": "2026-09-29"}, "내일이나"),
        ({"until_on": "2026-10-01"}, "앞서요"),
        ({"until_on": "2028-10-01"}, "26주까지"),
        ({"seconds": "301"}, "300초까지"),
        ({"seconds": "x"}, "목록에서"),
    ],
)
def test_a_period_that_is_none_comes_back(planner: Browser, changes: dict[str, str], words: str) -> None:
    response = create(planner, **changes)
    assert response.status_code == 422
    assert words in response.text


@pytest.mark.parametrize("who", ["traveller", "lead", "auditor", "stranger"])
def test_only_planners_plan(hall: Hall, who: str) -> None:
    plan_id = make_published(hall.database, hall.town)
    browser = hall.client_as(hall.town.cast.everybody()[who])
    for path in ("plans", "dial", "rules", "posts", "outbreaks"):
        browser.get(f"{ROOT}/{path}", 403)
    for path in ("", "/state", f"/units/{hall.town.civil}"):
        browser.get(f"{PLANS}/{plan_id}{path}", 403)
    for what in ("solution", "cancellation", "publication", "withdrawal", "removal", "recomputation"):
        browser.submit(f"{PLANS}/{plan_id}/{what}", 403)
    for path in (PLANS, DIAL, f"{ROOT}/posts", f"{ROOT}/rules/shares", f"{ROOT}/outbreaks/floors"):
        browser.submit(path, 403)
