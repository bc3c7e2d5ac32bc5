"""A drawn cafeteria with a known number of moving people, for the camera's tests and benchmark.

People come in at the left, join a queue that crosses the picture, move up, and leave at the counter; others
walk by outside the zone. Perspective, sway, overlap, the sensor's noise and changes of light are drawn too.
"""

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from services.cafeteria.camera.pixels import Floats, Pixels

WIDTH, HEIGHT, RATE = 640, 360, 5.0
# Shares of the picture: round the queue, from head to foot.
ZONE = ((0.06, 0.40), (0.90, 0.20), (0.98, 0.66), (0.06, 0.98))
FAR, NEAR = (0.45, 0.27), (0.68, 0.48)
TAIL, COUNTER = (0.16, 0.92), (0.90, 0.62)
CLOTHES = (
    (60, 50, 40),
    (40, 40, 160),
    (150, 90, 30),
    (60, 120, 60),
    (210, 210, 215),
    (30, 30, 35),
    (120, 60, 130),
)
TROUSERS = ((50, 45, 40), (110, 70, 40), (35, 35, 60), (90, 90, 95))
SKIN, SPACING, SPEED = (150, 175, 215), 0.105, 0.12


@dataclass
class Person:
    """`along` is the place on the way from tail to counter; below 0 before the queue, above 1 gone."""

    along: float
    cloth: tuple[int, int, int]
    legs: tuple[int, int, int]
    phase: float
    wide: float
    in_queue: bool = True
    lane: float = 0.0

    def feet(self, at_s: float) -> tuple[float, float]:
        sway = 0.006 * math.sin(1.3 * at_s + self.phase) + 0.003 * math.sin(3.1 * at_s + 2 * self.phase)
        x = TAIL[0] + self.along * (COUNTER[0] - TAIL[0]) + sway
        return x, TAIL[1] + self.along * (COUNTER[1] - TAIL[1]) + self.lane


def height_at(feet_y: float) -> float:
    """How high a person is whose feet are there: the same perspective as FAR and NEAR tell the program."""
    (far_y, far_high), (near_y, near_high) = FAR, NEAR
    slope = (near_high - far_high) / (near_y - far_y)
    return (far_high + slope * (feet_y - far_y)) / (1 + slope / 2)


@dataclass
class Hall:
    """Draws the hall; every call of `draw` is one picture."""

    seed: int = 7
    noise: float = 4.0
    people: list[Person] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        numbers = np.random.default_rng(self.seed)
        self._grain = numbers.normal(0, self.noise, (HEIGHT * 2, WIDTH * 2, 3)).astype(np.float32)
        self.empty = _draw_empty(self.chance)

    def add(self, along: float, *, in_queue: bool = True, lane: float = 0.0) -> None:
        choose = self.chance.choice
        phase, wide = self.chance.uniform(0, 6.3), self.chance.uniform(0.9, 1.12)
        self.people.append(Person(along, choose(CLOTHES), choose(TROUSERS), phase, wide, in_queue, lane))

    def draw(self, at_s: float, light: float = 1.0) -> Pixels:
        picture = self.empty.copy()
        for person in sorted(self.people, key=lambda person: person.feet(at_s)[1]):
            _draw_person(picture, person, at_s)
        down, right = self.chance.randrange(HEIGHT), self.chance.randrange(WIDTH)
        grain = self._grain[down : down + HEIGHT, right : right + WIDTH]
        return np.asarray(np.clip(picture * light + grain, 0, 255), np.uint8)

    def count(self, at_s: float) -> int:
        """How many have the middle of their body in the zone."""
        corners = np.array(ZONE, np.float32)
        middles = [(x, y - height_at(y) / 2) for x, y in (person.feet(at_s) for person in self.people)]
        return sum(cv2.pointPolygonTest(corners, (x, y), False) >= 0 for x, y in middles)

    def move(self, step_s: float) -> None:
        """Everybody walks up to the one before; who was served walks on, out of the picture."""
        before = 2.0
        for person in sorted(self.people, key=lambda person: -person.along):
            target = min(before - SPACING, 1.0) if person.in_queue else 2.0
            person.along = min(person.along + SPEED * step_s, max(target, person.along))
            before = person.along if person.in_queue else before
        self.people = [person for person in self.people if person.along < 1.3]

    def serve(self) -> None:
        """The first one leaves the counter, out of the picture."""
        queue = [person for person in self.people if person.in_queue]
        if queue:
            max(queue, key=lambda person: person.along).in_queue = False


