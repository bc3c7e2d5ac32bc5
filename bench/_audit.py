"""A day of trips for the verdict's benchmark: real people, phones, approvals, captures and heads."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from services import approvals, audit, people, trips
from services.clock import StoppedClock
from services.db import Database
from services.demo.phones import Beacon, Phone, Vault, near
from services.effects import make_desk
from services.keys import LogKeys, WebKeys, open_log_keys, open_web_keys
from services.ledger import Appender, Guard, Plan, check, newest_head, open_ledger, sequence_pending
from services.migrate import upgrade
from services.people.sessions import open_session
from services.settings import Mode, Settings
from services.trips import DestinationPlan, Point, TripPlan, Upload

BEGIN = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)
JOINED_ON = date(2026, 1, 1)
PLACE = Point(356_869_000, 1_279_095_000)
TAPS_A_TRIP = 3


class Month:
    """An organisation whose evidences are all in the ledger, each in a head of its own."""

    def __init__(self, folder: Path, codes: int) -> None:
        self.settings = Settings(mode=Mode.DEMO, state_dir=folder, ledger_origin="bench.example.go.kr/demo")
        self.now = BEGIN
        self.database = Database(self.settings.database)
        upgrade(self.database.engine)
        self.web: WebKeys = open_web_keys(self.settings, self.now)
        self._log: LogKeys = open_log_keys(self.settings, self.now)
        self._guard = Guard(self.settings.guard_path)
        self._ledger = Appender(self.web.pending_key)
        self._chance = random.Random(1)
        open_ledger(self.database, self._log, self._guard, self.settings.origin, self.now)
        self.auditor_id, phones = self._hire(codes // TAPS_A_TRIP)
        self.public_keys = {phone.staff_number: phone.public_key for phone in phones}
        self._approve(phones)
        self.uploads = list(self._capture(phones))
        self.texts = [upload.text for upload in self.uploads]
        check(self.database, self._guard, Plan(self.web.pending_key), "bench", self.now)
        self._sequence()

    @property
    def keys(self) -> audit.Keys:
        return audit.Keys(trips.Keys(self.web.audit, self.settings.origin), self.web.pending_key)

    def sign_in_auditor(self, now: datetime) -> str:
        """The token of a session."""
        with self.database.writing() as session:
            day = timedelta(days=1)
            return open_session(
                session, self.auditor_id, label="bench", method="password", now=now, lifetime=day
            )

    def _hire(self, count: int) -> tuple[int, list[Phone]]:
        with self.database.writing() as session:
            top = people.create_unit(session, people.UnitKind.INSTITUTION, "가람시", None, JOINED_ON)
            roles = [people.Role.AUDITOR]
            lead = people.NewPerson("90000", "박다온", JOINED_ON, top, is_lead=True, roles=roles)
            staff = [people.NewPerson(f"{n:05}", f"직원{n}", JOINED_ON, top) for n in range(count)]
            ids = people.create_persons(session, [lead, *staff], self.now)
            lead_id = ids.pop("90000")
            phones = [Phone(staff_id, number, self._chance) for number, staff_id in ids.items()]
            devices = [(phone.staff_id, phone.public_key) for phone in phones]
            people.enrol_demo_devices(
                session, self._ledger, devices, origin=self.settings.origin, label="bench", now=self.now
            )
        self._sequence()
        return lead_id, phones

    def _approve(self, phones: Sequence[Phone]) -> None:
        with self.database.writing() as session:
            for phone in phones:
                trips.plan_trip(session, phone.staff_id, _plan(phone), self.now)
            for request in approvals.list_waiting(session, self.auditor_id, self.now):
                approve = approvals.Decision(approve=True)
                approvals.decide_request(
                    session, make_desk(self._ledger), request.id, self.auditor_id, approve, self.now
                )
        self._sequence()

    def _capture(self, phones: Sequence[Phone]) -> Iterator[Upload]:
        """Three taps a trip, hours apart."""
        vault = Vault(self.web.audit_public(), self.settings.origin)
        self.now = BEGIN + timedelta(hours=2)
        for _ in range(TAPS_A_TRIP):
            self._sequence()  # a ledger that idles beats, so that beacons are fresh
            for phone in phones:
                with self.database.reading() as session:
                    head = newest_head(session)
                beacon = Beacon(*head.beacon) if head else Beacon(0, bytes(8))
                fix = (near(PLACE, self._chance.uniform(0, 120), self._chance), self._chance.randint(4, 30))
                upload = phone.capture(vault, beacon, phone.staff_id.to_bytes(8), self.now, fix)
                self._receive(phone, upload)
                yield upload
            self.now += timedelta(hours=1)

    def _receive(self, phone: Phone, upload: Upload) -> None:
        signer = trips.Signer(phone.staff_id, phone.staff_number)
        opened = trips.open_upload(self.keys.opening, signer, upload)
        with self.database.writing() as session:
            trips.receive_evidence(session, self._ledger, self.settings.origin, opened, self.now)
        self.now += timedelta(seconds=2)
        self._sequence()

    def _sequence(self) -> None:
        while sequence_pending(self.database, self._log, self._guard, StoppedClock(self.now)).more:
            continue


def _plan(phone: Phone) -> TripPlan:
    return TripPlan(
        id=phone.staff_id.to_bytes(8),
        purpose="현장 점검",
        destinations=[DestinationPlan("거창군청", PLACE, 300)],
        starts_at=BEGIN + timedelta(hours=1),
        ends_at=BEGIN + timedelta(hours=9),
    )
