"""The view for the wall and for whoever scans its code: the level alone, in both languages, no names."""

from flask import Blueprint, render_template

from services import cafeteria
from services.errors import NotFound
from webapp.access import public
from webapp.context import db, lunch_now
from webapp.pages.cafeteria.lobby_page import make_lobby_page

blueprint = Blueprint("cafeteria_lobby", __name__)


@blueprint.get("/cafeteria/<id:cafeteria_id>/lobby")
@public
def show_lobby(cafeteria_id: int) -> str:
    at = lunch_now()
    with db().reading() as session:
        place = cafeteria.get_cafeteria(session, cafeteria_id)
        if not place.has_lobby:
            raise NotFound("no_lobby")
        crowd = cafeteria.load_crowd(session, cafeteria_id, at)
    return render_template("cafeteria/lobby.html", page=make_lobby_page(crowd, at))
