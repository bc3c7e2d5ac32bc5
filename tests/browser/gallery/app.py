"""The product with every component in every state, for eyes and for axe. Only tests serve it."""

from pathlib import Path

from flask import Blueprint, Flask, Response, render_template, request

from webapp import create_app
from webapp.access import public
from webapp.context import EXTENSION

blueprint = Blueprint("gallery", __name__, template_folder="templates", url_prefix="/gallery")


@blueprint.get("/<string:name>")
@public
def show_part(name: str) -> str:
    return render_template(f"gallery-{name}.html")


def create_gallery() -> Flask:
    app = create_app()
    app.register_blueprint(blueprint)
    change_worker(app, app.extensions[EXTENSION].settings.state_dir / "newer-worker.js")
    return app


def change_worker(app: Flask, path: Path) -> None:
    """Adds the content of a file to the service worker's text: for a browser, that is a new version."""

    @app.after_request
    def add(response: Response) -> Response:
        if request.path == "/sw.js" and path.exists():
            response.set_data(response.get_data(as_text=True) + path.read_text())
        return response
