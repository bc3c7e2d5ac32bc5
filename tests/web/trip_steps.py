"""Trips on their way, for the pages that show them."""

from datetime import timedelta
from typing import Any

from services import approvals, trips
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.phones import GEOCHANG
from tests.web.page import Node
from webapp.context import Parts

PLACE = trips.DestinationPlan("거창군청", GEOCHANG, 300)


def plan_trip(
    parts: Parts,
    cast: Cast,
    clock: HandClock,
    number: int = 1,
    owner: Member | None = None,
    hours: tuple[float, float] = (-1, 5),
    **more: Any,
) -> trips.TripView:
    """The `number`th trip of a person, `hours` from now."""
    values: dict[str, Any] = {
        "id": b"trips%03d" % number,
        "purpose": f"현장 점검 {number}",
        "destinations": [PLACE],
        "starts_at": clock.now() + timedelta(hours=hours[0]),
        "ends_at": clock.now() + timedelta(hours=hours[1]),
    }
    plan = trips.TripPlan(**values | more)
    owner_id = (owner or cast.traveller).staff_id
    return parts.database.write(lambda s: trips.plan_trip(s, owner_id, plan, clock.now()))


def decide(
    parts: Parts, trip: trips.TripView, cast: Cast, clock: HandClock, decision: approvals.Decision
) -> None:
    with parts.database.writing() as session:
        request = approvals.newest_requests(session, trips.APPROVAL_KIND, [trip.id])[trip.id]
        approvals.decide_request(session, parts.desk, request.id, cast.lead.staff_id, decision, clock.now())


def states(page: Node) -> list[str]:
    return [node.attrs["data-state"] for node in page.all(data_testid="trip")]
