"""Minimum staffing: the counters and teams in which somebody must be present."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from services import people
from services.errors import Invalid, NotFound
from services.remote_work.rotation.models import LONGEST_NAME, RotationPost, RotationPostMember
from services.texts import N_, tidy_line

MOST_PRESENT = 200


@dataclass(frozen=True)
class PostPlan:
    """What a form says. Without `staff_ids` it is everybody of the unit and below, and needs no name."""

    unit_id: int
    name: str
    least_present: int
    from_on: date
    until_on: date | None = None
    staff_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class PostView(PostPlan):
    id: int = 0


def set_post(
    session: Session, plan: PostPlan, by_id: int | None, now: datetime, post_id: int | None = None
) -> int:
    """A new post, or another shape for one that is there; its id.

    Raises: NotFound for the unit, the post or a person; Invalid with each wrong field.
    """
    _check(session, plan)
    row = RotationPost(made_by_id=by_id, made_at=now) if post_id is None else _get(session, post_id)
    row.unit_id, row.name, row.least_present = plan.unit_id, tidy_line(plan.name), plan.least_present
    row.from_on, row.until_on = plan.from_on, plan.until_on
    session.add(row)
    session.flush()
    session.execute(delete(RotationPostMember).where(RotationPostMember.post_id == row.id))
    session.add_all(RotationPostMember(post_id=row.id, staff_id=each) for each in sorted(set(plan.staff_ids)))
    session.flush()
    return row.id


def remove_post(session: Session, post_id: int) -> None:
    """Raises: NotFound `post_not_found`."""
    row = _get(session, post_id)
    session.execute(delete(RotationPostMember).where(RotationPostMember.post_id == post_id))
    session.delete(row)
    session.flush()


def list_posts(session: Session, from_on: date, until_on: date) -> list[PostView]:
    """The posts that hold on a day of the period, by unit and name."""
    goes_on = or_(RotationPost.until_on.is_(None), RotationPost.until_on >= from_on)
    query = select(RotationPost).where(RotationPost.from_on <= until_on, goes_on)
    rows = session.scalars(query.order_by(RotationPost.unit_id, RotationPost.name, RotationPost.id)).all()
    members = _members_of(session, [row.id for row in rows])
    return [
        PostView(
            row.unit_id,
            row.name,
            row.least_present,
            row.from_on,
            row.until_on,
            tuple(members.get(row.id, ())),
            id=row.id,
        )
        for row in rows
    ]


def _members_of(session: Session, post_ids: Collection[int]) -> dict[int, list[int]]:
    query = select(RotationPostMember).where(RotationPostMember.post_id.in_(post_ids))
    found: dict[int, list[int]] = {}
    for row in session.scalars(query.order_by(RotationPostMember.staff_id)):
        found.setdefault(row.post_id, []).append(row.staff_id)
    return found


def _get(session: Session, post_id: int) -> RotationPost:
    row = session.get(RotationPost, post_id)
    if row is None:
        raise NotFound("post_not_found", N_("그런 창구나 팀이 없어요."))
    return row


def _check(session: Session, plan: PostPlan) -> None:
    wrong: dict[str, str] = {}
    people.get_unit(session, plan.unit_id, plan.from_on)
    if not 0 < plan.least_present <= MOST_PRESENT:
        wrong["least_present"] = N_("남아야 할 사람 수를 1명부터 적어 주세요.")
    if len(tidy_line(plan.name)) > LONGEST_NAME:
        wrong["name"] = N_("이름을 60자 안에서 적어 주세요.")
    if plan.until_on is not None and plan.until_on < plan.from_on:
        wrong["until_on"] = N_("끝나는 날이 시작하는 날보다 앞서요.")
    known = people.list_persons(session, plan.staff_ids, plan.from_on)
    if len(known) != len(set(plan.staff_ids)):
        wrong["staff_ids"] = N_("그런 직원이 없어요.")
    elif plan.staff_ids and len(known) < plan.least_present:
        wrong["least_present"] = N_("고른 사람보다 많이 남을 수는 없어요.")
    if wrong:
        raise Invalid("post", next(iter(wrong.values())), fields=wrong)
