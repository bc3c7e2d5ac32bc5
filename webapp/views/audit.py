"""What an auditor works with: the scanner, and batches of documents with a result for each code."""

from datetime import timedelta

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from services import audit
from services.audit import NewFile
from services.errors import Conflict, Invalid
from webapp.access import roles
from webapp.api.audit_batches import read_id, read_place
from webapp.context import current_person, db, now, settings
from webapp.errors import detail_of
from webapp.pages.audit.batch_page import STATES, export_batch, list_own_batches, load_batch_page

blueprint = Blueprint("audit", __name__)
LINES_A_PAGE = 200
# Spreadsheets know UTF-8 by this mark.
BYTE_ORDER_MARK = "\ufeff"


@blueprint.get("/audit/scan")
@roles("auditor")
def scan() -> str:
    return render_template("audit/scan.html")


@blueprint.get("/audit/batches")
@roles("auditor")
def list_batches() -> str:
    return _show_batches("")


@blueprint.post("/audit/batches")
@roles("auditor")
def save_batch() -> AnyResponse | tuple[str, int]:
    """Takes the files in; whoever sends the form twice gets the same batch."""
    files = [NewFile(file.filename, file.stream) for file in request.files.getlist("files") if file.filename]
    auditor_id, kept_for = current_person().staff_id, timedelta(days=settings().audit_batch_days)
    try:
        batch_id = read_id(request.form.get("id", ""))
        with db().writing() as session:
            audit.create_batch(session, auditor_id, batch_id, files, now(), kept_for=kept_for)
    except (Invalid, Conflict) as error:
        return _show_batches(detail_of(error)), 422
    return redirect(f"/audit/batches/{batch_id.hex()}", 303)


@blueprint.get("/audit/batches/<hex(16):batch_id>")
@roles("auditor")
def show_batch(batch_id: bytes) -> str:
    after = read_place(request.args.get("after", ""))
    page = load_batch_page(batch_id, after, LINES_A_PAGE)
    return render_template("audit/batch.html", page=page, states=STATES)


@blueprint.get("/audit/batches/<hex(16):batch_id>/results.csv")
@roles("auditor")
def download_results(batch_id: bytes) -> Response:
    response = Response(BYTE_ORDER_MARK + export_batch(batch_id), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="batch-{batch_id.hex()[:8]}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/audit/batches/<hex(16):batch_id>/deletion")
@roles("auditor")
def delete_batch(batch_id: bytes) -> AnyResponse:
    with db().writing() as session:
        audit.destroy_batch(session, current_person().staff_id, batch_id)
    flash(gettext("서류 묶음을 지웠어요."), "ok")
    return redirect("/audit/batches", 303)


def _show_batches(wrong: str) -> str:
    return render_template(
        "audit/batches.html",
        batches=list_own_batches(),
        states=STATES,
        wrong=wrong,
        new_id=read_id("").hex(),
        days=settings().audit_batch_days,
    )
