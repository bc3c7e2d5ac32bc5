"""Sends what waits, in a thread of its own: a network that hangs does not stop the counting."""

import random
import threading
import time

from services.cafeteria.camera.counts import Outbox, utc_now
from services.cafeteria.camera.server import Server
from services.cafeteria.camera.words import Speaker

SHORTEST_WAIT_S, LONGEST_WAIT_S, WRONG_KEY_WAIT_S = 1.0, 60.0, 60.0
LOOK_S, LAST_TRY_S = 1.0, 12.0


class Sender:
    def __init__(self, server: Server, outbox: Outbox, speaker: Speaker) -> None:
        self._server, self._outbox, self._speaker = server, outbox, speaker
        self._stopping = threading.Event()
        self._told = "taken"
        self._wait_s = SHORTEST_WAIT_S
        self._thread = threading.Thread(target=self._work, name="sender", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """At once: a count that is not sent by now is soon worth nothing."""
        self._stopping.set()

    def finish(self) -> None:
        """What waits gets one more chance; then stops."""
        ends_s = time.monotonic() + LAST_TRY_S
        while self._outbox.list_waiting(utc_now()) and time.monotonic() < ends_s and self._told == "taken":
            self._stopping.wait(0.05)
        self._stopping.set()
        self._thread.join(LAST_TRY_S)

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._outbox.wait(LOOK_S)
            if not self._stopping.is_set():
                self._stopping.wait(self._send())

    def _send(self) -> float:
        """Sends a batch; how long to wait before the next one."""
        now = utc_now()
        batch = self._outbox.list_waiting(now)
        if not batch:
            return 0.0
        answer = self._server.post(batch, now)
        self._tell(answer.fate, answer.status)
        if answer.fate in ("taken", "refused"):
            self._outbox.remove(batch)
            self._wait_s = SHORTEST_WAIT_S
            return 0.0
        if answer.fate == "wrong_key":
            return WRONG_KEY_WAIT_S
        wait_s, self._wait_s = self._wait_s, min(2 * self._wait_s, LONGEST_WAIT_S)
        # Several cameras that lost the server together do not come back together.
        return max(answer.retry_after_s, wait_s * random.uniform(0.7, 1.3))  # noqa: S311

    def _tell(self, fate: str, status: int | None) -> None:
        """Each change once; refusals each time."""
        if fate == "refused":
            self._speaker.say("서버가 값을 받아 주지 않아 버렸어요({status}).", status=status)
        elif fate != self._told:
            sentences = {
                "taken": "서버에 다시 보냈어요.",
                "later": "서버에 닿지 않아요. 10분 안의 값만 갖고 있다가 다시 보낼게요.",
                "wrong_key": "서버가 센서 키를 받아 주지 않아요({status}). 키와 식당 번호를 확인해 주세요.",
            }
            self._speaker.say(sentences[fate], status=status)
        self._told = "taken" if fate == "refused" else fate
