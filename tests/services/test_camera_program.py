"""The real program on drawn videos, before a real server that keeps every request."""

import json
import os
import re
import resource
import signal
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from bench._camera_hall import Hall, play_lunch, write_video
from services.cafeteria.camera.settings import DetectorSettings
from services.cafeteria.camera.task import Task
from tests.camera import HUNG, KEY, ROOT, Camera, catching, write_settings


@dataclass(frozen=True)
class Video:
    path: Path
    truths: list[int]


@pytest.fixture(scope="module")
def lunch(tmp_path_factory: pytest.TempPathFactory) -> Video:
    """A minute: eight seconds of an empty hall, then a queue that comes and goes."""
    path, truths = tmp_path_factory.mktemp("video") / "lunch.avi", []

    def play():
        for _, picture, truth in play_lunch(Hall(), 60, 8):
            truths.append(truth)
            yield picture

    write_video(path, play())
    return Video(path, truths)


def test_counts_are_posted_and_nothing_else(camera: Camera, lunch: Video, tmp_path: Path) -> None:
    with catching() as server:
        code, out, err = camera.run(
            write_settings(tmp_path / "c.toml", lunch.path, server.address), "--unpaced"
        )
    assert (code, out) == (0, ""), err
    assert "세고 있어요." in err
    for request in server.requests:
        assert request["path"] == "/api/v1/cafeterias/1/readings"
        assert request["headers"]["Authorization"] == f"Bearer {KEY}"
        assert len(request["body"]) < 150 * 100
        body = json.loads(request["body"])
        assert set(body) == {"sent_at", "readings"}
        assert {frozenset(reading) for reading in body["readings"]} == {
            frozenset({"id", "kind", "value", "measured_at"})
        }
    values = [reading["value"] for reading in server.readings()]
    assert {reading["kind"] for reading in server.readings()} == {"queue"}
    assert all(re.fullmatch("[0-9a-f]{32}", reading["id"]) for reading in server.readings())
    windows = [statistics.median(lunch.truths[start : start + 10]) for start in range(0, 300, 10)]
    expected = windows[-len(values) - 1 : -1]
    errors = [abs(value - truth) for value, truth in zip(values, expected, strict=True)]
    assert len(values) >= 24
    assert statistics.mean(errors) <= 1
    assert max(errors) <= 2


def test_no_byte_is_written_to_any_file(camera: Camera, lunch: Video, tmp_path: Path) -> None:
    """The kernel refuses both processes every write to a file, and they do not miss it."""
    settings, empty = write_settings(tmp_path / "c.toml", lunch.path), tmp_path / "empty"
    empty.mkdir()
    with catching() as server:
        write_settings(settings, lunch.path, server.address)
        before = ("sh", "-c", 'ulimit -f 0; exec "$@"', "sh")
        with camera.start(settings, "--unpaced", folder=empty, before=before) as process:
            process.communicate(timeout=120)
        assert process.returncode == 0
    assert len(server.readings()) >= 24
    assert list(empty.iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.toml", "empty"]


def read_if_allowed(path: str) -> bytes:
    """Of a process that cannot be dumped nobody but root reads it."""
    try:
        return Path(path).read_bytes()
    except PermissionError:
        return b""


def test_the_process_that_sees_pictures_may_write_nothing_and_holds_no_key(
    camera: Camera, lunch: Video, tmp_path: Path
) -> None:
    with catching() as server:
        settings = write_settings(tmp_path / "c.toml", lunch.path, server.address)
        with camera.start(settings, "--loop", "--unpaced") as process:
            assert server.wait_for(1)
            (child,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            limits = Path(f"/proc/{child}/limits").read_text()
            environment, command = read_if_allowed(f"/proc/{child}/environ"), Path(f"/proc/{child}/cmdline")
            assert re.search(r"Max file size +0 +0 ", limits)
            assert re.search(r"Max core file size +0 +0 ", limits)
            assert KEY.encode() not in environment + command.read_bytes()
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)
    assert process.returncode == 0
    assert not Path(f"/proc/{child}").exists()


def test_the_limit_really_holds(camera: Camera, tmp_path: Path) -> None:
    """Were the eye to try, it could not: `imwrite` leaves nothing behind."""
    code = (
        "import cv2, numpy, sys; from services.cafeteria.camera.eye import close_the_disk; close_the_disk();"
        "cv2.imwrite(sys.argv[1], numpy.zeros((64, 64, 3), 'u1'))"
    )
    path = tmp_path / "face.png"
    subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, check=False, capture_output=True)
    assert not path.exists() or path.stat().st_size == 0
    assert resource.getrlimit(resource.RLIMIT_FSIZE) != (0, 0)


