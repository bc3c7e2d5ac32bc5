"""Ties Flask-Login to the sign-in sessions that `services.people` keeps."""

import logging

from flask import request
from flask import session as cookie
from flask_login import UserMixin, login_user, logout_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import DBAPIError

from services.people import SignedIn, find_session, touch_session
from webapp.context import db, now

logger = logging.getLogger(__name__)

# What does not count as being seen. A page that lies open asks by itself: thousands of them would write all
# day. And the instant of a tap in the queue, noted beside a name, would say whose report it was.
UNNOTED = {
    "api_cafeterias.show_crowd",
    "api_cafeterias.post_queue_report",
    "api_cafeterias.post_serving",
    "api_cafeterias.post_withdrawal",
    "cafeteria.join_queue",
    "cafeteria.leave_queue",
    "cafeteria.withdraw_report",
    # Where these three lead.
    "cafeteria.show_cafeteria",
}


class Visitor(UserMixin):
    """Flask-Login's view of a signed-in person; its id is the session's random token."""

    def __init__(self, token: str, person: SignedIn) -> None:
        self.token = token
        self.person = person

    def get_id(self) -> str:
        return self.token


def find_visitor(token: str) -> Visitor | None:
    at = now()
    with db().glancing() as session:
        person = find_session(session, token, at)
    if person and person.needs_touch(at) and request.endpoint not in UNNOTED:
        _touch(person)
    return Visitor(token, person) if person else None


def open_cookie(token: str, person: SignedIn) -> None:
    """Signs this browser in; the old cookie's content goes, so that nothing is fixed beforehand.

    The token of its forms is made here: pages that are fetched at once would each make their own, and the
    last answer's cookie would refuse the form of another.
    """
    cookie.clear()
    cookie.permanent = True
    login_user(Visitor(token, person))
    generate_csrf()


def close_cookie() -> None:
    logout_user()
    cookie.clear()


def _touch(person: SignedIn) -> None:
    """Notes when the browser was last seen; a page is not refused because this could not be written."""
    try:
        with db().writing() as session:
            touch_session(session, person.session_id, now())
    except DBAPIError as error:
        logger.warning("a session was not touched: %s", type(error.orig).__name__)
