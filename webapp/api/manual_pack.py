"""What a phone keeps of the manuals: asked by its service worker, again and again."""

from typing import Literal

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from services.manuals import pack
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.openapi import Body, endpoint
from webapp.pages.manuals.pack_page import hash_of, list_items

blueprint = Blueprint("api_manual_pack", __name__)


class PackItemBody(Body):
    """An address of this app; another `tag` than before says that it is to be fetched anew."""

    path: str
    kind: Literal["page", "file"]
    tag: str


class PackBody(Body):
    """`file_bytes` are those of the files alone; `left_out` counts files for which there is no room."""

    owner: int
    manuals: int
    file_bytes: int
    left_out: int
    items: list[PackItemBody]


@blueprint.get("/manuals/pack")
@signed_in
@endpoint(None, PackBody, summary="What belongs to the offline pack of the person who asks")
def show_pack() -> Response:
    staff_id = current_person().staff_id
    with db().reading() as session:
        found = pack.pack_for(session, staff_id, now())
    body = PackBody(
        owner=staff_id,
        manuals=len(found.manuals),
        file_bytes=found.file_bytes,
        left_out=found.left_out,
        items=[PackItemBody(**vars(item)) for item in list_items(found)],
    )
    response = jsonify(body.model_dump())
    response.set_etag(hash_of(body.model_dump_json()))
    response.cache_control.private, response.cache_control.no_cache = True, True
    return response.make_conditional(request)
