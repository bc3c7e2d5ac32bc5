"""Withdrawing consent destroys what is kept; tombstones and leaves stay."""

from datetime import timedelta

import pytest

from services import people, trips
from services.errors import NotFound
from services.trips.models import Evidence
from tests.cast import Member
from tests.hall import Hall
from tests.phones import Tap


def consent(hall: Hall, state: people.ConsentState, member: Member | None = None) -> None:
    staff_id = (member or hall.cast.traveller).staff_id
    hall.write(lambda s: people.record_consent(s, staff_id, state, "2026-09", hall.now))


def destroy(hall: Hall) -> int:
    staff_id = hall.cast.traveller.staff_id
    return hall.write(lambda s: trips.destroy_unbound_taps(s, hall.ledger, staff_id, hall.now))


@pytest.fixture
def taps(hall: Hall) -> list[Tap]:
    """One on a trip, one free, and somebody else's."""
    trip, phone = hall.trip(), hall.phone()
    mine = [phone.tap(hall.now, trip=trip.id), phone.tap(hall.now)]
    for tap in mine:
        hall.receive(tap)
    hall.receive(hall.phone(hall.cast.colleague).tap(hall.now), hall.cast.colleague)
    return mine


def test_frame_and_context_go_and_a_tombstone_with_a_leaf_stays(hall: Hall, taps: list[Tap]) -> None:
    staff_id = hall.cast.traveller.staff_id
    assert hall.read(lambda s: trips.count_unbound_taps(s, staff_id)) == 2
    assert destroy(hall) == 2
    assert destroy(hall) == 0
    for tap in taps:
        row = hall.read(lambda s, tap=tap: s.get_one(Evidence, tap.id))
        assert (row.frame, row.context) == (None, None)
        assert (row.destroyed_at, row.destroyed_rule) == (hall.now, trips.CONSENT_WITHDRAWN)
        (record,) = hall.records("evidence_destroyed", "evidence", tap.id)
        assert record.facts == {"rule": trips.CONSENT_WITHDRAWN}
        with pytest.raises(NotFound):
            hall.read(lambda s, tap=tap: trips.get_tap(s, hall.opening, tap.id, staff_id))
    assert hall.read(lambda s: trips.list_taps(s, hall.opening, staff_id)) == trips.Taps(destroyed=2)


def test_nobody_elses_are_touched(hall: Hall, taps: list[Tap]) -> None:
    destroy(hall)
    kept = hall.read(lambda s: trips.list_taps(s, hall.opening, hall.cast.colleague.staff_id))
    assert len(kept.opened) == 1


def test_a_phone_that_sends_a_destroyed_one_again_does_not_bring_it_back(hall: Hall, taps: list[Tap]) -> None:
    destroy(hall)
    received_at = hall.now
    hall.clock.advance(days=1)
    for tap in taps:
        assert hall.receive(tap) == trips.Receipt(tap.id, received_at, is_first=False)
        row = hall.read(lambda s, tap=tap: s.get_one(Evidence, tap.id))
        assert (row.frame, row.context) == (None, None)
        kept = hall.read(lambda s, tap=tap: trips.get_kept(s, tap.id, hall.cast.traveller.staff_id))
        assert kept.destroyed_at == received_at


def test_what_a_queue_still_brings_after_the_withdrawal_is_destroyed_soon(hall: Hall) -> None:
    phone, colleague = hall.phone(), hall.phone(hall.cast.colleague)
    late = phone.tap(hall.now)
    consent(hall, people.ConsentState.GIVEN)
    consent(hall, people.ConsentState.WITHDRAWN)
    consent(hall, people.ConsentState.GIVEN, hall.cast.colleague)
    hall.receive(late)
    hall.receive(colleague.tap(hall.now), hall.cast.colleague)
    since = hall.now - timedelta(minutes=10)
    assert hall.write(lambda s: trips.destroy_late_arrivals(s, hall.ledger, since, hall.now)) == 1
    assert hall.write(lambda s: trips.destroy_late_arrivals(s, hall.ledger, since, hall.now)) == 0
    assert hall.read(lambda s: s.get_one(Evidence, late.id)).destroyed_rule == trips.CONSENT_WITHDRAWN


def test_who_gave_consent_again_keeps_what_comes_after(hall: Hall) -> None:
    for state in (people.ConsentState.GIVEN, people.ConsentState.WITHDRAWN, people.ConsentState.GIVEN):
        consent(hall, state)
    hall.receive(hall.phone().tap(hall.now))
    since = hall.now - timedelta(minutes=10)
    assert hall.write(lambda s: trips.destroy_late_arrivals(s, hall.ledger, since, hall.now)) == 0


def test_a_check_knows_lawful_destruction_from_a_quiet_one(hall: Hall, taps: list[Tap]) -> None:
    assert list(hall.read(trips.find_unproven_destructions)) == []
    destroy(hall)
    assert list(hall.read(trips.find_unproven_destructions)) == []
    tap = hall.phone().tap(hall.now)
    hall.receive(tap)

    def quietly(session: object) -> None:
        row = session.get_one(Evidence, tap.id)  # type: ignore[attr-defined]
        row.frame, row.context, row.destroyed_at, row.destroyed_rule = None, None, hall.now, "lost"

    hall.write(quietly)
    (found,) = hall.read(lambda s: list(trips.find_unproven_destructions(s)))
    assert (found.code, found.about) == ("record_missing", f"evidence {tap.id.hex()}")
