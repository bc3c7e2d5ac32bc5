"""A map of the organisation's own area without a network: outlines of towns and the places of its list.

One sets a destination on it. Coordinates are linear in latitude and longitude, so that a script can turn a
tap into degrees and back.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.trips.geo import Point, Ring
from services.trips.models import Town
from services.trips.places import PlaceView, list_places

WIDTH = 1000.0
MARGIN_DEGREES = 0.03
LARGEST_SPAN_DEGREES = 3.0
MOST_TOWNS = 60
MOST_PLACES = 60
FINEST_UNITS = 4.0


@dataclass(frozen=True)
class Spot:
    """A named place in the picture."""

    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Area:
    """The picture: its box in degrees, its size in units, the outlines of towns as one path."""

    south: float
    north: float
    west: float
    east: float
    width: float
    height: float
    outlines: str
    spots: tuple[Spot, ...]

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        x = (lon - self.west) / (self.east - self.west) * self.width
        y = (self.north - lat) / (self.north - self.south) * self.height
        return round(x, 1), round(y, 1)


def draw_area(session: Session, known: Sequence[Point]) -> Area | None:
    """The area around the organisation's places and these points; None where nothing is known of it."""
    places = list_places(session, limit=MOST_PLACES)
    points = [*(place.point for place in places), *known]
    if not points:
        return None
    empty = _box_around(points)
    towns = _towns_in(session, empty)
    return Area(
        **vars(empty)
        | {
            "outlines": "".join(_outline(empty, town) for town in towns),
            "spots": tuple(_spot(empty, place) for place in places if _is_inside(empty, place.point)),
        }
    )


def _box_around(points: Sequence[Point]) -> Area:
    """A box with room around the points; one far away is left outside rather than shrinking all others."""
    lats, lons = sorted(p.lat for p in points), sorted(p.lon for p in points)
    middle_lat, middle_lon = lats[len(lats) // 2], lons[len(lons) // 2]
    half = LARGEST_SPAN_DEGREES / 2
    south, north = max(lats[0], middle_lat - half), min(lats[-1], middle_lat + half)
    west, east = max(lons[0], middle_lon - half), min(lons[-1], middle_lon + half)
    narrowing = math.cos(math.radians(min(80.0, abs(middle_lat))))
    # As wide on the ground as it is high: a picture for a phone's screen.
    reach = max((north - south) / 2, (east - west) / 2 * narrowing) + MARGIN_DEGREES
    lat, lon = (south + north) / 2, (west + east) / 2
    return Area(
        lat - reach, lat + reach, lon - reach / narrowing, lon + reach / narrowing, WIDTH, WIDTH, "", ()
    )


def _towns_in(session: Session, area: Area) -> Sequence[Town]:
    """The towns that reach into the box, the smallest level alone where there are several."""
    query = (
        select(Town)
        .where(
            Town.south_e7 <= area.north * 1e7,
            Town.north_e7 >= area.south * 1e7,
            Town.west_e7 <= area.east * 1e7,
            Town.east_e7 >= area.west * 1e7,
        )
        .order_by(Town.code)
        .limit(5 * MOST_TOWNS)
    )
    found = session.scalars(query).all()
    levels = sorted({len(town.code) for town in found}, reverse=True)
    by_level = ([town for town in found if len(town.code) == level] for level in levels)
    return next((towns for towns in by_level if len(towns) <= MOST_TOWNS), [])


def _outline(area: Area, town: Town) -> str:
    return "".join(_ring(area, ring) for polygon in town.polygons for ring in polygon)


def _ring(area: Area, ring: Ring) -> str:
    """The ring as a path, without the points that nobody could tell apart."""
    kept: list[tuple[float, float]] = []
    for lon, lat, *_ in ring:
        spot = area.place(lat, lon)
        if not kept or math.dist(kept[-1], spot) >= FINEST_UNITS:
            kept.append(spot)
    if len(kept) < 3:
        return ""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "z"


def _spot(area: Area, place: PlaceView) -> Spot:
    return Spot(place.name, *area.place(place.point.lat, place.point.lon))


def _is_inside(area: Area, point: Point) -> bool:
    return area.south <= point.lat <= area.north and area.west <= point.lon <= area.east
