"""Files that are looked at before anything is done: planned, kept under an id, applied once."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Conflict, Forbidden, Malformed, NotFound
from services.manuals import tasks, texts
from services.manuals.exchange.fates import Fate, Here, Judge, RowFate
from services.manuals.exchange.incoming import Incoming, from_plain, gather, to_plain
from services.manuals.exchange.models import LONGEST_FILENAME, ManualImport
from services.manuals.exchange.reading import open_upload, tidy_path
from services.people import Person, UnitView
from services.texts import N_, squeeze

PLAN_VALID_FOR = timedelta(days=7)
NOBODY = 0


@dataclass(frozen=True)
class ImportPlan:
    """An upload under an id, with the fate of every file and row."""

    id: str
    filename: str
    rows: tuple[RowFate, ...]
    usual_unit_id: int | None

    @property
    def counts(self) -> dict[Fate, int]:
        counted = Counter(row.fate for row in self.rows)
        return {fate: counted[fate] for fate in Fate}

    @property
    def changes(self) -> int:
        """How many manuals it would make or change."""
        return self.counts[Fate.NEW] + self.counts[Fate.CHANGED]

    @property
    def digest(self) -> str:
        """A fingerprint of everything the plan would do: equal as long as what is here has not changed."""
        acts = [
            (
                row.place,
                row.incoming.row,
                row.fate,
                row.unit_id,
                row.owner_id,
                row.manual_id,
                row.base,
                row.changed,
            )
            for row in self.rows
        ]
        return sha256(repr(acts).encode()).hexdigest()


def plan_import(
    session: Session, name: str, data: bytes, by_id: int, now: datetime, *, usual_unit_id: int | None = None
) -> ImportPlan:
    """Opens a document or a zip of many and tells what each would do; nothing is written.

    `usual_unit_id` is the unit of files that name none. Raises: Malformed with a code of `reading`;
    Forbidden.
    """
    incoming = gather(open_upload(name, data))
    if not incoming:
        raise Malformed("file_empty", N_("빈 파일이에요. 내용이 있는 파일을 골라 주세요."))
    kept_name = tidy_path(name)[-LONGEST_FILENAME:]
    return _plan(session, secrets.token_urlsafe(16), kept_name, incoming, usual_unit_id, by_id, now)


def store_plan(session: Session, plan: ImportPlan, by_id: int, now: datetime) -> str:
    """Keeps what the files say under the plan's id; what can no longer be applied goes."""
    over = ManualImport.applied_at.is_(None) & (ManualImport.planned_at < now - PLAN_VALID_FOR)
    session.execute(delete(ManualImport).where(over))
    institution_id = find_institution(session, by_id, local_day(now))
    session.add(
        ManualImport(
            id=plan.id,
            institution_id=institution_id,
            filename=plan.filename,
            content=to_content(plan),
            planned_by_id=by_id,
            planned_at=now,
        )
    )
    session.flush()
    return plan.id


def to_content(plan: ImportPlan) -> dict[str, Any]:
    """What is kept of a plan, so that another request can apply it."""
    return {
        "digest": plan.digest,
        "unit": plan.usual_unit_id,
        "files": [to_plain(row.incoming) for row in plan.rows],
    }


def get_plan(session: Session, plan_id: str, by_id: int, now: datetime) -> ImportPlan:
    """A stored upload as it would be applied now.

    Raises: NotFound `import_not_found`; Conflict `import_over` for an applied one.
    """
    row = get_row(session, plan_id, by_id, now)
    if row.applied_at is not None:
        raise Conflict("import_over", N_("이미 반영한 파일이에요."))
    return plan_again(session, row, by_id, now)


def plan_again(session: Session, row: ManualImport, by_id: int, now: datetime) -> ImportPlan:
    content: Mapping[str, Any] = row.content
    incoming = [from_plain(kept) for kept in content["files"]]
    return _plan(session, row.id, row.filename, incoming, content["unit"], by_id, now)


