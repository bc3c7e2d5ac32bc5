"""Maps with and without a network: the own area, tiles behind a schematic; the line of hours."""

import math
from datetime import date

import pytest

from services import trips
from services.trips.models import Town
from tests.hall import Hall
from tests.phones import GEOCHANG


def add_town(hall: Hall, code: str, west: float, south: float, size: float = 0.2) -> None:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    edges = {"south_e7": south, "north_e7": north, "west_e7": west, "east_e7": east}
    values = {name: int(degrees * 1e7) for name, degrees in edges.items()}
    hall.write(lambda s: s.add(Town(code=code, name=f"읍 {code}", name_en="", polygons=[[ring]], **values)))


def area(hall: Hall, *known: trips.Point) -> trips.Area | None:
    return hall.read(lambda s: trips.draw_area(s, known))


def test_of_nothing_there_is_no_map(sqlite_hall: Hall) -> None:
    assert area(sqlite_hall) is None


def test_places_and_towns_around_them_are_drawn(sqlite_hall: Hall) -> None:
    sqlite_hall.write(lambda s: trips.save_place(s, "거창군청", GEOCHANG, 300))
    add_town(sqlite_hall, "3888011", 127.85, 35.6)
    add_town(sqlite_hall, "3899999", 120.0, 30.0)
    drawn = area(sqlite_hall)
    assert drawn is not None
    (spot,) = drawn.spots
    assert spot.name == "거창군청"
    assert (spot.x, spot.y) == pytest.approx((drawn.width / 2, drawn.height / 2), abs=1)
    assert drawn.outlines.count("M") == 1


def test_the_map_is_as_wide_on_the_ground_as_it_is_high(sqlite_hall: Hall) -> None:
    drawn = area(sqlite_hall, GEOCHANG, trips.Point.from_degrees(35.2, 127.91))
    assert drawn is not None
    middle = (drawn.south + drawn.north) / 2
    wide = (drawn.east - drawn.west) * math.cos(math.radians(GEOCHANG.lat))
    assert wide == pytest.approx(drawn.north - drawn.south, rel=0.02)
    assert drawn.south < 35.2 < middle < GEOCHANG.lat < drawn.north


def test_one_far_away_does_not_shrink_the_others(sqlite_hall: Hall) -> None:
    here = [trips.Point.from_degrees(35.68 + n / 100, 127.9) for n in range(5)]
    drawn = area(sqlite_hall, *here, trips.Point.from_degrees(-40.0, -70.0))
    assert drawn is not None
    assert drawn.north - drawn.south < 5


def test_the_smallest_level_of_towns_is_drawn_while_they_are_few(sqlite_hall: Hall) -> None:
    add_town(sqlite_hall, "38880", 127.8, 35.6, 0.4)
    add_town(sqlite_hall, "3888011", 127.85, 35.6)
    drawn = area(sqlite_hall, GEOCHANG)
    assert drawn is not None
    assert drawn.outlines.count("M") == 1
    for number in range(70):
        add_town(sqlite_hall, f"39{number:05}", 127.88 + number / 10_000, 35.65, 0.001)
    many = area(sqlite_hall, GEOCHANG)
    assert many is not None
    assert many.outlines.count("M") == 1


def schematic(span_m: float, middle: trips.Point = GEOCHANG) -> trips.Schematic:
    drawn = trips.draw_schematic([trips.Mark(middle, span_m / 2, "1")], [])
    assert drawn is not None
    return drawn


@pytest.mark.parametrize("span_m", [100, 500, 3_000, 50_000, 2_000_000])
def test_tiles_cover_the_whole_picture(span_m: float) -> None:
    drawn = schematic(span_m)
    tiles = trips.list_tiles(drawn.frame)
    assert 1 <= len(tiles) <= 24
    assert min(tile.x for tile in tiles) <= 0
    assert min(tile.y for tile in tiles) <= 0
    assert max(tile.x + tile.width for tile in tiles) >= drawn.width
    assert max(tile.y + tile.height for tile in tiles) >= drawn.height
    assert {round(tile.width) for tile in tiles} == {round(tiles[0].width)}


def test_a_tile_lies_where_the_web_map_has_it() -> None:
    drawn = schematic(500)
    (tile,) = [
        t for t in trips.list_tiles(drawn.frame) if t.x <= 160 < t.x + t.width and t.y <= 120 < t.y + t.height
    ]
    scale = 2**tile.z
    lat = math.radians(GEOCHANG.lat)
    assert tile.column == int((GEOCHANG.lon + 180) / 360 * scale)
    assert tile.row == int((1 - math.log(math.tan(lat) + 1 / math.cos(lat)) / math.pi) / 2 * scale)
    address = tile.address("https://t.example/{z}/{x}/{y}.png")
    assert address == f"https://t.example/{tile.z}/{tile.column}/{tile.row}.png"


def test_near_the_pole_a_web_map_has_no_tiles() -> None:
    assert trips.list_tiles(schematic(500, trips.Point.from_degrees(89.5, 0)).frame) == []


def test_the_line_of_hours_is_the_one_of_the_day() -> None:
    line = trips.find_hour_line(date(2026, 11, 24))
    assert line is not None
    assert (line.hours, line.basis) == (4, "공무원 여비 규정 제18조")
    assert trips.find_hour_line(date(1990, 1, 1)) is None
