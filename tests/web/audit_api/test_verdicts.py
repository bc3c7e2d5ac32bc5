"""Verdicts, closer looks, restorations and batches over the interface, tried by everybody with everything."""

import json
import secrets
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from services.trips import context_hash
from tests.cast import Cast
from tests.clocks import HandClock
from tests.papers import as_pdf, draw_page
from tests.phones import GEOCHANG, Tap
from tests.web.audit_answers import LOOK, PhoneOf, looks, problem, upload
from tests.web.conftest import Browser, ClientAs, Sequencer
from webapp.context import Parts

EVERYBODY_ELSE = ("traveller", "colleague", "lead", "other_lead", "stranger", "administrator", None)


# ---- verdicts


def test_a_verdict_has_codes_sentences_and_facts(auditor: Browser, sent: Tap, cast: Cast) -> None:
    response = auditor.api("POST", "verdicts", {"texts": [sent.text, {"text": "hello", "claim": "2026-1"}]})
    assert response.status_code == 200
    first, second = response.get_json()["verdicts"]
    assert (first["verdict"], first["label"], first["is_demo"]) == ("genuine", "진본", True)
    assert first["seen"]["name"] == cast.traveller.name
    assert first["seen"]["evidence_id"] == sent.id.hex()
    for check in first["checks"]:
        assert {"code", "result", "reason", "sentence", "facts"} <= set(check)
        assert check["sentence"]
        assert "%(" not in check["sentence"] + check["detail"]
    signals = next(check for check in first["checks"] if check["code"] == "signals")
    assert len(signals["signals"]) == 9
    assert (second["verdict"], second["seen"], second["because"]) == (
        "not_genuine",
        None,
        "발길 증빙이 아닌 QR",
    )


def test_no_coordinate_is_in_a_verdict(auditor: Browser, sent: Tap) -> None:
    text = auditor.api("POST", "verdicts", {"texts": [sent.text]}).text
    for number in (GEOCHANG.lat_e7, GEOCHANG.lon_e7, GEOCHANG.lat, GEOCHANG.lon):
        assert str(number)[:7] not in text


def test_a_verdict_that_tells_of_somebody_is_noted_for_her(
    auditor: Browser, sent: Tap, cast: Cast, parts: Parts
) -> None:
    auditor.api("POST", "verdicts", {"texts": ["nothing of anybody"]})
    assert looks(parts, cast.traveller) == []
    auditor.api("POST", "verdicts", {"texts": [sent.text, sent.text]})
    assert looks(parts, cast.traveller) == ["verdict"]


def test_the_answer_comes_in_the_readers_language(auditor: Browser, sent: Tap) -> None:
    response = auditor.client.post(
        "/api/v1/verdicts", json={"texts": ["x"]}, headers={"Accept-Language": "ko"}
    )
    assert response.get_json()["verdicts"][0]["label"] == "진본 아님"


LAST_MS = 253_370_764_799_999

EXTREMES: list[dict[str, Any]] = [
    {"lat_e7": 900_000_000, "lon_e7": -1_800_000_000, "accuracy_m": 50_000_000, "phone_at_ms": 0},
    {"lat_e7": -900_000_000, "lon_e7": 1_800_000_000, "accuracy_m": 0, "phone_at_ms": LAST_MS},
    {"fixed_at_ms": LAST_MS, "sequence": 2**32 - 1, "previous": b"\xff" * 16, "trip": bytes(8)},
    {"fixed_at_ms": 0, "beacon_size": 2**53 - 1, "beacon_root": b"\xff" * 8, "nonce": bytes(8)},
]

CONTEXTS = [
    b"[]",
    b"{" * 2_000,
    b'{"fixes": [{"at": 1e999, "lat": NaN, "lon": -Infinity, "accuracy": 1}], "visible": "no"}',
    b'{"fixes": {"0": 1}, "started_at": "now", "wall_ms": [], "zone_offset_min": null}',
    b'{"fixes": [' + b'{"at": 1, "lat": 90, "lon": 180, "accuracy": -9e14},' * 60 + b"1]}",
    b'{"wall_ms": ' + b"9" * 4_000 + b"}",
    b"\xff\xfe\x00",
]


