"""`/sign-out` ends this browser's session and no other."""

from tests.cast import Cast
from tests.web.conftest import ClientAs


def test_it_ends_this_browser_and_no_other(client_as: ClientAs, cast: Cast) -> None:
    here, there = client_as(cast.traveller), client_as(cast.traveller)
    response = here.post("/sign-out", page="/me")
    assert (response.status_code, response.headers["Location"]) == (303, "/sign-in")
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert here.client.get("/me").status_code == 302
    assert there.client.get("/me").status_code == 200


def test_a_copied_cookie_is_of_no_use_afterwards(client_as: ClientAs, cast: Cast) -> None:
    browser = client_as(cast.traveller)
    copied = browser.client.get_cookie("balgil")
    assert copied
    browser.post("/sign-out", page="/me")
    browser.client.set_cookie("balgil", copied.value)
    assert browser.client.get("/me").status_code == 302


def test_whoever_is_not_signed_in_is_led_to_the_door(client_as: ClientAs, cast: Cast) -> None:
    assert client_as(None).post("/sign-out", page="/sign-in").status_code == 303


def test_a_form_without_token_signs_nobody_out(client_as: ClientAs, cast: Cast) -> None:
    browser = client_as(cast.traveller)
    assert browser.client.post("/sign-out").status_code == 400
    assert browser.client.get("/me").status_code == 200


def test_a_link_signs_nobody_out(client_as: ClientAs, cast: Cast) -> None:
    assert client_as(cast.traveller).client.get("/sign-out").status_code == 405
