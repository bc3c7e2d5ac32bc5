"""What a phone sends is kept once, for the one who signed it, and nobody else learns anything."""

import secrets
import threading
from dataclasses import replace
from hashlib import sha256

import pytest

from services import people, trips
from services.crypto import sealing
from services.errors import CannotOpen, Malformed, NotFound, UnknownKey
from services.ledger import find_record
from services.trips.models import Evidence
from tests.hall import Hall
from tests.kept_evidences import count
from tests.phones import Tap


def row_of(hall: Hall, tap: Tap) -> Evidence:
    return hall.read(lambda s: s.get_one(Evidence, tap.id))


def test_the_first_upload_is_kept_sealed_with_its_leaf(hall: Hall) -> None:
    tap = hall.phone().tap(hall.now)
    receipt = hall.receive(tap)
    assert receipt == trips.Receipt(tap.id, hall.now, is_first=True)
    row = row_of(hall, tap)
    assert (row.frame, row.context, row.source) == (tap.frame, tap.sealed_context, "phone")
    record = hall.read(lambda s: find_record(s, row.record_id))
    assert record.kind == "evidence"
    assert dict(record.subjects) == {"evidence": tap.id, "device": tap.payload.device}
    assert record.facts["frame_sha256"] == sha256(tap.frame).digest()
    assert (record.facts["sequence"], record.facts["previous"]) == (1, bytes(16))


def test_nothing_of_the_position_stands_in_the_clear(hall: Hall) -> None:
    tap = hall.phone().tap(hall.now, accuracy_m=12_345)
    hall.receive(tap)
    row = row_of(hall, tap)
    record = hall.read(lambda s: find_record(s, row.record_id))
    columns = {getattr(row, column.key) for column in Evidence.__table__.columns}
    payload = tap.payload
    secrets_of_hers = {payload.lat_e7, payload.lon_e7, payload.accuracy_m, payload.phone_at_ms, payload.nonce}
    assert not secrets_of_hers & (columns | set(record.facts.values()))


def test_a_repeat_gets_the_first_answer(hall: Hall) -> None:
    tap = hall.phone().tap(hall.now)
    first = hall.receive(tap)
    hall.clock.advance(hours=3)
    for export in (False, True):
        assert hall.receive(tap, export=export) == replace(first, is_first=False)
    assert count(hall) == 1
    assert len(hall.records("evidence", "evidence", tap.id)) == 1


def test_another_sealing_of_the_same_payload_changes_nothing(hall: Hall) -> None:
    phone = hall.phone()
    tap = phone.tap(hall.now)
    first = hall.receive(tap)
    sealed_again = replace(
        tap, frame=trips.seal_evidence(phone.audit, phone.origin, phone.owner.number, phone.key, tap.payload)
    )
    assert sealed_again.frame != tap.frame
    assert hall.receive(sealed_again) == replace(first, is_first=False)
    assert row_of(hall, tap).frame == tap.frame


def test_the_context_may_come_later_once(hall: Hall) -> None:
    tap = hall.phone().tap(hall.now)
    hall.receive(tap, context=False)
    kept = hall.read(lambda s: trips.get_kept(s, tap.id, hall.cast.traveller.staff_id))
    assert not kept.has_context
    assert not hall.receive(tap).is_first
    assert row_of(hall, tap).context == tap.sealed_context
    key_id, public_key = hall.keys.audit_public()
    again = replace(
        tap,
        sealed_context=sealing.seal(public_key, key_id, "context", hall.origin, opened_context(hall, tap)),
    )
    hall.receive(again)
    assert row_of(hall, tap).context == tap.sealed_context


def opened_context(hall: Hall, tap: Tap) -> bytes:
    return trips.open_context(hall.keys.audit, hall.origin, tap.sealed_context, tap.payload.context_hash)


