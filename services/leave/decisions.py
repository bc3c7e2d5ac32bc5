"""What follows when leave was approved, refused, or waits again: who is away, and who is told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from services import absences, approvals
from services.absences import AbsenceKind, Source, Span
from services.leave.kinds import Kinds, load_kinds
from services.leave.periods import SUBJECT, forget_absence
from services.leave.rules import LeaveRules, list_leave_rules, rules_on
from services.leave.views import LeaveView, lock_leaves


def note_decisions(session: Session, requests: Sequence[approvals.Request], _now: datetime) -> None:
    """The effect of decisions on leave; what was cancelled meanwhile stays cancelled."""
    found = lock_leaves(session, [request.subject_id for request in requests])
    for request in requests:
        if request.subject_id not in found or not found[request.subject_id].holds:
            forget_absence(session, request.subject_id)
    write_absences(session, [leave for leave in found.values() if leave.holds])


def write_absences(session: Session, leaves: Sequence[LeaveView]) -> None:
    """The absences that leaves which hold stand for, no longer than they do after a cancelling."""
    kinds = load_kinds(session)
    rules = list_leave_rules(session)
    for is_approved in (False, True):
        spans = {
            Source(SUBJECT, leave.id): [to_span(leave, kinds, rules_on(rules, leave.period.from_on))]
            for leave in leaves
            if leave.is_approved == is_approved
        }
        absences.set_many_absences(session, spans, is_approved=is_approved)


def to_span(leave: LeaveView, kinds: Kinds, rules: LeaveRules) -> Span:
    kind = kinds.find(leave.kind, leave.period.from_on)
    return Span(leave.staff_id, kind.absence if kind else AbsenceKind.LEAVE, *leave.left.bounds(rules))
