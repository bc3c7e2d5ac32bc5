"""Who is in which group of a plan, and counters that stay manned."""

from datetime import timedelta

import pytest

from services import cafeteria, people
from services.cafeteria import LunchPlanMember
from services.db import Database
from services.errors import Conflict, Invalid
from services.people import UnitKind
from tests.factories import LONG_AGO, TODAY
from tests.lunch_plans import draft, preview, problems, publish_it, set_frame, set_members
from tests.lunch_world import CLOSE, HOURLY, MONDAY, LunchTown, four_groups, frame


def test_members_that_make_no_sense_are_refused(db: Database, town: LunchTown) -> None:
    plan_id, good = draft(db, town), four_groups(town)
    (institution,) = [u.id for u in _units(db) if u.kind is UnitKind.INSTITUTION]
    bad = {
        "한 조에만": [*good, LunchPlanMember(town.roads, 2)],
        "한 조에만 ": [*good, LunchPlanMember(town.roads, 3)],
        "없는 부서": [*good, LunchPlanMember(10**6, 1)],
        "없는 부서 ": [*good, LunchPlanMember(institution, 1)],
        "조는 1조부터": [*good, LunchPlanMember(town.centre, 5)],
        "조는 1조부터 ": [*good, LunchPlanMember(town.centre, 0)],
        "창구를 지키는": [LunchPlanMember(m.unit_id, m.group_number) for m in good],
        "0에서 999": [*good, LunchPlanMember(town.centre, 1, -1)],
    }
    for words, members in bad.items():
        with pytest.raises(Invalid) as refusal:
            set_members(db, plan_id, members)
        assert words.strip() in refusal.value.sentence
    set_members(db, plan_id, good)


def _units(db: Database) -> list[people.UnitView]:
    with db.reading() as session:
        return people.list_units(session, TODAY)


def test_an_empty_group_is_kept_in_a_draft_and_never_published(db: Database, town: LunchTown) -> None:
    plan_id = draft(db, town)
    set_members(db, plan_id, four_groups(town)[1:])
    assert problems(db, plan_id) == ["group_empty"]
    with pytest.raises(Conflict) as refusal:
        publish_it(db, plan_id)
    assert refusal.value.code == "plan_has_problems"
    many = draft(db, town, slot_minutes=tuple(range(660, 740, 10)), slot_length_min=10)
    assert problems(db, many).count("group_empty") == 3


def test_a_closed_department_is_no_member(db: Database, town: LunchTown) -> None:
    with db.writing() as session:
        closed = people.create_unit(session, UnitKind.DEPARTMENT, "옛과", None, LONG_AGO)
        people.close_unit(session, closed, TODAY)
    plan_id = draft(db, town)
    with pytest.raises(Invalid):
        set_members(db, plan_id, [*four_groups(town), LunchPlanMember(closed, 1)])


def test_a_department_that_goes_away_before_publication_is_told(db: Database, town: LunchTown) -> None:
    with db.writing() as session:
        leaving = people.create_unit(session, UnitKind.DEPARTMENT, "곧없는과", None, LONG_AGO)
    plan_id = draft(db, town)
    set_members(db, plan_id, [*four_groups(town), LunchPlanMember(leaving, 1)])
    with db.writing() as session:
        people.close_unit(session, leaving, MONDAY + timedelta(days=3))
    assert problems(db, plan_id) == ["unit_ends"]
    with db.writing() as session:
        people.create_unit(session, UnitKind.DEPARTMENT, "새과", None, LONG_AGO)
    set_frame(db, plan_id, frame(first_on=MONDAY + timedelta(weeks=1)))
    assert problems(db, plan_id) == ["unit_gone"]
    with pytest.raises(Conflict) as refusal:
        publish_it(db, plan_id)
    assert refusal.value.code == "plan_has_problems"


def test_a_counter_that_would_be_bare_is_told_in_plain_words_and_not_published(
    db: Database, town: LunchTown
) -> None:
    plan_id = draft(db, town, slot_minutes=CLOSE, slot_length_min=20)
    set_members(db, plan_id, four_groups(town))
    (problem,) = preview(db, plan_id).problems
    assert problem.code == "counter_bare"
    assert problem.params == {"unit": "세무과", "from": "12:30", "until": "12:50", "present": 0, "least": 2}
    with pytest.raises(Conflict):
        publish_it(db, plan_id)
    set_frame(db, plan_id, frame(slot_minutes=HOURLY))
    publish_it(db, plan_id)


def test_a_counter_is_proposed_by_its_teams_half_a_round_apart(db: Database, town: LunchTown) -> None:
    plan_id = draft(db, town)
    with db.reading() as session:
        plan = cafeteria.load_lunch_plan(session, plan_id)
        proposed = cafeteria.propose_groups(session, plan, {town.tax: 3}, TODAY)
    groups = {m.unit_id: m.group_number for m in proposed}
    assert abs(groups[town.tax_team_1] - groups[town.tax_team_2]) == 2
    assert groups[town.tax] in (groups[town.tax_team_1], groups[town.tax_team_2])
    set_members(db, plan_id, proposed)
    assert problems(db, plan_id) == []
    assert [m.least_present for m in proposed if m.unit_id == town.tax] == [3]


def test_another_number_of_groups_is_proposed_anew_with_the_same_counters(
    db: Database, town: LunchTown
) -> None:
    plan_id = draft(db, town)
    set_members(db, plan_id, four_groups(town))
    set_frame(db, plan_id, frame(slot_minutes=(660, 720)))
    shown = preview(db, plan_id)
    assert len(shown.groups) == 2
    assert {shown.plan.members[unit].group_number for unit in (town.tax_team_1, town.tax_team_2)} == {1, 2}
    assert shown.problems == ()
