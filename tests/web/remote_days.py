"""Remote days for tests of pages: opened by the services, their forms filled as a browser would."""

import itertools
from datetime import date, datetime, time

from services.clock import local_instant
from services.remote_work import days
from tests.cast import Member
from tests.web.conftest import Browser
from webapp.context import Parts

DAY = date(2026, 9, 30)
PATH = f"/remote-work/{DAY}"
_numbers = itertools.count(1)


def at(clock_time: str, on: date = DAY) -> datetime:
    return local_instant(on, time.fromisoformat(clock_time))


def open_day(parts: Parts, member: Member, on: date = DAY) -> None:
    origin = days.Origin("ask", b"pages-test")
    with parts.database.writing() as session:
        days.open_day(
            session, member.staff_id, on, place=days.Place.HOME, origin=origin, now=parts.clock.now()
        )


def form_of(browser: Browser, act: str, path: str = PATH) -> dict[str, str]:
    """The hidden fields of the page's form."""
    form = browser.get(path).one("form", action=f"{path.split('?')[0]}/{act}")
    return {field.attrs["name"]: field.attrs.get("value", "") for field in form.all("input", type="hidden")}


def send(browser: Browser, act: str, data: dict[str, object] | None = None, path: str = PATH) -> str:
    """Fills and posts a form of the card; what the page says afterwards."""
    fields = form_of(browser, act, path) | (data or {})
    response = browser.client.post(f"{path.split('?')[0]}/{act}", data=fields)
    assert response.status_code == 303, (response.status_code, response.text[:2000])
    return browser.get(response.location).text
