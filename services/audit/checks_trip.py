"""The checks that are for people to judge: chain, trip, distance, neighbours, signals.

None of them makes an evidence not genuine.
"""

from collections.abc import Sequence
from typing import Final

from services import trips
from services.audit.case import FIRST_PREVIOUS, Case, CountedTrip, is_approval
from services.audit.checks_ledger import is_short, millis
from services.audit.proven import Proven
from services.audit.verdict import Check, Fact, Result, Subject
from services.trips import BANDS_M, Payload, Point, StoredTrip, distance_m

FASTEST_KMH: Final = 320  # a KTX at full speed; whoever is faster was in the air
SURE_OF_POSITION_M: Final = 2_000
# What tests and trials in a browser without a person always show; in the demonstration it changes nothing.
EXPECTED_IN_DEMO: Final = frozenset({"automation", "foreign_zone"})
NO_CLAIM: Final = Check(Subject.CLAIM, Result.CANNOT_VERIFY, "no_claims")
NO_CLAIMANT: Final = Check(Subject.CLAIMANT, Result.CANNOT_VERIFY, "no_claims")


def check_chain(case: Case) -> Check:
    """Whether the captures of the device stand in one unbroken line here; never worse than a note."""
    payload = case.payload
    facts: dict[str, Fact] = {"sequence": payload.sequence}
    before = next((r for r in case.relatives if r.id == payload.previous), None)
    beside = [r for r in case.relatives if r.sequence == payload.sequence or r.previous == payload.previous]
    if beside:
        return Check(Subject.CHAIN, Result.NOTE, "fork", facts | {"others": len(beside)})
    if payload.previous == FIRST_PREVIOUS:
        is_first = payload.sequence == 1
        return Check(
            Subject.CHAIN, Result.PASS if is_first else Result.NOTE, "first" if is_first else "gap", facts
        )
    if before is None:
        facts["missing"] = payload.sequence - 1
        return Check(Subject.CHAIN, Result.NOTE, "waiting_for", facts)
    if before.sequence != payload.sequence - 1:
        return Check(Subject.CHAIN, Result.NOTE, "gap", facts | {"before": before.sequence})
    if before.destroyed_rule:
        facts["rule"] = before.destroyed_rule
        return Check(Subject.CHAIN, Result.PASS, "predecessor_destroyed", facts)
    return Check(Subject.CHAIN, Result.PASS, "continuous", facts)


def check_trip(case: Case) -> Check:
    """Approved before the capture, for this person, and the whole interval inside its time."""
    trip = case.trip
    if trip is None:
        return Check(Subject.TRIP, Result.CANNOT_VERIFY, "no_trip")
    stored = trip.stored
    if stored is None:
        return Check(Subject.TRIP, Result.NOTE, "trip_unknown")
    facts = _trip_facts(trip, stored)
    # 1. It is the signer's own, or she goes along.
    if not stored.belongs_to(case.device.staff_id):
        return Check(Subject.TRIP, Result.FAIL, "not_own_trip", facts)
    # 2. It still stands, and the lead approved what its rows say now.
    if stored.cancelled_at:
        return Check(Subject.TRIP, Result.NOTE, "cancelled", facts)
    decision = trip.decision
    if decision is None or not is_approval(decision):
        return Check(Subject.TRIP, Result.NOTE, _without_approval(trip, decision), facts)
    if trip.differs:
        return Check(Subject.TRIP, Result.FAIL, "differs_from_approval", facts)
    facts["approved_at_ms"] = millis(decision.until or decision.record.at)
    # 3. Not every instant of the interval lies outside it: no order of approval would mend that.
    if _is_outside(case, stored):
        return Check(Subject.TRIP, Result.FAIL, "outside_period", facts)
    # 4. It was approved before the capture.
    if not case.precedes_capture(decision) and not (case.precedes_arrival(decision) and is_short(case)):
        return Check(Subject.TRIP, Result.NOTE, _order_of_approval(case, decision), facts)
    # 5. Every instant of the interval lies inside it.
    return _check_period(case, stored, decision, facts)


def _trip_facts(trip: CountedTrip, stored: StoredTrip) -> dict[str, Fact]:
    facts: dict[str, Fact] = {
        "trip": stored.id.hex(),
        "from_ms": millis(stored.starts_at),
        "until_ms": millis(stored.ends_at),
    }
    if trip.attached:
        facts["attached_at_ms"] = millis(trip.attached.until or trip.attached.record.at)
    return facts


def _without_approval(trip: CountedTrip, decision: Proven | None) -> str:
    if decision is not None:
        return "refused"
    is_altered = any(not leaf.is_believable for leaf in trip.decisions)
    return "approval_altered" if is_altered else "not_approved"


def _order_of_approval(case: Case, decision: Proven) -> str:
    return "approved_after" if case.follows_arrival(decision) else "approval_order_unknown"


