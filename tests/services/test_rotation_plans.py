"""A rotation from draft to publication: solved in a child, shown with reasons, everybody's days, and back."""

from datetime import date, timedelta

import pytest

from services import notifications, workdays
from services.clock import StoppedClock
from services.db import Database
from services.errors import Conflict, Invalid
from services.remote_work import days, rotation
from tests.factories import NOW, TODAY
from tests.rotation_world import (
    MONDAY,
    TWO_WEEKS,
    RotationTown,
    add_post,
    ask,
    home_days,
    make_published,
    make_rotation_town,
    preview,
    publish,
    solve,
    wish,
)


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    return sqlite_database


@pytest.fixture
def hall(db: Database) -> RotationTown:
    return db.write(make_rotation_town)


def test_a_plan_is_solved_shown_and_published(database: Database) -> None:
    hall = database.write(make_rotation_town)
    add_post(database, hall.team_1, 3)
    plan_id = ask(database, hall)
    assert preview(database, plan_id).plan.work == "asked"
    # By the worker's own child.
    assert rotation.solve_asked(database, StoppedClock(NOW)) == 1
    shown = preview(database, plan_id)
    assert (shown.plan.work, shown.is_publishable, shown.is_optimal, shown.gap_percent) == (
        "solved",
        True,
        True,
        0,
    )
    assert shown.fairness_days is not None
    assert shown.fairness_days <= 1
    civil = next(unit for unit in shown.units if unit.name == "민원과")
    assert len(civil.lines) == 13
    # Eight working days of two weeks with a holiday each: a third of thirteen is four or five.
    assert len(shown.days) == 8
    assert {count.home for count in civil.counts} <= {4, 5}
    assert {line.home_days for line in civil.lines} <= {2, 3}
    assert not any(line.staff_id in hall.watchers for unit in shown.units for line in unit.lines)
    publish(database, plan_id)
    mine = home_days(database, hall.first[1])
    with database.reading() as session:
        cards = days.list_days(session, [hall.first[1]], *TWO_WEEKS)
        told = notifications.list_notices(session, hall.first[1])
        asker = notifications.list_notices(session, hall.planner)
    assert [card.on for card in cards] == mine
    assert [notice.kind for notice in told] == ["rotation_published"]
    assert told[0].facts["count"] == str(len(mine))
    assert {notice.kind for notice in asker} == {"rotation_published", "rotation_solved"}


def test_wishes_are_met_where_they_can_be_and_every_other_one_has_its_reason(
    db: Database, hall: RotationTown
) -> None:
    """Six want each Tuesday at home; the team needs three, so three of them hear why not."""
    add_post(db, hall.team_1, 3, name="민원 창구")
    for person in hall.first:
        wish(db, person, "home", 1)
    wish(db, hall.second[0], "office", 2)
    plan_id = ask(db, hall)
    solve(db)
    shown = preview(db, plan_id)
    assert shown.wishes == 6 * 2 + 2
    reasons = {(each.staff_id, each.on): each.reason for each in shown.unmet}
    assert len(reasons) == len(shown.unmet) > 0
    post = [reason for reason in reasons.values() if reason.code == "post"]
    assert all(reason.params == {"post": "민원과 창구1팀 민원 창구", "least": 3} for reason in post)
    assert all(reason.sentence % reason.params for reason in reasons.values())
    met = {
        (line.staff_id, on)
        for u in shown.units
        for line in u.lines
        for on in line.days
        if line.days[on] == "H"
    }
    assert all((each.staff_id, each.on) not in met for each in shown.unmet if each.want == "home")


def test_fixed_days_hold(db: Database, hall: RotationTown) -> None:
    wish(db, hall.first[1], "home", 1, by_id=hall.lead_1)
    wish(db, hall.first[2], "office", None, by_id=hall.planner)
    plan_id = ask(db, hall)
    solve(db)
    lines = {line.staff_id: line for unit in preview(db, plan_id).units for line in unit.lines}
    tuesdays = [on for on in lines[hall.first[1]].days if on.weekday() == 1]
    assert {lines[hall.first[1]].days[on] for on in tuesdays} == {"H"}
    assert lines[hall.first[2]].home_days == 0


def test_who_is_excluded_takes_no_part_and_still_keeps_the_counter(db: Database, hall: RotationTown) -> None:
    add_post(db, hall.team_1, 2, *hall.first[:2])
    with db.writing() as session:
        for person in hall.first[:2]:
            rotation.exclude_person(session, person, TODAY, None, None, NOW)
    plan_id = ask(db, hall)
    solve(db)
    shown = preview(db, plan_id)
    assert shown.plan.work == "solved"
    assert not {line.staff_id for unit in shown.units for line in unit.lines} & set(hall.first[:2])


