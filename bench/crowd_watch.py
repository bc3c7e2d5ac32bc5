"""How many watchers of one cafeteria a core answers, and how soon all of them see a new reading.

10,000 signed-in members of staff ask every 10 seconds: a minute of that, 60,000 requests, is played as fast
as it goes. Cases `304` and `200` are a minute like any other: the cookies are known, and every session is
looked up again three times. In `304_first` and `200_first` every sixth request is the first of its cookie and
goes through Flask and the access rule, as after a restart. One web worker on one core, the client on another;
the baseline is a bare Flask view that returns the same bytes on the same server. All in turns; medians count.
"""

import os
import statistics
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from bench import Result, say
from bench._load import Answers, get_request, send_all
from bench._servers import serving
from bench._watchers import Town
from services.cafeteria import Level

WATCHERS, ROUNDS_A_MINUTE = 10_000, 6
CONNECTIONS, TURNS = 16, 3
BARE_REQUESTS = 20_000
SERVER_CORE, CLIENT_CORE = 0, 1
SEVERAL, LOOKERS, LOOK_S = 3, 24, 2.0
WITHIN_S = 10.0
# So much faster than the world the watch lives, while a minute is played in some seconds.
SPEED = 8


def run() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        say(f"crowd_watch: signing {WATCHERS} members of staff in")
        town = Town(Path(folder), f"sqlite:///{folder}/balgil.db", WATCHERS)
        Path(town.environment()["BENCH_BODY"]).write_bytes(town.body())
        for case, status in (("304", 304), ("200", 200)):
            yield from _measure(town, case, status)
        yield Result("crowd_watch", "visible", round(_time_to_all(town), 2), "s", WITHIN_S)
        town.database.dispose()


def _measure(town: Town, case: str, status: int) -> Iterator[Result]:
    sides: dict[str, list[Answers]] = {case: [], f"{case}_first": [], "bare": []}
    bare_path = b"/unchanged" if status == 304 else b"/whole"
    bare_requests = [b"GET %b HTTP/1.1\r\nHost: localhost\r\n\r\n" % bare_path] * BARE_REQUESTS
    for turn in range(TURNS):
        say(f"crowd_watch {case}: turn {turn + 1} of {TURNS}")
        with _serving("bench._watch_bare:app", town) as port:
            sides["bare"].append(_send(port, bare_requests, status))
        # Nothing is read meanwhile: a watcher who has the answer has it for the whole turn.
        town.tap(Level.NORMAL)
        # A new process: no cookie is known to it yet.
        with _serving("bench._watch_app:app", town) as port:
            first, later = _two_minutes(town, port, status)
            sides[f"{case}_first"].append(_send(port, first, status))
            sides[case].append(_send(port, later, status))
    bare = sides.pop("bare")
    for name, answers in sides.items():
        yield from _compare(name, answers, bare)


def _compare(case: str, ours: Sequence[Answers], bare: Sequence[Answers]) -> Iterator[Result]:
    rates = [statistics.median(answers.rate for answers in side) for side in (ours, bare)]
    yield Result("crowd_watch", case, round(rates[0], 1), "1/s", round(rates[1], 1))
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        waits = [statistics.median(_quantile_ms(answers, share) for answers in side) for side in (ours, bare)]
        yield Result("crowd_watch", f"{case}_{name}", round(waits[0], 2), "ms", round(waits[1], 2))


def _two_minutes(town: Town, port: int, status: int) -> tuple[list[bytes], list[bytes]]:
    """Six requests a watcher each: in the first minute every sixth is a cookie's first, then none is."""
    tag = _find_tag(town, port) if status == 304 else ""
    asked = [_ask(town, cookie, tag) for cookie in town.cookies]
    later = range(1, ROUNDS_A_MINUTE)
    mixed = ((first, *(first * n // ROUNDS_A_MINUTE for n in later)) for first in range(len(asked)))
    return [asked[place] for places in mixed for place in places], asked * ROUNDS_A_MINUTE


def _ask(town: Town, cookie: str, tag: str = "") -> bytes:
    headers = {"Accept": "application/json", "Cookie": cookie}
    return get_request(town.path, headers | ({"If-None-Match": tag} if tag else {}))


def _find_tag(town: Town, port: int) -> str:
    """By the cookie that comes last in a round: it is the only one that the server knows beforehand."""
    address = f"http://127.0.0.1:{port}{town.path}"
    request = urllib.request.Request(address, headers={"Cookie": town.cookies[-1]})
    with urllib.request.urlopen(request, timeout=10) as response:
        return str(response.headers["ETag"])


def _send(port: int, requests: Sequence[bytes], status: int) -> Answers:
    answers = send_all(port, requests, CONNECTIONS)
    if set(answers.statuses) != {status}:
        raise RuntimeError(f"not every answer was a {status}: {answers.statuses}")
    return answers


def _quantile_ms(answers: Answers, share: float) -> float:
    ordered = sorted(answers.latencies)
    return ordered[int(len(ordered) * share)] * 1000


def _time_to_all(town: Town) -> float:
    """Seconds from the commit of a tap until the last of several processes stops sending what was before.

    The watchers hold connections of their own, so that each process has some, and ask all the time.
    """
    with _serving("bench._watch_app:app", town, workers=SEVERAL) as port:
        stop, last_old = threading.Event(), [0.0] * LOOKERS
        tags: list[set[str]] = [set() for _ in range(LOOKERS)]
        old = _find_tag(town, port)
        lookers = [
            threading.Thread(target=_look, args=(town, port, old, number, stop, last_old, tags))
            for number in range(LOOKERS)
        ]
        for looker in lookers:
            looker.start()
        stop.wait(LOOK_S)
        town.tap(Level.PACKED)
        committed = time.perf_counter()
        stop.wait(LOOK_S)
        stop.set()
        for looker in lookers:
            looker.join()
    if not all(len(seen) > 1 for seen in tags):
        raise RuntimeError("a watcher never saw the new reading")
    return max(0.0, max(last_old) - committed)


def _look(
    town: Town,
    port: int,
    old: str,
    number: int,
    stop: threading.Event,
    last_old: list[float],
    tags: list[set[str]],
) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    while not stop.wait(0.05):
        connection.request("GET", town.path, headers={"Cookie": town.cookies[number]})
        response = connection.getresponse()
        response.read()
        tag = str(response.headers["ETag"])
        tags[number].add(tag)
        if tag == old:
            last_old[number] = time.perf_counter()
    connection.close()


@contextmanager
def _serving(app: str, town: Town, workers: int = 1) -> Iterator[int]:
    """The production server, kept to a core of its own while one worker is measured."""
    both = os.sched_getaffinity(0)
    is_pinned = workers == 1 and {SERVER_CORE, CLIENT_CORE} <= both
    environment = town.environment() | {"BENCH_SPEED": str(SPEED if workers == 1 else 1)}
    # A process keeps to the cores of the one that starts it.
    os.sched_setaffinity(0, {SERVER_CORE} if is_pinned else both)
    try:
        with serving(app, environment, workers) as served:
            os.sched_setaffinity(0, {CLIENT_CORE} if is_pinned else both)
            yield served.port
    finally:
        os.sched_setaffinity(0, both)
