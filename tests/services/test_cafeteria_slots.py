"""Plans of lunch slots: proposed, previewed, published, withdrawn; who eats when; what is refused."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest

from services import cafeteria, people, workdays
from services.cafeteria import LunchFrame, LunchHours, LunchPlanMember
from services.clock import local_instant
from services.db import Database
from services.errors import BalgilError, Conflict, Invalid, NotFound
from services.people import NewPerson, UnitKind
from tests.factories import LONG_AGO, NOW, TODAY
from tests.lunch_world import CLOSE, HALL, HOURLY, MONDAY, LunchTown, four_groups, frame, make_town, publish


@pytest.fixture
def town(sqlite_database: Database) -> LunchTown:
    with sqlite_database.writing() as session:
        return make_town(session, NOW)


@pytest.fixture
def db(sqlite_database: Database, town: LunchTown) -> Database:
    return sqlite_database


def draft(db: Database, town: LunchTown, **changes: object) -> int:
    by_id = town.cast.administrator.staff_id
    return db.write(lambda s: cafeteria.create_lunch_plan(s, town.cafeteria, frame(**changes), by_id, NOW))


def preview(db: Database, plan_id: int, today: date = TODAY) -> cafeteria.LunchPreview:
    with db.reading() as session:
        return cafeteria.preview_lunch_plan(session, plan_id, today)


def problems(db: Database, plan_id: int) -> list[str]:
    return [problem.code for problem in preview(db, plan_id).problems]


def set_members(db: Database, plan_id: int, members: list[LunchPlanMember]) -> None:
    with db.writing() as session:
        cafeteria.change_lunch_members(session, plan_id, members, NOW)


def slot_of(db: Database, staff_id: int, on: date) -> tuple[int, int] | None:
    with db.reading() as session:
        slot = cafeteria.find_my_slot(session, staff_id, on)
    return None if slot is None else (slot.group_number, slot.starts_minute)


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
            who: [n.kind for n in people.list_notices(session, who)]
            for who in (
                town.roads_head,
                town.tax_lead_1,
                town.cast.lead.staff_id,
                town.cast.traveller.staff_id,
            )
        }
        (notice,) = people.list_notices(session, town.roads_head)
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
        cafeteria.end_cafeteria(session, town.cafeteria, on - timedelta(days=1), TODAY)
    with db.reading() as session:
        assert cafeteria.find_my_cafeteria(session, town.roads_head, on) == other
        assert town.roads in cafeteria.list_member_units(session, other, on)
        assert cafeteria.find_my_slot(session, town.roads_head, on) is None


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


def test_an_unknown_cafeteria_or_plan_is_not_found(db: Database) -> None:
    with pytest.raises(NotFound), db.writing() as session:
        cafeteria.create_lunch_plan(session, 99, frame(), None, NOW)
    with pytest.raises(NotFound), db.writing() as session:
        cafeteria.publish_lunch_plan(session, 99, None, None, NOW)


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


def set_frame(db: Database, plan_id: int, wanted: LunchFrame) -> None:
    with db.writing() as session:
        cafeteria.change_lunch_frame(session, plan_id, wanted, NOW)


def publish_it(db: Database, plan_id: int, seen: str | None = None, now: datetime = NOW) -> None:
    with db.writing() as session:
        cafeteria.publish_lunch_plan(session, plan_id, seen, None, now)


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


def test_what_was_shown_is_what_is_published(db: Database, town: LunchTown) -> None:
    plan_id = draft(db, town)
    seen = preview(db, plan_id).seen
    set_members(db, plan_id, four_groups(town))
    with pytest.raises(Conflict) as refusal:
        publish_it(db, plan_id, seen)
    assert refusal.value.code == "plan_changed"
    publish_it(db, plan_id, preview(db, plan_id).seen)


def test_publishing_again_changes_nothing(db: Database, town: LunchTown) -> None:
    plan_id = publish(db, town, NOW)
    publish_it(db, plan_id, "whatever was shown")
    with db.reading() as session:
        assert len(people.list_notices(session, town.roads_head)) == 1


def test_published_plans_never_overlap(db: Database, town: LunchTown) -> None:
    publish(db, town, NOW)
    plan_id = draft(db, town, first_on=MONDAY + timedelta(weeks=3), weeks=2)
    assert "plan_overlaps" in problems(db, plan_id)
    with pytest.raises(Conflict):
        publish_it(db, plan_id)


def test_a_published_plan_is_not_edited(db: Database, town: LunchTown) -> None:
    plan_id = publish(db, town, NOW)
    with pytest.raises(Conflict) as refusal:
        set_members(db, plan_id, four_groups(town))
    assert refusal.value.code == "plan_no_draft"
    with pytest.raises(Conflict):
        set_frame(db, plan_id, frame(weeks=2))
    with pytest.raises(Conflict), db.writing() as session:
        cafeteria.remove_lunch_draft(session, plan_id)


def test_a_draft_is_thrown_away(db: Database, town: LunchTown) -> None:
    plan_id = draft(db, town)
    with db.writing() as session:
        cafeteria.remove_lunch_draft(session, plan_id)
    with pytest.raises(NotFound):
        preview(db, plan_id)


def test_a_plan_that_has_not_begun_is_withdrawn_whole(db: Database, town: LunchTown) -> None:
    plan_id = publish(db, town, NOW)
    with db.writing() as session:
        cafeteria.withdraw_lunch_plan(session, plan_id, NOW)
        cafeteria.withdraw_lunch_plan(session, plan_id, NOW)
    assert slot_of(db, town.roads_head, MONDAY + timedelta(days=1)) is None
    with db.reading() as session:
        kinds = [notice.kind for notice in people.list_notices(session, town.roads_head)]
        assert cafeteria.load_slot_ledger(session, town.cafeteria, MONDAY + timedelta(weeks=9)) == {}
    assert kinds == ["lunch_plan_withdrawn", "lunch_plan_published"]
    with pytest.raises(Conflict) as refusal:
        publish_it(db, plan_id)
    assert refusal.value.code == "plan_withdrawn"


def test_a_plan_that_runs_ends_with_yesterday_and_another_can_begin_today(
    db: Database, town: LunchTown
) -> None:
    plan_id = publish(db, town, NOW)
    wednesday = MONDAY + timedelta(days=9)
    at = local_instant(wednesday, time(8, 30))
    with db.writing() as session:
        cafeteria.withdraw_lunch_plan(session, plan_id, at)
    assert slot_of(db, town.roads_head, wednesday - timedelta(days=1)) == (2, 720)
    assert slot_of(db, town.roads_head, wednesday) is None
    again = publish(db, town, at, first_on=wednesday, weeks=1)
    assert slot_of(db, town.roads_head, wednesday) is not None
    with db.reading() as session:
        assert cafeteria.load_lunch_plan(session, again).from_on == wednesday
        ledger = cafeteria.load_slot_ledger(session, town.cafeteria, MONDAY + timedelta(weeks=9))
    assert sum(ledger[town.roads].values()) == 3 + 2 + 3


def test_a_plan_that_is_over_stays(db: Database, town: LunchTown) -> None:
    plan_id = publish(db, town, NOW)
    with pytest.raises(Conflict) as refusal, db.writing() as session:
        cafeteria.withdraw_lunch_plan(session, plan_id, NOW + timedelta(weeks=9))
    assert refusal.value.code == "plan_over"


def test_a_draft_whose_first_week_went_by_is_not_published(db: Database, town: LunchTown) -> None:
    plan_id = draft(db, town)
    with pytest.raises(Conflict):
        publish_it(db, plan_id, now=NOW + timedelta(weeks=2))
    found = preview(db, plan_id, TODAY + timedelta(weeks=2)).problems
    assert [problem.code for problem in found] == ["plan_past"]
    assert preview(db, plan_id, TODAY + timedelta(weeks=50)).problems


def test_a_period_without_serving_is_not_published(db: Database, town: LunchTown) -> None:
    with db.writing() as session:
        cafeteria.close_cafeteria(session, town.cafeteria, MONDAY - timedelta(days=1))
    assert "no_days" in problems(db, draft(db, town))


def test_a_group_that_is_too_large_to_serve_is_worth_a_look(db: Database, town: LunchTown) -> None:
    plan = type(HALL)(**vars(HALL) | {"served_per_minute": 0.1})
    with db.writing() as session:
        cafeteria.change_cafeteria(session, town.cafeteria, plan)
    plan_id = draft(db, town)
    assert set(problems(db, plan_id)) == {"group_large"}
    publish_it(db, plan_id)


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
