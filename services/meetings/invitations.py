"""Whom a call reaches: units with all below them, saved groups and persons, each once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Conflict, Forbidden, Invalid, NotFound
from services.locks import lock_subject
from services.meetings.models import LONGEST_GROUP, MeetingGroup, MeetingGroupMember
from services.people import Role
from services.texts import N_, tidy_line

ID_BYTES = 16
MOST_MEMBERS = 3_000
# Who leads nobody calls her own people and whoever else a matter takes, not the whole house.
MOST_BY_STAFF = 30
MOST_GROUPS, MOST_IN_GROUP = 20, 300
MAY_CALL_MANY = frozenset({Role.TEAM_LEAD, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Choice:
    """Who is to come, before it is known who that is."""

    unit_ids: Collection[int] = ()
    group_ids: Collection[bytes] = ()
    staff_ids: Collection[int] = ()


@dataclass(frozen=True)
class GroupView:
    id: bytes
    name: str
    staff_ids: tuple[int, ...]


def list_invited(session: Session, caller_id: int, choice: Choice, on: date) -> list[int]:
    """The ids of those in service on the day whom the choice names, without the caller.

    Raises: Invalid `invited` for nobody, or for too many; Forbidden `too_many_for_staff`.
    """
    places = people.list_workplaces(session, on)
    units = {
        below.id for unit_id in choice.unit_ids for below in people.list_units_below(session, unit_id, on)
    }
    groups = [group for group in list_groups(session, caller_id) if group.id in set(choice.group_ids)]
    named = {*choice.staff_ids, *(staff_id for group in groups for staff_id in group.staff_ids)}
    named |= {staff_id for staff_id, unit_id in places.items() if unit_id in units}
    found = sorted((named & places.keys()) - {caller_id})
    _check_many(session, caller_id, found, on)
    return found


def list_groups(session: Session, owner_id: int) -> list[GroupView]:
    """A person's own saved groups, by name."""
    rows = session.scalars(
        select(MeetingGroup)
        .where(MeetingGroup.owner_id == owner_id)
        .order_by(MeetingGroup.name, MeetingGroup.id)
    ).all()
    query = select(MeetingGroupMember).where(MeetingGroupMember.group_id.in_([row.id for row in rows]))
    members: dict[bytes, list[int]] = {}
    for member in session.scalars(query.order_by(MeetingGroupMember.staff_id)):
        members.setdefault(member.group_id, []).append(member.staff_id)
    return [GroupView(row.id, row.name, tuple(members.get(row.id, ()))) for row in rows]


def save_group(
    session: Session, owner_id: int, group_id: bytes, name: str, staff_ids: Collection[int], now: datetime
) -> None:
    """Keeps people under a name; the same id again changes nothing.

    Raises: Invalid `group_name`, `group_members`; Conflict `too_many_groups`.
    """
    name = tidy_line(name)
    if not 0 < len(name) <= LONGEST_GROUP:
        sentence = N_("묶음 이름을 40자 안에서 적어 주세요.")
        raise Invalid("group_name", sentence, fields={"group_name": sentence})
    known = people.list_workplaces(session, local_day(now)).keys()
    members = sorted(set(staff_ids) & known)
    if not 0 < len(members) <= MOST_IN_GROUP:
        sentence = N_("묶음에는 1명부터 300명까지 담을 수 있어요.")
        raise Invalid("group_members", sentence, fields={"group_name": sentence})
    lock_subject(session, f"meeting groups {owner_id}")
    if session.get(MeetingGroup, group_id) is not None:
        return
    count = select(func.count()).where(MeetingGroup.owner_id == owner_id)
    if (session.scalar(count) or 0) >= MOST_GROUPS:
        sentence = N_("저장한 묶음이 너무 많아요. 쓰지 않는 묶음을 먼저 지워 주세요.")
        raise Conflict("too_many_groups", sentence, fields={"group_name": sentence})
    session.add(MeetingGroup(id=group_id, owner_id=owner_id, name=name, saved_at=now))
    session.flush()
    session.add_all(MeetingGroupMember(group_id=group_id, staff_id=staff_id) for staff_id in members)
    session.flush()


def delete_group(session: Session, owner_id: int, group_id: bytes) -> None:
    """Raises: NotFound for what is not hers."""
    row = session.get(MeetingGroup, group_id)
    if row is None or row.owner_id != owner_id:
        raise NotFound("group_not_found", N_("이미 지운 묶음이에요."))
    session.execute(delete(MeetingGroupMember).where(MeetingGroupMember.group_id == group_id))
    session.delete(row)
    session.flush()


def _check_many(session: Session, caller_id: int, found: list[int], on: date) -> None:
    if not found:
        sentence = N_("부를 사람을 한 명 이상 골라 주세요.")
        raise Invalid("invited", sentence, fields={"invited": sentence})
    if len(found) > MOST_MEMBERS:
        sentence = N_("한 번에 3,000명까지 부를 수 있어요.")
        raise Invalid("invited", sentence, fields={"invited": sentence})
    may_call_many = bool(MAY_CALL_MANY & people.list_roles(session, caller_id, on))
    if len(found) > MOST_BY_STAFF and not may_call_many:
        sentence = N_("30명이 넘는 회의는 팀장이나 부서장이 소집할 수 있어요. 사람을 줄여 주세요.")
        raise Forbidden("too_many_for_staff", sentence, fields={"invited": sentence})
