"""What is no evidence is told, and nothing of it is kept."""

import json
from typing import Any

import pytest

from tests.web.conftest import Browser
from tests.web.problems import count, problem
from webapp.context import Parts

WRONG_BODIES: dict[str, tuple[Any, str, int]] = {
    "no object": ([], "invalid_body", 422),
    "nothing": ({}, "invalid_body", 422),
    "null": (None, "bad_json", 422),
    "text is a number": ({"text": 5}, "invalid_body", 422),
    "text is null": ({"text": None}, "invalid_body", 422),
    "text is a list": ({"text": ["BG1:"]}, "invalid_body", 422),
    "text is empty": ({"text": ""}, "text_prefix", 422),
    "text is a link": ({"text": "https://example.org"}, "text_prefix", 422),
    "text is cut": ({"text": "BG1:ABC"}, None, 422),
    "text is later": ({"text": "BG2:ABC"}, "unknown_version", 422),
    "text has a newline": ({"text": "BG1:\n"}, None, 422),
    "text has NUL": ({"text": "BG1:\x00"}, "nul", 422),
    "text has a lone surrogate": ({"text": "\ud800"}, None, 422),
    "text is huge": ({"text": "BG1:" + "0" * 12_000}, "text_too_long", 422),
    "owner is missing": ({"owner": ...}, "invalid_body", 422),
    "owner is a number": ({"owner": 123456}, "invalid_body", 422),
    "owner is somebody else": ({"owner": "001002"}, "other_person", 409),
    "owner is huge": ({"owner": "1" * 9_000}, "other_person", 409),
    "context is a number": ({"context": 1.5}, "invalid_body", 422),
    "context is no base64url": ({"context": "++//"}, None, 422),
    "context is empty": ({"context": ""}, None, 422),
    "context is another's": ({"context": "AQ" * 100}, None, 422),
    "context is huge": ({"context": "A" * 6_001}, "context_too_long", 422),
    "another field": ({"lat": 37.5}, "invalid_body", 422),
    "everything is huge": ({"text": "0" * 20_000}, "too_large", 413),
}


@pytest.mark.parametrize("name", WRONG_BODIES)
def test_every_wrong_body_is_told_and_nothing_is_kept(
    browser: Browser, body: dict[str, str], parts: Parts, name: str
) -> None:
    changes, code, status = WRONG_BODIES[name]
    sent: Any = changes
    if isinstance(changes, dict) and changes:
        sent = {key: value for key, value in (body | changes).items() if value is not ...}
    data = json.dumps(sent) if sent is not None else "null,"
    response = browser.client.post("/api/v1/evidences", data=data, content_type="application/json")
    found, got, outbox = problem(response)
    assert got == status, response.text
    assert outbox == "park"
    assert code in (None, found)
    assert count(parts) == 0


@pytest.mark.parametrize(
    ("data", "content_type", "code"),
    [
        (b"", "application/json", "bad_json"),
        (b"{", "application/json", "bad_json"),
        (b"\xff\xfe", "application/json", "bad_json"),
        (b'{"text": NaN}', "application/json", "bad_json"),
        (b'{"text": "a", "text": "b", "owner": "c"}', "application/json", "repeated_key"),
        (b"[" * 9_000, "application/json", "bad_json"),
        (b'{"text": "BG1:", "owner": "1"}', "text/plain", "unsupported_media_type"),
        (b"text=BG1:&owner=1", "application/x-www-form-urlencoded", "unsupported_media_type"),
    ],
)
def test_what_is_no_json_is_told(browser: Browser, data: bytes, content_type: str, code: str) -> None:
    response = browser.client.post("/api/v1/evidences", data=data, content_type=content_type)
    assert problem(response)[0] == code


def test_another_site_cannot_hand_in(browser: Browser, body: dict[str, str], parts: Parts) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        response = browser.client.post("/api/v1/evidences", json=body, headers=headers)
        assert response.status_code == 403
    assert count(parts) == 0


def test_sentences_come_in_the_readers_language(browser: Browser, body: dict[str, str]) -> None:
    response = browser.client.post(
        "/api/v1/evidences", json=body | {"owner": "1"}, headers={"Accept-Language": "ko"}
    )
    assert response.get_json()["detail"].startswith("다른 사람이 찍은 증빙이에요.")
