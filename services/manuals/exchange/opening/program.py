"""The process that opens an upload: limits first, then the bytes from standard input.

Arguments: the upload's name, and from which of its files to go on. Writes JSON lines: {"files": n}; for each
file {"index", "path"} before it is touched and then {"index", "text"}, {"index", "sheet"} (a .xlsx or .csv in
base64, which another process reads) or {"index", "error": code}; {"error": code} where the upload as a whole
cannot be read. Its environment is empty: a file that takes this process over finds no keys and no database.
"""

import base64
import json
import os
import resource
import sys
from typing import Any

from services.manuals.exchange.opening.blocks import write_markdown
from services.manuals.exchange.opening.upload import (
    MAX_BYTES,
    Part,
    Unreadable,
    check_document,
    decode,
    list_parts,
    tell_kind,
)

MEMORY_BYTES = 1_500_000_000
CPU_S = 300
OPEN_FILES = 64
# More than the largest text that is taken, and than all texts of a large organisation: in letters.
MAX_TEXT, MAX_TEXTS = 1_300_000, 20_000_000


def main() -> None:
    limit()
    name, first = sys.argv[1], int(sys.argv[2])
    try:
        parts = list_parts(name, sys.stdin.buffer.read(MAX_BYTES + 1))
    except Unreadable as error:
        say(error=error.code)
        return
    say(files=len(parts))
    left = MAX_TEXTS
    for index, part in enumerate(parts[first:], start=first):
        say(index=index, path=part.path)
        opened = open_part(part)
        left -= sum(map(len, opened.values()))
        say(index=index, **(opened if left >= 0 else {"error": "file_too_large"}))


def limit() -> None:
    """No more memory, time, files or output than reading documents takes."""
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CPU: CPU_S,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_AS: MEMORY_BYTES,
    }
    for kind, value in limits.items():
        resource.setrlimit(kind, (value, value))
    os.nice(10)


def open_part(part: Part) -> dict[str, str]:
    try:
        data = part.read()
        return _read(tell_kind(part.path, data), data)
    except Unreadable as error:
        return {"error": error.code}
    except MemoryError:
        return {"error": "file_unpacks_too_large"}
    except Exception:
        # Whatever a foreign file makes the parsers stumble over is one thing: it cannot be read.
        return {"error": "file_unreadable"}


def _read(kind: str, data: bytes) -> dict[str, str]:
    if kind == "md":
        return {"text": decode(data)}
    if kind != "csv":
        check_document(data)
    if kind in ("csv", "xlsx"):
        return {"sheet": base64.b64encode(data).decode()}
    text = write_markdown(_reader(kind)(data))
    if len(text) > MAX_TEXT:
        raise Unreadable("file_too_large")
    return {"text": text}


def _reader(kind: str) -> Any:
    """Only what is needed is loaded: each of the two costs a third of a second."""
    if kind == "docx":
        from services.manuals.exchange.opening.from_docx import read_docx

        return read_docx
    from services.manuals.exchange.opening.from_hwpx import read_hwpx

    return read_hwpx


def say(**line: object) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
