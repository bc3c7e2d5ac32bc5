"""Pages of errors: a clear sentence and one way on, whatever has happened."""

from pathlib import Path

import pytest
from flask import Flask

from services.errors import BalgilError, Forbidden, NotFound, TooMany, Unavailable
from tests.cast import Cast
from tests.web.conftest import Browser, ClientAs
from tests.web.page import Node
from webapp.access import public


def ways_on(page: Node) -> list[str]:
    return [a.attrs["href"] for a in page.one("main").all("a")]


def raise_at(app: Flask, path: str, error: Exception) -> None:
    """A page that ends in the error, beside those of the product."""

    @public
    def fail() -> str:
        raise error

    app.add_url_rule(path, endpoint=path, view_func=fail)


def test_an_address_without_a_page_leads_home(client_as: ClientAs, cast: Cast) -> None:
    page = client_as(cast.traveller).get("/nothing-here", 404)
    assert page.one("main").one("h2").text == "이 주소에는 화면이 없어요"
    assert ways_on(page) == ["/"]


def test_who_is_signed_out_is_led_to_the_sign_in_and_back(client_as: ClientAs) -> None:
    client = client_as(None).client
    assert client.get("/").headers["Location"] == "/sign-in"
    assert client.get("/me?a=1&b=2").headers["Location"] == "/sign-in?next=%2Fme%3Fa%3D1%26b%3D2"


def test_the_interface_is_never_redirected(client_as: ClientAs) -> None:
    answer = client_as(None).client.get("/api/v1/capture-kit")
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")


@pytest.mark.parametrize(
    ("error", "status", "way"),
    [
        (Forbidden(), 403, "/"),
        (NotFound(), 404, "/"),
        (TooMany(retry_after_s=9), 429, "/failing"),
        (Unavailable(), 503, "/failing"),
        (BalgilError(), 500, "/"),
        (ZeroDivisionError(), 500, "/"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_an_error_has_a_sentence_and_one_way_on(
    app: Flask, client_as: ClientAs, error: Exception, status: int, way: str
) -> None:
    raise_at(app, "/failing", error)
    app.testing, app.config["PROPAGATE_EXCEPTIONS"] = False, False
    page = client_as(None).get("/failing", status)
    assert ways_on(page) == [way]
    assert page.one("main").one("p").text


def test_an_error_speaks_english(app: Flask, client_as: ClientAs) -> None:
    raise_at(app, "/failing", Unavailable())
    browser = client_as(None)
    browser.client.set_cookie("language", "en")
    assert "This cannot be done right now. Please try again in a moment." in browser.get("/failing", 503).text


def test_a_page_still_stands_when_the_database_is_gone(app: Flask, client_as: ClientAs, cast: Cast) -> None:
    browser: Browser = client_as(cast.traveller)
    parts = app.extensions["balgil"]
    parts.database.dispose()
    Path(parts.database.engine.url.database).write_bytes(b"this is no database")
    page = browser.get("/", 503)
    assert ways_on(page) == ["/"]
    assert cast.traveller.name not in page.text
    problem = browser.client.get("/api/v1/capture-kit")
    assert (problem.status_code, problem.get_json()["outbox"]) == (503, "retry")
