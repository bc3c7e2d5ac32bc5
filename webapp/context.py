"""What a view works with: the parts of this process and the person of this request."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app, g
from flask_login import current_user

from services.approvals import Desk
from services.cafeteria import LunchClock
from services.clock import Clock
from services.db import Database
from services.effects import make_desk
from services.errors import SignedOut
from services.keys import WebKeys
from services.ledger import Appender, Recovery
from services.people import RelyingParty, SignedIn
from services.settings import Settings
from services.trips import Keys as OpeningKeys

EXTENSION = "balgil"


@dataclass(frozen=True)
class Parts:
    """Made once by `create_app`; nothing in it changes afterwards.

    `recovery` is what the ledger continues where it was opened anew: under another name, so that no process
    goes on that began before. `earlier_origins` are all the names that it had.
    """

    settings: Settings
    database: Database
    clock: Clock
    keys: WebKeys
    ledger: Appender
    recovery: Recovery | None = None
    earlier_origins: tuple[str, ...] = ()

    @property
    def desk(self) -> Desk:
        """Where requests are decided."""
        return make_desk(self.ledger)

    @property
    def lunch_clock(self) -> Clock:
        """What the cafeterias live by; only in a demonstration another clock than everybody's."""
        return LunchClock(self.clock) if self.settings.demo_lunch else self.clock


def parts() -> Parts:
    return cast(Parts, current_app.extensions[EXTENSION])


def db() -> Database:
    return parts().database


def now() -> datetime:
    return parts().clock.now()


def lunch_now() -> datetime:
    """The time in the cafeterias."""
    return parts().lunch_clock.now()


def ledger() -> Appender:
    return parts().ledger


def desk() -> Desk:
    return parts().desk


def settings() -> Settings:
    return parts().settings


def keys() -> WebKeys:
    return parts().keys


def opening_keys() -> OpeningKeys:
    """What opens evidences of this ledger, under each name that it had."""
    return OpeningKeys(keys().audit, settings().origin, parts().earlier_origins)


def relying_party() -> RelyingParty:
    """For whom passkeys answer: the product at its public address."""
    own = settings()
    return RelyingParty(own.public_host, own.base_url, own.organisation)


def find_person() -> SignedIn | None:
    """Who is signed in, if anybody is; nobody on the page that says that this cannot be found out now."""
    if g.get("is_person_unknown"):
        return None
    return cast("SignedIn | None", getattr(current_user, "person", None))


def current_person() -> SignedIn:
    """Who is signed in; raises SignedOut."""
    person = find_person()
    if person is None:
        raise SignedOut
    return person
