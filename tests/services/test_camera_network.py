"""The camera program with a network that comes and goes, and cameras that fail while it runs."""

import json
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from bench._camera_hall import HEIGHT, WIDTH, Hall, write_video
from services.cafeteria.camera.pixels import Pixels
from services.cafeteria.camera.sources import read_frames
from tests.camera import Camera, catching, streaming, write_settings
from tests.rtsp import rtsp_camera

# A file again and again, as fast as it can be read: what is tested does not ask for the time of day.
HURRIED = ("--loop", "--unpaced")


@pytest.fixture(scope="module")
def two_people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds of an empty hall, then two who wait."""
    path = tmp_path_factory.mktemp("video") / "two.avi"
    write_video(path, play_two())
    return path


def play_two(length_s: float = 24, empty_s: float = 8) -> Iterator[Pixels]:
    hall = Hall()
    for number in range(round(5 * length_s)):
        if number == round(5 * empty_s):
            hall.add(0.3)
            hall.add(0.7)
        yield hall.draw(number / 5)


def test_what_the_server_did_not_take_is_sent_again_with_the_same_ids(
    camera: Camera, two_people: Path, tmp_path: Path
) -> None:
    with catching([503, 429]) as server:
        settings = write_settings(tmp_path / "c.toml", two_people, server.address)
        with camera.start(settings, *HURRIED) as process:
            assert server.wait_for(5)
            process.send_signal(signal.SIGTERM)
            _, err = process.communicate(timeout=20)
        sent = [json.loads(request["body"])["readings"] for request in server.requests]
    assert process.returncode == 0
    assert sent[0][0] == sent[1][0] == sent[2][0]
    assert [len(readings) for readings in sent[:3]] == sorted(len(readings) for readings in sent[:3])
    assert sent[3][0]["id"] not in {reading["id"] for reading in sent[2]}
    assert err.count("서버에 닿지 않아요") == 1
    assert err.count("서버에 다시 보냈어요") == 1


def test_a_server_that_comes_late_gets_what_was_counted_meanwhile(
    camera: Camera, two_people: Path, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    settings = write_settings(tmp_path / "c.toml", two_people, f"http://127.0.0.1:{port}")
    with camera.start(settings, *HURRIED) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "서버에 닿지 않아요" in line:
                break
        with catching(port=port) as server:
            assert server.wait_for(3)
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)
            ids = [reading["id"] for reading in server.readings()]
    assert process.returncode == 0
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("status", "told"), [(401, "센서 키를 받아 주지"), (422, "값을 받아 주지 않아 버렸"), (307, "닿지 않")]
)
def test_a_server_that_refuses_is_told_in_one_sentence(
    camera: Camera, two_people: Path, tmp_path: Path, status: int, told: str
) -> None:
    """A redirect is not followed: the key would go to whoever it names."""
    with catching([status]) as server:
        settings = write_settings(tmp_path / "c.toml", two_people, server.address)
        with camera.start(settings, *HURRIED) as process:
            assert process.stderr is not None
            assert any(told in line for line in process.stderr)
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)
    assert process.returncode == 0
    assert {request["path"] for request in server.requests} == {"/api/v1/cafeterias/1/readings"}


def test_a_network_camera_is_counted_and_awaited_when_it_goes(camera: Camera, tmp_path: Path) -> None:
    with catching() as server, ExitStack() as stack:
        address = stack.enter_context(streaming(list(play_two(empty_s=5))))
        with camera.start(write_settings(tmp_path / "c.toml", address, server.address)) as process:
            assert server.wait_for(2)
            stack.close()
            assert process.stderr is not None
            assert any("카메라에 연결하지 못해" in line for line in process.stderr)
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)
    assert process.returncode == 0
    assert server.readings()[-1]["value"] == 2


def test_an_rtsp_camera_that_hangs_up_is_counted_on_when_it_is_back(camera: Camera, tmp_path: Path) -> None:
    """People are there from its second connection's first picture on: the empty hall is known by then."""
    pictures = list(play_two(empty_s=10, length_s=24))
    connections = iter([pictures[:48], pictures[50:]])
    with catching() as server, rtsp_camera(lambda: iter(next(connections, []))) as address:
        settings = write_settings(tmp_path / "c.toml", address, server.address)
        with camera.start(settings) as process:
            while not server.readings() or server.readings()[-1]["value"] == 0:
                assert server.wait_for(len(server.requests) + 1, 30)
            command = Path(f"/proc/{process.pid}/cmdline").read_text()
            process.send_signal(signal.SIGTERM)
            _, err = process.communicate(timeout=20)
    assert (process.returncode, server.readings()[-1]["value"]) == (0, 2)
    assert "카메라에 연결하지 못해" in err
    assert err.count("빈 식당을 익히는") == 1
    assert address.rpartition("@")[0] not in command + err


