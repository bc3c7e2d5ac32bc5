"""The library: manuals on tasks that every local government has, written for this product, a file each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.manuals.exchange import ManualFile, read_manual_file

FOLDER = Path(__file__).parent / "library"


@dataclass(frozen=True)
class LibraryManual:
    """`slug` names the file and never changes: judgments of the search and links lead by it."""

    slug: str
    file: ManualFile


@cache
def list_library() -> Sequence[LibraryManual]:
    """All of the library, in the order of their slugs."""
    paths = sorted(FOLDER.glob("*.md"))
    return [LibraryManual(path.stem, read_manual_file(path.read_text("utf-8"))) for path in paths]
