"""Who may call a view: every view carries one of these rules, and a view without one is closed.

    @blueprint.get("/trips")
    @signed_in
    def list_trips(): ...

The rule is checked before the view runs. A view that shows one thing of somebody also loads it through a
service function that takes the person, so that it cannot be loaded without being authorised.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from services.errors import Forbidden, SignedOut
from services.people import SignedIn
from services.texts import N_
from webapp.context import find_person
from webapp.own_path import own_path

View = TypeVar("View", bound=Callable[..., object])
Rule = Callable[[SignedIn | None], None]
RULE = "access_rule"
OPEN_BEFORE_FIRST_PASSWORD = {"sign_in.change_password", "sign_in.save_password"}


def public(view: View) -> View:
    """Anybody, signed in or not."""
    return _carry(view, _admit_anybody)


def signed_in(view: View) -> View:
    """Every member of staff."""
    return _carry(view, _require_person)


def roles(*names: str) -> Callable[[View], View]:
    """Members of staff who hold one of the roles today."""
    return partial(_carry, rule=partial(_require_role, frozenset(names)))


def find_rule(view: Callable[..., object]) -> Rule | None:
    return getattr(view, RULE, None)


def init_access(app: Flask) -> None:
    app.before_request(_check_rule)


def _carry(view: View, rule: Rule) -> View:
    setattr(view, RULE, rule)
    return view


def _admit_anybody(_person: SignedIn | None) -> None:
    return


def _require_person(person: SignedIn | None) -> None:
    if person is None:
        raise SignedOut


def _require_role(names: frozenset[str], person: SignedIn | None) -> None:
    _require_person(person)
    if person and not names & person.roles:
        raise Forbidden


def _check_rule() -> Response | None:
    if request.endpoint is None:
        return None
    rule = find_rule(current_app.view_functions[request.endpoint])
    if rule is None:
        raise Forbidden
    if rule is _admit_anybody:  # no session is looked up for what everybody may see
        return None
    person = find_person()
    rule(person)
    is_open = request.endpoint in OPEN_BEFORE_FIRST_PASSWORD
    if person and person.must_change_password and not is_open:
        return _ask_for_password()
    return None


def _ask_for_password() -> Response:
    """A phone's queue waits, as after a sign-out; nothing of it may be parked for a password's sake."""
    if request.path.startswith("/api/"):
        raise SignedOut("password_change_needed", N_("비밀번호를 먼저 바꿔 주세요."))
    return redirect(url_for("sign_in.change_password", next=own_path(request.full_path.rstrip("?"))))
