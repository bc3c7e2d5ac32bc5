"""A text of a colleague that waits for the lead: she reads what changes, opens it, and decides."""

import pytest

from services.manuals import texts
from services.manuals.sections import Section
from services.manuals.texts import Publication
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import ClientAs
from tests.web.manuals_world import NEW_STEPS, Shelf
from webapp.context import Parts

KEY = b"proposal-0000001"


@pytest.fixture
def shelf(parts: Parts, cast: Cast, clock: HandClock) -> Shelf:
    shelf = Shelf.of(parts, cast, clock)
    publication = Publication(KEY, 1, {Section.PROCESS: NEW_STEPS})
    with parts.database.writing() as session:
        who = cast.traveller.staff_id
        texts.publish(session, parts.ledger, shelf.manual_id, publication, who, clock.now())
    return shelf


def test_the_lead_reads_what_changes_opens_it_and_decides(
    shelf: Shelf, client_as: ClientAs, cast: Cast, parts: Parts
) -> None:
    lead = client_as(cast.lead)
    (card,) = lead.get("/approvals").all(data_testid="approval")
    for words in ("매뉴얼 게시", "출장여비 정산", "업무 프로세스", "제출 기한 5일에서 7일로"):
        assert words in card.text
    href = f"/manuals/proposals/{KEY.hex()}"
    assert card.one("a", href=href).text == "열어 보기"
    opened = lead.client.get(href)
    assert opened.location == f"/manuals/{shelf.manual_id}/proposals/{KEY.hex()}"
    assert "7" in lead.get(opened.location).text
    request_id = card.attrs["data-request"]
    assert lead.get(f"/approvals/{request_id}").one("a", href=href)
    assert lead.post(f"/approvals/{request_id}/decision", {"decision": "approve"}, page="/approvals")
    with parts.database.reading() as session:
        published = texts.load_published(session, shelf.manual_id)
    assert published
    assert (published.number, published.texts[Section.PROCESS]) == (2, NEW_STEPS.rstrip("\n"))


def test_a_proposal_that_is_not_there_leads_to_no_page(shelf: Shelf, client_as: ClientAs, cast: Cast) -> None:
    client_as(cast.lead).get(f"/manuals/proposals/{bytes(16).hex()}", 404)
