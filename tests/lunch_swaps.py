"""Swaps of lunch slots in few words: asked, answered, seen."""

from collections.abc import Callable
from datetime import date, timedelta

from services import cafeteria
from services.cafeteria import SwapView, SwapWish
from services.db import Database
from tests.cast import Member
from tests.factories import NOW
from tests.lunch_world import MONDAY, LunchTown

TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)

Ask = Callable[..., SwapView]


def ask_building(
    db: Database,
    town: LunchTown,
    number: int = 1,
    by_id: int | None = None,
    now: object = NOW,
    **changes: object,
) -> SwapView:
    """Roads ask the building department for Tuesday and Wednesday."""
    values = {"id": b"swap%04d" % number, "unit_id": town.roads, "other_unit_id": town.building}
    wish = SwapWish(**values | {"from_on": TUESDAY, "until_on": WEDNESDAY} | changes)  # type: ignore[arg-type]
    asker = by_id or town.roads_head
    return db.write(lambda s: cafeteria.ask_swap(s, wish, asker, now))  # type: ignore[arg-type]


def answer(db: Database, swap: SwapView, by: Member | int, agree: bool = True, now: object = NOW) -> SwapView:
    by_id = by if isinstance(by, int) else by.staff_id
    return db.write(lambda s: cafeteria.answer_swap(s, swap.id, agree, by_id, now))  # type: ignore[arg-type]


def starts(db: Database, staff_id: int, on: date) -> tuple[int, bool] | None:
    with db.reading() as session:
        slot = cafeteria.find_my_slot(session, staff_id, on)
    return (slot.starts_minute, slot.is_swapped) if slot else None


def waiting(db: Database, staff_id: int) -> int:
    with db.reading() as session:
        return cafeteria.count_swaps_waiting(session, staff_id, NOW)