def test_the_strangest_captures_are_judged_with_all_others(
    auditor: Browser,
    client_as: ClientAs,
    cast: Cast,
    phone_of: PhoneOf,
    clock: HandClock,
    sequencer: Sequencer,
) -> None:
    """Whatever a phone may sign: none of it stops the pile that it lies in."""
    phone = phone_of(cast.traveller)
    sequencer.run()
    taps = [phone.tap(clock.now())]
    for number, changes in enumerate(EXTREMES):
        taps.append(phone.seal(replace(taps[0].payload, **changes), CONTEXTS[number]))
    for data in CONTEXTS:
        payload = replace(phone.tap(clock.now()).payload, context_hash=context_hash(data))
        taps.append(phone.seal(payload, data))
        client_as(cast.traveller).api("POST", "evidences", taps[-1].body(cast.traveller.number))
    sequencer.run()
    response = auditor.api("POST", "verdicts", {"texts": [tap.text for tap in taps]})
    assert response.status_code == 200
    verdicts = response.get_json()["verdicts"]
    assert all(verdict["seen"] for verdict in verdicts)
    for verdict in verdicts:
        told = [check["sentence"] + check["detail"] for check in verdict["checks"]]
        assert not [words for words in told if "%(" in words]
    for tap in taps:
        body = LOOK | {"id": secrets.token_hex(16), "text": tap.text}
        assert auditor.api("POST", "verdicts/closer-looks", body).status_code == 200


BODIES: dict[str, tuple[Any, int]] = {
    "nothing": ({}, 422),
    "no list": ({"texts": "BG1:"}, 422),
    "an empty list": ({"texts": []}, 422),
    "an empty text": ({"texts": [""]}, 422),
    "a number": ({"texts": [5]}, 422),
    "null": ({"texts": [None]}, 422),
    "a list in a list": ({"texts": [["BG1:"]]}, 422),
    "too many": ({"texts": ["x"] * 501}, 422),
    "too long": ({"texts": ["x" * 8_001]}, 422),
    "an item without a text": ({"texts": [{"claim": "1"}]}, 422),
    "an item with more": ({"texts": [{"text": "x", "lat": 1}]}, 422),
    "a claim too long": ({"texts": [{"text": "x", "claim": "9" * 41}]}, 422),
    "another field": ({"texts": ["x"], "all": True}, 422),
    "NUL": ({"texts": ["BG1:\x00"]}, 422),
    "a lone surrogate": ({"texts": ["BG1:\ud800"]}, 422),
    "a right-to-left mark": ({"texts": ["BG1:\u202e"]}, 200),
    "the longest": ({"texts": ["BG1:" + "0" * 7_990]}, 200),
}


@pytest.mark.parametrize("name", BODIES)
def test_every_body_gets_an_answer(auditor: Browser, name: str) -> None:
    body, status = BODIES[name]
    response = auditor.client.post("/api/v1/verdicts", data=json.dumps(body), content_type="application/json")
    assert response.status_code == status, response.text
    if status == 200:
        assert response.get_json()["verdicts"][0]["verdict"] == "not_genuine"
    else:
        problem(response)


# ---- who may


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_all_of_this_is_for_auditors_alone(
    client_as: ClientAs, cast: Cast, sent: Tap, parts: Parts, who: str | None
) -> None:
    browser = client_as(cast.everybody()[who] if who else None)
    wanted = ("signed_out", 401) if who is None else ("forbidden", 403)
    assert problem(browser.api("POST", "verdicts", {"texts": [sent.text]})) == wanted
    assert problem(browser.api("POST", "verdicts/closer-looks", LOOK | {"text": sent.text})) == wanted
    restoration = {"text": sent.text, "confirmed": True}
    assert problem(browser.api("POST", "evidences/restorations", restoration)) == wanted
    assert problem(upload(browser, as_pdf(draw_page()))) == wanted
    assert problem(browser.api("GET", f"audit-batches/{'00' * 16}")) == wanted
    assert looks(parts, cast.traveller) == []


def test_the_interface_describes_what_it_takes(app: Flask) -> None:
    with app.test_client() as client:
        paths = client.get("/api/v1/openapi.json").get_json()["paths"]
    assert {"/api/v1/verdicts", "/api/v1/evidences/restorations", "/api/v1/audit-batches"} <= set(paths)