def play_lunch(
    hall: Hall, length_s: float, empty_s: float, light: Callable[[float], float] = lambda at_s: 1.0
) -> Iterator[tuple[float, Pixels, int]]:
    """Time, picture, truth: first nobody, then a queue that grows and shrinks, and people who walk by."""
    step_s, next_arrival_s, next_served_s, next_passer_s = 1 / RATE, empty_s, empty_s + 12, empty_s
    for number in range(int(length_s * RATE)):
        at_s = number * step_s
        rush = at_s < empty_s + 0.55 * (length_s - empty_s)
        if at_s >= next_arrival_s and rush:
            hall.add(-0.2)
            next_arrival_s = at_s + hall.chance.uniform(2.5, 5.5)
        if at_s >= next_served_s:
            hall.serve()
            next_served_s = at_s + hall.chance.uniform(4.5, 7.0)
        if at_s >= next_passer_s:
            hall.add(-0.2, in_queue=False, lane=0.42)
            next_passer_s = at_s + hall.chance.uniform(10, 20)
        hall.move(step_s)
        yield at_s, hall.draw(at_s, light(at_s)), hall.count(at_s)


def write_video(path: Path, pictures: Iterator[Pixels]) -> int:
    """As Motion JPEG, with its losses; how many pictures."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE, (WIDTH, HEIGHT))
    number = 0
    for number, picture in enumerate(pictures, 1):  # noqa: B007 - the number of the last one is the answer
        writer.write(picture)
    writer.release()
    return number


def _draw_empty(chance: random.Random) -> Floats:
    picture = np.full((HEIGHT, WIDTH, 3), (176, 184, 190), np.uint8)
    picture[: int(0.3 * HEIGHT)] = (205, 214, 218)
    for x in range(-WIDTH, 2 * WIDTH, 64):
        cv2.line(
            picture, (WIDTH // 2 + (x - WIDTH // 2) // 3, int(0.3 * HEIGHT)), (x, HEIGHT), (160, 168, 175), 1
        )
    for y in (0.36, 0.44, 0.55, 0.70, 0.88):
        cv2.line(picture, (0, int(y * HEIGHT)), (WIDTH, int(y * HEIGHT)), (160, 168, 175), 1)
    cv2.rectangle(picture, (430, 60), (639, 130), (120, 130, 150), -1)
    cv2.rectangle(picture, (430, 60), (639, 72), (90, 95, 110), -1)
    for x in (40, 150, 260):
        cv2.rectangle(picture, (x, 95), (x + 80, 112), (70, 110, 160), -1)
        cv2.line(picture, (x + 8, 112), (x + 8, 140), (60, 60, 60), 2)
        cv2.line(picture, (x + 72, 112), (x + 72, 140), (60, 60, 60), 2)
    stains = np.array(
        [[chance.uniform(-6, 6) for _ in range(WIDTH // 16)] for _ in range(HEIGHT // 16)], np.float32
    )
    return picture + cv2.resize(stains, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)[..., None]


def _draw_person(picture: Floats, person: Person, at_s: float) -> None:
    x, y = person.feet(at_s)
    high = height_at(y) * HEIGHT
    left, foot, wide = x * WIDTH, y * HEIGHT, 0.13 * high * person.wide

    def point(across: float, up: float) -> tuple[int, int]:
        return round(left + across), round(foot - up * high)

    step = 0.06 * high * math.sin(2.2 * at_s + person.phase)
    thick = max(2, round(0.085 * high))
    cv2.line(picture, point(0.05 * high, 0.48), point(0.05 * high + step, 0.03), person.legs, thick)
    cv2.line(picture, point(-0.05 * high, 0.48), point(-0.05 * high - step, 0.03), person.legs, thick)
    cv2.ellipse(picture, point(0, 0.64), (round(wide), round(0.20 * high)), 0, 0, 360, person.cloth, -1)
    arm = max(2, round(0.055 * high))
    cv2.line(picture, point(wide, 0.76), point(wide + step / 2, 0.46), person.cloth, arm)
    cv2.line(picture, point(-wide, 0.76), point(-wide - step / 2, 0.46), person.cloth, arm)
    cv2.circle(picture, point(0, 0.91), round(0.075 * high), SKIN, -1)
    cv2.ellipse(
        picture, point(0, 0.94), (round(0.078 * high), round(0.055 * high)), 0, 180, 360, (25, 25, 30), -1
    )
