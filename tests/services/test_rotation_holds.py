"""What holds in every plan, whatever the rules and people are: counters covered, who is left out stays out,
groups apart, nobody ahead of her equals by more than a day."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from services import absences
from services.absences import AbsenceKind, Source, Span
from services.clock import instant_of
from services.db import Database
from services.errors import Conflict
from services.remote_work import rotation
from services.remote_work.rotation import PostPlan, Share
from services.remote_work.rotation.gather import gather
from services.remote_work.rotation.solver.solve import solve as solve_problem
from tests.factories import NOW
from tests.rotation_world import (
    MONDAY,
    TWO_WEEKS,
    RotationTown,
    ask,
    home_days,
    make_published,
    make_rotation_town,
    preview,
    publish,
    solve,
)

SECOND_WEEK = MONDAY + timedelta(days=7)
BOTH_WEEKS = st.dates(*TWO_WEEKS)


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    return sqlite_database


@pytest.fixture
def hall(db: Database) -> RotationTown:
    return db.write(make_rotation_town)


class _Undone(Exception):
    """Ends a transaction without a trace."""


def in_vain(db: Database) -> Iterator[Session]:
    try:
        with db.writing() as session:
            yield session
            raise _Undone
    except _Undone:
        pass


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_counters_are_covered_and_who_is_left_out_stays_out(
    db: Database, hall: RotationTown, data: st.DataObject
) -> None:
    """Counted from what was entered, not from what the solver was told."""
    staff = [hall.head, *hall.first, *hall.second]
    some = st.sets(st.sampled_from(staff), max_size=4)
    out, away = data.draw(some), {(who, data.draw(BOTH_WEEKS)) for who in data.draw(some)}
    needed = {unit: data.draw(st.integers(1, 4)) for unit in (hall.team_1, hall.team_2)}
    share = data.draw(st.sampled_from(rotation.DIAL))
    for session in in_vain(db):
        rotation.set_share(session, None, share, MONDAY, "감염병 위기", None, NOW)
        for who in out:
            rotation.exclude_person(session, who, MONDAY, None, None, NOW)
        for unit, least in needed.items():
            rotation.set_post(session, PostPlan(unit, "", least, MONDAY), None, NOW)
        for who, on in away:
            span = Span(who, AbsenceKind.LEAVE, instant_of(on, 0), instant_of(on, 24 * 60))
            source = Source("test", f"{who} {on}".encode())
            absences.set_absences(session, source, [span], is_approved=True)
        gathered = gather(session, rotation.create_plan(session, *TWO_WEEKS, None, NOW))
        homes = solve_problem(gathered.problem, 60.0, 1, rounds=(0.1,)).homes
        if homes is None:
            continue
        persons = gathered.problem.persons
        at_home = {(p.id, gathered.days[d]) for p, home in zip(persons, homes, strict=True) for d in home}
        assert not {who for who, _ in at_home} & (out | set(hall.watchers))
        assert not at_home & away
        for team, unit in ((hall.first, hall.team_1), (hall.second, hall.team_2)):
            for on in gathered.days:
                gone = {who for who in team if (who, on) in at_home | away}
                assert len(team) - len(gone) >= needed[unit]
        free = [who for who in staff if who not in out and not any(who == each for each, _ in away)]
        if not any(least > 2 for least in needed.values()):
            counts = [sum((who, on) in at_home for on in gathered.days) for who in free]
            assert max(counts, default=0) - min(counts, default=0) <= 1


def declare(db: Database, hall: RotationTown, period: tuple[date, date], groups: int) -> rotation.Outbreak:
    return db.write(lambda s: rotation.declare_outbreak(s, *period, groups, hall.planner, NOW))


def test_every_outbreak_of_a_plan_counts(db: Database, hall: RotationTown) -> None:
    """Two groups in the first week, three in the second."""
    db.write(lambda s: rotation.set_floor(s, hall.civil, "2층", MONDAY))
    weeks = [(MONDAY, MONDAY + timedelta(days=4)), (SECOND_WEEK, TWO_WEEKS[1])]
    groups = [declare(db, hall, weeks[0], 2), declare(db, hall, weeks[1], 3)]
    db.write(lambda s: rotation.set_share(s, hall.civil, Share(1, 2), MONDAY, "감염병 위기", None, NOW))
    make_published(db, hall)
    with db.reading() as session:
        turns = rotation.list_turns(session, [hall.head, *hall.first, *hall.second], *TWO_WEEKS)
    for outbreak, (from_on, until_on) in zip(groups, weeks, strict=True):
        there = [t for t in turns if not t.is_home and from_on <= t.on <= until_on]
        assert there
        for on in {turn.on for turn in there}:
            assert len({outbreak.members[turn.staff_id] for turn in there if turn.on == on}) == 1


def test_a_lunch_slot_that_changes_is_a_change(db: Database, hall: RotationTown) -> None:
    """Groups that were kept apart at lunch would meet there."""
    declare(db, hall, TWO_WEEKS, 2)

    def eat(*slots: int) -> rotation.LunchSlots:
        teams = dict(zip((hall.team_1, hall.team_2), slots, strict=True))
        days = [MONDAY + timedelta(days=n) for n in range(12)]
        return lambda *_: {(unit, on): slot for unit, slot in teams.items() for on in days}

    plan_id = ask(db, hall)
    solve(db, lunch=eat(1, 2))
    assert preview(db, plan_id).plan.work == "solved"
    with pytest.raises(Conflict, match="rotation_changed"):
        publish(db, plan_id, lunch=eat(1, 1))
    publish(db, plan_id, lunch=eat(1, 2))


def test_a_share_that_begins_within_a_plan_holds_from_its_day_once_that_is_made_anew(
    db: Database, hall: RotationTown
) -> None:
    make_published(db, hall)
    weeks = [(MONDAY, MONDAY + timedelta(days=4)), (SECOND_WEEK, TWO_WEEKS[1])]
    before = [home_days(db, hall.first[1], week) for week in weeks]
    db.write(lambda s: rotation.set_share(s, hall.team_1, Share(0, 1), SECOND_WEEK, "긴급", None, NOW))
    plan = db.write(lambda s: rotation.recompute(s, SECOND_WEEK, hall.planner, NOW))
    solve(db)
    publish(db, plan.id)
    assert before[1]
    assert [home_days(db, hall.first[1], week) for week in weeks] == [before[0], []]
