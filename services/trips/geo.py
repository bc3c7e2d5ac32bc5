"""Plain geometry on the globe. Positions are degrees times ten million (`lat_e7`, `lon_e7`), WGS 84."""

import math
from dataclasses import dataclass
from itertools import pairwise

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG
BANDS_M = (300, 1_000, 5_000)
ACCURACY_CLASSES_M = (10, 30, 100)

# As GeoJSON has them: longitude before latitude, in degrees.
Ring = list[list[float]]
MultiPolygon = list[list[Ring]]


@dataclass(frozen=True)
class Point:
    lat_e7: int
    lon_e7: int

    @classmethod
    def from_degrees(cls, lat: float, lon: float) -> "Point":
        return cls(round(lat * 1e7), round(lon * 1e7))

    @property
    def lat(self) -> float:
        return self.lat_e7 / 1e7

    @property
    def lon(self) -> float:
        return self.lon_e7 / 1e7


def distance_m(a: Point, b: Point) -> float:
    """Great-circle distance in metres (haversine; off by at most 0.5 % against the ellipsoid)."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat = math.sin((lat_b - lat_a) / 2) ** 2
    half_lon = math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    chord = half_lat + math.cos(lat_a) * math.cos(lat_b) * half_lon
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))


def band_of(distance: float) -> int | None:
    """The distance band that is shown instead of a distance: its upper end in metres, None beyond the last.

    Exact distances to three places give the point back; a band does not.
    """
    return next((band for band in BANDS_M if distance <= band), None)


def accuracy_class_of(accuracy_m: int) -> int | None:
    """The upper end in metres of an accuracy class, None beyond the last."""
    return next((limit for limit in ACCURACY_CLASSES_M if accuracy_m <= limit), None)


def contains(polygons: MultiPolygon, point: Point) -> bool:
    """Whether a GeoJSON MultiPolygon's coordinates contain a point (even-odd rule, holes included)."""
    return any(sum(_crosses(ring, point.lon, point.lat) for ring in polygon) % 2 == 1 for polygon in polygons)


def _crosses(ring: Ring, x: float, y: float) -> int:
    """How often a ray from the point to the east crosses the ring."""
    crossings = 0
    for (x1, y1, *_), (x2, y2, *_) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossings += 1
    return crossings
