"""What the parts of one page ask for alike is loaded once."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from services.db import is_writing

Answer = TypeVar("Answer")


def ask_once(session: Session, key: tuple[object, ...], load: Callable[[], Answer]) -> Answer:
    """What a transaction that only reads has loaded under this key; one that writes loads it each time."""
    if is_writing(session):
        return load()
    known: dict[tuple[object, ...], Answer] = session.info.setdefault("balgil.asked", {})
    if key not in known:
        known[key] = load()
    return known[key]
