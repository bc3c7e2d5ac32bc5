"""The fate of one row: what it changes from what to what, what is to be noted, why it cannot be taken."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from services.people.roles import Role
from services.people.staff_file.base import Base, KnownPerson
from services.people.staff_file.columns import Field
from services.people.staff_file.rows import StaffRow
from services.people.staff_file.targets import Target, find_target
from services.sheets import Remark
from services.texts import N_

Value = TypeVar("Value")


class Fate(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAILING = "failing"


@dataclass(frozen=True)
class Change:
    """One field from what to what; days are ISO, roles are their codes with commas, a lead is "1"."""

    field: Field
    before: str
    after: str


@dataclass(frozen=True)
class RowFate:
    """What happens to one row of the file. `from_on` is the day from which it counts."""

    row: int
    number: str
    name: str
    fate: Fate
    from_on: date
    changes: tuple[Change, ...]
    notes: tuple[Remark, ...]
    reasons: tuple[Remark, ...]
    parsed: StaffRow
    staff_id: int | None
    target: Target | None
    title: str
    is_lead: bool
    roles_before: frozenset[Role]


def plan_row(
    base: Base, row: StaffRow, twice: Mapping[str, str], today: date, *, creates_units: bool
) -> RowFate:
    """The fate of a row; `twice` names the rows of each staff number that stands in more than one."""
    from_on = row.from_on or today
    known = base.persons.get(row.number)
    post = known.post_on(from_on) if known else None
    target, unit_problem = find_target(base, row, from_on, creates_units=creates_units)
    changes = tuple(_changes(base, row, known, target, from_on))
    reasons = [*row.problems, *([unit_problem] if unit_problem else []), *_repeated(row, twice)]
    reasons += _conflicts(row, known, from_on, {change.field for change in changes})
    return RowFate(
        row=row.row,
        number=row.number,
        name=row.name,
        fate=_fate(known, bool(changes), bool(reasons)),
        from_on=from_on,
        changes=() if reasons else changes,
        notes=(*row.notes, *_notes(known, changes, target)),
        reasons=tuple(reasons),
        parsed=row,
        staff_id=known.id if known else None,
        target=target or (Target(post.unit_id, "", "", "") if post else None),
        title=_said(row.title, post.title if post else ""),
        is_lead=_said(row.is_lead, post.is_lead if post else False),
        roles_before=known.roles_on(from_on) if known else frozenset(),
    )


def _said(value: Value | None, otherwise: Value) -> Value:
    """What the file says, or what is there where it says nothing."""
    return otherwise if value is None else value


def _repeated(row: StaffRow, twice: Mapping[str, str]) -> Iterator[Remark]:
    if row.number in twice:
        sentence = N_("같은 직원번호가 여러 행에 있어요: %(rows)s행")
        yield Remark("number_twice", sentence, {"rows": twice[row.number]})


def _fate(known: KnownPerson | None, has_changes: bool, has_reasons: bool) -> Fate:
    if has_reasons:
        return Fate.FAILING
    if known is None:
        return Fate.NEW
    return Fate.CHANGED if has_changes else Fate.UNCHANGED


def _changes(
    base: Base, row: StaffRow, known: KnownPerson | None, target: Target | None, from_on: date
) -> Iterator[Change]:
    if row.name and row.name != (known.name if known else ""):
        yield Change(Field.NAME, known.name if known else "", row.name)
    if row.email and row.email != (known.email if known else None):
        yield Change(Field.EMAIL, (known.email if known else None) or "", row.email)
    if row.left_on and row.left_on != (known.left_on if known else None):
        left = known.left_on if known else None
        yield Change(Field.LEFT, left.isoformat() if left else "", row.left_on.isoformat())
    if row.left_on is None or row.left_on >= from_on:
        yield from _post_changes(base, row, known, target, from_on)
    roles = known.roles_on(from_on) if known else frozenset()
    if row.roles is not None and row.roles != roles:
        yield Change(Field.ROLES, ",".join(sorted(roles)), ",".join(sorted(row.roles)))


def _post_changes(
    base: Base, row: StaffRow, known: KnownPerson | None, target: Target | None, from_on: date
) -> Iterator[Change]:
    post = known.post_on(from_on) if known else None
    if target and (post is None or target.unit_id != post.unit_id):
        before = base.units_on(from_on).paths.get(post.unit_id, "") if post else ""
        yield Change(Field.DEPARTMENT, before, target.path)
    if target is None and post is None:
        return
    if row.title is not None and row.title != (post.title if post else ""):
        yield Change(Field.TITLE, post.title if post else "", row.title)
    was_lead = post.is_lead if post else False
    if row.is_lead is not None and row.is_lead != was_lead:
        yield Change(Field.LEAD, "1" if was_lead else "", "1" if row.is_lead else "")


def _conflicts(
    row: StaffRow, known: KnownPerson | None, from_on: date, changed: set[Field]
) -> Iterator[Remark]:
    if known is None:
        yield from _conflicts_of_new(row, from_on)
        return
    if not known.is_in_service(from_on) and row.left_on is None:
        yield Remark("has_left", N_("퇴직 처리된 직원번호예요. 화면에서 퇴직을 먼저 취소해 주세요."))
    moves = changed & {Field.DEPARTMENT, Field.TITLE, Field.LEAD}
    if moves and any(post.from_on > from_on for post in known.posts):
        yield Remark("assigned_later", N_("시행일 뒤의 발령이 이미 있어요. 그 발령을 먼저 확인해 주세요."))
    is_administrator = Role.ADMINISTRATOR in known.roles_on(from_on)
    if row.roles is not None and (Role.ADMINISTRATOR in row.roles) != is_administrator:
        yield _no_administrator()
    if Field.LEFT in changed and is_administrator:
        yield Remark("administrator_leaves", N_("관리자예요. 화면에서 관리자 권한을 먼저 회수해 주세요."))


def _conflicts_of_new(row: StaffRow, from_on: date) -> Iterator[Remark]:
    if not row.department and not row.problems:
        yield Remark("department_missing", N_("새 직원은 부서를 적어 주세요."))
    if row.left_on is not None and row.left_on < from_on:
        yield Remark("left_before", N_("퇴직일이 시행일보다 앞서요."))
    if row.roles and Role.ADMINISTRATOR in row.roles:
        yield _no_administrator()


def _no_administrator() -> Remark:
    """Who may do everything is decided by a person at the screen, never by a cell in a file."""
    return Remark(
        "administrator_by_file", N_("관리자 권한은 파일로 주거나 회수할 수 없어요. 화면에서 정해 주세요.")
    )


def _notes(known: KnownPerson | None, changes: tuple[Change, ...], target: Target | None) -> Iterator[Remark]:
    if known is not None and any(change.field is Field.NAME for change in changes):
        yield Remark("name_changes", N_("이름이 바뀌어요. 같은 사람인지 확인해 주세요."))
    if target is not None and target.unit_id is None:
        yield Remark("unit_is_made", N_("‘%(unit)s’ 부서를 새로 만들어요."), {"unit": target.path})
