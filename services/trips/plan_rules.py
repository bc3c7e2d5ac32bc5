"""What a plan must be like before it is kept: each wrong field with a sentence that names the next step."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.texts import N_
from services.trips.content import Content, DestinationPlan
from services.trips.geo import Point
from services.trips.models import LONGEST_PLACE, LONGEST_PURPOSE

VEHICLES = ("none", "public_transport", "official", "assigned", "own", "passenger")
TRIP_ID_BYTES = 8
LONGEST_TRIP = timedelta(days=366)
EARLIEST_PLAN = timedelta(days=-1)
LATEST_PLAN = timedelta(days=366)
MOST_DESTINATIONS = 8
MOST_COMPANIONS = 20
LARGEST_ID = 2**63 - 1
SMALLEST_RADIUS_M = 20
LARGEST_RADIUS_M = 20_000


class Plan(Content, Protocol):
    @property
    def id(self) -> bytes: ...


def find_wrong(session: Session, owner_id: int, plan: Plan, now: datetime) -> dict[str, str]:
    """The sentence about each wrong field; empty when the plan can be kept."""
    wrong = {}
    if len(plan.id) != TRIP_ID_BYTES:
        wrong["id"] = N_("화면을 새로 고친 뒤 다시 해 주세요.")
    if not 2 <= len(plan.purpose) <= LONGEST_PURPOSE:
        wrong["purpose"] = N_("출장 목적을 2자에서 200자로 적어 주세요.")
    if plan.vehicle not in VEHICLES:
        wrong["vehicle"] = N_("교통편을 골라 주세요.")
    wrong |= _wrong_period(plan.starts_at, plan.ends_at, now)
    wrong |= _wrong_destinations(plan.destinations)
    on = local_day(now if "starts_at" in wrong else plan.starts_at)
    return wrong | _wrong_companions(session, owner_id, plan.companion_ids, on)


def _wrong_period(starts_at: datetime, ends_at: datetime, now: datetime) -> dict[str, str]:
    wrong = {}
    if not now + EARLIEST_PLAN <= starts_at <= now + LATEST_PLAN:
        wrong["starts_at"] = N_("시작은 어제부터 1년 안으로 정해 주세요.")
    if ends_at <= starts_at:
        wrong["ends_at"] = N_("끝나는 때가 시작보다 늦어야 해요.")
    elif ends_at - starts_at > LONGEST_TRIP:
        wrong["ends_at"] = N_("출장은 1년까지 한 번에 올릴 수 있어요.")
    return wrong


def _wrong_destinations(destinations: Sequence[DestinationPlan]) -> dict[str, str]:
    if not 1 <= len(destinations) <= MOST_DESTINATIONS:
        return {"destinations": N_("목적지를 한 곳에서 여덟 곳까지 정해 주세요.")}
    for destination in destinations:
        if not 1 <= len(destination.name) <= LONGEST_PLACE:
            return {"destinations": N_("목적지 이름을 80자 안으로 적어 주세요.")}
        if not SMALLEST_RADIUS_M <= destination.radius_m <= LARGEST_RADIUS_M:
            return {"destinations": N_("반경은 20 m에서 20 km까지 정할 수 있어요.")}
        if destination.point and not is_possible(destination.point):
            return {"destinations": N_("목적지의 위도와 경도를 확인해 주세요.")}
    return {}


def is_possible(point: Point) -> bool:
    """Whether a point lies on the globe; both zero is what a broken form sends, not a place to go."""
    on_globe = abs(point.lat_e7) <= 900_000_000 and abs(point.lon_e7) <= 1_800_000_000
    return on_globe and (point.lat_e7, point.lon_e7) != (0, 0)


def _wrong_companions(
    session: Session, owner_id: int, companion_ids: Sequence[int], on: date
) -> dict[str, str]:
    wanted = set(companion_ids)
    if not wanted:
        return {}
    if owner_id in wanted or len(wanted) > MOST_COMPANIONS:
        return {"companions": N_("동행은 본인이 아닌 직원 20명까지 넣을 수 있어요.")}
    possible = [number for number in wanted if 0 < number <= LARGEST_ID]
    found = people.list_persons(session, possible, on)
    if len(found) != len(wanted):
        return {"companions": N_("동행할 직원을 목록에서 골라 주세요.")}
    if not all(person.is_in_service(on) for person in found.values()):
        return {"companions": N_("출장 날에 재직하지 않는 동행이 있어요. 빼고 다시 올려 주세요.")}
    return {}
