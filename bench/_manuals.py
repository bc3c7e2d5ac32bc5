"""A database full of made manuals: many institutions, each with its 59 units; one person keeps them all.

Units and people are written at once, because benchmarks measure nothing of how they come to be.
"""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice

from sqlalchemy import insert
from sqlalchemy.orm import Session

from services import people
from services.db import Database
from services.ledger import Appender
from services.manuals.starter import Arrival, MadeManual, Places, load_arrivals, make_manuals
from services.people.models import Unit, UnitPeriod

LONG_AGO = date(2020, 1, 1)
AT_ONCE = 2_000


def fill_manuals(
    database: Database,
    ledger: Appender,
    total: int,
    institutions: int,
    now: datetime,
    *,
    is_indexed: bool = False,
) -> Iterator[list[int]]:
    """Publishes so many made manuals, a transaction a portion; the ids of each portion.

    Without `is_indexed` neither the search nor the citations know of them.
    """
    made = make_manuals(total, institutions)
    keeper = 0
    for institution in range(institutions):
        count = total // institutions + (institution < total % institutions)
        mine = [next(made) for _ in range(count)]
        with database.writing() as session:
            units = _make_units(session, institution, sorted({one.unit for one in mine}))
            root = units[""]
            keeper = keeper or _make_keeper(session, root, now)
        places = Places(root, units, frozenset(), people.Leadership({}, {}, {}))
        arrivals = _to_arrivals(mine, units, keeper)
        while part := list(islice(arrivals, AT_ONCE)):
            with database.writing() as session:
                ids, _ = load_arrivals(
                    session, ledger, places, part, keeper, now, is_confirmed=True, is_indexed=is_indexed
                )
            yield list(ids.values())


def _to_arrivals(made: list[MadeManual], units: dict[str, int], keeper: int) -> Iterator[Arrival]:
    return (Arrival(one.file.title, units[one.unit], keeper, one.file) for one in made)


def _make_units(session: Session, institution: int, names: list[str]) -> dict[str, int]:
    """Ids by name; the institution's own is that of the empty name."""
    root = Unit(kind=people.UnitKind.INSTITUTION)
    departments = {name: Unit(kind=people.UnitKind.DEPARTMENT) for name in names}
    session.add_all([root, *departments.values()])
    session.flush()
    ids = {name: unit.id for name, unit in departments.items()} | {"": root.id}
    rows = [
        {
            "unit_id": unit_id,
            "parent_id": root.id if name else None,
            "name": name or f"{institution + 1}번째 기관",
            "from_on": LONG_AGO,
        }
        for name, unit_id in ids.items()
    ]
    session.execute(insert(UnitPeriod), rows)
    return ids


def _make_keeper(session: Session, unit_id: int, now: datetime) -> int:
    new = people.NewPerson("000001", "김담당", LONG_AGO, unit_id, "주무관")
    return people.create_persons(session, [new], now)[new.number]
