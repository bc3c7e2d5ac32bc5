"""What a first visit to home costs, and that the next ones cost nothing but the page."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.chromium import PHONE
from tests.browser.conftest import SignIn
from tests.browser.server import Server

BUDGET_BYTES = 120_000


@dataclass
class Traffic:
    """Bytes that came over the network, by address."""

    addresses: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def watch(self, page: Page) -> "Traffic":
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._hear_request)
        session.on("Network.loadingFinished", self._hear_end)
        return self

    def _hear_request(self, event: dict[str, Any]) -> None:
        self.addresses[event["requestId"]] = event["request"]["url"]

    def _hear_end(self, event: dict[str, Any]) -> None:
        size = int(event["encodedDataLength"])
        if size:
            self.sizes[self.addresses.get(event["requestId"], event["requestId"])] = size

    @property
    def total(self) -> int:
        return sum(self.sizes.values())

    def of(self, part: str) -> list[str]:
        return [address for address in self.sizes if part in address]


def test_a_first_visit_to_home_stays_in_its_budget(browser: Browser, server: Server, sign_in: SignIn) -> None:
    with browser.new_context(viewport=PHONE, locale="ko-KR", service_workers="block") as context:
        traffic = visit_home(context, server, sign_in)
        assert traffic.total <= BUDGET_BYTES, sorted(traffic.sizes.items(), key=lambda item: -item[1])
        assert traffic.of("fonts/rare") + traffic.of("fonts/uncommon") == []


def test_a_second_visit_loads_the_page_alone(browser: Browser, server: Server, sign_in: SignIn) -> None:
    with browser.new_context(viewport=PHONE, locale="ko-KR", service_workers="block") as context:
        visit_home(context, server, sign_in)
        again = visit_home(context, server, sign_in)
        assert again.of("/static/") == []


def visit_home(context: BrowserContext, server: Server, sign_in: SignIn) -> Traffic:
    page = context.new_page()
    sign_in(page, "traveller")
    traffic = Traffic().watch(page)
    page.goto(f"{server.url}/", wait_until="networkidle")
    page.close()
    return traffic
