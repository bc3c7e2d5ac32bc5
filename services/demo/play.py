"""Plays a season through the product's own doors: planned, approved, sealed, received, sequenced.

Time is the story's, and the ledger's heads carry it too, so that every verdict of the demonstration has
something true to say. Slot by slot: a capture names the head at its slot's beginning, and has its
place in the ledger at the slot's end.
"""

import heapq
import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services import approvals, ledger, people, trips
from services.clock import StoppedClock, local_day
from services.db import Database
from services.demo.organisation import Member
from services.demo.phones import Beacon, Phone, Vault
from services.demo.season import Decide, Event, Plan, Tap
from services.effects import make_desk
from services.keys import LogKeys, WebKeys
from services.ledger import Appender, Guard
from services.people import ConsentState

SLOT = timedelta(minutes=45)
PHONE_LABEL = "시연용 모의 휴대전화"
CONSENT_WORDING = "demo"


@dataclass(frozen=True)
class Stage:
    """Where a season is played."""

    database: Database
    web_keys: WebKeys
    log_keys: LogKeys
    guard: Guard
    origin: str

    @property
    def appender(self) -> Appender:
        return Appender(self.web_keys.pending_key)

    @property
    def desk(self) -> approvals.Desk:
        return make_desk(self.appender)

    @property
    def opening_keys(self) -> trips.Keys:
        return trips.Keys(self.web_keys.audit, self.origin)


@dataclass(frozen=True)
class Arrive:
    """A sealed evidence reaches the server."""

    at: datetime
    member: Member
    upload: trips.Upload


@dataclass(frozen=True)
class Printed:
    """A tap with its code, as it may stand on somebody's paper; `tap.received_at` None never came in."""

    tap: Tap
    text: str


@dataclass
class Play:
    """A season as it goes on: the phones, what is still to come, what was captured and counted."""

    stage: Stage
    vault: Vault
    phones: dict[int, Phone] = field(default_factory=dict)
    beacon: Beacon = field(default_factory=lambda: Beacon(0, bytes(8)))
    lineup: approvals.Lineup | None = None
    leads: dict[int, int] = field(default_factory=dict)
    requests: dict[bytes, int] = field(default_factory=dict)
    captured: list[Printed] = field(default_factory=list)
    trips: int = 0
    evidences: int = 0

    def __post_init__(self) -> None:
        self._numbers = itertools.count()
        self._coming: list[tuple[datetime, int, Event | Arrive]] = []

    def enrol(self, members: Sequence[Member], chance: random.Random, now: datetime) -> None:
        """Gives every member a phone that the ledger knows, consent, and the lead who will decide."""
        self.phones = {m.id: Phone(m.id, m.number, random.Random(chance.random())) for m in members}  # noqa: S311
        devices = [(phone.staff_id, phone.public_key) for phone in self.phones.values()]
        with self.stage.database.writing() as session:
            # Nobody changes her place in the story: who leads whom is asked once.
            self.lineup = approvals.load_lineup(session, now)
            units = people.list_workplaces(session, local_day(now))
            people.enrol_demo_devices(
                session,
                self.stage.appender,
                devices,
                origin=self.stage.origin,
                label=PHONE_LABEL,
                now=now,
            )
            for member in members:
                people.record_consent(session, member.id, ConsentState.GIVEN, CONSENT_WORDING, now)
                lead_id = self.lineup.leadership.lead_of(member.id, units[member.id])
                if lead_id:
                    self.leads[member.id] = lead_id
        self.sequence(now)

    def run(self, events: Sequence[Event], until: datetime) -> None:
        """Plays the events in order, and what they bring about, up to an instant."""
        for event in events:
            self._expect(event)
        while self._coming and self._coming[0][0] < until:
            self._play_slot(until)
        self.sequence(until)

    def sequence(self, now: datetime) -> None:
        """Gives everything so far its place in the ledger; later captures name this head."""
        stage = self.stage
        while ledger.sequence_pending(stage.database, stage.log_keys, stage.guard, StoppedClock(now)).more:
            continue
        with stage.database.reading() as session:
            head = ledger.newest_head(session)
        if head:
            self.beacon = Beacon(*head.beacon)

    def _expect(self, event: Event | Arrive) -> None:
        heapq.heappush(self._coming, (event.at, next(self._numbers), event))

    def _play_slot(self, until: datetime) -> None:
        begins_at = self._coming[0][0]
        ends_at = min(begins_at + SLOT, until)
        self.sequence(begins_at)
        with self.stage.database.writing() as session:
            if self.lineup:
                approvals.hold_lineup(session, self.lineup)
            while self._coming and self._coming[0][0] < ends_at:
                self._play(session, heapq.heappop(self._coming)[2])

    def _play(self, session: Session, event: Event | Arrive) -> None:
        match event:
            case Plan():
                self._plan(session, event)
            case Decide():
                self._decide(session, event)
            case Tap():
                self._tap(event)
            case Arrive():
                self._arrive(session, event)

    def _plan(self, session: Session, event: Plan) -> None:
        view = trips.plan_trip(session, event.member.id, event.trip, event.at)
        if view.approval:
            self.requests[view.id] = view.approval.id
        self.trips += 1

    def _decide(self, session: Session, event: Decide) -> None:
        lead_id = self.leads.get(event.member.id)
        request_id = self.requests.get(event.trip_id)
        if lead_id is None or request_id is None:
            return
        reason = "" if event.approve else "다른 일정과 겹칩니다. 날짜를 바꿔 다시 올려 주세요."
        decision = approvals.Decision(event.approve, reason)
        approvals.decide_request(session, self.stage.desk, request_id, lead_id, decision, event.at)

    def _tap(self, event: Tap) -> None:
        phone = self.phones[event.member.id]
        fix = (event.point, event.accuracy_m)
        upload = phone.capture(self.vault, self.beacon, event.trip_id, event.at, fix)
        self.captured.append(Printed(event, upload.text))
        if event.received_at:
            self._expect(Arrive(event.received_at, event.member, upload))

    def _arrive(self, session: Session, event: Arrive) -> None:
        signer = trips.Signer(event.member.id, event.member.number)
        opened = trips.open_upload(self.stage.opening_keys, signer, event.upload)
        trips.receive_evidence(session, self.stage.appender, self.stage.origin, opened, event.at)
        self.evidences += 1
