"""Documents that are handed in, decoded and judged."""

import io

import pytest

from services import audit, people
from tests.cast import Cast
from tests.clocks import HandClock
from tests.papers import as_pdf, draw_page
from tests.phones import Tap
from tests.web.audit_answers import looks, problem, upload
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts


def test_a_document_is_decoded_and_judged(
    auditor: Browser, sent: Tap, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    pdf = as_pdf(draw_page(sent.text, "HTTPS://SHOP.EXAMPLE.COM"), draw_page())
    taken = upload(auditor, pdf)
    assert (taken.status_code, taken.get_json()["state"]) == (202, "queued")
    audit.process_batches(parts.database, clock)
    path = f"audit-batches/{taken.get_json()['id']}"
    batch = auditor.api("GET", path).get_json()
    assert (batch["state"], batch["pages"], batch["pages_done"]) == ("done", 2, 2)
    assert batch["files"][0]["other_codes"] == 1
    (code,) = batch["codes"]
    assert (code["page"], code["verdict"]["verdict"]) == (1, "genuine")
    assert looks(parts, cast.traveller) == ["verdict"]
    auditor.api("GET", path)
    assert looks(parts, cast.traveller) == ["verdict"]


def test_the_same_upload_again_is_the_same_batch(auditor: Browser) -> None:
    pdf = as_pdf(draw_page())
    answers = [upload(auditor, pdf, id="0b" * 16).get_json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["id"] == "0b" * 16


@pytest.mark.parametrize(
    ("files", "fields", "code"),
    [
        ((), {}, "no_files"),
        ((b"",), {}, "not_a_document"),
        ((b"MZ\x90",), {}, "not_a_document"),
        ((b"%PDF-",), {"id": "zz"}, "batch_id"),
        ((b"%PDF-",), {"id": "0b"}, "batch_id"),
    ],
)
def test_an_upload_that_is_none_is_told(
    auditor: Browser, files: tuple[bytes, ...], fields: dict[str, str], code: str
) -> None:
    assert problem(upload(auditor, *files, **fields)) == (code, 422)


def test_an_upload_that_is_no_multipart_is_told(auditor: Browser) -> None:
    assert problem(auditor.api("POST", "audit-batches", {"files": []})) == ("unsupported_media_type", 422)


def test_another_site_cannot_hand_in_documents(auditor: Browser) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        response = auditor.client.post(
            "/api/v1/audit-batches", data={"files": (io.BytesIO(b"%PDF-"), "x.pdf")}, headers=headers
        )
        assert response.status_code == 403


@pytest.mark.parametrize("place", ["x", "1", "1-x", "1-2-3", "-", "１-２", "1-99999999999"])
def test_a_place_in_a_list_that_is_none_is_told(auditor: Browser, place: str) -> None:
    batch_id = upload(auditor, as_pdf(draw_page())).get_json()["id"]
    assert problem(auditor.api("GET", f"audit-batches/{batch_id}?after={place}"))[0] == "after"


def test_a_batch_that_is_nobodys_or_somebody_elses_is_not_there(
    auditor: Browser, client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    batch_id = upload(auditor, as_pdf(draw_page())).get_json()["id"]
    with parts.database.writing() as session:
        day = clock.now().date()
        people.grant_role(
            session, cast.stranger.staff_id, people.Role.AUDITOR, day, by_id=None, now=clock.now()
        )
    other = client_as(cast.stranger)
    assert problem(other.api("GET", f"audit-batches/{batch_id}")) == ("batch_not_found", 404)
    assert problem(auditor.api("GET", f"audit-batches/{'00' * 16}")) == ("batch_not_found", 404)
