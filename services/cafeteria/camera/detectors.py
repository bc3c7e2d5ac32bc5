"""The detector behind one small interface: the built-in one, or a model that a setting names."""

from typing import Protocol

from services.cafeteria.camera.onnx_model import OnnxModel
from services.cafeteria.camera.pixels import Pixels
from services.cafeteria.camera.settings import DetectorSettings
from services.cafeteria.camera.silhouettes import Heights, Silhouettes
from services.cafeteria.camera.zone import Zone


class Detector(Protocol):
    def count(self, picture: Pixels, at_s: float) -> float | None:
        """People in the zone; None while it cannot say."""
        ...


def make_detector(settings: DetectorSettings, zone: Zone) -> Detector:
    """Raises: Refusal when the model cannot be used."""
    if settings.kind == "onnx":
        return OnnxModel(settings, zone)
    return Silhouettes(zone, Heights(settings.far, settings.near), settings.learn_s)
