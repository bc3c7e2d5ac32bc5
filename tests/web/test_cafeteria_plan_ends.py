"""Plans that end before their time, as their manager reads it."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from services import cafeteria, people
from services.clock import local_instant
from services.people import Role
from tests.clocks import HandClock
from tests.factories import NOW, TODAY
from tests.lunch_world import MONDAY, LunchTown, four_groups, make_town, publish
from tests.web.conftest import ClientAs
from webapp.context import Parts

ONE_DAY = timedelta(days=1)
TUESDAY = MONDAY + 8 * ONE_DAY


@pytest.fixture
def town(parts: Parts) -> LunchTown:
    with parts.database.writing() as session:
        town = make_town(session, NOW)
        person, by = town.cast.stranger.staff_id, town.cast.administrator.staff_id
        people.grant_role(session, person, Role.CAFETERIA_MANAGER, TODAY, by_id=by, now=NOW)
    return town


@pytest.fixture
def address(parts: Parts, town: LunchTown) -> str:
    return f"/cafeteria/{town.cafeteria}/slots/{publish(parts.database, town, NOW)}"


@pytest.mark.parametrize(("at", "day"), [(time(10), "10. 13.(화)"), (time(11, 30), "10. 14.(수)")])
def test_the_page_says_from_when_on_a_plan_is_withdrawn(
    client_as: ClientAs, clock: HandClock, town: LunchTown, address: str, at: time, day: str
) -> None:
    clock.at = local_instant(TUESDAY, at)
    manager = client_as(town.cast.stranger)
    assert f"{day}부터 이 계획의 차례가 없어져요" in manager.get(address).text
    assert manager.post(f"{address}/withdrawal", page=address).status_code == 303
    assert f"{day}부터 이 계획을 거뒀어요" in manager.get(address).text


def test_who_closes_a_cafeteria_is_told_of_its_plan_and_so_are_its_leads(
    client_as: ClientAs, town: LunchTown, address: str
) -> None:
    manager = client_as(town.cast.stranger)
    settings = f"/cafeteria/{town.cafeteria}/manage"
    assert "2026. 11. 1.까지 공개한 점심 차례가 있어요" in manager.get(settings).text
    sent = {"last_on": date(2026, 10, 14).isoformat()}
    assert manager.post(f"/cafeteria/{town.cafeteria}/end", sent, page=settings).status_code == 303
    assert "10. 14." in manager.get(address).text
    notice = client_as(town.cast.lead).get("/me/notices").text
    assert "구내식당 문을 닫게 되어 10. 15.(목)부터 배식 차례가 없어요" in notice


def test_a_day_of_a_plan_that_begins_within_the_week_is_told(
    client_as: ClientAs, clock: HandClock, parts: Parts, town: LunchTown, address: str
) -> None:
    clock.at = local_instant(TUESDAY, time(15))
    manager = client_as(town.cast.stranger)
    manager.post(f"{address}/withdrawal", page=address)
    turned = [replace(member, group_number=member.group_number % 4 + 1) for member in four_groups(town)]
    publish(parts.database, town, clock.at, turned, first_on=TUESDAY, weeks=1)
    with parts.database.reading() as session:
        before, after = (
            cafeteria.find_my_slot(session, town.roads_head, on) for on in (TUESDAY, TUESDAY + ONE_DAY)
        )
    assert before
    assert after
    assert before.starts_minute != after.starts_minute
    week = client_as(town.cast.lead).get("/cafeteria/slots").text
    assert "10. 14.(수) · 새 계획" in week


def test_a_new_plan_is_proposed_to_follow_the_last_one_in_its_slots(
    client_as: ClientAs, town: LunchTown, address: str
) -> None:
    fields = client_as(town.cast.stranger).get(address.rpartition("/")[0]).one("form", class_="form").fields()
    proposed = {name: fields[name] for name in ("first_on", "groups", "first", "step", "slot_length")}
    assert proposed == {
        "first_on": "2026-11-02", "groups": "4", "first": "11:00", "step": "30", "slot_length": "30",
    }  # fmt: skip


def test_a_swap_of_one_day_is_told_with_one_day(client_as: ClientAs, parts: Parts, town: LunchTown) -> None:
    publish(parts.database, town, NOW)
    with parts.database.writing() as session:
        wish = cafeteria.SwapWish(bytes(8), town.roads, town.building, TUESDAY, TUESDAY)
        cafeteria.ask_swap(session, wish, town.roads_head, NOW)
    told = client_as(town.cast.lead).get("/me/notices").text
    assert "도로과에서 10. 13.(화) 점심 차례를 맞바꾸자고 했어요" in told
