"""What changes about a manual beside its texts, and is found by from that moment on."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from services.manuals import tasks
from services.manuals.tasks import Frame, ManualView, Unkept
from services.manuals.texts.indexing import renew_index


def change_manual(session: Session, manual_id: int, frame: Frame, now: datetime) -> ManualView:
    """Its name, keywords, season and term. Not checked: whether that person may (`Rights.manage`).

    Raises: NotFound; Invalid with each wrong field.
    """
    manual = tasks.set_frame(session, manual_id, frame, now)
    renew_index(session, [manual_id], now)
    return manual


def close_manual(session: Session, manual_id: int, now: datetime) -> ManualView:
    """A task that nobody does any more: it stands in no list and is not found, and its texts stay."""
    manual = tasks.set_open(session, manual_id, False, now)
    renew_index(session, [manual_id], now)
    return manual


def reopen_manual(session: Session, manual_id: int, now: datetime) -> ManualView:
    manual = tasks.set_open(session, manual_id, True, now)
    renew_index(session, [manual_id], now)
    return manual


def move_manuals(session: Session, manual_ids: Sequence[int], unit_id: int, now: datetime) -> None:
    """To another unit; who looks after them stays. Raises: NotFound `unit_not_found`."""
    tasks.set_unit(session, manual_ids, unit_id, now)
    renew_index(session, manual_ids, now)


def keep_owned(session: Session, unkept: Unkept, now: datetime) -> int:
    """No manual stays with a unit that is no more, or with nobody; how many belong to another unit now."""
    moved = tasks.keep_owned(session, unkept, now)
    renew_index(session, moved, now)
    return len(moved)
