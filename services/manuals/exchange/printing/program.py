"""The process that makes one book or paper: content as JSON on standard input, the file on standard output.

Argument: `epub`, `pdf` (a book) or `sheet` (the first manual on a page).
"""

import json
import os
import resource
import sys
from collections.abc import Callable, Mapping
from typing import Any

MEMORY_BYTES = 2_000_000_000
CPU_S = 120


def main() -> None:
    limit()
    book = json.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(_maker(sys.argv[1])(book))


def limit() -> None:
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CPU: CPU_S,
        resource.RLIMIT_AS: MEMORY_BYTES,
    }
    for kind, value in limits.items():
        resource.setrlimit(kind, (value, value))
    os.nice(5)


def _maker(kind: str) -> Callable[[Mapping[str, Any]], bytes]:
    if kind == "epub":
        from services.manuals.exchange.printing.epub import make_epub

        return make_epub
    from services.manuals.exchange.printing import pdf

    return {"pdf": pdf.make_book, "sheet": pdf.make_sheet}[kind]
