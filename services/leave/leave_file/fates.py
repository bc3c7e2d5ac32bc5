"""What a row of the file does: a new leave, one that ends, nothing, or nothing because something is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from services.leave.leave_file.rows import LeaveFileRow
from services.leave.periods import Part, Period
from services.leave.submission import format_days
from services.leave.views import LeaveView, State
from services.people import Person
from services.sheets import Remark
from services.texts import N_

LONGEST = timedelta(days=1_100)


class Fate(StrEnum):
    NEW = "new"
    CANCELLED = "cancelled"
    UNCHANGED = "unchanged"
    FAILING = "failing"


@dataclass(frozen=True)
class RowFate:
    """`leave_id` is the leave that a row ends or finds as it is; None for a new one and a failing one."""

    row: int
    fate: Fate
    number: str
    name: str
    staff_id: int | None
    kind: str | None
    kind_words: str
    period: Period | None
    leave_id: bytes | None
    reasons: tuple[Remark, ...]
    notes: tuple[Remark, ...]


@dataclass(frozen=True)
class Base:
    """What the rows are held against."""

    ids: Mapping[str, int]
    persons: Mapping[int, Person]
    leaves: Mapping[int, Sequence[LeaveView]]


class Judge:
    """Tells the rows' fates in their order: a later row sees the earlier ones, or takes one back."""

    def __init__(self, base: Base, rows: Iterable[LeaveFileRow]) -> None:
        self._base = base
        self._taken: dict[int, list[tuple[int, str, Period]]] = {}
        self._ended: set[bytes] = set()
        self._taken_back = {row.what: row.row for row in rows if row.is_cancelled}

    def judge(self, row: LeaveFileRow) -> RowFate:
        staff_id = self._base.ids.get(row.number)
        problems = list(row.problems)
        period = _period_of(row, problems)
        if row.number and staff_id is None:
            sentence = N_("그런 직원번호가 없어요: %(number)s")
            problems.append(Remark("number_unknown", sentence, {"number": row.number}))
        if staff_id is None or period is None or row.kind is None or problems:
            return _to_fate(row, Fate.FAILING, self._person(staff_id), period, problems)
        return self._judge_readable(row, self._base.persons[staff_id], row.kind, period)

    def _judge_readable(self, row: LeaveFileRow, person: Person, kind: str, period: Period) -> RowFate:
        leaves = self._base.leaves.get(person.id, ())
        same = [v for v in leaves if (v.kind, v.period) == (kind, period)]
        same = [v for v in same if v.id not in self._ended]
        if row.is_cancelled:
            return self._judge_cancelled(row, person, period, same)
        later = self._taken_back.get(row.what, 0)
        if later > row.row:
            reason = Remark("row_taken_back", N_("%(row)s행에서 취소한 휴가예요."), {"row": str(later)})
            return _to_fate(row, Fate.UNCHANGED, person, period, [reason])
        approved = next((v for v in same if v.is_approved and v.left == v.period), None)
        if approved is not None:
            return _to_fate(row, Fate.UNCHANGED, person, period, leave_id=approved.id)
        problem = self._find_problem(person, kind, period, leaves)
        if problem is not None:
            is_twice = problem.code == "row_twice"
            fate = Fate.UNCHANGED if is_twice else Fate.FAILING
            return _to_fate(row, fate, person, period, [problem])
        self._taken.setdefault(person.id, []).append((row.row, kind, period))
        return _to_fate(row, Fate.NEW, person, period)

    def _find_problem(
        self, person: Person, kind: str, period: Period, leaves: Iterable[LeaveView]
    ) -> Remark | None:
        if not (person.is_in_service(period.from_on) and person.is_in_service(period.until_on)):
            return Remark("not_in_service", N_("그 기간에 근무하지 않는 직원이에요."))
        for number, taken_kind, taken in self._taken.get(person.id, ()):
            if taken.meets(period):
                is_same = (taken_kind, taken) == (kind, period)
                code = "row_twice" if is_same else "row_overlaps"
                sentence = N_("%(row)s행과 같아요.") if is_same else N_("%(row)s행과 기간이 겹쳐요.")
                return Remark(code, sentence, {"row": str(number)})
        for leave in leaves:
            if leave.holds and leave.id not in self._ended and leave.left.meets(period):
                return _meets(leave)
        return None

    def _judge_cancelled(
        self, row: LeaveFileRow, person: Person, period: Period, same: Sequence[LeaveView]
    ) -> RowFate:
        """What it takes back; taken back already, or never come in, it changes nothing."""
        held = next((leave for leave in same if leave.holds), None)
        if held is not None:
            self._ended.add(held.id)
            return _to_fate(row, Fate.CANCELLED, person, period, leave_id=held.id)
        return _to_fate(row, Fate.UNCHANGED, person, period, leave_id=same[0].id if same else None)

    def _person(self, staff_id: int | None) -> Person | None:
        return self._base.persons.get(staff_id) if staff_id is not None else None


def _meets(leave: LeaveView) -> Remark:
    days = {"days": format_days(leave.left), "kind": leave.kind_name}
    if leave.state is State.WAITING:
        return Remark("leave_waiting", N_("결재를 기다리는 휴가와 겹쳐요: %(kind)s %(days)s"), days)
    return Remark("leave_overlaps", N_("이미 있는 휴가와 겹쳐요: %(kind)s %(days)s"), days)


def _period_of(row: LeaveFileRow, problems: list[Remark]) -> Period | None:
    if row.from_on is None or row.until_on is None:
        return None
    if row.until_on < row.from_on:
        problems.append(Remark("period_backwards", N_("종료일이 시작일보다 빨라요.")))
    elif row.until_on - row.from_on > LONGEST:
        problems.append(Remark("period_long", N_("3년이 넘는 휴가는 반영하지 않아요. 날짜를 확인해 주세요.")))
    elif row.part is not Part.DAY and row.from_on != row.until_on:
        problems.append(Remark("half_of_many", N_("반일은 하루만 적을 수 있어요.")))
    return Period(row.from_on, row.until_on, row.part)


def _to_fate(
    row: LeaveFileRow,
    fate: Fate,
    person: Person | None,
    period: Period | None,
    reasons: Iterable[Remark] = (),
    *,
    leave_id: bytes | None = None,
) -> RowFate:
    return RowFate(
        row=row.row,
        fate=fate,
        number=row.number,
        name=person.name if person else "",
        staff_id=person.id if person else None,
        kind=row.kind,
        kind_words=row.kind_words,
        period=period,
        leave_id=leave_id,
        reasons=tuple(reasons),
        notes=row.notes,
    )


def first_days(rows: Iterable[LeaveFileRow]) -> date | None:
    """The earliest first day that the file names."""
    return min((row.from_on for row in rows if row.from_on), default=None)
