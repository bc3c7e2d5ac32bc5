"""Seats from a file: read, planned with every row's fate, applied as it was shown.

A seat is known by its centre, floor and label. A file removes nothing: a seat that it
does not name stays.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from services.errors import Conflict, Malformed
from services.locks import lock_subject
from services.remote_work.seats.centres import (
    MOST_ROWS,
    CentreView,
    SeatView,
    create_centre,
    create_floor,
    create_seat,
    list_centres,
)
from services.remote_work.seats.models import Seat
from services.remote_work.seats.seat_rows import (
    NEEDED,
    SPELLINGS,
    Key,
    SeatFate,
    SeatField,
    SeatRow,
    fail,
    parse,
    parse_again,
)
from services.sheets import CellError, Row, match_columns, read_text
from services.texts import N_, squeeze, tidy_line

MOST_SEATS, CELLS_A_ROW = 2_000, 6


@dataclass(frozen=True)
class SeatPlan:
    """What a file would do. `text` is the file again, for the request that applies it."""

    rows: Sequence[SeatRow]
    text: str
    new_centres: Sequence[str] = ()

    @property
    def counts(self) -> dict[SeatFate, int]:
        return {fate: sum(row.fate is fate for row in self.rows) for fate in SeatFate}

    @property
    def digest(self) -> str:
        told = [[row.number, row.fate, row.cell, row.label] for row in self.rows]
        return hashlib.sha256(json.dumps([self.text, told]).encode()).hexdigest()[:32]


def plan_seats(session: Session, table: Sequence[Row]) -> SeatPlan:
    """What the rows of a file would do now; nothing is kept.

    Raises: Malformed `seats_headers`, `seats_too_many`.
    """
    columns = match_columns(table, SPELLINGS, NEEDED)
    if columns is None:
        raise Malformed("seats_headers", N_("‘센터’, ‘층’, ‘자리’ 열이 있는 줄을 찾지 못했어요."))
    rows = []
    for number, cells in table:
        if number > columns.last_row:
            try:
                values = [tidy_line(read_text(columns.cell(cells, each))) for each in SeatField]
                rows.append(parse(number, values))
            except CellError as error:
                rows.append(SeatRow(number, (), fate=SeatFate.FAILING, reason=error.remark))
    return _plan(session, rows)


def plan_seats_again(session: Session, text: str) -> SeatPlan:
    """The same of what a plan's page sent back. Raises: Malformed `seats_text`."""
    try:
        read = [(int(number), [str(value) for value in values]) for number, values in json.loads(text)]
        if any(len(values) not in (0, len(SeatField)) for _, values in read):
            raise ValueError
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise Malformed("seats_text", N_("화면이 오래되었어요. 파일을 다시 올려 주세요.")) from None
    return _plan(session, [parse_again(number, values) for number, values in read])


def apply_seats(session: Session, text: str, digest: str, now: datetime) -> SeatPlan:
    """Does for the good rows what the plan with this digest showed.

    Raises: Malformed; Conflict `seats_changed` when it would do something else by now.
    """
    lock_subject(session, "seat file")
    plan = plan_seats_again(session, text)
    if plan.digest != digest:
        raise Conflict("seats_changed", N_("확인한 뒤에 자리가 바뀌었어요. 다시 확인해 주세요."))
    known = {squeeze(centre.name): centre for centre in list_centres(session)}
    centre_ids = {name: centre.id for name, centre in known.items()}
    seats = _index(known.values())
    moved = [row for row in plan.rows if row.fate is SeatFate.CHANGED]
    for number, row in enumerate(moved):  # two that change places never meet in one cell
        found = session.get_one(Seat, seats[row.key].id)
        found.grid_column, found.grid_row = -1 - number, -1
    session.flush()
    for row in moved:
        found = session.get_one(Seat, seats[row.key].id)
        assert row.cell
        (found.grid_column, found.grid_row), found.traits = row.cell, list(row.traits)
    session.flush()
    for row in plan.rows:
        if row.fate is SeatFate.NEW and row.cell:
            centre = squeeze(row.centre)
            if centre not in centre_ids:
                centre_ids[centre] = create_centre(session, row.centre, row.place, now)
            floor_id = create_floor(session, centre_ids[centre], _known_floor(known.get(centre), row.floor))
            create_seat(session, floor_id, row.label, row.cell, row.traits, now)
    return plan


