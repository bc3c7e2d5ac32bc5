"""Swaps of slots: two leads' taps, and all that must not be swapped."""

from datetime import timedelta
from functools import partial

import pytest

from services import cafeteria, notifications, people
from services.cafeteria import SwapWish
from services.db import Database
from services.errors import Conflict, Forbidden
from tests.factories import NOW, TODAY
from tests.lunch_swaps import TUESDAY, WEDNESDAY, Ask, answer, ask_building, starts, waiting
from tests.lunch_world import HOURLY, MONDAY, LunchTown, four_groups, frame, make_town, publish


@pytest.fixture
def town(sqlite_database: Database) -> LunchTown:
    with sqlite_database.writing() as session:
        town = make_town(session, NOW)
    publish(sqlite_database, town, NOW)
    return town


@pytest.fixture
def ask(db: Database, town: LunchTown) -> Ask:
    return partial(ask_building, db, town)


def kinds(db: Database, staff_id: int) -> list[str]:
    with db.reading() as session:
        found = [notice.kind for notice in notifications.list_notices(session, staff_id)]
    return [kind for kind in found if "swap" in kind]


def test_a_wish_changes_nothing_before_the_second_tap(db: Database, town: LunchTown, ask: Ask) -> None:
    swap = ask()
    assert (swap.state, swap.starts_minute, swap.other_starts_minute) == ("asked", 690, 660)
    assert starts(db, town.roads_head, TUESDAY) == (690, False)
    assert kinds(db, town.cast.lead.staff_id) == ["lunch_swap_asked"]
    assert kinds(db, town.cast.director.staff_id) == ["lunch_swap_asked"]
    assert waiting(db, town.cast.lead.staff_id) == 1
    assert waiting(db, town.roads_head) == 0
    assert waiting(db, town.cast.stranger.staff_id) == 0


def test_with_the_second_tap_both_eat_in_each_others_slot(db: Database, town: LunchTown, ask: Ask) -> None:
    answer(db, ask(), town.cast.lead)
    thursday = MONDAY + timedelta(days=3)
    assert starts(db, town.roads_head, TUESDAY) == (660, True)
    assert starts(db, town.cast.traveller.staff_id, WEDNESDAY) == (690, True)
    assert starts(db, town.roads_head, thursday) == (690, False)
    assert kinds(db, town.roads_head) == ["lunch_swap_agreed"]
    assert kinds(db, town.cast.director.staff_id) == ["lunch_swap_agreed", "lunch_swap_asked"]
    with db.reading() as session:
        slots = cafeteria.slots_of_day(session, town.cafeteria, TUESDAY)
        ledger = cafeteria.load_slot_ledger(session, town.cafeteria, MONDAY + timedelta(days=6))
    assert town.roads in slots[0].unit_ids
    assert town.building in slots[1].unit_ids
    assert ledger[town.roads] == {660: 2, 690: 1}


def test_the_same_wish_again_is_the_same_swap(db: Database, town: LunchTown, ask: Ask) -> None:
    assert ask() == ask()
    assert kinds(db, town.cast.lead.staff_id) == ["lunch_swap_asked"]
    with pytest.raises(Conflict) as refusal:
        ask(until_on=TUESDAY)
    assert refusal.value.code == "id_taken"
    with pytest.raises(Conflict):
        ask(by_id=town.cast.lead.staff_id)


def test_the_same_answer_again_changes_nothing(db: Database, town: LunchTown, ask: Ask) -> None:
    swap = ask()
    assert answer(db, swap, town.cast.lead).state == answer(db, swap, town.cast.director).state == "agreed"
    with pytest.raises(Conflict) as refusal:
        answer(db, swap, town.cast.lead, agree=False)
    assert refusal.value.code == "swap_answered"
    assert kinds(db, town.roads_head) == ["lunch_swap_agreed"]


def test_a_refusal_leaves_everything_and_is_told(db: Database, town: LunchTown, ask: Ask) -> None:
    assert answer(db, ask(), town.cast.lead, agree=False).state == "refused"
    assert starts(db, town.roads_head, TUESDAY) == (690, False)
    assert kinds(db, town.roads_head) == ["lunch_swap_refused"]
    assert ask(2).state == "asked"


def test_the_asker_takes_her_wish_back(db: Database, town: LunchTown, ask: Ask) -> None:
    swap = ask()
    for by_id in (town.cast.lead.staff_id, town.cast.stranger.staff_id):
        with pytest.raises(Forbidden), db.writing() as session:
            cafeteria.withdraw_swap(session, swap.id, by_id, NOW)
    for _ in range(2):
        with db.writing() as session:
            assert cafeteria.withdraw_swap(session, swap.id, town.roads_head, NOW).state == "withdrawn"
    with pytest.raises(Conflict):
        answer(db, swap, town.cast.lead)
    assert kinds(db, town.cast.lead.staff_id) == ["lunch_swap_withdrawn", "lunch_swap_asked"]


