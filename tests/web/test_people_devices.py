"""`/me/devices`: seen, named, cancelled, given up, reported lost."""

from datetime import timedelta

import pytest

from services import approvals, people
from services.clock import SEOUL
from services.people import DeviceState
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from tests.web.people import NewPhone, enrol
from webapp.context import Parts


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


@pytest.fixture
def pending(browser: Browser) -> NewPhone:
    return enrol(browser)


@pytest.fixture
def active(pending: NewPhone, cast: Cast, parts: Parts, clock: HandClock) -> NewPhone:
    with parts.database.writing() as session:
        device = bytes.fromhex(pending.id)
        people.confirm_device(
            session, parts.ledger, device, cast.lead.staff_id, clock.now(), approvals.load_lineup
        )
    return pending


def state_of(parts: Parts, phone: NewPhone) -> DeviceState | None:
    with parts.database.reading() as session:
        device = people.find_device(session, bytes.fromhex(phone.id))
    return device.state if device else None


def end(browser: Browser, phone: NewPhone, **fields: str) -> int:
    path = f"/me/devices/{phone.id}/end"
    return browser.post(path, fields, page="/me").status_code


def local(clock: HandClock, **before: float) -> str:
    return f"{clock.now().astimezone(SEOUL) - timedelta(**before):%Y-%m-%dT%H:%M}"


def test_without_devices_it_says_how_to_begin(browser: Browser) -> None:
    page = browser.get("/me/devices")
    assert "등록한 기기가 없어요" in page.text
    assert page.all("a", href="/me/devices/new")


def test_a_pending_one_says_what_is_missing_and_from_whom(
    browser: Browser, pending: NewPhone, cast: Cast
) -> None:
    page = browser.get(f"/me/devices/{pending.id}")
    assert "두 번째 확인을 기다려요" in page.text
    assert cast.lead.name in page.text


def test_the_second_yes_is_called_what_it_was(browser: Browser, active: NewPhone, cast: Cast) -> None:
    page = browser.get(f"/me/devices/{active.id}")
    assert f"팀장 {cast.lead.name}님이 눌러 확인" in page.text
    assert "이 브라우저에 보관된 키" in page.text
    assert "기기에 묶인" not in page.text


def test_a_name_is_text(browser: Browser, pending: NewPhone) -> None:
    name = "<script>alert(1)</script>"
    path = f"/me/devices/{pending.id}"
    assert browser.post(f"{path}/label", {"label": name}, page=path).status_code == 303
    assert name in browser.get("/me/devices").text


@pytest.mark.parametrize("label", ["", " ", "x" * 61, "a\x00b"])
def test_a_wrong_name_stays_on_the_page(browser: Browser, pending: NewPhone, label: str) -> None:
    path = f"/me/devices/{pending.id}"
    page = browser.submit(f"{path}/label", 422, {"label": label}, page=path)
    assert page.one("input", id="label").attrs["aria-invalid"] == "true"


def test_a_pending_one_can_be_taken_back(browser: Browser, parts: Parts, pending: NewPhone) -> None:
    path = f"/me/devices/{pending.id}/cancellation"
    assert browser.post(path, page="/me").status_code == 303
    assert state_of(parts, pending) is None
    assert browser.post(path, page="/me").status_code == 404


def test_one_that_is_not_used_any_more_is_retired(
    browser: Browser, parts: Parts, active: NewPhone, clock: HandClock
) -> None:
    assert end(browser, active, reason="unused", lost_since_at=local(clock)) == 303
    assert state_of(parts, active) is DeviceState.RETIRED
    assert end(browser, active, reason="unused", lost_since_at=local(clock)) == 303


def test_a_lost_one_is_revoked_from_then_on_and_leads_to_a_new_one(
    browser: Browser, parts: Parts, active: NewPhone, clock: HandClock
) -> None:
    path = f"/me/devices/{active.id}/end"
    since = local(clock, hours=3)
    response = browser.post(path, {"reason": "lost", "lost_since_at": since}, page=path)
    assert response.headers["Location"] == "/me/devices/new"
    with parts.database.reading() as session:
        device = people.find_device(session, bytes.fromhex(active.id))
    assert device
    assert device.state is DeviceState.REVOKED
    assert device.lost_since_at == clock.now() - timedelta(hours=3)


def test_whoever_holds_the_lost_phone_is_signed_out(
    browser: Browser, active: NewPhone, client_as: ClientAs, cast: Cast, clock: HandClock
) -> None:
    lost, colleague = client_as(cast.traveller), client_as(cast.colleague)
    assert end(browser, active, reason="lost", lost_since_at=local(clock)) == 303
    assert lost.client.get("/me/points").status_code == 302
    for here in (browser, colleague):
        here.get("/me/points")


