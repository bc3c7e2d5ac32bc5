"""What a process that sees pictures is told: on standard input, as addresses of cameras hold passwords."""

import json
from dataclasses import asdict, dataclass

from services.cafeteria.camera.settings import DetectorSettings


@dataclass(frozen=True)
class Task:
    """`paced`: a file's pictures come when they would have come. `save_as`: for the zone's picture."""

    source: str
    zone: tuple[tuple[float, float], ...]
    detector: DetectorSettings
    paced: bool = True
    loop: bool = False
    save_as: str = ""

    def to_line(self) -> str:
        return json.dumps(asdict(self)) + "\n"


def read_task(line: str) -> Task:
    found = json.loads(line)
    detector = found.pop("detector")
    far, near = tuple(detector.pop("far")), tuple(detector.pop("near"))
    zone = tuple((x, y) for x, y in found.pop("zone"))
    return Task(zone=zone, detector=DetectorSettings(**detector, far=far, near=near), **found)
