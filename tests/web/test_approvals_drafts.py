"""Drafts (기안): a form that goes to the line is put aside half filled, and taken up where it was left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest

from services.clock import local_day
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs


@dataclass(frozen=True)
class Form:
    """`sent` is what it holds half filled, `field` one that was typed."""

    kind: str
    action: str
    page: str
    id_field: str
    id: str
    sent: Mapping[str, str]
    field: str


FORMS = [
    Form("trip", "/trips", "/trips/new", "trip_id", "ab" * 8, {"purpose": "반쯤 쓴 출장"}, "purpose"),
    Form(
        "leave",
        "/leave",
        "/leave/new",
        "leave_id",
        "ab" * 8,
        {"kind": "annual", "from_on": "2026-10-06", "until_on": "", "reason": "이사"},
        "reason",
    ),
    Form(
        "flexible_hours",
        "/hours",
        "/hours/new",
        "id",
        "ab" * 16,
        {"code": "staggered", "day_1": "420", "from_on": "2026-10-06", "reason": "등원"},
        "reason",
    ),
    Form(
        "remote_day",
        "/remote-work/wishes",
        "/remote-work/wishes/new",
        "post_id",
        "ab" * 16,
        {"on": "2026-10-06", "why": "병원"},
        "why",
    ),
]


@pytest.fixture
def traveller(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.kind)
def test_a_form_is_put_aside_and_taken_up_again(
    form: Form, traveller: Browser, client_as: ClientAs, cast: Cast
) -> None:
    typed = form.sent[form.field]
    fields = {**form.sent, form.id_field: form.id, "do": "draft"}
    assert traveller.post(form.action, fields, page=form.page).location == "/approvals/mine"
    address = f"{form.page}?draft={form.id}"
    drafts = traveller.get("/approvals/mine")
    title = drafts.one("a", href=address).text
    assert title == typed if form.kind == "trip" else "10. 6.(화)" in title
    taken_up = traveller.get(address)
    assert taken_up.one("input", name=form.field).attrs["value"] == typed
    assert taken_up.one("input", name=form.id_field).attrs["value"] == form.id
    stranger = client_as(cast.stranger)
    assert stranger.get(address).one("input", name=form.field).attrs.get("value", "") == ""
    removal = {"kind": form.kind, "subject": form.id}
    stranger.post("/approvals/drafts/removal", removal)
    assert traveller.get("/approvals/mine").all("a", href=address)
    traveller.post("/approvals/drafts/removal", removal)
    assert not traveller.get("/approvals/mine").all("a", href=address)


@pytest.mark.parametrize("form", FORMS[1:], ids=lambda form: form.kind)
def test_what_can_hold_no_draft_comes_back_as_it_was_typed(form: Form, traveller: Browser) -> None:
    fields = {**form.sent, form.id_field: "no id", "do": "draft"}
    page = traveller.submit(form.action, 422, fields, page=form.page)
    assert page.one("input", name=form.field).attrs["value"] == form.sent[form.field]
    assert not traveller.get("/approvals/mine").all("a", href=f"{form.page}?draft={form.id}")


def test_what_was_typed_into_hours_stands_there_again(traveller: Browser) -> None:
    form = FORMS[2]
    traveller.post(form.action, {**form.sent, "id": form.id, "do": "draft"}, page=form.page)
    tuesday = traveller.get(f"{form.page}?draft={form.id}").one("select", name="day_1")
    assert [option.attrs["value"] for option in tuesday.all("option") if "selected" in option.attrs] == [
        "420"
    ]


def test_what_is_put_forward_is_a_draft_no_longer(traveller: Browser, clock: HandClock) -> None:
    on = local_day(clock.now()) + timedelta(days=7)
    leave = FORMS[1]
    sent = {**leave.sent, "from_on": on.isoformat(), "part": "day", "leave_id": leave.id}
    traveller.post("/leave", sent | {"do": "draft"}, page="/leave/new")
    wrong = traveller.submit("/leave", 422, sent | {"kind": "nothing"}, page="/leave/new")
    assert wrong.one("input", name="leave_id").attrs["value"] == leave.id
    assert traveller.get("/approvals/mine").all("a", href=f"/leave/new?draft={leave.id}")
    assert traveller.post("/leave", sent, page="/leave/new").status_code == 303
    assert not traveller.get("/approvals/mine").all("a", href=f"/leave/new?draft={leave.id}")


def test_a_trip_that_was_put_aside_keeps_its_id_on_the_phone(traveller: Browser) -> None:
    trip = FORMS[0]
    traveller.post("/trips", {**trip.sent, "trip_id": trip.id, "do": "draft"}, page="/trips/new")

    def behaviours(address: str) -> str:
        return traveller.get(address).one("form", action="/trips").attrs["data-behaviour"]

    assert "trips/own-id" in behaviours("/trips/new")
    assert "trips/own-id" not in behaviours(f"/trips/new?draft={trip.id}")
    further = traveller.submit("/trips", 200, {**trip.sent, "trip_id": trip.id, "do": "destination"})
    assert "trips/own-id" not in further.one("form", action="/trips").attrs["data-behaviour"]
