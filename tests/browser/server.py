"""The real server for browser tests: granian and the worker, on a free port, behind a cable."""

import os
import signal
import socket
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from threading import Event

from services.settings import Mode, Settings
from tests.browser.cable import Cable
from tests.browser.nursery import bear

ROOT = Path(__file__).resolve().parents[2]
READY_TRIES = 300
STOP_SECONDS = 15


@dataclass
class Server:
    """A running product; `url` is the cable's address, and the public one."""

    folder: Path
    database_url: str
    app: str
    extra: Mapping[str, str]
    has_worker: bool = True
    port: int = field(default_factory=lambda: free_port())
    processes: list[ForkServerProcess] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cable = Cable(self.port)
        self.url = f"http://localhost:{self.cable.port}"

    @property
    def settings(self) -> Settings:
        """What the server runs with, for tests that work on its database or keys beside it."""
        return Settings(
            mode=Mode.DEMO, state_dir=self.folder, database_url=self.database_url, public_url=self.url
        )

    def start(self) -> None:
        web = ["granian.cli:entrypoint", "--interface", "wsgi", self.app, "--host", "127.0.0.1",
               "--port", str(self.port), "--workers", "1", "--blocking-threads", "4", "--no-ws",
               "--log-level", "warning"]  # fmt: skip
        worker = ["services.worker:main"]
        self.processes = [
            bear(*command, env=self._environment(), cwd=ROOT)
            for command in ([web, worker] if self.has_worker else [web])
        ]
        self._wait_until_ready()

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            _end(process)

    def kill(self) -> None:
        """As a power cut would: the web server's own workers would go on answering without it."""
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # type: ignore[arg-type]
            process.join()

    def _environment(self) -> dict[str, str]:
        return os.environ | {
            "PYTHONPATH": str(ROOT),
            "BALGIL_MODE": "demo",
            "BALGIL_STATE_DIR": str(self.folder),
            "BALGIL_DATABASE_URL": self.database_url,
            "BALGIL_PUBLIC_URL": self.url,
            **self.extra,
        }

    def _wait_until_ready(self) -> None:
        pause = Event()
        for _ in range(READY_TRIES):
            if not self.processes[0].is_alive():
                raise RuntimeError("the web server ended before it answered")
            if _answers(f"http://127.0.0.1:{self.port}/healthz"):
                return
            pause.wait(0.1)
        raise RuntimeError("the web server does not answer")


@contextmanager
def running_server(
    folder: Path,
    database_url: str,
    *,
    app: str = "wsgi:app",
    extra: Mapping[str, str] | None = None,
    has_worker: bool = True,
) -> Iterator[Server]:
    """`extra`: further environment variables, such as settings."""
    server = Server(folder, database_url, app, extra or {}, has_worker)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        server.cable.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _end(process: ForkServerProcess) -> None:
    process.join(STOP_SECONDS)
    if process.is_alive():
        process.kill()
        process.join()
