"""What it costs to hand the manuals of one organisation out, and to bring them in again.

582 made manuals of 59 units, published and indexed in SQLite. `markdown`, `epub`, `pdf`: seconds to gather
and make each; baseline of the two books: the zip of Markdown. `epub_memory`, `pdf_memory`: megabytes of the
largest process that makes it (a PDF is made in volumes, one process after the other). `import_look`: seconds
until it is told what that zip would do, with one line more in each manual; baseline: with nothing new in it.
`import_apply`: seconds until all of them are published; `import_portion`: of its longest transaction.
"""

import io
import resource
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from bench import Result, say
from bench._manuals import fill_manuals
from services import migrate
from services.db import Database
from services.keys import open_web_keys
from services.ledger import Appender
from services.manuals import exchange, tasks
from services.settings import Mode, Settings

NOW = datetime(2026, 9, 29, 6, 20, tzinfo=UTC)
MANUALS = 582
KINDS = {"epub": exchange.make_epub, "pdf": exchange.make_volumes}
Found = TypeVar("Found")


def run() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            mode=Mode.DEMO, state_dir=Path(folder) / "state", database_url=f"sqlite:///{folder}/bench.db"
        )
        database = Database(settings.database)
        migrate.upgrade(database.engine)
        ledger = Appender(open_web_keys(settings, NOW).pending_key)
        with database.hurrying():
            ids = [
                one
                for part in fill_manuals(database, ledger, MANUALS, 1, NOW, is_indexed=True)
                for one in part
            ]
        with database.reading() as session:
            packed, markdown_s = timed(lambda: exchange.export_markdown(session, ids, NOW))
        yield Result("manual_exchange", "markdown", markdown_s, "s")
        yield from _measure_books(database, ids, markdown_s)
        yield from _measure_import(database, ledger, ids, packed)
        database.dispose()


def timed(work: Callable[[], Found]) -> tuple[Found, float]:
    begun = time.perf_counter()
    found = work()
    return found, round(time.perf_counter() - begun, 2)


def _measure_books(database: Database, ids: list[int], markdown_s: float) -> Iterator[Result]:
    with database.reading() as session:
        book, gather_s = timed(lambda: exchange.gather_book(session, ids, _imprint(), NOW))
    for kind in KINDS:
        seconds, memory_mb = _in_own_process(kind, book)
        yield Result("manual_exchange", kind, round(gather_s + seconds, 2), "s", markdown_s)
        yield Result("manual_exchange", f"{kind}_memory", memory_mb, "MB")


def _imprint() -> exchange.Imprint:
    def fill(sentence: str, **facts: object) -> str:
        return sentence % facts if facts else sentence

    return exchange.Imprint("업무 매뉴얼", "가람시", "ko", "https://balgil.example.go.kr", fill)


def _in_own_process(kind: str, book: exchange.Book) -> tuple[float, float]:
    """Seconds, and megabytes of its largest child: a process that has had no other children."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_make, kind, book).result()


def _make(kind: str, book: exchange.Book) -> tuple[float, float]:
    made, seconds = timed(lambda: KINDS[kind](book))
    size = sum(map(len, made)) if isinstance(made, list) else len(made)
    files = len(made) if isinstance(made, list) else 1
    say(f"{kind} of {exchange.count_manuals(book)} manuals: {files} files, {size / 1e6:.1f} MB, {seconds} s")
    return seconds, round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1_000, 1)


def _measure_import(database: Database, ledger: Appender, ids: list[int], packed: bytes) -> Iterator[Result]:
    with database.reading() as session:
        by_id = tasks.load_manual(session, ids[0], NOW).owner_id or 0
        _, same_s = timed(lambda: exchange.plan_import(session, "a.zip", packed, by_id, NOW))
        more = _with_a_line_more(packed)
        plan, look_s = timed(lambda: exchange.plan_import(session, "a.zip", more, by_id, NOW))
    say(f"{plan.counts}")
    with database.writing() as session:
        exchange.store_plan(session, plan, by_id, NOW)
    portions, is_done = [], False
    while not is_done:
        view, spent = timed(
            lambda: database.write(lambda s: exchange.apply_import(s, ledger, plan.id, by_id, NOW))
        )
        portions.append(spent)
        is_done = view.is_done
    yield Result("manual_exchange", "import_look", look_s, "s", same_s)
    yield Result("manual_exchange", "import_apply", round(sum(portions), 2), "s")
    yield Result("manual_exchange", "import_portion", max(portions), "s")


def _with_a_line_more(packed: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        files = [(name, archive.read(name) + b"\n- a line more\n") for name in archive.namelist()]
    return exchange.pack_files(files)
