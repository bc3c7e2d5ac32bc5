"""A database that the tests of a file share, because they only read it."""

import shutil
from pathlib import Path

from services.db import Database


def copy_database(template: Path, folder: Path) -> Database:
    """An empty, migrated database of its own."""
    path = shutil.copy(template, folder / "shared.db")
    return Database(f"sqlite:///{path}")
