"""Whose a phone's post is: named in the request, checked by the session, and named again in the answer."""

from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import ClientAs
from tests.web.remote_days import DAY, at, open_day
from webapp.context import Parts
from webapp.post_owner import HEADER


def test_a_post_goes_only_under_its_owners_session(
    client_as: ClientAs, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    for member in (cast.traveller, cast.colleague):
        open_day(parts, member)
    clock.at = at("08:55")
    body = {"id": "ab" * 16, "made_at": "2026-09-30T08:54:00+09:00"}
    path, owner = f"remote-days/{DAY}/start", {HEADER: cast.traveller.number}
    refused = client_as(cast.colleague).api("POST", path, body, headers=owner)
    assert (refused.status_code, refused.json["code"]) == (409, "other_person")
    assert refused.json["outbox"] == "park"
    assert HEADER not in refused.headers
    assert client_as(cast.colleague).api("GET", f"remote-days/{DAY}").json["started"] is None
    nobody = client_as(None).api("POST", path, body, headers=owner)
    assert (nobody.status_code, nobody.json["outbox"]) == (401, "pause")
    taken = client_as(cast.traveller).api("POST", path, body, headers=owner)
    assert (taken.status_code, taken.headers[HEADER]) == (200, cast.traveller.number)


def test_who_names_nobody_is_answered_without_a_name(client_as: ClientAs, cast: Cast) -> None:
    answer = client_as(cast.traveller).api("GET", "beacon")
    assert HEADER not in answer.headers
