"""`/devices/confirmations`: the second yes of the lead, or of who stands in."""

from datetime import timedelta

import pytest

from services import approvals, people
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from tests.web.people import NewPhone, enrol
from webapp.context import Parts

PAGE = "/devices/confirmations"


@pytest.fixture
def phone(client_as: ClientAs, cast: Cast) -> NewPhone:
    return enrol(client_as(cast.traveller))


def confirm(browser: Browser, phone: NewPhone) -> int:
    return browser.post(f"{PAGE}/{phone.id}", page="/me").status_code


def state_of(client_as: ClientAs, owner: Member, phone: NewPhone) -> str:
    return str(client_as(owner).api("GET", f"devices/{phone.id}").get_json()["state"])


def test_the_lead_sees_whose_and_the_same_number_as_the_owner(
    client_as: ClientAs, cast: Cast, phone: NewPhone
) -> None:
    seen = client_as(cast.lead).get(PAGE).text
    own = client_as(cast.traveller).get(f"/me/devices/{phone.id}")
    code = own.one("p", class_="code number").text.split()[-1]
    assert len(code) == 4
    assert cast.traveller.name in seen
    assert code in seen


def test_one_tap_lets_it_in_and_a_second_one_changes_nothing(
    client_as: ClientAs, cast: Cast, phone: NewPhone
) -> None:
    lead = client_as(cast.lead)
    assert confirm(lead, phone) == 303
    assert state_of(client_as, cast.traveller, phone) == "active"
    assert confirm(lead, phone) == 303
    assert "기다리는 요청이 없어요" in lead.get(PAGE).text


@pytest.mark.parametrize(
    "who",
    ["traveller", "colleague", "director", "mayor", "administrator", "auditor", "stranger", "other_lead"],
)
def test_it_is_for_nobody_else(client_as: ClientAs, cast: Cast, phone: NewPhone, who: str) -> None:
    browser = client_as(getattr(cast, who))
    assert "기다리는 요청이 없어요" in browser.get(PAGE).text
    assert confirm(browser, phone) == 403
    assert state_of(client_as, cast.traveller, phone) == "pending"


def test_the_deputy_taps_as_the_deputy(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock, phone: NewPhone
) -> None:
    today = clock.now().date()
    with parts.database.writing() as session:
        people.appoint_deputy(
            session,
            cast.lead.staff_id,
            cast.colleague.staff_id,
            today,
            today + timedelta(days=1),
            by_id=cast.lead.staff_id,
            now=clock.now(),
        )
    assert cast.colleague.name in client_as(cast.traveller).get(f"/me/devices/{phone.id}").text
    deputy = client_as(cast.colleague)
    assert "대리로 확인해요" in deputy.get(PAGE).text
    assert confirm(deputy, phone) == 303
    owner = client_as(cast.traveller).get(f"/me/devices/{phone.id}").text
    assert f"대리 {cast.colleague.name}님이 눌러 확인" in owner


def test_who_has_no_lead_is_let_in_by_an_administrator(client_as: ClientAs, cast: Cast) -> None:
    phone = enrol(client_as(cast.mayor))
    assert "관리자(총괄 서무)" in client_as(cast.mayor).get(f"/me/devices/{phone.id}").text
    assert confirm(client_as(cast.administrator), phone) == 303
    assert "관리자" in client_as(cast.mayor).get(f"/me/devices/{phone.id}").text


def test_who_decides_where_nobody_is_above_is_nobodys_lead(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    today = clock.now().date()
    named = approvals.LastDeciderView(today, cast.auditor.staff_id, "내부 지침")
    parts.database.write(lambda s: approvals.name_last_decider(s, named, today))
    phone = enrol(client_as(cast.mayor))
    own = client_as(cast.mayor).get(f"/me/devices/{phone.id}").text
    assert ("관리자(총괄 서무)" in own, cast.auditor.name in own) == (True, False)
    assert confirm(client_as(cast.auditor), phone) == 403


def test_what_was_cancelled_is_gone(client_as: ClientAs, cast: Cast, phone: NewPhone) -> None:
    client_as(cast.traveller).post(f"/me/devices/{phone.id}/cancellation", page="/me")
    assert confirm(client_as(cast.lead), phone) == 404


def test_a_form_without_token_confirms_nothing(client_as: ClientAs, cast: Cast, phone: NewPhone) -> None:
    assert client_as(cast.lead).client.post(f"{PAGE}/{phone.id}").status_code == 400
    assert state_of(client_as, cast.traveller, phone) == "pending"


def test_the_lead_is_told_on_her_own_page(client_as: ClientAs, cast: Cast, phone: NewPhone) -> None:
    assert client_as(cast.lead).get("/me").all("a", href=PAGE)
