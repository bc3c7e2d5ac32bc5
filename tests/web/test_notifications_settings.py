"""`/me/notices/settings`: which topics, which ways, when not; and how browsers sign up for pushes."""

from collections.abc import Iterator, Mapping

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import select

from services import notifications
from services.crypto import base64url
from services.crypto.push_key import push_public_key
from services.notifications import Choices, Quiet, Switch, Topic
from services.notifications.models import PushSubscription
from services.settings import Settings
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.push_endpoint import BrowserKeys
from tests.web.conftest import Browser, ClientAs
from webapp import create_app
from webapp.context import Parts

PAGE = "/me/notices/settings"
FORM = {"quiet": "yes", "quiet_from": "21:30", "quiet_until": "06:30", "mail": "digest", "digest": "08:00"}
KEYS = BrowserKeys()
ADDRESS = {
    "endpoint": "https://push.example/one",
    "p256dh": base64url.encode(KEYS.public),
    "auth": base64url.encode(KEYS.secret),
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation that has push and mail."""
    more = {"push": True, "smtp_url": "smtp://127.0.0.1:25", "mail_from": "balgil@garam.example"}
    return Settings(**settings.model_dump(exclude={"smtp_url"}) | more)


def choices_of(parts: Parts, member: Member) -> Choices:
    with parts.database.reading() as session:
        return notifications.load_choices(session, member.staff_id)


def told(parts: Parts, member: Member) -> int:
    with parts.database.reading() as session:
        return len(notifications.list_subscribed(session, member.staff_id))


def test_what_is_chosen_is_kept(client_as: ClientAs, cast: Cast, parts: Parts) -> None:
    ticks = {"push-trips": "yes", "mail-trips": "yes", "push-meetings": "yes"}
    browser = client_as(cast.traveller)
    assert browser.post(PAGE, FORM | ticks, page=PAGE).status_code == 303
    kept = choices_of(parts, cast.traveller)
    assert (kept.quiet, kept.digest_minute) == (Quiet(21 * 60 + 30, 6 * 60 + 30), 8 * 60)
    assert kept.switches[Topic.TRIPS] == Switch(push=True, mail=True)
    assert kept.switches[Topic.MEETINGS] == Switch(push=True, mail=False)
    assert kept.switches[Topic.ACCOUNT] == Switch(push=False, mail=False)
    page = browser.get(PAGE)
    assert page.all("input", name="quiet_from")[0].attrs["value"] == "21:30"
    assert "checked" in page.all("input", name="mail-trips")[0].attrs
    assert "checked" not in page.all("input", name="push-account")[0].attrs
    assert choices_of(parts, cast.colleague) == Choices()


def test_a_time_that_is_none_is_named_and_what_was_chosen_stands_there(
    client_as: ClientAs, cast: Cast, parts: Parts
) -> None:
    wrong = FORM | {"quiet_until": "", "digest": "25:00", "push-trips": "yes"}
    page = client_as(cast.traveller).submit(PAGE, 422, wrong, page=PAGE)
    assert "시각을 확인해 주세요." in page.text
    assert {node.attrs["id"] for node in page.all("p", **{"class": "wrong"})} == {
        "quiet_until-error",
        "digest-error",
    }
    assert "checked" in page.all("input", name="push-trips")[0].attrs
    assert choices_of(parts, cast.traveller) == Choices()


def test_the_page_names_the_key_that_pushes_are_signed_with(
    client_as: ClientAs, cast: Cast, parts: Parts
) -> None:
    (card,) = client_as(cast.traveller).get(PAGE).all("div", **{"data-testid": "push"})
    assert base64url.decode(card.attrs["data-key"]) == push_public_key(parts.keys.pending_key)


def test_a_browser_signs_up_and_ends_with_its_sign_in(client_as: ClientAs, cast: Cast, parts: Parts) -> None:
    browser, other = client_as(cast.traveller), client_as(cast.traveller)
    for _ in range(2):
        answer = browser.api("POST", "push-subscriptions", ADDRESS)
        assert (answer.status_code, answer.get_json()) == (201, {"is_on": True})
    assert told(parts, cast.traveller) == 1
    assert "여기서도 받고 있어요" in other.get(PAGE).text
    assert "여기서도 받고 있어요" not in browser.get(PAGE).text
    browser.post("/sign-out", page="/me")
    assert told(parts, cast.traveller) == 0


def test_a_new_address_is_kept_for_who_has_subscribed_alone(
    client_as: ClientAs, cast: Cast, parts: Parts
) -> None:
    """The browser tells it by itself, and on a shared PC for whoever is signed in meanwhile."""
    changed = ADDRESS | {"endpoint": "https://push.example/two", "is_renewal": True}
    hers, next_ones = client_as(cast.traveller), client_as(cast.colleague)
    hers.api("POST", "push-subscriptions", ADDRESS)
    assert next_ones.api("POST", "push-subscriptions", changed).get_json() == {"is_on": False}
    assert (told(parts, cast.traveller), told(parts, cast.colleague)) == (1, 0)
    assert hers.api("POST", "push-subscriptions", changed).get_json() == {"is_on": True}
    with parts.database.reading() as session:
        assert session.scalars(select(PushSubscription.endpoint)).all() == [changed["endpoint"]]


def test_a_browser_ends_only_its_own(client_as: ClientAs, cast: Cast, parts: Parts) -> None:
    browser = client_as(cast.traveller)
    browser.api("POST", "push-subscriptions", ADDRESS)
    client_as(cast.colleague).api("POST", "push-subscriptions/end", {})
    assert told(parts, cast.traveller) == 1
    assert browser.api("POST", "push-subscriptions/end", {}).get_json() == {"is_on": False}
    assert told(parts, cast.traveller) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://10.0.0.1/one"},
        {"endpoint": "http://push.example/one"},
        {"endpoint": "https://push.example/" + "x" * 2000},
        {"p256dh": "AAAA"},
        {"auth": "AAAA"},
        {"auth": "***"},
        {"auth": None},
        {"more": "fields"},
    ],
)
def test_a_browser_that_tells_nonsense_is_refused(
    client_as: ClientAs, cast: Cast, parts: Parts, wrong: Mapping[str, object]
) -> None:
    assert client_as(cast.traveller).api("POST", "push-subscriptions", ADDRESS | wrong).status_code == 422
    assert told(parts, cast.traveller) == 0


def test_notices_are_counted_and_opened_by_their_owner(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    with parts.database.writing() as session:
        for _ in range(2):
            notifications.notify(session, cast.traveller.staff_id, "password_changed", clock.now())
        ids = [notice.id for notice in notifications.list_notices(session, cast.traveller.staff_id)]
    browser = client_as(cast.traveller)
    assert browser.api("GET", "notices/unread").get_json() == {"unread": 2}
    client_as(cast.colleague).api("POST", "notices/read", {"ids": ids})
    assert browser.api("POST", "notices/read", {"ids": ids[:1]}).get_json() == {"unread": 1}
    assert browser.api("POST", "notices/read", {"ids": [2**70]}).status_code == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "notices/unread"),
        ("POST", "notices/read"),
        ("POST", "push-subscriptions"),
        ("POST", "push-subscriptions/end"),
    ],
)
def test_a_stranger_is_asked_to_sign_in(client_as: ClientAs, method: str, path: str) -> None:
    assert client_as(None).api(method, path, {} if method == "POST" else None).status_code == 401


@pytest.fixture
def plain(
    settings: Settings, clock: HandClock, compiled_templates: FileSystemBytecodeCache, parts: Parts
) -> Iterator[Flask]:
    """The same installation before it had push and mail."""
    app = create_app(Settings(**settings.model_dump() | {"push": False, "smtp_url": None}), clock)
    app.jinja_env.bytecode_cache = compiled_templates
    yield app
    app.extensions["balgil"].database.dispose()


def test_without_push_and_mail_the_page_says_so_and_keeps_what_was_chosen(
    plain: Flask, client_as: ClientAs, cast: Cast, parts: Parts
) -> None:
    signed_in = client_as(cast.traveller)
    signed_in.post(PAGE, FORM | {"mail-trips": "yes"}, page=PAGE)
    browser = Browser(plain.test_client())
    with signed_in.client.session_transaction() as old, browser.client.session_transaction() as cookie:
        cookie.update(old)
    page = browser.get(PAGE)
    assert "이 기관은 푸시 알림을 쓰지 않아요" in page.text
    assert page.all("input", name="digest") == []
    assert browser.api("POST", "push-subscriptions", ADDRESS).status_code == 503
    browser.post(PAGE, {"quiet": ""}, page=PAGE)
    kept = choices_of(parts, cast.traveller)
    assert (kept.quiet, kept.digest_minute) == (None, 8 * 60)
    assert kept.switches[Topic.TRIPS] == Switch(push=False, mail=True)
