"""Pictures as arrays: height by width by blue, green and red."""

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


def strongest(picture: object) -> Pixels:
    """The largest of the three colours at each point."""
    blue, green, red = cv2.split(np.asarray(picture, np.uint8))
    return np.asarray(cv2.max(cv2.max(blue, green), red), np.uint8)
