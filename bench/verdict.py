"""Verdicts a second, on one core and in process, against the cryptography alone; and a web worker's memory.

Cases. `batch`: every check on; the baseline does only what no verdict can do without, the HPKE opens of an
evidence and of its capture context and the ECDSA verify. `batch_one_open`: the same verdicts against a single
HPKE open and the verify. `worker_memory`: the resident size of a web worker that four auditors keep busy with
piles of 50; `worker_memory_whole_batches`: after batches of the largest size that the interface takes.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bench import Result, say
from bench._audit import Month
from bench._load import post_request, send_all
from services import audit, trips
from services.crypto import sealing, signing
from services.crypto.keyring import KeyRing
from tests.browser.server import free_port
from webapp import create_app

CODES = 498
ROUNDS = 9
PILE = 50
REPEATS = 8
CONNECTIONS = 4
READY_TRIES = 200


class Sealed(NamedTuple):
    """One evidence with all that the baseline needs made ready."""

    frame: bytes
    context: bytes
    key: bytes
    message: bytes
    signature: bytes


def run() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        say(f"{CODES} evidences")
        month = Month(Path(folder), CODES)
        if {verdict.overall for verdict in judge(month)} != {audit.Overall.GENUINE}:
            raise SystemExit("the benchmark's evidences are not all genuine")
        keys, origin, sealed = month.keys.opening.audit, month.settings.origin, list(list_sealed(month))
        rate = CODES / best_of(lambda: judge(month))
        for case, purposes in (("batch", 2), ("batch_one_open", 1)):
            baseline = CODES / best_of(lambda n=purposes: decrypt(keys, origin, sealed, n))
            yield Result("verdict", case, round(rate, 1), "1/s", round(baseline, 1))
        yield from serve(month)


def judge(month: Month) -> list[audit.Verdict]:
    items = [audit.Item(text) for text in month.texts]
    with month.database.reading() as session:
        return audit.judge_texts(session, month.keys, items, month.now)


def list_sealed(month: Month) -> Iterator[Sealed]:
    keys, origin = month.keys.opening.audit, month.settings.origin
    for upload in month.uploads:
        frame = trips.parse_text(upload.text)
        opened = trips.open_frame(keys, origin, frame)
        message = signing.signed_bytes(opened.payload_bytes, origin, upload.owner)
        key = month.public_keys[upload.owner]
        yield Sealed(frame, upload.context or b"", key, message, opened.signature)


def decrypt(keys: KeyRing, origin: str, evidences: Sequence[Sealed], opens: int) -> None:
    """The cryptography and nothing else."""
    for sealed in evidences:
        sealing.open_sealed(keys, "evidence", origin, sealed.frame)
        if opens > 1:
            sealing.open_sealed(keys, "context", origin, sealed.context)
        signing.verify_signature(sealed.key, sealed.message, sealed.signature)


def best_of(call: Callable[[], object]) -> float:
    """The shortest of some runs, in seconds of this process: what else the machine does only ever adds."""
    call()
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        call()
        times.append(time.process_time() - began)
    return min(times)


def serve(month: Month) -> Iterator[Result]:
    """A web worker's memory after four auditors' piles at once, then after batches of the largest size."""
    app = create_app(month.settings)
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    content = {"_user_id": month.sign_in_auditor(datetime.now(UTC)), "_fresh": True}
    cookie = f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(content)}"
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Cookie": cookie}
    piles = [month.texts[start : start + PILE] for start in range(0, CODES, PILE)]
    small, whole = [post_texts(texts, headers) for texts in piles], post_texts(month.texts, headers)
    with running(month) as (process, port):
        for case, requests, connections in (
            ("worker_memory", small * REPEATS, CONNECTIONS),
            ("worker_memory_whole_batches", [whole] * REPEATS, 1),
        ):
            answers = send_all(port, requests, connections)
            if set(answers.statuses) != {200}:
                raise SystemExit(f"not every batch was judged: {answers.statuses}")
            megabytes = max(resident_mb(pid) for pid in children_of(process.pid))
            yield Result("verdict", case, megabytes, "MB")


def post_texts(texts: Sequence[str], headers: dict[str, str]) -> bytes:
    return post_request("/api/v1/verdicts", json.dumps({"texts": texts}).encode(), headers)


@contextmanager
def running(month: Month) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The production server with one worker on the benchmark's database."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "wsgi:app", "--host", "127.0.0.1",
               "--port", str(port), "--workers", "1", "--blocking-threads", "4", "--no-ws",
               "--log-level", "error"]  # fmt: skip
    environment = os.environ | {
        "BALGIL_MODE": "demo",
        "BALGIL_STATE_DIR": str(month.settings.state_dir),
        "BALGIL_LEDGER_ORIGIN": month.settings.origin,
    }
    process = subprocess.Popen(command, env=environment, stdout=sys.stderr)
    try:
        wait_for(port)
        yield process, port
    finally:
        process.terminate()
        process.wait(30)


def wait_for(port: int) -> None:
    pause = threading.Event()
    for _ in range(READY_TRIES):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
            return
        except OSError:
            pause.wait(0.1)
    raise SystemExit("the server did not answer")


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / 1000, 1)
    raise SystemExit("no memory figure for the worker")
