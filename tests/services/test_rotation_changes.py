"""What changes after publication: people, absences, holidays, rules; and the crisis dial."""

from datetime import date, datetime, timedelta

import pytest

from services import absences, notifications, people, workdays
from services.absences import AbsenceKind, Source, Span
from services.clock import instant_of
from services.db import Database
from services.errors import Conflict, Invalid
from services.ledger import Appender
from services.remote_work import days, rotation
from services.remote_work.rotation import RotationPlanView, Share
from tests.factories import NOW
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

WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    return sqlite_database


@pytest.fixture
def hall(db: Database) -> RotationTown:
    return db.write(make_rotation_town)


def renew(db: Database, hall: RotationTown, from_on: date = WEDNESDAY) -> RotationPlanView:
    plan = db.write(lambda s: rotation.recompute(s, from_on, hall.planner, NOW))
    solve(db)
    return plan


def be_away(db: Database, staff_id: int, on: date, kind: AbsenceKind = AbsenceKind.LEAVE) -> None:
    span = Span(staff_id, kind, instant_of(on, 0), instant_of(on, 24 * 60))
    source = Source("test", f"{staff_id}{on}".encode()[:16])
    db.write(lambda s: absences.set_absences(s, source, [span], is_approved=True))


def test_nothing_moves_where_nothing_changed(db: Database, hall: RotationTown) -> None:
    make_published(db, hall)
    shown = preview(db, renew(db, hall).id)
    assert shown.plan.work == "solved"
    assert shown.moves == ()


def kinds_of(changes: rotation.Changes | None) -> tuple[str, ...]:
    return changes.kinds if changes else ()


def find_changes(db: Database, plan_id: int, now: datetime = NOW) -> rotation.Changes | None:
    with db.reading() as session:
        return rotation.find_changes(session, rotation.load_plan(session, plan_id), now)


def test_a_published_plan_says_which_of_its_rules_are_others_now(db: Database, hall: RotationTown) -> None:
    """From the first day on that they touch; a wish is none of them, nor is what touches no day to come."""
    plan_id, thursday = make_published(db, hall), WEDNESDAY + timedelta(days=1)
    wish(db, hall.first[1], "home", 3)
    be_away(db, hall.first[1], MONDAY - timedelta(days=5))
    assert find_changes(db, plan_id) is None
    be_away(db, hall.first[1], thursday)
    found = find_changes(db, plan_id)
    assert found is not None
    assert (found.from_on, found.kinds) == (thursday, ("사람·휴가·비율",))
    assert find_changes(db, plan_id, NOW + timedelta(days=14)) is None
    add_post(db, hall.team_1, 2)
    wish(db, hall.first[2], "office", 1, by_id=hall.lead_1)
    db.write(lambda s: workdays.add_special_day(s, WEDNESDAY, "임시공휴일", None, NOW))
    assert set(kinds_of(find_changes(db, plan_id))) == {
        "휴일",
        "사람·휴가·비율",
        "최소 인원",
        "고정한 날",
    }
    renewed = renew(db, hall, MONDAY)
    publish(db, renewed.id)
    assert find_changes(db, renewed.id) is None
    assert find_changes(db, plan_id) is None


def test_groups_that_come_after_a_plan_are_a_change_of_it(db: Database, hall: RotationTown) -> None:
    plan_id = make_published(db, hall)
    db.write(lambda s: rotation.declare_outbreak(s, WEDNESDAY, TWO_WEEKS[1], 2, hall.planner, NOW))
    assert find_changes(db, plan_id) == rotation.Changes(WEDNESDAY, ("감염 조·층·점심 차례",))


def test_an_unmet_wish_is_told_once_by_the_plan_that_holds(db: Database, hall: RotationTown) -> None:
    """A plan that was made anew holds on its days, the one before on those before."""
    for person in (hall.head, *hall.first, *hall.second):
        wish(db, person, "home", 1)
    make_published(db, hall)
    plan = renew(db, hall, WEDNESDAY)
    publish(db, plan.id)
    told = []
    for person in (hall.head, *hall.first, *hall.second):
        with db.reading() as session:
            found = rotation.list_unmet(session, person, MONDAY)
        told += [(wish.staff_id, wish.on) for wish in found]
        assert all(wish.staff_id == person for wish in found)
    assert len(told) == len(set(told)) > 0


