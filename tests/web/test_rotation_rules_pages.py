"""Rules, wishes and fixed days as people type them."""

from typing import Any

import pytest

from services.remote_work import rotation
from tests.factories import NOW, TODAY
from tests.rotation_world import MONDAY, TWO_WEEKS, wish
from tests.web.conftest import Browser, ClientAs
from tests.web.rotation import ROOT, Hall, make_hall
from webapp.context import Parts

RULES, POSTS, OUTBREAKS = f"{ROOT}/rules", f"{ROOT}/posts", f"{ROOT}/outbreaks"
WISHES, FIXED = f"{ROOT}/wishes", f"{ROOT}/fixed-days"


@pytest.fixture
def hall(parts: Parts, client_as: ClientAs) -> Hall:
    return make_hall(parts.database, client_as)


@pytest.fixture
def planner(hall: Hall) -> Browser:
    return hall.planner


def send(browser: Browser, action: str, page: str, status: int = 303, **sent: Any) -> str:
    """Fills the form that leads to `action`."""
    form = browser.get(page).one("form", action=action).fields()
    response = browser.client.post(action, data=form | {name: str(value) for name, value in sent.items()})
    assert response.status_code == status, response.text[:2000]
    return response.text


def press(browser: Browser, page: str, root: str = "") -> None:
    """The first button on a page that removes something below `root`."""
    actions = [form.attrs["action"] for form in browser.get(page).all("form")]
    action = next(each for each in actions if each.startswith(root) and each.endswith("/removal"))
    assert browser.post(action, page=page).status_code == 303


def test_a_share_is_set_with_its_basis_and_removed(hall: Hall, planner: Browser) -> None:
    action = f"{RULES}/shares"
    send(
        planner,
        action,
        RULES,
        unit_id=hall.town.civil,
        parts=1,
        of_parts=5,
        from_on=MONDAY,
        basis="지침 제5조",
    )
    lines = [line.text for line in planner.get(RULES).all(data_testid="share")]
    assert any("민원과 · 1/5" in line and "지침 제5조" in line for line in lines)
    assert any("상황과 · 재택 없음" in line and "지금" in line for line in lines)
    for wrong, words in (
        ({"parts": 3, "of_parts": 3}, "1보다 작게"),
        ({"parts": ""}, "숫자로"),
        ({"basis": ""}, "근거를"),
        ({"unit_id": "x"}, "목록에서"),
        ({"from_on": ""}, "날짜를"),
    ):
        assert words in send(planner, action, RULES, 422, **({"basis": "지침"} | wrong))
    press(planner, RULES)
    assert not any("1/5" in line.text for line in planner.get(RULES).all(data_testid="share"))


def test_the_last_share_of_all_stays(hall: Hall, planner: Browser) -> None:
    with hall.database.reading() as session:
        last = next(rule.id for rule in rotation.list_shares(session) if rule.unit_id is None)
    planner.post(f"{RULES}/shares/{last}/removal", page=RULES)
    assert "하나는 있어야 해요" in planner.get(RULES).text


def test_a_person_is_left_out_and_taken_in_again(hall: Hall, planner: Browser) -> None:
    action = f"{RULES}/exclusions"
    send(planner, action, RULES, number="007101", excluded_from_on=MONDAY)
    (line,) = planner.get(RULES).all(data_testid="exclusion")
    assert "일번1" in line.text
    for number in ("999999", "", "<b>"):
        send(planner, action, RULES, 422, number=number)
    assert "앞서요" in send(planner, action, RULES, 422, number="007102", until_on="2026-09-01")
    press(planner, RULES, f"{RULES}/exclusions/")
    assert planner.get(RULES).all(data_testid="exclusion") == []


def test_a_counter_is_kept_by_people_who_are_named(hall: Hall, planner: Browser) -> None:
    sent = {"unit_id": hall.town.civil, "name": "여권 창구", "least_present": 2, "from_on": MONDAY}
    send(planner, POSTS, POSTS, **sent, numbers="007101\n007102, 007201")
    (line,) = planner.get(POSTS).all(data_testid="post")
    assert "민원과 여권 창구 · 2명" in line.text
    assert "정한 3명" in line.text
    edit = f"{POSTS}?post={line.one('input', name='post').attrs['value']}"
    form = planner.get(edit).one("form", action=edit).fields()
    assert form["numbers"].split() == ["007101", "007102", "007201"]
    send(planner, edit, edit, least_present=3)
    assert "여권 창구 · 3명" in planner.get(POSTS).one(data_testid="post").text
    for wrong, words in (
        ({"numbers": "007101 999999"}, "없는 직원번호"),
        ({"numbers": "<b>"}, "없는 직원번호"),
        ({"least_present": 0}, "1명부터"),
        ({"least_present": "둘"}, "목록에서"),
        ({"least_present": 4}, "고른 사람보다"),
        ({"until_on": "2026-09-01"}, "앞서요"),
    ):
        assert words in send(planner, edit, edit, 422, **wrong)
    press(planner, POSTS)
    assert planner.get(POSTS).all(data_testid="post") == []


