"""The hours in which lunch may lie, and frames of a plan that make no sense."""

from datetime import date, timedelta

import pytest

from services import cafeteria
from services.cafeteria import LunchHours
from services.db import Database
from services.errors import BalgilError, Conflict, Invalid
from tests.factories import TODAY
from tests.lunch_plans import draft
from tests.lunch_world import MONDAY, LunchTown


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slot_minutes": ()}, "groups"),
        ({"slot_minutes": (690,)}, "groups"),
        ({"slot_minutes": tuple(range(660, 759))}, "groups"),
        ({"slot_minutes": (690, 680)}, "slots"),
        ({"slot_minutes": (690, 690, 720)}, "slots"),
        ({"slot_length_min": 0}, "slot_length"),
        ({"slot_length_min": 10**9}, "slot_length"),
        ({"weeks": 0}, "weeks"),
        ({"weeks": 27}, "weeks"),
        ({"first_on": TODAY - timedelta(days=7)}, "first_on"),
    ],
)
def test_a_frame_that_makes_no_sense_is_refused(
    db: Database, town: LunchTown, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        draft(db, town, **changes)
    assert list(refusal.value.fields) == [field]


def test_a_slot_outside_the_rule_is_refused_with_its_legal_basis(db: Database, town: LunchTown) -> None:
    with pytest.raises(Invalid) as refusal:
        draft(db, town, slot_minutes=(720, 785))
    assert refusal.value.code == "slot_outside_rule"
    assert refusal.value.params == {
        "slot": "13:05", "basis": "지방공무원 복무규정 제2조", "earliest": "11:00", "latest": "14:00",
    }  # fmt: skip
    assert draft(db, town, slot_minutes=(660, 720, 780))


def test_a_later_rule_holds_from_its_day_on(db: Database, town: LunchTown) -> None:
    later = LunchHours(MONDAY + timedelta(weeks=2), 720, 780, 30, "복무 조례 제9조")
    with db.writing() as session:
        cafeteria.add_lunch_hours(session, later, TODAY)
    assert draft(db, town, weeks=2)
    with pytest.raises(Invalid) as refusal:
        draft(db, town, weeks=3)
    assert refusal.value.params["basis"] == "복무 조례 제9조"
    with db.writing() as session:
        cafeteria.remove_lunch_hours(session, later.from_on, TODAY)
    assert draft(db, town, weeks=3)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"from_on": TODAY}, "rule_not_later"),
        ({"from_on": date(1999, 1, 1)}, "rule_not_later"),
        ({"ends_minute": 700}, "invalid_lunch_rule"),
        ({"most_moved_min": -1}, "invalid_lunch_rule"),
        ({"most_moved_min": 999}, "invalid_lunch_rule"),
        ({"basis": " \u202e "}, "invalid_lunch_rule"),
    ],
)
def test_a_wrong_rule_is_refused(db: Database, changes: dict[str, object], code: str) -> None:
    values = {"from_on": TODAY + timedelta(days=9), "starts_minute": 720, "ends_minute": 780}
    rule = LunchHours(**values | {"most_moved_min": 60, "basis": "조례"} | changes)  # type: ignore[arg-type]
    with pytest.raises(BalgilError) as refusal, db.writing() as session:
        cafeteria.add_lunch_hours(session, rule, TODAY)
    assert refusal.value.code == code


def test_the_rule_in_force_is_not_removed(db: Database) -> None:
    with pytest.raises(Conflict), db.writing() as session:
        cafeteria.remove_lunch_hours(session, date(2000, 1, 1), TODAY)


def test_slots_lie_within_the_hours_of_serving(db: Database, town: LunchTown) -> None:
    with pytest.raises(Invalid) as refusal:
        draft(db, town, slot_minutes=(720, 780), slot_length_min=40)
    assert refusal.value.code == "slot_not_served"
