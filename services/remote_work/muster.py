"""Who is where now, as far as anything says so: approved absences, and the hours of the day.

Nobody is watched for it, and no coordinates are in it: who is said to be in the office is somebody of whom
nothing else is known. A lead sees her people and those below them, everybody else her own unit. That somebody
is on leave is told; of which kind, to her own lead alone, who has decided on it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from services import absences, leave, people, workdays
from services.absences import Absence, AbsenceKind
from services.clock import SEOUL, instant_of, local_day
from services.errors import NotFound
from services.people import Person, UnitView
from services.remote_work.hours import Hours, hours_of
from services.texts import N_

# More people than this are shown by unit: nobody reads a list of a thousand.
MOST_LISTED = 80
ONE_DAY = timedelta(days=1)


class Place(StrEnum):
    """In the order in which a team is shown."""

    OFFICE = "office"
    OWN_TIME = "own_time"
    HOME = "home"
    CENTRE = "centre"
    TRIP = "trip"
    TRAINING = "training"
    LEAVE = "leave"
    FREE = "free"
    OFF = "off"


_PLACES: Mapping[AbsenceKind, Place] = {
    AbsenceKind.LEAVE: Place.LEAVE,
    AbsenceKind.TRAINING: Place.TRAINING,
    AbsenceKind.TRIP: Place.TRIP,
    AbsenceKind.FREE: Place.FREE,
    AbsenceKind.CENTRE: Place.CENTRE,
    AbsenceKind.REMOTE: Place.HOME,
}
# Where work is done at its hours alone: outside of them she is there no more than others in the office.
_WORKING = frozenset((Place.OFFICE, Place.OWN_TIME, Place.HOME, Place.CENTRE))


@dataclass(frozen=True)
class Whereabouts:
    """One person now. `until_at` ends it, None where nothing says when; `leave_kind` is empty for whom it is
    not to be told. `later` is where she goes today, and from when on."""

    person: Person
    place: Place
    until_at: datetime | None = None
    leave_kind: str = ""
    later: tuple[Place, datetime] | None = None


@dataclass(frozen=True)
class UnitCount:
    """A unit with all below it, and how many of its people are where."""

    unit: UnitView
    counts: Mapping[Place, int]

    @property
    def persons(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Muster:
    """A team as of an instant: either its people, or, where they are too many, its units.

    `unit` is what was asked for, None for everything that the person sees.
    """

    as_of: datetime
    is_workday: bool
    unit: UnitView | None
    counts: Mapping[Place, int]
    people: Sequence[Whereabouts]
    units: Sequence[UnitCount]


def team_today(session: Session, person_id: int, now: datetime, unit_id: int | None = None) -> Muster:
    """Who is where now among those whom a person sees, or in one unit of them with all below it.

    Raises: NotFound `unit_not_found` for a unit that she does not see.
    """
    on = local_day(now)
    units = {unit.id: unit for unit in people.list_units(session, on)}
    seen = _units_seen(session, person_id, units, now)
    wanted = seen if unit_id is None else seen & _with_below(units, [unit_id])
    if unit_id is not None and unit_id not in seen:
        raise NotFound("unit_not_found", N_("볼 수 있는 부서가 아니에요."))
    found = _locate(session, person_id, people.list_members(session, wanted, on), now)
    is_short = len(found) <= MOST_LISTED
    return Muster(
        as_of=now,
        is_workday=workdays.is_workday(session, on),
        unit=units.get(unit_id) if unit_id is not None else None,
        counts=_count(found),
        people=found if is_short else [],
        units=[] if is_short else _by_unit(found, units, wanted),
    )


def _units_seen(session: Session, person_id: int, units: Mapping[int, UnitView], now: datetime) -> set[int]:
    """The units that she leads with all below them; who leads none sees her own."""
    on = local_day(now)
    led = [unit for unit, lead in people.load_leadership(session, on).leads.items() if lead == person_id]
    if led:
        return _with_below(units, led)
    person = people.find_person(session, person_id, on)
    return {person.unit_id} if person and person.unit_id is not None else set()


def _with_below(units: Mapping[int, UnitView], tops: Collection[int]) -> set[int]:
    found = set(tops)
    for unit in units.values():  # parents come before children
        if unit.parent_id in found:
            found.add(unit.id)
    return found


def _locate(session: Session, viewer_id: int, persons: Sequence[Person], now: datetime) -> list[Whereabouts]:
    on = local_day(now)
    ids = [person.id for person in persons]
    of_today = absences.list_absences(session, now, instant_of(on + ONE_DAY, 0), ids)
    by_person: dict[int, list[Absence]] = {}
    for absence in of_today:
        if absence.is_approved:
            by_person.setdefault(absence.staff_id, []).append(absence)
    is_workday = workdays.is_workday(session, on)
    hours = hours_of(session, ids, on)
    kinds = _kinds_to_tell(session, viewer_id, of_today, now)
    return [
        _to_whereabouts(p, by_person.get(p.id, ()), hours[p.id] if is_workday else None, kinds, now)
        for p in persons
    ]


def _to_whereabouts(
    person: Person,
    today: Sequence[Absence],
    hours: Hours | None,
    kinds: Mapping[bytes, str],
    now: datetime,
) -> Whereabouts:
    weights = list(AbsenceKind)
    running = sorted((a for a in today if a.from_at <= now), key=lambda a: weights.index(a.kind))
    absence = running[0] if running else None
    place = _PLACES[absence.kind] if absence else _usual_place(hours)
    if place in _WORKING and not _is_working(hours, now):
        return Whereabouts(person, Place.OFF)
    coming = next((a for a in today if a.from_at > now), None)
    return Whereabouts(
        person=person,
        place=place,
        until_at=absence.until_at if absence else None,
        leave_kind=kinds.get(absence.source.id, "") if absence else "",
        later=(_PLACES[coming.kind], coming.from_at) if coming else None,
    )


def _usual_place(hours: Hours | None) -> Place:
    """Of whom nothing else is said. Whose hours are her own is not said to be in the office."""
    return Place.OWN_TIME if hours is not None and hours.has_own_time else Place.OFFICE


def _is_working(hours: Hours | None, now: datetime) -> bool:
    """Whether it is within the hours of a day; None is a day that is not worked."""
    local = now.astimezone(SEOUL)
    minute = local.hour * 60 + local.minute
    return hours is not None and hours.starts_minute <= minute < hours.ends_minute


def _kinds_to_tell(
    session: Session, viewer_id: int, today: Iterable[Absence], now: datetime
) -> dict[bytes, str]:
    """The kinds of the leaves of those whose own lead is looking, by the id of the leave."""
    of_leave = [a for a in today if a.source.kind == leave.APPROVAL_KIND]
    if not of_leave:
        return {}
    led = {person.id for person in people.list_led(session, viewer_id, local_day(now))}
    told = [a.source.id for a in of_leave if a.staff_id in led]
    return {view.id: view.kind_name for view in leave.leaves_by_id(session, told).values()}


def _count(found: Iterable[Whereabouts]) -> dict[Place, int]:
    counted = Counter(each.place for each in found)
    return {place: counted[place] for place in Place if counted[place]}


def _by_unit(
    found: Sequence[Whereabouts], units: Mapping[int, UnitView], wanted: Collection[int]
) -> list[UnitCount]:
    """The units right below the highest ones, each with all below it; the highest stand for those in them."""
    tops = {unit_id for unit_id in wanted if units[unit_id].parent_id not in wanted}
    under: dict[int, int] = {}
    for unit in units.values():  # parents come before children
        if unit.id in tops or unit.parent_id in tops:
            under[unit.id] = unit.id
        elif unit.parent_id in under:
            under[unit.id] = under[unit.parent_id]
    groups: dict[int, list[Whereabouts]] = {}
    for each in found:
        if each.person.unit_id is not None:
            groups.setdefault(under[each.person.unit_id], []).append(each)
    return [UnitCount(units[i], _count(groups[i])) for i in units if i in groups]
