"""The planner, my department's slots, the holidays and the rule of lunch: tried by the whole cast."""

from datetime import time, timedelta

import pytest

from services import cafeteria, people
from services.clock import local_instant
from services.people import Role
from tests.clocks import HandClock
from tests.factories import NOW, TODAY
from tests.lunch_world import MONDAY, LunchTown, make_town, publish
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts

NEW = {
    "first_on": MONDAY.isoformat(), "weeks": "4", "groups": "4", "slot_length": "30",
    "first": "11:00", "step": "30",
}  # fmt: skip


@pytest.fixture
def town(parts: Parts) -> LunchTown:
    with parts.database.writing() as session:
        town = make_town(session, NOW)
        person, by = town.cast.stranger.staff_id, town.cast.administrator.staff_id
        people.grant_role(session, person, Role.CAFETERIA_MANAGER, TODAY, by_id=by, now=NOW)
    return town


@pytest.fixture
def manager(client_as: ClientAs, town: LunchTown) -> Browser:
    return client_as(town.cast.stranger)


@pytest.fixture
def plans(town: LunchTown) -> str:
    return f"/cafeteria/{town.cafeteria}/slots"


def begin(manager: Browser, plans: str, **changes: str) -> str:
    """A draft; its address."""
    response = manager.post(plans, NEW | changes, page=plans)
    assert response.status_code == 303, response.text
    return response.location


def codes(manager: Browser, address: str) -> list[str]:
    return [node.attrs["data-code"] for node in manager.get(address).all(data_testid="problem")]


def groups_of(manager: Browser, address: str) -> dict[str, str]:
    return manager.get(address).one("form", id="members").fields()


@pytest.mark.parametrize("who", ["traveller", "lead", "director", "auditor", "mayor"])
def test_the_planner_is_for_those_who_run_the_cafeteria(
    client_as: ClientAs, town: LunchTown, plans: str, who: str
) -> None:
    browser = client_as(town.cast.everybody()[who])
    browser.get(plans, 403)
    browser.submit(plans, 403, NEW)
    browser.get("/admin/holidays", 403)
    browser.submit("/admin/lunch-rules", 403)


def test_a_plan_from_draft_to_publication(
    manager: Browser, client_as: ClientAs, town: LunchTown, plans: str
) -> None:
    assert "공개한 계획이 없어요" in manager.get(plans).text
    address = begin(manager, plans)
    page = manager.get(address)
    assert codes(manager, address) == []
    rows = page.one("table", data_testid="rota").all("tr")
    assert [cell.text for cell in rows[1].all("td")] == ["11:00", "11:30", "12:00", "12:30"]
    assert "개천절" in rows[1].text
    seen = page.one("input", name="seen").attrs["value"]
    assert client_as(town.cast.lead).get("/cafeteria/slots").all(data_testid="slot-weeks") == []
    response = manager.post(f"{address}/publication", {"seen": seen}, page=address)
    assert response.status_code == 303
    lead = client_as(town.cast.lead)
    assert "배식 차례가 나왔어요" in lead.get("/me/notices").text
    assert len(lead.get("/cafeteria/slots").all(data_testid="slot-weeks")) == 1
    assert manager.get(address).all("input", name="seen") == []


def test_what_was_not_shown_is_not_published(manager: Browser, plans: str) -> None:
    address = begin(manager, plans)
    page = manager.submit(f"{address}/publication", 409, {"seen": "old"}, page=address)
    assert "미리 본 뒤에 계획이 바뀌었어요" in page.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"groups": "0"}, "2개에서 8개까지"),
        ({"groups": "99"}, "2개에서 8개까지"),
        ({"groups": "many"}, "숫자를 확인해"),
        ({"first_on": "2026-09-01"}, "지난 주부터는"),
        ({"first_on": "x"}, "날짜를"),
        ({"first": "25:99"}, "시각을"),
        ({"step": "0"}, "순서대로"),
        ({"step": "60"}, "지방공무원 복무규정 제2조"),
        ({"first": "10:50"}, "지방공무원 복무규정 제2조"),
        ({"slot_length": "60", "step": "40"}, "배식 시간 11:00~13:30 밖"),
        ({"weeks": "999"}, "26주까지"),
        ({"slot_length": "9999"}, "60분 사이"),
    ],
)
def test_a_plan_that_makes_no_sense_comes_back_with_what_is_wrong(
    manager: Browser, plans: str, changes: dict[str, str], words: str
) -> None:
    response = manager.post(plans, NEW | changes, page=plans)
    assert response.status_code == 422
    assert words in response.text
    assert 'aria-invalid="true"' in response.text


