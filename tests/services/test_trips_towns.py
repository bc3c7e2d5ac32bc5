"""Boundaries give every point its town's name."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from services import trips
from services.errors import Malformed
from tests.hall import Hall

# Real boundaries may lie beside the repository; all that is asserted of the import is asserted without them.
REAL = (
    Path(os.environ.get("BALGIL_TEST_DATA", Path(__file__).resolve().parents[3] / "shared" / "data")) / "geo"
)


def square(west: float, south: float, size: float) -> list[list[float]]:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code: Any, name: Any, *polygons: Any, kind: str = "MultiPolygon") -> dict[str, Any]:
    coordinates = polygons[0] if kind == "Polygon" else list(polygons)
    properties = {"code": code, "name": name, "name_eng": "Somewhere"}
    return {"properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def write(folder: Path, document: Any) -> Path:
    path = folder / "towns.geojson"
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    path.write_text(text, "utf-8")
    return path


def collection(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def at(lon: float, lat: float) -> trips.Point:
    return trips.Point.from_degrees(lat, lon)


COUNTY = feature("38380", "거창군", [square(127.0, 35.0, 1.0)])
TOWN = feature("3838011", "거창읍", [square(127.2, 35.2, 0.2)], kind="Polygon")
WITH_LAKE = feature("3838031", "호수면", [square(127.6, 35.6, 0.3), square(127.7, 35.7, 0.1)])
ISLANDS = feature("3838032", "섬면", [square(127.05, 35.05, 0.02)], [square(127.95, 35.95, 0.02)])


@pytest.fixture
def imported(hall: Hall, tmp_path: Path) -> Hall:
    path = write(
        tmp_path,
        collection(
            COUNTY,
            feature("3838011", "거창읍", square(127.2, 35.2, 0.2), kind="MultiPolygon"),
            TOWN,
            WITH_LAKE,
            ISLANDS,
        ),
    )
    found = hall.write(lambda s: trips.import_towns(s, path))
    assert (found.count, found.skipped) == (4, ("2",))
    return hall


@pytest.mark.parametrize(
    ("point", "name"),
    [
        (at(127.3, 35.3), "거창군 거창읍"),
        (at(127.5, 35.5), "거창군"),
        (at(127.65, 35.65), "거창군 호수면"),
        (at(127.75, 35.75), "거창군"),
        (at(127.06, 35.06), "거창군 섬면"),
        (at(127.96, 35.96), "거창군 섬면"),
        (at(129.0, 35.5), None),
        (at(0.0, 0.0), None),
        (at(-180.0, -90.0), None),
    ],
)
def test_a_point_gets_the_two_smallest_names_around_it(
    imported: Hall, point: trips.Point, name: str | None
) -> None:
    assert imported.read(lambda s: trips.find_town(s, point)) == name


def test_many_points_are_named_at_once(imported: Hall) -> None:
    points = [at(127.3, 35.3), at(127.5, 35.5), at(130.0, 35.0)]
    found = imported.read(lambda s: trips.find_towns(s, points))
    assert [found[point] for point in points] == ["거창군 거창읍", "거창군", None]
    assert imported.read(lambda s: trips.find_towns(s, [])) == {}


def test_a_known_code_is_replaced(imported: Hall, tmp_path: Path) -> None:
    moved = write(tmp_path, collection(feature("3838011", "새거창읍", [square(127.5, 35.5, 0.05)])))
    assert imported.write(lambda s: trips.import_towns(s, moved)).count == 1
    assert imported.read(lambda s: trips.find_town(s, at(127.3, 35.3))) == "거창군"
    assert imported.read(lambda s: trips.find_town(s, at(127.51, 35.51))) == "거창군 새거창읍"


UNUSABLE = [
    {},
    None,
    "feature",
    {"properties": {"code": "1", "name": "곳"}, "geometry": None},
    feature("1", "", [square(127, 35, 1)]),
    feature("1" * 13, "곳", [square(127, 35, 1)]),
    feature("1", "가" * 61, [square(127, 35, 1)]),
    feature("1", "곳", [square(127, 89.5, 1)]),
    feature("1", "곳", [square(1_127_000, 35, 1)]),
    feature("1", "곳", []),
    feature("1", "곳"),
    feature("1", "곳", [[["a", "b"]]]),
    feature("1", "곳", [[[127]]]),
    feature("1", "곳", [[[float("nan"), 35.0], [127.0, 35.0]]]),
    {"properties": {"code": "1", "name": "곳"}, "geometry": {"type": "Point", "coordinates": [127, 35]}},
]


@pytest.mark.parametrize("wrong", UNUSABLE, ids=map(str, range(len(UNUSABLE))))
def test_a_feature_that_cannot_be_used_is_skipped_and_named(
    sqlite_hall: Hall, tmp_path: Path, wrong: Any
) -> None:
    path = write(tmp_path, collection(COUNTY, wrong, TOWN))
    found = sqlite_hall.write(lambda s: trips.import_towns(s, path))
    assert (found.count, found.skipped) == (2, ("2",))


@pytest.mark.parametrize(
    "document",
    ["", "{", "[]", '"text"', "null", '{"type": "FeatureCollection"}', '{"features": {}}', "[" * 100_000],
)
def test_what_is_no_collection_is_refused(sqlite_hall: Hall, tmp_path: Path, document: str) -> None:
    path = write(tmp_path, document)
    with pytest.raises(Malformed) as refused:
        sqlite_hall.write(lambda s: trips.import_towns(s, path))
    assert refused.value.code == "bad_geojson"


def test_bytes_that_are_no_text_are_refused(sqlite_hall: Hall, tmp_path: Path) -> None:
    path = tmp_path / "towns.geojson"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Malformed):
        sqlite_hall.write(lambda s: trips.import_towns(s, path))


@pytest.mark.parametrize(
    ("name", "count", "places"),
    [
        ("sigungu-2018", 250, {at(126.9780, 37.5665): "중구", at(127.9095, 35.6869): "거창군"}),
        (
            "eupmyeondong-2018-gyeongnam",
            308,
            {at(127.9095, 35.6869): "거창읍", at(128.6811, 35.2279): "용지동"},
        ),
    ],
)
def test_real_boundaries_import_whole(
    sqlite_hall: Hall, tmp_path: Path, name: str, count: int, places: dict[trips.Point, str]
) -> None:
    path = REAL / f"{name}.geojson"
    if not path.exists():
        path, count, places = write(tmp_path, collection(COUNTY)), 1, {at(127.5, 35.5): "거창군"}
    found = sqlite_hall.write(lambda s: trips.import_towns(s, path))
    assert (found.count, found.skipped) == (count, ())
    assert sqlite_hall.read(lambda s: trips.find_towns(s, places)) == places
