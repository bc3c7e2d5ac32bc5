"""Notices for scripts: how many are new, which were opened, and where this browser takes pushes."""

from typing import Annotated

from flask import Blueprint, jsonify, request
from pydantic import Field
from werkzeug.wrappers import Response

from services import notifications
from services.crypto import base64url
from services.errors import Unavailable
from services.texts import N_
from webapp.access import signed_in
from webapp.context import current_person, db, now, settings
from webapp.limits import limited
from webapp.openapi import Body, endpoint

blueprint = Blueprint("api_notices", __name__)
MOST_BYTES = 4_000
LONGEST_KEY = 100


class Unread(Body):
    """How many of my notices nobody has acknowledged."""

    unread: int


class OpenedNotices(Body):
    """The numbers of my notices that I have just opened."""

    ids: Annotated[list[Annotated[int, Field(ge=1, lt=2**63)]], Field(max_length=100)]


class BrowserAddress(Body):
    """What `PushSubscription.toJSON()` says: the address, and its keys in base64url.

    `is_renewal`: the browser has changed its address by itself, and asks for whoever is signed in now.
    """

    endpoint: Annotated[str, Field(max_length=1000)]
    p256dh: Annotated[str, Field(max_length=LONGEST_KEY)]
    auth: Annotated[str, Field(max_length=LONGEST_KEY)]
    is_renewal: bool = False


class BrowserState(Body):
    """Whether this browser is told by push."""

    is_on: bool


@blueprint.before_request
def take_little() -> None:
    request.max_content_length = MOST_BYTES


@blueprint.get("/notices/unread")
@signed_in
@endpoint(None, Unread, summary="How many notices are new")
def count_unread() -> Unread:
    with db().glancing() as session:
        return Unread(unread=notifications.count_unread_notices(session, current_person().staff_id))


@blueprint.post("/notices/read")
@signed_in
@endpoint(OpenedNotices, Unread, summary="Acknowledges own notices; those of others stay as they are")
def mark_read(body: OpenedNotices) -> Unread:
    staff_id = current_person().staff_id
    with db().writing() as session:
        notifications.mark_notices_read(session, staff_id, body.ids, now())
        return Unread(unread=notifications.count_unread_notices(session, staff_id))


@blueprint.post("/push-subscriptions")
@signed_in
@limited("60 per minute")
@endpoint(BrowserAddress, BrowserState, status=201, summary="From now on this browser is told by push")
def subscribe(body: BrowserAddress) -> Response:
    """Ends with this sign-in; the same again changes nothing."""
    if not settings().push:
        raise Unavailable("push_off", N_("이 기관은 푸시 알림을 쓰지 않아요."))
    person, at = current_person(), now()
    browser = (base64url.decode(body.p256dh), base64url.decode(body.auth))
    is_on = db().write(
        lambda session: notifications.subscribe(
            session,
            person.staff_id,
            person.session_id,
            body.endpoint,
            browser,
            at,
            any_host=settings().push_any_host,
            is_renewal=body.is_renewal,
        )
    )
    response = jsonify(BrowserState(is_on=is_on).model_dump())
    response.status_code = 201
    return response


@blueprint.post("/push-subscriptions/end")
@signed_in
@endpoint(None, BrowserState, summary="This browser is told by push no more")
def unsubscribe() -> BrowserState:
    person = current_person()
    with db().writing() as session:
        notifications.unsubscribe(session, person.staff_id, person.session_id)
    return BrowserState(is_on=False)
