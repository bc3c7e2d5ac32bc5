"""The interface's own description."""

from flask import Blueprint, Response, current_app, jsonify

from webapp.access import public
from webapp.openapi import describe

blueprint = Blueprint("api_meta", __name__)


@blueprint.get("/openapi.json")
@public
def show_openapi() -> Response:
    return jsonify(describe(current_app))
