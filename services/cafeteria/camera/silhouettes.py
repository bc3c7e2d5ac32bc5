"""The built-in detector: how many people the area in front of the empty hall makes."""

from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from services.cafeteria.camera.background import Background
from services.cafeteria.camera.pixels import Mask, Pixels
from services.cafeteria.camera.zone import Zone

WIDTH = 320
# A standing person covers this share of a square as high as the person: measured, see docs/cafeteria.md.
BODY_SHARE = 0.21
# Less than this share of a body is no person: a hand, a door's shadow, a tray.
SMALLEST_SHARE = 0.25


@dataclass(frozen=True)
class Heights:
    """How high a person is in the picture: (where the body's middle is, how high), in shares."""

    far: tuple[float, float]
    near: tuple[float, float]

    def at(self, y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        (far_y, far_high), (near_y, near_high) = self.far, self.near
        slope = (near_high - far_high) / (near_y - far_y) if near_y != far_y else 0.0
        return np.clip(far_high + slope * (y - far_y), 0.02, 1.5)


@dataclass
class Silhouettes:
    zone: Zone
    heights: Heights
    learn_s: float
    _background: Background | None = None
    _share: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros((1, 1)))

    def count(self, picture: Pixels, at_s: float) -> float | None:
        """People in the zone; None while the empty hall is not known."""
        high, wide = picture.shape[:2]
        small = cv2.resize(picture, (WIDTH, max(1, round(WIDTH * high / wide))), interpolation=cv2.INTER_AREA)
        if self._background is None or self._share.shape != small.shape[:2]:
            self._begin(np.asarray(small, np.uint8))
        assert self._background is not None
        front = self._background.find_people(np.asarray(small, np.uint8), at_s)
        return None if front is None else self._measure(front)

    def _begin(self, small: npt.NDArray[np.uint8]) -> None:
        high, wide = small.shape[:2]
        self._inside = self.zone.mask(wide, high)
        self._background = Background(self._inside, self.learn_s)
        body = self.heights.at((np.arange(high) + 0.5) / high) * high
        self._share = np.repeat((1 / (BODY_SHARE * body**2))[:, None], wide, axis=1)

    def _measure(self, front: Mask) -> float:
        mask = cv2.morphologyEx(front.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
        mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
        _, labels = cv2.connectedComponents(mask)
        bodies = np.bincount(labels.ravel(), weights=self._share.ravel())
        bodies[0] = 0
        counted = (bodies >= SMALLEST_SHARE)[labels] & self._inside
        return float(self._share[counted].sum())
