"""The schematic map of a page: taps by number, destinations by name, and tiles behind where they are set."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from services import trips
from services.trips import DestinationPlan, Schematic, TapView
from webapp.context import settings
from webapp.security import allow_images_from


@dataclass(frozen=True)
class TileImage:
    href: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class TripMap:
    """`source` names the host that the tiles come from, as its licence will ask for."""

    picture: Schematic
    tiles: Sequence[TileImage]
    source: str


def make_map(taps: Sequence[TapView], destinations: Sequence[DestinationPlan]) -> TripMap | None:
    """The map, or None when neither a tap nor a destination has a point."""
    goals = [trips.Mark(d.point, d.radius_m, d.name) for d in destinations if d.point]
    marks = [trips.Mark(tap.point, tap.accuracy_m, str(n)) for n, tap in enumerate(taps, start=1)]
    picture = trips.draw_schematic(marks, goals)
    if picture is None:
        return None
    template = settings().tile_url
    if not template:
        return TripMap(picture, (), "")
    allow_images_from(template)
    tiles = [
        TileImage(tile.address(template), tile.x, tile.y, tile.width, tile.height)
        for tile in trips.list_tiles(picture.frame)
    ]
    return TripMap(picture, tiles, urlsplit(template).hostname or "")
