"""Taking laws in: a file is looked at first, then taken; short names of a law."""

from flask import Blueprint, flash, make_response, redirect, render_template
from werkzeug.wrappers import Response

from services import laws, people
from services.clock import local_day
from services.errors import Conflict, Invalid, Malformed, NotFound
from services.laws import Fate
from services.manuals import citing
from webapp.access import roles
from webapp.context import current_person, db, now
from webapp.errors import detail_of, treatment_of
from webapp.forms import read_file, show_again, text, words_of
from webapp.pages.laws import words
from webapp.pages.laws.law_page import load_law_page

blueprint = Blueprint("law_taking", __name__)
EDITORS = ("administrator", "manual_editor")
PAGE = "laws/uploads.html"


@blueprint.get("/laws/uploads")
@roles(*EDITORS)
def list_uploads() -> str:
    return render_template(PAGE, errors={}, **_facts())


@blueprint.post("/laws/uploads")
@roles(*EDITORS)
def keep_upload() -> Response:
    """Nothing of the file is taken in yet."""
    try:
        name, data = read_file("file")
        with db().writing() as session:
            upload_id = laws.keep_upload(session, name, data, current_person().staff_id, now())
    except (Invalid, Malformed) as error:
        return show_again(error, PAGE, **_facts())
    return redirect(f"/laws/uploads/{upload_id}", 303)


@blueprint.get("/laws/uploads/<string(length=22):upload_id>")
@roles(*EDITORS)
def show_upload(upload_id: str) -> str:
    with db().reading() as session:
        view = laws.find_upload(session, upload_id)
        plan = None
        if view.applied_at is None:
            plan = laws.plan_laws(session, laws.open_upload(session, upload_id, now()))
    return render_template("laws/upload.html", view=view, plan=plan, words=words)


@blueprint.post("/laws/uploads/<string(length=22):upload_id>/application")
@roles(*EDITORS)
def take_upload(upload_id: str) -> Response:
    at, staff_id = now(), current_person().staff_id
    try:
        with db().writing() as session:
            files = laws.open_upload(session, upload_id, at)
            taken, flagged = citing.take_laws(session, files, staff_id, at)
            laws.close_upload(session, upload_id, taken.plan.count(Fate.NEW), flagged.flags, at)
    except Conflict as error:
        flash(detail_of(error), "warn")
    except NotFound as error:
        flash(detail_of(error), "warn")
        return redirect("/laws/uploads", 303)
    return redirect(f"/laws/uploads/{upload_id}", 303)


@blueprint.post("/laws/<id:law_id>/short-names")
@roles(*EDITORS)
def change_short_names(law_id: int) -> Response:
    """Adds the name in `name`, or takes back the one in `remove`. Manuals that use it cite the law now."""
    at = now()
    try:
        with db().writing() as session:
            if removed := text("remove"):
                laws.remove_short_name(session, law_id, removed)
            else:
                laws.add_short_name(session, law_id, text("name"))
                citing.flag_changes(session, [law_id], at)
    except (Invalid, Conflict) as error:
        today = local_day(at)
        with db().reading() as session:
            page = load_law_page(session, law_id, None, today)
        shown = {"page": page, "today": today, "words": words, "may_edit": True}
        return make_response(
            render_template("laws/law.html", errors=words_of(error), **shown), treatment_of(error).status
        )
    return redirect(f"/laws/{law_id}#short-names", 303)


def _facts() -> dict[str, object]:
    with db().reading() as session:
        uploads = laws.list_uploads(session)
        names = people.names_of(session, {view.planned_by_id for view in uploads})
        count = laws.count_laws(session)
        unknown = citing.list_unknown_laws(session)
    return {"uploads": uploads, "names": names, "count": count, "unknown": unknown}