def get_row(session: Session, plan_id: str, by_id: int, now: datetime) -> ManualImport:
    """One of the person's institution. Raises: NotFound `import_not_found`; Forbidden."""
    institution_id = find_institution(session, by_id, local_day(now))
    query = select(ManualImport).where(
        ManualImport.id == plan_id, ManualImport.institution_id == institution_id
    )
    row = session.scalar(query.with_for_update())
    if row is None:
        raise NotFound("import_not_found", N_("그런 파일이 없어요. 파일을 다시 올려 주세요."))
    return row


def list_importing_units(session: Session, by_id: int, now: datetime) -> list[UnitView]:
    """The units whose manuals this person may bring in, in the order of the tree."""
    return _units_of(session, by_id, local_day(now))


def _plan(
    session: Session,
    plan_id: str,
    filename: str,
    incoming: Sequence[Incoming],
    usual_unit_id: int | None,
    by_id: int,
    now: datetime,
) -> ImportPlan:
    judge = Judge(_load_here(session, incoming, usual_unit_id, by_id, now))
    return ImportPlan(plan_id, filename, tuple(judge.judge(each) for each in incoming), usual_unit_id)


def _load_here(
    session: Session, incoming: Sequence[Incoming], usual_unit_id: int | None, by_id: int, now: datetime
) -> Here:
    today = local_day(now)
    units = _units_of(session, by_id, today)
    wanted = tasks.Filter(unit_ids=[unit.id for unit in units])
    views = tasks.list_by_id(session, tasks.list_ids(session, wanted, now), now)
    titles = {squeeze(each.title) for each in incoming}
    codes = {each.code for each in incoming if each.code}
    met = [view for view in views if squeeze(view.title) in titles or view.code in codes]
    published = texts.list_published(session, [view.id for view in met])
    return Here(
        units=units,
        people=_list_named(session, incoming, units, today),
        leads=_list_leads(session, units, today),
        by_place={(view.unit_id, squeeze(view.title)): view for view in met},
        by_code={(view.unit_id, view.code): view for view in met if view.code},
        texts={manual_id: each.texts for manual_id, each in published.items()},
        usual_unit_id=usual_unit_id,
    )


def find_institution(session: Session, by_id: int, today: date) -> int:
    """That which the person works for: others share this database, not its tasks.

    The first administrator has no unit on the first day: where there is one institution alone, it is hers.
    Raises: Forbidden `not_in_service`.
    """
    person = people.find_person(session, by_id, today)
    line = people.list_line(session, person.unit_id, today) if person else []
    if line:
        return people.institution_of(line)
    tops = [unit.id for unit in people.list_units(session, today) if unit.depth == 0]
    if person is None or not person.is_in_service(today) or len(tops) != 1:
        raise Forbidden("not_in_service", N_("근무하는 부서가 없어 매뉴얼을 가져올 수 없어요."))
    return tops[0]


def _units_of(session: Session, by_id: int, today: date) -> list[UnitView]:
    return people.list_units_below(session, find_institution(session, by_id, today), today)


def _list_named(
    session: Session, incoming: Sequence[Incoming], units: Sequence[UnitView], today: date
) -> dict[str, Person]:
    """By the numbers as the files write them; only who is in service in the institution today can look after
    its tasks."""
    numbers = {each.owner_number for each in incoming if each.owner_number}
    ids = people.ids_by_number(session) if numbers else {}
    named = {number: ids.get(people.normalise_number(number)) for number in numbers}
    persons = people.list_persons(session, [found for found in named.values() if found], today)
    here = {unit.id for unit in units}
    found = {number: persons.get(staff_id or 0) for number, staff_id in named.items()}
    return {
        number: person
        for number, person in found.items()
        if person and person.is_in_service(today) and person.unit_id in here
    }


def _list_leads(session: Session, units: Sequence[UnitView], today: date) -> dict[int, Person]:
    """The lead of each unit, else the nearest one above it."""
    leadership = people.load_leadership(session, today)
    found = {unit.id: leadership.lead_of(NOBODY, unit.id) for unit in units}
    persons = people.list_persons(session, {lead for lead in found.values() if lead}, today)
    return {unit_id: persons[lead] for unit_id, lead in found.items() if lead in persons}