@pytest.mark.parametrize("source", ["97", "/dev/v4l/by-id/usb-gone"])
def test_a_usb_camera_that_is_not_there_is_told_in_one_sentence_and_awaited(
    camera: Camera, tmp_path: Path, source: str
) -> None:
    with camera.start(write_settings(tmp_path / "c.toml", source), "--try") as process:
        assert process.stderr is not None
        told = process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    assert "카메라에 연결하지 못해 값을 보내지 않아요. 계속 다시 해 볼게요." in told
    assert (process.returncode, out, err.count("\n")) == (0, "", 1)


def test_who_looks_slowly_does_not_fall_behind_the_camera() -> None:
    """A model may take longer than the time between two pictures; what is counted must still be of now."""
    sent = 0

    def play() -> Iterator[Pixels]:
        nonlocal sent
        for sent in range(250):
            yield np.full((64, 64, 3), sent, np.uint8)

    behind = 0
    with rtsp_camera(play, rate=25) as address:
        for number, frame in enumerate(read_frames(address, paced=True)):
            behind = sent - round(frame.picture.mean())
            if number == 5:
                break
            # As long as a model would take.
            Event().wait(0.4)
    assert behind < 8


def test_a_network_camera_that_sends_giants_is_not_read(camera: Camera, tmp_path: Path) -> None:
    giant = np.zeros((4000, 6000, 3), np.uint8)
    with (
        streaming([giant] * 20) as address,
        camera.start(write_settings(tmp_path / "c.toml", address), "--try") as process,
    ):
        assert process.stderr is not None
        assert any("카메라에 연결하지" in line or "너무 크거나" in line for line in process.stderr)
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "")


@pytest.mark.parametrize(("fault", "told"), [("frozen", "같은 화면만 와요"), ("black", "렌즈가 가려져")])
def test_a_camera_that_fails_reports_nothing_and_goes_on_by_itself(
    camera: Camera, tmp_path: Path, fault: str, told: str
) -> None:
    def play() -> Iterator[Pixels]:
        pictures = list(play_two(16))
        held = pictures[-1] if fault == "frozen" else np.zeros((HEIGHT, WIDTH, 3), np.uint8)
        yield from pictures
        yield from [held] * 100
        hall = Hall(seed=9)
        yield from (hall.draw(number / 5) for number in range(50))

    write_video(tmp_path / "fault.avi", play())
    code, out, err = camera.run(
        write_settings(tmp_path / "c.toml", tmp_path / "fault.avi"), "--try", "--unpaced"
    )
    assert code == 0
    sentences = [line.split(" ", 1)[1] for line in err.splitlines()]
    assert [sentence.split(".")[0] for sentence in sentences[1:]] == [
        "세고 있어요",
        sentences[2].split(".")[0],
        "세고 있어요",
    ]
    assert told in sentences[2]
    # 46 seconds, 20 of them lost to the fault and about 5 to learning.
    assert 5 <= out.count("사람 수") <= 16


def test_it_stops_at_once_while_the_server_hangs(camera: Camera, two_people: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = write_settings(
            tmp_path / "c.toml", two_people, f"http://127.0.0.1:{silent.getsockname()[1]}"
        )
        with camera.start(settings, *HURRIED) as process:
            connection, _ = silent.accept()
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=8)
            connection.close()
    assert process.returncode == 0
