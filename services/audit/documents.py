"""Reads the codes in one file by a process of its own: bounded in memory, processor, time and output.

A page that kills or stalls that process counts as unreadable, and a new one goes on with the next page.
"""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

PROGRAM: Final = Path(__file__).with_name("decode_process.py")
PAGE_SECONDS: Final = 30.0
MOST_RESTARTS: Final = 8
LONGEST_LINE: Final = 1 << 16
# What a file begins with that somebody may hand in; the process itself looks closer.
_BEGINNINGS: Final = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"RIFF",
    b"II*\x00",
    b"MM\x00*",
    b"BM",
)


@dataclass(frozen=True)
class PageCodes:
    """The texts of one page's QR codes; the page counts from 1 and `pages` is how many there are."""

    page: int
    pages: int
    texts: Sequence[str] = ()
    is_readable: bool = True


class Unreadable(Exception):
    """The file as a whole cannot be read; `args[0]` is a stable code."""


def looks_like_document(beginning: bytes) -> bool:
    """Whether these first 1,024 bytes are of a PDF or a picture, whatever the file is called."""
    return b"%PDF-" in beginning[:1024] or beginning.startswith(_BEGINNINGS)


def decode_file(path: Path, first_page: int = 1, page_seconds: float = PAGE_SECONDS) -> Iterator[PageCodes]:
    """The codes of each page from `first_page` on, as they are found.

    Raises: Unreadable with `empty`, `not_a_document`, `damaged`, `locked`, `too_large`, `too_many_pages`,
    or `gave_up` after too many pages that no process survived.
    """
    page, pages, restarts = first_page, 0, 0
    while True:
        for line in _run(path, page - 1, page_seconds):
            if "problem" in line:
                raise Unreadable(str(line["problem"]))
            if "pages" in line:
                pages = int(line["pages"])
                continue
            texts = [str(text) for text in line["texts"]]
            yield PageCodes(int(line["page"]) + 1, pages, texts, not line.get("unreadable"))
            page = int(line["page"]) + 2
        if pages and page > pages:
            return
        # The process ended before its work did: on this page, or before it could say how many there are.
        restarts += 1
        if not pages or restarts > MOST_RESTARTS:
            raise Unreadable("gave_up" if pages else "damaged")
        yield PageCodes(page, pages, is_readable=False)
        page += 1
        if page > pages:
            return


def _run(path: Path, first: int, page_seconds: float) -> Iterator[dict[str, Any]]:
    """The lines of one process; it ends early when the process does, or stalls, or says what is no line."""
    with _process(path, first) as process:
        lines: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=_read_lines, args=(process.stdout, lines), daemon=True).start()
        while True:
            try:
                line = json.loads(lines.get(timeout=page_seconds))
            except (queue.Empty, ValueError):
                return
            if not isinstance(line, dict):
                return
            yield line


@contextmanager
def _process(path: Path, first: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-I", str(PROGRAM), str(path), str(first)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def _read_lines(stream: IO[bytes] | None, lines: "queue.Queue[bytes]") -> None:
    """Hands on each line, and an empty one at the end."""
    try:
        while stream and (line := stream.readline(LONGEST_LINE)):
            lines.put(line)
    except ValueError:  # closed while it was read
        pass
    lines.put(b"")
