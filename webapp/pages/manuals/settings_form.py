"""What a form says of a manual beside its texts: name, words to find it by, season, term, who shares it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from flask import request
from flask_babel import format_date
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Invalid
from services.manuals import tasks
from services.people import Person, SignedIn, UnitKind
from services.texts import N_
from webapp.forms import find_number, numbers, read_count, read_id, text
from webapp.pages.manuals.edit_page import new_key
from webapp.pages.manuals.institution import find_workplace
from webapp.pages.manuals.list_page import list_unit_options
from webapp.pages.manuals.materials_page import open_manual

MOST_UNITS = 500
MONTHS = range(1, 13)


@dataclass(frozen=True)
class FrameForm:
    """As typed; keywords are separated by commas."""

    title: str = ""
    code: str = ""
    keywords: str = ""
    months: Sequence[int] = ()
    review_months: int = tasks.USUAL_REVIEW_MONTHS
    key: str = field(default_factory=new_key)
    unit_id: int | None = None


@dataclass(frozen=True)
class SettingsPage:
    """`units` may share it; `found` are people whom a search for a new owner has found."""

    manual: tasks.ManualView
    rights: tasks.Rights
    form: FrameForm
    units: Sequence[tuple[int, str]]
    found: Sequence[Person]
    query: str


@dataclass(frozen=True)
class NewPage:
    """`units` are those for which the reader may begin a manual."""

    form: FrameForm
    units: Sequence[tuple[str, str]]


def read_frame_form() -> FrameForm:
    months = [int(value) for value in request.form.getlist("month") if value in {*map(str, MONTHS)}]
    return FrameForm(
        title=text("title"),
        code=text("code"),
        keywords=text("keywords"),
        months=months,
        review_months=read_count("review_months", 2),
        key=text("key"),
        unit_id=find_number("unit"),
    )


def to_frame(form: FrameForm) -> tasks.Frame:
    return tasks.Frame(form.title, form.code, _split(form.keywords), form.months, form.review_months)


def to_new(form: FrameForm, owner_id: int, unit_id: int) -> tasks.NewManual:
    return tasks.NewManual(
        key=read_id(form.key) or b"",
        unit_id=unit_id,
        title=form.title,
        owner_id=owner_id,
        code=form.code,
        keywords=_split(form.keywords),
        months=form.months,
        review_months=form.review_months,
    )


def load_settings_page(
    session: Session, manual_id: int, staff_id: int, query: str, now: datetime, typed: FrameForm | None = None
) -> SettingsPage:
    """Raises: NotFound; Forbidden `not_manual_owner`."""
    manual = open_manual(session, manual_id)
    rights = tasks.rights_of(session, manual, staff_id, now)
    tasks.check_may(rights.manage)
    return SettingsPage(
        manual=manual,
        rights=rights,
        form=typed or _from_manual(manual),
        units=_list_sharers(session, manual, now),
        found=people.search_persons(session, query, local_day(now), 10) if query else [],
        query=query,
    )


def load_new_page(session: Session, person: SignedIn, form: FrameForm, now: datetime) -> NewPage:
    """Her own unit and its department; for who looks after all, every department."""
    place, today = find_workplace(session, person.unit_id, now), local_day(now)
    line = people.list_line(session, person.unit_id, today)
    own = [(str(unit.id), unit.name) for unit in line if unit.kind is not UnitKind.INSTITUTION]
    if person.roles & {people.Role.MANUAL_EDITOR, people.Role.ADMINISTRATOR}:
        known = {value for value, _ in own}
        others = list_unit_options(session, place, now)[1:]
        own += [option for option in others if option[0] not in known]
    return NewPage(form, own)


def read_units() -> list[int]:
    """The units that are ticked; none is fine."""
    return numbers("unit", MOST_UNITS) if "unit" in request.form else []


def check_sharers(
    session: Session, manual: tasks.ManualView, unit_ids: Collection[int], now: datetime
) -> None:
    """Raises: Invalid `unit` for one that is not among those that the form offers."""
    if not {unit_id for unit_id, _ in _list_sharers(session, manual, now)}.issuperset(unit_ids):
        sentence = N_("목록에서 골라 주세요.")
        raise Invalid("unit", sentence, fields={"unit": sentence})


def say_month(month: int) -> str:
    """Its short name in the reader's language."""
    return str(format_date(date(2000, month, 1), "LLL"))


def _from_manual(manual: tasks.ManualView) -> FrameForm:
    return FrameForm(
        manual.title, manual.code, ", ".join(manual.keywords), manual.months, manual.review_months
    )


def _list_sharers(session: Session, manual: tasks.ManualView, now: datetime) -> Sequence[tuple[int, str]]:
    kinds = (UnitKind.DEPARTMENT, UnitKind.NEIGHBOURHOOD_CENTRE)
    units = people.list_units_below(session, manual.institution_id, local_day(now))
    return [(unit.id, unit.name) for unit in units if unit.kind in kinds and unit.id != manual.unit_id]


def _split(keywords: str) -> list[str]:
    return [word.strip() for word in keywords.replace("\n", ",").split(",") if word.strip()]
