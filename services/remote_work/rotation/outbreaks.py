"""Outbreak groups: who must not meet. Floors are dated rows; groups are split evenly, or set by hand."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services import people
from services.errors import Conflict, Invalid, NotFound
from services.locks import lock_subject
from services.remote_work.rotation.models import (
    LONGEST_NAME,
    RotationFloor,
    RotationGroupMember,
    RotationOutbreak,
)
from services.remote_work.rotation.shares import list_exclusions
from services.texts import N_, tidy_line

MOST_GROUPS = 4


@dataclass(frozen=True)
class Outbreak:
    """`members` is the group of each person, from 1; who is in none may meet anybody."""

    id: int
    from_on: date
    until_on: date
    groups: int
    members: Mapping[int, int]

    def holds_on(self, on: date) -> bool:
        return self.from_on <= on <= self.until_on


def set_floor(session: Session, unit_id: int, floor: str, from_on: date) -> None:
    """Where a unit sits from a day on. Raises: NotFound; Invalid `floor`."""
    floor = tidy_line(floor)
    people.get_unit(session, unit_id, from_on)
    if not 0 < len(floor) <= LONGEST_NAME:
        sentence = N_("층을 60자 안에서 적어 주세요.")
        raise Invalid("floor", sentence, fields={"floor": sentence})
    session.merge(RotationFloor(unit_id=unit_id, from_on=from_on, floor=floor))
    session.flush()


def floors_on(session: Session, parents: Mapping[int, int | None], on: date) -> dict[int, str]:
    """The floor of each unit on a day: its own, or that of a unit above; units without one are left out."""
    query = select(RotationFloor).where(RotationFloor.from_on <= on).order_by(RotationFloor.from_on)
    own = {row.unit_id: row.floor for row in session.scalars(query)}
    found = {}
    for unit_id in parents:
        above: int | None = unit_id
        while above is not None and above not in own:
            above = parents.get(above)
        if above is not None:
            found[unit_id] = own[above]
    return found


def list_floors(session: Session, on: date) -> dict[int, str]:
    """The floor of each unit that has one on a day, its own or that of a unit above."""
    return floors_on(session, {unit.id: unit.parent_id for unit in people.list_units(session, on)}, on)


def declare_outbreak(
    session: Session, from_on: date, until_on: date, groups: int, by_id: int | None, now: datetime
) -> Outbreak:
    """Groups from one day to another, everybody who takes part split evenly within her team.

    Raises: Invalid `groups`, `period`; Conflict `outbreak_overlaps`.
    """
    if groups not in range(2, MOST_GROUPS + 1):
        sentence = N_("조는 2개에서 4개까지 나눌 수 있어요.")
        raise Invalid("groups", sentence, fields={"groups": sentence})
    if until_on < from_on:
        sentence = N_("끝나는 날이 시작하는 날보다 앞서요.")
        raise Invalid("period", sentence, fields={"until_on": sentence})
    lock_subject(session, "rotation outbreaks")
    if list_outbreaks(session, from_on, until_on):
        raise Conflict("outbreak_overlaps", N_("그 기간에는 이미 나눈 조가 있어요."))
    row = RotationOutbreak(from_on=from_on, until_on=until_on, groups=groups, made_by_id=by_id, made_at=now)
    session.add(row)
    session.flush()
    _keep(session, row.id, _split(session, from_on, groups))
    return get_outbreak(session, row.id)


def set_group(session: Session, outbreak_id: int, staff_id: int, group_number: int | None) -> None:
    """Puts a person into another group, or into none. Raises: NotFound; Invalid `group_number`."""
    outbreak = get_outbreak(session, outbreak_id)
    if group_number is not None and group_number not in range(1, outbreak.groups + 1):
        sentence = N_("있는 조를 골라 주세요.")
        raise Invalid("group_number", sentence, fields={"group_number": sentence})
    members = {each: group for each, group in outbreak.members.items() if each != staff_id}
    _keep(session, outbreak_id, members if group_number is None else members | {staff_id: group_number})


def end_outbreak(session: Session, outbreak_id: int) -> None:
    """Raises: NotFound."""
    get_outbreak(session, outbreak_id)
    _keep(session, outbreak_id, {})
    session.execute(delete(RotationOutbreak).where(RotationOutbreak.id == outbreak_id))


def get_outbreak(session: Session, outbreak_id: int) -> Outbreak:
    """Raises: NotFound `outbreak_not_found`."""
    row = session.get(RotationOutbreak, outbreak_id)
    if row is None:
        raise NotFound("outbreak_not_found", N_("그런 조 편성이 없어요."))
    return _to_view(session, row)


def list_outbreaks(session: Session, from_on: date, until_on: date) -> list[Outbreak]:
    """Those that share a day with a period."""
    query = select(RotationOutbreak).where(
        RotationOutbreak.from_on <= until_on, RotationOutbreak.until_on >= from_on
    )
    return [_to_view(session, row) for row in session.scalars(query.order_by(RotationOutbreak.from_on))]


def _to_view(session: Session, row: RotationOutbreak) -> Outbreak:
    members = select(RotationGroupMember).where(RotationGroupMember.outbreak_id == row.id)
    groups = {each.staff_id: each.group_number for each in session.scalars(members)}
    return Outbreak(row.id, row.from_on, row.until_on, row.groups, groups)


def _split(session: Session, on: date, groups: int) -> dict[int, int]:
    """One after the other within each team, so that every counter has people in every group."""
    out = {each.staff_id for each in list_exclusions(session, on, on)}
    teams: dict[int, list[int]] = defaultdict(list)
    for staff_id, unit_id in people.list_workplaces(session, on).items():
        if unit_id is not None and staff_id not in out:
            teams[unit_id].append(staff_id)
    return {
        staff_id: (place + number) % groups + 1
        for number, unit_id in enumerate(sorted(teams))
        for place, staff_id in enumerate(sorted(teams[unit_id]))
    }


def _keep(session: Session, outbreak_id: int, members: Mapping[int, int]) -> None:
    session.execute(delete(RotationGroupMember).where(RotationGroupMember.outbreak_id == outbreak_id))
    session.add_all(
        RotationGroupMember(outbreak_id=outbreak_id, staff_id=staff_id, group_number=group)
        for staff_id, group in members.items()
    )
    session.flush()
