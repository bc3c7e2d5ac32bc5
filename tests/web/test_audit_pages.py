"""`/audit/scan` and `/audit/batches`, tried by the whole cast."""

import csv
import io
from datetime import timedelta

import pytest

from services import audit
from services.audit import NewFile
from services.audit.models import AuditCode
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.papers import as_pdf, draw_page
from tests.phones import make_phone
from tests.web.conftest import Browser, ClientAs, Sequencer
from webapp.context import Parts
from webapp.pages.audit.batch_page import FORMULA_STARTS

PAGES = ("/audit/scan", "/audit/batches")
BATCH = "/audit/batches/" + "07" * 16


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.auditor)


@pytest.fixture
def batch(parts: Parts, cast: Cast, clock: HandClock, sequencer: Sequencer) -> None:
    """Two pages that were read: a code that the server never got, and somebody else's."""
    phone = make_phone(
        parts.database, parts.ledger, parts.keys, cast.traveller, parts.settings.origin, clock.now()
    )
    sequencer.run()
    texts = [phone.tap(clock.now()).text, "=HYPERLINK(1)"]
    files = [NewFile("=1182.pdf", io.BytesIO(as_pdf(draw_page(texts[0]))))]
    with parts.database.writing() as session:
        auditor_id, kept_for = cast.auditor.staff_id, timedelta(days=30)
        audit.create_batch(session, auditor_id, b"\x07" * 16, files, clock.now(), kept_for=kept_for)
        for number, text in enumerate(texts):
            place = {"batch_id": b"\x07" * 16, "file_position": 0, "number": number}
            session.add(AuditCode(**place, page=number + 1, text=text))


@pytest.mark.parametrize("path", [*PAGES, BATCH, f"{BATCH}/results.csv"])
def test_only_an_auditor_may_come_in(client_as: ClientAs, cast: Cast, path: str) -> None:
    for who, member in cast.everybody().items():
        if who != "auditor":
            assert client_as(member).client.get(path).status_code == 403, who
    assert client_as(None).client.get(path).status_code == 302


@pytest.mark.parametrize("path", PAGES)
def test_an_auditor_sees_the_page(browser: Browser, path: str) -> None:
    browser.get(path)


def test_the_navigation_leads_to_the_scanner(client_as: ClientAs, cast: Cast) -> None:
    def leads(member: Member) -> bool:
        return bool(client_as(member).get("/").all("a", href="/audit/scan"))

    assert leads(cast.auditor)
    assert not leads(cast.traveller)


def test_files_become_a_batch_and_the_same_form_twice_only_one(browser: Browser) -> None:
    page = browser.get("/audit/batches")
    form = page.one("form", action="/audit/batches").fields()
    pdf = as_pdf(draw_page("BG1:" + "7" * 330))
    places = set()
    for _ in range(2):
        data = {"id": form["id"], "files": (io.BytesIO(pdf), "1182.pdf")}
        response = browser.post("/audit/batches", data, page="/audit/batches")
        assert response.status_code == 303
        places.add(response.headers["Location"])
    (place,) = places
    assert browser.get(place).one(data_testid="batch").attrs["data-state"] == "queued"
    assert "1182.pdf" in browser.get("/audit/batches").text


@pytest.mark.parametrize("content", [None, b"", b"MZ\x90\x00" + bytes(200)])
def test_what_is_no_document_is_refused_with_a_sentence(browser: Browser, content: bytes | None) -> None:
    files = {"files": (io.BytesIO(content), "tool.exe")} if content is not None else {}
    page = browser.submit("/audit/batches", 422, files, page="/audit/batches")
    assert page.one(role="alert").text


def test_each_code_has_its_verdict_where_it_stands(browser: Browser, batch: None) -> None:
    codes = browser.get(BATCH).all(data_testid="code")
    assert [code.attrs["data-verdict"] for code in codes] == ["cannot_verify", "not_genuine"]
    assert "김가람" in codes[0].text
    assert "2쪽" in codes[1].text


def test_the_traveller_can_read_that_she_was_looked_at(
    browser: Browser, client_as: ClientAs, cast: Cast, batch: None
) -> None:
    browser.get(BATCH)
    browser.get(BATCH)
    looks = client_as(cast.traveller).get("/me/points").one(id="looks")
    assert looks.text.count("한바다") == 1


def test_the_export_holds_no_point_and_no_formula(browser: Browser, batch: None) -> None:
    response = browser.client.get(f"{BATCH}/results.csv")
    assert response.headers["Cache-Control"] == "no-store"
    rows = list(csv.reader(io.StringIO(response.get_data(as_text=True).removeprefix("\ufeff"))))
    assert len(rows) == 3
    assert rows[1][4] == "김가람"
    assert "35.68" not in response.get_data(as_text=True)
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA_STARTS)]


def test_a_deleted_batch_is_gone(browser: Browser, batch: None) -> None:
    assert browser.post(f"{BATCH}/deletion", page=BATCH).status_code == 303
    browser.get(BATCH, status=404)


def test_a_wrong_place_in_the_list_is_said(browser: Browser, batch: None) -> None:
    browser.get(f"{BATCH}?after=x", status=422)
