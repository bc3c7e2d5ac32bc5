"""Laws that changed, for those whose manuals cite them: old and new side by side, until somebody confirms."""

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.clock import local_day
from services.manuals import citing, tasks
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.forms import asked, asked_page, find_number
from webapp.pages.manuals.institution import find_workplace
from webapp.pages.manuals.materials_page import open_manual

blueprint = Blueprint("law_changes", __name__)


@blueprint.get("/laws/changes")
@signed_in
def list_changes() -> str:
    """Those that I own or watch; editors may see all of their institution."""
    person, page = current_person(), asked_page()
    may_see_all = bool(person.roles & {"administrator", "manual_editor"})
    sees_all = may_see_all and asked("all") == "yes"
    with db().reading() as session:
        place = find_workplace(session, person.unit_id, now())
        whose = None if sees_all else person.staff_id
        found = citing.list_flagged(session, whose, page, institution_id=place.institution_id)
    return render_template(
        "laws/changes.html",
        found=found,
        page=page,
        pages=max(-(-found.total // citing.PAGE_SIZE), 1),
        may_see_all=may_see_all,
        sees_all=sees_all,
        today=local_day(now()),
    )


@blueprint.get("/laws/changes/<id:manual_id>")
@signed_in
def show_changes(manual_id: int) -> str:
    at, staff_id = now(), current_person().staff_id
    with db().reading() as session:
        manual = open_manual(session, manual_id)
        flags = citing.list_flags(session, manual_id)
        rights = tasks.rights_of(session, manual, staff_id, at)
    return render_template(
        "laws/manual_changes.html", manual=manual, flags=flags, rights=rights, today=local_day(at)
    )


@blueprint.post("/laws/changes/<id:manual_id>/confirmation")
@signed_in
def confirm_changes(manual_id: int) -> Response:
    """One flag, or all that stood on the page: `until` is the newest of them."""
    staff_id, at = current_person().staff_id, now()
    flag_id, until_id = find_number("flag"), find_number("until")
    with db().writing() as session:
        open_manual(session, manual_id)
        if flag_id is not None:
            citing.clear_flag(session, flag_id, staff_id, at)
        elif until_id is not None:
            citing.clear_flags(session, manual_id, staff_id, until_id, at)
    flash(gettext("바뀐 법령을 확인했어요."), "ok")
    return redirect(f"/laws/changes/{manual_id}", 303)
