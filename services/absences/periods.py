"""Absences as periods. Whoever approves or plans one writes it in the same transaction, and takes it back so.

Instants are aware UTC; `until_at` is the first instant at which the person is back.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, delete, insert, select, update
from sqlalchemy.orm import Session

from services.absences.models import AbsenceRow
from services.locks import ROWS_A_STATEMENT
from services.texts import N_


class AbsenceKind(StrEnum):
    """In the order of their weight: of somebody who is away for two reasons, the first one is told."""

    LEAVE = "leave"
    TRAINING = "training"
    TRIP = "trip"
    FREE = "free"
    CENTRE = "centre"
    REMOTE = "remote"


# Who works at home or at a centre is not at the counter, but can be asked for her work all the same.
UNAVAILABLE = frozenset((AbsenceKind.LEAVE, AbsenceKind.TRAINING, AbsenceKind.TRIP, AbsenceKind.FREE))

KIND_WORDS: Mapping[str, str] = {
    AbsenceKind.LEAVE: N_("휴가"),
    AbsenceKind.TRAINING: N_("교육"),
    AbsenceKind.TRIP: N_("출장"),
    AbsenceKind.FREE: N_("집약근무로 쉬는 날"),
    AbsenceKind.CENTRE: N_("스마트워크센터"),
    AbsenceKind.REMOTE: N_("재택근무"),
}
_WEIGHT = {kind: place for place, kind in enumerate(AbsenceKind)}


@dataclass(frozen=True)
class Source:
    """What an absence comes from: a subject's kind and the id of the thing itself, up to 16 bytes."""

    kind: str
    id: bytes


@dataclass(frozen=True)
class Span:
    staff_id: int
    kind: AbsenceKind
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True)
class Absence(Span):
    is_approved: bool
    source: Source


def set_absences(session: Session, source: Source, spans: Sequence[Span], *, is_approved: bool) -> None:
    """From now on the source says exactly this; without spans it says nothing any more."""
    set_many_absences(session, {source: spans}, is_approved=is_approved)


def set_many_absences(
    session: Session, spans_by_source: Mapping[Source, Sequence[Span]], *, is_approved: bool
) -> None:
    """The same for many sources, in few statements."""
    clear_absences(session, spans_by_source.keys())
    add_absences(session, spans_by_source, is_approved=is_approved)


def add_absences(
    session: Session, spans_by_source: Mapping[Source, Sequence[Span]], *, is_approved: bool
) -> None:
    """For sources that have said nothing yet."""
    rows = [
        _to_values(source, span, is_approved) for source, spans in spans_by_source.items() for span in spans
    ]
    if rows:
        session.execute(insert(AbsenceRow.__table__), rows)  # type: ignore[arg-type]


def approve_absences(session: Session, source: Source, is_approved: bool) -> None:
    """What was asked for is approved, or waits again."""
    session.execute(update(AbsenceRow).where(_comes_from(source)).values(is_approved=is_approved))


def clear_absences(session: Session, sources: Collection[Source]) -> None:
    by_kind: dict[str, list[bytes]] = {}
    for source in sources:
        by_kind.setdefault(source.kind, []).append(source.id)
    for kind, ids in by_kind.items():
        for start in range(0, len(ids), ROWS_A_STATEMENT):
            part = ids[start : start + ROWS_A_STATEMENT]
            theirs = and_(AbsenceRow.source_kind == kind, AbsenceRow.source_id.in_(part))
            session.execute(delete(AbsenceRow).where(theirs))


def list_source_staff(session: Session, sources: Collection[Source]) -> set[int]:
    """Of whom these sources say something."""
    found: set[int] = set()
    for source in sources:
        found.update(session.scalars(select(AbsenceRow.staff_id).where(_comes_from(source)).distinct()))
    return found


def list_absences(
    session: Session, from_at: datetime, until_at: datetime, staff_ids: Collection[int] | None = None
) -> list[Absence]:
    """Everything that touches the time between two instants, of these people or of all, in order of time."""
    query = select(AbsenceRow).where(AbsenceRow.from_at < until_at, AbsenceRow.until_at > from_at)
    if staff_ids is not None:
        query = query.where(AbsenceRow.staff_id.in_(staff_ids))
    rows = session.scalars(query.order_by(AbsenceRow.from_at, AbsenceRow.id))
    return [_to_absence(row) for row in rows]


def list_absent(session: Session, from_at: datetime, until_at: datetime) -> dict[AbsenceKind, set[int]]:
    """The staff who are, or want to be, away at some time between two instants, by kind.

    The weightiest kind comes first; somebody may be in two.
    """
    found: dict[AbsenceKind, set[int]] = {kind: set() for kind in AbsenceKind}
    query = (
        select(AbsenceRow.kind, AbsenceRow.staff_id)
        .where(AbsenceRow.from_at < until_at, AbsenceRow.until_at > from_at)
        .distinct()
    )
    for row in session.execute(query):
        found[AbsenceKind(row.kind)].add(row.staff_id)
    return {kind: staff_ids for kind, staff_ids in found.items() if staff_ids}


def away_at(session: Session, staff_ids: Collection[int], at: datetime) -> dict[int, Absence]:
    """Those of these people who are away at an instant with approval, each with her weightiest absence."""
    query = select(AbsenceRow).where(
        AbsenceRow.staff_id.in_(staff_ids),
        AbsenceRow.from_at <= at,
        AbsenceRow.until_at > at,
        AbsenceRow.is_approved,
    )
    found = sorted((_to_absence(row) for row in session.scalars(query)), key=lambda a: -_WEIGHT[a.kind])
    return {absence.staff_id: absence for absence in found}


def _comes_from(source: Source) -> ColumnElement[bool]:
    return and_(AbsenceRow.source_kind == source.kind, AbsenceRow.source_id == source.id)


def _to_values(source: Source, span: Span, is_approved: bool) -> dict[str, object]:
    return {
        "staff_id": span.staff_id,
        "kind": span.kind.value,
        "from_at": span.from_at,
        "until_at": span.until_at,
        "is_approved": is_approved,
        "source_kind": source.kind,
        "source_id": source.id,
    }


def _to_absence(row: AbsenceRow) -> Absence:
    source = Source(row.source_kind, row.source_id)
    return Absence(row.staff_id, AbsenceKind(row.kind), row.from_at, row.until_at, row.is_approved, source)
