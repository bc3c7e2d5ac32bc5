"""Where manuals are found: by words, by what I do, by department and season."""

from flask import Blueprint, render_template, request

from services.manuals import search
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.forms import asked_number, asked_page
from webapp.pages.manuals import words
from webapp.pages.manuals.list_page import LISTS, load_front_page, load_list_page
from webapp.pages.manuals.search_page import Asked, SearchPage, load_search_page, read_asked

blueprint = Blueprint("manuals", __name__)


@blueprint.get("/manuals")
@signed_in
def list_manuals() -> str:
    asked = read_asked()
    if asked.text:
        return _search(asked)
    show = request.args.get("show", "")
    return _list(show) if show in LISTS else _show_front()


def _show_front() -> str:
    with db().reading() as session:
        page = load_front_page(session, current_person(), now())
    return render_template("manuals/front.html", page=page, words=words, now=now())


def _list(show: str) -> str:
    with db().reading() as session:
        page = load_list_page(session, current_person(), show, asked_number("unit"), asked_page(), now())
    return render_template("manuals/list.html", page=page, lists=LISTS, words=words, now=now())


def _search(asked: Asked) -> str:
    with db().reading() as session:
        page = load_search_page(session, current_person(), asked, now())
    if (not page.results.total or page.results.missing) and not page.is_filtered:
        _note_unfound(page)
    return render_template("manuals/results.html", page=page, words=words, now=now())


def _note_unfound(page: SearchPage) -> None:
    """For the editors: that nobody has written this yet, not who was looking for it."""
    if page.institution_id:
        at = now()
        db().write(lambda session: search.note_unfound(session, page.institution_id, page.asked.text, at))
