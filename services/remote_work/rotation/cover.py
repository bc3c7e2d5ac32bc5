"""Whether counters and teams have enough people on each day: by published plans and by who is elsewhere."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from services import people, workdays
from services.remote_work.rotation.gather import ELSEWHERE, list_away
from services.remote_work.rotation.organisation import Units, load_units
from services.remote_work.rotation.posts import PostView, list_posts
from services.remote_work.rotation.turns import list_turns

NOBODY = 0


@dataclass(frozen=True)
class CoverRisk:
    """A counter or team that has fewer people than it needs on a day: who is at home could be called in."""

    on: date
    post_id: int
    name: str
    unit_id: int
    present: int
    least: int
    at_home_ids: tuple[int, ...]
    away_ids: tuple[int, ...]


def list_cover_risks(
    session: Session, lead_ids: Collection[int], from_on: date, until_on: date
) -> list[CoverRisk]:
    """Of the units that these people lead, themselves or through a lead below, in order of time."""
    posts = list_posts(session, from_on, until_on) if lead_ids else []
    if not posts:
        return []
    line_of = people.load_leadership(session, from_on).line_of
    led = [post for post in posts if any(lead in lead_ids for _, lead in line_of(NOBODY, post.unit_id))]
    if not led:
        return []
    days = workdays.list_workdays(session, from_on, until_on)
    return find_risks(session, led, load_units(session, from_on), days)


def find_risks(
    session: Session,
    posts: Sequence[PostView],
    units: Units,
    days: Sequence[date],
    changed: Mapping[tuple[int, date], bool] | None = None,
) -> list[CoverRisk]:
    """The days on which posts are short; `changed` says of a person's day whether she would be at home."""
    if not posts or not days:
        return []
    people_of = _people_of(session, posts, units, days)
    everybody = {staff_id for those in people_of.values() for staff_id in those}
    turns = list_turns(session, everybody, days[0], days[-1])
    at_home = {(turn.staff_id, turn.on): turn.is_home for turn in turns}
    # Whom no rotation sends home: who has asked for the day herself, or has a seat at a centre.
    elsewhere = list_away(session, days, everybody, ELSEWHERE)
    at_home |= {(each, days[place]): True for each, places in elsewhere.items() for place in places}
    at_home |= dict(changed or {})
    away = list_away(session, days, everybody)
    found = []
    for place, on in enumerate(days):
        for post in posts:
            if not (post.from_on <= on and (post.until_on or on) >= on):
                continue
            those = sorted(people_of[post.id, on])
            gone = [each for each in those if place in away.get(each, ())]
            home = [each for each in those if each not in gone and at_home.get((each, on))]
            present = len(those) - len(gone) - len(home)
            if present < post.least_present:
                name = " ".join(part for part in (units.name_of(post.unit_id), post.name) if part)
                risk = (on, post.id, name, post.unit_id, present, post.least_present)
                found.append(CoverRisk(*risk, tuple(home), tuple(gone)))
    return found


def _people_of(
    session: Session, posts: Sequence[PostView], units: Units, days: Sequence[date]
) -> dict[tuple[int, date], set[int]]:
    """Who belongs to each post on each day, wherever she works on it."""
    below = {post.id: units.below(post.unit_id) for post in posts if not post.staff_ids}
    wanted = {unit_id for those in below.values() for unit_id in those}
    named = {staff_id for post in posts for staff_id in post.staff_ids}
    found: dict[tuple[int, date], set[int]] = {}
    places = people.list_workplaces_on(session, days, unit_ids=wanted, staff_ids=named)
    for on, working in places.items():
        for post in posts:
            of_unit = {each for each, unit_id in working.items() if unit_id in below.get(post.id, ())}
            found[post.id, on] = working.keys() & post.staff_ids if post.staff_ids else of_unit
    return found
