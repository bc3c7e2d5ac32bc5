"""A map that needs no network: destinations with their radius, taps with their accuracy, and a scale.

Coordinates of the picture run from its upper left corner, in its own units; north is up.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.trips.geo import EARTH_RADIUS_M, Point, distance_m

SMALLEST_SPAN_M = 240
MARGIN = 0.14
# Taps nearer than this in the picture share one label.
LABEL_GAP = 16
LONGEST_LABEL = 14
# A shorter line has no room for its distance between the marks at its ends.
TOLD_LINE = 56


@dataclass(frozen=True)
class Mark:
    """Something with a place and a size on the ground: a tap or a destination."""

    point: Point
    radius_m: float
    label: str


@dataclass(frozen=True)
class DrawnMark:
    """A mark in the picture. `anchor` keeps its label inside: start, middle or end.

    `is_above`: whether the label stands over the mark, or under it.
    """

    x: float
    y: float
    radius: float
    label: str
    anchor: str = "middle"
    is_above: bool = False


@dataclass(frozen=True)
class DrawnLine:
    """From a tap to the destination nearest to it, with the distance in metres.

    `is_told` where there is room to write it, and not beside each of several taps at one spot.
    """

    x1: float
    y1: float
    x2: float
    y2: float
    distance_m: int
    is_told: bool = False

    @property
    def middle(self) -> tuple[float, float]:
        return round((self.x1 + self.x2) / 2, 1), round((self.y1 + self.y2) / 2, 1)


@dataclass(frozen=True)
class Frame:
    """How the ground is laid on the picture: its middle, its size, units a metre."""

    middle: Point
    width: float
    height: float
    scale: float

    def place(self, point: Point) -> tuple[float, float]:
        """Where a point of the ground lies in the picture."""
        east, north = _to_metres(point, self.middle)
        return self.width / 2 + east * self.scale, self.height / 2 - north * self.scale

    def draw(self, mark: Mark) -> DrawnMark:
        x, y = self.place(mark.point)
        anchor = "start" if x < self.width / 4 else "end" if x > self.width * 3 / 4 else "middle"
        radius = round(mark.radius_m * self.scale, 1)
        return DrawnMark(round(x, 1), round(y, 1), radius, _shorten(mark.label), anchor)


@dataclass(frozen=True)
class Schematic:
    width: float
    height: float
    frame: Frame
    taps: tuple[DrawnMark, ...]
    destinations: tuple[DrawnMark, ...]
    lines: tuple[DrawnLine, ...]
    scale_m: int
    scale_width: float


def draw_schematic(
    taps: Sequence[Mark], destinations: Sequence[Mark], width: float = 320, height: float = 240
) -> Schematic | None:
    """The picture of taps and destinations, or None when there is nothing to draw."""
    marks = [*taps, *destinations]
    if not marks:
        return None
    frame = _fit(marks, width, height)
    bar_m = _round_down(width / frame.scale / 4)
    drawn = _share_labels([frame.draw(mark) for mark in taps])
    lines = tuple(_line(frame, tap, destinations) for tap in taps) if destinations else ()
    return Schematic(
        width=width,
        height=height,
        frame=frame,
        taps=_lift_labels(drawn, lines),
        destinations=tuple(frame.draw(mark) for mark in destinations),
        lines=_tell_distances(lines, drawn),
        scale_m=bar_m,
        scale_width=round(bar_m * frame.scale, 1),
    )


def _fit(marks: Sequence[Mark], width: float, height: float) -> Frame:
    middle = _middle(marks)
    places = [(*_to_metres(mark.point, middle), mark.radius_m) for mark in marks]
    reach_x = max(abs(east) + radius for east, _, radius in places)
    reach_y = max(abs(north) + radius for _, north, radius in places)
    span_x, span_y = (max(2 * reach, SMALLEST_SPAN_M) * (1 + 2 * MARGIN) for reach in (reach_x, reach_y))
    return Frame(middle, width, height, min(width / span_x, height / span_y))


def _line(frame: Frame, tap: Mark, destinations: Sequence[Mark]) -> DrawnLine:
    nearest = min(destinations, key=lambda mark: distance_m(tap.point, mark.point))
    a, b = frame.draw(tap), frame.draw(nearest)
    return DrawnLine(a.x, a.y, b.x, b.y, round(distance_m(tap.point, nearest.point)))


def _share_labels(drawn: Sequence[DrawnMark]) -> tuple[DrawnMark, ...]:
    """Taps at one spot would write over each other: the first one there carries the labels of all."""
    labels: dict[int, list[str]] = {}
    for number, mark in enumerate(drawn):
        near = (i for i in labels if math.dist((drawn[i].x, drawn[i].y), (mark.x, mark.y)) < LABEL_GAP)
        labels.setdefault(next(near, number), []).append(mark.label)
    return tuple(
        replace(mark, label=_shorten("·".join(labels.get(number, [])))) for number, mark in enumerate(drawn)
    )


def _lift_labels(drawn: tuple[DrawnMark, ...], lines: Sequence[DrawnLine]) -> tuple[DrawnMark, ...]:
    """A label stands on the far side of its tap, where the destination's point does not cover it."""
    if not lines:
        return drawn
    return tuple(replace(mark, is_above=line.y2 >= line.y1) for mark, line in zip(drawn, lines, strict=True))


def _tell_distances(lines: Sequence[DrawnLine], taps: Sequence[DrawnMark]) -> tuple[DrawnLine, ...]:
    return tuple(
        replace(
            line, is_told=bool(tap.label) and math.dist((line.x1, line.y1), (line.x2, line.y2)) >= TOLD_LINE
        )
        for line, tap in zip(lines, taps, strict=False)
    )


def _middle(marks: Sequence[Mark]) -> Point:
    lats, lons = [m.point.lat_e7 for m in marks], [m.point.lon_e7 for m in marks]
    return Point((min(lats) + max(lats)) // 2, (min(lons) + max(lons)) // 2)


def _to_metres(point: Point, middle: Point) -> tuple[float, float]:
    """East and north of the middle, on a plane that touches the globe there."""
    north = math.radians(point.lat - middle.lat) * EARTH_RADIUS_M
    east = math.radians(point.lon - middle.lon) * EARTH_RADIUS_M * math.cos(math.radians(middle.lat))
    return east, north


def _round_down(length_m: float) -> int:
    """The largest 1, 2 or 5 times a power of ten that is not longer, at least one metre."""
    power = int(10 ** math.floor(math.log10(max(length_m, 1))))
    return max(step * power for step in (1, 2, 5) if step * power <= max(length_m, 1))


def _shorten(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"
