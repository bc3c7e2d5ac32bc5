"""`/admin/units`: the tree of a day."""

import pytest

from services import people
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts

TODAY = "2026-09-29"


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.administrator)


def unit_id(parts: Parts, name: str, clock: HandClock) -> int:
    with parts.database.reading() as session:
        return next(u.id for u in people.list_units(session, clock.now().date()) if u.name == name)


def create(browser: Browser, **fields: object) -> int:
    data = {"name": "산림과", "kind": "department", "parent_id": "", "from_on": TODAY}
    return browser.post("/admin/units", data | fields, page="/admin/units/new").status_code


def test_the_tree_shows_units_with_their_teams_and_people(browser: Browser) -> None:
    page = browser.get("/admin/units")
    (line,) = [li.text for li in page.all("li") if "건축과" in li.text]
    assert "팀 1곳 · 4명" in line


def test_a_unit_begins_on_its_day(browser: Browser) -> None:
    assert create(browser, from_on="2026-10-01") == 303
    assert "산림과" in browser.get("/admin/units?on=2026-10-01").one("ul", class_="rows tree").text
    assert "산림과" not in browser.get("/admin/units?on=2026-09-30").one("ul", class_="rows tree").text


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"name": ""}, 422, "name"), ({"name": "x" * 61}, 422, "name"), ({"name": "a\x00"}, 422, "name"),
        ({"kind": "planet"}, 422, "kind"), ({"parent_id": "99999"}, 404, None),
        ({"parent_id": "x"}, 422, "parent_id"), ({"from_on": "soon"}, 422, "from_on"),
        ({"from_on": "0001-01-01"}, 422, "from_on"),
        ({"kind": "team"}, 422, "parent_id"), ({"name": "가람시"}, 409, "name"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(
    browser: Browser, fields: dict[str, object], status: int, field: str | None
) -> None:
    assert create(browser, **fields) == status
    data = {"name": "산림과", "kind": "department", "parent_id": "", "from_on": TODAY} | fields
    page = browser.submit("/admin/units", status, data, page="/admin/units/new")
    assert page.one(role="alert").text
    if field:
        assert page.one(id=f"{field}-error").text


def test_twice_is_once(browser: Browser) -> None:
    assert create(browser) == 303
    assert create(browser) == 409


def test_a_new_name_holds_from_its_day(browser: Browser, parts: Parts, clock: HandClock) -> None:
    team = unit_id(parts, "건축허가팀", clock)
    path = f"/admin/units/{team}"
    department = unit_id(parts, "건축과", clock)
    fields = {"name": "건축인허가팀", "parent_id": department, "from_on": "2026-10-01"}
    assert browser.post(f"{path}/change", fields, page=path).status_code == 303
    assert "건축허가팀" in browser.get(path).text
    assert "건축인허가팀" in browser.get(f"{path}?on=2026-10-01").one("h1").text


def test_a_unit_cannot_stand_below_itself(browser: Browser, parts: Parts, clock: HandClock) -> None:
    institution, department = unit_id(parts, "가람시", clock), unit_id(parts, "건축과", clock)
    path = f"/admin/units/{institution}"
    fields = {"name": "가람시", "parent_id": department, "from_on": TODAY}
    assert browser.post(f"{path}/change", fields, page=path).status_code in (409, 422)


def test_one_that_is_in_use_stays(browser: Browser, parts: Parts, clock: HandClock) -> None:
    path = f"/admin/units/{unit_id(parts, '건축허가팀', clock)}"
    page = browser.submit(f"{path}/closing", 409, {"last_on": TODAY}, page=path)
    assert "소속 직원" in page.one(role="alert").text


def test_an_empty_one_can_be_closed(browser: Browser, parts: Parts, clock: HandClock) -> None:
    create(browser)
    path = f"/admin/units/{unit_id(parts, '산림과', clock)}"
    assert browser.post(f"{path}/closing", {"last_on": TODAY}, page=path).status_code == 303
    assert "산림과" not in browser.get("/admin/units?on=2026-09-30").text
    browser.get(f"{path}?on=2026-09-30", 404)


@pytest.mark.parametrize("on", ["x", "2026-13-01", "9999-01-01", "2026-09-29T00:00"])
def test_a_day_must_be_one(browser: Browser, on: str) -> None:
    browser.get(f"/admin/units?on={on}", 422)


def test_names_are_text(browser: Browser) -> None:
    create(browser, name="<script>alert(1)</script>")
    assert "<script>alert(1)</script>" in browser.get("/admin/units").text
