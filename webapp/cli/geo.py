"""`flask geo`: boundaries that give every point its town's name, and places for the list of destinations."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from services import trips
from services.errors import NotFound
from services.texts import N_
from webapp.cli.speech import say, speaking
from webapp.context import db, settings

geo_group = AppGroup("geo", help="Towns' boundaries and the organisation's places.")
READABLE = click.Path(exists=True, path_type=Path)


@geo_group.command("import")
@click.argument("files", nargs=-1, required=True, type=READABLE)
@with_appcontext
def import_boundaries(files: tuple[Path, ...]) -> None:
    """Takes boundaries (GeoJSON, WGS 84; properties name, name_eng, code); a known code is replaced.

    A folder stands for the *.geojson files in it.
    """
    with speaking():
        for path in _list_files(files):
            with db().writing() as session:
                found = trips.import_towns(session, path)
            say(N_("%(file)s: 경계 %(count)s개를 가져왔어요."), file=path.name, count=found.count)
            if found.skipped:
                numbers = ", ".join(found.skipped)
                sentence = N_("%(file)s: 쓸 수 없는 도형을 건너뛰었어요(%(numbers)s번째).")
                say(sentence, err=True, file=path.name, numbers=numbers)


def _list_files(paths: tuple[Path, ...]) -> list[Path]:
    found = [sorted(path.glob("*.geojson")) if path.is_dir() else [path] for path in paths]
    if not all(found):
        raise NotFound("no_geojson", N_("폴더에 .geojson 파일이 없어요."))
    return [path for inside in found for path in inside]


@geo_group.command("add-place")
@click.argument("name")
@click.argument("latitude", type=click.FloatRange(-90, 90))
@click.argument("longitude", type=click.FloatRange(-180, 180))
@click.option("--radius", type=int, help="In metres; without it the setting for new destinations.")
@with_appcontext
def add_place(name: str, latitude: float, longitude: float, radius: int | None) -> None:
    """Puts a destination on the organisation's list, or moves the one of that name."""
    point = trips.Point.from_degrees(latitude, longitude)
    with speaking():
        with db().writing() as session:
            place = trips.save_place(session, name, point, radius or settings().destination_radius_m)
        sentence = N_("%(name)s: 위도 %(lat)s, 경도 %(lon)s, 반경 %(radius)s m")
        lat, lon = f"{place.point.lat:.6f}", f"{place.point.lon:.6f}"
        say(sentence, name=place.name, lat=lat, lon=lon, radius=place.radius_m)
