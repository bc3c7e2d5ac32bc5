"""Shares: which part of its days who is at home. Dated rows; the nearest one up the tree holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services import people
from services.errors import Conflict, Invalid, NotFound
from services.remote_work.rotation.models import LONGEST_BASIS, RotationExclusion, RotationShare
from services.texts import N_, tidy_line

LARGEST_OF = 10


@dataclass(frozen=True)
class Share:
    """`parts` of every `of_parts` days, such as 1 of 3; 0 for essential units."""

    parts: int
    of_parts: int

    @property
    def is_essential(self) -> bool:
        return self.parts == 0


@dataclass(frozen=True)
class ShareRule:
    """`unit_id` None is the whole organisation."""

    id: int
    unit_id: int | None
    from_on: date
    share: Share
    basis: str


@dataclass(frozen=True)
class Exclusion:
    id: int
    staff_id: int
    from_on: date
    until_on: date | None


def set_share(
    session: Session,
    unit_id: int | None,
    share: Share,
    from_on: date,
    basis: str,
    by_id: int | None,
    now: datetime,
) -> int:
    """A rule from a day on, instead of one that begins on the same day; its id.

    Raises: Invalid `share`, `basis`; NotFound for a unit that is not there on that day.
    """
    basis = tidy_line(basis)
    if not (0 <= share.parts < share.of_parts <= LARGEST_OF):
        sentence = N_("비율은 1/2, 1/3처럼 1보다 작게, 10분의 1까지 정해 주세요.")
        raise Invalid("share", sentence, fields={"share": sentence})
    if not 0 < len(basis) <= LONGEST_BASIS:
        sentence = N_("근거를 200자 안에서 적어 주세요.")
        raise Invalid("basis", sentence, fields={"basis": sentence})
    if unit_id is not None:
        people.get_unit(session, unit_id, from_on)
    same = select(RotationShare).where(
        RotationShare.unit_id.is_not_distinct_from(unit_id), RotationShare.from_on == from_on
    )
    row = session.scalars(same).first() or RotationShare(unit_id=unit_id, from_on=from_on)
    row.parts, row.of_parts, row.basis = share.parts, share.of_parts, basis
    row.made_by_id, row.made_at = by_id, now
    session.add(row)
    session.flush()
    return row.id


def remove_share(session: Session, rule_id: int) -> None:
    """Raises: NotFound; Conflict `last_share` for the organisation's only rule."""
    row = session.get(RotationShare, rule_id)
    if row is None:
        raise NotFound("share_not_found", N_("그런 비율이 없어요."))
    whole = session.scalars(select(RotationShare.id).where(RotationShare.unit_id.is_(None))).all()
    if list(whole) == [rule_id]:
        raise Conflict("last_share", N_("기관 전체의 비율은 하나는 있어야 해요."))
    session.delete(row)
    session.flush()


def list_shares(session: Session) -> list[ShareRule]:
    """All rules, the newest first."""
    rows = session.scalars(select(RotationShare).order_by(RotationShare.from_on.desc(), RotationShare.id))
    return [ShareRule(r.id, r.unit_id, r.from_on, Share(r.parts, r.of_parts), r.basis) for r in rows]


def shares_on(
    session: Session, parents: Mapping[int, int | None], on: date
) -> tuple[Mapping[int, Share], Share]:
    """The share of each unit on a day, and the whole organisation's."""
    rules = {rule.unit_id: rule.share for rule in reversed(list_shares(session)) if rule.from_on <= on}
    whole = rules.get(None, Share(0, 1))
    return {unit_id: _nearest(rules, parents, unit_id) or whole for unit_id in parents}, whole


def _nearest(
    rules: Mapping[int | None, Share], parents: Mapping[int, int | None], unit_id: int | None
) -> Share | None:
    while unit_id is not None:
        if unit_id in rules:
            return rules[unit_id]
        unit_id = parents.get(unit_id)
    return None


def exclude_person(
    session: Session, staff_id: int, from_on: date, until_on: date | None, by_id: int | None, now: datetime
) -> int:
    """Somebody takes no part; the same again changes nothing. Raises: NotFound; Invalid `period`."""
    people.get_person(session, staff_id, from_on)
    if until_on is not None and until_on < from_on:
        sentence = N_("끝나는 날이 시작하는 날보다 앞서요.")
        raise Invalid("period", sentence, fields={"until_on": sentence})
    for known in list_exclusions(session, from_on, until_on or from_on):
        if (known.staff_id, known.from_on, known.until_on) == (staff_id, from_on, until_on):
            return known.id
    row = RotationExclusion(
        staff_id=staff_id, from_on=from_on, until_on=until_on, made_by_id=by_id, made_at=now
    )
    session.add(row)
    session.flush()
    return row.id


def end_exclusion(session: Session, exclusion_id: int) -> None:
    """Raises: NotFound `exclusion_not_found`."""
    row = session.get(RotationExclusion, exclusion_id)
    if row is None:
        raise NotFound("exclusion_not_found", N_("제외한 사람이 아니에요."))
    session.delete(row)
    session.flush()


def list_exclusions(session: Session, from_on: date, until_on: date) -> Sequence[Exclusion]:
    """The exclusions that share a day with a period."""
    goes_on = or_(RotationExclusion.until_on.is_(None), RotationExclusion.until_on >= from_on)
    query = select(RotationExclusion).where(RotationExclusion.from_on <= until_on, goes_on)
    rows = session.scalars(query.order_by(RotationExclusion.id))
    return [Exclusion(row.id, row.staff_id, row.from_on, row.until_on) for row in rows]
