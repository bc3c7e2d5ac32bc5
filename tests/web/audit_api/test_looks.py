"""A closer look and a restoration: after a reason, and the traveller is told."""

from typing import Any

import pytest
from sqlalchemy import func, select

from services.trips.models import Evidence
from tests.cast import Cast
from tests.phones import GEOCHANG, Tap
from tests.web.audit_answers import LOOK, looks, problem
from tests.web.conftest import Browser, Sequencer
from webapp.context import Parts


def count_evidences(parts: Parts) -> int:
    with parts.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Evidence)) or 0


# ---- looking closer


def test_the_exact_point_comes_after_a_reason_and_the_traveller_is_told(
    auditor: Browser, sent: Tap, cast: Cast, parts: Parts
) -> None:
    response = auditor.api("POST", "verdicts/closer-looks", LOOK | {"text": sent.text})
    assert response.status_code == 200
    place = response.get_json()
    assert (place["lat"], place["lon"]) == (GEOCHANG.lat, GEOCHANG.lon)
    assert place["picture"]["taps"]
    assert looks(parts, cast.traveller) == ["position"]
    again = auditor.api("POST", "verdicts/closer-looks", LOOK | {"text": sent.text})
    assert again.get_json() == place
    assert looks(parts, cast.traveller) == ["position"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": ""}, "look_reason"),
        ({"reason": "확인"}, "look_reason"),
        ({"reason": "가" * 1_001}, "invalid_body"),
        ({"reason": 5}, "invalid_body"),
        ({"id": "0a"}, "invalid_body"),
        ({"id": "0A" * 16}, "invalid_body"),
        ({"id": None}, "invalid_body"),
        ({"text": "https://example.com"}, "nothing_to_show"),
        ({"text": ""}, "invalid_body"),
    ],
)
def test_a_look_without_what_it_needs_is_refused(
    auditor: Browser, sent: Tap, cast: Cast, parts: Parts, changes: dict[str, Any], code: str
) -> None:
    response = auditor.api("POST", "verdicts/closer-looks", LOOK | {"text": sent.text} | changes)
    assert problem(response)[0] == code
    assert looks(parts, cast.traveller) == []


# ---- restoring


def test_a_restoration_is_confirmed_once_and_then_the_same(
    auditor: Browser, tap: Tap, parts: Parts, sequencer: Sequencer
) -> None:
    body = {"text": tap.text, "confirmed": True, "document": "2026-1182"}
    first = auditor.api("POST", "evidences/restorations", body)
    assert (first.status_code, first.get_json()["is_first"]) == (201, True)
    again = auditor.api("POST", "evidences/restorations", body)
    assert (again.status_code, again.get_json()["is_first"]) == (200, False)
    assert again.get_json()["received_at"] == first.get_json()["received_at"]
    assert count_evidences(parts) == 1
    sequencer.run()
    verdict = auditor.api("POST", "verdicts", {"texts": [tap.text]}).get_json()["verdicts"][0]
    assert verdict["verdict"] == "genuine_with_notes"


def test_a_verdict_alone_restores_nothing(auditor: Browser, tap: Tap, parts: Parts) -> None:
    verdict = auditor.api("POST", "verdicts", {"texts": [tap.text]}).get_json()["verdicts"][0]
    assert (verdict["verdict"], verdict["can_restore"]) == ("cannot_verify", True)
    assert count_evidences(parts) == 0


@pytest.mark.parametrize(
    ("changes", "code", "status"),
    [
        ({"confirmed": False}, "not_confirmed", 422),
        ({"confirmed": "yes"}, "invalid_body", 422),
        ({"confirmed": ...}, "invalid_body", 422),
        ({"text": "https://example.com"}, "not_restorable", 409),
        ({"document": "9" * 61}, "document_length", 422),
        ({"document": None}, "invalid_body", 422),
    ],
)
def test_a_restoration_without_what_it_needs_is_refused(
    auditor: Browser, tap: Tap, parts: Parts, changes: dict[str, Any], code: str, status: int
) -> None:
    body = {"text": tap.text, "confirmed": True} | changes
    response = auditor.api("POST", "evidences/restorations", {k: v for k, v in body.items() if v is not ...})
    assert problem(response) == (code, status)
    assert count_evidences(parts) == 0
