"""Passkeys: asked and answered by a script, because a form cannot."""

from typing import Any

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from services import people
from webapp.access import public, signed_in
from webapp.context import current_person, db, now, relying_party
from webapp.limits import limited
from webapp.openapi import Body, endpoint
from webapp.own_path import own_path
from webapp.visits import current_visit, let_in, session_lifetime

blueprint = Blueprint("api_passkeys", __name__)
MOST_BYTES = 40_000


class PasskeyOptions(Body):
    """What `navigator.credentials` is asked, as JSON with base64url."""

    options: dict[str, Any]


class PasskeySignIn(Body):
    """A passkey's answer, and the page to go on to."""

    credential: dict[str, Any]
    next: str = "/"


class WayOn(Body):
    """The page to go on to: always one of this site."""

    next: str


class NewPasskey(Body):
    """The passkey that a browser has made, and what its owner calls it."""

    credential: dict[str, Any]
    label: str


class PasskeyAnswer(Body):
    """A kept passkey."""

    id: int
    label: str


@blueprint.before_request
def take_little() -> None:
    request.max_content_length = MOST_BYTES


@blueprint.post("/sign-in/options")
@public
@limited("600 per minute")
@endpoint(None, PasskeyOptions, summary="Asks any passkey of this site")
def ask_for_sign_in() -> PasskeyOptions:
    with db().writing() as session:
        return PasskeyOptions(options=dict(people.begin_passkey_sign_in(session, relying_party(), now())))


@blueprint.post("/sign-in")
@public
@limited("600 per minute")
@endpoint(PasskeySignIn, WayOn, summary="Signs in with a passkey's answer")
def sign_in(body: PasskeySignIn) -> Response:
    with db().writing() as session:
        opened = people.complete_passkey_sign_in(
            session,
            body.credential,
            relying_party(),
            current_visit(),
            now=now(),
            lifetime=session_lifetime(),
        )
    return let_in(opened, jsonify(next=own_path(body.next)))


@blueprint.post("/passkeys/options")
@signed_in
@endpoint(None, PasskeyOptions, summary="Asks this browser to make a passkey")
def ask_for_passkey() -> PasskeyOptions:
    with db().writing() as session:
        options = people.begin_passkey(session, current_person().staff_id, relying_party(), now())
    return PasskeyOptions(options=dict(options))


@blueprint.post("/passkeys")
@signed_in
@endpoint(NewPasskey, PasskeyAnswer, status=201, summary="Keeps a new passkey")
def keep_passkey(body: NewPasskey) -> PasskeyAnswer:
    with db().writing() as session:
        made = people.complete_passkey(
            session,
            current_person().staff_id,
            body.credential,
            relying_party(),
            label=body.label,
            now=now(),
        )
    return PasskeyAnswer(id=made.id, label=made.label)
