"""What a manual said before: its history, the difference between two numbers, and an earlier text again."""

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.clock import local_day
from services.errors import Conflict, Invalid
from services.manuals import tasks, texts
from webapp.access import signed_in
from webapp.context import current_person, db, ledger, now
from webapp.errors import detail_of
from webapp.forms import asked_number, read_id, text
from webapp.pages.manuals import words
from webapp.pages.manuals.difference import load_difference
from webapp.pages.manuals.edit_page import new_key
from webapp.pages.manuals.manual_page import is_marked, list_parts
from webapp.pages.manuals.materials_page import open_manual
from webapp.pages.manuals.proposal_page import load_proposal_page
from webapp.writing import write_and_tell

blueprint = Blueprint("manual_history", __name__)
MOST_SHOWN = 20


@blueprint.get("/manuals/<id:manual_id>/history")
@signed_in
def list_history(manual_id: int) -> str:
    before = asked_number("before")
    with db().reading() as session:
        manual = open_manual(session, manual_id)
        found = texts.list_revisions(session, manual_id, limit=MOST_SHOWN + 1, before=before)
        owners = [] if before else tasks.list_owners(session, manual_id, now())
    return render_template(
        "manuals/history.html",
        manual=manual,
        revisions=found[:MOST_SHOWN],
        older=found[MOST_SHOWN - 1].number if len(found) > MOST_SHOWN else None,
        owners=owners,
        words=words,
    )


@blueprint.get("/manuals/<id:manual_id>/changes/<id:number>")
@signed_in
def show_changes(manual_id: int, number: int) -> str:
    """Who watches a manual has seen what she was told of, once she has looked at the difference."""
    staff_id = current_person().staff_id
    with db().reading() as session:
        page = load_difference(session, manual_id, number, asked_number("from"), staff_id)
    if is_marked(page.mark) and page.mark.seen_number < number:
        db().write(lambda session: tasks.note_seen(session, manual_id, staff_id, number))
    return render_template("manuals/changes.html", page=page, words=words)


@blueprint.get("/manuals/<id:manual_id>/revisions/<id:number>")
@signed_in
def show_revision(manual_id: int, number: int) -> str:
    staff_id, at = current_person().staff_id, now()
    with db().reading() as session:
        manual = open_manual(session, manual_id)
        revision = texts.load_revision(session, manual_id, number)
        rights = tasks.rights_of(session, manual, staff_id, at)
        sections = list_parts(session, revision.texts, local_day(at))
    return render_template(
        "manuals/revision.html",
        manual=manual,
        revision=revision,
        sections=sections,
        may_restore=rights.write and manual.is_open,
        key=new_key(),
        words=words,
    )


@blueprint.post("/manuals/<id:manual_id>/revisions/<id:number>/restoration")
@signed_in
def restore_revision(manual_id: int, number: int) -> Response:
    staff_id, at, key = current_person().staff_id, now(), read_id(text("key")) or b""
    try:
        outcome = db().write(
            lambda session: texts.restore(session, ledger(), manual_id, number, key, staff_id, at)
        )
    except (Invalid, Conflict) as error:
        flash(detail_of(error), "warn")
        return redirect(f"/manuals/{manual_id}/revisions/{number}", 303)
    if outcome.published:
        flash(gettext("%(number)s판으로 게시했어요.", number=outcome.published.number), "ok")
    else:
        flash(gettext("결재를 올렸어요. 결재가 나면 게시돼요."), "ok")
    return redirect(f"/manuals/{manual_id}", 303)


@blueprint.get("/manuals/proposals/<hex(16):proposal_id>")
@signed_in
def find_proposal(proposal_id: bytes) -> Response:
    """From its request for approval, which knows no manual."""
    with db().reading() as session:
        manual_id = texts.load_proposal(session, proposal_id).manual_id
    return redirect(f"/manuals/{manual_id}/proposals/{proposal_id.hex()}")


@blueprint.get("/manuals/<id:manual_id>/proposals/<hex(16):proposal_id>")
@signed_in
def show_proposal(manual_id: int, proposal_id: bytes) -> str:
    """What waits for a decision, against what stands there now."""
    with db().reading() as session:
        page = load_proposal_page(session, manual_id, proposal_id, current_person().staff_id)
    return render_template("manuals/proposal.html", page=page, words=words)


@blueprint.post("/manuals/<id:manual_id>/proposals/<hex(16):proposal_id>/withdrawal")
@signed_in
def withdraw_proposal(manual_id: int, proposal_id: bytes) -> Response:
    staff_id, at = current_person().staff_id, now()
    return write_and_tell(
        lambda session: texts.withdraw_proposal(session, proposal_id, staff_id, at),
        f"/manuals/{manual_id}/edit",
        gettext("올린 글을 거뒀어요. 쓰던 글에 남아 있어요."),
        (Conflict,),
    )
