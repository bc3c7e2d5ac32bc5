"""What is not swapped: past days, bare counters, plans that are gone."""

from datetime import date, time, timedelta
from functools import partial

import pytest

from services import cafeteria, people
from services.clock import local_instant
from services.db import Database
from services.errors import BalgilError, Conflict, NotFound
from tests.factories import NOW, TODAY
from tests.lunch_swaps import TUESDAY, WEDNESDAY, Ask, answer, ask_building, starts, waiting
from tests.lunch_world import MONDAY, LunchTown, make_town, publish


@pytest.fixture
def town(sqlite_database: Database) -> LunchTown:
    with sqlite_database.writing() as session:
        town = make_town(session, NOW)
    publish(sqlite_database, town, NOW)
    return town


@pytest.fixture
def ask(db: Database, town: LunchTown) -> Ask:
    return partial(ask_building, db, town)


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