@pytest.mark.parametrize("module", ["eye", "zone_picture"])
def test_no_process_that_sees_pictures_leaves_a_dump(module: str) -> None:
    """Neither in a file nor through a program of the system: asked at its very first line of input."""
    code = (
        "import ctypes, resource, runpy, sys\n"
        "class Asked:\n"
        "    def readline(self):\n"
        "        print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), *resource.getrlimit(resource.RLIMIT_CORE))\n"
        "        sys.exit()\n"
        "sys.stdin = Asked()\n"
        f"runpy.run_module('services.cafeteria.camera.{module}', run_name='__main__')\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout == "0 0 0\n"


def test_interrupting_it_at_the_terminal_ends_it_in_one_sentence(
    camera: Camera, lunch: Video, tmp_path: Path
) -> None:
    with catching() as server:
        settings = write_settings(tmp_path / "c.toml", lunch.path, server.address)
        # A terminal interrupts the whole group.
        with camera.start(settings, "--loop", "--unpaced", before=("setsid",)) as process:
            assert server.wait_for(1)
            (child,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            assert os.getpgid(int(child)) != process.pid
            os.killpg(process.pid, signal.SIGINT)
            _, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Traceback" not in err
    assert err.rstrip().endswith("끝났어요.")


@pytest.mark.parametrize(
    ("hung", "named"),
    [("", "[sign_board.hung]"), (HUNG.replace("true", "false"), "only_this_purpose")],
    ids=["no-board", "another-purpose"],
)
@pytest.mark.parametrize("command", [(), ("--try",), ("--show-zone", "zone.png")], ids=["run", "try", "zone"])
def test_it_does_not_start_before_the_board_hangs(
    camera: Camera, lunch: Video, tmp_path: Path, hung: str, named: str, command: tuple[str, ...]
) -> None:
    with catching() as server:
        settings = write_settings(tmp_path / "c.toml", lunch.path, server.address, hung=hung)
        code, out, err = camera.run(settings, *command)
    assert (code, out, server.requests) == (1, "", [])
    assert err.count("\n") == 1
    assert "안내판을 붙였다는 확인이 없어" in err
    assert named in err
    assert not (tmp_path / "zone.png").exists()


def test_the_board_can_be_printed_before_it_hangs(camera: Camera, tmp_path: Path) -> None:
    code, out, err = camera.run(write_settings(tmp_path / "c.toml", "0", hung=""), "--sign-board")
    assert code == 0
    assert out.startswith("고정형 영상정보처리기기 설치·운영 안내")
    assert "[sign_board.hung]" in err


def test_english_by_setting(camera: Camera, tmp_path: Path) -> None:
    settings = write_settings(tmp_path / "c.toml", "0", hung="", top='language = "en"')
    assert "Not starting" in camera.run(settings)[2]


def test_a_trial_prints_and_posts_nothing(camera: Camera, lunch: Video, tmp_path: Path) -> None:
    with catching() as server:
        settings = write_settings(tmp_path / "c.toml", lunch.path, server.address)
        code, out, _ = camera.run(settings, "--try", "--unpaced")
    assert (code, server.requests) == (0, [])
    assert "사람 수: 4" in out


def test_a_folder_of_pictures_is_a_source(camera: Camera, tmp_path: Path) -> None:
    folder, hall = tmp_path / "pictures", Hall()
    folder.mkdir()
    for number in range(60):
        if number == 30:
            hall.add(0.5)
        cv2.imwrite(str(folder / f"{number:03}.jpg"), hall.draw(number / 5))
    (folder / "015x.jpg").write_bytes(b"no picture")
    (folder / "notes.txt").write_text("no picture either")
    cv2.imwrite(str(folder / "016x.png"), np.zeros((8, 4000, 3), np.uint8))
    code, out, _ = camera.run(write_settings(tmp_path / "c.toml", folder), "--try", "--unpaced")
    assert code == 0
    assert re.findall(r"\d+", out) == ["0", "0", "1", "1"]


def test_a_video_with_broken_bytes_is_survived(camera: Camera, lunch: Video, tmp_path: Path) -> None:
    broken = bytearray(lunch.path.read_bytes())
    chance = np.random.default_rng(4)
    for place in chance.integers(len(broken) // 3, 2 * len(broken) // 3, 4000):
        broken[place] ^= 0x5A
    path = tmp_path / "broken.avi"
    path.write_bytes(broken)
    code, out, err = camera.run(write_settings(tmp_path / "c.toml", path), "--try", "--unpaced")
    assert code == 0, err
    assert "사람 수: 0" in out


@pytest.mark.parametrize("make", ["missing", "text", "huge", "empty-folder"])
def test_what_cannot_be_seen_is_refused_in_one_sentence(camera: Camera, tmp_path: Path, make: str) -> None:
    path = tmp_path / "video.avi"
    if make == "text":
        path.write_text("no video")
    elif make == "empty-folder":
        path.mkdir()
    elif make == "huge":
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 5, (5120, 2880))
        writer.write(np.zeros((2880, 5120, 3), np.uint8))
        writer.release()
    code, out, err = camera.run(write_settings(tmp_path / "c.toml", path), "--try", "--loop")
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert str(path) in err


def test_an_eye_that_is_killed_is_started_again(camera: Camera, lunch: Video, tmp_path: Path) -> None:
    with catching() as server:
        settings = write_settings(tmp_path / "c.toml", lunch.path, server.address)
        with camera.start(settings, "--loop", "--unpaced") as process:
            assert server.wait_for(1)
            (child,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            os.kill(int(child), signal.SIGKILL)
            assert server.wait_for(len(server.requests) + 2)
            process.send_signal(signal.SIGTERM)
            _, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "다시 시작할게요" in err
    assert err.rstrip().endswith("끝났어요.")


def test_the_eye_ends_when_nobody_listens(camera: Camera, lunch: Video, tmp_path: Path) -> None:
    task = Task(str(lunch.path), ((0, 0), (1, 0), (1, 1)), DetectorSettings(), loop=True)
    command = [sys.executable, "-m", "services.cafeteria.camera.eye"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(task.to_line().encode())
        process.stdin.close()
        assert process.stdout.readline()
        process.stdout.close()
        assert process.wait(20) == 0
