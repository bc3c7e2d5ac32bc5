"""The sensors and cameras of a cafeteria: a new one with its key, when each was last heard, and its end."""

from collections.abc import Mapping

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import cafeteria
from services.errors import Conflict, Invalid
from webapp.access import roles
from webapp.context import current_person, db, lunch_now, settings
from webapp.errors import treatment_of
from webapp.forms import text, words_of
from webapp.pages.cafeteria.places import MANAGERS
from webapp.pages.cafeteria.sensors_page import make_example, make_line

blueprint = Blueprint("cafeteria_sensors", __name__)


@blueprint.get("/cafeteria/<id:cafeteria_id>/sensors")
@roles(*MANAGERS)
def list_sensors(cafeteria_id: int) -> str:
    return _render(cafeteria_id, {})


@blueprint.post("/cafeteria/<id:cafeteria_id>/sensors")
@roles(*MANAGERS)
def create_sensor(cafeteria_id: int) -> Response:
    """Answers with the key itself: it is kept nowhere, so no later page could show it."""
    try:
        with db().writing() as session:
            view = cafeteria.get_cafeteria(session, cafeteria_id)
            sensor, key = cafeteria.create_sensor(
                session, cafeteria_id, text("name"), current_person().staff_id, lunch_now()
            )
    except (Invalid, Conflict) as error:
        return make_response(_render(cafeteria_id, words_of(error)), treatment_of(error).status)
    example = make_example(settings().base_url, cafeteria_id, key)
    page = render_template(
        "cafeteria/sensor_key.html", cafeteria=view, sensor=sensor, key=key, example=example
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/cafeteria/<id:cafeteria_id>/sensors/<id:sensor_id>/end")
@roles(*MANAGERS)
def end_sensor(cafeteria_id: int, sensor_id: int) -> Response:
    with db().writing() as session:
        cafeteria.end_sensor(session, cafeteria_id, sensor_id, lunch_now())
    flash(gettext("센서의 키를 끝냈어요. 이 키로는 더 이상 받지 않아요."), "ok")
    return redirect(f"/cafeteria/{cafeteria_id}/sensors", 303)


def _render(cafeteria_id: int, errors: Mapping[str, str]) -> str:
    with db().reading() as session:
        view = cafeteria.get_cafeteria(session, cafeteria_id)
        found = [make_line(sensor, lunch_now()) for sensor in cafeteria.list_sensors(session, cafeteria_id)]
    return render_template(
        "cafeteria/sensors.html",
        cafeteria=view,
        in_use=[line for line in found if not line.sensor.ended_at],
        ended=[line for line in found if line.sensor.ended_at],
        errors=errors,
    )