def test_what_was_agreed_is_not_taken_back_by_one(db: Database, town: LunchTown, ask: Ask) -> None:
    swap = ask()
    answer(db, swap, town.cast.lead)
    with pytest.raises(Conflict), db.writing() as session:
        cafeteria.withdraw_swap(session, swap.id, town.roads_head, NOW)


@pytest.mark.parametrize("who", ["traveller", "colleague", "auditor", "administrator", "stranger", "mayor"])
def test_nobody_swaps_for_somebody_elses_unit(db: Database, town: LunchTown, ask: Ask, who: str) -> None:
    member = town.cast.everybody()[who]
    with pytest.raises(Forbidden):
        ask(by_id=member.staff_id)
    swap = ask()
    for agree in (True, False):
        with pytest.raises(Forbidden):
            answer(db, swap, member, agree)
    assert waiting(db, member.staff_id) == 0


def test_the_asker_does_not_answer_herself(db: Database, town: LunchTown, ask: Ask) -> None:
    swap = ask()
    with pytest.raises(Forbidden):
        answer(db, swap, town.roads_head)
    with db.writing() as session:
        people.appoint_deputy(
            session, town.cast.lead.staff_id, town.roads_head, TODAY, TODAY + timedelta(days=9),
            by_id=town.cast.lead.staff_id, now=NOW,
        )  # fmt: skip
    with pytest.raises(Forbidden) as refusal:
        answer(db, swap, town.roads_head)
    assert refusal.value.code == "answers_herself"
    assert waiting(db, town.roads_head) == 0


def test_a_deputy_asks_and_answers(db: Database, town: LunchTown, ask: Ask) -> None:
    deputy = town.cast.stranger.staff_id
    with db.writing() as session:
        people.appoint_deputy(
            session, town.cast.lead.staff_id, deputy, TODAY, TODAY, by_id=town.cast.lead.staff_id, now=NOW
        )
    swap = ask()
    assert kinds(db, deputy) == ["lunch_swap_asked"]
    assert waiting(db, deputy) == 1
    assert answer(db, swap, deputy).state == "agreed"
    thursday = MONDAY + timedelta(days=3)
    assert ask(
        2, deputy, unit_id=town.building, other_unit_id=town.audit, from_on=thursday, until_on=thursday
    )


def test_a_department_without_a_lead_is_spoken_for_by_the_one_above(
    db: Database, town: LunchTown, ask: Ask
) -> None:
    swap = ask(other_unit_id=town.audit)
    assert waiting(db, town.cast.mayor.staff_id) == 1
    assert answer(db, swap, town.cast.mayor).state == "agreed"


def test_only_the_two_sides_see_a_swap(db: Database, town: LunchTown, ask: Ask) -> None:
    ask()
    with db.reading() as session:
        seen = {
            who: [(s.may_answer, s.may_withdraw) for s in cafeteria.list_swaps(session, who, NOW)]
            for who in (town.roads_head, town.cast.lead.staff_id, town.tax_head, town.cast.traveller.staff_id)
        }
    assert list(seen.values()) == [[(False, True)], [(True, False)], [], []]


def test_who_speaks_for_which_members(db: Database, town: LunchTown) -> None:
    with db.reading() as session:
        ((_, units),) = cafeteria.list_swappable(session, town.cast.lead.staff_id, NOW)
        assert units == {town.building}
        assert cafeteria.list_swappable(session, town.cast.traveller.staff_id, NOW) == []


def test_leads_of_a_closed_department_do_not_break_the_page(db: Database, town: LunchTown, ask: Ask) -> None:
    ask()
    later = NOW + timedelta(days=3)
    with db.writing() as session:
        for number in ("005000", "005001", "005002"):
            person = people.find_person_by_number(session, number, TODAY)
            assert person
            people.assign_person(session, person.id, town.general, TODAY + timedelta(days=1))
        people.close_unit(session, town.roads, TODAY)
    with db.reading() as session:
        (swap,) = cafeteria.list_swaps(session, town.cast.lead.staff_id, later)
    assert swap.unit_name == ""


def test_swaps_work_on_both_engines(database: Database) -> None:
    with database.writing() as session:
        town = make_town(session, NOW)
    publish(database, town, NOW, four_groups(town), slot_minutes=HOURLY, first_on=frame().first_on)
    wish = SwapWish(b"both\x00\xff01", town.roads, town.building, TUESDAY, TUESDAY)
    swap = database.write(lambda s: cafeteria.ask_swap(s, wish, town.roads_head, NOW))
    assert answer(database, swap, town.cast.lead).state == "agreed"
    assert starts(database, town.roads_head, TUESDAY) == (660, True)
