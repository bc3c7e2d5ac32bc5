"""Coming in and going out, and the password that only its owner knows."""

from contextlib import suppress
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import people
from services.errors import BalgilError, Conflict, Invalid, NotFound, TooMany
from services.texts import N_
from webapp.access import public, signed_in
from webapp.context import current_person, db, find_person, now
from webapp.forms import secret, show_again, text
from webapp.own_path import own_path
from webapp.sessions import close_cookie
from webapp.templating import format_clock
from webapp.visits import current_visit, let_in, session_lifetime

blueprint = Blueprint("sign_in", __name__)
PAGE, PASSWORD_PAGE = "people/sign_in.html", "people/password.html"


@blueprint.get("/sign-in")
@public
def show_sign_in() -> str | Response:
    way_on = own_path(request.args.get("next"))
    if find_person():
        return redirect(way_on)
    return render_template(PAGE, way_on=way_on, errors={})


@blueprint.post("/sign-in")
@public
def enter() -> Response:
    way_on = own_path(request.form.get("next"))
    try:
        opened = people.sign_in_with_password(
            db(), text("number"), secret("password"), current_visit(), now=now(), lifetime=session_lifetime()
        )
    except (Invalid, TooMany) as error:
        return show_again(error, PAGE, way_on=way_on, again_at=_again_at(error))
    return let_in(opened, redirect(way_on, 303))


@blueprint.post("/sign-out")
@public
def sign_out() -> Response:
    person = find_person()
    if person:
        with suppress(NotFound), db().writing() as session:
            people.end_session(session, person.staff_id, person.session_id)
    close_cookie()
    response = redirect("/sign-in", 303)
    # Nobody turns back to the last person's pages; what the app itself keeps is not touched by this.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@blueprint.get("/me/password")
@signed_in
def change_password() -> str:
    return render_template(PASSWORD_PAGE, way_on=own_path(request.args.get("next")), errors={})


@blueprint.post("/me/password")
@signed_in
def save_password() -> Response:
    way_on = own_path(request.form.get("next"))
    try:
        _change_password()
    except (Invalid, Conflict, TooMany) as error:
        return show_again(error, PASSWORD_PAGE, way_on=way_on, again_at=_again_at(error))
    flash(gettext("비밀번호를 바꿨어요. 다른 브라우저에서는 로그아웃됐어요."), "ok")
    return redirect("/me" if way_on == "/" else way_on, 303)


def _change_password() -> None:
    new = secret("new")
    if new != secret("again"):
        sentence = N_("두 번 적은 비밀번호가 서로 달라요.")
        raise Invalid("password_differs", sentence, fields={"again": sentence})
    people.change_password(db(), current_person(), secret("current"), new, now())


def _again_at(error: BalgilError) -> str:
    """The time from which a new attempt is looked at, empty when it may be made at once."""
    if "retry_after_s" not in error.params:
        return ""
    # A minute's clock is read: the next full one is surely not too early.
    wait = timedelta(seconds=int(str(error.params["retry_after_s"])) + 59)
    return format_clock(now() + wait)
