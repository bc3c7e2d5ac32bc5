"""What a staff file would do: the fate of every row, with nothing written.

People are matched by staff number and by nothing else. Who is missing from the file stays as they are, and
is listed: a file of one department is no reason to end everybody else's service.
"""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy.orm import Session

from services.errors import Invalid
from services.people.names import LONGEST_NUMBER
from services.people.staff_file.base import Base, load_base
from services.people.staff_file.columns import Field, find_columns
from services.people.staff_file.fates import Fate, RowFate, plan_row
from services.people.staff_file.rows import StaffRow, read_staff_rows
from services.sheets import Columns, Row, read_table
from services.texts import N_

LONGEST_FILENAME = 200


@dataclass(frozen=True)
class Options:
    """What somebody said beside the file; `today` is the day from which rows count that name none."""

    today: date
    creates_units: bool
    number_width: int | None


@dataclass(frozen=True)
class MissingPerson:
    """Somebody in service who is not in the file."""

    staff_id: int
    number: str
    name: str
    place: str


@dataclass(frozen=True)
class ImportPlan:
    """The whole file's fate. `table` and `columns` are the file itself, for the file of failing rows."""

    id: str
    filename: str
    today: date
    creates_units: bool
    number_width: int | None
    rows: tuple[RowFate, ...]
    missing: tuple[MissingPerson, ...]
    new_units: tuple[str, ...]
    columns: Columns[Field]
    table: Sequence[Row]

    @property
    def counts(self) -> Mapping[Fate, int]:
        counted = Counter(row.fate for row in self.rows)
        return {fate: counted[fate] for fate in Fate}

    @property
    def failing(self) -> tuple[RowFate, ...]:
        return tuple(row for row in self.rows if row.fate is Fate.FAILING)

    @property
    def new_widths(self) -> tuple[int, ...]:
        """How many digits the numbers of new people have: several ways may mean that zeros were eaten."""
        new = (row.number for row in self.rows if row.fate is Fate.NEW and row.number.isdigit())
        return tuple(sorted({len(number) for number in new}))

    @property
    def digest(self) -> str:
        """A fingerprint of everything the plan would do: equal as long as the base has not changed."""
        acts = [(r.row, r.fate, r.from_on, r.changes, r.staff_id, r.target) for r in self.rows]
        return sha256(repr((self.today, self.creates_units, acts)).encode()).hexdigest()


def plan_import(
    session: Session,
    data: bytes,
    filename: str,
    today: date,
    *,
    creates_units: bool = False,
    number_width: int | None = None,
) -> ImportPlan:
    """Reads a .xlsx or .csv file and tells every row's fate; nothing is written.

    `creates_units` lets rows of unknown departments and teams make them; else those rows fail.
    `number_width` is how many digits staff numbers have: zeros that a spreadsheet ate are put back to it.

    Raises: Malformed with one of the codes `file_*`; Invalid `number_width`.
    """
    if number_width is not None and not 1 <= number_width <= LONGEST_NUMBER:
        sentence = N_("직원번호 자릿수는 1부터 20까지 적어 주세요.")
        raise Invalid("number_width", sentence, fields={"number_width": sentence})
    plan_id = secrets.token_urlsafe(16)
    name = filename.replace("\x00", "")[-LONGEST_FILENAME:]
    options = Options(today, creates_units, number_width)
    return plan_table(session, read_table(data), plan_id, name, options)


def plan_table(
    session: Session, table: Sequence[Row], plan_id: str, filename: str, options: Options
) -> ImportPlan:
    """The same from rows that were read before: at the moment of applying, against the base of then."""
    base, today, creates_units = load_base(session), options.today, options.creates_units
    columns = find_columns(table)
    parsed = read_staff_rows(table, columns, base.persons, options.number_width)
    twice = _twice(parsed)
    rows = tuple(plan_row(base, row, twice, today, creates_units=creates_units) for row in parsed)
    targets = dict.fromkeys(r.target.path for r in rows if r.target and r.target.unit_id is None)
    return ImportPlan(
        id=plan_id,
        filename=filename,
        today=today,
        creates_units=creates_units,
        number_width=options.number_width,
        rows=rows,
        missing=_missing(base, parsed, today),
        new_units=tuple(targets),
        columns=columns,
        table=table,
    )


def _twice(rows: Sequence[StaffRow]) -> Mapping[str, str]:
    """Staff numbers that stand in more than one row, with the rows."""
    places: dict[str, list[str]] = {}
    for row in rows:
        if row.number:
            places.setdefault(row.number, []).append(str(row.row))
    return {number: ", ".join(found) for number, found in places.items() if len(found) > 1}


def _missing(base: Base, rows: Sequence[StaffRow], today: date) -> tuple[MissingPerson, ...]:
    named = {row.number for row in rows}
    paths = base.units_on(today).paths
    absent = (p for p in base.persons.values() if p.number not in named and p.is_in_service(today))
    return tuple(
        MissingPerson(
            p.id, p.number, p.name, paths.get(post.unit_id, "") if (post := p.post_on(today)) else ""
        )
        for p in sorted(absent, key=lambda person: person.number)
    )
