"""Distances, bands, and the schematic map."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.trips import Mark, Point, accuracy_class_of, band_of, distance_m, draw_schematic
from tests.phones import GEOCHANG

points = st.builds(Point, st.integers(-900_000_000, 900_000_000), st.integers(-1_800_000_000, 1_800_000_000))


def moved(north_m: float, east_m: float, origin: Point = GEOCHANG) -> Point:
    degree_m = math.pi * 6_371_008.8 / 180
    lat = origin.lat + north_m / degree_m
    return Point.from_degrees(lat, origin.lon + east_m / degree_m / math.cos(math.radians(origin.lat)))


@pytest.mark.parametrize(
    ("a", "b", "metres"),
    [
        # Great circles on the mean sphere, by the spherical law of cosines in another tool.
        (Point.from_degrees(37.5665, 126.9780), Point.from_degrees(35.1796, 129.0756), 325_103),
        (Point.from_degrees(0, 0), Point.from_degrees(0, 180), 20_015_115),
        (Point.from_degrees(90, 0), Point.from_degrees(-90, 77), 20_015_115),
        (Point.from_degrees(0, 179.9), Point.from_degrees(0, -179.9), 22_239),
        (GEOCHANG, GEOCHANG, 0),
    ],
)
def test_distances(a: Point, b: Point, metres: int) -> None:
    assert distance_m(a, b) == pytest.approx(metres, rel=1e-3, abs=0.01)


@given(points, points)
def test_a_distance_is_the_same_both_ways_and_within_the_globe(a: Point, b: Point) -> None:
    assert distance_m(a, b) == pytest.approx(distance_m(b, a))
    assert 0 <= distance_m(a, b) <= 20_015_116


@pytest.mark.parametrize(
    ("metres", "band"), [(0, 300), (300, 300), (300.1, 1000), (1000, 1000), (5000, 5000), (5000.1, None)]
)
def test_bands(metres: float, band: int | None) -> None:
    assert band_of(metres) == band


@pytest.mark.parametrize(("metres", "limit"), [(0, 10), (10, 10), (11, 30), (100, 100), (101, None)])
def test_accuracy_classes(metres: int, limit: int | None) -> None:
    assert accuracy_class_of(metres) == limit


def test_nothing_gives_no_map() -> None:
    assert draw_schematic([], []) is None


def test_north_is_up_and_east_is_right() -> None:
    drawn = draw_schematic(
        [Mark(moved(100, 0), 8, "북"), Mark(moved(0, 100), 8, "동")], [Mark(GEOCHANG, 50, "군청")]
    )
    assert drawn is not None
    (goal,), (north, east) = drawn.destinations, drawn.taps
    assert north.y < goal.y
    assert abs(north.x - goal.x) < 0.5
    assert east.x > goal.x
    assert abs(east.y - goal.y) < 0.5
    assert [line.distance_m for line in drawn.lines] == [100, 100]


@given(st.lists(st.builds(Mark, points, st.floats(0, 5e6), st.text(max_size=30)), min_size=1, max_size=6))
def test_every_mark_lies_in_the_picture(marks: list[Mark]) -> None:
    drawn = draw_schematic(marks, marks[:1])
    assert drawn is not None
    for mark in (*drawn.taps, *drawn.destinations):
        assert 0 <= mark.x <= drawn.width
        assert 0 <= mark.y <= drawn.height
    assert 0 < drawn.scale_width <= drawn.width / 3
    assert drawn.scale_m >= 1


def test_the_scale_is_a_round_length_of_its_true_width() -> None:
    drawn = draw_schematic([Mark(moved(0, -2000), 5, "1"), Mark(moved(0, 2000), 5, "2")], [])
    assert drawn is not None
    units_a_metre = (drawn.taps[1].x - drawn.taps[0].x) / 4000
    assert drawn.scale_m == 1000
    assert drawn.scale_width == pytest.approx(1000 * units_a_metre, rel=0.01)


def test_taps_at_one_spot_share_a_label() -> None:
    drawn = draw_schematic(
        [Mark(GEOCHANG, 5, "1"), Mark(moved(300, 0), 5, "2"), Mark(moved(1, 1), 5, "3")], []
    )
    assert drawn is not None
    assert [mark.label for mark in drawn.taps] == ["1·3", "2", ""]


def test_a_tap_s_label_stands_where_the_destination_does_not_cover_it() -> None:
    goal = Mark(GEOCHANG, 300, "거창군청")
    picture = draw_schematic([Mark(moved(30, 0), 8, "1"), Mark(moved(-30, 0), 8, "2")], [goal])
    assert picture
    assert [tap.is_above for tap in picture.taps] == [True, False]


def test_a_distance_stands_on_its_line_where_there_is_room() -> None:
    goal = Mark(Point(356869000, 1279095000), 50, "거창군청")
    far, same_spot = Mark(Point(356869000, 1279195000), 10, "1"), Mark(Point(356869100, 1279195000), 10, "2")
    near = Mark(Point(356870000, 1279095000), 10, "3")
    picture = draw_schematic([far, same_spot, near], [goal])
    assert picture is not None
    assert [line.is_told for line in picture.lines] == [True, False, False]
    line = picture.lines[0]
    assert line.distance_m == pytest.approx(903, abs=2)
    assert line.middle == (pytest.approx((line.x1 + line.x2) / 2, abs=0.1), pytest.approx(line.y1, abs=1))


def test_long_names_are_cut_and_stay_inside() -> None:
    drawn = draw_schematic([], [Mark(moved(0, -5000), 5, "가" * 80), Mark(moved(0, 5000), 5, "나" * 80)])
    assert drawn is not None
    west, east = drawn.destinations
    assert (west.anchor, east.anchor) == ("start", "end")
    assert len(west.label) == len(east.label) == 14
