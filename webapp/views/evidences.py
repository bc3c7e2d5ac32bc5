"""An evidence to the person who captured it: its state, its code, and what of it goes on paper."""

import re

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from services import trips
from services.errors import Invalid
from services.texts import N_
from webapp.access import signed_in
from webapp.context import current_person, db, ledger, now
from webapp.pages.trips.evidence_page import EvidencePage, load_evidence_page
from webapp.pages.trips.evidence_words import caption_of, file_name, list_facts, make_sheet

blueprint = Blueprint("evidences", __name__)


@blueprint.get("/evidences/<hex(16):evidence_id>")
@signed_in
def show_evidence(evidence_id: bytes) -> str:
    page = _load(evidence_id)
    modules = trips.make_modules(page.qr_text)
    return render_template(
        "trips/evidence.html",
        page=page,
        facts=list_facts(page),
        symbol=trips.draw_path(modules),
        side=len(modules) + 2 * trips.MARGIN_MODULES,
        export_text=trips.to_export_text(page.tap.frame),
    )


@blueprint.get("/evidences/<hex(16):evidence_id>/sheet.pdf")
@signed_in
def download_sheet(evidence_id: bytes) -> Response:
    page = _load(evidence_id)
    sheet = make_sheet(page, with_map=request.args.get("map") == "yes")
    return _as_file(trips.render_sheet(sheet, now()), "application/pdf", file_name(page, "pdf"))


@blueprint.get("/evidences/<hex(16):evidence_id>/code.png")
@signed_in
def download_png(evidence_id: bytes) -> Response:
    page = _load(evidence_id)
    return _as_file(trips.draw_png(page.qr_text, caption_of(page)), "image/png", file_name(page, "png"))


@blueprint.get("/evidences/<hex(16):evidence_id>/code.svg")
@signed_in
def download_svg(evidence_id: bytes) -> Response:
    page = _load(evidence_id)
    svg = trips.draw_svg(page.qr_text, caption_of(page))
    return _as_file(svg.encode(), "image/svg+xml", file_name(page, "svg"))


@blueprint.post("/evidences/<hex(16):evidence_id>/trip")
@signed_in
def attach_to_trip(evidence_id: bytes) -> AnyResponse:
    trip_id = _chosen_trip()
    with db().writing() as session:
        trips.attach_tap(session, ledger(), evidence_id, trip_id, current_person().staff_id, now())
    flash(gettext("출장에 붙였어요."), "ok")
    return redirect(f"/trips/{trip_id.hex()}", 303)


def _load(evidence_id: bytes) -> EvidencePage:
    with db().reading() as session:
        return load_evidence_page(session, evidence_id)


def _chosen_trip() -> bytes:
    wanted = request.form.get("trip", "")
    if not re.fullmatch("[0-9a-f]{16}", wanted):
        sentence = N_("붙일 출장을 골라 주세요.")
        raise Invalid("trip_missing", sentence, fields={"trip": sentence})
    return bytes.fromhex(wanted)


def _as_file(data: bytes, mimetype: str, name: str) -> Response:
    """A download that no cache keeps: it tells where a person was."""
    response = Response(data, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