def test_rules_that_collide_are_named_and_none_of_them_can_be_left_out(
    db: Database, hall: RotationTown
) -> None:
    """Five of six are fixed at home on Tuesdays where three must stay: any four of them collide."""
    add_post(db, hall.team_1, 3, name="민원 창구")
    add_post(db, hall.team_2, 1)
    for person in hall.first[:5]:
        wish(db, person, "home", 1, by_id=hall.planner)
    plan_id = ask(db, hall)
    solve(db)
    shown = preview(db, plan_id)
    assert shown.plan.work == "impossible"
    sentences = [reason.sentence % reason.params for reason in shown.collision]
    assert sorted(reason.code for reason in shown.collision) == ["home", "home", "home", "home", "post"]
    assert "민원과 창구1팀 민원 창구: 날마다 3명이 있어야 해요." in sentences
    with pytest.raises(Conflict, match="rotation_unsolved"):
        publish(db, plan_id)
    # It can be asked for again, and is solved once a rule has gone.
    with db.writing() as session:
        (first, *_) = rotation.list_wishes_of(session, hall.first[0], TODAY)
        (second, *_) = rotation.list_wishes_of(session, hall.first[1], TODAY)
        for each in (first, second):
            rotation.remove_wish(session, each.id, hall.planner, NOW)
    ask(db, hall)
    solve(db)
    assert preview(db, plan_id).plan.work == "solved"


def test_a_counter_without_enough_people_is_named_with_its_day(db: Database, hall: RotationTown) -> None:
    add_post(db, hall.team_1, 9)
    plan_id = ask(db, hall)
    solve(db)
    (short,) = preview(db, plan_id).collision
    facts = {"post": "민원과 창구1팀", "on": (MONDAY + timedelta(days=1)).isoformat(), "least": 9, "there": 6}
    assert (short.code, short.params) == ("short", facts)


def test_nothing_else_is_published_than_was_shown(db: Database, hall: RotationTown) -> None:
    plan_id = ask(db, hall)
    solve(db)
    wish(db, hall.first[1], "home", 3)
    with pytest.raises(Conflict, match="rotation_changed"):
        publish(db, plan_id)
    ask(db, hall)
    solve(db)
    publish(db, plan_id)
    assert publish(db, plan_id).state == "published"


def test_two_plans_share_no_day(db: Database, hall: RotationTown) -> None:
    make_published(db, hall)
    later = ask(db, hall, (MONDAY + timedelta(days=7), MONDAY + timedelta(days=18)))
    solve(db)
    with pytest.raises(Conflict, match="rotation_overlaps"):
        publish(db, later)


def test_a_plan_that_is_withdrawn_takes_its_days_along(db: Database, hall: RotationTown) -> None:
    plan_id = make_published(db, hall)
    assert home_days(db, hall.first[1])
    without_on = db.write(lambda s: rotation.withdraw_plan(s, plan_id, NOW))
    assert without_on == MONDAY
    assert home_days(db, hall.first[1]) == []
    with db.reading() as session:
        assert days.list_days(session, [hall.first[1]], *TWO_WEEKS) == []
    assert db.write(lambda s: rotation.withdraw_plan(s, plan_id, NOW)) == MONDAY


@pytest.mark.parametrize(
    "period",
    [
        (TODAY, MONDAY),
        (MONDAY, MONDAY - timedelta(days=1)),
        (MONDAY, MONDAY + timedelta(weeks=26)),
        (MONDAY, MONDAY),
    ],
)
def test_periods_that_are_none(db: Database, hall: RotationTown, period: tuple[date, date]) -> None:
    with pytest.raises(Invalid, match="rotation_period"):
        ask(db, hall, period)


def test_a_holiday_that_is_entered_later_takes_its_days_along(db: Database, hall: RotationTown) -> None:
    make_published(db, hall)
    with db.reading() as session:
        lost = next(on for on in home_days(db, hall.first[1]))
        before = rotation.list_balances(session, hall.civil, TWO_WEEKS[1])
    db.write(lambda s: workdays.add_special_day(s, lost, "임시공휴일", None, NOW))
    assert lost not in home_days(db, hall.first[1])
    with db.reading() as session:
        after = rotation.list_balances(session, hall.civil, TWO_WEEKS[1])
    counted = {line.staff_id: line.work_days for line in before}
    assert {counted[line.staff_id] - line.work_days for line in after} == {1}
