"""Counts and posts: looks come from the process that sees pictures, readings go to the server."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from services.cafeteria.camera.child import follow_eye, has_ended_well, read_lines, running
from services.cafeteria.camera.counts import Outbox, Window, make_reading, utc_now
from services.cafeteria.camera.looks import Look, read_refusal
from services.cafeteria.camera.refusal import Refusal
from services.cafeteria.camera.sender import Sender
from services.cafeteria.camera.server import Server
from services.cafeteria.camera.settings import CameraSettings
from services.cafeteria.camera.task import Task
from services.cafeteria.camera.words import Speaker

TOLD_AFTER_S = 2.0
STATES = {
    "": "세고 있어요.",
    "learning": "빈 식당을 익히는 중이에요. 그동안은 아무 값도 보내지 않아요.",
    "frozen": "같은 화면만 와요. 카메라가 멈춘 것 같아 값을 보내지 않아요.",
    "blind": "화면이 어둡거나 렌즈가 가려져 값을 보내지 않아요.",
    "still": "사람처럼 보이는 것이 1분 동안 꼼짝하지 않아 값을 보내지 않아요.",
    "away": "카메라에 연결하지 못해 값을 보내지 않아요. 계속 다시 해 볼게요.",
    "unreadable": "화면이 너무 크거나 읽을 수 없어 값을 보내지 않아요.",
}


@dataclass
class Teller:
    """Says how it goes when that changes, and has lasted: not at every flicker."""

    speaker: Speaker
    _told: str | None = None
    _new: str | None = None
    _since_s: float = 0.0

    def hear(self, look: Look) -> None:
        if look.why == "same":
            return
        if look.why != self._new:
            self._new, self._since_s = look.why, look.at_s
        lasted = look.at_s - self._since_s >= TOLD_AFTER_S or look.why == "away"
        if self._new != self._told and lasted:
            self._told = self._new
            self.speaker.say(STATES[look.why])


def count_and_post(settings: CameraSettings, key: str, task: Task) -> None:
    """Until the source ends. Raises: Refusal when there is nothing to look at."""
    speaker, outbox = Speaker(settings.language), Outbox()
    sender = Sender(Server(settings, key), outbox, speaker)
    half = timedelta(seconds=settings.post_every_s / 2)
    sender.start()
    try:
        for value in _count(settings, task, speaker):
            outbox.add(make_reading(value, utc_now() - half))
        sender.finish()
    finally:
        sender.stop()


def count_only(settings: CameraSettings, task: Task) -> None:
    """For the person who installs: prints what would be posted, and posts nothing."""
    speaker = Speaker(settings.language)
    for value in _count(settings, task, speaker):
        print(speaker.translate("사람 수: {count}", count=value), flush=True)


def _count(settings: CameraSettings, task: Task, speaker: Speaker) -> Iterator[int]:
    window, teller = Window(settings.post_every_s), Teller(speaker)
    for look in follow_eye(task, speaker):
        teller.hear(look)
        value = window.add(look)
        if value is not None:
            yield value


def show_zone(task: Task) -> None:
    """Raises: Refusal."""
    with running("zone_picture", task) as process:
        for line in read_lines(process):
            if refusal := read_refusal(line):
                raise refusal
        if not has_ended_well(process):
            raise Refusal("카메라에서 화면을 받지 못했어요.")
