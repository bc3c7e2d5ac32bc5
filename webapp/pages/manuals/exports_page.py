"""Which manuals go out: those of the reader's institution, or of one of its units and those below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import NotFound
from services.manuals import exchange, tasks
from services.people import UnitView


@dataclass(frozen=True)
class Chosen:
    """`unit` is None for the whole institution; `manual_ids` are open ones, published or not."""

    units: Sequence[UnitView]
    unit: UnitView | None
    manual_ids: Sequence[int]


def choose_manuals(session: Session, staff_id: int, unit_id: int | None, now: datetime) -> Chosen:
    """Raises: NotFound for a unit of another institution."""
    units = exchange.list_importing_units(session, staff_id, now)
    unit = next((each for each in units if each.id == unit_id), None)
    if unit_id is not None and unit is None:
        raise NotFound
    below = people.list_units_below(session, unit.id, local_day(now)) if unit else units
    wanted = tasks.Filter(unit_ids=[each.id for each in below])
    return Chosen(units, unit, tasks.list_ids(session, wanted, now))


def check_reader(session: Session, staff_id: int, manual_id: int, now: datetime) -> tasks.ManualView:
    """The manual, for who works in its institution. Raises: NotFound."""
    view = tasks.load_manual(session, manual_id, now)
    if view.unit_id not in {unit.id for unit in exchange.list_importing_units(session, staff_id, now)}:
        raise NotFound
    return view
