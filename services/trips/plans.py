"""Trips as they are planned and put before the lead.

A trip never changes: what is planned otherwise is a new trip, so that what the lead approved stays what the
verdict judges. Taps do not need a trip; they attach themselves to the one that runs, or later by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from services import approvals
from services.clock import SEOUL, local_day
from services.errors import Conflict, Forbidden, Invalid
from services.texts import N_, tidy_line
from services.trips.away import forget_plan, note_plan
from services.trips.content import DestinationPlan, content_of
from services.trips.models import Companion, Destination, Trip
from services.trips.plan_rules import find_wrong
from services.trips.trip_views import APPROVAL_KIND, TripView, get_trip, list_overlapping

_COMPARED = ("purpose", "destinations", "starts_at", "ends_at", "vehicle", "companion_ids")


@dataclass(frozen=True)
class TripPlan:
    """What a person wants to do. `id` is 8 bytes made on the device."""

    id: bytes
    purpose: str
    destinations: Sequence[DestinationPlan]
    starts_at: datetime
    ends_at: datetime
    companion_ids: Sequence[int] = ()
    vehicle: str = "none"


def plan_trip(session: Session, owner_id: int, plan: TripPlan, now: datetime) -> TripView:
    """Keeps a trip and puts it before the owner's lead; the same plan sent again gives the same trip.

    Raises: Invalid with each wrong field; Conflict `id_taken` when the id is another plan's.
    """
    plan = _tidy(plan)
    known = session.get(Trip, plan.id)
    if known is not None:
        return _same_trip(session, known, owner_id, plan)
    wrong = find_wrong(session, owner_id, plan, now)
    if wrong:
        raise Invalid("invalid_trip", fields=wrong)
    _insert(session, owner_id, plan, now)
    view = get_trip(session, plan.id, owner_id)
    request = approvals.submit_request(session, _submission(session, view, now), owner_id, now)
    note_plan(session, view)
    return replace(view, approval=request)


def cancel_trip(session: Session, trip_id: bytes, owner_id: int, now: datetime) -> TripView:
    """Takes a trip back, once; its taps stay, and are free to go to another.

    Raises: NotFound; Forbidden `not_owner` for a companion; Conflict `trip_over`.
    """
    view = get_trip(session, trip_id, owner_id)
    if view.owner_id != owner_id:
        raise Forbidden("not_owner", N_("출장을 올린 사람만 취소할 수 있어요."))
    if view.cancelled_at:
        return view
    if view.ends_at < now:
        raise Conflict("trip_over", N_("이미 끝난 출장은 취소할 수 없어요."))
    session.get_one(Trip, trip_id).cancelled_at = now
    approvals.withdraw_request(session, APPROVAL_KIND, trip_id, now)
    forget_plan(session, trip_id)
    session.flush()
    return get_trip(session, trip_id, owner_id)


def _tidy(plan: TripPlan) -> TripPlan:
    places = [replace(d, name=tidy_line(d.name)) for d in plan.destinations]
    companions = sorted(set(plan.companion_ids))
    return replace(
        plan, purpose=tidy_line(plan.purpose), destinations=tuple(places), companion_ids=tuple(companions)
    )


def _same_trip(session: Session, known: Trip, owner_id: int, plan: TripPlan) -> TripView:
    if known.owner_id == owner_id:
        view = get_trip(session, known.id, owner_id)
        if all(getattr(view, name) == getattr(plan, name) for name in _COMPARED):
            return view
    raise Conflict("id_taken", N_("이 화면에서 이미 올린 출장이 있어요. 내용을 확인하고 다시 올려 주세요."))


def _insert(session: Session, owner_id: int, plan: TripPlan, now: datetime) -> None:
    session.add(
        Trip(
            id=plan.id,
            owner_id=owner_id,
            purpose=plan.purpose,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
            vehicle=plan.vehicle,
            created_at=now,
        )
    )
    session.flush()
    session.add_all(_to_row(plan.id, number, place) for number, place in enumerate(plan.destinations))
    session.add_all(Companion(trip_id=plan.id, staff_id=staff_id) for staff_id in plan.companion_ids)
    session.flush()


def _to_row(trip_id: bytes, position: int, place: DestinationPlan) -> Destination:
    return Destination(
        trip_id=trip_id,
        position=position,
        name=place.name,
        lat_e7=place.point.lat_e7 if place.point else None,
        lon_e7=place.point.lon_e7 if place.point else None,
        radius_m=place.radius_m,
    )


def _submission(session: Session, view: TripView, now: datetime) -> approvals.Submission:
    """No point and no distance: a lead decides about places by their names."""
    lines = [
        ("purpose", view.purpose),
        ("period", format_period(view.starts_at, view.ends_at)),
        *(("destination", destination.name) for destination in view.destinations),
        ("vehicle", view.vehicle),
    ]
    if view.companions:
        lines.append(("companions", ", ".join(view.companions)))
    cautions = []
    if view.starts_at <= now:
        cautions.append("already_started")
    if any(destination.point is None for destination in view.destinations):
        cautions.append("destination_without_point")
    if list_overlapping(session, view):
        cautions.append("overlaps")
    return approvals.Submission(
        APPROVAL_KIND,
        view.id,
        view.title,
        content_of(view),
        lines,
        cautions,
        party=view.companion_ids,
        facts={"days": (local_day(view.ends_at) - local_day(view.starts_at)).days + 1},
    )


def format_period(starts_at: datetime, ends_at: datetime) -> str:
    """A period as official documents write it: `2026. 11. 24. 13:00 ~ 18:00`, in Korean time."""
    start, end = starts_at.astimezone(SEOUL), ends_at.astimezone(SEOUL)
    first = f"{start.year}. {start.month}. {start.day}. {start:%H:%M}"
    if start.date() == end.date():
        return f"{first} ~ {end:%H:%M}"
    return f"{first} ~ {end.year}. {end.month}. {end.day}. {end:%H:%M}"
