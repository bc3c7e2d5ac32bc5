"""The camera program with a network that comes and goes, and cameras that fail while it runs."""

import json
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np
import pytest

from bench._camera_hall import HEIGHT, WIDTH, Hall, write_video
from services.cafeteria.camera.pixels import Pixels
from tests.camera import Camera, catching, write_settings


@pytest.fixture(scope="module")
def two_people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds of an empty hall, then two who wait."""
    path = tmp_path_factory.mktemp("video") / "two.avi"
    write_video(path, play_two())
    return path


def play_two(length_s: float = 24) -> Iterator[Pixels]:
    hall = Hall()
    for number in range(round(5 * length_s)):
        if number == 40:
            hall.add(0.3)
            hall.add(0.7)
        yield hall.draw(number / 5)


@contextmanager
def streaming(pictures: list[Pixels]) -> Iterator[str]:
    """A network camera that sends Motion JPEG over HTTP, to one viewer after another."""
    stopping = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=part")
            self.end_headers()
            for picture in pictures:
                data = cv2.imencode(".jpg", picture)[1].tobytes()
                head = f"--part\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
                try:
                    self.wfile.write(head.encode() + data + b"\r\n")
                except OSError:
                    return
                if stopping.wait(0.1):
                    return

        def log_message(self, *args: object) -> None:
            """Nothing on the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/video"
        finally:
            stopping.set()
            server.shutdown()
            thread.join()


def test_what_the_server_did_not_take_is_sent_again_with_the_same_ids(
    camera: Camera, two_people: Path, tmp_path: Path
) -> None:
    with catching([503, 429]) as server:
        with camera.start(write_settings(tmp_path / "c.toml", two_people, server.address)) as process:
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
    with camera.start(settings) as process:
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
        with camera.start(settings, "--loop") as process:
            assert process.stderr is not None
            assert any(told in line for line in process.stderr)
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)
    assert process.returncode == 0
    assert {request["path"] for request in server.requests} == {"/api/v1/cafeterias/1/readings"}


def test_a_network_camera_is_counted_and_awaited_when_it_goes(camera: Camera, tmp_path: Path) -> None:
    pictures = list(play_two())
    with catching() as server:
        with streaming(pictures) as address:
            process = camera.start(write_settings(tmp_path / "c.toml", address, server.address))
            assert server.wait_for(4)
        assert process.stderr is not None
        assert any("카메라에 연결하지 못해" in line for line in process.stderr)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
    assert process.returncode == 0
    values = [reading["value"] for reading in server.readings()]
    assert values[-1] == 2


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
        with camera.start(settings, "--loop") as process:
            connection, _ = silent.accept()
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=8)
            connection.close()
    assert process.returncode == 0
