"""Clients for the fixed cast: each signed in as one member, or as nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services import trips
from services.clock import Clock
from services.keys import open_log_keys
from services.ledger import Guard, open_ledger, sequence_pending
from services.people.sessions import open_session
from tests.cast import Cast, Member, make_cast
from tests.clocks import HandClock
from tests.manual_readers import WebShelf, shelve
from tests.phones import Phone, make_phone
from tests.web.page import Node, read_page
from tests.web.trip_steps import plan_trip
from webapp.context import EXTENSION, Parts
from webapp.crowd_watch import EXTENSION as WATCH
from webapp.crowd_watch import CrowdWatch

ClientAs = Callable[[Member | None], "Browser"]


@dataclass
class Browser:
    """One browser; every page that it fetches is read as HTML."""

    client: FlaskClient

    def get(self, path: str, status: int = 200, **options: Any) -> Node:
        response = self.client.get(path, headers={"Accept": "text/html"}, **options)
        assert response.status_code == status, (response.status_code, response.text[:2000])
        return read_page(response.text)

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, page: str = "/trips/new"
    ) -> TestResponse:
        """Posts a form with the token that the page `page` carries."""
        return self.client.post(path, data={"csrf_token": self.token(page)} | (data or {}))

    def submit(
        self, path: str, status: int, data: dict[str, Any] | None = None, *, page: str = "/trips/new"
    ) -> Node:
        """Posts a form that is answered with a page."""
        response = self.post(path, data, page=page)
        assert response.status_code == status, (response.status_code, response.text[:2000])
        return read_page(response.text)

    def token(self, page: str) -> str:
        found = self.get(page).all("input", name="csrf_token")
        return found[0].attrs["value"] if found else ""

    def api(self, method: str, path: str, body: object = None, **options: Any) -> TestResponse:
        return self.client.open(f"/api/v1/{path}", method=method, json=body, **options)


@pytest.fixture
def parts(app: Flask) -> Parts:
    return app.extensions[EXTENSION]


@pytest.fixture
def cast(parts: Parts, clock: HandClock) -> Cast:
    with parts.database.writing() as session:
        return make_cast(session, clock.now())


@pytest.fixture
def make_trip(parts: Parts, cast: Cast, clock: HandClock) -> Callable[..., trips.TripView]:
    return partial(plan_trip, parts, cast, clock)


@pytest.fixture
def shelf(parts: Parts, cast: Cast, clock: HandClock) -> WebShelf:
    return WebShelf(parts.database, parts.ledger, cast, clock.now())


@pytest.fixture
def manual_id(shelf: WebShelf) -> int:
    return shelve(shelf)


@pytest.fixture
def client_as(app: Flask, parts: Parts, clock: HandClock) -> ClientAs:
    def make(member: Member | None) -> Browser:
        client = app.test_client()
        if member is not None:
            sign_in(client, parts, member, clock)
        return Browser(client)

    return make


def sign_in(client: FlaskClient, parts: Parts, member: Member, clock: Clock) -> None:
    """Opens a session as the sign-in page does, without its password."""
    with parts.database.writing() as session:
        token = open_session(
            session,
            member.staff_id,
            label="시험",
            method="password",
            now=clock.now(),
            lifetime=timedelta(days=30),
        )
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True


@pytest.fixture
def phone_of(parts: Parts, clock: HandClock) -> Callable[[Member], Phone]:
    def make(member: Member) -> Phone:
        return make_phone(
            parts.database, parts.ledger, parts.keys, member, parts.settings.origin, clock.now()
        )

    return make


class Sequencer:
    """The worker's part of one application: opens its ledger, and gives records their places when asked."""

    def __init__(self, parts: Parts, clock: HandClock) -> None:
        self.parts, self.clock = parts, clock
        self.keys = open_log_keys(parts.settings, clock.now())
        self.guard = Guard(parts.settings.guard_path)
        open_ledger(parts.database, self.keys, self.guard, parts.settings.origin, clock.now())
        self.run()

    def run(self) -> None:
        self.clock.advance(seconds=1)
        sequence_pending(self.parts.database, self.keys, self.guard, self.clock)


@pytest.fixture
def sequencer(parts: Parts, clock: HandClock) -> Sequencer:
    return Sequencer(parts, clock)


class Ticks:
    """The own clock of what watches the cafeterias, which a test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def ticks(app: Flask) -> Ticks:
    watch: CrowdWatch = app.extensions[WATCH]
    watch.tick = Ticks()
    return watch.tick


@pytest.fixture
def seen_by_flask(app: Flask) -> list[str]:
    """The paths of requests that reached the application."""
    seen: list[str] = []

    # Before the access rule, which ends a request that it refuses.
    app.before_request_funcs[None].insert(0, lambda: seen.append(request.path))
    return seen
