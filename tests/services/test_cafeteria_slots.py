"""Who eats when by a published plan: everybody once a day, in turns, whatever the organisation becomes."""

from collections import Counter
from datetime import timedelta

from services import cafeteria, notifications, people, workdays
from services.cafeteria import LunchPlanMember
from services.db import Database
from services.people import NewPerson, UnitKind
from tests.factories import NOW, TODAY
from tests.lunch_plans import draft, preview, problems, set_members, slot_of
from tests.lunch_world import HALL, MONDAY, LunchTown, four_groups, frame, make_town, publish


def test_departments_are_proposed_in_groups_and_centres_are_not(db: Database, town: LunchTown) -> None:
    shown = preview(db, draft(db, town))
    grouped = {unit for group in shown.groups for unit in group.unit_ids}
    assert grouped == {town.building, town.audit, town.general, town.roads, town.tax}
    assert sorted(group.heads for group in shown.groups) == [2, 3, 4, 7]
    assert shown.problems == ()
    assert shown.is_publishable


def test_the_same_frame_again_opens_the_same_draft(db: Database, town: LunchTown) -> None:
    assert draft(db, town) == draft(db, town)
    assert draft(db, town, weeks=5) != draft(db, town)


def test_a_draft_is_nobodys_lunch(db: Database, town: LunchTown) -> None:
    draft(db, town)
    assert slot_of(db, town.roads_head, MONDAY + timedelta(days=1)) is None
    with db.reading() as session:
        assert cafeteria.slots_of_day(session, town.cafeteria, MONDAY) == []


def test_a_published_plan_is_everybodys_lunch_and_its_leads_are_told(db: Database, town: LunchTown) -> None:
    publish(db, town, NOW)
    tuesday = MONDAY + timedelta(days=1)
    assert slot_of(db, town.cast.traveller.staff_id, tuesday) == (1, 660)
    assert slot_of(db, town.cast.director.staff_id, tuesday) == (1, 660)
    assert slot_of(db, town.tax_lead_1, tuesday) == (2, 690)
    assert slot_of(db, town.tax_lead_2, tuesday) == (4, 750)
    with db.reading() as session:
        told = {
            who: [n.kind for n in notifications.list_notices(session, who)]
            for who in (
                town.roads_head,
                town.tax_lead_1,
                town.cast.lead.staff_id,
                town.cast.traveller.staff_id,
            )
        }
        (notice,) = notifications.list_notices(session, town.roads_head)
    assert told == {
        town.roads_head: ["lunch_plan_published"],
        town.tax_lead_1: ["lunch_plan_published"],
        town.cast.lead.staff_id: ["lunch_plan_published"],
        town.cast.traveller.staff_id: [],
    }
    assert (notice.facts["unit"], notice.facts["slot"]) == ("도로과", "11:30")


def test_slots_move_on_each_week(db: Database, town: LunchTown) -> None:
    publish(db, town, NOW)
    fridays = [MONDAY + timedelta(days=3, weeks=n) for n in range(4)]
    assert [slot_of(db, town.roads_head, on) for on in fridays] == [(2, 690), (2, 720), (2, 750), (2, 660)]


def test_holidays_and_closures_have_no_slot(db: Database, town: LunchTown) -> None:
    publish(db, town, NOW)
    monday, friday = MONDAY, MONDAY + timedelta(days=4)
    assert slot_of(db, town.roads_head, monday) is None  # 개천절 대체공휴일
    assert slot_of(db, town.roads_head, friday) is None  # 한글날
    wednesday = MONDAY + timedelta(days=2)
    with db.writing() as session:
        cafeteria.add_closure(session, town.cafeteria, wednesday, "설비 점검")
    assert slot_of(db, town.roads_head, wednesday) is None


def test_a_holiday_that_is_entered_later_takes_its_slot_along(db: Database, town: LunchTown) -> None:
    publish(db, town, NOW)
    wednesday = MONDAY + timedelta(days=9)
    with db.writing() as session:
        workdays.add_special_day(session, wednesday, "임시공휴일", None, NOW)
    assert slot_of(db, town.roads_head, wednesday) is None
    with db.reading() as session:
        ledger = cafeteria.load_slot_ledger(session, town.cafeteria, MONDAY + timedelta(days=13))
    assert ledger[town.roads] == Counter({690: 3, 720: 4})


