"""For editors: what people search for and do not find, and the words that mean the same."""

from collections.abc import Mapping

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.errors import BalgilError, Conflict, Forbidden, Invalid, NotFound
from services.manuals import search
from services.texts import N_
from webapp.access import roles
from webapp.context import current_person, db, now
from webapp.errors import detail_of, treatment_of
from webapp.forms import asked, text, words_of
from webapp.pages.manuals.institution import NOWHERE, find_workplace

blueprint = Blueprint("manuals_search_words", __name__)
PAGE = "/manuals/search-words"
REFUSALS = (Invalid, Conflict)


@blueprint.get("/manuals/search-words")
@roles("manual_editor", "administrator")
def list_search_words() -> str:
    """A word that was not found may be handed on to the form: `?word=`."""
    return _render({}, asked("word"))


@blueprint.post("/manuals/search-words/synonyms")
@roles("manual_editor", "administrator")
def add_synonym() -> Response:
    by_id, at, institution_id = current_person().staff_id, now(), _institution_id()
    try:
        word, meaning = text("word"), text("meaning")
        view = db().write(
            lambda session: search.add_synonym(session, institution_id, word, meaning, by_id, at)
        )
    except REFUSALS as error:
        return _again(error)
    said = gettext("이제 ‘%(word)s’ 검색에 ‘%(meaning)s’도 나와요.", word=view.word, meaning=view.meaning)
    flash(said, "ok")
    return redirect(PAGE, 303)


@blueprint.post("/manuals/search-words/synonyms/<id:synonym_id>/ending")
@roles("manual_editor", "administrator")
def end_synonym(synonym_id: int) -> Response:
    at, institution_id = now(), _institution_id()
    try:
        view = db().write(lambda session: search.end_synonym(session, institution_id, synonym_id, at))
    except NotFound as error:
        flash(detail_of(error), "warn")
    else:
        said = gettext("‘%(word)s → %(meaning)s’ 짝을 그만 써요.", word=view.word, meaning=view.meaning)
        flash(said, "ok")
    return redirect(PAGE, 303)


@blueprint.post("/manuals/search-words/unfound/answer")
@roles("manual_editor", "administrator")
def mark_answered() -> Response:
    """It comes back when somebody searches for it again and finds nothing."""
    at, institution_id = now(), _institution_id()
    try:
        query = text("query")
        db().write(lambda session: search.mark_answered(session, institution_id, query, at))
    except (NotFound, *REFUSALS) as error:
        flash(detail_of(error), "warn")
    else:
        flash(gettext("목록에서 뺐어요. 다시 찾지 못하면 또 나타나요."), "ok")
    return redirect(PAGE, 303)


def _institution_id() -> int:
    with db().reading() as session:
        place = find_workplace(session, current_person().unit_id, now())
    if place.institution_id == NOWHERE:
        raise Forbidden("without_unit", N_("소속이 정해진 뒤에 할 수 있어요."))
    return place.institution_id


def _again(error: BalgilError) -> Response:
    return make_response(_render(words_of(error), ""), treatment_of(error).status)


def _render(errors: Mapping[str, str], word: str) -> str:
    with db().reading() as session:
        place = find_workplace(session, current_person().unit_id, now())
        synonyms = search.list_synonyms(session, place.institution_id)
        unfound = search.list_unfound(session, place.institution_id)
    return render_template(
        "manuals/search_words.html",
        held=[view for view in synonyms if view.ends_on is None],
        ended=[view for view in synonyms if view.ends_on is not None],
        unfound=unfound,
        errors=errors,
        word=word,
    )
