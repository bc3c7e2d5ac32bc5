"""Search in manuals at 582 and at 132,000 of 226 institutions: how long, how large, how quickly made.

The queries are those of the judgments, read into terms beforehand. Cases `<database>_582`,
`<database>_132000` (over all institutions) and `<database>_132000_own` (within one) are the median of a
search from what was typed to the passages that are shown, in milliseconds, with `_p99` beside them. They come
twice, because there are two bare engines: the baseline of `..._database` is the database's own ranked query
for the same terms over the same tokens (FTS5 with bm25, tsvector with GIN and ts_rank), that of
`..._postings` our own engine's: the sets of the same terms, added up, and the ten best ids. Each is asked
once before it is timed. `_build` is manuals a second (baseline: the database's engine), `_size` megabytes on
disk, `worker` what a process that searches holds in memory (baseline: the same process before its first
search).
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from sqlalchemy import text

from bench import Result, say
from bench._bare_search import FINISH, MAKE, ask_bare, find_bare, find_postings, found_by, mark_of, put_bare
from bench._manual_corpus import many_entries
from services import migrate
from services.db import Database
from services.manuals.search import Entry, Query, put_manuals, search
from services.manuals.search.bits import BLOCK_BITS, Sets, load_scope
from services.manuals.search.reading import read_query
from tests.postgres import running_postgres

SIZES = ((582, 1), (132_000, 226))
OWN = 7
QUERIES = Path(__file__).with_name("search_queries.jsonl")
MEASURE = "import sys; from bench.search import hold; hold(sys.argv[1])"


@dataclass
class Times:
    """Seconds of building, and milliseconds of each query, ours and the bare engine's."""

    ours_s: float = 0.0
    bare_s: float = 0.0
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    postings: list[float] = field(default_factory=list)


def run() -> Iterator[Result]:
    for total, institutions in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            urls = (f"sqlite:///{folder}/ours.db", f"sqlite:///{folder}/bare.db")
            yield from _measure("sqlite", urls, total, institutions)
        with running_postgres(fsync=True) as url:
            with (
                Database(url % "postgres")
                .engine.connect()
                .execution_options(isolation_level="AUTOCOMMIT") as admin
            ):
                admin.execute(text("CREATE DATABASE bare"))
            yield from _measure("postgresql", (url % "postgres", url % "bare"), total, institutions)


def hold(url: str) -> None:
    """Searches, and prints the kilobytes that this process held before and after."""
    database = Database(url)
    with database.reading() as session:
        session.execute(text("SELECT 1"))
    before = _resident_kb()
    for query in _queries():
        with database.reading() as session:
            search(session, Query(query, None))
    print(before, _resident_kb())


def _measure(engine: str, urls: tuple[str, str], total: int, institutions: int) -> Iterator[Result]:
    ours, bare = (Database(url) for url in urls)
    migrate.upgrade(ours.engine)
    times = _build(engine, ours, bare, many_entries(total, institutions))
    yield Result(
        "search", f"{engine}_{total}_build", _rate(total, times.ours_s), "1/s", _rate(total, times.bare_s)
    )
    yield Result("search", f"{engine}_{total}_size", _size_mb(ours, engine), "MB", _size_mb(bare, engine))
    scopes = {f"{engine}_{total}": None} | ({f"{engine}_{total}_own": OWN} if institutions > 1 else {})
    for case, institution_id in scopes.items():
        say(f"{case}: asking")
        found = _ask(engine, ours, bare, institution_id)
        for name, baseline in (("_database", found.bare), ("_postings", found.postings)):
            for suffix, at in (("", 0.5), ("_p99", 0.99)):
                value = _quantile(found.ours, at)
                yield Result("search", case + name + suffix, value, "ms", _quantile(baseline, at))
    before, after = subprocess.run(
        [sys.executable, "-c", MEASURE, urls[0]], capture_output=True, text=True, check=True, env=os.environ
    ).stdout.split()
    yield Result("search", f"{engine}_{total}_worker", int(after) / 1024, "MB", int(before) / 1024)
    ours.dispose()
    bare.dispose()


def _build(engine: str, ours: Database, bare: Database, entries: Iterable[Entry]) -> Times:
    times, coming = Times(), iter(entries)
    _spend(bare, MAKE[engine])
    while some := list(islice(coming, BLOCK_BITS)):
        begun = time.perf_counter()
        with ours.writing() as session:
            put_manuals(session, some)
        times.ours_s += time.perf_counter() - begun
        begun = time.perf_counter()
        with bare.writing() as session:
            put_bare(session, engine, [found_by(entry) for entry in some])
        times.bare_s += time.perf_counter() - begun
        say(f"{engine}: {some[-1].manual_id} manuals, ours {times.ours_s:.0f} s, bare {times.bare_s:.0f} s")
    times.bare_s += _spend(bare, FINISH[engine])
    if engine == "postgresql":
        _spend(ours, ["ANALYZE"])
    return times


def _spend(database: Database, statements: Iterable[str]) -> float:
    begun = time.perf_counter()
    with database.writing() as session:
        for statement in statements:
            session.execute(text(statement))
    return time.perf_counter() - begun


def _ask(engine: str, ours: Database, bare: Database, institution_id: int | None) -> Times:
    times = Times()
    for query in _queries():
        with ours.reading() as session:
            times.ours.append(_clock(partial(search, session, Query(query, institution_id))))
            sets = Sets(session, load_scope(session, mark_of(institution_id)))
            ideas = read_query(sets, query, institution_id).ideas
            times.postings.append(_clock(partial(find_postings, session, ideas, institution_id)))
        question = ask_bare(engine, ideas, institution_id)
        if question is not None:
            with bare.reading() as session:
                times.bare.append(_clock(partial(find_bare, session, engine, question)))
    return times


def _clock(work: Callable[[], object]) -> float:
    work()
    begun = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begun)


def _queries() -> list[str]:
    return [json.loads(line)["query"] for line in QUERIES.read_text("utf-8").splitlines()]


def _quantile(values: list[float], at: float) -> float:
    return round(sorted(values)[int(len(values) * at)], 2)


def _rate(total: int, seconds: float) -> float:
    return round(total / seconds, 1)


def _size_mb(database: Database, engine: str) -> float:
    with database.reading() as session:
        if engine == "sqlite":
            pages = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        else:
            pages = "SELECT pg_database_size(current_database())"
        return round(int(session.scalar(text(pages)) or 0) / 1e6, 1)


def _resident_kb() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])
