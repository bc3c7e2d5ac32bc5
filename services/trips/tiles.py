"""Which tiles of a web map lie behind a schematic: only for organisations that have set a tile server.

Source: the usual XYZ scheme in Web Mercator (EPSG:3857), as OpenStreetMap and the Korean VWorld serve it.
"""

import math
from dataclasses import dataclass

from services.trips.geo import EARTH_RADIUS_M, Point
from services.trips.schematic import Frame

TILE_UNITS = 128  # a tile is drawn about this wide, so that screens with dense pixels stay sharp
DEEPEST = 18
MOST_TILES = 24
MERCATOR_LIMIT = 85.05


@dataclass(frozen=True)
class Tile:
    """One picture: `z`, `column` and `row` name it, the rest is its place in the schematic."""

    z: int
    column: int
    row: int
    x: float
    y: float
    width: float
    height: float

    def address(self, template: str) -> str:
        """The tile's address from one with {z}, {x} and {y}."""
        parts = {"{z}": self.z, "{x}": self.column, "{y}": self.row}
        for name, value in parts.items():
            template = template.replace(name, str(value))
        return template


def list_tiles(frame: Frame) -> list[Tile]:
    """The tiles that cover the picture; none where they would be too many or the map has no such place."""
    if abs(frame.middle.lat) > MERCATOR_LIMIT - 1:
        return []
    z = _depth(frame)
    left, top, right, bottom = _corners(frame, z)
    if (right - left + 1) * (bottom - top + 1) > MOST_TILES:
        return []
    return [
        _tile(frame, z, column, row)
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if 0 <= column < 2**z and 0 <= row < 2**z
    ]


def _depth(frame: Frame) -> int:
    around_m = 2 * math.pi * EARTH_RADIUS_M * math.cos(math.radians(frame.middle.lat))
    return max(0, min(DEEPEST, round(math.log2(around_m * frame.scale / TILE_UNITS))))


def _corners(frame: Frame, z: int) -> tuple[int, int, int, int]:
    column, row = _position(frame.middle, z)
    width, height = _size(frame, z)
    half_x, half_y = frame.width / 2 / width, frame.height / 2 / height
    return (
        math.floor(column - half_x),
        math.floor(row - half_y),
        math.floor(column + half_x),
        math.floor(row + half_y),
    )


def _tile(frame: Frame, z: int, column: int, row: int) -> Tile:
    middle_column, middle_row = _position(frame.middle, z)
    width, height = _size(frame, z)
    x = frame.width / 2 + (column - middle_column) * width
    y = frame.height / 2 + (row - middle_row) * height
    return Tile(z, column, row, round(x, 2), round(y, 2), round(width, 2), round(height, 2))


def _position(point: Point, z: int) -> tuple[float, float]:
    """Column and row of a point with their fractions."""
    lat = math.radians(point.lat)
    column = (point.lon + 180) / 360 * 2**z
    row = (1 - math.asinh(math.tan(lat)) / math.pi) / 2 * 2**z
    return column, row


def _size(frame: Frame, z: int) -> tuple[float, float]:
    """A tile's width and height in the picture; near the middle both axes have one scale."""
    around_m = 2 * math.pi * EARTH_RADIUS_M * math.cos(math.radians(frame.middle.lat))
    side = around_m / 2**z * frame.scale
    return side, side