def test_groups_are_changed_by_hand(manager: Browser, town: LunchTown, plans: str) -> None:
    address = begin(manager, plans)
    fields = groups_of(manager, address) | {f"group-{town.centre}": "3"}
    assert manager.post(f"{address}/groups", fields, page=address).status_code == 303
    assert groups_of(manager, address)[f"group-{town.centre}"] == "3"


def test_a_counter_splits_its_department_and_no_counter_joins_it_again(
    manager: Browser, town: LunchTown, plans: str
) -> None:
    address = begin(manager, plans)
    fields = groups_of(manager, address) | {f"least-{town.tax}": "2", f"group-{town.tax}": "1"}
    assert manager.post(f"{address}/groups", fields, page=address).status_code == 303
    fields = groups_of(manager, address)
    teams = {fields[f"group-{team}"] for team in (town.tax_team_1, town.tax_team_2)}
    assert teams == {"1", "3"}
    assert fields[f"least-{town.tax}"] == "2"
    assert (
        manager.post(f"{address}/groups", fields | {f"least-{town.tax}": ""}, page=address).status_code == 303
    )
    fields = groups_of(manager, address)
    assert f"group-{town.tax_team_1}" not in fields


def test_a_bare_counter_is_shown_and_cannot_be_published(
    manager: Browser, town: LunchTown, plans: str
) -> None:
    address = begin(manager, plans, first="11:30", step="20", slot_length="20")
    fields = groups_of(manager, address) | {f"least-{town.tax}": "4"}
    manager.post(f"{address}/groups", fields, page=address)
    page = manager.get(address)
    assert codes(manager, address) == ["counter_bare"]
    assert "세무과 창구" in page.one(data_testid="problem").text
    assert [b for b in page.all("button", class_="button first full") if "disabled" not in b.attrs] == []
    seen = page.one("input", name="seen").attrs["value"]
    assert manager.post(f"{address}/publication", {"seen": seen}, page=address).status_code == 409


def test_groups_are_proposed_again_and_as_last_time(
    manager: Browser, parts: Parts, town: LunchTown, plans: str
) -> None:
    publish(parts.database, town, NOW, weeks=1)
    address = begin(manager, plans, first_on=(MONDAY + timedelta(weeks=1)).isoformat())
    for do in ("last", "balance", "last"):
        response = manager.post(f"{address}/groups", groups_of(manager, address) | {"do": do}, page=address)
        assert response.status_code == 303
    fields = groups_of(manager, address)
    assert (fields[f"group-{town.building}"], fields[f"group-{town.tax_team_2}"]) == ("1", "4")


@pytest.mark.parametrize(
    "fields",
    [
        {"group-x": "1"},
        {"group-" + "9" * 30: "1"},
        {"group-1": "-1"},
        {"group-999999": "1"},
        {"least-1": "9" * 9},
    ],
)
def test_hostile_groups_are_refused(manager: Browser, plans: str, fields: dict[str, str]) -> None:
    address = begin(manager, plans)
    assert manager.post(f"{address}/groups", fields, page=address).status_code == 422


def test_an_empty_group_is_shown_and_not_published(manager: Browser, plans: str) -> None:
    address = begin(manager, plans, groups="8", step="10", slot_length="10")
    assert codes(manager, address) == ["group_empty"] * 3
    assert manager.post(f"{address}/groups", {}, page=address).status_code == 303
    assert codes(manager, address) == ["group_empty"] * 8


