"""Where I am signed in: seen and ended, one by one or all others at once."""

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import people
from services.errors import NotFound
from webapp.access import signed_in
from webapp.context import current_person, db, now

blueprint = Blueprint("sessions", __name__)


@blueprint.get("/me/sessions")
@signed_in
def list_sessions() -> str:
    person = current_person()
    with db().reading() as session:
        sessions = people.list_sessions(session, person.staff_id, person.session_id, now())
    return render_template("people/sessions.html", sessions=sessions)


@blueprint.post("/me/sessions/<id:session_id>/end")
@signed_in
def end_session(session_id: int) -> Response:
    person = current_person()
    if session_id == person.session_id:
        # This one ends by the sign-out, which asks about unsent evidences first.
        raise NotFound("session_not_found")
    with db().writing() as session:
        people.end_session(session, person.staff_id, session_id)
    flash(gettext("그 브라우저에서 로그아웃했어요."), "ok")
    return redirect("/me/sessions", 303)


@blueprint.post("/me/sessions/end-others")
@signed_in
def end_others() -> Response:
    person = current_person()
    with db().writing() as session:
        ended = people.end_other_sessions(session, person.staff_id, person.session_id)
    flash(gettext("다른 브라우저 %(count)s곳에서 로그아웃했어요.", count=ended), "ok")
    return redirect("/me/sessions", 303)
