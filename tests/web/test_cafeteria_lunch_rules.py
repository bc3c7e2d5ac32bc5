"""Holidays that are entered and rules of lunch hours, on the pages of an administrator."""

import pytest

from services import people
from services.people import Role
from tests.factories import NOW, TODAY
from tests.lunch_world import LunchTown, make_town
from tests.web.conftest import ClientAs
from webapp.context import Parts


@pytest.fixture
def town(parts: Parts) -> LunchTown:
    with parts.database.writing() as session:
        town = make_town(session, NOW)
        person, by = town.cast.stranger.staff_id, town.cast.administrator.staff_id
        people.grant_role(session, person, Role.CAFETERIA_MANAGER, TODAY, by_id=by, now=NOW)
    return town


def test_holidays_are_entered_and_removed(client_as: ClientAs, parts: Parts, town: LunchTown) -> None:
    browser, path = client_as(town.cast.administrator), "/admin/holidays"
    assert "한글날" in browser.get(path).text
    sent = {"held_on": "2026-10-07", "name": "임시공휴일"}
    assert browser.post(path, sent, page=path).status_code == 303
    assert "2026. 10. 7." in browser.get(path).text
    assert browser.post(path, sent, page=path).status_code == 303
    for wrong, status in (
        ({"held_on": "2026-10-09"}, 409), ({"held_on": "2026-09-01"}, 422), ({"name": ""}, 422),
        ({"held_on": ""}, 422),
    ):  # fmt: skip
        assert browser.post(path, sent | wrong, page=path).status_code == status
    assert browser.post(f"{path}/removal", sent, page=path).status_code == 303
    assert browser.post(f"{path}/removal", sent, page=path).status_code == 303
    assert "10. 7." not in browser.get(path).text


def test_a_later_rule_is_added_and_taken_back(client_as: ClientAs, town: LunchTown) -> None:
    browser, path = client_as(town.cast.administrator), "/admin/lunch-rules"
    assert "지방공무원 복무규정 제2조" in browser.get(path).text
    sent = {
        "from_on": "2027-01-01",
        "starts": "12:00",
        "ends": "13:00",
        "most_moved": "30",
        "basis": "조례 제9조",
    }
    assert browser.post(path, sent, page=path).status_code == 303
    assert browser.post(path, sent, page=path).status_code == 409
    for wrong in ({"starts": "x"}, {"most_moved": "1e3"}, {"basis": ""}, {"from_on": "x"}):
        assert browser.post(path, sent | {"from_on": "2027-02-01"} | wrong, page=path).status_code == 422
    assert "조례 제9조" in browser.get(path).text
    assert browser.post(f"{path}/removal", sent, page=path).status_code == 303
    assert "조례 제9조" not in browser.get(path).text
    assert browser.post(f"{path}/removal", {"from_on": "2000-01-01"}, page=path).status_code == 303
    assert "지방공무원 복무규정 제2조" in browser.get(path).text
