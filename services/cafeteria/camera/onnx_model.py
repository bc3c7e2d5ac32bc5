"""A detection model of the organisation's own choice (ONNX), run by OpenCV on the processor.

Shapes of the output that are understood, for an input of 1 x 3 x size x size, red first, values 0 to 1:

    yolov5   1 x N x (5 + classes)   middle x, middle y, width, height in points; object score; class scores
    yolov8   1 x (4 + classes) x N   middle x, middle y, width, height in points; class scores
    ssd      1 x 1 x N x 7           picture, class, score, left, top, right, bottom in shares of the input
"""

import cv2
import numpy as np

from services.cafeteria.camera.pixels import Floats, Pixels
from services.cafeteria.camera.refusal import Refusal
from services.cafeteria.camera.settings import DetectorSettings
from services.cafeteria.camera.zone import Zone

# Of two boxes that share more than this, the weaker goes. People in a queue overlap: not too low.
OVERLAP = 0.55
MOST_BOXES, GREY = 1000, 114


class OnnxModel:
    """Counts the boxes whose middle is in the zone."""

    def __init__(self, settings: DetectorSettings, zone: Zone) -> None:
        self._settings, self._zone = settings, zone
        try:
            self._net = cv2.dnn.readNetFromONNX(settings.model)
            self._find_boxes(np.zeros((settings.size, settings.size, 3), np.uint8))
        except (cv2.error, ValueError, IndexError) as error:
            raise Refusal("검출 모델 {path}을(를) 쓸 수 없어요.", path=settings.model) from error

    def count(self, picture: Pixels, at_s: float) -> float | None:
        high, wide = picture.shape[:2]
        size = self._settings.size
        scale = size / max(high, wide)
        square = np.full((size, size, 3), GREY, np.uint8)
        new_wide, new_high = round(wide * scale), round(high * scale)
        square[:new_high, :new_wide] = cv2.resize(picture, (new_wide, new_high), interpolation=cv2.INTER_AREA)
        boxes = self._find_boxes(square)
        middles = boxes[:, :2] + boxes[:, 2:] / 2
        return float(sum(self._zone.holds(x / new_wide, y / new_high) for x, y in middles))

    def _find_boxes(self, square: Pixels) -> Floats:
        """Left, top, width, height in points. Raises: ValueError for another shape of output."""
        size = self._settings.size
        blob = cv2.dnn.blobFromImage(square, 1 / 255, (size, size), swapRB=True)
        self._net.setInput(blob)
        boxes, scores = self._read(np.asarray(self._net.forward(), np.float32))
        sure = np.flatnonzero(np.isfinite(boxes).all(axis=1) & (scores >= self._settings.least_score))
        best = sure[np.argsort(-scores[sure])][:MOST_BOXES]
        kept = cv2.dnn.NMSBoxes(
            boxes[best].tolist(), scores[best].tolist(), self._settings.least_score, OVERLAP
        )
        return np.asarray(boxes[best][np.asarray(kept, int).ravel()].reshape(-1, 4), np.float32)

    def _read(self, output: Floats) -> tuple[Floats, Floats]:
        wanted, form = self._settings.person_class, self._settings.output
        if form == "ssd":
            if output.shape[-1] != 7:
                raise ValueError
            rows = output.reshape(-1, 7) * np.array([1, 1, 1] + [self._settings.size] * 4, np.float32)
            boxes = np.column_stack([rows[:, 3:5], rows[:, 5:7] - rows[:, 3:5]])
            return boxes, np.where(rows[:, 1].round() == wanted, rows[:, 2], 0)
        if output.ndim != 3 or output.shape[0] != 1:
            raise ValueError
        rows = output[0] if form == "yolov5" else output[0].T
        if rows.shape[0] < rows.shape[1]:
            # More values to a box than boxes: it is the other of the two forms, and would count nonsense.
            raise ValueError
        scores = rows[:, 5 + wanted] * rows[:, 4] if form == "yolov5" else rows[:, 4 + wanted]
        boxes = np.column_stack([rows[:, :2] - rows[:, 2:4] / 2, rows[:, 2:4]])
        return boxes, scores
