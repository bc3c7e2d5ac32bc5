"""The process that sees pictures. It holds no key, writes no file, and lets out a line of numbers a picture.

    python -m services.cafeteria.camera.eye    started by the program; the task comes on standard input

A broken decoder may hang or crash: then this process ends, and the program starts another.
"""

import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import cv2

from services.cafeteria.camera.detectors import Detector, make_detector
from services.cafeteria.camera.lens import STILL_S, Freeze, Stir, is_blind
from services.cafeteria.camera.limits import keep_memory_in
from services.cafeteria.camera.looks import MOST_PEOPLE, Look, write_refusal
from services.cafeteria.camera.refusal import Refusal
from services.cafeteria.camera.settings import is_live
from services.cafeteria.camera.sources import Frame, SourceLost, read_frames
from services.cafeteria.camera.task import Task, read_task
from services.cafeteria.camera.zone import Zone

SHORTEST_WAIT_S, LONGEST_WAIT_S = 1.0, 30.0


def close_the_disk() -> None:
    """The kernel refuses this process every byte to a file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def watch(task: Task) -> Iterator[Look]:
    """Looks until a file or folder ends; a camera for ever. Raises: Refusal when there is nothing."""
    gaze, wait_s = Gaze(make_detector(task.detector, Zone(task.zone)), Zone(task.zone)), SHORTEST_WAIT_S
    while True:
        try:
            for frame in read_frames(task.source, paced=task.paced):
                wait_s = SHORTEST_WAIT_S
                yield gaze.look(frame)
        except SourceLost as lost:
            if not is_live(task.source):
                raise _refuse(task.source) from None
            yield Look(time.monotonic(), None, lost.why)
            time.sleep(wait_s)
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)
            continue
        if not task.loop:
            return


def _refuse(source: str) -> Refusal:
    if not Path(source).exists():
        return Refusal("영상 파일이나 폴더 {path}이(가) 없어요.", path=source)
    return Refusal("영상 {path}을(를) 열 수 없어요.", path=source)


class Gaze:
    """Turns pictures into looks: first whether the picture can be believed, then how many people."""

    def __init__(self, detector: Detector, zone: Zone) -> None:
        self._detector, self._zone, self._stir = detector, zone, Stir(zone)
        self._freeze, self._zone_freeze = Freeze(), Freeze(STILL_S)
        self._shift_s, self._last_s = 0.0, 0.0

    def look(self, frame: Frame) -> Look:
        at_s = self._tell_time(frame)
        if frame.begins:
            self._freeze.forget(at_s)
            self._zone_freeze.forget(at_s)
        if is_blind(frame.picture):
            return Look(at_s, None, "blind")
        if why := self._freeze.check(frame.picture, at_s):
            return Look(at_s, None, why)
        if self._zone_freeze.check(self._zone.cut(frame.picture), at_s) == "frozen":
            return Look(at_s, None, "frozen")
        is_still = self._stir.is_still(frame.picture, at_s)
        count = self._detector.count(frame.picture, at_s)
        if count is None:
            return Look(at_s, None, "learning")
        if is_still and count >= 0.5:
            return Look(at_s, None, "still")
        return Look(at_s, round(min(count, MOST_PEOPLE), 2), "")

    def _tell_time(self, frame: Frame) -> float:
        """A file that begins again goes on where it ended."""
        if frame.at_s + self._shift_s < self._last_s:
            self._shift_s = self._last_s - frame.at_s
        self._last_s = frame.at_s + self._shift_s
        return self._last_s


def main() -> int:
    close_the_disk()
    keep_memory_in()
    cv2.setNumThreads(1)
    task = read_task(sys.stdin.readline())
    try:
        for look in watch(task):
            sys.stdout.write(look.to_line())
            sys.stdout.flush()
    except Refusal as refusal:
        print(write_refusal(refusal), flush=True)
        return 1
    except BrokenPipeError:
        # The program that wanted to know is gone.
        sys.stderr.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
