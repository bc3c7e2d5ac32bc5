"""A manual beside its texts: begun, named, given away, shared, closed; what one unit does otherwise."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.clock import local_day
from services.errors import BalgilError, Conflict, Forbidden, Invalid, NotFound
from services.manuals import Section, tasks, texts, tips
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.errors import treatment_of
from webapp.forms import asked, find_number, show_again, words_of
from webapp.pages.manuals import settings_form as forms
from webapp.pages.manuals import words
from webapp.pages.manuals.materials_page import open_manual
from webapp.pages.manuals.note_page import again, load_note_page, read_note_form
from webapp.pages.manuals.section_part import SECTION
from webapp.pages.manuals.settings_form import FrameForm
from webapp.pages.people.staff_number import find_by_number

blueprint = Blueprint("manual_settings", __name__)
REFUSALS = (Invalid, Conflict, NotFound)


@blueprint.get("/manuals/new")
@signed_in
def new_manual() -> str:
    person = current_person()
    with db().reading() as session:
        page = forms.load_new_page(session, person, FrameForm(unit_id=person.unit_id), now())
    return render_template("manuals/new.html", page=page, words=forms, errors={})


@blueprint.post("/manuals/new")
@signed_in
def create_manual() -> Response:
    """Begins a manual that its maker looks after, and leads to the place to write."""
    form, person, at = forms.read_frame_form(), current_person(), now()
    try:
        with db().writing() as session:
            unit_id = form.unit_id or 0
            if not tasks.may_create(session, unit_id, person.staff_id, at):
                raise Forbidden
            manual = tasks.create_manual(
                session, forms.to_new(form, person.staff_id, unit_id), person.staff_id, at
            )
    except REFUSALS as error:
        with db().reading() as session:
            page = forms.load_new_page(session, person, form, at)
        return show_again(error, "manuals/new.html", page=page, words=forms)
    return redirect(f"/manuals/{manual.id}/edit", 303)


@blueprint.get("/manuals/<id:manual_id>/settings")
@signed_in
def show_settings(manual_id: int) -> str:
    return _render(manual_id)


@blueprint.post("/manuals/<id:manual_id>/settings")
@signed_in
def save_settings(manual_id: int) -> str | Response:
    form, at = forms.read_frame_form(), now()
    try:
        _change(manual_id, lambda session: texts.change_manual(session, manual_id, forms.to_frame(form), at))
    except (Invalid, Conflict) as error:
        return _render_again(manual_id, error, form)
    flash(gettext("저장했어요."), "ok")
    return redirect(f"/manuals/{manual_id}/settings", 303)


@blueprint.post("/manuals/<id:manual_id>/owner")
@signed_in
def give_manual(manual_id: int) -> str | Response:
    staff_id, at = current_person().staff_id, now()

    def give(session: Any) -> object:
        owner_id = find_number("owner_id") or find_by_number(session, "owner", local_day(at))
        return tasks.give_to(session, [manual_id], owner_id, staff_id, at)

    try:
        _change(manual_id, give)
    except (Invalid, Conflict) as error:
        return _render_again(manual_id, error)
    flash(gettext("새 담당자에게 알렸어요."), "ok")
    return redirect(f"/manuals/{manual_id}", 303)


@blueprint.post("/manuals/<id:manual_id>/sharing")
@signed_in
def share_manual(manual_id: int) -> str | Response:
    units, at = forms.read_units(), now()

    def share(session: Any) -> None:
        forms.check_sharers(session, open_manual(session, manual_id), units, at)
        tasks.share_manual(session, manual_id, units)

    try:
        _change(manual_id, share)
    except (Invalid, Conflict) as error:
        return _render_again(manual_id, error)
    flash(gettext("함께 쓰는 부서를 저장했어요."), "ok")
    return redirect(f"/manuals/{manual_id}/settings", 303)


@blueprint.post("/manuals/<id:manual_id>/closing")
@signed_in
def close_manual(manual_id: int) -> Response:
    at = now()
    _change(manual_id, lambda session: texts.close_manual(session, manual_id, at))
    flash(gettext("매뉴얼을 닫았어요. 내용은 그대로 남아 있어요."), "ok")
    return redirect(f"/manuals/{manual_id}", 303)


@blueprint.post("/manuals/<id:manual_id>/opening")
@signed_in
def reopen_manual(manual_id: int) -> Response:
    at = now()
    _change(manual_id, lambda session: texts.reopen_manual(session, manual_id, at))
    flash(gettext("매뉴얼을 다시 열었어요."), "ok")
    return redirect(f"/manuals/{manual_id}", 303)


@blueprint.get(f"/manuals/<id:manual_id>/notes/<id:unit_id>/{SECTION}")
@signed_in
def edit_note(manual_id: int, unit_id: int, section: str) -> str:
    with db().reading() as session:
        page = load_note_page(session, manual_id, unit_id, Section(section), current_person().staff_id, now())
    return render_template("manuals/note.html", page=page, words=words, errors={})


@blueprint.post(f"/manuals/<id:manual_id>/notes/<id:unit_id>/{SECTION}")
@signed_in
def save_note(manual_id: int, unit_id: int, section: str) -> Response:
    """What is different in one unit; where another one was first, both texts are shown."""
    staff_id, at, part = current_person().staff_id, now(), Section(section)
    form = read_note_form()
    try:
        with db().writing() as session:
            manual = open_manual(session, manual_id)
            tasks.check_may(unit_id in tasks.rights_of(session, manual, staff_id, at).note_unit_ids)
            tips.check_personal(form.text, is_checked=form.is_checked)
            tasks.save_note(session, manual_id, unit_id, part, form.text, form.version, staff_id, at)
            texts.renew_citations(session, manual_id, at)
    except (Invalid, Conflict) as error:
        with db().reading() as session:
            page = load_note_page(session, manual_id, unit_id, part, staff_id, at, again(form, error))
        return show_again(error, "manuals/note.html", page=page, words=words)
    flash(gettext("저장했어요."), "ok")
    return redirect(f"/manuals/{manual_id}#{section}", 303)


def _change(manual_id: int, work: Callable[[Any], object]) -> None:
    """Does it for who may manage the manual, in one transaction. Raises: Forbidden, and what `work` does."""
    staff_id, at = current_person().staff_id, now()
    with db().writing() as session:
        manual = open_manual(session, manual_id)
        tasks.check_may(tasks.rights_of(session, manual, staff_id, at).manage)
        work(session)


def _render(manual_id: int, form: FrameForm | None = None, error: BalgilError | None = None) -> str:
    with db().reading() as session:
        page = forms.load_settings_page(
            session, manual_id, current_person().staff_id, asked("owner"), now(), form
        )
    errors = words_of(error) if error else {}
    return render_template("manuals/settings.html", page=page, words=forms, errors=errors)


def _render_again(manual_id: int, error: BalgilError, form: FrameForm | None = None) -> Response:
    return make_response(_render(manual_id, form, error), treatment_of(error).status)
