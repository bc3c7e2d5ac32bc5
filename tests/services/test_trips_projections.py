"""A complete check finds every row of trips and approvals that says something else than its leaf."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from services import approvals, trips
from services.approvals.models import ApprovalRequest
from services.check_plan import PROJECTIONS, SWEEPS
from services.ledger import list_records_about
from services.ledger.records import Record
from services.trips.models import Evidence
from tests.hall import Hall


def records(hall: Hall, kind: str, name: str, value: bytes | str) -> list[Record]:
    return hall.read(lambda s: list_records_about(s, [(name, value)], [kind]))


def differences(hall: Hall, kind: str, found: list[Record]) -> list[tuple[str, str]]:
    return hall.read(lambda s: [(d.about, d.code) for d in PROJECTIONS[kind](s, found)])


def swept(hall: Hall) -> list[tuple[str, str]]:
    return hall.read(lambda s: [(d.about, d.code) for sweep in SWEEPS for d in sweep(s)])


def tamper(hall: Hall, table: Any, key: Any, **changes: Any) -> None:
    def change(session: Session) -> None:
        row = session.get_one(table, key)
        for name, value in changes.items():
            setattr(row, name, value)

    hall.write(change)


@pytest.mark.parametrize(
    "change",
    [
        {"frame": b"\x01" * 220},
        {"sequence": 7},
        {"previous": b"\x01" * 16},
        {"device_id": b"\x01" * 8},
        {"source": "paper"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_evidences_row_is_compared(hall: Hall, change: dict[str, Any]) -> None:
    tap = hall.phone().tap(hall.now)
    hall.receive(tap)
    found = records(hall, "evidence", "evidence", tap.id)
    assert differences(hall, "evidence", found) == []
    tamper(hall, Evidence, tap.id, **change)
    assert differences(hall, "evidence", found) == [(f"evidence {tap.id.hex()}", "projection_differs")]


def test_a_deleted_evidence_is_missed(hall: Hall) -> None:
    tap = hall.phone().tap(hall.now)
    hall.receive(tap)
    hall.write(lambda s: s.delete(s.get_one(Evidence, tap.id)))
    found = records(hall, "evidence", "evidence", tap.id)
    assert differences(hall, "evidence", found) == [(f"evidence {tap.id.hex()}", "projection_missing")]


def test_an_attachment_is_compared_with_the_last_one(hall: Hall) -> None:
    first, second, third = (hall.trip(id=b"trips%03d" % n) for n in range(3))
    tap = hall.phone().tap(hall.now)
    hall.receive(tap)
    owner = first.owner_id
    hall.write(lambda s: trips.attach_tap(s, hall.ledger, tap.id, first.id, owner, hall.now))
    hall.write(lambda s: trips.cancel_trip(s, first.id, owner, hall.now))
    hall.write(lambda s: trips.attach_tap(s, hall.ledger, tap.id, second.id, owner, hall.now))
    found = records(hall, "trip_attached", "evidence", tap.id)
    assert len(found) == 2
    assert differences(hall, "trip_attached", found) == []
    tamper(hall, Evidence, tap.id, trip_id=third.id)
    assert len(differences(hall, "trip_attached", found)) == 2


def test_a_destroyed_one_that_is_back_is_found(hall: Hall) -> None:
    tap = hall.phone().tap(hall.now)
    hall.receive(tap)
    hall.write(lambda s: trips.destroy_unbound_taps(s, hall.ledger, hall.cast.traveller.staff_id, hall.now))
    found = records(hall, "evidence_destroyed", "evidence", tap.id)
    assert differences(hall, "evidence_destroyed", found) == []
    assert differences(hall, "evidence", records(hall, "evidence", "evidence", tap.id)) == []
    tamper(hall, Evidence, tap.id, frame=tap.frame, destroyed_at=None)
    assert len(differences(hall, "evidence_destroyed", found)) == 1


DECISION_CHANGES: dict[str, Callable[[Hall], dict[str, Any]]] = {
    "state": lambda hall: {"state": approvals.REFUSED},
    "decider": lambda hall: {"decided_by_id": hall.cast.stranger.staff_id},
    "title": lambda hall: {"title": "다른 출장"},
    "lines": lambda hall: {"lines": [["purpose", "다른 일"]]},
    "cautions": lambda hall: {"cautions": ["already_started"]},
    "content": lambda hall: {"content_sha256": bytes(32)},
    "deputy": lambda hall: {"as_deputy": True},
    "record": lambda hall: {"record_id": None},
}


@pytest.mark.parametrize("name", DECISION_CHANGES)
def test_a_decisions_row_is_compared(hall: Hall, name: str) -> None:
    decided = hall.decide(hall.request(hall.trip()).id, hall.cast.lead)
    found = records(hall, "approval_decided", "trip", decided.subject_id)
    assert differences(hall, "approval_decided", found) == []
    assert swept(hall) == []
    tamper(hall, ApprovalRequest, decided.id, **DECISION_CHANGES[name](hall))
    assert differences(hall, "approval_decided", found) == [(f"approval {decided.id}", "projection_differs")]


def test_a_decision_without_a_leaf_is_found(hall: Hall) -> None:
    request = hall.request(hall.trip())
    tamper(
        hall,
        ApprovalRequest,
        request.id,
        state=approvals.APPROVED,
        decided_by_id=hall.cast.lead.staff_id,
        decided_at=hall.now,
    )
    assert swept(hall) == [(f"approval {request.id}", "record_missing")]