def test_times_and_weeks_are_changed_by_hand(manager: Browser, plans: str) -> None:
    address = begin(manager, plans)
    fields = {"first_on": MONDAY.isoformat(), "weeks": "2", "groups": "3", "slot_length": "25"}
    slots = {"slot-1": "11:10", "slot-2": "11:50"}
    assert manager.post(f"{address}/frame", fields | slots, page=address).status_code == 303
    shown = manager.get(address).one("table", data_testid="rota")
    assert [row.all("td")[0].text for row in shown.all("tr")[1:]] == ["11:10", "11:50"]
    assert len(shown.all("tr")[0].all("th")) == 4
    backwards = {"slot-1": "12:00", "slot-2": "11:00", "slot-3": "12:30"}
    assert "순서대로" in manager.submit(f"{address}/frame", 422, fields | backwards, page=address).text


def test_the_plan_of_another_cafeteria_is_not_found(manager: Browser, parts: Parts, plans: str) -> None:
    address = begin(manager, plans)
    other = address.replace(plans, "/cafeteria/99/slots")
    manager.get(other, 404)
    for action in ("groups", "publication", "withdrawal", "removal", "frame"):
        manager.submit(f"{other}/{action}", 404, page=address)


def test_a_published_plan_is_withdrawn_and_a_draft_thrown_away(
    manager: Browser, parts: Parts, town: LunchTown, plans: str
) -> None:
    address = f"{plans}/{publish(parts.database, town, NOW)}"
    assert manager.post(f"{address}/withdrawal", page=address).status_code == 303
    assert "거둠" in manager.get(address).text
    draft = begin(manager, plans)
    assert manager.post(f"{draft}/removal", page=draft).location == plans
    manager.get(draft, 404)


def test_my_weeks_and_what_changes_next_week(
    client_as: ClientAs, parts: Parts, town: LunchTown, clock: HandClock
) -> None:
    publish(parts.database, town, NOW)
    page = client_as(town.cast.traveller).get("/cafeteria/slots")
    assert "2026" not in page.one(data_testid="slot-weeks").text
    assert "11:00–11:30 다음 주" in page.text
    clock.at = local_instant(MONDAY + timedelta(days=2), time(9))
    page = client_as(town.cast.traveller).get("/cafeteria/slots")
    assert "다음 주에는 30분 늦어요: 11:30–12:00" in page.text
    days = page.one("section", aria_labelledby=f"week-{MONDAY}").all("li")
    assert "개천절" in days[0].text
    assert [i for i, day in enumerate(days) if day.attrs.get("aria-current")] == [2]


def test_who_has_no_slot_is_told_so(client_as: ClientAs, parts: Parts, town: LunchTown) -> None:
    assert "공개된 배식 계획이 없어요" in client_as(town.cast.stranger).get("/cafeteria/slots").text
    publish(parts.database, town, NOW)
    assert "정해진 점심 차례가 없어요" in client_as(town.cast.stranger).get("/cafeteria/slots").text
    assert "정해진 점심 차례가 없어요" in client_as(town.cast.mayor).get("/cafeteria/slots").text


def test_a_reorganisation_breaks_nobodys_page(client_as: ClientAs, parts: Parts, town: LunchTown) -> None:
    publish(parts.database, town, NOW)
    with parts.database.writing() as session:
        people.change_unit(session, town.roads, "도로시설과", None, MONDAY)
        people.assign_person(session, town.cast.auditor.staff_id, town.general, TODAY)
        people.close_unit(session, town.audit, TODAY - timedelta(days=1))
    for who in town.cast.everybody().values():
        client_as(who).get("/cafeteria/slots")
        client_as(who).get("/cafeteria/swaps")
    assert "4조" in client_as(town.cast.auditor).get("/cafeteria/slots").text


def test_names_of_departments_are_only_text(
    manager: Browser, parts: Parts, town: LunchTown, plans: str
) -> None:
    with parts.database.writing() as session:
        people.change_unit(session, town.roads, "<b>도로</b>&%(x)s", None, TODAY)
    address = begin(manager, plans)
    assert "<b>도로</b>&%(x)s" in manager.get(address).text
    with parts.database.reading() as session:
        assert cafeteria.list_lunch_plans(session, town.cafeteria)
