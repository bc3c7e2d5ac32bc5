"""The sheet that is put up in the lobby: its QR opens the view that everybody may see."""

from flask import Blueprint, render_template

from services import cafeteria
from webapp.access import roles
from webapp.context import db, settings
from webapp.pages.cafeteria.link_symbol import draw_link
from webapp.pages.cafeteria.places import MANAGERS

blueprint = Blueprint("cafeteria_poster", __name__)


@blueprint.get("/cafeteria/<id:cafeteria_id>/poster")
@roles(*MANAGERS)
def show_poster(cafeteria_id: int) -> str:
    with db().reading() as session:
        view = cafeteria.get_cafeteria(session, cafeteria_id)
    url = f"{settings().base_url}/cafeteria/{cafeteria_id}/lobby"
    return render_template("cafeteria/poster.html", cafeteria=view, url=url, symbol=draw_link(url))
