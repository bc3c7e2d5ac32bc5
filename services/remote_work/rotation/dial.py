"""The crisis dial: before it is turned, what each step would break, said without solving anything.

For every counter and team: how large a share its people can have at most on its thinnest day, so that enough
of them stay. That is exact for one post by itself; posts that share people may break earlier, and the
solution says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from services.remote_work.rotation.gather import Gathered, gather
from services.remote_work.rotation.plans import DIAL
from services.remote_work.rotation.reasons import name_of_post
from services.remote_work.rotation.shares import Share
from services.remote_work.rotation.solver.problem import Post
from services.remote_work.rotation.stored import RotationPlanView, list_published


@dataclass(frozen=True)
class Break:
    """A post that cannot spare the share: on `days` days, `short` people too few on the thinnest one.

    `can_spare` of `people` may be at home there.
    """

    post_id: int
    name: str
    least: int
    days: int
    short: int
    can_spare: int
    people: int


@dataclass(frozen=True)
class DialStep:
    share: Share
    is_now: bool
    breaks: tuple[Break, ...]


def preview_dial(session: Session, from_on: date) -> list[DialStep]:
    """What breaks at each step, from a day to the end of the published plan; empty where there is none."""
    plan = next(iter(list_published(session, from_on, date.max)), None)
    if plan is None:
        return []
    gathered = gather(session, _from(plan, from_on))
    common = _common_share(gathered)
    return [DialStep(share, share == common, tuple(_find_breaks(gathered, share))) for share in DIAL]


def _from(plan: RotationPlanView, from_on: date) -> RotationPlanView:
    values = {**vars(plan), "from_on": max(from_on, plan.from_on), "base_id": None}
    return RotationPlanView(**values)


def _common_share(gathered: Gathered) -> Share | None:
    """The share that most people have now."""
    shares = [Share(person.parts, person.of) for person in gathered.problem.persons]
    return max(set(shares), key=shares.count) if shares else None


def _find_breaks(gathered: Gathered, share: Share) -> Sequence[Break]:
    found = []
    for post in gathered.problem.posts:
        if not post.members:
            continue
        thin = [
            each for day in range(gathered.problem.days) if (each := _look_at(gathered, post, share, day))
        ]
        if thin:
            short, can_spare, there = max(thin)
            name = name_of_post(gathered, post.id)
            found.append(Break(post.id, name, post.least, len(thin), short, can_spare, there))
    return sorted(found, key=lambda each: (-each.short, -each.days, each.name))


def _look_at(gathered: Gathered, post: Post, share: Share, day: int) -> tuple[int, int, int] | None:
    """How many are short on a day, how many could be at home, of how many; None where it can be."""
    there = sum(day in gathered.problem.persons[number].days for number in post.members)
    can_spare = max(0, there + post.beside[day] - post.least)
    short = there * share.parts // share.of_parts - can_spare
    return (short, can_spare, there) if short > 0 else None
