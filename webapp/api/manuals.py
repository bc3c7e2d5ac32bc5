"""Manuals for scripts: what a search finds while somebody types, and sections that are being written."""

from typing import Annotated

from flask import Blueprint, request
from pydantic import Field

from services.errors import Invalid
from services.manuals import Section, search, tasks, texts
from services.texts import N_
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.limits import hold_back
from webapp.openapi import Body, endpoint
from webapp.pages.manuals.institution import find_workplace
from webapp.pages.manuals.search_page import Found, find, read_asked, show
from webapp.pages.manuals.section_part import SECTION

blueprint = Blueprint("api_manuals", __name__)
# A section of 200 kB, each letter of it escaped, with what stands around it.
MOST_BYTES = 1_300_000
MOST_AS_TYPED = 6
# Faster than anybody types.
TYPED_AT_MOST = "600 per minute"


class PieceBody(Body):
    text: str
    is_marked: bool


class HitBody(Body):
    """`place` is the section's name, `age` how long ago it was published, in the reader's language."""

    id: int
    href: str
    title: list[PieceBody]
    place: str
    excerpt: list[PieceBody]
    unit: str
    age: str


class SearchAnswer(Body):
    """`corrected` is what was searched for instead of what was typed; `words` are ways to go on typing."""

    total: int
    corrected: str | None
    words: list[str]
    hits: list[HitBody]


class DraftPost(Body):
    """`base` is the published number that the writer began on, `version` the draft's, 0 for none."""

    text: Annotated[str, Field(max_length=200_000)]
    base: Annotated[int, Field(ge=0, le=1_000_000)]
    version: Annotated[int, Field(ge=0, le=1_000_000_000)]


class DraftAnswer(Body):
    text: str
    base: int
    version: int
    saved_at: str


@blueprint.before_request
def take_little() -> None:
    request.max_content_length = MOST_BYTES


@blueprint.get("/manuals/search")
@signed_in
@endpoint(None, SearchAnswer, summary="Manuals that fit what is typed (`q`); `unit` and `section` narrow it")
def search_manuals() -> SearchAnswer:
    person, asked, at = current_person(), read_asked(), now()
    hold_back(TYPED_AT_MOST, "manual_search", str(person.staff_id))
    with db().reading() as session:
        place = find_workplace(session, person.unit_id, at)
        results = find(session, place.institution_id, asked)
        found = show(session, results.hits[:MOST_AS_TYPED], at)
        words = search.suggest_as_typed(session, asked.text, place.institution_id)
    return SearchAnswer(
        total=results.total, corrected=results.corrected, words=words, hits=[*map(_to_body, found)]
    )


@blueprint.post(f"/manuals/<id:manual_id>/drafts/{SECTION}")
@signed_in
@endpoint(
    DraftPost, DraftAnswer, summary="Keeps a section as I am writing it; 409 with another device's text"
)
def save_draft(manual_id: int, section: str, body: DraftPost) -> DraftAnswer:
    staff_id, at = current_person().staff_id, now()
    with db().writing() as session:
        manual = tasks.load_manual(session, manual_id, at)
        tasks.check_may(tasks.rights_of(session, manual, staff_id, at).write)
        if body.base > manual.number:
            raise Invalid("base", N_("화면을 새로 고친 뒤 다시 해 주세요."))
        draft = texts.save_draft(
            session, manual_id, staff_id, Section(section), body.text, body.base, body.version, at
        )
    saved_at = draft.saved_at.isoformat()
    return DraftAnswer(text=draft.text, base=draft.base, version=draft.version, saved_at=saved_at)


def _to_body(found: Found) -> HitBody:
    return HitBody(
        id=found.hit.manual_id,
        href=found.href,
        title=[PieceBody(text=p.text, is_marked=p.is_marked) for p in found.hit.title],
        place=found.place,
        excerpt=[PieceBody(text=p.text, is_marked=p.is_marked) for p in found.hit.excerpt],
        unit=found.manual.unit_name,
        age=found.age,
    )
