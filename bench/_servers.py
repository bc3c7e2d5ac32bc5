"""The production server and the worker as processes of their own, for benchmarks that send real requests."""

import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from services.settings import Settings
from tests.browser.server import free_port

READY_TRIES = 200


class Served(NamedTuple):
    port: int
    pid: int


def demo_environment(settings: Settings) -> dict[str, str]:
    """What a process needs to run the product on the same database and keys."""
    return {
        "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
        "BALGIL_MODE": "demo",
        "BALGIL_STATE_DIR": str(settings.state_dir),
        "BALGIL_DATABASE_URL": settings.database_url,
    }


@contextmanager
def serving(app: str, environment: Mapping[str, str], workers: int = 2) -> Iterator[Served]:
    """A server that answers; its workers are children of its process."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", app, "--host", "127.0.0.1",
               "--port", str(port), "--workers", str(workers), "--blocking-threads", "4", "--no-ws",
               "--log-level", "error"]  # fmt: skip
    with _process(command, environment) as process:
        _wait_for(port)
        yield Served(port, process.pid)


@contextmanager
def working(environment: Mapping[str, str]) -> Iterator[None]:
    with _process([sys.executable, "-m", "services.worker"], environment):
        yield


@contextmanager
def _process(command: list[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=os.environ | environment, stdout=sys.stderr)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int) -> None:
    pause = threading.Event()
    for _ in range(READY_TRIES):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            pause.wait(0.1)
    raise RuntimeError("the server did not answer")