def test_who_takes_part_no_longer_is_among_the_moves(db: Database, hall: RotationTown) -> None:
    make_published(db, hall)
    gone, had = hall.first[4], home_days(db, hall.first[4])
    db.write(lambda s: rotation.exclude_person(s, gone, MONDAY, None, hall.planner, NOW))
    shown = preview(db, renew(db, hall, MONDAY).id)
    (move,) = [move for move in shown.moves if move.staff_id == gone]
    assert (move.unit_id, move.gains, list(move.loses)) == (hall.civil, (), had)


def test_an_absence_moves_as_few_days_as_it_can(db: Database, hall: RotationTown) -> None:
    """Who is away leaves her counter one short: one colleague comes in, everything else stays."""
    first = make_published(db, hall)
    with db.reading() as session:
        turns = rotation.list_turns(session, hall.first, WEDNESDAY, WEDNESDAY)
    present = [turn.staff_id for turn in turns if not turn.is_home]
    add_post(db, hall.team_1, len(present))
    be_away(db, present[0], WEDNESDAY)
    with db.reading() as session:
        (risk,) = [
            each
            for each in rotation.list_cover_risks(session, [hall.lead_1], WEDNESDAY, TWO_WEEKS[1])
            if each.on == WEDNESDAY
        ]
    assert (risk.present, risk.least, risk.away_ids) == (len(present) - 1, len(present), (present[0],))
    plan = renew(db, hall)
    shown = preview(db, plan.id)
    needed = {move.staff_id for move in shown.moves if WEDNESDAY in move.loses}
    assert len(needed) == 1
    publish(db, plan.id)
    with db.reading() as session:
        assert rotation.list_cover_risks(session, [hall.lead_1], WEDNESDAY, TWO_WEEKS[1]) == []
        assert rotation.load_plan(session, first).until_on == WEDNESDAY - timedelta(days=1)


def test_who_moves_to_another_department_takes_her_balance_and_days_along(
    db: Database, hall: RotationTown
) -> None:
    make_published(db, hall)
    mover, second_week = hall.first[5], MONDAY + timedelta(days=7)
    with db.reading() as session:
        first_week = home_days(db, mover, (MONDAY, second_week - timedelta(days=1)))
        general = next(u.id for u in people.list_units(session, second_week) if u.name == "총무과")
    db.write(lambda s: people.assign_person(s, mover, general, second_week))
    plan = renew(db, hall, second_week)
    publish(db, plan.id)
    lines = {line.staff_id: line for unit in preview(db, plan.id).units for line in unit.lines}
    assert lines[mover].unit_id == general
    assert home_days(db, mover)[: len(first_week)] == first_week
    with db.reading() as session:
        (balance,) = [
            b for b in rotation.list_balances(session, general, TWO_WEEKS[1]) if b.staff_id == mover
        ]
        cards = [card.on for card in days.list_days(session, [mover], *TWO_WEEKS)]
    assert balance.home_days == len(home_days(db, mover))
    assert cards == home_days(db, mover)


def test_who_will_move_within_a_plan_works_in_both(db: Database, hall: RotationTown) -> None:
    """The second team cannot count on her once she is gone."""
    mover, second_week = hall.second[5], MONDAY + timedelta(days=7)
    add_post(db, hall.team_2, 4)
    db.write(lambda s: people.assign_person(s, mover, hall.team_1, second_week))
    plan_id = ask(db, hall)
    solve(db)
    (line,) = [line for unit in preview(db, plan_id).units for line in unit.lines if line.staff_id == mover]
    assert line.unit_id == hall.team_1
    assert line.work_days == 8
    publish(db, plan_id)
    with db.reading() as session:
        assert rotation.list_cover_risks(session, [hall.lead_2], *TWO_WEEKS) == []


def test_a_holiday_is_no_move(db: Database, hall: RotationTown) -> None:
    make_published(db, hall)
    db.write(lambda s: workdays.add_special_day(s, WEDNESDAY, "임시공휴일", None, NOW))
    plan = renew(db, hall)
    shown = preview(db, plan.id)
    assert all(set(move.gains) == set() and set(move.loses) == {WEDNESDAY} for move in shown.moves)
    publish(db, plan.id)


def test_the_balance_is_carried_over(db: Database, hall: RotationTown) -> None:
    """Six plans of one week each: nobody is ever more than a day ahead of anybody."""
    mondays = [MONDAY + timedelta(weeks=n) for n in range(6)]
    for monday in mondays:
        plan_id = ask(db, hall, (monday, monday + timedelta(days=4)))
        solve(db)
        publish(db, plan_id)
    with db.reading() as session:
        for monday in mondays:
            lines = rotation.list_balances(session, hall.civil, monday + timedelta(days=4))
            ahead = sorted(line.ahead_days for line in lines)
            assert ahead[-1] - ahead[0] <= 1 + 1e-9