def test_a_wrong_context_is_refused_with_its_evidence(hall: Hall) -> None:
    phone = hall.phone()
    tap, other = phone.tap(hall.now), phone.tap(hall.now)
    with pytest.raises(Malformed) as refused:
        hall.receive(replace(tap, sealed_context=other.sealed_context))
    assert refused.value.code == "context_mismatch"
    for damaged, error in (
        (tap.frame, CannotOpen),
        (b"", Malformed),
        (b"\x01" * 60, UnknownKey),
        (tap.sealed_context + bytes(4200), Malformed),
    ):
        with pytest.raises(error):
            hall.receive(replace(tap, sealed_context=damaged))
    assert count(hall) == 0
    assert hall.receive(tap).is_first


def test_any_order_gap_and_fork_is_kept(hall: Hall) -> None:
    phone = hall.phone()
    first = phone.tap(hall.now)
    restored = phone.copy()
    second, lost, fourth = (phone.tap(hall.now) for _ in range(3))
    fork = restored.tap(hall.now)
    assert (fork.payload.sequence, fork.payload.previous) == (2, first.id)
    for tap in (fourth, fork, second, first):
        assert hall.receive(tap).is_first
    assert count(hall) == 4
    assert lost.payload.sequence == 3


def test_past_and_future_clocks_are_for_the_verdict(hall: Hall) -> None:
    phone = hall.phone()
    base = phone.tap(hall.now).payload
    for phone_at_ms, fixed_at_ms in (
        (0, 0),
        (253_370_764_799_999, 0),
        (base.phone_at_ms, 253_370_764_799_999),
    ):
        changed = replace(
            base, nonce=secrets.token_bytes(8), phone_at_ms=phone_at_ms, fixed_at_ms=fixed_at_ms
        )
        assert hall.receive(phone.seal(changed, b"{}"), context=False).is_first


def test_the_trip_it_names_counts_only_when_it_is_hers(hall: Hall) -> None:
    hers = hall.trip(id=b"hers0001")
    together = hall.trip(hall.cast.colleague, id=b"together", companion_ids=[hall.cast.traveller.staff_id])
    foreign = hall.trip(hall.cast.stranger, id=b"foreign1")
    cancelled = hall.trip(id=b"cancel01")
    hall.write(lambda s: trips.cancel_trip(s, cancelled.id, cancelled.owner_id, hall.now))
    phone = hall.phone()
    expected = {
        hers.id: hers.id,
        together.id: together.id,
        foreign.id: None,
        cancelled.id: None,
        b"unknown1": None,
    }
    for named, counted in expected.items():
        tap = phone.tap(hall.now, trip=named)
        hall.receive(tap)
        assert row_of(hall, tap).trip_id == counted, named


def test_two_tabs_with_one_queue_get_one_answer(hall: Hall) -> None:
    phone = hall.phone()
    queue = [phone.tap(hall.now) for _ in range(6)]
    tabs, barrier, answers = 4, threading.Barrier(4), []

    def send() -> None:
        barrier.wait()
        answers.extend(hall.receive(tap) for tap in queue)

    threads = [threading.Thread(target=send) for _ in range(tabs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == tabs * len(queue)
    assert sum(answer.is_first for answer in answers) == len(queue)
    assert len({(answer.id, answer.received_at) for answer in answers}) == len(queue)
    assert count(hall) == len(queue)
    assert all(len(hall.records("evidence", "evidence", tap.id)) == 1 for tap in queue)


def test_the_signer_sees_what_is_kept_of_hers(hall: Hall) -> None:
    tap = hall.phone().tap(hall.now)
    hall.receive(tap)
    kept = hall.read(lambda s: trips.get_kept(s, tap.id, hall.cast.traveller.staff_id))
    assert (kept.id, kept.received_at, kept.has_context, kept.destroyed_at) == (tap.id, hall.now, True, None)
    with pytest.raises(NotFound):
        hall.read(lambda s: trips.get_kept(s, secrets.token_bytes(16), hall.cast.traveller.staff_id))


def test_consent_is_not_asked_while_receiving(hall: Hall) -> None:
    tap = hall.phone().tap(hall.now)
    for state in (people.ConsentState.GIVEN, people.ConsentState.WITHDRAWN):
        hall.write(
            lambda s, state=state: people.record_consent(
                s, hall.cast.traveller.staff_id, state, "2026-09", hall.now
            )
        )
    assert hall.receive(tap).is_first
