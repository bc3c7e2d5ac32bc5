"""Who could come to lunch on a day, as far as it is known now: by slot, and why the others do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from services.absences import list_absent
from services.cafeteria.meals.lunches import Lunch, list_lunches
from services.cafeteria.meals.opt_outs import list_opted_out


@dataclass(frozen=True)
class Presence:
    """`present` are all whose lunch is here, `away` those of them who are elsewhere, by kind, `opted_out`
    those of the rest who said that they do not eat. `by_slot` are those who could come, by when their lunch
    begins (None: at any time)."""

    present: int
    away: Mapping[str, int]
    opted_out: int
    by_slot: Sequence[tuple[int | None, int]]

    @property
    def could_come(self) -> int:
        return sum(persons for _, persons in self.by_slot)


def load_presence(session: Session, cafeteria_id: int, on: date) -> Presence:
    """One statement for the staff, one for the opt-outs, one a slot and kind of absence."""
    lunches, opted_out = list_lunches(session, cafeteria_id, on), list_opted_out(session, on)
    away: dict[str, int] = {}
    by_slot, out = [], 0
    for lunch in lunches:
        here = _without_absent(session, lunch, away)
        out += len(here & opted_out)
        by_slot.append((lunch.starts_minute, len(here - opted_out)))
    return Presence(sum(len(lunch.staff_ids) for lunch in lunches), away, out, by_slot)


def _without_absent(session: Session, lunch: Lunch, away: dict[str, int]) -> set[int]:
    """Those of a lunch who are not elsewhere; the others are added up in `away`."""
    here = set(lunch.staff_ids)
    for kind, absent in list_absent(session, lunch.from_at, lunch.until_at).items():
        away[kind] = away.get(kind, 0) + len(here & absent)
        here -= absent
    return here