def test_the_next_plan_evens_out_what_the_last_one_left(db: Database, town: LunchTown) -> None:
    """Three working days in the first week and five in the others: who had the short slot has it again."""
    publish(db, town, NOW)
    later = MONDAY + timedelta(weeks=4)
    plan_id = draft(db, town, first_on=later)
    set_members(db, plan_id, four_groups(town))
    shown = preview(db, plan_id)
    assert shown.groups[1].turns_before == (5, 3, 5, 5)
    assert shown.weeks[0].starts == (660, 690, 720, 750)
    assert (shown.spread_before, shown.spread_after) == (2, 2)


def test_a_week_without_a_working_day_does_not_advance(db: Database, town: LunchTown) -> None:
    with db.writing() as session:
        for n in range(5):
            on = MONDAY + timedelta(weeks=1, days=n)
            workdays.add_special_day(session, on, "휴무", None, NOW)
    shown = preview(db, draft(db, town))
    assert [week.starts[:1] for week in shown.weeks] == [(660,), (), (690,), (720,)]


def test_slots_of_a_day_name_every_unit_that_eats_then(db: Database, town: LunchTown) -> None:
    publish(db, town, NOW)
    with db.reading() as session:
        slots = cafeteria.slots_of_day(session, town.cafeteria, MONDAY + timedelta(days=1))
        teams = {u.id for u in people.list_units(session, TODAY) if u.parent_id == town.building}
    assert [(s.group_number, s.starts_minute, s.ends_minute) for s in slots] == [
        (1, 660, 690), (2, 690, 720), (3, 720, 750), (4, 750, 780),
    ]  # fmt: skip
    assert slots[0].unit_ids == {town.building, *teams}
    assert slots[1].unit_ids == {town.roads, town.tax_team_1}


def test_whose_lunch_is_where(db: Database, town: LunchTown) -> None:
    with db.writing() as session:
        other = cafeteria.create_cafeteria(session, type(HALL)(**vars(HALL) | {"name": "별관 식당"}), NOW)
    on = MONDAY + timedelta(days=1)
    with db.reading() as session:
        everybody = {unit.id for unit in people.list_units(session, on)}
        assert cafeteria.list_member_units(session, town.cafeteria, on) == everybody
        assert cafeteria.find_my_cafeteria(session, town.roads_head, on) == town.cafeteria
    members = [LunchPlanMember(town.roads, 1), LunchPlanMember(town.centre, 2)]
    with db.writing() as session:
        plan_id = cafeteria.create_lunch_plan(session, other, frame(slot_minutes=(690, 720)), None, NOW)
        cafeteria.change_lunch_members(session, plan_id, members, NOW)
        cafeteria.publish_lunch_plan(session, plan_id, None, None, NOW)
    with db.reading() as session:
        assert cafeteria.find_my_cafeteria(session, town.roads_head, on) == other
        assert cafeteria.find_my_cafeteria(session, town.cast.auditor.staff_id, on) == town.cafeteria
        assert cafeteria.list_member_units(session, other, on) == {town.roads, town.centre}
        assert town.roads not in cafeteria.list_member_units(session, town.cafeteria, on)
    assert town.roads not in preview(db, draft(db, town)).plan.members
    plan_id = draft(db, town)
    set_members(db, plan_id, four_groups(town))
    assert "unit_elsewhere" in problems(db, plan_id)


def test_a_team_has_no_lunch_beside_that_of_its_department(db: Database, town: LunchTown) -> None:
    """The tax office as a whole in one cafeteria, its teams, for their counter, in the other."""
    other = db.write(
        lambda s: cafeteria.create_cafeteria(s, type(HALL)(**vars(HALL) | {"name": "별관식당"}), NOW)
    )
    members = [LunchPlanMember(town.tax, 1), LunchPlanMember(town.centre, 2)]
    with db.writing() as session:
        plan_id = cafeteria.create_lunch_plan(session, other, frame(slot_minutes=(690, 720)), None, NOW)
        cafeteria.change_lunch_members(session, plan_id, members, NOW)
        cafeteria.publish_lunch_plan(session, plan_id, None, None, NOW)
    plan_id = draft(db, town)
    set_members(db, plan_id, four_groups(town))
    assert "unit_elsewhere" in problems(db, plan_id)


