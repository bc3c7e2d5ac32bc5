"""A town hall without a web: its people, its database, its keys, a clock that a test moves."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from services import approvals, trips
from services.db import Database
from services.effects import make_desk
from services.keys import open_web_keys
from services.ledger import Appender, list_records_about
from services.ledger.records import Record
from services.settings import Mode, Settings
from tests.cast import Member, make_cast
from tests.clocks import HandClock
from tests.phones import GEOCHANG, Phone, Tap, make_phone

Result = TypeVar("Result")
ORIGIN = "localhost/demo"


class Hall:
    def __init__(self, database: Database, folder: Path, clock: HandClock) -> None:
        self.database, self.clock, self.origin = database, clock, ORIGIN
        settings = Settings(mode=Mode.DEMO, state_dir=folder / "state", ledger_origin=ORIGIN)
        self.keys = open_web_keys(settings, clock.now())
        self.ledger = Appender(self.keys.pending_key)
        self.desk = make_desk(self.ledger)
        self.opening = trips.Keys(self.keys.audit, ORIGIN)
        with database.writing() as session:
            self.cast = make_cast(session, clock.now())

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def write(self, work: Callable[[Session], Result]) -> Result:
        return self.database.write(work)

    def read(self, work: Callable[[Session], Result]) -> Result:
        with self.database.reading() as session:
            return work(session)

    def phone(self, owner: Member | None = None) -> Phone:
        owner = owner or self.cast.traveller
        return make_phone(self.database, self.ledger, self.keys, owner, self.origin, self.now)

    def receive(
        self, tap: Tap, owner: Member | None = None, *, context: bool = True, export: bool = False
    ) -> trips.Receipt:
        """What the server does with an upload of this person."""
        member = owner or self.cast.traveller
        text = trips.to_export_text(tap.frame) if export else tap.text
        upload = trips.Upload(text, tap.sealed_context if context else None, member.number)
        signer = trips.Signer(member.staff_id, member.number)
        opened = trips.open_upload(self.opening, signer, upload)
        return self.write(
            lambda session: trips.receive_evidence(session, self.ledger, self.origin, opened, self.now)
        )

    def plan(self, **changes: object) -> trips.TripPlan:
        """This afternoon to the county office of Geochang."""
        plan: dict[str, object] = {
            "id": b"trip0001",
            "purpose": "도로 파손 현장 점검",
            "destinations": [trips.DestinationPlan("거창군청", GEOCHANG, 300)],
            "starts_at": self.now + timedelta(hours=1),
            "ends_at": self.now + timedelta(hours=6),
        }
        return trips.TripPlan(**plan | changes)  # type: ignore[arg-type]

    def trip(self, owner: Member | None = None, **changes: object) -> trips.TripView:
        member = owner or self.cast.traveller
        return self.write(
            lambda session: trips.plan_trip(session, member.staff_id, self.plan(**changes), self.now)
        )

    def request(self, trip: trips.TripView) -> approvals.Request:
        """The trip's approval as it stands now."""
        return self.read(lambda s: approvals.newest_requests(s, trips.APPROVAL_KIND, [trip.id]))[trip.id]

    def decide(
        self, request_id: int, decider: Member, *, approve: bool = True, reason: str = ""
    ) -> approvals.Request:
        decision = approvals.Decision(approve, reason)
        return self.write(
            lambda session: approvals.decide_request(
                session, self.desk, request_id, decider.staff_id, decision, self.now
            )
        )

    def records(self, kind: str, name: str, value: bytes | str) -> list[Record]:
        return self.read(lambda session: list_records_about(session, [(name, value)], [kind]))
