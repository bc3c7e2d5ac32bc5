"""How many evidences a second the real server takes, signed in and with every check on.

Two web workers, 16 connections, the production server, a durable database, and the sequencer beside them;
the baseline is a bare view that inserts the same bytes on the same server and database. And how long a leaf
waits for its place at 20 evidences a second.
"""

import json
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench import Result, say
from bench._bare import METADATA
from bench._crowd import Crowd
from bench._load import Answers, post_request, send_all
from bench._servers import serving, working
from services.db import Database
from tests.postgres import running_postgres

EVIDENCES = 6_000
CONNECTIONS = 16
STEADY_RATE = 20
STEADY_SECONDS = 20
PEOPLE = 200


def run() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _measure("sqlite", Path(folder), f"sqlite:///{folder}/balgil.db")
    with running_postgres(fsync=True) as url, tempfile.TemporaryDirectory() as folder:
        yield from _measure("postgresql", Path(folder), url % "postgres")


def _measure(case: str, folder: Path, url: str) -> Iterator[Result]:
    say(f"{case}: sealing {EVIDENCES} evidences")
    crowd = Crowd(folder, url, PEOPLE)
    requests = [_to_request(upload, cookie) for upload, cookie in crowd.capture(EVIDENCES)]
    steady = [_to_request(upload, cookie) for upload, cookie in crowd.capture(STEADY_RATE * STEADY_SECONDS)]
    environment = crowd.environment()
    bare = _bare_rate(requests, url, environment)
    with serving("wsgi:app", environment) as (port, _), working(environment):
        answers = send_all(port, requests, CONNECTIONS)
        _refuse_failures(answers)
        yield Result("ingest", case, round(answers.rate, 1), "1/s", round(bare, 1))
        waits = sorted(_waits(port, steady))
    yield Result("ingest", f"{case}_integration_p99", round(waits[int(len(waits) * 0.99)], 3), "s", 2.0)


def _to_request(upload: dict[str, str], cookie: str) -> bytes:
    headers = {"Content-Type": "application/json", "Cookie": cookie, "Accept": "application/json"}
    return post_request("/api/v1/evidences", json.dumps(upload).encode(), headers)


def _bare_rate(requests: list[bytes], url: str, environment: dict[str, str]) -> float:
    database = Database(url)
    METADATA.create_all(database.engine)
    database.dispose()
    bare = [request.replace(b"/api/v1/evidences", b"/", 1) for request in requests]
    with serving("bench._bare:app", environment | {"DATABASE_URL": url}) as (port, _), working(environment):
        answers = send_all(port, bare, CONNECTIONS)
    _refuse_failures(answers)
    return answers.rate


def _waits(port: int, requests: list[bytes]) -> list[float]:
    """Seconds from sending each evidence to the first beacon that counts it, at a steady rate."""
    before = _settled_size(port)
    stop, sizes = threading.Event(), []
    watcher = threading.Thread(target=_watch_beacon, args=(port, stop, sizes))
    watcher.start()
    sent = []
    begin = time.perf_counter()
    for number, request in enumerate(requests):
        _wait_until(begin + number / STEADY_RATE)
        sent.append(time.perf_counter())
        send_all(port, [request], 1)
    _wait_until(time.perf_counter() + 3)
    stop.set()
    watcher.join()
    # Leaves get their places in the order of their commits; a heartbeat between them only makes it later.
    return [_first_reached(sizes, before + place + 1) - at for place, at in enumerate(sent)]


def _settled_size(port: int) -> int:
    """The ledger's size once everything that was sent before has its place."""
    size = -1
    while size != (newest := _beacon_size(port)):
        size = newest
        _wait_until(time.perf_counter() + 2)
    return size


def _first_reached(sizes: list[tuple[float, int]], size: int) -> float:
    return next((at for at, seen in sizes if seen >= size), float("inf"))


def _watch_beacon(port: int, stop: threading.Event, sizes: list[tuple[float, int]]) -> None:
    while not stop.wait(0.02):
        sizes.append((time.perf_counter(), _beacon_size(port)))


def _beacon_size(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/beacon", timeout=10) as response:
        return int(json.load(response)["size"])


def _wait_until(moment: float) -> None:
    threading.Event().wait(max(0.0, moment - time.perf_counter()))


def _refuse_failures(answers: Answers) -> None:
    if set(answers.statuses) != {201}:
        raise RuntimeError(f"not every request was taken: {answers.statuses}")
