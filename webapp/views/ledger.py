"""`/ledger/`: the tree as files that anybody's tools can read.

Source: C2SP tlog-tiles; `/ledger/keys` holds verifier keys of C2SP signed-note, one a line.
"""

from flask import Blueprint, Response

from services import ledger as ledgers
from services.crypto.tiles import find_place
from services.errors import NotFound
from webapp.access import public
from webapp.context import db, keys

blueprint = Blueprint("ledger", __name__, url_prefix="/ledger")

TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
CHANGING = "no-cache"
# A tile under its address never changes: a partial one has its width in it.
LASTING = "public, max-age=31536000, immutable"


@blueprint.get("/checkpoint")
@public
def show_checkpoint() -> Response:
    with db().reading() as session:
        note = ledgers.find_checkpoint(session)
    return _answer(note, TEXT, CHANGING)


@blueprint.get("/keys")
@public
def show_keys() -> Response:
    with db().reading() as session:
        texts = ledgers.list_key_texts(session, keys().pending_key)
    return _answer("".join(f"{text}\n" for text in texts).encode(), TEXT, CHANGING)


@blueprint.get("/tile/<level:level>/<path:place>")
@public
def show_tile(level: int, place: str) -> Response:
    number, width = _get_place(place)
    with db().reading() as session:
        tile = ledgers.find_tile(session, level, number, width)
    return _answer(tile, BYTES, LASTING)


@blueprint.get("/tile/entries/<path:place>")
@public
def show_entries(place: str) -> Response:
    number, width = _get_place(place)
    with db().reading() as session:
        entries = ledgers.find_entries(session, number, width)
    return _answer(entries, BYTES, LASTING)


def _get_place(path: str) -> tuple[int, int | None]:
    place = find_place(path)
    if place is None:
        raise NotFound
    return place


def _answer(body: bytes | None, content_type: str, caching: str) -> Response:
    if body is None:
        raise NotFound
    return Response(body, content_type=content_type, headers={"Cache-Control": caching})
