"""Kinds of leave: dated rows of the organisation, each with its basis.

A leave is judged by those of its first day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.absences import AbsenceKind
from services.errors import Conflict, Invalid
from services.leave.models import LONGEST_BASIS, LONGEST_NAME, LeaveKind
from services.texts import N_, squeeze, tidy_line

MOST_PAPER_DAYS = 365


@dataclass(frozen=True)
class KindView:
    """A kind as it is from a day on; see the table."""

    code: str
    from_on: date
    position: int
    name: str
    absence: AbsenceKind
    has_days: bool
    has_halves: bool
    needs_reason: bool
    paper_from_days: int | None
    is_open: bool
    basis: str


def load_kinds(session: Session) -> "Kinds":
    """Every row of every kind, for asking about many days."""
    query = select(LeaveKind).order_by(LeaveKind.position, LeaveKind.code, LeaveKind.from_on)
    return Kinds(tuple(_to_view(row) for row in session.scalars(query)))


@dataclass(frozen=True)
class Kinds:
    """All rows, in the order in which people choose, each kind's oldest first."""

    rows: Sequence[KindView]

    def find(self, code: str, on: date) -> KindView | None:
        return next((row for row in self.of_day(on) if row.code == code), None)

    def of_day(self, on: date) -> list[KindView]:
        """What holds on a day, those that are closed too."""
        found: dict[str, KindView] = {}
        for row in self.rows:
            if row.from_on <= on:
                found[row.code] = row
        return list(found.values())

    def name_of(self, code: str, on: date) -> str:
        """The kind's name on a day, for one that was made before its first row too."""
        kind = self.find(code, on) or next((row for row in self.rows if row.code == code), None)
        return kind.name if kind else code


def change_kind(session: Session, kind: KindView, today: date) -> None:
    """What a kind is like from today or a later day on; what was before stays true for the days before.

    Another code makes another kind. Raises: Invalid with each wrong field; Conflict `kind_not_later`,
    `kind_name_taken`.
    """
    kind = replace(kind, name=tidy_line(kind.name), basis=tidy_line(kind.basis))
    if wrong := _find_wrong(kind):
        raise Invalid("invalid_leave_kind", fields=wrong)
    known = load_kinds(session)
    newest = max((row.from_on for row in known.rows if row.code == kind.code), default=None)
    if kind.from_on < today or (newest is not None and kind.from_on <= newest):
        sentence = N_("오늘부터, 그리고 지금까지의 기준보다 뒤의 날짜부터 정할 수 있어요.")
        raise Conflict("kind_not_later", sentence, fields={"from_on": sentence})
    others = (row for row in known.of_day(kind.from_on) if row.code != kind.code)
    if any(squeeze(row.name) == squeeze(kind.name) for row in others):
        sentence = N_("같은 이름의 휴가가 이미 있어요.")
        raise Conflict("kind_name_taken", sentence, fields={"name": sentence})
    session.add(LeaveKind(**{**vars(kind), "absence": kind.absence.value}))
    session.flush()


def _find_wrong(kind: KindView) -> dict[str, str]:
    checks = {
        "name": (0 < len(kind.name) <= LONGEST_NAME, N_("이름을 40자 안에서 적어 주세요.")),
        "length": (kind.has_days or kind.has_halves, N_("하루와 반일 가운데 하나는 골라 주세요.")),
        "paper_from_days": (
            kind.paper_from_days is None or 1 <= kind.paper_from_days <= MOST_PAPER_DAYS,
            N_("날수를 1부터 365까지 적어 주세요."),
        ),
        "basis": (0 < len(kind.basis) <= LONGEST_BASIS, N_("근거 규정을 200자 안에서 적어 주세요.")),
    }
    return {field: sentence for field, (is_right, sentence) in checks.items() if not is_right}


def _to_view(row: LeaveKind) -> KindView:
    values = {name: getattr(row, name) for name in KindView.__dataclass_fields__}
    return KindView(**values | {"absence": AbsenceKind(row.absence)})
