"""`make run`: one command from nothing to a running product.

Makes what is missing (schema, demonstration or first administrator), starts the web server and the worker
beside it, says where to look, and stops both together.
"""

import os
import signal
import ssl
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Sequence

from pydantic import ValidationError

from services import demo, migrate
from services.clock import SystemClock
from services.db import Database
from services.errors import Refused
from services.settings import Settings, load_settings
from webapp.first_start import Welcome, prepare

STOP_SECONDS = 15
READY_TRIES = 150


def main() -> int:
    if os.environ.get("DEMO", "1") != "0":
        os.environ.setdefault("BALGIL_MODE", "demo")
        os.environ.setdefault("BALGIL_ORGANISATION", demo.ORGANISATION)
        if os.environ["BALGIL_MODE"] == "demo":
            os.environ.setdefault("BALGIL_DEMO_LUNCH", "1")
    try:
        settings = load_settings()
        welcome = get_ready(settings)
    except ValidationError as error:
        return _fail("; ".join(str(e["msg"]) for e in error.errors()))
    except Refused as error:
        return _fail(error.sentence % error.params)
    processes = [subprocess.Popen(command) for command in (web_command(settings), worker_command())]
    if wait_until_ready(settings, processes):
        print(welcome.text(settings), flush=True)
    return watch(processes)


def get_ready(settings: Settings) -> Welcome:
    """Folders, schema and first content; raises Refused when the ledger must not be served."""
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database)
    try:
        migrate.upgrade(database.engine)
        return prepare(settings, database, SystemClock().now())
    finally:
        database.dispose()


def web_command(settings: Settings) -> list[str]:
    """The production server; it only ever listens where it was told to."""
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "wsgi:app",
        "--host", settings.host, "--port", str(settings.port),
        "--workers", str(settings.web_workers), "--blocking-threads", "4",
        "--respawn-failed-workers", "--no-ws", "--log-level", "warning",
    ]  # fmt: skip
    if settings.tls_certificate and settings.tls_key:
        command += [
            "--ssl-certificate",
            str(settings.tls_certificate),
            "--ssl-keyfile",
            str(settings.tls_key),
        ]
    return command


def worker_command() -> list[str]:
    return [sys.executable, "-m", "services.worker"]


def wait_until_ready(settings: Settings, processes: Sequence[subprocess.Popen[bytes]]) -> bool:
    """Whether the web answers before one of the processes has ended."""
    pause = threading.Event()
    scheme = "https" if settings.tls_certificate else "http"
    address = f"{scheme}://{_reachable(settings.host)}:{settings.port}/healthz"
    for _ in range(READY_TRIES):
        if any(process.poll() is not None for process in processes):
            return False
        if _answers(address):
            return True
        pause.wait(0.2)
    return False


def watch(processes: Sequence[subprocess.Popen[bytes]]) -> int:
    """Waits until a signal comes or one process ends, then stops all; the first one's exit code."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    codes: list[int] = []
    for process in processes:
        threading.Thread(target=_note_end, args=(process, codes, ended), daemon=True).start()
    while not ended.wait(1):
        pass
    failed = next((code for code in codes if code), 0)
    for process in processes:
        process.terminate()
    for process in processes:
        _end(process)
    return failed


def _note_end(process: subprocess.Popen[bytes], codes: list[int], ended: threading.Event) -> None:
    codes.append(process.wait())
    ended.set()


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def _answers(address: str) -> bool:
    # The certificate may be one that this machine made for itself; nothing is sent but this question.
    context = ssl._create_unverified_context() if address.startswith("https") else None  # noqa: S323
    try:
        with urllib.request.urlopen(address, timeout=2, context=context) as response:  # noqa: S310
            return bool(response.status == 200)
    except OSError:
        return False


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
