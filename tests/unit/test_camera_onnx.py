"""A detection model by setting: tiny real ones, run by OpenCV."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from services.cafeteria.camera.detectors import make_detector
from services.cafeteria.camera.onnx_model import OnnxModel
from services.cafeteria.camera.pixels import Pixels
from services.cafeteria.camera.refusal import Refusal
from services.cafeteria.camera.settings import DetectorSettings
from services.cafeteria.camera.zone import Zone
from tests.onnx_models import CELL, SIZE, make_model

EVERYWHERE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
LEFT = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))
FORMS = ("yolov5", "yolov8", "ssd")
BRIGHT = [(0, 0), (1, 2), (3, 0), (2, 2)]


def make_picture(scale: int = 4, high: int = SIZE) -> Pixels:
    picture = np.zeros((high, SIZE, 3), np.uint8)
    for x, y in BRIGHT:
        picture[y * CELL : (y + 1) * CELL, x * CELL : (x + 1) * CELL] = 250
    return np.asarray(np.kron(picture, np.ones((scale, scale, 1))), np.uint8)


def open_model(path: Path, form: str, zone: tuple[tuple[float, float], ...] = EVERYWHERE) -> OnnxModel:
    path.write_bytes(make_model(form))
    settings = DetectorSettings("onnx", model=str(path), output=form, size=SIZE)
    detector = make_detector(settings, Zone(zone))
    assert isinstance(detector, OnnxModel)
    return detector


@pytest.mark.parametrize("form", FORMS)
def test_a_model_of_each_form_counts_in_the_zone(tmp_path: Path, form: str) -> None:
    assert open_model(tmp_path / "people.onnx", form).count(make_picture(), 0) == 4
    assert open_model(tmp_path / "people.onnx", form, LEFT).count(make_picture(), 0) == 2


def test_a_wide_picture_keeps_its_proportions(tmp_path: Path) -> None:
    picture = make_picture(high=48)
    assert open_model(tmp_path / "people.onnx", "yolov8").count(picture, 0) == 4
    assert open_model(tmp_path / "people.onnx", "yolov8", LEFT).count(picture, 0) == 2


def test_who_is_not_sure_is_not_counted(tmp_path: Path) -> None:
    assert open_model(tmp_path / "people.onnx", "yolov8").count(make_picture() // 3, 0) == 0


@pytest.mark.parametrize("content", [b"", b"no model", make_model("yolov8")[:-200]])
def test_what_is_no_model_is_refused_before_anything_is_counted(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "people.onnx"
    path.write_bytes(content)
    with pytest.raises(Refusal):
        OnnxModel(DetectorSettings("onnx", model=str(path), size=SIZE), Zone(EVERYWHERE))


@pytest.mark.parametrize(("form", "told"), [pair for pair in product(FORMS, FORMS) if len(set(pair)) == 2])
def test_a_model_of_another_form_is_refused(tmp_path: Path, form: str, told: str) -> None:
    path = tmp_path / "people.onnx"
    path.write_bytes(make_model(form))
    with pytest.raises(Refusal):
        OnnxModel(DetectorSettings("onnx", model=str(path), output=told, size=SIZE), Zone(EVERYWHERE))
