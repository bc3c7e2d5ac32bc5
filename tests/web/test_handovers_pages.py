"""Handovers as people see them: one screen for who goes, one tap for who comes, and the paper."""

import io
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest

from services import handovers, people
from services.clock import local_day
from services.manuals import tasks
from services.manuals.tasks import NewManual
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts

TITLE = "건축허가 접수"


@pytest.fixture
def leaver(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


@pytest.fixture
def successor(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.colleague)


@pytest.fixture
def manual_id(parts: Parts, cast: Cast, clock: HandClock) -> int:
    return make_manual(parts, cast.traveller, clock)


def make_manual(parts: Parts, owner: Member, clock: HandClock, title: str = TITLE) -> int:
    with parts.database.writing() as session:
        unit_id = people.get_person(session, owner.staff_id, local_day(clock.now())).unit_id
        new = NewManual(sha256(title.encode()).digest()[:16], unit_id or 0, title, owner.staff_id)
        return tasks.create_manual(session, new, owner.staff_id, clock.now()).id


def begin(browser: Browser, status: int = 303, **changes: Any) -> str:
    sent = browser.get("/handovers/new").one("form", action="/handovers").fields() | changes
    response = browser.post("/handovers", sent, page="/handovers/new")
    assert response.status_code == status, response.text[:2000]
    return str(response.headers.get("Location", response.text))


def form_of(browser: Browser, address: str) -> dict[str, Any]:
    page = browser.get(address)
    sent: dict[str, Any] = page.one("form", id="writing").fields()
    sent["manuals"] = [n.attrs["value"] for n in page.all("input", name="manuals") if "checked" in n.attrs]
    return sent


def write(browser: Browser, address: str, status: int = 303, **changes: Any) -> Any:
    response = browser.post(address, form_of(browser, address) | changes, page=address)
    assert response.status_code == status, response.text[:3000]
    return response


def owner_of(parts: Parts, manual_id: int, clock: HandClock) -> int | None:
    with parts.database.reading() as session:
        return tasks.load_manual(session, manual_id, clock.now()).owner_id


def test_from_the_first_screen_to_the_successors_tap(
    leaver: Browser, successor: Browser, parts: Parts, cast: Cast, clock: HandClock, manual_id: int
) -> None:
    assert 'href="/handovers"' in leaver.client.get("/me").text
    assert "아직 인수인계가 없어요" in leaver.get("/handovers").text
    address = begin(leaver, why="transfer")
    page = leaver.get(address)
    assert TITLE in page.one(data_testid="manuals").text
    for part in ("open-items", "deadlines", "contacts", "seats", "watches"):
        page.one(data_testid=part)
    to = str(cast.colleague.staff_id)
    write(leaver, address, to_id=to, plans="10월까지 대장 정비\n2,400건", do="offer")
    assert "인수 기다림" in leaver.get(address).text
    assert "업무 1건을 인계했어요" in successor.get("/me/notices").text
    assert cast.traveller.name in successor.get("/handovers").one(data_testid="handover").text
    assert "10월까지 대장 정비" in successor.get(address).text
    successor.post(f"{address}/acceptance", {"watches": "yes"}, page=address)
    assert owner_of(parts, manual_id, clock) == cast.colleague.staff_id
    assert "님이 업무를 인수했어요" in leaver.get("/me/notices").text
    assert leaver.get(address).all("textarea") == []


def test_the_paper_is_for_both_sides_and_nobody_else(
    leaver: Browser, client_as: ClientAs, cast: Cast, manual_id: int
) -> None:
    address = begin(leaver)
    response = leaver.client.get(f"{address}/form.pdf")
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    assert response.data[:5] == b"%PDF-"
    for who in (cast.colleague, cast.stranger, cast.auditor):
        for path in (address, f"{address}/form.pdf"):
            client_as(who).get(path, 404)
    client_as(cast.lead).get(address)
    assert client_as(None).client.get(address).status_code == 302


def test_what_is_wrong_comes_back_as_it_was_typed(leaver: Browser, cast: Cast, manual_id: int) -> None:
    assert "1년 안에서" in begin(leaver, 422, last_on="2020-01-01")
    address = begin(leaver)
    page = write(leaver, address, 422, do="offer", issues="옥상 증축").text
    assert "누가 인수할지" in page
    assert "옥상 증축" in page
    assert "5,000자 안에서" in write(leaver, address, 422, plans="가" * 5_001).text
    found = write(leaver, address, 200, wanted="서아라", do="find", goods="열쇠 2개")
    assert f'value="{cast.stranger.staff_id}"' in found.text
    assert "열쇠 2개" in found.text


def test_of_two_who_write_the_second_sees_both(leaver: Browser, client_as: ClientAs, cast: Cast) -> None:
    address, lead = begin(leaver), client_as(cast.lead)
    old = form_of(lead, address)
    write(leaver, address, plans="대장 정비")
    response = lead.post(address, old | {"plans": "다른 글"}, page=address)
    assert response.status_code == 409
    assert "대장 정비" in response.text
    assert "다른 글" in response.text


def test_it_is_sent_back_with_a_reason_and_taken_back(
    leaver: Browser, successor: Browser, cast: Cast, manual_id: int
) -> None:
    address = begin(leaver)
    write(leaver, address, to_id=str(cast.colleague.staff_id), do="offer")
    successor.post(f"{address}/return", {"return_why": "예산 잔액도 적어 주세요"}, page=address)
    assert "예산 잔액도 적어 주세요" in leaver.get(address).text
    leaver.post(f"{address}/acceptance", page=address)
    assert "인수자로 정해진 사람만" in leaver.get(address).text
    leaver.post(f"{address}/withdrawal", page=address)
    assert "거둠" in leaver.get(address).text
    successor.get("/handovers")


def test_a_lead_begins_it_in_a_leavers_stead(
    client_as: ClientAs, cast: Cast, manual_id: int, leaver: Browser
) -> None:
    lead = client_as(cast.lead)
    address = begin(lead, from_id=str(cast.traveller.staff_id), why="retirement")
    assert TITLE in lead.get(address).one(data_testid="manuals").text
    assert cast.traveller.name in lead.get("/handovers").text
    assert leaver.get("/handovers/new").all("select", name="from_id") == []
    assert "본인이나 부서장만" in begin(leaver, 403, from_id=str(cast.lead.staff_id))
    for nobody in ("987654", "999999999999999999"):
        assert "목록에서 골라" in begin(leaver, 422, from_id=nobody)


def test_an_import_of_a_transfer_opens_it_at_once(
    leaver: Browser, client_as: ClientAs, cast: Cast, clock: HandClock, manual_id: int
) -> None:
    administrator = client_as(cast.administrator)
    from_on: date = local_day(clock.now()) + timedelta(days=4)
    rows = f"직원번호,이름,부서,시행일\n{cast.traveller.number},{cast.traveller.name},총무과,{from_on}\n"
    import_file(administrator, rows.encode(), from_on)
    assert "인계할 업무가 1건 있어요" in leaver.get("/me/notices").text
    line = leaver.get("/handovers").one(data_testid="handover")
    assert "인사발령" in line.text
    assert cast.traveller.name in administrator.get("/handovers").text
    # The same file again, another day, and nothing of it: one handover follows them all.
    later = from_on + timedelta(days=3)
    import_file(administrator, rows.encode(), from_on)
    plan = import_file(administrator, rows.replace(str(from_on), str(later)).encode(), later)
    assert len(leaver.get("/handovers").all(data_testid="handover")) == 1
    administrator.post(f"{plan}/undoing", page=plan)
    assert len(leaver.get("/handovers").all(data_testid="handover")) == 1


def test_what_went_ahead_is_still_said_in_a_sheet_that_came_back(
    leaver: Browser, client_as: ClientAs, cast: Cast, clock: HandClock, parts: Parts, manual_id: int
) -> None:
    clock.advance(days=1)
    with parts.database.writing() as session:
        unit_id = people.get_person(session, cast.administrator.staff_id, local_day(clock.now())).unit_id
        people.assign_person(session, cast.traveller.staff_id, unit_id or 0, local_day(clock.now()))
        handovers.keep_up(session, clock.now())
    lead = client_as(cast.lead)
    address = lead.get("/handovers").one(data_testid="handover").one("a").attrs["href"]
    lead.post(f"{address}/return", {"return_why": "예산 잔액도 적어 주세요"}, page=address)
    page = leaver.get(address)
    assert "먼저 넘어갔어요" in page.one(data_testid="manuals").text
    assert TITLE in page.one(data_testid="manuals").text
    write(leaver, address, to_id=str(cast.lead.staff_id), do="offer")
    assert TITLE in lead.get(address).one(data_testid="manuals").text


def import_file(administrator: Browser, data: bytes, from_on: date) -> str:
    """The address of its plan."""
    sent = {
        "csrf_token": administrator.token("/admin/imports"),
        "file": (io.BytesIO(data), "전보.csv"),
        "from_on": from_on.isoformat(),
    }
    planned = administrator.client.post("/admin/imports", data=sent, content_type="multipart/form-data")
    assert planned.status_code == 303, planned.text[:2000]
    plan = planned.headers["Location"]
    administrator.post(f"{plan}/application", page=plan)
    return str(plan)
