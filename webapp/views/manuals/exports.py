"""Manuals that go out: as an e-book, on paper, as files; and whether a paper still holds."""

from urllib.parse import quote

from flask import Blueprint, make_response, render_template
from werkzeug.http import dump_options_header
from werkzeug.wrappers import Response

from services.errors import Invalid
from services.manuals import exchange
from webapp.access import public, signed_in
from webapp.context import current_person, db, now, settings
from webapp.forms import asked_number
from webapp.language import choose_language
from webapp.limits import hold_back, limited
from webapp.pages.manuals.exchange_words import PAPERS, make_imprint
from webapp.pages.manuals.exports_page import check_reader, choose_manuals

blueprint = Blueprint("manual_exports", __name__)
TYPES = {
    "epub": "application/epub+zip",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
# A book takes the processor for seconds.
BOOKS_A_PERSON, SHEETS_A_PERSON = "10 per minute", "60 per minute"


@blueprint.get("/manuals/exports")
@signed_in
def show_exports() -> str:
    with db().reading() as session:
        chosen = choose_manuals(session, current_person().staff_id, asked_number("unit"), now())
    return render_template("manuals/exports.html", chosen=chosen, a_volume=exchange.MOST_A_VOLUME)


@blueprint.get("/manuals/exports/manuals.epub")
@signed_in
def download_epub() -> Response:
    return _send(exchange.make_epub(_gather_book()), "manuals", "epub")


@blueprint.get("/manuals/exports/manuals.pdf")
@signed_in
def download_pdf() -> Response:
    """One file, or a zip of the volumes of a large organisation."""
    volumes = exchange.make_volumes(_gather_book())
    if len(volumes) == 1:
        return _send(volumes[0], "manuals", "pdf")
    files = [(f"manuals-{number}.pdf", volume) for number, volume in enumerate(volumes, start=1)]
    return _send(exchange.pack_files(files), "manuals-pdf", "zip")


@blueprint.get("/manuals/exports/manuals.zip")
@signed_in
def download_markdown() -> Response:
    hold_back(BOOKS_A_PERSON, "manual_books", str(current_person().staff_id))
    with db().reading() as session:
        chosen = choose_manuals(session, current_person().staff_id, asked_number("unit"), now())
        data = exchange.export_markdown(session, chosen.manual_ids, now())
    return _send(data, "manuals", "zip")


@blueprint.get("/manuals/<id:manual_id>/sheet.pdf")
@signed_in
def download_sheet(manual_id: int) -> Response:
    """One manual on a page, with the code that says whether it still holds."""
    title, book = _gather_manual(manual_id)
    return _send(exchange.make_sheet(book), title, "pdf")


@blueprint.get("/manuals/<id:manual_id>/manual.epub")
@signed_in
def download_manual_epub(manual_id: int) -> Response:
    title, book = _gather_manual(manual_id)
    return _send(exchange.make_epub(book), title, "epub")


@blueprint.get("/m/<id:manual_id>")
@public
@limited("120 per minute")
def show_paper(manual_id: int) -> Response:
    """For whoever scans the code of a paper: nothing of the manual itself, only whether the paper holds."""
    try:
        number = asked_number("r")
    except Invalid:
        number = None
    with db().reading() as session:
        paper = exchange.judge_paper(session, manual_id, number, now())
    response = make_response(
        render_template("manuals/paper.html", paper=paper, words=PAPERS[paper.state], manual_id=manual_id)
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _gather_book() -> exchange.Book:
    """What was chosen; the database is free again while the book is made."""
    hold_back(BOOKS_A_PERSON, "manual_books", str(current_person().staff_id))
    imprint = make_imprint(settings(), choose_language())
    with db().reading() as session:
        chosen = choose_manuals(session, current_person().staff_id, asked_number("unit"), now())
        return exchange.gather_book(session, chosen.manual_ids, imprint, now())


def _gather_manual(manual_id: int) -> tuple[str, exchange.Book]:
    """One manual as a book, and what its file is called."""
    hold_back(SHEETS_A_PERSON, "manual_sheets", str(current_person().staff_id))
    imprint = make_imprint(settings(), choose_language())
    with db().reading() as session:
        view = check_reader(session, current_person().staff_id, manual_id, now())
        return exchange.safe_name(view.title), exchange.gather_book(session, [manual_id], imprint, now())


def _send(data: bytes, name: str, suffix: str) -> Response:
    response = Response(data, mimetype=TYPES[suffix])
    disposition = {"filename*": f"UTF-8''{quote(f'{name}.{suffix}', safe='')}"}
    response.headers["Content-Disposition"] = dump_options_header("attachment", disposition)
    response.headers["Cache-Control"] = "private, no-store"
    return response
