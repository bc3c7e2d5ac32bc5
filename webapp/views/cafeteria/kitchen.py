"""The kitchen's page on its tablet: four big buttons, and for how many to cook."""

import secrets

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import cafeteria
from services.clock import local_day
from services.errors import Invalid
from webapp.access import roles
from webapp.context import db, lunch_now
from webapp.forms import text
from webapp.pages.cafeteria.crowd_face import make_face
from webapp.pages.cafeteria.crowd_words import say_age
from webapp.pages.cafeteria.diner_words import kitchen_words, say_bounds
from webapp.pages.cafeteria.places import MANAGERS
from webapp.pages.cafeteria.words import LEVEL_WORDS
from webapp.views.cafeteria.lunch import ID_BYTES, read_report_id

blueprint = Blueprint("cafeteria_kitchen", __name__)
blueprint.app_template_global("kitchen_words")(kitchen_words)


@blueprint.get("/cafeteria/<id:cafeteria_id>/kitchen")
@roles(*MANAGERS)
def show_kitchen(cafeteria_id: int) -> str:
    at = lunch_now()
    with db().reading() as session:
        place = cafeteria.get_cafeteria(session, cafeteria_id)
        face = make_face(cafeteria.load_crowd(session, cafeteria_id, at), at)
        last = cafeteria.find_kitchen_level(session, cafeteria_id, at)
        heads = cafeteria.count_heads(session, cafeteria_id, local_day(at), at)
    return render_template(
        "cafeteria/kitchen.html",
        place=place,
        face=face,
        last=last,
        last_age=say_age(last.at, at) if last else "",
        last_facts={"level": last.level, "at": last.at.isoformat()} if last else None,
        heads=heads,
        meanings=say_bounds(place.bounds),
        new_id=secrets.token_hex(ID_BYTES),
    )


@blueprint.post("/cafeteria/<id:cafeteria_id>/levels")
@roles(*MANAGERS)
def save_level(cafeteria_id: int) -> Response:
    """The tap of a browser without scripts."""
    repeat_id, level, at = read_report_id(), _read_level(), lunch_now()
    with db().writing() as session:
        cafeteria.record_level(session, cafeteria_id, level, repeat_id, at)
    flash(kitchen_words()["sent_plainly"].format(level=_name_of(level)), "ok")
    return redirect(f"/cafeteria/{cafeteria_id}/kitchen", 303)


def _read_level() -> cafeteria.Level:
    """Raises: Invalid `level`."""
    try:
        return cafeteria.Level(text("level"))
    except ValueError:
        raise Invalid("level") from None


def _name_of(level: cafeteria.Level) -> str:
    return str(gettext(LEVEL_WORDS[level][0]))