def test_groups_of_an_outbreak_and_floors(hall: Hall, planner: Browser) -> None:
    send(planner, f"{OUTBREAKS}/floors", OUTBREAKS, unit_id=hall.town.civil, floor="본관 1층")
    assert len(planner.get(OUTBREAKS).all(data_testid="floor")) == 3
    period = {"from_on": TWO_WEEKS[0], "until_on": TWO_WEEKS[1]}
    send(planner, OUTBREAKS, OUTBREAKS, **period, groups=3)
    assert "이미 나눈 조" in send(planner, OUTBREAKS, OUTBREAKS, 409, **period, groups=2)
    send(planner, OUTBREAKS, OUTBREAKS, 422, **period, groups=9)
    card = planner.get(OUTBREAKS).one(data_testid="outbreak")
    assert "3조" in card.text
    action = next(f.attrs["action"] for f in card.all("form") if f.attrs["action"].endswith("/groups"))
    send(planner, action, OUTBREAKS, number="007101", group_number="")
    with hall.database.reading() as session:
        (outbreak,) = rotation.list_outbreaks(session, *TWO_WEEKS)
    assert hall.town.first[1] not in outbreak.members
    send(planner, action, OUTBREAKS, 422, number="007101", group_number=7)
    press(planner, OUTBREAKS)
    assert planner.get(OUTBREAKS).all(data_testid="outbreak") == []


def test_a_wish_has_no_reason_and_is_nobody_elses(hall: Hall) -> None:
    me = hall.browser(hall.town.first[1])
    form = me.get(WISHES).one("form", action=WISHES)
    assert set(form.fields()) == {"csrf_token", "wish_id", "want", "weekday", "from_on", "until_on"}
    sent = {"want": "home", "weekday": 1, "from_on": MONDAY, "until_on": TWO_WEEKS[1]}
    for _ in range(2):
        send(me, WISHES, WISHES, **sent, wish_id="ab" * 16)
    (line,) = me.get(WISHES).all(data_testid="wish")
    assert "화요일마다 재택" in line.text
    # Not her lead's, nor the planner's.
    for browser in (hall.browser(hall.town.lead_1), hall.planner):
        assert browser.get(FIXED).all(data_testid="fixed") == []
        browser.submit(f"{WISHES}/{'ab' * 16}/removal", 403)
    for wrong, words in (
        ({"want": "beach"}, "가운데 골라"),
        ({"weekday": 5}, "월요일부터"),
        ({"from_on": ""}, "날짜를"),
        ({"until_on": "2026-09-01"}, "오늘이나 뒤의"),
        ({"wish_id": "x"}, "화면이 오래되어"),
    ):
        assert words in send(me, WISHES, WISHES, 422, **(sent | wrong))
    press(me, WISHES)
    assert me.get(WISHES).all(data_testid="wish") == []


def test_a_lead_fixes_the_days_of_her_people_and_of_nobody_else(hall: Hall) -> None:
    town = hall.town
    lead = hall.browser(town.lead_1)
    choice = lead.get(FIXED).one("form", action=FIXED).one("select", name="staff_id")
    assert {int(option.attrs["value"]) for option in choice.all("option")} == set(town.first[1:])
    sent = {"want": "office", "weekday": 0, "from_on": MONDAY, "until_on": TWO_WEEKS[1]}
    send(lead, FIXED, FIXED, **sent, staff_id=town.first[1])
    for other in (town.second[1], town.lead_1):
        send(lead, FIXED, FIXED, 403, **sent, staff_id=other)
    assert "월요일마다 출근" in hall.browser(town.first[1]).get(WISHES).one(data_testid="fixed").text
    assert "고정할 사람이 없어요" in hall.browser(town.first[1]).get(FIXED).text
    assert hall.browser(town.lead_2).get(FIXED).all(data_testid="fixed") == []
    planner = hall.planner
    send(planner, FIXED, FIXED, **sent, number="007201")
    send(planner, FIXED, FIXED, 422, **sent, number="999999")
    assert len(planner.get(FIXED).all(data_testid="fixed")) == 2
    press(lead, FIXED)
    assert lead.get(FIXED).all(data_testid="fixed") == []


def test_a_fixed_day_is_not_its_persons_to_remove(hall: Hall) -> None:
    wish(hall.database, hall.town.first[1], "home", 1, by_id=hall.town.lead_1)
    with hall.database.reading() as session:
        (fixed,) = rotation.list_wishes_of(session, hall.town.first[1], TODAY)
    me = hall.browser(hall.town.first[1])
    me.submit(f"{WISHES}/{fixed.id.hex()}/removal", 403)
    hall.browser(hall.town.lead_2).submit(f"{FIXED}/{fixed.id.hex()}/removal", 403)
    with hall.database.reading() as session:
        assert rotation.list_wishes_of(session, hall.town.first[1], NOW.date()) == [fixed]
