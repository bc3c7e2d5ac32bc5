"""The first page: what matters now, and one big button."""

from flask import Blueprint, render_template

from webapp.access import signed_in
from webapp.context import db
from webapp.pages.home_page import load_home_page

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@signed_in
def show_home() -> str:
    with db().reading() as session:
        page = load_home_page(session)
    return render_template("home/home.html", page=page)
