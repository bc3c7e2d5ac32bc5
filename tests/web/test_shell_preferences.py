"""Theme, text size and language: chosen by anybody, on the page from the first byte."""

import pytest

from tests.cast import Cast
from tests.web.conftest import Browser, ClientAs


def choose(browser: Browser, page: str = "/sign-in", **choice: str) -> None:
    assert browser.post("/preferences", {"next": page} | choice, page=page).status_code == 303


@pytest.mark.parametrize(
    ("name", "value", "attribute"),
    [("theme", "dark", "data-theme"), ("text_size", "largest", "data-text-size"), ("language", "en", "lang")],
)
def test_a_choice_is_on_every_page_after_it(
    client_as: ClientAs, name: str, value: str, attribute: str
) -> None:
    browser = client_as(None)
    choose(browser, **{name: value})
    assert browser.get("/sign-in").one("html").attrs[attribute] == value


def test_a_persons_language_follows_them_to_another_browser(client_as: ClientAs, cast: Cast) -> None:
    choose(client_as(cast.traveller), "/me", language="en")
    assert client_as(cast.traveller).get("/me").one("html").attrs["lang"] == "en"
    assert client_as(cast.colleague).get("/me").one("html").attrs["lang"] == "ko"


def test_what_is_not_offered_is_not_taken(client_as: ClientAs) -> None:
    browser = client_as(None)
    choose(browser, theme="<script>", text_size="9999", language="xx")
    page = browser.get("/sign-in").one("html").attrs
    assert (page["data-theme"], page["data-text-size"], page["lang"]) == ("system", "normal", "ko")


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere", ""])
def test_a_choice_never_leads_to_another_site(client_as: ClientAs, address: str) -> None:
    answer = client_as(None).post("/preferences", {"next": address, "theme": "dark"}, page="/sign-in")
    assert answer.headers["Location"] == "/"


def test_a_choice_needs_the_pages_token(client_as: ClientAs) -> None:
    assert client_as(None).client.post("/preferences", data={"theme": "dark"}).status_code == 400
