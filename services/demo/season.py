"""Three months of trips, told as a list of events in the order in which they happened."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from services.clock import local_day, local_instant
from services.demo.catalogue import PLACES, PURPOSES
from services.demo.organisation import Member
from services.demo.phones import near
from services.trips import DestinationPlan, Point, TripPlan

DAYS = 91
TRIPS_A_DAY = (12, 22)
NEVER_UPLOADED = 0.015
UPLOADED_LATE = 0.08
OUTSIDE = 0.06
FREE = 0.04
REFUSED = 0.04
TOGETHER = 0.25


@dataclass(frozen=True)
class Plan:
    """A trip is put before the lead."""

    at: datetime
    member: Member
    trip: TripPlan


@dataclass(frozen=True)
class Decide:
    """The lead decides on it."""

    at: datetime
    member: Member
    trip_id: bytes
    approve: bool


@dataclass(frozen=True)
class Tap:
    """A tap at the site; it reaches the server at `received_at`, or never."""

    at: datetime
    member: Member
    trip_id: bytes | None
    point: Point
    accuracy_m: int
    received_at: datetime | None
    destination: DestinationPlan | None = None


Event = Plan | Decide | Tap


def tell_season(members: Sequence[Member], chance: random.Random, now: datetime) -> list[Event]:
    """What happened in the three months before `now`, and today so far."""
    events: list[Event] = []
    today = local_day(now)
    teams: dict[str, list[Member]] = {}
    for member in members:
        teams.setdefault(member.team, []).append(member)
    for back in range(DAYS, 0, -1):
        on = today - timedelta(days=back)
        if on.weekday() < 5:
            for _ in range(chance.randint(*TRIPS_A_DAY)):
                member = chance.choice(members)
                friends = [m for m in teams[member.team] if m is not member]
                events += _tell_trip(member, chance.choice(friends) if friends else None, on, chance)
    events += tell_today(members, chance, now)
    return sorted((event for event in events if event.at < now), key=lambda event: event.at)


def tell_today(members: Sequence[Member], chance: random.Random, now: datetime) -> Iterator[Event]:
    """A trip of the first member and one of her team that runs now, and some that wait for their lead.

    The colleague who can be tried out works at home today (`remote_days`), so another one goes along.
    """
    traveller = members[0]
    colleague, companion = [member for member in members[1:] if member.team == traveller.team][:2]
    running = plan_to(
        "거창군청", chance, now - timedelta(minutes=132), now + timedelta(minutes=150), [companion.id]
    )
    yield Plan(now - timedelta(hours=20), traveller, running)
    yield Decide(now - timedelta(hours=18), traveller, running.id, approve=True)
    for member, minutes in ((traveller, 96), (companion, 90), (traveller, 41)):
        yield _arriving(member, running, now - timedelta(minutes=minutes), chance)
    # One from before the trip began, which belongs to none yet.
    yield replace(_arriving(traveller, running, now - timedelta(hours=5), chance), trip_id=None)
    for days, owner, place in (
        (2, traveller, "합천군청"),
        (3, colleague, "북부시장"),
        (4, colleague, "솔밭공원"),
    ):
        starts_at = local_instant(local_day(now) + timedelta(days=days), time(13))
        waiting = plan_to(place, chance, starts_at, starts_at + timedelta(hours=5))
        yield Plan(now - timedelta(minutes=17 * days), owner, waiting)


def _tell_trip(member: Member, friend: Member | None, on: date, chance: random.Random) -> Iterator[Event]:
    """One trip from its plan to its taps; `friend` is somebody of the same team who may go along."""
    name, *_ = chance.choice(PLACES)
    companions = [friend.id] if friend and chance.random() < TOGETHER else []
    starts_at = local_instant(on, time(chance.randint(9, 14), chance.choice((0, 30))))
    ends_at = starts_at + timedelta(hours=chance.choice((2, 3, 4, 4, 5, 6)))
    trip = plan_to(name, chance, starts_at, ends_at, companions)
    planned_at = local_instant(on - timedelta(days=1), time(chance.randint(9, 15), chance.randint(0, 59)))
    approve = chance.random() > REFUSED
    yield Plan(planned_at, member, trip)
    yield Decide(planned_at + timedelta(minutes=chance.randint(5, 150)), member, trip.id, approve)
    if not approve:
        return
    for share in sorted(chance.uniform(0.08, 0.9) for _ in range(chance.choice((1, 1, 2, 2, 3)))):
        yield _tell_tap(member, trip, starts_at + (ends_at - starts_at) * share, chance)


def _arriving(member: Member, trip: TripPlan, at: datetime, chance: random.Random) -> Tap:
    """A tap close to the destination that reached the server at once."""
    tap = _tell_tap(member, trip, at, chance)
    point = near(_point_of(trip), abs(chance.gauss(0, 60)), chance)
    return replace(tap, trip_id=trip.id, point=point, received_at=at + timedelta(seconds=2))


def _point_of(trip: TripPlan) -> Point:
    point = trip.destinations[0].point
    assert point is not None
    return point


def _tell_tap(member: Member, trip: TripPlan, at: datetime, chance: random.Random) -> Tap:
    off = chance.uniform(400, 2_500) if chance.random() < OUTSIDE else abs(chance.gauss(0, 60))
    luck = chance.random()
    received_at: datetime | None = at + timedelta(seconds=2)
    if luck < NEVER_UPLOADED:
        received_at = None
    elif luck < NEVER_UPLOADED + UPLOADED_LATE:
        received_at = at + timedelta(minutes=chance.randint(70, 600))
    return Tap(
        at=at,
        member=member,
        trip_id=None if chance.random() < FREE else trip.id,
        point=near(_point_of(trip), off, chance),
        accuracy_m=round(min(180, max(4, chance.lognormvariate(2.4, 0.6)))),
        received_at=received_at,
        destination=trip.destinations[0],
    )


def plan_to(
    place: str,
    chance: random.Random,
    starts_at: datetime,
    ends_at: datetime,
    companion_ids: Sequence[int] = (),
) -> TripPlan:
    """A trip to a place of the catalogue; seconds are cut, as in a form."""
    name, lat, lon, radius_m = next(row for row in PLACES if row[0] == place)
    return TripPlan(
        id=chance.randbytes(8),
        purpose=chance.choice(PURPOSES).format(place=name),
        destinations=[DestinationPlan(name, Point.from_degrees(lat, lon), radius_m)],
        starts_at=starts_at.replace(second=0, microsecond=0),
        ends_at=ends_at.replace(second=0, microsecond=0),
        companion_ids=companion_ids,
        vehicle=chance.choice(("none", "public_transport", "official", "own")),
    )
