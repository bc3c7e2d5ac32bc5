"""Who is on a trip when, for those who plan for the people that stay and for those who stand in."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from services import absences, approvals
from services.absences import AbsenceKind, Source, Span
from services.trips.trip_views import APPROVAL_KIND, TripView, trips_by_id


def note_plan(session: Session, trip: TripView) -> None:
    """A trip that is put before a lead: who plans ahead counts on it, nobody stands in yet."""
    _note(session, trip, is_approved=False)


def forget_plan(session: Session, trip_id: bytes) -> None:
    absences.clear_absences(session, [Source(APPROVAL_KIND, trip_id)])


def note_decisions(session: Session, requests: Sequence[approvals.Request], _now: datetime) -> None:
    """What follows when trips were approved, refused, or wait again."""
    found = trips_by_id(session, [request.subject_id for request in requests])
    for request in requests:
        trip = found.get(request.subject_id)
        if trip is None or trip.cancelled_at or request.state == approvals.REFUSED:
            forget_plan(session, request.subject_id)
        else:
            _note(session, trip, is_approved=request.state == approvals.APPROVED)


def _note(session: Session, trip: TripView, *, is_approved: bool) -> None:
    spans = [
        Span(staff_id, AbsenceKind.TRIP, trip.starts_at, trip.ends_at)
        for staff_id in (trip.owner_id, *trip.companion_ids)
    ]
    absences.set_absences(session, Source(APPROVAL_KIND, trip.id), spans, is_approved=is_approved)
