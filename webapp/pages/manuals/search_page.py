"""What a search found: the passage, where it stands, how old it is and who looks after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request
from flask_babel import gettext
from sqlalchemy.orm import Session

from services.manuals import Section, search, tasks
from services.people import SignedIn
from webapp.forms import asked_number, asked_page
from webapp.pages.manuals.institution import find_workplace
from webapp.pages.manuals.list_page import list_unit_options
from webapp.pages.manuals.words import SHORT, say_age, say_section

LONGEST_QUERY = 10_000


@dataclass(frozen=True)
class Asked:
    """What was typed and where to look."""

    text: str
    unit_id: int | None = None
    section: str | None = None
    page: int = 1


@dataclass(frozen=True)
class Found:
    """One line of the answer."""

    hit: search.Hit
    manual: tasks.ManualView
    place: str
    age: str

    @property
    def href(self) -> str:
        anchor = {None: "", search.TIP: "#tips"}.get(self.hit.section, f"#{self.hit.section}")
        return f"/manuals/{self.hit.manual_id}{anchor}"


@dataclass(frozen=True)
class SearchPage:
    asked: Asked
    results: search.Results
    found: Sequence[Found]
    units: Sequence[tuple[str, str]]
    sections: Sequence[tuple[str, str]]
    institution_id: int

    @property
    def is_filtered(self) -> bool:
        return self.asked.unit_id is not None or self.asked.section is not None


def read_asked() -> Asked:
    """Any text is a query: what no database takes is left out, and what is too long is cut."""
    typed = request.args.get("q", "")[:LONGEST_QUERY].replace("\x00", "").strip()
    typed = typed.encode(errors="ignore").decode()
    section = request.args.get("section", "")
    return Asked(
        text=typed,
        unit_id=asked_number("unit"),
        section=section if section in (*Section, search.TIP) else None,
        page=asked_page(),
    )


def load_search_page(session: Session, person: SignedIn, asked: Asked, now: datetime) -> SearchPage:
    place = find_workplace(session, person.unit_id, now)
    results = find(session, place.institution_id, asked)
    return SearchPage(
        asked=asked,
        results=results,
        found=show(session, results.hits, now),
        units=list_unit_options(session, place, now),
        sections=[("", gettext("모든 부분")), *section_options()],
        institution_id=place.institution_id,
    )


def find(session: Session, institution_id: int, asked: Asked) -> search.Results:
    query = search.Query(asked.text, institution_id, asked.unit_id, asked.section, asked.page)
    return search.search(session, query)


def show(session: Session, hits: Sequence[search.Hit], now: datetime) -> Sequence[Found]:
    """Hits with what is known of their manuals; one that was closed meanwhile is left out."""
    manuals: Mapping[int, tasks.ManualView] = {
        manual.id: manual for manual in tasks.list_by_id(session, [hit.manual_id for hit in hits], now)
    }
    return [
        Found(hit, manual, say_place(hit.section), say_age(hit.updated_on, now))
        for hit in hits
        if (manual := manuals.get(hit.manual_id)) and manual.is_open
    ]


def section_options() -> list[tuple[str, str]]:
    return [
        *((section.value, gettext(SHORT[section])) for section in Section),
        (search.TIP, gettext("직원이 남긴 Tip")),
    ]


def say_place(section: str | None) -> str:
    if section is None or section not in (*Section, search.TIP):
        return ""
    return gettext("직원이 남긴 Tip") if section == search.TIP else say_section(Section(section))
