"""Stories for an auditor: a traveller with a phone, a trip that runs, captures, and what befalls them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from services import audit, people, trips
from services.crypto.canonical import Value
from services.db import Database
from services.ledger import (
    Guard,
    Head,
    Plan,
    PurgeRule,
    check,
    newest_head,
    open_ledger,
    purge,
    recover,
    sequence_pending,
)
from tests.cast import Member
from tests.clocks import HandClock
from tests.factories import SequencerKeys
from tests.hall import Hall
from tests.phones import Phone, Tap

HONEST: Any = object()
# What somebody with the database's password does to a leaf; the condition follows.
ALTERED = "UPDATE ledger_records SET blob = X'00'"


class Story(Hall):
    """A hall with a running ledger. What is done is in the ledger two seconds later."""

    def __init__(
        self, database: Database, folder: Path, clock: HandClock, origin: str = "localhost/demo"
    ) -> None:
        super().__init__(database, folder, clock)
        self.guard = Guard(folder / "guard")
        signer = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
        self.log_keys = SequencerKeys(signer, self.keys.pending_key)
        self.open_log()
        self.device = self.phone()
        self.pass_time(minutes=1)

    def open_log(self) -> None:
        open_ledger(self.database, self.log_keys, self.guard, self.origin, self.now)
        self.sequence()

    def sequence(self) -> None:
        while sequence_pending(self.database, self.log_keys, self.guard, self.clock).more:
            continue

    def pass_time(self, **by: float) -> datetime:
        """The sequencer takes what waits two seconds from now, and beats when the time is over."""
        self.clock.advance(seconds=2)
        self.sequence()
        self.clock.advance(**by)
        self.sequence()
        return self.now

    @property
    def head(self) -> Head:
        head = self.read(newest_head)
        assert head
        return head

    # What the traveller and her lead do ------------------------------------------------------------------

    def approved_trip(self, *, approve: bool = True, **changes: object) -> trips.TripView:
        """Approved in time, and running when this returns."""
        trip = self.trip(**changes)
        if approve:
            self.decide(self.request(trip).id, self.cast.lead)
        self.pass_time(hours=2)
        return trip

    def capture(self, phone: Phone | None = None, *, context: Any = HONEST, **changes: object) -> Tap:
        """A tap now with the newest beacon, and whatever the payload is to have instead."""
        phone = phone or self.device
        tap = phone.tap(self.now, beacon=self.head.beacon)
        data = json.dumps(honest_context(tap.payload) if context is HONEST else context).encode()
        named = {"context_hash": trips.context_hash(data), **changes}
        tap = phone.seal(replace(tap.payload, **named), data)  # type: ignore[arg-type]
        phone.sequence, phone.previous = tap.payload.sequence, tap.id
        return tap

    def sent(self, phone: Phone | None = None, *, with_context: bool = True, **changes: Any) -> Tap:
        """A capture that is in the ledger."""
        tap = self.capture(phone, **changes)
        self.receive(tap, (phone or self.device).owner, context=with_context)
        self.pass_time()
        return tap

    # What the ledger, the operator and the auditor do ------------------------------------------------------

    def write_leaf(
        self, kind: str, subjects: list[tuple[str, bytes | str]], facts: Mapping[str, Value]
    ) -> int:
        return self.write(lambda s: self.ledger.append(s, kind, subjects, facts, self.now).id)

    def run_check(self) -> None:
        check(self.database, self.guard, Plan(self.keys.pending_key), "test", self.now)
        self.pass_time()

    def tamper(self, statement: str, **values: object) -> None:
        """What somebody with the database's password does."""
        self.write(lambda session: session.execute(text(statement), values))

    def purge(self, kind: str) -> None:
        """Destroys the leaves of a kind by rule, as the end of their retention would."""
        rule = PurgeRule("retention_5y", frozenset({kind}), timedelta(0))
        query = text("SELECT leaf_index FROM ledger_records WHERE kind = :kind")
        indices = self.read(lambda s: list(s.scalars(query, {"kind": kind})))
        self.write(lambda s: purge(s, self.ledger, indices, rule, "end of retention", self.now))
        self.pass_time()

    def recover(self, origin: str = "recovered/demo") -> None:
        """A new ledger continues the old one; what was sealed for the old one is no less genuine."""
        recover(self.database, self.log_keys, self.guard, origin, "test", self.now, even_so=True)
        self.origin, self.opening = origin, replace(self.opening, origin=origin)
        self.pass_time()

    def enrol(self, phone: Phone) -> None:
        self.write(
            lambda s: people.enrol_demo_devices(
                s,
                self.ledger,
                [(phone.owner.staff_id, phone.public_key)],
                origin=self.origin,
                label="시험폰",
                now=self.now,
            )
        )

    def restore(self, code: Tap | str, auditor: Member | None = None) -> audit.Restored:
        wanted = audit.Restoration(code if isinstance(code, str) else code.text, "2026-1182")
        auditor_id = (auditor or self.cast.auditor).staff_id
        return self.write(
            lambda s: audit.restore_evidence(s, self.ledger, self.audit_keys, wanted, auditor_id, self.now)
        )

    @property
    def audit_keys(self) -> audit.Keys:
        return audit.Keys(replace(self.opening, audit=self.keys.audit), self.keys.pending_key)

    def judge(self, *codes: Tap | str) -> list[audit.Verdict]:
        items = [audit.Item(code if isinstance(code, str) else code.text) for code in codes]
        return self.read(lambda session: audit.judge_texts(session, self.audit_keys, items, self.now))

    def verdict(self, code: Tap | str) -> audit.Verdict:
        return self.judge(code)[0]

    def reason(self, code: Tap | str, subject: audit.Subject) -> tuple[str, str]:
        """What one check of the verdict says: its result and its reason."""
        found = self.verdict(code).find(subject)
        assert found, f"no check {subject}"
        return found.result.value, found.reason


def honest_context(payload: trips.Payload) -> dict[str, object]:
    """What a phone in a traveller's hand writes."""
    at = payload.phone_at_ms
    place = {"lat": payload.lat_e7 / 1e7, "lon": payload.lon_e7 / 1e7}
    return {
        "started_at": at - 3_000,
        "wall_ms": 3_000,
        "monotonic_ms": 3_001,
        "zone_offset_min": -540,
        "visible": True,
        "automation": False,
        "fixes": [
            {"at": at - 2_500, "lat": place["lat"] + 0.0002, "lon": place["lon"], "accuracy": 24},
            {"at": at - 1_000, **place, "accuracy": payload.accuracy_m},
        ],
    }
