"""Static files compressed beforehand, with more effort than a request would have time for.

Our scripts and style sheets are compressed without their comments, which are a third of them: what a browser
does with them is the same, and the files that people read stay as they are.
"""

import gzip
import logging
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import brotli
import rjsmin

KINDS = {".css", ".js", ".svg", ".wasm"}
COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    ".br": lambda data: bytes(brotli.compress(data, quality=11)),  # type: ignore[no-untyped-call]
    ".gz": lambda data: gzip.compress(data, 9, mtime=0),
}

CSS_COMMENT = re.compile(rb"[ \t]*/\*.*?\*/", re.DOTALL)

logger = logging.getLogger(__name__)


def compress_files(files: list[Path], folder: Path) -> None:
    """Writes beside each file what is missing or older; several processes may do so at once.

    Where the folder may not be written the files are sent as they are.
    """
    try:
        for path in files:
            for suffix in COMPRESSORS if path.suffix in KINDS else ():
                _compress(path, path.with_name(path.name + suffix), suffix, folder)
    except OSError as error:
        logger.warning("static files stay uncompressed: %s", error.strerror)


def _compress(path: Path, target: Path, suffix: str, folder: Path) -> None:
    if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
        return
    # Beside the folder, not in it: another process may be listing it.
    handle, name = tempfile.mkstemp(dir=folder.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(COMPRESSORS[suffix](_content(path)))
    Path(name).chmod(0o644)
    Path(name).replace(target)


def _content(path: Path) -> bytes:
    content = path.read_bytes()
    if "vendor" in path.parts:
        return content
    if path.suffix == ".js":
        return str(rjsmin.jsmin(content.decode())).encode()
    return CSS_COMMENT.sub(b"", content) if path.suffix == ".css" else content
