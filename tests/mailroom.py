"""Where tests see notices carried on: people with browsers and addresses, and what reaches them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func, select

from services import notifications
from services.crypto.push_key import derive_push_key
from services.db import Database
from services.notice_carriers import find_contacts
from services.notice_kinds import KINDS
from services.notifications import Carriers, Kind, PushCarrier, PushSender, Topic
from services.notifications.models import MailWait, PushSubscription, PushWait
from services.notifications.push_message import DEADLINE_S
from services.people.models import SignInSession
from services.people.sessions import open_session
from tests.clocks import HandClock
from tests.push_endpoint import PushEndpoint

SECRET = b"\x08" * 32
URGENT = "meeting_called"
ACCOUNT, LUNCH = "password_changed", "lunch_reminder"
ALL_KINDS: Mapping[str, Kind] = {
    **KINDS,
    URGENT: Kind(URGENT, Topic.MEETINGS, "회의", "/", is_urgent=True),
}
LUNCH_FACTS = {"minutes": "10", "slot": "11:00", "cafeteria": "구내식당"}


@dataclass
class Mailroom:
    database: Database
    clock: HandClock
    endpoint: PushEndpoint
    deadline_s: float = DEADLINE_S
    carriers: Carriers = field(default_factory=lambda: Carriers(ALL_KINDS, push=True, mail=True))

    def __post_init__(self) -> None:
        self.push = self.make_worker()

    def make_worker(self) -> PushCarrier:
        sender = PushSender(derive_push_key(SECRET), "mailto:a@b.example", True, self.deadline_s)
        return PushCarrier(self.database, self.clock, sender, find_contacts)

    def sign_in(self, staff_id: int) -> int:
        """A new browser of hers; its session's id."""
        at = self.clock.now()
        with self.database.writing() as session:
            open_session(
                session, staff_id, label="시험", method="password", now=at, lifetime=timedelta(days=1)
            )
            return session.scalar(select(func.max(SignInSession.id))) or 0

    def subscribe(self, staff_id: int, path: str = "/browser") -> int:
        """A browser of hers that takes pushes at a path of the endpoint; its session's id."""
        session_id, keys = self.sign_in(staff_id), self.endpoint.keys
        with self.database.writing() as session:
            notifications.subscribe(
                session,
                staff_id,
                session_id,
                self.endpoint.url + path,
                (keys.public, keys.secret),
                self.clock.now(),
                any_host=True,
            )
        return session_id

    def tell(self, staff_id: int, kind: str = ACCOUNT, **facts: str) -> None:
        with self.database.writing() as session:
            notifications.notify(session, staff_id, kind, self.clock.now(), **facts)

    def sort(self) -> int:
        return notifications.sort_notices(self.database, self.carriers, self.clock.now())

    def carry(self) -> list[str]:
        """A round of the worker; the paths that were told in it."""
        before = len(self.endpoint.pushes)
        self.sort()
        self.push.carry()
        self.push.rest()
        return sorted(push.path for push in self.endpoint.pushes[before:])

    def read_all(self, staff_id: int) -> None:
        with self.database.writing() as session:
            ids = [notice.id for notice in notifications.list_notices(session, staff_id)]
            notifications.mark_notices_read(session, staff_id, ids, self.clock.now())

    def count(self, table: type[PushWait | PushSubscription | MailWait]) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0
