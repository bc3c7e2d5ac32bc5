"""Answers quoted from the manuals, and where a model is set up the quotes put into words."""

from typing import Annotated

from flask import Blueprint, request
from pydantic import Field

from services.manuals import tips
from webapp.access import signed_in
from webapp.context import current_person, db, now, settings
from webapp.limits import hold_back
from webapp.openapi import Body, endpoint
from webapp.pages.manuals.institution import find_workplace

blueprint = Blueprint("api_manual_answers", __name__)
MOST_BYTES = 4_000
ASKED_AT_MOST = "20 per minute"


class ManualAsked(Body):
    """A question in somebody's own words."""

    question: Annotated[str, Field(min_length=1, max_length=tips.LONGEST_QUESTION)]


class ManualQuote(Body):
    """A passage as it stands in a manual; `path` leads there."""

    manual: int
    title: str
    section: str
    text: str
    path: str


class ManualPhrased(Body):
    """The quotes in a model's words; `sources` are their numbers, from 1, that it names."""

    text: str
    sources: list[int]


class ManualAnswer(Body):
    """`quotes` answer the question; where there are none, `near` are the passages that come nearest, and may
    answer it or not. `phrased` is null without quotes or a model, and whenever what it said does not hold
    against the quotes."""

    quotes: list[ManualQuote]
    near: list[ManualQuote]
    phrased: ManualPhrased | None


@blueprint.before_request
def take_little() -> None:
    request.max_content_length = MOST_BYTES


@blueprint.post("/manuals/answers")
@signed_in
@endpoint(ManualAsked, ManualAnswer, summary="What the manuals say to a question, quoted")
def answer(body: ManualAsked) -> ManualAnswer:
    person = current_person()
    hold_back(ASKED_AT_MOST, "manual_answers", str(person.staff_id))
    with db().reading() as session:
        place = find_workplace(session, person.unit_id, now())
        found = tips.find_answer(session, body.question, place.institution_id, now())
    return ManualAnswer(
        quotes=[_to_body(quote) for quote in found.quotes],
        near=[_to_body(quote) for quote in found.near],
        phrased=_phrase(found) if found.quotes else None,
    )


def _phrase(found: tips.Answer) -> ManualPhrased | None:
    """After the transaction: a model may take its time."""
    own = settings()
    if not own.phrases_answers:
        return None
    key = own.answer_key.get_secret_value() if own.answer_key else ""
    model = tips.Endpoint(own.answer_url, own.answer_model, key)
    said = tips.phrase_answer(model, found.question, [quote.text for quote in found.quotes])
    return ManualPhrased(text=said.text, sources=list(said.sources)) if said else None


def _to_body(quote: tips.Quote) -> ManualQuote:
    path = f"/manuals/{quote.manual.id}"
    is_tip = quote.section == "tip"
    return ManualQuote(
        manual=quote.manual.id,
        title=quote.manual.title,
        section=quote.section,
        text=quote.text,
        path=f"{path}/tips" if is_tip else f"{path}#{quote.section}",
    )
