"""The camera program: how far its readings are from the drawn truth, and how fast it is on one core.

`error_*`: mean distance of a reading (the median of ten seconds) from the number of people in the zone, over
two drawn lunches of five minutes each. Baseline: the mean of the truth told every time, the best that a hall
without a camera can know. `frames`: pictures a second with all that is done to one, beside decoding alone.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from math import sin
from pathlib import Path

import cv2

from bench import Result, say
from bench._camera_hall import FAR, NEAR, ZONE, Hall, play_lunch, write_video
from services.cafeteria.camera.counts import Window
from services.cafeteria.camera.detectors import make_detector
from services.cafeteria.camera.eye import Gaze
from services.cafeteria.camera.settings import DetectorSettings
from services.cafeteria.camera.sources import Frame
from services.cafeteria.camera.zone import Zone

LUNCHES, LENGTH_S, EMPTY_S, READING_S, FRAMES = (11, 12), 300.0, 62.0, 10.0, 600
CASES: dict[str, tuple[float, Callable[[float], float]]] = {
    "steady": (4.0, lambda at_s: 1.0),
    "clouds": (4.0, lambda at_s: 1 + 0.2 * sin(at_s / 15)),
    "lamp": (4.0, lambda at_s: 1.0 if at_s < 160 else 0.7),
    "noisy": (10.0, lambda at_s: 1.0),
}


def run() -> Iterator[Result]:
    cv2.setNumThreads(1)
    for name, (noise, light) in CASES.items():
        pairs = [pair for seed in LUNCHES for pair in _count_lunch(Hall(seed, noise), light)]
        error = statistics.mean(abs(value - truth) for value, truth in pairs)
        usual = statistics.mean(truth for _, truth in pairs)
        guess = statistics.mean(abs(truth - usual) for _, truth in pairs)
        bias = statistics.mean(value - truth for value, truth in pairs)
        most = max(truth for _, truth in pairs)
        say(f"{name}: {len(pairs)} readings, up to {most:.0f} people; {error:.2f} off, bias {bias:+.2f}")
        yield Result("crowd_camera", f"error_{name}", round(error, 3), "persons", round(guess, 3))
    counted, decoded = _time_frames()
    yield Result("crowd_camera", "frames", round(counted, 1), "1/s", round(decoded, 1))


def _make_gaze() -> Gaze:
    zone = Zone(ZONE)
    return Gaze(make_detector(DetectorSettings(far=FAR, near=NEAR, learn_s=60), zone), zone)


def _count_lunch(hall: Hall, light: Callable[[float], float]) -> Iterator[tuple[int, float]]:
    """Readings with the truth of the same seconds."""
    gaze, window, truths = _make_gaze(), Window(READING_S), []
    for number, (at_s, picture, truth) in enumerate(play_lunch(hall, LENGTH_S, EMPTY_S, light)):
        value = window.add(gaze.look(Frame(picture, at_s, begins=number == 0)))
        if value is not None:
            yield value, statistics.median(truths[-round(READING_S * 5) :])
        truths.append(truth)


def _time_frames() -> tuple[float, float]:
    """Pictures a second: decoded, judged and counted; decoded alone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lunch.avi"
        write_video(path, (picture for _, picture, _ in play_lunch(Hall(), FRAMES / 5, 70)))
        gaze, rates = _make_gaze(), []
        for is_counting in (True, False):
            capture, began_s, number = cv2.VideoCapture(str(path)), time.perf_counter(), 0
            while True:
                is_there, picture = capture.read()
                if not is_there:
                    break
                if is_counting:
                    gaze.look(Frame(picture, number / 5, begins=number == 0))
                number += 1
            rates.append(number / (time.perf_counter() - began_s))
        return rates[0], rates[1]
