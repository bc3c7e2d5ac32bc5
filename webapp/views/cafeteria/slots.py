"""My department's lunch slots, for everybody."""

from flask import Blueprint, render_template

from services import cafeteria
from services.clock import local_day
from webapp.access import signed_in
from webapp.context import current_person, db, lunch_now
from webapp.pages.cafeteria.lunch_words import say_slot, say_weekday
from webapp.pages.cafeteria.my_slots_page import load_my_slots

blueprint = Blueprint("cafeteria_slots", __name__)


@blueprint.get("/cafeteria/slots")
@signed_in
def show_slots() -> str:
    staff_id, today = current_person().staff_id, local_day(lunch_now())
    with db().reading() as session:
        page = load_my_slots(session, staff_id, today)
        speaks = bool(cafeteria.list_swappable(session, staff_id, lunch_now()))
        waiting = cafeteria.count_swaps_waiting(session, staff_id, lunch_now())
    return render_template(
        "cafeteria/slots.html",
        page=page,
        speaks=speaks,
        waiting=waiting,
        say_slot=say_slot,
        say_weekday=say_weekday,
    )
