"""`/admin/staff/passwords`: a first password for everybody who has none, a page of the list at a time."""

import re

import pytest

from services import people
from tests import factories
from tests.cast import Cast
from tests.web.conftest import Browser, ClientAs
from tests.web.page import Node
from tests.web.people import add_passkey
from webapp.context import Parts

LIST = "/admin/staff?standing=without_password"
ISSUE = "/admin/staff/passwords"
DRAWN = re.compile(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}")


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast, parts: Parts) -> Browser:
    """An administrator whose city has one password already: her own."""
    with parts.database.writing() as session:
        for member in cast.everybody().values():
            if member != cast.administrator:
                people.withdraw_password(session, member.staff_id)
    return client_as(cast.administrator)


def waiting(browser: Browser, path: str = LIST) -> list[str]:
    form = [form for form in browser.get(path).all("form") if form.attrs.get("action") == ISSUE]
    return [field.attrs["value"] for each in form for field in each.all("input", name="staff_id")]


def issue(browser: Browser, staff_ids: list[str], status: int = 200) -> Node:
    return browser.submit(ISSUE, status, {"staff_id": staff_ids}, page="/me")


def slips(page: Node) -> dict[str, str]:
    """Each staff number and its password, as they are printed."""
    found = page.one("ul", class_="slips").all("li")
    return {each.all("dd")[0].text: each.all("dd")[1].text for each in found}


def test_all_who_have_none_get_one_at_once_and_come_in_with_it(
    browser: Browser, client_as: ClientAs, cast: Cast
) -> None:
    assert "비밀번호를 아직 받지 못한 직원이 8명" in browser.get("/admin").text
    given = slips(issue(browser, waiting(browser)))
    assert len(given) == 8
    assert cast.administrator.number not in given
    assert all(DRAWN.fullmatch(password) for password in given.values())
    assert waiting(browser) == []
    form = {"number": cast.traveller.number, "password": given[cast.traveller.number]}
    stranger = client_as(None)
    assert stranger.post("/sign-in", form, page="/sign-in").headers["Location"] == "/"


def test_the_answer_is_kept_nowhere(browser: Browser) -> None:
    response = browser.post(ISSUE, {"staff_id": waiting(browser)}, page=LIST)
    assert response.headers["Cache-Control"] == "no-store"
    assert browser.client.get(ISSUE).status_code == 405


def test_sent_twice_the_last_answer_counts_and_nobody_is_lost(browser: Browser, client_as: ClientAs) -> None:
    staff_ids = waiting(browser)
    first, second = (slips(issue(browser, staff_ids)) for _ in range(2))
    assert first.keys() == second.keys()
    number, password = second.popitem()
    answer = client_as(None).post("/sign-in", {"number": number, "password": password}, page="/sign-in")
    assert answer.status_code == 303
    # A slip that went astray is drawn anew from the other list.
    assert sorted(waiting(browser, "/admin/staff?standing=first_password")) == sorted(staff_ids)


def test_who_has_a_way_in_keeps_it(browser: Browser, client_as: ClientAs, cast: Cast) -> None:
    traveller = client_as(cast.traveller)
    add_passkey(traveller, "내 패스키")
    ids = [str(cast.traveller.staff_id), str(cast.administrator.staff_id), str(cast.colleague.staff_id)]
    assert ids[0] not in waiting(browser)
    assert list(slips(issue(browser, ids))) == [cast.colleague.number]
    traveller.get("/me")
    assert "발급할 사람이 없어요" in issue(browser, ids[:2]).text


@pytest.mark.parametrize("staff_ids", [[], ["x"], ["-1"], ["1"] * 51, ["9" * 19]])
def test_what_is_no_list_issues_nothing(browser: Browser, staff_ids: list[str]) -> None:
    issue(browser, staff_ids, 422)
    assert len(waiting(browser)) == 8


def test_only_a_department_when_one_is_chosen(browser: Browser, parts: Parts) -> None:
    with parts.database.reading() as session:
        units = people.list_units(session, factories.TODAY)
    team = next(unit.id for unit in units if unit.name == "건축허가팀")
    assert len(waiting(browser, f"{LIST}&unit={team}")) == 3


@pytest.mark.parametrize("who", ["lead", "auditor", "traveller"])
def test_it_is_for_administrators(client_as: ClientAs, cast: Cast, who: str) -> None:
    browser = client_as(getattr(cast, who))
    assert browser.post(ISSUE, {"staff_id": ["1"]}, page="/me").status_code == 403
