"""One picture with the zone on it, for the person who installs the camera, to a path that she names.

    python -m services.cafeteria.camera.zone_picture    started by `--show-zone`

It is blurred so that nobody in it can be recognised: it is there to see whether the zone holds the queue and
whether the drawn persons are as high as real ones.
"""

import os
import sys
from pathlib import Path

import cv2
import numpy as np

from services.cafeteria.camera.limits import keep_memory_in
from services.cafeteria.camera.looks import write_refusal
from services.cafeteria.camera.pixels import Pixels
from services.cafeteria.camera.refusal import Refusal
from services.cafeteria.camera.sources import SourceLost, read_frames
from services.cafeteria.camera.task import Task, read_task
from services.cafeteria.camera.zone import Zone

COARSE_WIDTH = 96
LINE, PERSON, GRID, WIDE = (40, 200, 40), (40, 120, 255), (255, 255, 255), 0.36


def draw_zone(picture: Pixels, task: Task) -> Pixels:
    high, wide = picture.shape[:2]
    coarse = cv2.resize(
        picture, (COARSE_WIDTH, max(1, COARSE_WIDTH * high // wide)), interpolation=cv2.INTER_AREA
    )
    drawn = np.asarray(cv2.resize(coarse, (wide, high), interpolation=cv2.INTER_CUBIC), np.uint8)
    _draw_grid(drawn)
    corners = Zone(task.zone).corners(wide, high)
    cv2.polylines(drawn, [corners], True, LINE, 2)
    middle = int(corners[:, 0].mean())
    for y, share in (task.detector.far, task.detector.near):
        body = round(share * high)
        size = (round(WIDE * body / 2), round(body / 2))
        cv2.ellipse(drawn, (middle, round(y * high)), size, 0, 0, 360, PERSON, 2)
    return drawn


def _draw_grid(drawn: Pixels) -> None:
    """Lines at each tenth with its number, so that corners can be read off and put into the settings."""
    high, wide = drawn.shape[:2]
    for tenth in range(1, 10):
        x, y, name = round(tenth * wide / 10), round(tenth * high / 10), f".{tenth}"
        cv2.line(drawn, (x, 0), (x, high), GRID, 1)
        cv2.line(drawn, (0, y), (wide, y), GRID, 1)
        for place in ((x + 3, 14), (3, y - 3)):
            cv2.putText(drawn, name, place, cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), 3)
            cv2.putText(drawn, name, place, cv2.FONT_HERSHEY_SIMPLEX, 0.5, GRID, 1)


def save_new(picture: Pixels, path: Path) -> None:
    """Raises: Refusal; a picture that is there already is never overwritten."""
    wrong = Refusal("그림 파일 {path}을(를) 쓸 수 없어요. .png로 끝나는 새 이름을 주세요.", path=path)
    if path.suffix != ".png":
        raise wrong
    is_made, data = cv2.imencode(".png", picture)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Refusal("그림 파일 {path}이(가) 이미 있어요. 다른 이름을 주세요.", path=path) from error
    except OSError as error:
        raise wrong from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data.tobytes() if is_made else b"")
    except OSError as error:
        path.unlink()
        raise wrong from error


def main() -> int:
    keep_memory_in()
    task = read_task(sys.stdin.readline())
    try:
        frame = next(read_frames(task.source, paced=False), None)
        if frame is None:
            raise SourceLost
        save_new(draw_zone(frame.picture, task), Path(task.save_as))
    except SourceLost:
        print(write_refusal(Refusal("카메라에서 화면을 받지 못했어요.")), flush=True)
        return 1
    except Refusal as refusal:
        print(write_refusal(refusal), flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
