"""Starts of a ledger, and databases that were rolled back."""

import shutil
from pathlib import Path

from services.db import Database
from services.ledger import Start, verify_start
from tests.conftest import MakeDatabase
from tests.factories import ORIGIN, Ledger

NEW_ORIGIN = "example.go.kr/ledger-2"


def roll_back(make_url: MakeDatabase, folder: Path) -> Ledger:
    path = Path(make_url().removeprefix("sqlite:///"))
    ledger = Ledger(Database(f"sqlite:///{path}"), folder).open()
    ledger.grow(4)
    ledger.database.dispose()
    shutil.copy(path, path.with_suffix(".backup"))
    ledger.grow(3)
    ledger.database.dispose()
    for leftover in path.parent.glob(path.name + "*"):
        leftover.unlink()
    shutil.copy(path.with_suffix(".backup"), path)
    return ledger


def start(ledger: Ledger, origin: str = ORIGIN) -> Start:
    return verify_start(ledger.database, ledger.guard, origin)
