"""Answers thousands of watchers from memory, before Flask: what they ask for is the same for all of them.

Watchers ask again and again, with the tag of what they have; nothing is held open for them. Invariants
- A cookie is let in here only after Flask's own access rule has admitted it, for a minute at most, and longer
  only if its session was found open again meanwhile. What it then sees is the same for every member of staff.
- Whatever else a person does in this process (a sign-out, a password, an ended session) forgets her cookies.
- What was read is looked up at most four times a second in each process, whoever asks for whatever, and at
  once after any change that this process has made itself.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from flask import Flask, Response, current_app, request
from flask_login import user_logged_out
from sqlalchemy.exc import SQLAlchemyError

from services import cafeteria, people
from services.clock import to_millis
from services.errors import BalgilError, NotFound
from services.texts import N_
from webapp.context import EXTENSION as PARTS
from webapp.context import Parts, find_person
from webapp.crowd_admission import Admissions
from webapp.crowd_answer import Answer
from webapp.security import SAFE_METHODS, standing_headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)

EXTENSION = "balgil_crowd_watch"
LOOK_EVERY_S = 0.25
CLOCK_HEADER = "Balgil-At"
PREFIX = "/api/v1/cafeterias/"
LOBBY = "/level"
SUBJECTS = (PREFIX, "/cafeteria")


class _Page(NamedTuple):
    answer: Answer
    is_public: bool


class CrowdWatch:
    """Stands before the application, and lets through whatever it cannot answer itself."""

    def __init__(
        self, wsgi: "WSGIApplication", parts: Parts, tick: Callable[[], float] = time.monotonic
    ) -> None:
        self.admissions = Admissions()
        self.tick = tick
        self._wsgi, self._parts = wsgi, parts
        self._standing = standing_headers(is_https=parts.settings.is_https)
        self._pages: dict[str, _Page] = {}
        self._made_at: dict[int, datetime] = {}
        self._look_at = 0.0
        self._looking = threading.Lock()
        # At that tick the cafeterias' clock was so many milliseconds.
        self._read = (0.0, 0)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        page = self._pages.get(environ["PATH_INFO"])
        if page is None or environ["REQUEST_METHOD"] != "GET":
            return self._wsgi(environ, start_response)
        at = self.tick()
        if not page.is_public and not self.admissions.holds(environ.get("HTTP_COOKIE"), at):
            return self._wsgi(environ, start_response)
        if self._look_in_turn(0):
            page = self._pages.get(environ["PATH_INFO"])
            if page is None:
                return self._wsgi(environ, start_response)
        status, headers, body = page.answer.ready(
            environ.get("HTTP_IF_NONE_MATCH"), environ.get("HTTP_ACCEPT_ENCODING", "")
        )
        start_response(status, [*headers, self.stamp(at)])
        return body

    def stamp(self, at: float) -> tuple[str, str]:
        """What time it is in the cafeterias: watchers count ages by it, for their own clocks may be wrong."""
        read_at, read_ms = self._read
        return CLOCK_HEADER, str(read_ms + int(1000 * (at - read_at)))

    def answer(self, cafeteria_id: int, ending: str = "") -> Answer:
        """For the views: the present answer, or that of the lobby. Raises: NotFound."""
        # Who has just changed something here waits for a look that began before.
        self._look_in_turn(LOOK_EVERY_S)
        if cafeteria_id not in self._made_at:
            with self._looking:
                self._make(cafeteria_id)
        page = self._pages.get(f"{PREFIX}{cafeteria_id}{ending}")
        if page is None:
            raise NotFound("no_lobby", N_("이 구내식당은 여기에서 보여 주지 않아요."))
        return page.answer

    def admit(self, cookies: str | None, person: people.SignedIn) -> None:
        if cookies:
            self.admissions.admit(cookies, person.staff_id, person.session_id, self.tick())

    def look_again(self) -> None:
        """The next request looks into the database."""
        self._look_at = 0.0

    def _look_in_turn(self, patience_s: float) -> bool:
        """Looks up what is new when it is time, in one thread; the others go on with what was there before.

        Nobody is refused because the database is away: everybody sees the age of what is shown.
        """
        if self.tick() < self._look_at or not self._looking.acquire(timeout=patience_s):
            return False
        try:
            if self.tick() >= self._look_at:
                self._look()
                self._confirm()
        except (SQLAlchemyError, BalgilError) as error:
            logger.warning("the crowd was not looked up: %s", type(error).__name__)
        finally:
            self._looking.release()
        return True

    def _look(self) -> None:
        at, database = self._parts.lunch_clock.now(), self._parts.database
        self._read = (self.tick(), to_millis(at))
        self._look_at = self._read[0] + LOOK_EVERY_S
        with database.glancing() as session:
            heads = cafeteria.list_snapshot_heads(session)
        due = [head.cafeteria_id for head in heads if head.is_due(at)]
        for cafeteria_id in due:
            with database.writing() as session:
                cafeteria.refresh_when_due(session, cafeteria_id, at)
        if due:
            with database.glancing() as session:
                heads = cafeteria.list_snapshot_heads(session)
        for head in heads:
            if self._made_at.get(head.cafeteria_id) != head.made_at:
                self._take(head.cafeteria_id)
                self._made_at[head.cafeteria_id] = head.made_at

    def _confirm(self) -> None:
        """Looks up many sessions at once instead of each one in a request of its own."""
        asked = self.admissions.list_unconfirmed(self.tick())
        if asked:
            with self._parts.database.glancing() as session:
                live = people.list_live_sessions(session, asked, self._parts.clock.now())
            self.admissions.confirm(asked, live, self.tick())

    def _make(self, cafeteria_id: int) -> None:
        with self._parts.database.reading() as session:
            cafeteria.get_cafeteria(session, cafeteria_id)
        with self._parts.database.writing() as session:
            cafeteria.refresh_when_due(session, cafeteria_id, self._parts.lunch_clock.now())
        self._look()

    def _take(self, cafeteria_id: int) -> None:
        with self._parts.database.glancing() as session:
            bodies = cafeteria.find_snapshot_bodies(session, cafeteria_id)
        path = f"{PREFIX}{cafeteria_id}"
        if bodies is None:
            return
        self._pages[path] = _Page(Answer(bodies.body, self._standing, "private, no-cache"), False)
        if bodies.lobby_body:
            answer = Answer(bodies.lobby_body, self._standing, "no-cache")
            self._pages[path + LOBBY] = _Page(answer, True)
        else:
            self._pages.pop(path + LOBBY, None)


def init_crowd_watch(app: Flask) -> None:
    watch = CrowdWatch(app.wsgi_app, cast(Parts, app.extensions[PARTS]))
    app.wsgi_app = watch  # type: ignore[method-assign]
    app.extensions[EXTENSION] = watch
    app.after_request(_heed_changes)
    user_logged_out.connect(_forget, app)


def crowd_watch() -> CrowdWatch:
    return cast(CrowdWatch, current_app.extensions[EXTENSION])


def send_answer(answer: Answer) -> Response:
    """The same as the watch sends, from within a view."""
    given = request.headers
    status, headers, body = answer.ready(given.get("If-None-Match"), given.get("Accept-Encoding", ""))
    response = Response(body, status)
    response.headers.pop("Content-Type", None)
    response.headers.extend(headers)
    response.headers.extend([crowd_watch().stamp(crowd_watch().tick())])
    return response


def _heed_changes(response: Response) -> Response:
    if request.method not in SAFE_METHODS:
        person = find_person()
        if person:
            crowd_watch().admissions.forget(person.staff_id)
        if request.path.startswith(SUBJECTS):
            crowd_watch().look_again()
    return response


def _forget(app: Flask, user: Any) -> None:
    person = getattr(user, "person", None)
    if person:
        app.extensions[EXTENSION].admissions.forget(person.staff_id)
