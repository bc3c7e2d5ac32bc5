"""The editors' list of manuals that need a hand, and many of them given to somebody at once."""

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from services.clock import local_day
from services.errors import Invalid
from services.manuals import tasks
from webapp.access import roles
from webapp.context import current_person, db, now
from webapp.errors import detail_of
from webapp.forms import asked, asked_page, find_number, numbers, text
from webapp.pages.manuals.admin_page import PAGE_SIZE, STATES, load_admin_page
from webapp.pages.manuals.institution import find_workplace
from webapp.pages.people.staff_number import find_by_number

blueprint = Blueprint("admin_manuals", __name__)
EDITORS = ("administrator", "manual_editor")


@blueprint.get("/admin/manuals")
@roles(*EDITORS)
def list_manuals() -> str:
    state = _read_state(asked("state"))
    with db().reading() as session:
        page = load_admin_page(
            session, current_person(), state, asked("title"), asked("owner"), asked_page(), now()
        )
    return render_template("admin/manuals.html", page=page, states=STATES)


@blueprint.post("/admin/manuals/owner")
@roles(*EDITORS)
def give_manuals() -> Response:
    """Those that are ticked to one person; of another institution none."""
    person, at, state = current_person(), now(), _read_state(text("state"))
    try:
        ids = numbers("manual", PAGE_SIZE)
        with db().writing() as session:
            owner_id = find_number("owner_id") or find_by_number(session, "owner", local_day(at))
            own = find_workplace(session, person.unit_id, at).institution_id
            found = tasks.list_by_id(session, ids, at)
            here = [manual.id for manual in found if manual.institution_id == own]
            given = tasks.give_to(session, here, owner_id, person.staff_id, at)
    except Invalid as error:
        sentence = next(iter(error.fields.values()), None)
        flash(gettext(sentence) if sentence else detail_of(error), "warn")
    else:
        flash(ngettext("%(num)s건을 맡기고 알렸어요.", "%(num)s건을 맡기고 알렸어요.", given), "ok")
    return redirect(f"/admin/manuals?state={state}", 303)


def _read_state(typed: str) -> tasks.State:
    return tasks.State(typed) if typed in set(STATES) else tasks.State.UNOWNED
