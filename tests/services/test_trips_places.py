"""The organisation's list of places."""

import pytest

from services import trips
from services.errors import Invalid
from tests.hall import Hall
from tests.phones import GEOCHANG


@pytest.fixture
def listed(hall: Hall) -> Hall:
    for name in ("합천군청", "거창군 농업기술센터", "거창군청", "100%_길"):
        hall.write(lambda s, name=name: trips.save_place(s, name, GEOCHANG, 300))
    return hall


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["100%_길", "거창군 농업기술센터", "거창군청", "합천군청"]),
        ("거창", ["거창군 농업기술센터", "거창군청"]),
        (" 군 농업 ", ["거창군 농업기술센터"]),
        ("군청", ["거창군청", "합천군청"]),
        ("%", ["100%_길"]),
        ("_", ["100%_길"]),
        ("'; DROP TABLE places; --", []),
        ("\x00", ["100%_길", "거창군 농업기술센터", "거창군청", "합천군청"]),
    ],
)
def test_places_are_found_by_any_part_of_their_name(listed: Hall, text: str, names: list[str]) -> None:
    found = listed.read(lambda s: trips.list_places(s, text))
    assert sorted(place.name for place in found) == sorted(names)


def test_a_place_is_moved_by_its_name(listed: Hall) -> None:
    moved = trips.Point(350000000, 1280000000)
    listed.write(lambda s: trips.save_place(s, " 거창군청 ", moved, 500))
    (place,) = listed.read(lambda s: trips.list_places(s, "거창군청"))
    assert (place.point, place.radius_m) == (moved, 500)


@pytest.mark.parametrize(
    ("name", "point", "radius_m", "field"),
    [
        ("", GEOCHANG, 300, "name"),
        ("가" * 81, GEOCHANG, 300, "name"),
        ("곳", trips.Point(0, 0), 300, "point"),
        ("곳", trips.Point(900_000_001, 0), 300, "point"),
        ("곳", GEOCHANG, 19, "radius_m"),
        ("곳", GEOCHANG, 20_001, "radius_m"),
    ],
)
def test_each_wrong_field_is_named(
    sqlite_hall: Hall, name: str, point: trips.Point, radius_m: int, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        sqlite_hall.write(lambda s: trips.save_place(s, name, point, radius_m))
    assert list(refused.value.fields) == [field]
