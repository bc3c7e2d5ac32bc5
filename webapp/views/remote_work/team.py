"""`/team`: who is where now."""

from flask import Blueprint, render_template

from services.remote_work import muster
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.forms import asked_number
from webapp.pages.remote_work.muster_page import group_people, list_tiles, say_counts

blueprint = Blueprint("team", __name__)


@blueprint.get("/team")
@signed_in
def show_team() -> str:
    my_id, unit_id = current_person().staff_id, asked_number("unit")
    with db().reading() as session:
        found = muster.team_today(session, my_id, now(), unit_id)
    return render_template(
        "remote_work/team.html",
        muster=found,
        tiles=list_tiles(found.counts),
        groups=group_people(found, my_id),
        say_counts=say_counts,
    )
