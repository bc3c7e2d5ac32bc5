"""A floor as a picture: every seat is a link, for a thumb, a keyboard and a screen reader alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.remote_work import seats
from webapp.pages.remote_work.seat_words import is_half, say_seat

# One unit of the picture is a CSS pixel at the usual size of letters; the picture grows with them.
CELL, MARGIN, ROOT_PX = 56, 4, 16


@dataclass(frozen=True)
class PlanSeat:
    """A seat in the picture; `x` and `y` are its upper left corner. `part` is what a tap would book."""

    seat: seats.SeatDay
    x: int
    y: int
    look: str
    part: str | None
    words: str
    is_chosen: bool


@dataclass(frozen=True)
class PlanFeature:
    kind: str
    x: int
    y: int
    width: int
    height: int
    label: str


@dataclass(frozen=True)
class FloorPlan:
    width: int
    height: int
    seats: Sequence[PlanSeat]
    features: Sequence[PlanFeature]

    @property
    def width_rem(self) -> float:
        return self.width / ROOT_PX

    @property
    def height_rem(self) -> float:
        return self.height / ROOT_PX


def draw_floor(day: seats.CentreDay, floor: seats.FloorView, part: str, chosen_id: int | None) -> FloorPlan:
    """The picture of a floor on a day, for who wants this part of it. Seats come in the order of reading."""
    found = sorted(day.on_floor(floor.id), key=lambda each: (each.seat.row, each.seat.column))
    drawn = [_draw_seat(each, part, chosen_id) for each in found]
    features = [
        PlanFeature(f.kind, _at(f.column), _at(f.row), f.columns * CELL, f.rows * CELL, f.label)
        for f in floor.features
    ]
    right = max([s.x + CELL for s in drawn] + [f.x + f.width for f in features], default=CELL)
    below = max([s.y + CELL for s in drawn] + [f.y + f.height for f in features], default=CELL)
    return FloorPlan(right + MARGIN, below + MARGIN, drawn, features)


def _draw_seat(day: seats.SeatDay, part: str, chosen_id: int | None) -> PlanSeat:
    half = is_half(day, part)
    wanted = part if day.state == "free" else day.free_half if half else None
    return PlanSeat(
        day,
        _at(day.seat.column),
        _at(day.seat.row),
        "half" if half else day.state,
        wanted,
        say_seat(day, part),
        day.seat.id == chosen_id,
    )


def _at(cell: int) -> int:
    return MARGIN + (cell - 1) * CELL
