"""Who is away from the desk, when and why: written by the subject that knows, read by all."""

from services.absences.periods import (
    KIND_WORDS,
    UNAVAILABLE,
    Absence,
    AbsenceKind,
    Source,
    Span,
    add_absences,
    approve_absences,
    away_at,
    clear_absences,
    list_absences,
    list_absent,
    list_source_staff,
    set_absences,
    set_many_absences,
)

__all__ = [
    "KIND_WORDS",
    "UNAVAILABLE",
    "Absence",
    "AbsenceKind",
    "Source",
    "Span",
    "add_absences",
    "approve_absences",
    "away_at",
    "clear_absences",
    "list_absences",
    "list_absent",
    "list_source_staff",
    "set_absences",
    "set_many_absences",
]
