"""The empty hall: learnt from what stays the same, kept true to light and furniture, in memory only.

What differs from it stands in front of it. It is learnt from the middle value of each point over a while, so
people may walk through meanwhile; where a queue stands so dense that the floor is rarely seen, the points
do not agree, and nothing is counted until they do.
"""

from collections import deque
from dataclasses import dataclass, field

import cv2
import numpy as np

from services.cafeteria.camera.edges import find_ghosts, is_turned
from services.cafeteria.camera.pixels import Floats, Mask, Pixels, strongest

SAMPLES = 30
AGREEING_SHARE, AGREEING_POINTS = 0.6, 0.97
# Grey levels (of 256) that a sensor's noise and its compression stay below, once smoothed.
NOISE = 22
# Floor in a shadow is darker and keeps its colour; clothes are darker than that, or of another colour.
SHADOW_DARKEST, SHADOW_COLOUR = 0.62, 0.06
FOLLOWS_LIGHT_S, JOINS_HALL_S = 30.0, 180.0
GHOST_S, EDGES_S, GAP_S = 5.0, 1.0, 2.0
# More of the picture than people can cover has changed: the camera was turned, or the light switched.
ANOTHER_HALL, ANOTHER_HALL_S = 0.6, 5.0
GAIN_FROM, GAIN_STEP, GAIN_POINTS = 24, 4, 100


@dataclass
class Background:
    """`zone` says which points must be known before anything is counted."""

    zone: Mask
    learn_s: float
    _samples: deque[Pixels] = field(default_factory=lambda: deque(maxlen=SAMPLES + 1))
    _since_s: float | None = None
    _sampled_s: float = float("-inf")
    _hall: "_Hall | None" = None
    _other_s: float | None = None

    def find_people(self, picture: Pixels, at_s: float) -> Mask | None:
        """The points in front of the hall; None while the hall is not known."""
        seen = np.asarray(cv2.GaussianBlur(picture, (3, 3), 0), np.uint8)
        if self._hall is None:
            self._learn(seen, at_s)
            return None
        front = self._hall.compare(seen)
        if self._is_another_hall(front.mean() >= ANOTHER_HALL or self._hall.is_turned(seen, at_s), at_s):
            return None
        self._hall.follow(seen, front, at_s)
        return front

    def _learn(self, seen: Pixels, at_s: float) -> None:
        self._since_s = at_s if self._since_s is None else self._since_s
        if at_s - self._sampled_s < self.learn_s / SAMPLES:
            return
        self._samples.append(seen)
        self._sampled_s = at_s
        if at_s - self._since_s < self.learn_s:
            return
        stack = np.stack(self._samples)
        middle = np.median(stack, axis=0).astype(np.uint8)
        near = np.stack([strongest(cv2.absdiff(sample, middle)) < NOISE for sample in stack])
        if (near.mean(axis=0) >= AGREEING_SHARE)[self.zone].mean() >= AGREEING_POINTS:
            self._hall = _Hall(middle, at_s)
            self._samples.clear()

    def _is_another_hall(self, seems_so: bool, at_s: float) -> bool:
        if not seems_so:
            self._other_s = None
            return False
        self._other_s = at_s if self._other_s is None else self._other_s
        if at_s - self._other_s >= ANOTHER_HALL_S:
            self._hall = self._since_s = self._other_s = None
        return True


class _Hall:
    """The picture of the empty hall, in the present light."""

    def __init__(self, picture: Pixels, at_s: float) -> None:
        self._picture: Floats = picture.astype(np.float32)
        self._held = picture.copy()
        self._held_s: Floats = np.full(picture.shape[:2], at_s, np.float32)
        self._seen_s = self._ghosts_s = self._edges_s = at_s
        self._is_turned = False

    def compare(self, seen: Pixels) -> Mask:
        self._picture = np.clip(self._picture * self._find_gain(seen), 0, 255)
        front = strongest(cv2.absdiff(seen, self._picture.astype(np.uint8))) >= NOISE
        front[front] = ~_is_shadow(seen[front], self._picture[front])
        return front

    def is_turned(self, seen: Pixels, at_s: float) -> bool:
        """Looked at once in a while."""
        if at_s - self._edges_s >= EDGES_S:
            self._edges_s, self._is_turned = at_s, is_turned(seen, self._picture)
        return self._is_turned

    def follow(self, seen: Pixels, front: Mask, at_s: float) -> None:
        """Light changes slowly; what has stood quite still for minutes is a chair, never a person."""
        if at_s - self._seen_s > GAP_S:
            # What nobody saw, while the camera was frozen or dark, does not count as standing still.
            self._held_s += at_s - self._seen_s
        moved = strongest(cv2.absdiff(seen, self._held)) >= NOISE
        self._held[moved], self._held_s[moved] = seen[moved], at_s
        share = 1 - np.exp(-(at_s - self._seen_s) / FOLLOWS_LIGHT_S)
        self._seen_s = at_s
        near = cv2.dilate(front.astype(np.uint8), np.ones((5, 5), np.uint8))
        cv2.accumulateWeighted(seen, self._picture, float(share), (1 - near).astype(np.uint8))
        joined = front & (at_s - self._held_s >= JOINS_HALL_S)
        if at_s - self._ghosts_s >= EDGES_S:
            self._ghosts_s = at_s
            joined |= find_ghosts(seen, self._picture, front & (at_s - self._held_s >= GHOST_S))
        self._picture[joined] = seen[joined]

    def _find_gain(self, seen: Pixels) -> Floats:
        """By how much each colour became brighter everywhere: a cloud, or a camera that adjusts itself."""
        few_seen = seen[::GAIN_STEP, ::GAIN_STEP].reshape(-1, 3).astype(np.float32)
        few_hall = self._picture[::GAIN_STEP, ::GAIN_STEP].reshape(-1, 3)
        bright = few_hall.min(axis=1) > GAIN_FROM
        if bright.sum() < GAIN_POINTS:
            return np.ones(3, np.float32)
        gain = np.median(few_seen[bright] / few_hall[bright], axis=0)
        return np.asarray(np.clip(gain, 0.5, 2.0), np.float32)


def _is_shadow(seen: Pixels, hall: Floats) -> Mask:
    """For points in a row: darker than the hall, and of its colour."""
    bright, hall_bright = seen.sum(axis=1, dtype=np.float32) + 1, hall.sum(axis=1) + 1
    ratio = bright / hall_bright
    colour = np.abs(seen / bright[:, None] - hall / hall_bright[:, None]).max(axis=1)
    return np.asarray((ratio > SHADOW_DARKEST) & (ratio < 1) & (colour < SHADOW_COLOUR), np.bool_)
