"""What edges tell: places that somebody has left, and a camera that was turned.

**Ghosts.** Where somebody stood while the hall was learnt and has gone since, the picture differs from the
hall as a person would, but the outline is an edge in the learnt picture and none in the present one. A chair
that somebody brought has its edge in the present picture.

**Turned.** People cover some of the hall's edges; if most of them are gone, it is another view.
"""

import cv2
import numpy as np

from services.cafeteria.camera.pixels import Floats, Mask, Pixels

SMALLEST_POINTS, WEAKER = 20, 0.6
CLEAR, FEWEST_CLEAR, STILL_THERE, TURNED_SHARE = 24, 200, 0.4, 0.45
_THREE = np.ones((3, 3), np.uint8)


def find_ghosts(seen: Pixels, hall: Floats, still: Mask) -> Mask:
    """The points of those places among the still ones that are empty now."""
    ghosts = np.zeros_like(still)
    number, labels, stats, _ = cv2.connectedComponentsWithStats(still.astype(np.uint8))
    if number < 2:
        return ghosts
    seen_edges, hall_edges = _find_edges(seen), _find_edges(hall.astype(np.uint8))
    for label in range(1, number):
        if stats[label, cv2.CC_STAT_AREA] < SMALLEST_POINTS:
            continue
        place = (labels == label).astype(np.uint8)
        outline = (cv2.dilate(place, _THREE) - cv2.erode(place, _THREE)) > 0
        if seen_edges[outline].mean() < WEAKER * hall_edges[outline].mean():
            ghosts |= place > 0
    return ghosts


def is_turned(seen: Pixels, hall: Floats) -> bool:
    """Whether most of the hall's clear edges are not where they were, give or take a point."""
    hall_edges = _find_edges(hall.astype(np.uint8))
    clear = hall_edges >= CLEAR
    if clear.sum() < FEWEST_CLEAR:
        return False
    there = cv2.dilate(_find_edges(seen), _THREE)[clear] >= STILL_THERE * hall_edges[clear]
    return bool(there.mean() < TURNED_SHARE)


def _find_edges(picture: Pixels) -> Pixels:
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, _THREE), np.uint8)
