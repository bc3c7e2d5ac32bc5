"""The product with every component in every state, for eyes and for axe. Only tests serve it."""

from pathlib import Path

from flask import Blueprint, Flask, Response, render_template, request

from webapp import create_app
from webapp.access import public
from webapp.context import EXTENSION
from webapp.static_files import build_id

NEWER_BUILD = "b" * 10

blueprint = Blueprint("gallery", __name__, template_folder="templates", url_prefix="/gallery")


@blueprint.get("/<string:name>")
@public
def show_part(name: str) -> str:
    return render_template(f"gallery-{name}.html")


def create_gallery() -> Flask:
    app = create_app()
    app.register_blueprint(blueprint)
    follow_orders(app, app.extensions[EXTENSION].settings.state_dir)
    return app


def follow_orders(app: Flask, folder: Path) -> None:
    """What a test asks for by a file in the server's folder.

    `newer-worker.js`: its content is added to the worker's text, which is a new version for a browser.
    `newer-build`: pages are of a build whose files cannot be had. `ill`: pages come with status 500.
    """

    @app.after_request
    def rewrite(response: Response) -> Response:
        worker = folder / "newer-worker.js"
        if request.path == "/sw.js" and worker.exists():
            response.set_data(response.get_data(as_text=True) + worker.read_text())
        if response.mimetype == "text/html" and (folder / "newer-build").exists():
            response.set_data(response.get_data(as_text=True).replace(build_id(), NEWER_BUILD))
        return response

    def label(response: Response) -> Response:
        if response.mimetype == "text/html" and (folder / "newer-build").exists():
            response.headers["Balgil-Build"] = NEWER_BUILD
        if response.mimetype == "text/html" and (folder / "ill").exists():
            response.status_code = 500
        return response

    # The first of them is the last to be called.
    app.after_request_funcs.setdefault(None, []).insert(0, label)
