"""Files of manuals: uploaded, the fate of each looked at, applied once."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import people
from services.errors import Conflict, Invalid, Malformed
from services.manuals import exchange, tasks
from services.portions import work_off
from services.texts import N_
from webapp.access import roles
from webapp.context import current_person, db, ledger, now
from webapp.errors import detail_of
from webapp.forms import asked_page, find_number, show_again
from webapp.pages.file_rows import A_PAGE, choose_rows
from webapp.pages.manuals.exchange_words import FATES
from webapp.pages.manuals.import_page import say_changes
from webapp.pages.manuals.words import SECTIONS
from webapp.pages.people.staff_words import unit_choices

blueprint = Blueprint("manual_imports", __name__)
PAGE = "manuals/imports.html"
EDITORS = ("manual_editor", "administrator")
# Beyond it the command reads a folder on the server.
MOST_FILES, MOST_BYTES = 2_000, 50_000_000


@blueprint.get("/manuals/imports")
@roles(*EDITORS)
def list_imports() -> str:
    return render_template(PAGE, errors={}, **_facts())


@blueprint.post("/manuals/imports")
@roles(*EDITORS)
def plan_import() -> Response:
    """Nothing of the files is done yet: they are kept under an id, with what they would do."""
    try:
        plan_id = _plan()
    except (Invalid, Malformed) as error:
        return show_again(error, PAGE, **_facts())
    return redirect(f"/manuals/imports/{plan_id}", 303)


@blueprint.get("/manuals/imports/<string(length=22):plan_id>")
@roles(*EDITORS)
def show_plan(plan_id: str) -> str:
    try:
        with db().reading() as session:
            plan = exchange.get_plan(session, plan_id, current_person().staff_id, now())
            shown = choose_rows(plan.rows, exchange.Fate)
            told = say_changes(session, shown["rows"])
    except Conflict:
        return _render_applied(plan_id)
    return render_template(
        "manuals/import_plan.html", plan=plan, **shown, told=told, fates=FATES, sections=SECTIONS
    )


@blueprint.post("/manuals/imports/<string(length=22):plan_id>/application")
@roles(*EDITORS)
def apply_import(plan_id: str) -> Response:
    staff_id = current_person().staff_id
    try:
        work_off(
            db(),
            lambda session: not exchange.apply_import(session, ledger(), plan_id, staff_id, now()).is_done,
        )
    except (Conflict, Invalid) as error:
        flash(detail_of(error), "warn")
    else:
        flash(gettext("파일을 반영했어요."), "ok")
    return redirect(f"/manuals/imports/{plan_id}", 303)


def _plan() -> str:
    name, data = _read_files()
    staff_id, unit_id, at = current_person().staff_id, find_number("unit"), now()
    with db().reading() as session:
        plan = exchange.plan_import(session, name, data, staff_id, at, usual_unit_id=unit_id)
    with db().writing() as session:
        return exchange.store_plan(session, plan, staff_id, at)


def _read_files() -> tuple[str, bytes]:
    """One file as it is; several, or a folder, as one upload with the paths that the browser tells."""
    files, left = [], MOST_BYTES + 1
    for file in [*request.files.getlist("files"), *request.files.getlist("folder")][: MOST_FILES + 1]:
        data = file.stream.read(left) if file.filename else b""
        left -= len(data)
        if file.filename:
            files.append((file.filename, data))
    if not files:
        sentence = N_("파일을 골라 주세요.")
        raise Invalid("invalid_field", sentence, fields={"files": sentence})
    if left <= 0:
        sentence = N_("한 번에 50MB까지 올릴 수 있어요. 나누어 올려 주세요.")
        raise Invalid("file_too_large", sentence, fields={"files": sentence})
    if len(files) == 1:
        return files[0]
    folder = files[0][0].split("/")[0] if "/" in files[0][0] else ""
    name = folder or gettext("파일 %(count)s개", count=len(files))
    return f"{name}.zip", exchange.pack_files(files)


def _facts() -> dict[str, object]:
    with db().reading() as session:
        imports = exchange.list_imports(session, current_person().staff_id, now())
        names = people.names_of(session, {view.applied_by_id for view in imports if view.applied_by_id})
        units = exchange.list_importing_units(session, current_person().staff_id, now())
    options = [("", gettext("고르지 않음")), *((str(unit_id), name) for unit_id, name in unit_choices(units))]
    return {"imports": imports, "names": names, "units": options}


def _render_applied(plan_id: str) -> str:
    page = asked_page()
    with db().reading() as session:
        view = exchange.get_import(session, plan_id, current_person().staff_id, now())
        touched = [*view.made_ids, *view.changed_ids]
        manuals = tasks.list_by_id(session, touched[(page - 1) * A_PAGE : page * A_PAGE], now())
    return render_template(
        "manuals/import_applied.html",
        view=view,
        fates=FATES,
        manuals=manuals,
        page=page,
        pages=max(-(-len(touched) // A_PAGE), 1),
        changed=set(view.changed_ids),
    )
