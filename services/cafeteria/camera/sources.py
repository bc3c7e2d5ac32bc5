"""Where pictures come from: a video file, a folder of pictures, a USB camera, or an address in the network.

Pictures are taken `RATE` times a second at most, capped in size before they are decoded, and made small. None
is written anywhere. OpenCV opens the picture's stream alone: sound is never decoded.
"""

import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from services.cafeteria.camera.limits import MOST_BYTES, MOST_PIXELS
from services.cafeteria.camera.pixels import Pixels
from services.cafeteria.camera.settings import is_device, is_live

RATE, FASTEST_RATE, WIDTH = 5.0, 60.0, 960
# A camera of five pictures a second sends one now and then a little early.
SOONEST = 0.9
OPEN_TIMEOUT_MS, READ_TIMEOUT_MS = 10_000, 10_000
_DEVICE = re.compile("(?:/dev/video)?([0-9]{1,3})")
PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".webp")


class SourceLost(Exception):
    """A camera that does not answer, ends, or sends what is too large (`why` is `unreadable`)."""

    def __init__(self, why: str = "away") -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Frame:
    """`at_s`: seconds on the source's own clock. `begins`: a file or folder begins, or begins again."""

    picture: Pixels
    at_s: float
    begins: bool


def read_frames(source: str, *, paced: bool) -> Iterator[Frame]:
    """One turn through a file or folder, or a camera until it is lost. Raises: SourceLost."""
    if is_live(source):
        return _read_camera(source)
    path = Path(source)
    return _read_folder(path, paced=paced) if path.is_dir() else _read_file(path, paced=paced)


def _read_camera(source: str) -> Iterator[Frame]:
    capture = _open_device(source) if is_device(source) else _open_address(source)
    try:
        _check_size(capture)
        due_s = 0.0
        while True:
            began_s = time.monotonic()
            if not capture.grab():
                raise SourceLost
            got_s = time.monotonic()
            if got_s >= due_s:
                # Never `begins`: a frozen camera that hangs up and comes back shows the same picture still.
                yield Frame(_retrieve(capture), got_s, begins=False)
                # Whoever looks slowly (a model) passes over as long again, or would fall behind the camera.
                due_s = got_s + max(SOONEST / RATE, 2 * (time.monotonic() - got_s))
            # A stream that floods us waits in its own socket.
            time.sleep(max(0.0, 1 / FASTEST_RATE - (time.monotonic() - began_s)))
    finally:
        capture.release()


def _open_device(source: str) -> cv2.VideoCapture:
    """OpenCV opens numbers alone; /dev/v4l/by-id/... is a link to the number that the camera has today."""
    found = _DEVICE.fullmatch(source if source.isdecimal() else os.path.realpath(source))
    if found is None:
        raise SourceLost
    return cv2.VideoCapture(int(found[1]), cv2.CAP_V4L2)


def _open_address(source: str) -> cv2.VideoCapture:
    timeouts = [
        cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
        OPEN_TIMEOUT_MS,
        cv2.CAP_PROP_READ_TIMEOUT_MSEC,
        READ_TIMEOUT_MS,
    ]
    return cv2.VideoCapture(source, cv2.CAP_FFMPEG, timeouts)


def _read_file(path: Path, *, paced: bool) -> Iterator[Frame]:
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    try:
        _check_size(capture)
        told = capture.get(cv2.CAP_PROP_FPS)
        rate = told if 0.1 <= told <= FASTEST_RATE else 25.0
        pace, number, due_s = _Pace(paced), 0, 0.0
        while capture.grab():
            at_s, number = number / rate, number + 1
            if at_s + 1e-6 >= due_s:
                pace.wait_until(at_s)
                due_s += 1 / RATE
                yield Frame(_retrieve(capture), at_s, begins=number == 1)
        if number == 0:
            raise SourceLost
    finally:
        capture.release()


def _read_folder(path: Path, *, paced: bool) -> Iterator[Frame]:
    """In the order of their names, `RATE` a second; what is no picture, or too large, is passed over."""
    pace, number = _Pace(paced), 0
    for file in sorted(path.iterdir()):
        if file.suffix.lower() not in PICTURES or not file.is_file() or file.stat().st_size > MOST_BYTES:
            continue
        picture = _decode(file)
        if picture is not None:
            at_s = number / RATE
            pace.wait_until(at_s)
            yield Frame(picture, at_s, begins=number == 0)
            number += 1
    if number == 0:
        raise SourceLost


def _decode(file: Path) -> Pixels | None:
    try:
        picture = cv2.imread(str(file), cv2.IMREAD_COLOR)
        return None if picture is None else make_small(picture)
    except (cv2.error, SourceLost):
        return None


class _Pace:
    """A file stands in for a camera: its pictures come when they would have come."""

    def __init__(self, paced: bool) -> None:
        self._paced, self._began_s = paced, time.monotonic()

    def wait_until(self, at_s: float) -> None:
        if self._paced:
            time.sleep(max(0.0, self._began_s + at_s - time.monotonic()))


def _check_size(capture: cv2.VideoCapture) -> None:
    if not capture.isOpened():
        raise SourceLost
    if capture.get(cv2.CAP_PROP_FRAME_WIDTH) * capture.get(cv2.CAP_PROP_FRAME_HEIGHT) > MOST_PIXELS:
        raise SourceLost("unreadable")


def _retrieve(capture: cv2.VideoCapture) -> Pixels:
    is_there, picture = capture.retrieve()
    if not is_there or picture is None:
        raise SourceLost
    return make_small(picture)


def make_small(picture: object) -> Pixels:
    """Three colours, `WIDTH` wide at most. Raises: SourceLost when it is out of all proportion."""
    pixels = np.asarray(picture, np.uint8)
    if pixels.ndim == 2:
        pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR), np.uint8)
    high, wide = pixels.shape[:2]
    if high * wide > MOST_PIXELS or not 0.2 <= wide / high <= 8 or min(high, wide) < 32:
        raise SourceLost("unreadable")
    if wide <= WIDTH:
        return pixels
    size = (WIDTH, round(WIDTH * high / wide))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
