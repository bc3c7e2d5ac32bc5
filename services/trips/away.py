"""Who is on a trip when, for those who plan for the people that stay and for those who stand in."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from services import absences, approvals
from services.absences import AbsenceKind, Source, Span
from services.trips.trip_views import APPROVAL_KIND, Going, TripView, list_going


def note_plan(session: Session, trip: TripView) -> None:
    """A trip that is put before a lead: who plans ahead counts on it, nobody stands in yet."""
    going = Going((trip.owner_id, *trip.companion_ids), trip.starts_at, trip.ends_at, trip.cancelled_at)
    _note(session, trip.id, going, is_approved=False)


def forget_plan(session: Session, trip_id: bytes) -> None:
    absences.clear_absences(session, [Source(APPROVAL_KIND, trip_id)])


def note_decisions(session: Session, requests: Sequence[approvals.Request], _now: datetime) -> None:
    """What follows when trips were approved, refused, or wait again."""
    found = list_going(session, [request.subject_id for request in requests])
    for request in requests:
        going = found.get(request.subject_id)
        if going is None or going.cancelled_at or request.state == approvals.REFUSED:
            forget_plan(session, request.subject_id)
        else:
            is_approved = request.state == approvals.APPROVED
            _note(session, request.subject_id, going, is_approved=is_approved)


def _note(session: Session, trip_id: bytes, going: Going, *, is_approved: bool) -> None:
    spans = [Span(each, AbsenceKind.TRIP, going.starts_at, going.ends_at) for each in going.staff_ids]
    absences.set_absences(session, Source(APPROVAL_KIND, trip_id), spans, is_approved=is_approved)
