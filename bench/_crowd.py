"""Many signed-in people with phones, for the ingest benchmark: made through the product's own functions."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask

from bench._servers import demo_environment
from services import ledger, people
from services.clock import StoppedClock
from services.crypto import base64url
from services.db import Database
from services.demo.phones import Beacon, Phone, Vault
from services.keys import open_log_keys, open_web_keys
from services.ledger import Appender, Guard
from services.migrate import upgrade
from services.people.sessions import open_session
from services.settings import Mode, Settings
from services.trips import Point
from webapp import create_app

HERE = Point(356_869_000, 1_279_095_000)


class Crowd:
    """An organisation in a folder and a database of its own."""

    def __init__(self, folder: Path, url: str, size: int) -> None:
        self.settings = Settings(mode=Mode.DEMO, state_dir=folder, database_url=url)
        self.chance = random.Random(7)
        database = Database(url)
        upgrade(database.engine)
        now = datetime.now(UTC)
        self._web_keys = open_web_keys(self.settings, now)
        log_keys, guard = open_log_keys(self.settings, now), Guard(self.settings.guard_path)
        ledger.open_ledger(database, log_keys, guard, self.settings.origin, now)
        self._join(database, size, now)
        ledger.sequence_pending(database, log_keys, guard, StoppedClock(now))
        with database.reading() as session:
            head = ledger.newest_head(session)
        self._beacon = Beacon(*head.beacon) if head else Beacon(0, bytes(8))
        database.dispose()

    def environment(self) -> dict[str, str]:
        return demo_environment(self.settings)

    def capture(self, count: int) -> Iterator[tuple[dict[str, str], str]]:
        """Bodies of uploads with their contexts, and the cookie of the person each is of."""
        vault = Vault(self._web_keys.audit_public(), self.settings.origin)
        for number in range(count):
            phone, cookie = self._phones[number % len(self._phones)]
            upload = phone.capture(vault, self._beacon, None, datetime.now(UTC), (HERE, 12))
            context = base64url.encode(upload.context or b"")
            yield {"text": upload.text, "context": context, "owner": upload.owner}, cookie

    def _join(self, database: Database, size: int, now: datetime) -> None:
        with database.writing() as session:
            unit = people.create_unit(session, people.UnitKind.INSTITUTION, "가온시", None, date(2026, 1, 1))
            persons = [people.NewPerson(f"{n:05}", f"직원{n}", date(2026, 1, 1), unit) for n in range(size)]
            ids = people.create_persons(session, persons, now)
            phones = [Phone(staff_id, number, self.chance) for number, staff_id in ids.items()]
            people.enrol_demo_devices(
                session,
                Appender(self._web_keys.pending_key),
                [(phone.staff_id, phone.public_key) for phone in phones],
                origin=self.settings.origin,
                label="bench",
                now=now,
            )
            tokens = [
                open_session(
                    session,
                    phone.staff_id,
                    label="bench",
                    method="password",
                    now=now,
                    lifetime=timedelta(days=1),
                )
                for phone in phones
            ]
        app = create_app(self.settings)
        self._phones = [(phone, cookie_of(app, token)) for phone, token in zip(phones, tokens, strict=True)]


def cookie_of(app: Flask, token: str) -> str:
    """The cookie of a browser that has signed in with this token."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps({'_user_id': token, '_fresh': True})}"