def test_a_phone_that_is_only_given_up_signs_nobody_out(
    browser: Browser, active: NewPhone, client_as: ClientAs, cast: Cast, clock: HandClock
) -> None:
    other = client_as(cast.traveller)
    assert end(browser, active, reason="unused", lost_since_at=local(clock)) == 303
    other.get("/me/points")


def test_lost_just_now_is_now(browser: Browser, parts: Parts, active: NewPhone, clock: HandClock) -> None:
    clock.advance(seconds=41)
    end(browser, active, reason="lost", lost_since_at=local(clock))
    with parts.database.reading() as session:
        device = people.find_device(session, bytes.fromhex(active.id))
    assert device
    assert device.lost_since_at == clock.now()


@pytest.mark.parametrize(
    "fields",
    [
        {}, {"reason": ""}, {"reason": "eaten"}, {"reason": "lost"},
        {"reason": "lost", "lost_since_at": "yesterday"},
        {"reason": "lost", "lost_since_at": "2999-01-01T00:00"},
        {"reason": "lost", "lost_since_at": "0001-01-01T00:00"},
        {"reason": "lost", "lost_since_at": "2026-09-29"*3},
    ],
)  # fmt: skip
def test_what_is_unclear_ends_nothing(
    browser: Browser, parts: Parts, active: NewPhone, fields: dict[str, str]
) -> None:
    page = browser.submit(f"/me/devices/{active.id}/end", 422, fields, page="/me")
    assert page.one(role="alert").text
    assert state_of(parts, active) is DeviceState.ACTIVE


def test_a_pending_one_is_not_ended_but_cancelled(
    browser: Browser, pending: NewPhone, clock: HandClock
) -> None:
    assert end(browser, pending, reason="lost", lost_since_at=local(clock)) == 409


def test_a_re_enrolment_retires_the_old_one_when_it_counts(
    browser: Browser, parts: Parts, cast: Cast, active: NewPhone, clock: HandClock
) -> None:
    page = browser.get("/me/devices/new")
    assert page.one("input", id="replaces-1").attrs["value"] == active.id
    assert "checked" in page.one("input", id="replaces-1").attrs  # the cookie tells which one it was
    new = enrol(browser, NewPhone(active.passkey), replaces=active.id)
    assert state_of(parts, active) is DeviceState.ACTIVE
    with parts.database.writing() as session:
        people.confirm_device(
            session,
            parts.ledger,
            bytes.fromhex(new.id),
            cast.lead.staff_id,
            clock.now(),
            approvals.load_lineup,
        )
    assert state_of(parts, active) is DeviceState.RETIRED
    assert "지난 기기 1대" in browser.get("/me/devices").text


def test_ended_keys_are_named_to_the_page_that_enrols(
    browser: Browser, active: NewPhone, clock: HandClock
) -> None:
    end(browser, active, reason="unused", lost_since_at=local(clock))
    form = browser.get("/me/devices/new").one("form", data_behaviour="people/enrol")
    assert form.attrs["data-ended"].split() == [active.id]


@pytest.mark.parametrize("who", ["colleague", "lead", "administrator", "auditor", "stranger"])
def test_it_is_nobody_elses(
    client_as: ClientAs, cast: Cast, parts: Parts, active: NewPhone, who: str
) -> None:
    other = client_as(getattr(cast, who))
    path = f"/me/devices/{active.id}"
    for way in ("", "/end"):
        other.get(path + way, 404)
    for way in ("/label", "/end", "/cancellation"):
        assert other.post(path + way, {"label": "x", "reason": "unused"}, page="/me").status_code == 404
    assert state_of(parts, active) is DeviceState.ACTIVE


@pytest.mark.parametrize("device_id", ["00" * 8, "zz" * 8, "0" * 15, "ABCDEF0011223344", "../../etc/passwd"])
def test_an_id_of_nothing_is_not_found(browser: Browser, device_id: str) -> None:
    browser.get(f"/me/devices/{device_id}", 404)


def test_forms_need_their_token(browser: Browser, parts: Parts, active: NewPhone) -> None:
    for way in ("label", "end", "cancellation"):
        response = browser.client.post(f"/me/devices/{active.id}/{way}", data={"reason": "unused"})
        assert response.status_code == 400
    assert state_of(parts, active) is DeviceState.ACTIVE
