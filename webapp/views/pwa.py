"""What a browser asks for to make an app of the product."""

from flask import Blueprint, Response, jsonify, render_template

from webapp.access import public
from webapp.pwa import describe_app, worker_script

blueprint = Blueprint("pwa", __name__)


@blueprint.get("/sw.js")
@public
def show_worker() -> Response:
    response = Response(worker_script(), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/manifest.webmanifest")
@public
def show_manifest() -> Response:
    response = jsonify(describe_app())
    response.mimetype = "application/manifest+json"
    # The language is the reader's, who is known by a cookie.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@blueprint.get("/offline")
@public
def show_offline() -> str:
    # One copy for everybody who uses this phone: nothing of a person is in it.
    return render_template("offline.html", person=None)