def test_whose_cafeteria_is_closed_for_good_eats_in_another(db: Database, town: LunchTown) -> None:
    other = db.write(
        lambda s: cafeteria.create_cafeteria(s, type(HALL)(**vars(HALL) | {"name": "별관식당"}), NOW)
    )
    publish(db, town, NOW)
    on = MONDAY + timedelta(days=8)
    with db.writing() as session:
        cafeteria.end_cafeteria(session, town.cafeteria, on - timedelta(days=1), NOW)
    with db.reading() as session:
        assert cafeteria.find_my_cafeteria(session, town.roads_head, on) == other
        assert town.roads in cafeteria.list_member_units(session, other, on)
        assert cafeteria.find_my_slot(session, town.roads_head, on) is None


def test_reorganisation_leaves_new_departments_without_a_slot_and_new_teams_with_theirs(
    db: Database, town: LunchTown
) -> None:
    publish(db, town, NOW)
    on = MONDAY + timedelta(days=8)
    with db.writing() as session:
        fresh = people.create_unit(session, UnitKind.DEPARTMENT, "미래과", None, MONDAY)
        team = people.create_unit(session, UnitKind.TEAM, "보수팀", town.roads, MONDAY)
        ids = people.create_persons(
            session,
            [
                NewPerson("007001", "새사람", MONDAY, fresh, "주무관"),
                NewPerson("007002", "팀사람", MONDAY, team, "주무관"),
            ],
            NOW,
        )
    assert slot_of(db, ids["007001"], on) is None
    assert slot_of(db, ids["007002"], on) == (2, 720)
    assert slot_of(db, town.tax_head, on) is None
    with db.reading() as session:
        slots = cafeteria.slots_of_day(session, town.cafeteria, on)
    assert team in next(s for s in slots if s.starts_minute == 720).unit_ids
    assert slot_of(db, 10**6, on) is None


def test_what_is_new_since_the_plan_began_is_counted_on_where_it_comes_when_it_likes(
    db: Database, town: LunchTown
) -> None:
    """The kitchen would cook for a whole department too few; whoever was left out stays left out."""
    publish(db, town, NOW)
    began, on = MONDAY + timedelta(days=7), MONDAY + timedelta(days=8)
    with db.writing() as session:
        fresh = people.create_unit(session, UnitKind.DEPARTMENT, "미래과", None, began)
        team = people.create_unit(session, UnitKind.TEAM, "기획팀", fresh, began)
        third = people.create_unit(session, UnitKind.TEAM, "세무3팀", town.tax, began)
        far = people.create_unit(session, UnitKind.TEAM, "총무팀", town.centre, began)
        centre = people.create_unit(session, UnitKind.NEIGHBOURHOOD_CENTRE, "노을동", None, began)
        ids = people.create_persons(session, [NewPerson("007001", "새사람", began, fresh, "주무관")], NOW)
        before = cafeteria.count_heads(session, town.cafeteria, began - timedelta(days=4), NOW)
        here = cafeteria.list_member_units(session, town.cafeteria, on)
        after = cafeteria.count_heads(session, town.cafeteria, on, NOW)
        assert cafeteria.find_my_cafeteria(session, ids["007001"], on) == town.cafeteria
    assert {fresh, team, third} <= here
    assert not {far, centre, town.centre, town.tax} & here
    assert after.present == before.present + 1


def test_who_changes_units_has_the_slot_of_where_she_works_that_day(db: Database, town: LunchTown) -> None:
    publish(db, town, NOW)
    moved_on = MONDAY + timedelta(days=9)
    with db.writing() as session:
        people.assign_person(session, town.cast.auditor.staff_id, town.roads, moved_on)
    with db.reading() as session:
        slots = cafeteria.list_my_slots(
            session, town.cast.auditor.staff_id, moved_on - timedelta(days=1), moved_on
        )
    assert [(slot.on, slot.group_number) for slot in slots] == [
        (moved_on - timedelta(days=1), 3), (moved_on, 2),
    ]  # fmt: skip


def test_plans_work_on_both_engines(database: Database) -> None:
    with database.writing() as session:
        town = make_town(session, NOW)
    plan_id = publish(database, town, NOW)
    with database.reading() as session:
        assert cafeteria.preview_lunch_plan(session, plan_id, TODAY).spread_after <= 5
        assert len(cafeteria.list_lunch_plans(session, town.cafeteria)) == 1
        assert cafeteria.find_my_slot(session, town.roads_head, MONDAY + timedelta(days=1))
