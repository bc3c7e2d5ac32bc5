"""`/me/sessions`: where I am signed in."""

from services import people
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts

PAGE = "/me/sessions"


def others(browser: Browser) -> list[str]:
    """The addresses of the buttons that end another session."""
    forms = browser.get(PAGE).all("form")
    return [form.attrs["action"] for form in forms if form.attrs["action"].endswith("/end")]


def test_this_browser_is_marked_and_has_no_button(client_as: ClientAs, cast: Cast) -> None:
    browser = client_as(cast.traveller)
    assert "이 브라우저" in browser.get(PAGE).text
    assert others(browser) == []


def test_another_browser_is_signed_out(client_as: ClientAs, cast: Cast) -> None:
    here, there = client_as(cast.traveller), client_as(cast.traveller)
    (path,) = others(here)
    assert here.post(path, page=PAGE).status_code == 303
    assert there.client.get("/me").status_code == 302
    assert here.client.get("/me").status_code == 200
    assert here.post(path, page="/me").status_code == 404


def test_all_others_are_signed_out_at_once(client_as: ClientAs, cast: Cast) -> None:
    browsers = [client_as(cast.traveller) for _ in range(4)]
    stranger = client_as(cast.stranger)
    browsers[0].post(f"{PAGE}/end-others", page=PAGE)
    assert [each.client.get("/me").status_code for each in browsers] == [200, 302, 302, 302]
    assert stranger.client.get("/me").status_code == 200


def test_somebody_elses_is_nobodys(client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock) -> None:
    victim = client_as(cast.traveller)
    with parts.database.reading() as session:
        (found,) = people.list_sessions(session, cast.traveller.staff_id, None, clock.now())
    for member in (cast.colleague, cast.lead, cast.administrator):
        assert client_as(member).post(f"{PAGE}/{found.id}/end", page="/me").status_code == 404
    assert victim.client.get("/me").status_code == 200


def test_ones_own_ends_by_signing_out(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    browser = client_as(cast.traveller)
    with parts.database.reading() as session:
        (found,) = people.list_sessions(session, cast.traveller.staff_id, None, clock.now())
    assert browser.post(f"{PAGE}/{found.id}/end", page="/me").status_code == 404
    assert browser.client.get("/me").status_code == 200


def test_forms_need_their_token(client_as: ClientAs, cast: Cast) -> None:
    here, there = client_as(cast.traveller), client_as(cast.traveller)
    assert here.client.post(f"{PAGE}/end-others").status_code == 400
    assert there.client.get("/me").status_code == 200
