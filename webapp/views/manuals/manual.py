"""One manual: read, kept among one's own, watched, and stamped as right by whoever looks after it."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.errors import Conflict
from services.manuals import tasks
from services.people import SignedIn
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.errors import detail_of
from webapp.forms import find_number
from webapp.pages.manuals import materials_page, tips_page, words
from webapp.pages.manuals.manual_page import ManualPage, load_manual_page
from webapp.pages.manuals.materials_page import open_manual
from webapp.pages.manuals.visits import count_due_views, note_view

blueprint = Blueprint("manual", __name__)


@blueprint.get("/manuals/<id:manual_id>")
@signed_in
def show_manual(manual_id: int) -> str:
    person, at = current_person(), now()
    with db().reading() as session:
        page = load_manual_page(session, manual_id, person.staff_id, at)
        if is_read():
            note_view(session, manual_id)
    if is_read():
        _note_read(page, person)
    return render_template(
        "manuals/manual.html",
        page=page,
        words=words,
        now=at,
        tip_words=tips_page,
        material_words=materials_page,
    )


@blueprint.post("/manuals/<id:manual_id>/watch")
@signed_in
def watch_manual(manual_id: int) -> Response:
    is_on = request.form.get("on") == "yes"
    _mark(manual_id, is_watched=is_on)
    flash(gettext("내용이 바뀌면 알려 드릴게요.") if is_on else gettext("이제 바뀌어도 알리지 않아요."), "ok")
    return redirect(f"/manuals/{manual_id}", 303)


@blueprint.post("/manuals/<id:manual_id>/favourite")
@signed_in
def keep_manual(manual_id: int) -> Response:
    is_on = request.form.get("on") == "yes"
    _mark(manual_id, is_favourite=is_on)
    flash(gettext("즐겨찾기에 넣었어요.") if is_on else gettext("즐겨찾기에서 뺐어요."), "ok")
    return redirect(f"/manuals/{manual_id}", 303)


@blueprint.post("/manuals/<id:manual_id>/confirmation")
@signed_in
def confirm_manual(manual_id: int) -> Response:
    """The stamp on the number that stood on the page."""
    staff_id, at, number = current_person().staff_id, now(), find_number("number") or 0
    try:
        with db().writing() as session:
            manual = tasks.load_manual(session, manual_id, at)
            tasks.check_may(tasks.rights_of(session, manual, staff_id, at).publish)
            tasks.confirm_manual(session, manual_id, number, staff_id, at)
    except Conflict as error:
        flash(detail_of(error), "warn")
    else:
        flash(gettext("오늘 날짜로 확인함 도장을 찍었어요."), "ok")
    return redirect(f"/manuals/{manual_id}", 303)


@blueprint.post("/manuals/<id:manual_id>/taking")
@signed_in
def take_in_hand(manual_id: int) -> Response:
    staff_id, at = current_person().staff_id, now()
    db().write(lambda session: tasks.take_in_hand(session, manual_id, staff_id, at))
    flash(gettext("계속 맡는 것으로 해 두었어요."), "ok")
    return redirect(f"/manuals/{manual_id}", 303)


def is_read() -> bool:
    """Whether a person opens the page: a phone that only keeps its copy fresh has read nothing."""
    return request.headers.get("Sec-Fetch-Dest", "document") == "document"


def _mark(manual_id: int, **wanted: bool) -> None:
    """Raises: NotFound for a manual of another institution, whose name she would see among hers."""
    with db().writing() as session:
        open_manual(session, manual_id)
        tasks.set_mark(session, manual_id, current_person().staff_id, **wanted)


def _note_read(page: ManualPage, person: SignedIn) -> None:
    count_due_views()
    if page.is_changed:
        number = page.manual.number
        db().write(lambda session: tasks.note_seen(session, page.manual.id, person.staff_id, number))
