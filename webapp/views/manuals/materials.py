"""Materials of a manual: taken away as files, looked at as pictures, changed by who keeps it."""

from collections.abc import Callable, Mapping
from urllib.parse import quote

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.http import dump_options_header
from werkzeug.wrappers import Response

from services.errors import BalgilError, Conflict, Forbidden, Invalid, Malformed
from services.manuals import materials
from webapp.access import signed_in
from webapp.context import current_person, db, now, settings
from webapp.errors import detail_of, treatment_of
from webapp.forms import asked_number, find_number, read_file, text, words_of
from webapp.limits import hold_back
from webapp.pages.manuals import materials_page as page_of
from webapp.pages.manuals.materials_page import (
    check_may_edit,
    load_material_page,
    load_materials_page,
    open_material,
)
from webapp.writing import write_and_tell

blueprint = Blueprint("manual_materials", __name__)
REFUSALS = (Invalid, Conflict, Forbidden)
# Looking at a file takes the processor for up to seconds.
UPLOADS_A_PERSON = "30 per minute"
# A browser would keep it past the sign-out; what is to be there without a network is in the pack.
NOT_KEPT = "private, no-store"


@blueprint.get("/manuals/<id:manual_id>/materials")
@signed_in
def list_materials(manual_id: int) -> str:
    return _render_list(manual_id, {})


@blueprint.post("/manuals/<id:manual_id>/materials")
@signed_in
def add_material(manual_id: int) -> Response:
    try:
        file = _read_file(manual_id)
        name, by_id, at = text("name"), current_person().staff_id, now()
        material = db().write(
            lambda session: materials.add_material(session, manual_id, name, file, by_id, at)
        )
    except REFUSALS as error:
        return make_response(_render_list(manual_id, _say_wrong(error)), treatment_of(error).status)
    flash(gettext("자료를 올렸어요: %(name)s", name=material.name), "ok")
    return redirect(f"/manuals/{manual_id}/materials", 303)


@blueprint.get("/manuals/<id:manual_id>/materials/<id:material_id>")
@signed_in
def show_material(manual_id: int, material_id: int) -> str:
    return _render_one(manual_id, material_id, {})


@blueprint.post("/manuals/<id:manual_id>/materials/<id:material_id>/versions")
@signed_in
def add_version(manual_id: int, material_id: int) -> Response:
    try:
        file = _read_file(manual_id)
        note, by_id, at = text("note"), current_person().staff_id, now()
        db().write(
            lambda session: materials.add_version(session, manual_id, material_id, file, note, by_id, at)
        )
    except REFUSALS as error:
        return make_response(
            _render_one(manual_id, material_id, _say_wrong(error)), treatment_of(error).status
        )
    flash(gettext("새 판을 올렸어요."), "ok")
    return redirect(f"/manuals/{manual_id}/materials/{material_id}", 303)


@blueprint.post("/manuals/<id:manual_id>/materials/<id:material_id>/restoration")
@signed_in
def restore_version(manual_id: int, material_id: int) -> Response:
    number, by_id, at = find_number("number") or 0, current_person().staff_id, now()
    return _do(
        manual_id,
        f"/{material_id}",
        lambda session: materials.restore_version(session, manual_id, material_id, number, by_id, at),
        gettext("그 판을 다시 쓰기로 했어요."),
    )


@blueprint.post("/manuals/<id:manual_id>/materials/<id:material_id>/name")
@signed_in
def rename_material(manual_id: int, material_id: int) -> Response:
    name = text("name")
    return _do(
        manual_id,
        f"/{material_id}",
        lambda session: materials.rename_material(session, manual_id, material_id, name),
        gettext("이름을 바꾸었어요."),
    )


@blueprint.post("/manuals/<id:manual_id>/materials/<id:material_id>/removal")
@signed_in
def remove_material(manual_id: int, material_id: int) -> Response:
    by_id, at = current_person().staff_id, now()
    return _do(
        manual_id,
        "",
        lambda session: materials.remove_material(session, manual_id, material_id, by_id, at),
        gettext("자료를 내렸어요. 다시 올릴 수 있어요."),
    )


@blueprint.post("/manuals/<id:manual_id>/materials/<id:material_id>/return")
@signed_in
def put_back_material(manual_id: int, material_id: int) -> Response:
    return _do(
        manual_id,
        "",
        lambda session: materials.put_back_material(session, manual_id, material_id),
        gettext("자료를 다시 올렸어요."),
    )


@blueprint.get("/manuals/<id:manual_id>/materials/<id:material_id>/versions/<id:number>/file")
@signed_in
def download_file(manual_id: int, material_id: int, number: int) -> Response:
    """For taking away alone: no browser shows what somebody has uploaded."""
    with db().reading() as session:
        open_material(session, manual_id, material_id)
        file = materials.load_file(session, manual_id, material_id, number)
    response = Response(file.data, mimetype=file.media_type)
    disposition = {"filename*": f"UTF-8''{quote(file.filename, safe='')}"}
    response.headers["Content-Disposition"] = dump_options_header("attachment", disposition)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = NOT_KEPT
    return response


@blueprint.get("/manuals/<id:manual_id>/materials/<id:material_id>/versions/<id:number>/pages/<id:page>")
@signed_in
def show_page(manual_id: int, material_id: int, number: int, page: int) -> Response:
    """A page as it was drawn here."""
    with db().reading() as session:
        open_material(session, manual_id, material_id)
        picture = materials.load_page(session, manual_id, material_id, number, page)
    response = Response(picture.data, mimetype="image/webp")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = NOT_KEPT
    return response


def _read_file(manual_id: int) -> materials.LookedAt:
    """Looked at before any transaction begins, and for those alone who may keep it."""
    with db().reading() as session:
        check_may_edit(session, manual_id)
    hold_back(UPLOADS_A_PERSON, "manual_uploads", str(current_person().staff_id))
    name, data = read_file("file")
    return materials.look_at_file(name, data)


def _say_wrong(error: BalgilError) -> Mapping[str, str]:
    """What is wrong with the file itself stands at its field."""
    return {"file": detail_of(error)} if isinstance(error, Malformed) else words_of(error)


def _do(manual_id: int, page: str, work: Callable[..., object], said: str) -> Response:
    with db().reading() as session:
        check_may_edit(session, manual_id)
    return write_and_tell(work, f"/manuals/{manual_id}/materials{page}", said, REFUSALS)


def _render_list(manual_id: int, errors: object) -> str:
    with db().reading() as session:
        page = load_materials_page(session, manual_id)
    return render_template(
        "manuals/materials.html",
        page=page,
        errors=errors,
        materials=page_of,
        keep_days=settings().manual_file_days,
    )


def _render_one(manual_id: int, material_id: int, errors: object) -> str:
    with db().reading() as session:
        page = load_material_page(session, manual_id, material_id, asked_number("version"))
    return render_template("manuals/material.html", page=page, errors=errors, materials=page_of)
