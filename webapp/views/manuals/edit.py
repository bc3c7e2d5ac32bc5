"""Writing in a manual: the whole of it, or one section with a reason; previews; both texts where two met."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.clock import local_day
from services.errors import BalgilError, Conflict, Invalid
from services.manuals import Section, tasks, texts
from webapp.access import signed_in
from webapp.context import current_person, db, ledger, now
from webapp.errors import treatment_of
from webapp.forms import words_of
from webapp.pages.manuals import words
from webapp.pages.manuals.conflict_page import load_conflict_page
from webapp.pages.manuals.edit_page import (
    EditForm,
    find_warnings,
    keep_typed,
    load_edit_page,
    new_key,
    read_edit_form,
    to_publication,
)
from webapp.pages.manuals.rendered import Renderer
from webapp.pages.manuals.section_part import SECTION

blueprint = Blueprint("manual_edit", __name__)
ALL = tuple(Section)


@blueprint.get("/manuals/<id:manual_id>/edit")
@signed_in
def edit_manual(manual_id: int) -> Response:
    return _show(manual_id, ALL)


@blueprint.post("/manuals/<id:manual_id>/edit")
@signed_in
def publish_manual(manual_id: int) -> str | Response:
    return _publish(manual_id, ALL)


@blueprint.get(f"/manuals/<id:manual_id>/sections/{SECTION}/fix")
@signed_in
def fix_section(manual_id: int, section: str) -> Response:
    return _show(manual_id, [Section(section)])


@blueprint.post(f"/manuals/<id:manual_id>/sections/{SECTION}/fix")
@signed_in
def publish_section(manual_id: int, section: str) -> str | Response:
    return _publish(manual_id, [Section(section)])


@blueprint.post("/manuals/<id:manual_id>/preview")
@signed_in
def preview_section(manual_id: int) -> str:
    """A section as it would look, for the editor's script; nothing of it is kept."""
    form, at = read_edit_form(ALL), now()
    with db().reading() as session:
        manual = tasks.load_manual(session, manual_id, at)
        tasks.check_may(tasks.rights_of(session, manual, current_person().staff_id, at).write)
        render = Renderer(session, [*form.texts.values()], local_day(at))
        parts = [render(typed) for typed in form.texts.values()]
    return render_template("manuals/preview.html", parts=parts)


@blueprint.post("/manuals/<id:manual_id>/drafts/removal")
@signed_in
def discard_drafts(manual_id: int) -> Response:
    db().write(lambda session: texts.discard_drafts(session, manual_id, current_person().staff_id))
    flash(gettext("쓰던 글을 지웠어요."), "ok")
    return redirect(f"/manuals/{manual_id}", 303)


def _show(manual_id: int, sections: Collection[Section]) -> Response:
    """Never from the browser's own memory: the way back from what was published leads to what stands now."""
    page = make_response(_render(manual_id, sections))
    page.headers["Cache-Control"] = "no-store"
    return page


def _publish(manual_id: int, sections: Collection[Section]) -> str | Response:
    """Publishes, or gives the form back: to preview it, to look twice, or with both texts."""
    form = read_edit_form(sections)
    try:
        if request.form.get("do") == "preview":
            return _render(manual_id, sections, form, with_preview=True)
        with db().reading() as session:
            warnings = find_warnings(session, manual_id, form)
        if warnings and not form.is_checked:
            return make_response(_render(manual_id, sections, form, warnings=warnings), 422)
        outcome = _send(manual_id, form, now())
    except (Invalid, Conflict) as error:
        return _answer_refused(manual_id, sections, form, error)
    flash(_say(outcome), "ok")
    return redirect(f"/manuals/{manual_id}", 303)


def _send(manual_id: int, form: EditForm, at: datetime) -> texts.Outcome:
    staff_id, publication = current_person().staff_id, to_publication(form)
    return db().write(lambda session: texts.publish(session, ledger(), manual_id, publication, staff_id, at))


def _say(outcome: texts.Outcome) -> str:
    if outcome.published is None:
        return gettext("결재를 올렸어요. 결재가 나면 게시돼요.")
    return gettext("%(number)s판을 게시했어요.", number=outcome.published.number)


def _answer_refused(
    manual_id: int, sections: Collection[Section], form: EditForm, error: BalgilError
) -> Response:
    status = treatment_of(error).status
    if error.code == "manual_collided":
        staff_id, at = current_person().staff_id, now()
        db().write(lambda session: keep_typed(session, manual_id, staff_id, form, at))
        with db().reading() as session:
            page = load_conflict_page(session, manual_id, form)
        if page:
            action = request.path
            shown = render_template("manuals/conflict.html", page=page, words=words, action=action)
            return make_response(shown, status)
    if error.code == "key_taken":
        form = replace(form, key=new_key())
    return make_response(_render(manual_id, sections, form, error=error), status)


def _render(
    manual_id: int,
    sections: Collection[Section],
    typed: EditForm | None = None,
    *,
    error: BalgilError | None = None,
    warnings: Collection[str] = (),
    with_preview: bool = False,
) -> str:
    with db().reading() as session:
        page = load_edit_page(
            session,
            manual_id,
            sections,
            current_person().staff_id,
            now(),
            typed=typed,
            warnings=list(warnings),
            with_preview=with_preview,
        )
    errors = words_of(error) if error else {}
    is_quick = len(sections) == 1
    return render_template(
        "manuals/edit.html", page=page, words=words, errors=errors, is_quick=is_quick, action=request.path
    )
