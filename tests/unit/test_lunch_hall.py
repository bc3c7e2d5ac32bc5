"""The simulated lunch: its truth must be true before anything is measured by it."""

import random
from dataclasses import replace
from statistics import median

import pytest

from bench.crowd_estimate import MIXES, Moment, break_some, look, play_week
from services.demo.lunch_hall import HallDay, expected_arrivals, play_day
from services.demo.lunch_watch import Counter, DinerTaps, Fault, QueueCamera, known_at, watch_day, with_fault

DAY = HallDay(690, 780, 12.0, [(690, 250.0), (710, 330.0), (None, 200.0)])
PLAYED = play_day(DAY, random.Random(5))


def test_the_same_seed_plays_the_same_day() -> None:
    assert play_day(DAY, random.Random(5)) == PLAYED


def test_everybody_is_served_or_gives_up_and_the_queue_is_who_is_neither() -> None:
    assert len(PLAYED.visits) == len(PLAYED.served) + len(PLAYED.reneged)
    assert PLAYED.queue_at(600) == PLAYED.queue_at(1000) == 0
    in_line = sum(visit.joined <= 725 < visit.ended for visit in PLAYED.visits)
    assert PLAYED.queue_at(725) == in_line > 0


def test_the_true_wait_is_what_people_who_join_then_wait() -> None:
    waits = [
        (visit.ended - visit.joined, PLAYED.wait_at(visit.joined))
        for visit in PLAYED.visits
        if visit.is_served
    ]
    assert median(abs(waited - told) for waited, told in waits) < 0.3


def test_as_many_come_as_were_expected() -> None:
    expected = sum(expected_arrivals(DAY))
    came = [len(play_day(DAY, random.Random(seed)).visits) for seed in range(40)]
    assert sum(came) / len(came) == pytest.approx(expected, rel=0.06)


def test_who_has_no_patience_gives_up() -> None:
    hurried = play_day(replace(DAY, patience_min=4.0), random.Random(5))
    assert len(hurried.reneged) > len(PLAYED.reneged) + 20


def test_nothing_is_known_before_it_arrives_and_open_reports_are_waiting() -> None:
    faulty = with_fault([QueueCamera(1), Counter("served", 2), DinerTaps(0.3)], 1, Fault("silent", 700, 740))
    seen = watch_day(PLAYED, DAY, faulty, random.Random(1))
    known = known_at(seen, 720)
    assert all(one.seen_minute <= 720 for one in known)
    assert not [one for one in known if one.kind == "queue" and one.minute > 700]
    assert all(one.value == 720 - one.minute for one in known if one.kind == "waiting")


@pytest.mark.parametrize("mix", [*MIXES, "faulty"])
def test_the_estimate_beats_the_last_reading_and_its_range_holds_the_truth(mix: str) -> None:
    moments: list[Moment] = []
    for played in list(play_week(3))[::4]:
        moments += look(played, MIXES.get(mix) or break_some(played))
    error = sum(abs(moment.mid - moment.true) for moment in moments)
    assert error < sum(abs(moment.naive - moment.true) for moment in moments)
    inside = sum(moment.low - 1 <= moment.true <= moment.high + 1 for moment in moments)
    assert inside > 0.7 * len(moments)
