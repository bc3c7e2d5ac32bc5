"""Whether what a published plan was made from still holds: each of its days is compared with today's rules.

Only days to come are looked at, and only what binds: a wish that came later waits for the next plan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from sqlalchemy.orm import Session

from services.clock import local_day
from services.remote_work.rotation.gather import Gathered, LunchSlots, gather
from services.remote_work.rotation.stored import PUBLISHED, RotationPlanView
from services.texts import N_

# What the digests of a day are about, in their order; a holiday is a day without any.
KINDS: Final[Mapping[str, str]] = {
    "people": N_("사람·휴가·비율"),
    "posts": N_("최소 인원"),
    "fixed": N_("고정한 날"),
    "groups": N_("감염 조·층·점심 차례"),
}
HOLIDAYS: Final = N_("휴일")
DIGEST_LENGTH = 6


@dataclass(frozen=True)
class Changes:
    """From which day on a plan's rules are others, and of which kinds they are, in words."""

    from_on: date
    kinds: tuple[str, ...]


def digest_days(gathered: Gathered) -> dict[str, list[str]]:
    """For each day a digest of each kind, in the order of `KINDS`."""
    people: list[list[object]] = [[] for _ in gathered.days]
    fixed: list[list[object]] = [[] for _ in gathered.days]
    groups: list[list[object]] = [[] for _ in gathered.days]
    for person, unit_id in zip(gathered.problem.persons, gathered.unit_of, strict=True):
        for day in person.days:
            people[day].append((person.id, unit_id, person.parts, person.of))
            if day in person.home or day in person.office:
                fixed[day].append((person.id, day in person.home))
            if day in person.groups:
                groups[day].append((person.id, person.groups[day], person.floor, person.lunch.get(day)))
    posts = [_posts_on(gathered, place, on) for place, on in enumerate(gathered.days)]
    kinds = (people, posts, fixed, groups)
    return {on.isoformat(): [_digest(kind[n]) for kind in kinds] for n, on in enumerate(gathered.days)}


def find_changes(
    session: Session, plan: RotationPlanView, now: datetime, lunch: LunchSlots | None = None
) -> Changes | None:
    """What is different on the days to come of a published plan; None where nothing is."""
    known: Mapping[str, Sequence[str]] = plan.result.get("days", {})
    tomorrow = local_day(now).toordinal() + 1
    if plan.state != PUBLISHED or plan.until_on.toordinal() < tomorrow or not known:
        return None
    today_says = digest_days(gather(session, plan, lunch))
    changed: dict[date, set[str]] = {}
    for told in sorted(known.keys() | today_says.keys()):
        on = date.fromisoformat(told)
        if tomorrow <= on.toordinal() <= plan.until_on.toordinal():
            kinds = _differences(known.get(told), today_says.get(told))
            if kinds:
                changed[on] = kinds
    if not changed:
        return None
    found = set().union(*changed.values())
    return Changes(min(changed), tuple(kind for kind in (HOLIDAYS, *KINDS.values()) if kind in found))


def _differences(then: Sequence[str] | None, today: Sequence[str] | None) -> set[str]:
    if then is None or today is None:
        return {HOLIDAYS}
    each = zip(KINDS.values(), then, today, strict=True)
    return {kind for kind, before, after in each if before != after}


def _posts_on(gathered: Gathered, place: int, on: date) -> list[object]:
    """What must be kept, by whom where people are named, and how many are there beside the rotation."""
    return [
        (post.unit_id, post.least_present, sorted(post.staff_ids), solved.beside[place])
        for solved in gathered.problem.posts
        if (post := gathered.posts[solved.id]).from_on <= on <= (post.until_on or on)
    ]


def _digest(told: Sequence[object]) -> str:
    return sha256(repr(sorted(told, key=repr)).encode()).hexdigest()[:DIGEST_LENGTH]
