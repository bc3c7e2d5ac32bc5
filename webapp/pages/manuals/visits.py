"""Counts that a manual was opened: held back for some seconds in this process, then counted with others."""

import logging
import time
from collections.abc import Sequence
from typing import cast

from flask import current_app, g
from sqlalchemy.orm import Session

from services.clock import local_day
from services.errors import Unavailable
from services.manuals import use
from webapp.context import current_person, db, keys, now
from webapp.pages.manuals.institution import find_workplace

logger = logging.getLogger(__name__)

EXTENSION = "balgil_manual_views"


def note_view(session: Session, manual_id: int) -> None:
    """Call once for each page of a manual that a person opens, inside its reading transaction; writes nothing
    by itself. `count_due_views` after the transaction does."""
    person, at = current_person(), now()
    place = find_workplace(session, person.unit_id, at)
    view = use.View(manual_id, person.staff_id, place.institution_id, place.department_id, local_day(at))
    g.manual_views_due = [*_due(), *_buffer().add(view, time.monotonic())]


def count_due_views(*, all_of_them: bool = False) -> None:
    """Counts what is due, in a writing transaction of its own; nobody's page fails for it."""
    views = [*_due(), *(_buffer().take() if all_of_them else ())]
    g.manual_views_due = []
    if not views:
        return
    secret = keys().field_key
    try:
        db().write(lambda session: use.count_views(session, secret, views))
    except Unavailable:
        logger.warning("%d views of manuals were not counted", len(views))


def _buffer() -> use.ViewBuffer:
    return cast(use.ViewBuffer, current_app.extensions.setdefault(EXTENSION, use.ViewBuffer()))


def _due() -> Sequence[use.View]:
    return cast("Sequence[use.View]", g.get("manual_views_due", ()))
