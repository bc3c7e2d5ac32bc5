"""Who goes: whose department changes, found in the postings themselves, and the manuals that stay behind."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial

from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.handovers.views import Why
from services.manuals import tasks
from services.people import Leadership, UnitKind

LOOKS_AHEAD, LOOKS_BACK = 14, 31
ASKED_AT_ONCE = 1_000
ONE_DAY = timedelta(days=1)
TreeOf = Callable[[date], Leadership]


@dataclass(frozen=True)
class Going:
    """Somebody's last day in the department of manuals that she looks after."""

    staff_id: int
    last_on: date
    why: Why
    manual_ids: Sequence[int]


def find_going(session: Session, now: datetime, staff_ids: Collection[int] | None = None) -> list[Going]:
    """Everybody, or each of these, whose department changes in the next two weeks, or has changed in the last
    ones, with manuals that stay behind."""
    by_owner: dict[int, list[int]] = {}
    for owner_id, unit_id in tasks.list_owner_units(session, staff_ids):
        by_owner.setdefault(owner_id, []).append(unit_id)
    owners = sorted(by_owner)
    goings = []
    for start in range(0, len(owners), ASKED_AT_ONCE):
        part = owners[start : start + ASKED_AT_ONCE]
        goings += _find_going(session, {owner_id: by_owner[owner_id] for owner_id in part}, now)
    return goings


def _find_going(session: Session, by_owner: Mapping[int, Sequence[int]], now: datetime) -> list[Going]:
    today = local_day(now)
    days = [today + timedelta(days=n) for n in range(-LOOKS_BACK, LOOKS_AHEAD + 1)]
    places = people.list_workplaces_on(session, days, unit_ids=(), staff_ids=by_owner)
    # A transaction that writes would read the tree of a day for each person anew.
    tree_of = cache(partial(people.load_leadership, session))
    found: dict[int, dict[date, list[int]]] = {}
    for owner_id, unit_ids in by_owner.items():
        units = [places[on].get(owner_id) for on in days]
        if len(set(units)) == 1 and units[0] is not None:
            continue
        for unit_id in unit_ids:
            last_on = _find_last(tree_of, days, units, unit_id)
            if last_on is not None:
                found.setdefault(owner_id, {}).setdefault(last_on, []).append(unit_id)
    owned: dict[int, list[tasks.Owned]] = {}
    for each in tasks.list_owned(session, found):
        owned.setdefault(each.owner_id, []).append(each)
    goings = []
    for owner_id, last_days in sorted(found.items()):
        for last_on, unit_ids in sorted(last_days.items()):
            why = _say_why(places[min(last_on + ONE_DAY, days[-1])], owner_id)
            hers = [each for each in owned.get(owner_id, ()) if each.unit_id in unit_ids]
            if ids := [each.manual_id for each in hers if _is_left_behind(each, last_on, why)]:
                goings.append(Going(owner_id, last_on, why, ids))
    return goings


def _find_last(
    tree_of: TreeOf, days: Sequence[date], units: Sequence[int | None], unit_id: int
) -> date | None:
    """The last day in the manual's department before a stretch elsewhere that goes on to the end."""
    at_home = [_is_home(tree_of, on, place, unit_id) for on, place in zip(days, units, strict=True)]
    if at_home[-1] or not any(at_home):
        return None
    return max(on for on, is_home in zip(days, at_home, strict=True) if is_home)


def _is_home(tree_of: TreeOf, on: date, place: int | None, unit_id: int) -> bool:
    if place is None or place == unit_id:
        return place is not None
    return _department(tree_of(on), place) == _department(tree_of(on), unit_id)


def _department(tree: Leadership, unit_id: int) -> int:
    """The unit above a team; every other unit is one itself."""
    at = unit_id
    while tree.kinds.get(at) is UnitKind.TEAM and (parent := tree.parents.get(at)) is not None:
        at = parent
    return at


def _is_left_behind(owned: tasks.Owned, last_on: date, why: Why) -> bool:
    """Whether she had it on her last day; what was given to her elsewhere afterwards is meant so, unless she
    is in the house no more."""
    return why is Why.RETIREMENT or owned.from_at is None or local_day(owned.from_at) <= last_on


def _say_why(places: Mapping[int, int], staff_id: int) -> Why:
    return Why.TRANSFER if staff_id in places else Why.RETIREMENT
