"""Whether a picture can be believed: frozen, covered, or with nothing that stirs, it is no reading.

**Frozen.** A sensor's noise never repeats. A picture whose bytes came before, within the last ten minutes, is
not a new one, and after `FROZEN_S` without a new one the camera counts as frozen. This also finds a recording
that is played in a circle. Compression may repeat a quiet picture between two key frames, so a single repeat
is only passed over. A clock that the camera writes into a frozen picture makes it new each second, so the
zone is looked at alone as well; there a strong compression may repeat more, so that takes `STILL_S`.

**Still.** A recorder may encode one frozen picture over and over, with small differences. People are never
quite still: if people are counted and nothing in the zone moved beyond noise for `STILL_S`, it is no reading
either. A frozen picture of an *empty* hall that is encoded anew each time cannot be told from an empty hall.
"""

from collections import deque
from dataclasses import dataclass, field
from hashlib import blake2b

import cv2
import numpy as np

from services.cafeteria.camera.pixels import Mask, Pixels
from services.cafeteria.camera.sources import RATE
from services.cafeteria.camera.zone import Zone

FROZEN_S, STILL_S, REMEMBERED_S = 10.0, 60.0, 600.0
DARK, FLAT, EDGE, EDGES_SHARE = 14.0, 3.0, 6, 0.003
MOVED, MOVED_SHARE = 14, 0.002
SMALL = (160, 90)


@dataclass
class Freeze:
    """Remembers which pictures came, as hashes of 8 bytes."""

    frozen_s: float = FROZEN_S
    _known: set[bytes] = field(default_factory=set)
    _order: deque[bytes] = field(default_factory=deque)
    _new_s: float = 0.0

    def forget(self, at_s: float) -> None:
        self._known.clear()
        self._order.clear()
        self._new_s = at_s

    def check(self, picture: Pixels, at_s: float) -> str:
        """ "" for a new picture, "same" for one that came before, "frozen" when no new one came for long."""
        mark = blake2b(picture.tobytes(), digest_size=8).digest()
        if mark in self._known:
            return "frozen" if at_s - self._new_s >= self.frozen_s else "same"
        self._new_s = at_s
        self._known.add(mark)
        self._order.append(mark)
        if len(self._order) > REMEMBERED_S * RATE:
            self._known.discard(self._order.popleft())
        return ""


def is_blind(picture: Pixels) -> bool:
    """Dark, or without any detail: the light is off, or something is over the lens."""
    grey = cv2.cvtColor(cv2.resize(picture, SMALL, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    if grey.mean() < DARK or grey.std() < FLAT:
        return True
    across = cv2.absdiff(grey[:, 1:], grey[:, :-1]) >= EDGE
    down = cv2.absdiff(grey[1:], grey[:-1]) >= EDGE
    return bool(across.mean() + down.mean() < EDGES_SHARE)


class Stir:
    """When something last moved in the zone."""

    def __init__(self, zone: Zone) -> None:
        self._inside: Mask = zone.mask(*SMALL)
        self._held: Pixels | None = None
        self._moved_s = 0.0

    def is_still(self, picture: Pixels, at_s: float) -> bool:
        small = cv2.resize(picture, SMALL, interpolation=cv2.INTER_AREA)
        grey = np.asarray(cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (3, 3), 0), np.uint8)
        if self._held is None or self._has_moved(grey, self._held):
            self._held, self._moved_s = grey, at_s
        return at_s - self._moved_s >= STILL_S

    def _has_moved(self, grey: Pixels, held: Pixels) -> bool:
        moved = cv2.absdiff(grey, held) >= MOVED
        return bool(moved[self._inside].mean() >= MOVED_SHARE)
