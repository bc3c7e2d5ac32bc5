"""What tests of people's pages share: passwords, passkeys and phones that enrol as a browser does."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec

from services import people
from services.crypto import base64url, signing
from tests.authenticator import Authenticator
from tests.cast import Member
from tests.clocks import HandClock
from tests.factories import PASSWORD, new_key, password_hash
from tests.web.conftest import Browser
from webapp.context import Parts

ORIGIN, RP_ID = "http://localhost:8000", "localhost"


def give_password(parts: Parts, member: Member, clock: HandClock) -> str:
    with parts.database.writing() as session:
        people.set_password(session, member.staff_id, password_hash(), clock.now())
    return PASSWORD


def new_passkey() -> Authenticator:
    """One that answers for the address that the test application is served from."""
    return Authenticator(origin=ORIGIN, rp_id=RP_ID)


def add_passkey(browser: Browser, label: str = "내 패스키") -> Authenticator:
    """A passkey, made through the interface by whoever is signed in."""
    passkey = new_passkey()
    options = browser.api("POST", "passkeys/options").get_json()["options"]
    body = {"credential": passkey.create(options), "label": label}
    response = browser.api("POST", "passkeys", body)
    assert response.status_code == 201, response.text
    return passkey


@dataclass
class NewPhone:
    """A browser's key before and while it is enrolled."""

    passkey: Authenticator = field(default_factory=new_passkey)
    pair: tuple[ec.EllipticCurvePrivateKey, bytes] = field(default_factory=new_key)

    @property
    def id(self) -> str:
        return signing.device_id(self.pair[1]).hex()

    @property
    def public_key(self) -> str:
        return base64url.encode(self.pair[1])

    def answer(self, asked: dict[str, object], **changes: object) -> dict[str, object]:
        """What the page posts after the passkey has answered."""
        options = asked["options"]
        assert isinstance(options, dict)
        answer = self.passkey.get if asked["proof"] == "assertion" else self.passkey.create
        return {
            "public_key": self.public_key,
            "credential": answer(options),
            "possession": self.sign(people.possession_message(base64url.decode(options["challenge"]))),
            "label": "새 휴대전화",
        } | changes

    def sign(self, message: bytes) -> str:
        return base64url.encode(signing.sign(self.pair[0], message))


def enrol(browser: Browser, phone: NewPhone | None = None, **changes: object) -> NewPhone:
    """A pending device of whoever is signed in, enrolled through the interface."""
    phone = phone or NewPhone()
    asked = browser.api("POST", "devices/options", {"public_key": phone.public_key}).get_json()
    response = browser.api("POST", "devices", phone.answer(asked, **changes))
    assert response.status_code == 201, response.text
    return phone