def test_the_dial_says_what_breaks_before_it_is_turned(db: Database, hall: RotationTown) -> None:
    make_published(db, hall)
    add_post(db, hall.team_1, 4)
    with db.reading() as session:
        steps = rotation.preview_dial(session, MONDAY)
    assert [(step.share, step.is_now, len(step.breaks)) for step in steps] == [
        (Share(1, 5), False, 0),
        (Share(1, 3), True, 0),
        (Share(1, 2), False, 1),
    ]
    (broken,) = steps[2].breaks
    assert (broken.name, broken.least, broken.short, broken.can_spare, broken.people) == (
        "민원과 창구1팀",
        4,
        1,
        2,
        6,
    )


def test_the_dial_gives_everybody_more_days_as_far_as_counters_allow(
    db: Database, hall: RotationTown
) -> None:
    make_published(db, hall)
    add_post(db, hall.team_1, 4)
    plan = db.write(lambda s: rotation.turn_dial(s, Share(1, 2), MONDAY, hall.planner, NOW))
    solve(db)
    shown = preview(db, plan.id)
    civil = next(unit for unit in shown.units if unit.unit_id == hall.civil)
    # A third of thirteen is four or five a day; the first team can spare two of its six.
    assert sum(count.home for count in civil.counts) >= 5 * len(civil.counts)
    publish(db, plan.id)
    with db.reading() as session:
        assert rotation.list_cover_risks(session, [hall.lead_1], *TWO_WEEKS) == []
        watchers = rotation.list_turns(session, hall.watchers, *TWO_WEEKS)
    assert watchers == []


def test_the_dial_and_a_recomputation_need_a_plan(db: Database, hall: RotationTown) -> None:
    with pytest.raises(Conflict, match="rotation_none"):
        db.write(lambda s: rotation.recompute(s, MONDAY, hall.planner, NOW))
    with pytest.raises(Invalid, match="share"):
        db.write(lambda s: rotation.turn_dial(s, Share(1, 4), MONDAY, hall.planner, NOW))


def test_groups_of_an_outbreak_never_meet(db: Database, hall: RotationTown) -> None:
    with db.writing() as session:
        rotation.set_floor(session, hall.civil, "2층", MONDAY)
        outbreak = rotation.declare_outbreak(session, *TWO_WEEKS, 2, hall.planner, NOW)
        rotation.set_share(session, hall.civil, Share(1, 2), MONDAY, "감염병 위기", None, NOW)
    add_post(db, hall.team_1, 2)
    make_published(db, hall)
    with db.reading() as session:
        assert rotation.list_floors(session, MONDAY)[hall.team_1] == "2층"
        staff = [hall.head, *hall.first, *hall.second]
        turns = rotation.list_turns(session, staff, *TWO_WEEKS)
    for on in {turn.on for turn in turns}:
        present = {outbreak.members[t.staff_id] for t in turns if t.on == on and not t.is_home}
        assert len(present) == 1


def test_a_day_with_a_plan_in_is_never_taken_away_silently(db: Database, hall: RotationTown) -> None:
    """The card stays where the day does, and who loses a day that she has planned is told why."""
    make_published(db, hall)
    person, ledger = hall.first[1], Appender(b"\x08" * 32)
    for number, on in enumerate(home_days(db, person)):
        draft = days.PlanDraft(bytes([number]) * 16, 0, ("도로대장 정비",), "", days.PhoneTimes())
        db.write(lambda s, day=on, d=draft: days.submit_plan(s, ledger, person, day, d, NOW))  # type: ignore[misc]
    lost = home_days(db, person)[-1]
    wish(db, person, "office", lost.weekday(), by_id=hall.lead_1, from_on=lost)
    plan = renew(db, hall, MONDAY + timedelta(days=1))
    publish(db, plan.id)
    kept = home_days(db, person)
    assert lost not in kept
    with db.reading() as session:
        cards = {card.on for card in days.list_days(session, [person], *TWO_WEEKS) if card.is_open}
        notices = notifications.list_notices(session, person)
    told = [notice for notice in notices if notice.kind == days.NoticeKind.DAY_CLOSED_BY_ROTATION]
    assert cards == set(kept)
    assert [notice.facts["held_on"] for notice in told] == [lost.isoformat()]
