"""Verdicts a second, on one core and in process, against the cryptography alone; and a web worker's memory.

Cases. `batch`: every check on; the baseline does only what no verdict can do without, the HPKE opens of an
evidence and of its capture context and the ECDSA verify. `batch_one_open`: the same verdicts against a single
HPKE open and the verify. `worker_memory`: the resident size of a web worker that four auditors keep busy with
piles of 50; `worker_memory_whole_batches`: after batches of the largest size that the interface takes.
"""

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bench import Result, say
from bench._audit import Month
from bench._load import post_request, send_all
from bench._servers import demo_environment, serving
from services import audit, trips
from services.crypto import sealing, signing
from services.crypto.keyring import KeyRing
from webapp import create_app

CODES = 498
ROUNDS = 9
PILE = 50
REPEATS = 8
CONNECTIONS = 4


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
    environment = demo_environment(month.settings) | {"BALGIL_LEDGER_ORIGIN": month.settings.origin}
    with serving("wsgi:app", environment, workers=1) as (port, pid):
        for case, requests, connections in (
            ("worker_memory", small * REPEATS, CONNECTIONS),
            ("worker_memory_whole_batches", [whole] * REPEATS, 1),
        ):
            answers = send_all(port, requests, connections)
            if set(answers.statuses) != {200}:
                raise SystemExit(f"not every batch was judged: {answers.statuses}")
            megabytes = max(resident_mb(child) for child in children_of(pid))
            yield Result("verdict", case, megabytes, "MB")


def post_texts(texts: Sequence[str], headers: dict[str, str]) -> bytes:
    return post_request("/api/v1/verdicts", json.dumps({"texts": texts}).encode(), headers)


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / 1000, 1)
    raise SystemExit("no memory figure for the worker")
