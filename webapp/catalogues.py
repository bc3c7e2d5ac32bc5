"""The translations: committed as text, compiled beside it whenever the text is newer."""

import os
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent / "translations"


def list_catalogues(folder: Path = FOLDER) -> list[Path]:
    return sorted(folder.glob("*/LC_MESSAGES/messages.po"))


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def compile_catalogues(folder: Path = FOLDER) -> None:
    """Compiles what is missing or older than its text; several processes may do so at once.

    Raises: OSError where the folder may not be written and was never compiled.
    """
    for path in list_catalogues(folder):
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
            _compile(path, compiled)


def _compile(path: Path, compiled: Path) -> None:
    handle, name = tempfile.mkstemp(dir=compiled.parent, suffix=".mo")
    with os.fdopen(handle, "wb") as file:
        write_mo(file, read_catalogue(path))
    Path(name).chmod(0o644)
    Path(name).replace(compiled)
