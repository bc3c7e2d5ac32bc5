"""The name of the town that a point lies in, from boundaries that somebody has imported."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from services.errors import Malformed
from services.texts import N_, tidy_line
from services.trips.geo import MultiPolygon, Point, contains
from services.trips.models import Town

LARGEST_FILE_BYTES = 200_000_000
LEVELS_SHOWN = 2


@dataclass(frozen=True)
class ImportedTowns:
    """How many boundaries a file brought, and which of its features could not be used."""

    count: int
    skipped: tuple[str, ...]


def find_town(session: Session, point: Point) -> str | None:
    """The Korean names of the smallest imported boundaries around a point: "거창군 거창읍"."""
    return find_towns(session, [point])[point]


def find_towns(session: Session, points: Iterable[Point]) -> dict[Point, str | None]:
    """The same for many points, in one statement."""
    wanted = set(points)
    if not wanted:
        return {}
    rows = session.scalars(select(Town).where(or_(*(_box_holds(point) for point in wanted)))).all()
    return {point: _name_around(rows, point) for point in wanted}


def import_towns(session: Session, path: Path) -> ImportedTowns:
    """Takes boundaries (GeoJSON, WGS 84, properties `name`, `name_eng`, `code`); a known code is replaced.

    Raises: Malformed `bad_geojson` when the file is no FeatureCollection. A feature that cannot be used is
    skipped and named.
    """
    rows: dict[str, Town] = {}
    skipped = []
    for number, feature in enumerate(_read_features(path), start=1):
        try:
            row = _to_town(feature)
            rows[row.code] = row
        except (KeyError, TypeError, ValueError, IndexError, OverflowError):
            skipped.append(str(number))
    codes = list(rows)
    for start in range(0, len(codes), 500):
        session.execute(delete(Town).where(Town.code.in_(codes[start : start + 500])))
    session.add_all(rows.values())
    session.flush()
    return ImportedTowns(len(rows), tuple(skipped))


def _box_holds(point: Point) -> Any:
    return (
        (Town.south_e7 <= point.lat_e7)
        & (Town.north_e7 >= point.lat_e7)
        & (Town.west_e7 <= point.lon_e7)
        & (Town.east_e7 >= point.lon_e7)
    )


def _name_around(towns: Sequence[Town], point: Point) -> str | None:
    """A longer code is a smaller area (KOSTAT): province, city or county, town."""
    around = [town for town in towns if _is_in_box(town, point) and contains(town.polygons, point)]
    around.sort(key=lambda town: (len(town.code), town.code))
    return " ".join(town.name for town in around[-LEVELS_SHOWN:]) or None


def _is_in_box(town: Town, point: Point) -> bool:
    in_latitude = town.south_e7 <= point.lat_e7 <= town.north_e7
    return in_latitude and town.west_e7 <= point.lon_e7 <= town.east_e7


def _read_features(path: Path) -> list[Any]:
    if path.stat().st_size > LARGEST_FILE_BYTES:
        raise Malformed("bad_geojson", N_("파일이 너무 커요."))
    try:
        document = json.loads(path.read_text("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise Malformed("bad_geojson", N_("GeoJSON 파일이 아니에요.")) from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise Malformed("bad_geojson", N_("GeoJSON 파일이 아니에요."))
    return features


def _to_town(feature: Any) -> Town:
    properties, polygons = feature["properties"], _polygons(feature["geometry"])
    positions = [position for polygon in polygons for ring in polygon for position in ring]
    longitudes, latitudes = [p[0] for p in positions], [p[1] for p in positions]
    west, east, south, north = min(longitudes), max(longitudes), min(latitudes), max(latitudes)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("not WGS 84")
    return Town(
        code=_short_text(properties, "code", 12),
        name=_short_text(properties, "name", 60),
        name_en=tidy_line(str(properties.get("name_eng") or ""))[:60],
        south_e7=int(south * 1e7) - 1,
        north_e7=int(north * 1e7) + 1,
        west_e7=int(west * 1e7) - 1,
        east_e7=int(east * 1e7) + 1,
        polygons=polygons,
    )


def _polygons(geometry: Any) -> MultiPolygon:
    if geometry["type"] == "Polygon":
        polygons = [geometry["coordinates"]]
    elif geometry["type"] == "MultiPolygon":
        polygons = geometry["coordinates"]
    else:
        raise ValueError(geometry["type"])
    return [[[_position(p) for p in ring] for ring in polygon] for polygon in polygons]


def _position(position: Sequence[float]) -> list[float]:
    longitude, latitude = float(position[0]), float(position[1])
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        raise ValueError("no number")
    return [longitude, latitude]


def _short_text(properties: Mapping[str, Any], name: str, length: int) -> str:
    text = tidy_line(str(properties[name]))
    if not 1 <= len(text) <= length:
        raise ValueError(name)
    return text