def _is_outside(case: Case, stored: StoredTrip) -> bool:
    """Whether no instant of the interval fits; the ledger had it before `not_after`, not at it."""
    earliest, latest = case.not_before, case.not_after
    return bool((latest and latest <= stored.starts_at) or (earliest and earliest > stored.ends_at))


def _check_period(case: Case, stored: StoredTrip, decision: Proven, facts: dict[str, Fact]) -> Check:
    """Pass only if every instant of the interval fits."""
    earliest, latest = case.not_before, case.not_after
    if latest is None:
        return Check(Subject.TRIP, Result.CANNOT_VERIFY, "no_interval", facts)
    if earliest is None or earliest < stored.starts_at or latest > stored.ends_at:
        return Check(Subject.TRIP, Result.NOTE, "partly_outside_period", facts)
    if decision.until and decision.until > stored.starts_at:
        return Check(Subject.TRIP, Result.PASS, "approved_on_the_way", facts)
    return Check(Subject.TRIP, Result.PASS, "approved_and_inside", facts)


def check_distance(case: Case) -> Check:
    """The accuracy circle against the destination's own."""
    if case.is_destroyed:
        return Check(Subject.DISTANCE, Result.CANNOT_VERIFY, "destroyed")
    nearest, accuracy_m = case.nearest, case.payload.accuracy_m
    if case.trip and case.trip.differs:
        return Check(
            Subject.DISTANCE, Result.CANNOT_VERIFY, "destination_differs", {"accuracy_m": accuracy_m}
        )
    if nearest is None:
        return Check(Subject.DISTANCE, Result.CANNOT_VERIFY, "no_destination", {"accuracy_m": accuracy_m})
    radius_m = nearest.destination.radius_m
    facts: dict[str, Fact] = {
        "place": nearest.destination.name,
        "band_m": nearest.band_m or BANDS_M[-1],
        "accuracy_m": accuracy_m,
        "radius_m": radius_m,
    }
    # Beyond the last band it is told what the place lies outside of: some destinations are wider than that.
    is_far = nearest.band_m is None
    if nearest.distance_m + accuracy_m <= radius_m:
        return Check(Subject.DISTANCE, Result.PASS, "inside_far" if is_far else "inside", facts)
    if nearest.distance_m - accuracy_m <= radius_m:
        return Check(Subject.DISTANCE, Result.NOTE, "at_the_edge_far" if is_far else "at_the_edge", facts)
    return Check(Subject.DISTANCE, Result.NOTE, "far" if is_far else "outside", facts)


def check_neighbours(case: Case) -> Check:
    """Whether the captures before and after could have been reached from here in the time between."""
    if case.is_destroyed or not case.neighbours:
        return Check(Subject.NEIGHBOURS, Result.CANNOT_VERIFY, "alone")
    fastest = max(_speed_kmh(case.payload, other) for other in case.neighbours)
    facts: dict[str, Fact] = {"compared": len(case.neighbours)}
    if fastest > FASTEST_KMH:
        return Check(
            Subject.NEIGHBOURS, Result.NOTE, "too_fast", facts | {"speed_kmh": round(fastest / 10) * 10}
        )
    return Check(Subject.NEIGHBOURS, Result.PASS, "reachable", facts)


def _speed_kmh(own: Payload, other: Payload) -> float:
    """The speed that takes even the nearest points of the two circles together; 0 when they are near."""
    apart = distance_m(Point(own.lat_e7, own.lon_e7), Point(other.lat_e7, other.lon_e7))
    surely = apart - own.accuracy_m - other.accuracy_m
    if surely < SURE_OF_POSITION_M:
        return 0.0
    seconds = max(1.0, abs(own.phone_at_ms - other.phone_at_ms) / 1000)
    return surely / seconds * 3.6


def check_signals(case: Case) -> Check:
    """Each sign by its name, found or not found. Finding none proves nothing: a browser cannot exclude it."""
    if case.context.problem:
        return Check(Subject.SIGNALS, Result.NOTE, case.context.problem)
    if case.context.value is None:
        reason = "no_context_on_paper" if case.own is None or case.is_from_paper else "no_context"
        return Check(Subject.SIGNALS, Result.CANNOT_VERIFY, reason)
    found = trips.find_signals(case.context.value, case.payload)
    facts = _signal_facts(found)
    if not found:
        return Check(Subject.SIGNALS, Result.CANNOT_VERIFY, "none_found", facts)
    if case.is_demo and EXPECTED_IN_DEMO.issuperset(found):
        return Check(Subject.SIGNALS, Result.CANNOT_VERIFY, "expected_in_demo", facts)
    return Check(Subject.SIGNALS, Result.NOTE, "found", facts)


def _signal_facts(found: Sequence[str]) -> dict[str, Fact]:
    not_found = [name for name in trips.SIGNALS if name not in found]
    return {"looked": len(trips.SIGNALS), "found": list(found), "not_found": not_found}


def check_claim(_case: Case) -> Check:
    """Claims come later; until then nobody can say which one an evidence is bound to."""
    return NO_CLAIM


def check_claimant(_case: Case) -> Check:
    return NO_CLAIMANT