def _plan(session: Session, rows: Sequence[SeatRow]) -> SeatPlan:
    if len(rows) > MOST_SEATS:
        raise Malformed("seats_too_many", N_("한 번에 2,000자리까지 올릴 수 있어요."))
    centres = list_centres(session)
    known = _index(centres)
    judged = _find_repeats(rows)
    named = {row.key for row in judged if row.fate is not SeatFate.FAILING}
    taken: dict[tuple[str, str], dict[tuple[int, int], str]] = {}
    for key, seat in known.items():
        if key not in named:
            taken.setdefault(key[:2], {})[seat.column, seat.row] = seat.label
    judged = [_place(row, known.get(row.key), taken) for row in judged]
    judged = [_find_place(row, taken) for row in judged]
    names = {squeeze(centre.name) for centre in centres}
    new = {row.key[0]: row.centre for row in judged if row.fate is SeatFate.NEW and row.key[0] not in names}
    text = json.dumps([[row.number, list(row.values)] for row in judged], ensure_ascii=False)
    return SeatPlan(judged, text, tuple(new.values()))


def _find_repeats(rows: Sequence[SeatRow]) -> list[SeatRow]:
    """A seat that an earlier row names already fails, with that row's number."""
    first: dict[Key, int] = {}
    judged = []
    for row in rows:
        if row.fate is not SeatFate.FAILING and first.setdefault(row.key, row.number) != row.number:
            sentence = N_("%(row)s행과 같은 자리예요.")
            row = fail(row, "seat_twice", sentence, row=str(first[row.key]))
        judged.append(row)
    return judged


def _place(
    row: SeatRow, known: SeatView | None, taken: dict[tuple[str, str], dict[tuple[int, int], str]]
) -> SeatRow:
    """The row with its fate, as far as its cell is known: one that is somebody else's fails."""
    if row.fate is SeatFate.FAILING:
        return row
    if row.cell is None and known is not None:
        row = replace(row, cell=(known.column, known.row))
    cells = taken.setdefault(row.key[:2], {})
    if row.cell is None:
        return row
    if row.cell in cells:
        return fail(row, "seat_cell", N_("%(seat)s 자리와 같은 칸이에요."), seat=cells[row.cell])
    cells[row.cell] = row.label
    if known is None:
        return row
    is_same = (row.cell, tuple(row.traits)) == ((known.column, known.row), tuple(known.traits))
    return replace(row, fate=SeatFate.SAME if is_same else SeatFate.CHANGED)


def _find_place(row: SeatRow, taken: dict[tuple[str, str], dict[tuple[int, int], str]]) -> SeatRow:
    """A row without a cell gets the first one of its floor that is free."""
    if row.fate is SeatFate.FAILING or row.cell is not None:
        return row
    cells = taken.setdefault(row.key[:2], {})
    grid = ((column, line) for line in range(1, MOST_ROWS + 1) for column in range(1, CELLS_A_ROW + 1))
    cell = next((each for each in grid if each not in cells), None)
    if cell is None:
        return fail(row, "floor_full", N_("이 층에는 놓을 칸이 없어요."))
    cells[cell] = row.label
    return replace(row, cell=cell)


def _index(centres: Iterable[CentreView]) -> dict[Key, SeatView]:
    found = {}
    for centre in centres:
        floors = {floor.id: squeeze(floor.name) for floor in centre.floors}
        for seat in centre.seats:
            found[squeeze(centre.name), floors[seat.floor_id], squeeze(seat.label)] = seat
    return found


def _known_floor(centre: CentreView | None, name: str) -> str:
    """The floor's name as it is written already."""
    floors = centre.floors if centre else ()
    return next((floor.name for floor in floors if squeeze(floor.name) == squeeze(name)), name)
