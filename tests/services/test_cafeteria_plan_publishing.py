"""A plan from draft to the end: what is published is what was shown, once, and what is withdrawn is gone."""

from datetime import time, timedelta

import pytest

from services import cafeteria, notifications
from services.clock import local_instant
from services.db import Database
from services.errors import Conflict, NotFound
from tests.factories import NOW, TODAY
from tests.lunch_plans import draft, preview, problems, publish_it, set_frame, set_members, slot_of
from tests.lunch_world import HALL, MONDAY, LunchTown, four_groups, frame, publish


def test_an_unknown_cafeteria_or_plan_is_not_found(db: Database) -> None:
    with pytest.raises(NotFound), db.writing() as session:
        cafeteria.create_lunch_plan(session, 99, frame(), None, NOW)
    with pytest.raises(NotFound), db.writing() as session:
        cafeteria.publish_lunch_plan(session, 99, None, None, NOW)


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
        assert len(notifications.list_notices(session, town.roads_head)) == 1


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
        kinds = [notice.kind for notice in notifications.list_notices(session, town.roads_head)]
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
