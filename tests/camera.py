"""A drawn hall before the real camera program, and a server that keeps every request it gets."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import cv2

from bench._camera_hall import FAR, NEAR, ZONE
from services.cafeteria.camera.pixels import Pixels
from tools.pack_camera import pack

ROOT = Path(__file__).resolve().parents[1]
KEY = "balgil_0123456789abcdef"
BOARD = """
[sign_board]
purpose = "구내식당 대기 인원 집계"
place = "본관 지하 1층 구내식당"
range = "배식 대기줄"
hours = "평일 11:00부터 13:30까지"
manager = "총무과 김서무"
contact = "055-123-4567"
"""
HUNG = """
[sign_board.hung]
purpose = "구내식당 대기 인원 집계"
place = "본관 지하 1층 구내식당"
range = "배식 대기줄"
hours = "평일 11:00부터 13:30까지"
manager = "총무과 김서무"
contact = "055-123-4567"
on = 2026-09-01
by = "이시설"
only_this_purpose = true
"""


@dataclass
class Catcher:
    """`answers` are given first, in turn; then 200. An answer is a status, or a status with headers."""

    address: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, number: int, timeout_s: float = 60) -> bool:
        with self.arrived:
            return self.arrived.wait_for(lambda: len(self.requests) >= number, timeout_s)

    def readings(self) -> list[dict[str, Any]]:
        return [reading for request in self.requests for reading in json.loads(request["body"])["readings"]]


@contextmanager
def catching(answers: list[int] | None = None, port: int = 0) -> Iterator[Catcher]:
    catcher = Catcher(answers=list(answers or []))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with catcher.arrived:
                status = catcher.answers.pop(0) if catcher.answers else 200
                found = {"path": self.path, "headers": dict(self.headers), "body": body, "status": status}
                catcher.requests.append(found)
                catcher.arrived.notify_all()
            self.send_response(status)
            if status in (301, 302, 307, 308):
                self.send_header("Location", f"{catcher.address}/elsewhere")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args: object) -> None:
            """Nothing on the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        catcher.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield catcher
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def streaming(pictures: list[Pixels], pause_s: float = 0.1) -> Iterator[str]:
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
                if stopping.wait(pause_s):
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


def write_settings(
    path: Path,
    source: object,
    server: str = "http://127.0.0.1:9",
    *,
    hung: str = HUNG,
    detector: str = "learn_s = 2",
    top: str = "",
) -> Path:
    """A settings file for the drawn hall."""
    zone = [list(point) for point in ZONE]
    path.write_text(
        f'server = "{server}"\ncafeteria = 1\nsource = "{source}"\nzone = {zone}\npost_every_s = 2\n{top}\n'
        f"[detector]\nfar = {list(FAR)}\nnear = {list(NEAR)}\n{detector}\n{BOARD}{hung}"
    )
    return path


class Running(subprocess.Popen[str]):
    """A test that fails does not wait for a camera that would run for ever."""

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> None:
        if kind is not None:
            self.kill()
        super().__exit__(kind, *rest)


@dataclass(frozen=True)
class Camera:
    """The real program, as a process of its own: packed, as it goes to the edge, or from the repository."""

    command: tuple[str, ...]

    def start(
        self,
        settings: Path,
        *arguments: str,
        folder: Path | None = None,
        before: tuple[str, ...] = (),
        key: str = KEY,
    ) -> Running:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        return Running(
            [*before, *self.command, "--settings", str(settings), *arguments],
            env=environment | {"BALGIL_CAMERA_KEY": key, "PYTHONDONTWRITEBYTECODE": "1"},
            cwd=folder or settings.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, settings: Path, *arguments: str, key: str = KEY) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        with self.start(settings, *arguments, key=key) as process:
            out, err = process.communicate(timeout=120)
        return process.returncode, out, err


def pack_camera(folder: Path) -> Camera:
    target = folder / "balgil-camera.pyz"
    pack(target)
    return Camera((sys.executable, str(target)))
