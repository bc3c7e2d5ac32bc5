"""A virtual authenticator in the browser (CDP): makes passkeys and answers as one who is always there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from tests.browser.chromium import PHONE, watch


class PasskeyStore:
    """The passkeys of one page's browser, and whether their owner unlocks them when asked."""

    def __init__(self, page: Page) -> None:
        self._cdp: CDPSession = page.context.new_cdp_session(page)
        self._cdp.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            # Conditional requests would be answered at once otherwise, before anybody chose a passkey.
            "automaticPresenceSimulation": False,
        }
        answer = self._cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._id: str = answer["authenticatorId"]

    @contextmanager
    def present(self) -> Iterator[None]:
        """Somebody is there to touch the sensor."""
        self._set_present(True)
        yield
        self._set_present(False)

    def spoil(self) -> None:
        """Its signatures are wrong from now on."""
        bits = {"authenticatorId": self._id, "isBogusSignature": True}
        self._cdp.send("WebAuthn.setResponseOverrideBits", bits)

    def list(self) -> list[dict[str, Any]]:
        answer = self._cdp.send("WebAuthn.getCredentials", {"authenticatorId": self._id})
        found: list[dict[str, Any]] = answer["credentials"]
        return found

    def take_over(self, other: "PasskeyStore") -> None:
        """As a synced passkey arrives on a second device."""
        for credential in other.list():
            self._cdp.send("WebAuthn.addCredential", {"authenticatorId": self._id, "credential": credential})

    def _set_present(self, enabled: bool) -> None:
        self._cdp.send(
            "WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": self._id, "enabled": enabled}
        )


@contextmanager
def another_browser(browser: Browser) -> Iterator[Page]:
    """A page of a browser that shares nothing with the others."""
    with browser.new_context(viewport=PHONE, locale="ko-KR", timezone_id="Asia/Seoul") as context:
        page = context.new_page()
        faults = watch(page)
        yield page
        assert faults == []
