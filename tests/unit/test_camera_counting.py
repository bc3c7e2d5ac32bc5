"""The built-in detector on a drawn hall whose number of people is known."""

import statistics
from collections.abc import Callable, Iterable

import numpy as np
import pytest

from bench._camera_hall import FAR, NEAR, ZONE, Hall, play_lunch
from services.cafeteria.camera.pixels import Pixels
from services.cafeteria.camera.silhouettes import Heights, Silhouettes
from services.cafeteria.camera.zone import Zone

LEARN_S = 6.0


def make_detector(learn_s: float = LEARN_S) -> Silhouettes:
    return Silhouettes(Zone(ZONE), Heights(FAR, NEAR), learn_s)


def watch(
    detector: Silhouettes, hall: Hall, from_s: float, until_s: float, light: float = 1.0
) -> list[float]:
    """What is counted while nobody comes or goes; None is left out."""
    times = [from_s + step / 5 for step in range(round(5 * (until_s - from_s)))]
    counts = [detector.count(hall.draw(at_s, light), at_s) for at_s in times]
    return [count for count in counts if count is not None]


def errors_of(lunch: Iterable[tuple[float, Pixels, int]]) -> list[float]:
    detector = make_detector()
    counted = [(detector.count(picture, at_s), truth) for at_s, picture, truth in lunch]
    return [count - truth for count, truth in counted if count is not None]


@pytest.mark.parametrize(
    "light",
    [lambda at_s: 1.0, lambda at_s: 1 + 0.15 * np.sin(at_s / 9), lambda at_s: 1.0 if at_s < 60 else 0.75],
    ids=["steady", "clouds", "a-lamp-goes-out"],
)
def test_a_lunch_is_counted_within_one_person(light: Callable[[float], float]) -> None:
    errors = errors_of(play_lunch(Hall(seed=3), 120, 10, light))
    assert len(errors) > 500
    assert statistics.mean(map(abs, errors)) < 1.0
    assert sorted(map(abs, errors))[int(0.9 * len(errors))] < 2.0


def test_an_empty_hall_is_nobody_even_with_a_noisy_sensor() -> None:
    assert max(watch(make_detector(), Hall(noise=9), 0, 30)) < 0.5


def test_nothing_is_counted_before_the_hall_is_known() -> None:
    assert watch(make_detector(), Hall(), 0, LEARN_S - 0.5) == []


def test_the_hall_is_learnt_while_people_walk_through() -> None:
    hall, detector = Hall(), make_detector(10)
    counts = []
    for number in range(200):
        if number % 40 == 0:
            hall.add(-0.2, in_queue=False)
        hall.move(0.2)
        counts.append((detector.count(hall.draw(number / 5), number / 5), hall.count(number / 5)))
    errors = [abs(count - truth) for count, truth in counts if count is not None]
    assert len(errors) > 80
    assert statistics.mean(errors) < 0.7


def test_where_the_floor_is_never_seen_nothing_is_counted() -> None:
    hall, detector = Hall(), make_detector()
    chance = np.random.default_rng(5)
    for number in range(100):
        picture = hall.draw(number / 5)
        blocks = np.kron(chance.integers(0, 255, (9, 16, 3)), np.ones((40, 40, 1)))
        assert detector.count(np.asarray(picture // 4 + blocks * 0.75, np.uint8), number / 5) is None


def test_somebody_who_stood_there_while_it_was_learnt_leaves_no_ghost() -> None:
    hall, detector = Hall(), make_detector()
    hall.add(0.5)
    watch(detector, hall, 0, 10)
    hall.people.clear()
    counts = watch(detector, hall, 10, 25)
    assert counts[0] > 0.5
    assert max(counts[-20:]) < 0.3


def test_what_does_not_stir_for_minutes_belongs_to_the_hall() -> None:
    hall, detector = Hall(), make_detector()
    watch(detector, hall, 0, 10)
    hall.empty[200:300, 300:350] = (20, 30, 90)
    times = np.arange(10, 220, 1.0)
    counts = [detector.count(hall.draw(at_s), at_s) or 0 for at_s in times]
    assert counts[30] > 0.5
    assert max(counts[-10:]) < 0.2


def test_what_nobody_saw_does_not_count_as_standing_still() -> None:
    """Four minutes frozen or dark: who waited before and still waits is no chair."""
    hall, detector = Hall(), make_detector()
    watch(detector, hall, 0, 10)
    hall.add(0.5)
    watch(detector, hall, 10, 15)
    assert min(watch(detector, hall, 255, 258)) > 0.6


def test_a_camera_that_is_turned_learns_anew_and_says_nothing_meanwhile() -> None:
    hall, detector = Hall(), make_detector()
    hall.add(0.5)
    watch(detector, hall, 0, 10)
    hall.empty = np.ascontiguousarray(255 - hall.empty[::-1])
    counts = [detector.count(hall.draw(10 + n / 5), 10 + n / 5) for n in range(100)]
    assert set(counts[5:50]) == {None}
    assert counts[-1] is not None


def test_who_stands_outside_the_zone_is_not_counted() -> None:
    corner = ((0.0, 0.0), (0.2, 0.0), (0.2, 0.2), (0.0, 0.2))
    hall, detector = Hall(), Silhouettes(Zone(corner), Heights(FAR, NEAR), LEARN_S)
    watch(detector, hall, 0, 10)
    hall.add(0.6)
    assert max(watch(detector, hall, 10, 12)) < 0.3
