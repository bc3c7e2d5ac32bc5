"""The offline pack: what of the manuals is on the phone, how much it is, and how old."""

from flask import Blueprint, render_template

from services.manuals import pack
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.pages.manuals.materials_page import say_size

blueprint = Blueprint("manual_pack", __name__)


@blueprint.get("/manuals/pack")
@signed_in
def show_pack() -> str:
    with db().reading() as session:
        found = pack.pack_for(session, current_person().staff_id, now())
    return render_template(
        "manuals/pack.html",
        pack=found,
        say_size=say_size,
        most_manuals=pack.MOST_MANUALS,
        most_articles=pack.MOST_ARTICLES,
    )
