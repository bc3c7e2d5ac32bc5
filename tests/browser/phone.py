"""A phone in a traveller's hand: her browser on the real server, with a device key of its own, enrolled."""

import inspect
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from flask import Flask
from playwright.sync_api import BrowserContext, Locator, Page, expect

from services import people, trips
from services.clock import local_day
from services.trips import Opened, Point
from tests.browser.conftest import app_beside, open_session
from tests.browser.server import Server
from tests.factories import NUMBERS
from webapp.context import EXTENSION, Parts

SITE = Point(356869000, 1279095000)
NEAR = {"latitude": 35.68725, "longitude": 127.9097}
OPENED = """async ([name, owner, ...more]) => {
  const load = (file) => import(`/static/${document.documentElement.dataset.build}/js/lib/${file}.js`)
  const [keys, outbox, hex, kit] = await Promise.all(['device_key', 'outbox', 'hex', 'kit'].map(load))
  const tell = (entry) => ({ ...entry, frame: hex.encode(entry.frame), context: hex.encode(entry.context) })
  const acts = {
    create: async () => hex.encode((await keys.createDeviceKey(owner)).publicKey),
    list: async () => (await outbox.listEntries(owner)).map(tell),
    proofs: async () => (await Promise.all(more.map(outbox.findProof))).filter(Boolean).length,
    counts: () => outbox.countEntries(owner),
    renewKit: async () => Boolean(await kit.refreshKit(owner)),
    hasKit: async () => Boolean(await kit.loadKit(owner)),
    isEnrolled: async () => {
      const [known, key] = await Promise.all([kit.loadKit(owner), keys.loadDeviceKey(owner)])
      return Boolean(known?.devices.some(({ id, state }) => id === key?.device && state === 'active'))
    },
    hasKey: async () => Boolean(await keys.loadDeviceKey(owner)),
    isLocked: async () => (await keys.loadDeviceKey(owner))?.isLocked,
  }
  return acts[name]()
}"""


def parts_of(server: Server) -> Parts:
    app: Flask = app_beside(server.settings)
    parts: Parts = app.extensions[EXTENSION]
    return parts


def staff_id_of(server: Server, who: str) -> int:
    with parts_of(server).database.reading() as session:
        person = people.find_person_by_number(session, NUMBERS[who], local_day(parts_of(server).clock.now()))
    assert person
    return person.id


def ask_phone(page: Page, act: str, who: str = "traveller", *more: str) -> Any:
    """Asks the phone's own modules; the acts stand in OPENED."""
    return page.evaluate(OPENED, [act, NUMBERS[who], *more])


def hold_phone(
    page: Page, server: Server, who: str = "traveller", *, accuracy: float = 8, has_worker: bool = True
) -> None:
    """Signed in, consent given, enrolled, the position known; home is open, and kept on the phone."""
    give_position(page.context, accuracy)
    open_session(page, server, who)
    give_consent(server, who)
    page.goto(server.url)
    enrol(page, server, who)
    page.reload()
    wait_until(page, lambda: bool(ask_phone(page, "isEnrolled", who)))
    if has_worker:
        wait_until(page, lambda: bool(page.evaluate("() => Boolean(navigator.serviceWorker.controller)")))


def hold_fresh_phone(page: Page, server: Server, who: str = "traveller") -> None:
    """Signed in and consent given, but this browser is nobody's device yet; home is open."""
    give_position(page.context)
    open_session(page, server, who)
    give_consent(server, who)
    page.goto(server.url)
    wait_until_ready(page, who)


def give_position(context: BrowserContext, accuracy: float = 8) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation({**NEAR, "accuracy": accuracy})


def give_consent(server: Server, who: str, state: people.ConsentState = people.ConsentState.GIVEN) -> None:
    parts = parts_of(server)
    with parts.database.writing() as session:
        people.record_consent(session, staff_id_of(server, who), state, "1", parts.clock.now())


def enrol(page: Page, server: Server, who: str) -> bytes:
    """Makes this browser's key an active device, as only a demonstration's ledger may."""
    public_key = bytes.fromhex(ask_phone(page, "create", who))
    parts = parts_of(server)
    with parts.database.writing() as session:
        devices = [(staff_id_of(server, who), public_key)]
        people.enrol_demo_devices(
            session,
            parts.ledger,
            devices,
            origin=parts.settings.origin,
            label="브라우저",
            now=parts.clock.now(),
        )
    return public_key


def plan_running_trip(server: Server, who: str = "traveller") -> bytes:
    """A trip that runs now, to the place where the phone is."""
    parts = parts_of(server)
    now = parts.clock.now()
    place = trips.DestinationPlan("거창군청", SITE, 300)
    plan = trips.TripPlan(
        bytes.fromhex("0102030405060708"),
        "현장 점검",
        [place],
        now - timedelta(hours=2),
        now + timedelta(hours=4),
    )
    with parts.database.writing() as session:
        return trips.plan_trip(session, staff_id_of(server, who), plan, now).id


def wait_until(page: Page, is_so: Callable[[], bool], timeout_s: float = 20) -> None:
    """Asks again and again: what the phone keeps is not on the screen."""
    for _ in range(int(timeout_s * 10)):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not so after {timeout_s} s: {inspect.getsource(is_so).strip()}")


def wait_until_ready(page: Page, who: str = "traveller") -> None:
    """Until the phone holds what a capture needs: as after a moment on the home page."""
    wait_until(page, lambda: bool(ask_phone(page, "hasKit", who)))


def tap(page: Page) -> Locator:
    """Taps once; the result, which has a code."""
    result = tap_and_see(page)
    assert result.get_attribute("data-reason") is None, result.get_attribute("data-reason")
    return result


def tap_and_see(page: Page) -> Locator:
    """Taps once; the result, be it a code or a reason why there is none."""
    page.get_by_test_id("capture").click()
    result = page.get_by_test_id("capture-result")
    expect(result).to_be_visible(timeout=15_000)
    return result


def expect_state(page: Page, state: str, timeout_s: float = 15) -> None:
    result = page.get_by_test_id("capture-result")
    expect(result).to_have_attribute("data-state", state, timeout=timeout_s * 1000)


def expect_empty_queue(page: Page, who: str = "traveller", timeout_s: float = 20) -> None:
    """Until everything was sent and its place in the ledger verified."""
    wait_until(page, lambda: ask_phone(page, "list", who) == [], timeout_s)


def list_stored(server: Server, who: str = "traveller") -> Sequence[Opened]:
    """What the server has of a person, opened, in the order of arrival."""
    parts = parts_of(server)
    keys = trips.Keys(parts.keys.audit, parts.settings.origin)
    with parts.database.reading() as session:
        views = trips.list_taps(session, keys, staff_id_of(server, who)).opened
    opened = [trips.open_frame(parts.keys.audit, parts.settings.origin, view.frame) for view in views]
    return sorted(opened, key=lambda one: (one.payload.device, one.payload.sequence))
