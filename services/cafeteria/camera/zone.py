"""The zone: a polygon drawn on the camera's picture, in shares of its width and height."""

from dataclasses import dataclass

import cv2
import numpy as np

from services.cafeteria.camera.pixels import Mask, Pixels


@dataclass(frozen=True)
class Zone:
    """Draw it round the people who wait, from head to foot: who is partly in it counts in part."""

    points: tuple[tuple[float, float], ...]

    def mask(self, width: int, height: int) -> Mask:
        mask = np.zeros((height, width), np.uint8)
        cv2.fillPoly(mask, [self.corners(width, height)], 1)
        return mask > 0

    def cut(self, picture: Pixels) -> Pixels:
        """The picture, black outside the zone."""
        high, wide = picture.shape[:2]
        return np.asarray(cv2.copyTo(picture, self.mask(wide, high).astype(np.uint8)), np.uint8)

    def corners(self, width: int, height: int) -> np.ndarray:
        return (
            np.array([(x * (width - 1), y * (height - 1)) for x, y in self.points]).round().astype(np.int32)
        )

    def holds(self, x: float, y: float) -> bool:
        """Whether a point, in shares of width and height, is in the zone or on its edge."""
        polygon = np.array(self.points, np.float32)
        return cv2.pointPolygonTest(polygon, (float(x), float(y)), False) >= 0
