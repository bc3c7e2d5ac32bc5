"""`/me/deputies`: who decides in my place."""

from datetime import timedelta

import pytest

from services import people
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts

PAGE = "/me/deputies"


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.lead)


def appoint(browser: Browser, clock: HandClock, deputy: Member | str, days: int = 2, **fields: str) -> int:
    today = clock.now().date()
    data = {
        "deputy_id": deputy if isinstance(deputy, str) else str(deputy.staff_id),
        "from_on": today.isoformat(),
        "until_on": (today + timedelta(days=days)).isoformat(),
    }
    return browser.post(PAGE, data | fields, page=PAGE).status_code


def deputies(parts: Parts, cast: Cast, clock: HandClock) -> list[int]:
    with parts.database.reading() as session:
        found = people.list_deputies(session, cast.lead.staff_id, clock.now().date())
    return [each.deputy_id for each in found]


def test_the_nearest_can_be_chosen_at_once(browser: Browser, cast: Cast) -> None:
    options = [option.text for option in browser.get(PAGE).one("select", id="deputy_id").all("option")]
    assert [name for name in options if cast.traveller.name in name]
    assert not [name for name in options if cast.lead.name in name]


def test_anybody_can_be_found(browser: Browser, cast: Cast) -> None:
    page = browser.get(f"{PAGE}?q={cast.stranger.number}")
    assert cast.stranger.name in page.one("select", id="deputy_id").text
    assert "찾는 직원이 없어요" in browser.get(f"{PAGE}?q=없는사람").text


def test_one_is_appointed_once(
    browser: Browser, client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    assert appoint(browser, clock, cast.colleague) == 303
    assert appoint(browser, clock, cast.colleague) == 303
    assert deputies(parts, cast, clock) == [cast.colleague.staff_id]
    assert cast.lead.name in client_as(cast.colleague).get(PAGE).text


@pytest.mark.parametrize(
    ("deputy", "fields", "status"),
    [
        ("", {}, 422), ("x", {}, 422), ("999999", {}, 404), ("-1", {}, 422),
        ("colleague", {"from_on": ""}, 422), ("colleague", {"until_on": "2026-02-30"}, 422),
        ("colleague", {"until_on": "2020-01-01"}, 422), ("colleague", {"until_on": "2199-01-01"}, 422),
        ("lead", {}, 422),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(
    browser: Browser,
    cast: Cast,
    parts: Parts,
    clock: HandClock,
    deputy: str,
    fields: dict[str, str],
    status: int,
) -> None:
    chosen = getattr(cast, deputy, None)
    assert appoint(browser, clock, chosen or deputy, **fields) == status
    assert deputies(parts, cast, clock) == []


def test_nobody_stands_in_for_herself_through_others(
    browser: Browser, client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    appoint(browser, clock, cast.colleague)
    assert appoint(client_as(cast.colleague), clock, cast.lead) == 409


def test_it_can_be_ended_by_nobody_else(
    browser: Browser, client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    appoint(browser, clock, cast.colleague)
    (form,) = [f for f in browser.get(PAGE).all("form") if f.attrs["action"].endswith("/end")]
    path = form.attrs["action"]
    for member in (cast.colleague, cast.stranger, cast.administrator):
        assert client_as(member).post(path, page="/me").status_code == 404
    assert browser.post(path, page=PAGE).status_code == 303
    assert deputies(parts, cast, clock) == []
    assert browser.post(path, page="/me").status_code == 404
