"""Swaps of slots: two leads' taps, and all that must not be swapped."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from services import cafeteria, people
from services.cafeteria import SwapView, SwapWish
from services.clock import local_instant
from services.db import Database
from services.errors import BalgilError, Conflict, Forbidden, NotFound
from tests.cast import Member
from tests.factories import NOW, TODAY
from tests.lunch_world import HOURLY, MONDAY, LunchTown, four_groups, frame, make_town, publish

TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
Ask = Callable[..., SwapView]


@pytest.fixture
def town(sqlite_database: Database) -> LunchTown:
    with sqlite_database.writing() as session:
        town = make_town(session, NOW)
    publish(sqlite_database, town, NOW)
    return town


@pytest.fixture
def db(sqlite_database: Database, town: LunchTown) -> Database:
    return sqlite_database


@pytest.fixture
def ask(db: Database, town: LunchTown) -> Ask:
    """Roads ask the building department for Tuesday and Wednesday."""

    def ask(number: int = 1, by_id: int | None = None, now: object = NOW, **changes: object) -> SwapView:
        values = {"id": b"swap%04d" % number, "unit_id": town.roads, "other_unit_id": town.building}
        wish = SwapWish(**values | {"from_on": TUESDAY, "until_on": WEDNESDAY} | changes)  # type: ignore[arg-type]
        asker = by_id or town.roads_head
        return db.write(lambda s: cafeteria.ask_swap(s, wish, asker, now))  # type: ignore[arg-type]

    return ask


def answer(db: Database, swap: SwapView, by: Member | int, agree: bool = True, now: object = NOW) -> SwapView:
    by_id = by if isinstance(by, int) else by.staff_id
    return db.write(lambda s: cafeteria.answer_swap(s, swap.id, agree, by_id, now))  # type: ignore[arg-type]


def starts(db: Database, staff_id: int, on: date) -> tuple[int, bool] | None:
    with db.reading() as session:
        slot = cafeteria.find_my_slot(session, staff_id, on)
    return (slot.starts_minute, slot.is_swapped) if slot else None


def kinds(db: Database, staff_id: int) -> list[str]:
    with db.reading() as session:
        found = [notice.kind for notice in people.list_notices(session, staff_id)]
    return [kind for kind in found if "swap" in kind]


def waiting(db: Database, staff_id: int) -> int:
    with db.reading() as session:
        return cafeteria.count_swaps_waiting(session, staff_id, NOW)


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


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"other_unit_id": "roads"}, "swap_self"),
        ({"other_unit_id": "centre"}, "swap_other"),
        ({"other_unit_id": "tax"}, "swap_other"),
        ({"other_unit_id": "tax_team_1"}, "swap_same_slot"),
        ({"unit_id": "centre"}, "no_slot"),
        ({"from_on": WEDNESDAY, "until_on": TUESDAY}, "swap_period"),
        ({"until_on": WEDNESDAY + timedelta(days=7)}, "swap_period"),
        ({"from_on": MONDAY, "until_on": MONDAY}, "swap_no_day"),
        ({"from_on": TODAY, "until_on": TODAY}, "no_slot"),
        ({"from_on": date(1950, 1, 2), "until_on": date(1950, 1, 2)}, "no_slot"),
        ({"from_on": MONDAY + timedelta(weeks=4), "until_on": MONDAY + timedelta(weeks=4)}, "no_slot"),
    ],
)
def test_what_cannot_be_swapped_is_refused(
    town: LunchTown, ask: Ask, changes: dict[str, object], code: str
) -> None:
    named = {k: getattr(town, v) if isinstance(v, str) else v for k, v in changes.items()}
    with pytest.raises(BalgilError) as refusal:
        ask(**named)
    assert refusal.value.code == code


def test_a_lunch_that_has_begun_is_not_swapped(db: Database, town: LunchTown, ask: Ask) -> None:
    before, after = (local_instant(TUESDAY, at) for at in (time(10, 59), time(11, 0)))
    swap = ask(now=before)
    for refused in (lambda: answer(db, swap, town.cast.lead, now=after), lambda: ask(2, now=after)):
        with pytest.raises(Conflict) as refusal:
            refused()
        assert refusal.value.code == "swap_past"
    assert answer(db, swap, town.cast.lead, agree=False, now=after).state == "refused"
    with pytest.raises(Conflict):
        ask(3, now=local_instant(WEDNESDAY, time(8)))


def test_a_day_is_swapped_once(db: Database, town: LunchTown, ask: Ask) -> None:
    swap = ask()
    codes = []
    for number, changes in enumerate(
        [
            {"other_unit_id": town.general},
            {"unit_id": town.general, "by_id": town.cast.administrator.staff_id},
            {"unit_id": town.building, "other_unit_id": town.roads, "by_id": town.cast.lead.staff_id},
        ]
    ):
        with pytest.raises(BalgilError) as refusal:
            ask(number + 2, **changes)
        codes.append(refusal.value.code)
    assert codes == ["swap_twice", "not_your_unit", "swap_twice"]
    answer(db, swap, town.cast.lead)
    with pytest.raises(Conflict) as refusal:
        ask(9, from_on=WEDNESDAY, until_on=WEDNESDAY, other_unit_id=town.general)
    assert refusal.value.code == "swap_twice"
    thursday = MONDAY + timedelta(days=3)
    assert ask(10, from_on=thursday, until_on=thursday).state == "asked"


def test_a_swap_that_would_leave_a_counter_bare_is_refused(db: Database, town: LunchTown, ask: Ask) -> None:
    """The first team, from 11:30, would eat at 12:00 and be away until the second has gone at 12:30."""
    with pytest.raises(Conflict) as refusal:
        ask(unit_id=town.tax_team_1, other_unit_id=town.audit, by_id=town.tax_lead_1)
    assert refusal.value.code == "counter_bare"
    assert refusal.value.params == {
        "unit": "세무과", "from": "12:30", "until": "13:00", "present": 0, "least": 2,
    }  # fmt: skip
    assert ask(unit_id=town.tax_team_1, other_unit_id=town.building, by_id=town.tax_lead_1)


def test_the_two_teams_of_a_counter_may_swap(db: Database, town: LunchTown, ask: Ask) -> None:
    swap = ask(unit_id=town.tax_team_1, other_unit_id=town.tax_team_2, by_id=town.tax_lead_1)
    answer(db, swap, town.tax_lead_2)
    assert starts(db, town.tax_lead_1, TUESDAY) == (750, True)


def test_a_counter_is_looked_at_again_when_the_second_lead_taps(
    db: Database, town: LunchTown, ask: Ask
) -> None:
    """Two of the other team left in the meantime: one alone is not enough."""
    swap = ask(1, town.tax_lead_1, unit_id=town.tax_team_1, other_unit_id=town.building)
    with db.writing() as session:
        for number in ("006201", "006202"):
            person = people.find_person_by_number(session, number, TODAY)
            assert person
            people.assign_person(session, person.id, town.general, TODAY)
    with pytest.raises(Conflict) as refusal:
        answer(db, swap, town.cast.lead)
    assert refusal.value.code == "counter_bare"
    assert answer(db, swap, town.cast.lead, agree=False).state == "refused"


def test_swaps_of_a_plan_that_was_withdrawn_are_void(db: Database, town: LunchTown, ask: Ask) -> None:
    swap = ask()
    with db.writing() as session:
        cafeteria.withdraw_lunch_plan(session, swap.plan_id, NOW)
    assert waiting(db, town.cast.lead.staff_id) == 0
    with pytest.raises(Conflict) as refusal:
        answer(db, swap, town.cast.lead)
    assert refusal.value.code == "no_slot"
    with db.reading() as session:
        (shown,) = cafeteria.list_swaps(session, town.roads_head, NOW)
    assert shown.is_over
    assert not shown.may_withdraw


def test_what_was_agreed_in_a_plan_that_was_withdrawn_is_over(
    db: Database, town: LunchTown, ask: Ask
) -> None:
    swap = ask()
    answer(db, swap, town.cast.lead)
    with db.writing() as session:
        cafeteria.withdraw_lunch_plan(session, swap.plan_id, NOW)
        (shown,) = cafeteria.list_swaps(session, town.roads_head, NOW)
    assert shown.is_over


def test_an_unknown_swap_is_not_found(db: Database, town: LunchTown) -> None:
    with pytest.raises(NotFound), db.writing() as session:
        cafeteria.answer_swap(session, b"unknown!", True, town.roads_head, NOW)


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
