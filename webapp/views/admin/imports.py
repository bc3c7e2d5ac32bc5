"""Staff files: uploaded, every row's fate looked at, applied once, the last one taken back."""

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import handovers, people
from services.clock import local_day
from services.errors import Conflict, Invalid, Malformed, NotFound
from services.people import Fate, ImportPlan, ImportView
from services.texts import N_
from webapp.access import roles
from webapp.context import current_person, db, now
from webapp.forms import day, find_number, is_ticked, read_file, show_again
from webapp.pages.file_rows import choose_rows
from webapp.pages.people.staff_words import FATES, say_change

blueprint = Blueprint("admin_imports", __name__)
PAGE = "admin/imports.html"
MOST_IMPORTS = 200
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/admin/imports")
@roles("administrator")
def list_imports() -> str:
    return render_template(PAGE, errors={}, **_facts())


@blueprint.post("/admin/imports")
@roles("administrator")
def plan_import() -> Response:
    """Nothing of the file is done yet: it is kept under an id, with what it would do."""
    try:
        plan_id = _plan()
    except (Invalid, Malformed) as error:
        return show_again(error, PAGE, **_facts())
    return redirect(f"/admin/imports/{plan_id}", 303)


@blueprint.get("/admin/imports/<string(length=22):plan_id>")
@roles("administrator")
def show_plan(plan_id: str) -> str:
    try:
        with db().reading() as session:
            plan = people.get_plan(session, plan_id)
    except Conflict:
        return _render_applied(plan_id)
    return _render_plan(plan)


@blueprint.get("/admin/imports/<string(length=22):plan_id>/failing-rows.xlsx")
@roles("administrator")
def download_failing(plan_id: str) -> Response:
    with db().reading() as session:
        failing = people.get_failing_rows(session, plan_id)
    response = Response(people.failing_rows_file(failing, gettext), mimetype=SPREADSHEET)
    response.headers["Content-Disposition"] = 'attachment; filename="failing-rows.xlsx"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/admin/imports/<string(length=22):plan_id>/application")
@roles("administrator")
def apply_import(plan_id: str) -> Response:
    with db().writing() as session:
        people.apply_import(session, plan_id, current_person().staff_id, now())
        # Whoever it moves has a handover ready, and knows of it, before the import's page is back.
        handovers.keep_up(session, now())
    flash(gettext("파일을 반영했어요."), "ok")
    return redirect(f"/admin/imports/{plan_id}", 303)


@blueprint.post("/admin/imports/<string(length=22):plan_id>/undoing")
@roles("administrator")
def undo_import(plan_id: str) -> Response:
    """The id says which import the person means: after another one it is no longer the last."""
    if _find_applied(plan_id)[0].undone_at is None:
        with db().writing() as session:
            if people.undo_last_import(session, current_person().staff_id, now()).id != plan_id:
                raise Conflict("import_not_last", N_("마지막으로 반영한 파일만 되돌릴 수 있어요."))
            handovers.keep_up(session, now())
    flash(gettext("파일을 반영하기 전으로 되돌렸어요."), "ok")
    return redirect("/admin/imports", 303)


def _plan() -> str:
    name, data = read_file("file")
    from_on, width = day("from_on"), find_number("number_width")
    with db().reading() as session:
        plan = people.plan_import(
            session, data, name, from_on, creates_units=is_ticked("creates_units"), number_width=width
        )
    with db().writing() as session:
        return people.store_plan(session, plan, now())


def _render_plan(plan: ImportPlan) -> str:
    return render_template(
        "admin/import_plan.html",
        plan=plan,
        **choose_rows(plan.rows, Fate),
        fates=FATES,
        say_change=say_change,
    )


def _facts() -> dict[str, object]:
    with db().reading() as session:
        imports = people.list_imports(session)
        names = people.names_of(session, {view.applied_by_id for view in imports if view.applied_by_id})
    return {"imports": imports, "names": names, "last": _last_of(imports), "today": local_day(now())}


def _last_of(imports: list[ImportView]) -> ImportView | None:
    """The one that can still be taken back."""
    return next((view for view in imports if view.undone_at is None), None)


def _render_applied(plan_id: str) -> str:
    view, is_last = _find_applied(plan_id)
    return render_template(
        "admin/import_applied.html",
        view=view,
        is_last=is_last,
        fates=FATES,
    )


def _find_applied(plan_id: str) -> tuple[ImportView, bool]:
    """An applied import, and whether it is the one that can be taken back; raises NotFound."""
    with db().reading() as session:
        imports = people.list_imports(session, MOST_IMPORTS)
    view = next((view for view in imports if view.id == plan_id), None)
    if view is None:
        raise NotFound("import_not_found", N_("그런 파일이 없어요. 파일을 다시 올려 주세요."))
    return view, view == _last_of(imports)
