"""What tests of the cafeteria's pages share: a manager who is no administrator, and one cafeteria."""

from datetime import datetime

from werkzeug.test import TestResponse

from services import cafeteria, people
from services.cafeteria import Bounds, CafeteriaPlan
from services.clock import local_day
from services.db import Database
from services.people import Role
from tests.cast import Cast
from tests.web.conftest import Browser

PLAN = CafeteriaPlan("본관 구내식당", "본관 지하 1층", 690, 780, 2, 12.0, Bounds(3, 8, 15))


def make_manager(database: Database, cast: Cast, now: datetime) -> None:
    """The stranger of the cast runs the cafeterias from today on."""
    person, by = cast.stranger.staff_id, cast.administrator.staff_id
    with database.writing() as session:
        people.grant_role(session, person, Role.CAFETERIA_MANAGER, local_day(now), by_id=by, now=now)


def make_cafeteria(database: Database, now: datetime, plan: CafeteriaPlan = PLAN) -> int:
    return database.write(lambda session: cafeteria.create_cafeteria(session, plan, now))


def ask(browser: Browser, hall_id: int, **headers: str) -> TestResponse:
    """As a page does that watches a cafeteria."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.api("GET", f"cafeterias/{hall_id}", headers=named)
