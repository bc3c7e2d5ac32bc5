"""The pages of laws that manuals lead to: for what is taken along without a network."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services import laws
from services.laws import LawView, Place
from services.manuals.citing.links import slug_of
from services.manuals.citing.models import ManualCitation

MOST_UNKNOWN = 30


@dataclass(frozen=True)
class CitedPage:
    """An article, or with None the contents of its law; `tag` is another one when other texts hold."""

    law_id: int
    place: Place | None
    tag: str

    @property
    def path(self) -> str:
        return f"/laws/{self.law_id}" + (f"/articles/{slug_of(self.place)}" if self.place else "")


def list_cited_pages(session: Session, manual_ids: Collection[int], on: date) -> dict[int, list[CitedPage]]:
    """By manual, each law before its articles, of a range all of them; only what there is to show on a day.

    In a fixed number of statements.
    """
    query = select(ManualCitation.manual_id, ManualCitation.law_id, ManualCitation.place).where(
        ManualCitation.manual_id.in_(manual_ids)
    )
    order = (ManualCitation.manual_id, ManualCitation.law_id, ManualCitation.place)
    rows = [
        (each, law_id, place) for each, law_id, place in session.execute(query.order_by(*order)) if law_id
    ]
    views = laws.load_laws(session, {law_id for _, law_id, _ in rows})
    shown = {law.id: _list_shown(law, on) for law in views.values()}
    places = laws.list_places(session, {each for versions in shown.values() for each in versions})
    found: dict[int, dict[CitedPage, None]] = {}
    for manual_id, law_id, place in rows:
        tag = "-".join(str(version_id) for version_id in shown[law_id])
        pages = found.setdefault(manual_id, {})
        pages[CitedPage(law_id, None, tag)] = None
        pages |= {CitedPage(law_id, at, tag): None for at in _find_places(place, shown[law_id], places)}
    return {manual_id: list(pages) for manual_id, pages in found.items()}


def list_unknown_laws(session: Session) -> list[tuple[str, int]]:
    """Laws that are not known here, as they are written, with how many manuals cite them; the most first."""
    manuals = func.count(ManualCitation.manual_id.distinct())
    query = (
        select(func.min(ManualCitation.law_title), manuals)
        .where(ManualCitation.law_id.is_(None))
        .group_by(ManualCitation.law_key)
        .order_by(manuals.desc(), ManualCitation.law_key)
        .limit(MOST_UNKNOWN)
    )
    return [(title, count) for title, count in session.execute(query)]


def _list_shown(law: LawView, on: date) -> list[int]:
    """The versions whose articles a page shows: the one in force, and what comes later."""
    held = law.in_force(on)
    return [version.id for version in (*([held] if held else []), *law.upcoming(on))]


def _find_places(
    place: str, version_ids: Collection[int], places: Mapping[int, Collection[Place]]
) -> list[Place]:
    span = laws.parse_span(place)
    there = {at for version_id in version_ids for at in places.get(version_id, ())}
    return sorted(at for at in there if laws.is_within(span, at)) if span else []
