"""The other process: started without the key, watched, and started anew when it hangs or crashes."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.cafeteria.camera.limits import ENVIRONMENT
from services.cafeteria.camera.looks import LONGEST_LINE, Look, read_look, read_refusal
from services.cafeteria.camera.settings import KEY_VARIABLE, is_live
from services.cafeteria.camera.task import Task
from services.cafeteria.camera.words import Speaker

# A camera that does not answer lets the eye say so every half minute at least.
SILENCE_S, ENDING_S = 45.0, 5.0
SHORTEST_WAIT_S, LONGEST_WAIT_S, CRASHES_OF_A_FILE = 1.0, 60.0, 3
PACKAGE = "services.cafeteria.camera"
ROOT = Path(__file__).resolve().parents[3]


def follow_eye(task: Task, speaker: Speaker) -> Iterator[Look]:
    """Looks, until the source ends. Raises: Refusal when there is nothing to look at."""
    crashes, wait_s = 0, SHORTEST_WAIT_S
    while True:
        with running("eye", task) as process:
            for line in read_lines(process):
                if look := read_look(line):
                    crashes, wait_s = 0, SHORTEST_WAIT_S
                    yield look
                elif refusal := read_refusal(line):
                    raise refusal
            if has_ended_well(process):
                return
        crashes += 1
        speaker.say("화면을 세는 쪽이 멈췄어요. 다시 시작할게요.")
        if not is_live(task.source) and crashes >= CRASHES_OF_A_FILE:
            return
        time.sleep(wait_s)
        wait_s = min(2 * wait_s, LONGEST_WAIT_S)


@contextmanager
def running(module: str, task: Task) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {name: value for name, value in os.environ.items() if name != KEY_VARIABLE}
    process = subprocess.Popen(
        [sys.executable, "-m", f"{PACKAGE}.{module}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment | ENVIRONMENT | {"PYTHONPATH": str(ROOT)},
        # Ctrl-C is for the program, which then ends this process.
        start_new_session=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(task.to_line().encode())
        process.stdin.close()
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def read_lines(process: "subprocess.Popen[bytes]") -> Iterator[str]:
    """Until it ends, or says nothing for too long, or says too much at once."""
    assert process.stdout is not None
    handle, rest = process.stdout.fileno(), b""
    while select.select([handle], [], [], SILENCE_S)[0]:
        piece = os.read(handle, 65_536)
        if not piece:
            return
        *lines, rest = (rest + piece).split(b"\n")
        yield from (line.decode("utf-8", "replace") for line in lines)
        if len(rest) > LONGEST_LINE:
            return


def has_ended_well(process: "subprocess.Popen[bytes]") -> bool:
    try:
        return process.wait(ENDING_S) == 0
    except subprocess.TimeoutExpired:
        return False
