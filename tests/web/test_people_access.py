"""Who may open which of people's pages; every changing form needs its token."""

import pytest
from flask import Flask

from tests.cast import Cast
from tests.web.conftest import ClientAs

MINE = (
    "/me/devices", "/me/devices/new", "/me/passkeys", "/me/sessions", "/me/password", "/me/consent",
    "/me/points", "/me/notices", "/me/deputies", "/devices/confirmations",
)  # fmt: skip
ADMIN = (
    "/admin", "/admin/units", "/admin/units/new", "/admin/units/1", "/admin/staff", "/admin/staff/new",
    "/admin/staff/1", "/admin/imports",
)  # fmt: skip
OTHERS = ("traveller", "lead", "director", "mayor", "auditor", "stranger", "other_lead")
PUBLIC = {"/sign-in", "/sign-out", "/preferences"}


@pytest.mark.parametrize("path", MINE)
def test_my_pages_are_for_everybody_who_is_signed_in(client_as: ClientAs, cast: Cast, path: str) -> None:
    client_as(cast.stranger).get(path)
    response = client_as(None).client.get(path)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("path", ADMIN)
def test_the_organisation_is_for_administrators(client_as: ClientAs, cast: Cast, path: str) -> None:
    client_as(cast.administrator).get(path)
    for who in OTHERS:
        page = client_as(getattr(cast, who)).get(path, 403)
        assert "여기는 볼 수 없어요" in page.text
    assert client_as(None).client.get(path).status_code == 302


def posts(app: Flask) -> list[str]:
    """The addresses of people's and the administrators' forms, with something in place of each part."""
    adapter = app.url_map.bind("localhost")
    own = ("/me/", "/devices/", "/admin/", "/sign-")
    values = {"device_id": bytes(8), "plan_id": "x" * 22}
    return [
        adapter.build(rule.endpoint, {name: values.get(name, 1) for name in rule.arguments}, method="POST")
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and rule.rule.startswith(own)
    ]


def test_no_form_works_without_its_token(app: Flask, client_as: ClientAs, cast: Cast) -> None:
    browser = client_as(cast.administrator)
    found = posts(app)
    assert len(found) > 25
    assert {path: browser.client.post(path).status_code for path in found} == dict.fromkeys(found, 400)


def test_no_form_takes_another_sessions_token(app: Flask, client_as: ClientAs, cast: Cast) -> None:
    token = client_as(cast.stranger).token("/me")
    browser = client_as(cast.administrator)
    browser.get("/me")
    response = browser.client.post("/me/sessions/end-others", data={"csrf_token": token})
    assert response.status_code == 400


def test_nobody_who_is_signed_out_posts_anything(app: Flask, client_as: ClientAs, cast: Cast) -> None:
    browser = client_as(None)
    token = browser.token("/sign-in")
    found = [path for path in posts(app) if path not in PUBLIC]
    statuses = {path: browser.client.post(path, data={"csrf_token": token}).status_code for path in found}
    assert statuses == dict.fromkeys(found, 401)


def test_only_administrators_change_the_organisation(app: Flask, client_as: ClientAs, cast: Cast) -> None:
    found = [path for path in posts(app) if path.startswith("/admin")]
    for who in ("lead", "mayor", "auditor"):
        browser = client_as(getattr(cast, who))
        token = browser.token("/me")
        statuses = {browser.client.post(path, data={"csrf_token": token}).status_code for path in found}
        assert statuses == {403}


def test_an_administrator_whose_role_ended_is_out_at_once(
    client_as: ClientAs, cast: Cast, app: Flask
) -> None:
    browser = client_as(cast.administrator)
    admin = client_as(cast.administrator)
    page = f"/admin/staff/{cast.stranger.staff_id}"
    admin.post(f"{page}/roles", {"role": "administrator", "from_on": "2026-01-01"}, page=page)
    own = f"/admin/staff/{cast.administrator.staff_id}"
    assert admin.post(f"{own}/roles/end", {"role": "administrator"}, page=own).status_code == 303
    assert browser.client.get("/admin").status_code == 403


@pytest.mark.parametrize("number", ["0", "-1", "9" * 30, "1e3", "%00", "x"])
def test_an_id_of_nothing_is_not_found(client_as: ClientAs, cast: Cast, number: str) -> None:
    browser = client_as(cast.administrator)
    for path in ("/admin/staff", "/admin/units"):
        browser.get(f"{path}/{number}", 404)
    for path in ("passkeys/{}/removal", "sessions/{}/end", "deputies/{}/end"):
        assert browser.post(f"/me/{path.format(number)}", page="/me").status_code == 404


def test_a_page_far_beyond_the_end_is_empty(client_as: ClientAs, cast: Cast) -> None:
    browser = client_as(cast.administrator)
    for path in ("/admin/staff", "/me/points"):
        browser.get(f"{path}?page=999999999999999999")
