"""`flask geo`, as an administrator runs it."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from services import trips
from webapp.context import Parts

SQUARE = [[[127.0, 35.0], [128.0, 35.0], [128.0, 36.0], [127.0, 36.0], [127.0, 35.0]]]
TOWN = {
    "properties": {"name": "거창읍", "name_eng": "Geochang-eup", "code": "3888011"},
    "geometry": {"type": "Polygon", "coordinates": SQUARE},
}


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["geo", *words])


def write(folder: Path, name: str, *features: object) -> str:
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return str(path)


def test_boundaries_come_from_several_files(app: Flask, parts: Parts, tmp_path: Path) -> None:
    county = TOWN | {"properties": {"name": "거창군", "code": "38880"}}
    result = run(app, "import", write(tmp_path, "towns", TOWN), write(tmp_path, "counties", county, {}))
    assert result.exit_code == 0
    assert "towns: 경계 1개를 가져왔어요." in result.output
    assert "counties: 쓸 수 없는 도형을 건너뛰었어요(2번째)." in result.output
    with parts.database.reading() as session:
        assert trips.find_town(session, trips.Point.from_degrees(35.5, 127.5)) == "거창군 거창읍"


def test_a_file_that_is_none_is_refused_in_a_sentence(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "towns").write_text("[1, 2]")
    result = run(app, "import", str(tmp_path / "towns"))
    assert (result.exit_code, result.output.strip()) == (1, "GeoJSON 파일이 아니에요.")
    assert run(app, "import", str(tmp_path / "missing")).exit_code == 2
    assert run(app, "import").exit_code == 2


def test_a_folder_stands_for_its_files(app: Flask, parts: Parts, tmp_path: Path) -> None:
    county = TOWN | {"properties": {"name": "거창군", "code": "38880"}}
    write(tmp_path, "towns.geojson", TOWN)
    write(tmp_path, "counties.geojson", county)
    (tmp_path / "README.md").write_text("not a map")
    assert run(app, "import", str(tmp_path)).exit_code == 0
    with parts.database.reading() as session:
        assert trips.find_town(session, trips.Point.from_degrees(35.5, 127.5)) == "거창군 거창읍"
    (tmp_path / "empty").mkdir()
    result = run(app, "import", str(tmp_path / "empty"))
    assert (result.exit_code, result.output.strip()) == (1, "폴더에 .geojson 파일이 없어요.")


def test_a_place_is_put_on_the_list(app: Flask, parts: Parts) -> None:
    assert run(app, "add-place", "거창군청", "35.6869", "127.9095").exit_code == 0
    assert "반경 500 m" in run(app, "add-place", "거창군청", "35.6869", "127.9", "--radius", "500").output
    with parts.database.reading() as session:
        (place,) = trips.list_places(session)
    assert (place.name, place.radius_m, place.point.lon) == ("거창군청", 500, 127.9)


@pytest.mark.parametrize(
    "words",
    [
        ("", "35", "127"),
        ("곳", "91", "127"),
        ("곳", "35", "181"),
        ("곳", "0", "0"),
        ("곳", "35", "127", "--radius", "1"),
        ("곳", "북위", "동경"),
    ],
)
def test_a_wrong_place_is_refused(app: Flask, parts: Parts, words: tuple[str, ...]) -> None:
    assert run(app, "add-place", *words).exit_code in (1, 2)
    with parts.database.reading() as session:
        assert trips.list_places(session) == []
