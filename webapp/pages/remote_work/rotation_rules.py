"""The rules of the rotation as their pages show them, with the names of units and people."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.people import Person, UnitView
from services.remote_work import rotation

SHOWN_AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class Organisation:
    """Units in the order of the tree, with their names."""

    today: date
    units: Sequence[UnitView]
    unit_names: Mapping[int, str]

    @property
    def tomorrow(self) -> date:
        return self.today + timedelta(days=1)


@dataclass(frozen=True)
class RulesPage(Organisation):
    """Of the rules of one unit only the newest one that has begun holds now."""

    shares: Sequence[rotation.ShareRule]
    holding: Collection[int]
    exclusions: Sequence[rotation.Exclusion]
    persons: Mapping[int, Person]


@dataclass(frozen=True)
class PostsPage(Organisation):
    """`edited` is the post whose form is open, `numbers` the staff numbers of its people."""

    posts: Sequence[rotation.PostView]
    edited: rotation.PostView | None
    numbers: str


@dataclass(frozen=True)
class OutbreaksPage(Organisation):
    """`floors` are by unit, those of a unit above taken in."""

    floors: Mapping[int, str]
    outbreaks: Sequence[rotation.Outbreak]
    persons: Mapping[int, Person]


def load_rules(session: Session, now: datetime) -> RulesPage:
    today = local_day(now)
    shares = rotation.list_shares(session)
    exclusions = rotation.list_exclusions(session, today, today + SHOWN_AHEAD)
    persons = people.list_persons(session, {each.staff_id for each in exclusions}, today)
    holding = {rule.unit_id: rule.id for rule in reversed(shares) if rule.from_on <= today}
    return RulesPage(*_load_organisation(session, today), shares, set(holding.values()), exclusions, persons)


def load_posts(session: Session, post_id: int | None, now: datetime) -> PostsPage:
    today = local_day(now)
    posts = rotation.list_posts(session, today, today + SHOWN_AHEAD)
    edited = next((post for post in posts if post.id == post_id), None)
    numbers = people.numbers_of(session, edited.staff_ids) if edited else {}
    return PostsPage(*_load_organisation(session, today), posts, edited, "\n".join(sorted(numbers.values())))


def load_outbreaks(session: Session, now: datetime) -> OutbreaksPage:
    today = local_day(now)
    organisation = _load_organisation(session, today)
    outbreaks = rotation.list_outbreaks(session, today, today + SHOWN_AHEAD)
    members = {staff_id for outbreak in outbreaks for staff_id in outbreak.members}
    return OutbreaksPage(
        *organisation,
        rotation.list_floors(session, today),
        outbreaks,
        people.list_persons(session, members, today),
    )


def count_groups(outbreak: rotation.Outbreak) -> list[tuple[int, int]]:
    """The number of each group and how many are in it."""
    sizes = Counter(outbreak.members.values())
    return [(number, sizes[number]) for number in range(1, outbreak.groups + 1)]


def _load_organisation(session: Session, on: date) -> tuple[date, Sequence[UnitView], Mapping[int, str]]:
    units = people.list_units(session, on)
    own = {unit.id: unit for unit in units}
    names = {
        unit.id: f"{own[unit.parent_id].name} {unit.name}"
        if unit.parent_id in own and unit.depth > 1
        else unit.name
        for unit in units
    }
    return on, units, names
