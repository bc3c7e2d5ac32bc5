"""One trip with all that its page shows of the person's own taps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext
from sqlalchemy.orm import Session

from services import approvals, people, trips
from services.clock import local_day
from services.people import Person
from services.trips import DestinationPlan, Nearest, TapView, TripView
from webapp.context import current_person, now, opening_keys
from webapp.pages.approvals.cards import load_standing
from webapp.pages.trips.cards import TripCard, make_card
from webapp.pages.trips.map import TripMap, make_map
from webapp.pages.trips.words import VEHICLES, say_distance, say_period
from webapp.templating import format_clock, format_day

OFFERED_AROUND = timedelta(days=1)


@dataclass(frozen=True)
class TapLine:
    """One tap on the timeline; `number` is its label on the map."""

    number: int
    tap: TapView
    nearest: Nearest | None
    town: str | None


@dataclass(frozen=True)
class FreeTap:
    """A tap that belongs to no trip; by its town a person knows it again."""

    tap: TapView
    town: str | None

    @property
    def note(self) -> str:
        return " · ".join(part for part in (f"± {self.tap.accuracy_m} m", self.town) if part)


@dataclass(frozen=True)
class TripPage:
    """`lead` is who decides, or has decided, on the trip, and `standing` in what capacity; `taps` are the
    person's own."""

    card: TripCard
    lines: Sequence[TapLine]
    destroyed: int
    unreadable: int
    free: Sequence[FreeTap]
    map: TripMap | None
    lead: Person | None
    standing: str

    may_capture: bool
    may_cancel: bool

    @property
    def trip(self) -> TripView:
        return self.card.trip

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The plan in words, and how far its approval has come."""
        trip = self.trip
        facts = [(gettext("목적지"), _say_destination(place)) for place in trip.destinations]
        facts.append((gettext("기간"), say_period(trip.starts_at, trip.ends_at)))
        facts.append((gettext("교통편"), gettext(VEHICLES[trip.vehicle])))
        if trip.companions:
            facts.append((gettext("동행"), ", ".join(trip.companions)))
        if trip.owner_id != current_person().staff_id:
            facts.append((gettext("올린 사람"), trip.owner_name))
        return [*facts, (gettext("결재"), _say_approval(trip, self.lead, self.standing))]


def load_trip_page(session: Session, trip_id: bytes) -> TripPage:
    """Raises: NotFound for whoever neither owns the trip nor goes along."""
    staff_id, keys, at = current_person().staff_id, opening_keys(), now()
    trip = trips.get_trip(session, trip_id, staff_id)
    taps = trips.list_trip_taps(session, keys, trip, staff_id)
    towns = trips.find_towns(session, [tap.point for tap in taps.opened])
    free = () if trip.lets_taps_go else load_free_taps(session, staff_id)
    near = [one for one in free if _may_belong(one.tap, trip)]
    lines = [
        TapLine(number, tap, trips.nearest_destination(tap.point, trip.destinations), towns[tap.point])
        for number, tap in enumerate(taps.opened, start=1)
    ]
    return TripPage(
        card=make_card(trip, at),
        lines=lines,
        destroyed=taps.destroyed,
        unreadable=taps.unreadable,
        free=near,
        map=make_map(taps.opened, trip.destinations),
        lead=_find_lead(session, trip),
        standing=load_standing(session, trip.approval) if trip.approval else "",
        may_capture=not trip.lets_taps_go and at <= trip.ends_at + trips.OPEN_AFTER,
        may_cancel=trip.owner_id == staff_id and not trip.cancelled_at and at <= trip.ends_at,
    )


def _may_belong(tap: TapView, trip: TripView) -> bool:
    """Whether a tap lies close enough to a trip to be offered there; its own page offers every trip."""
    return trip.starts_at - OFFERED_AROUND <= tap.captured_at <= trip.ends_at + OFFERED_AROUND


def load_free_taps(session: Session, staff_id: int) -> list[FreeTap]:
    found = trips.list_free_taps(session, opening_keys(), staff_id).opened
    towns = trips.find_towns(session, [tap.point for tap in found])
    return [FreeTap(tap, towns[tap.point]) for tap in found]


def _find_lead(session: Session, trip: TripView) -> Person | None:
    if trip.approval is None:
        return None
    lead_id = trip.approval.decided_by_id or trip.approval.approver_id
    if lead_id is None and trip.approval.state == approvals.WAITING:
        # Nobody was above when it was put forward: who decides may have been named since.
        holder = approvals.find_acting(session, trip.approval.id, now())
        lead_id = holder.person_id if holder else None
    return people.find_person(session, lead_id, local_day(now())) if lead_id else None


def _say_destination(place: DestinationPlan) -> str:
    if place.point is None:
        return gettext("%(name)s (위치 없음)", name=place.name)
    return gettext("%(name)s 반경 %(radius)s", name=place.name, radius=say_distance(place.radius_m))


def _say_approval(trip: TripView, lead: Person | None, standing: str) -> str:
    request = trip.approval
    if request is None or (request.state == approvals.WAITING and lead is None):
        return gettext("결재할 사람이 정해지지 않음")
    name = f"{lead.name} {lead.title}".strip() if lead else ""
    if request.decided_at is None or request.state == approvals.WITHDRAWN:
        words = gettext("대기") if request.state == approvals.WAITING else gettext("회수함")
        return f"{name} · {words}"
    words = gettext("승인함") if request.state == approvals.APPROVED else gettext("반려함")
    decided = f"{format_day(request.decided_at)} {format_clock(request.decided_at)} {words}"
    return " · ".join(part for part in (name, standing, decided) if part)
