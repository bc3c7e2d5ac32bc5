"""Finds the row of headers and what each column means, however the file calls it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from services.sheets.process import Cell, Row
from services.texts import squeeze

SEARCHED_ROWS = 20

_DECORATION = re.compile(r"\(.*?\)|\[.*?\]|[*※:.\-_/]")

F = TypeVar("F", bound=str)


@dataclass(frozen=True)
class Columns(Generic[F]):
    """Which column holds which field, the headers as they were written, and the last row of them."""

    places: Mapping[F, int]
    headers: Sequence[str]
    last_row: int

    def cell(self, cells: Sequence[Cell], wanted: F) -> Cell:
        place = self.places.get(wanted)
        return None if place is None or place >= len(cells) else cells[place]

    def has(self, wanted: F) -> bool:
        return wanted in self.places


def match_columns(
    rows: Sequence[Row], spellings: Mapping[F, Sequence[str]], needed: Sequence[F]
) -> Columns[F] | None:
    """The first row, or pair of rows under merged headers, that names all the needed fields.

    Titles above it are passed over. Where a file has two columns for one field, the word that stands first
    among its `spellings` wins.
    """
    for at, (number, cells) in enumerate(rows[:SEARCHED_ROWS]):
        places = _match(cells, spellings)
        if not all(field in places for field in needed):
            continue
        if at + 1 < len(rows):
            below_number, below = rows[at + 1]
            more = _match(below, spellings)
            if more and _continues(below, cells, [places[field] for field in needed]):
                places, cells, number = places | more, _join(cells, below), below_number
        return Columns(places, [cell[1] if cell else "" for cell in cells], number)
    return None


def _continues(cells: Sequence[Cell], above: Sequence[Cell], own: Sequence[int]) -> bool:
    """Whether a row carries on the headers: there the needed fields are empty, or merged with those above."""
    return all(place >= len(cells) or cells[place] in (None, above[place]) for place in own)


def _match(cells: Sequence[Cell], spellings: Mapping[F, Sequence[str]]) -> dict[F, int]:
    words = [_word(cell) for cell in cells]
    found = {}
    for name, known in spellings.items():
        place = next((words.index(word) for word in known if word in words), None)
        if place is not None:
            found[name] = place
    return found


def _word(cell: Cell) -> str:
    return squeeze(_DECORATION.sub("", cell[1])) if cell else ""


def _join(above: Sequence[Cell], below: Sequence[Cell]) -> list[Cell]:
    width = max(len(above), len(below))
    pairs = zip(_fill(above, width), _fill(below, width), strict=True)
    return [lower or upper for upper, lower in pairs]


def _fill(cells: Sequence[Cell], width: int) -> list[Cell]:
    return [*cells, *[None] * (width - len(cells))]
