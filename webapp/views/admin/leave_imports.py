"""Leave files of the personnel system: uploaded, every row's fate looked at, applied once, taken back."""

from collections import Counter

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import leave, people
from services.clock import local_day
from services.errors import Conflict, Invalid, Malformed
from services.leave import Fate, LeavePlan
from webapp.access import roles
from webapp.context import current_person, db, now
from webapp.errors import detail_of
from webapp.forms import read_file, show_again
from webapp.pages.file_rows import choose_rows
from webapp.pages.leave.words import FATES

blueprint = Blueprint("admin_leave_imports", __name__)
PAGE = "admin/leave_imports.html"


@blueprint.get("/admin/leave")
@roles("administrator")
def list_imports() -> str:
    return render_template(PAGE, errors={}, **_facts())


@blueprint.post("/admin/leave")
@roles("administrator")
def plan_import() -> Response:
    """Nothing of the file is done yet: it is kept under an id, with what it would do."""
    try:
        plan_id = _plan()
    except (Invalid, Malformed) as error:
        return show_again(error, PAGE, **_facts())
    return redirect(f"/admin/leave/{plan_id}", 303)


@blueprint.get("/admin/leave/<string(length=22):plan_id>")
@roles("administrator")
def show_plan(plan_id: str) -> str:
    try:
        with db().reading() as session:
            plan = leave.get_leave_plan(session, plan_id, now())
    except Conflict:
        return _render_applied(plan_id)
    return _render_plan(plan)


@blueprint.post("/admin/leave/<string(length=22):plan_id>/application")
@roles("administrator")
def apply_import(plan_id: str) -> Response:
    try:
        with db().writing() as session:
            leave.apply_leave_import(session, plan_id, current_person().staff_id, now())
    except Conflict as error:
        flash(detail_of(error), "warn")
    else:
        flash(gettext("파일을 반영했어요."), "ok")
    return redirect(f"/admin/leave/{plan_id}", 303)


@blueprint.post("/admin/leave/<string(length=22):plan_id>/undoing")
@roles("administrator")
def undo_import(plan_id: str) -> Response:
    try:
        with db().writing() as session:
            leave.undo_leave_import(session, plan_id, current_person().staff_id, now())
    except Conflict as error:
        flash(detail_of(error), "warn")
    else:
        flash(gettext("파일을 반영하기 전으로 되돌렸어요."), "ok")
    return redirect("/admin/leave", 303)


def _plan() -> str:
    name, data = read_file("file")
    at = now()
    with db().reading() as session:
        plan = leave.plan_leave_import(session, data, name, local_day(at))
    with db().writing() as session:
        return leave.store_leave_plan(session, plan, at)


def _render_plan(plan: LeavePlan) -> str:
    return render_template(
        "admin/leave_plan.html",
        plan=plan,
        **choose_rows(plan.rows, Fate),
        fates=FATES,
        persons=len(Counter(row.staff_id for row in plan.rows if row.fate in (Fate.NEW, Fate.CANCELLED))),
    )


def _facts() -> dict[str, object]:
    with db().reading() as session:
        imports = leave.list_leave_imports(session)
        names = people.names_of(session, {view.applied_by_id for view in imports if view.applied_by_id})
    return {"imports": imports, "names": names}


def _render_applied(plan_id: str) -> str:
    with db().reading() as session:
        view = leave.find_leave_import(session, plan_id)
        last = next(iter(leave.list_leave_imports(session, 1)), None)
    is_last = last is not None and last.id == plan_id
    return render_template("admin/leave_applied.html", view=view, is_last=is_last, fates=FATES)
