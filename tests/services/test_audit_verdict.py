"""Every outcome of a verdict, reached by a story: what happened, and what the auditor is told."""

from datetime import timedelta
from pathlib import Path

import pytest

from services import approvals, audit, trips
from services.audit import Overall, Subject
from services.audit.sentences import SENTENCES
from services.crypto import sealing
from services.db import Database
from tests.audit_stories_limits import OUTCOMES
from tests.audit_story import Story
from tests.clocks import HandClock

CURVE_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@pytest.fixture
def story(sqlite_database: Database, tmp_path: Path, clock: HandClock) -> Story:
    return Story(sqlite_database, tmp_path, clock)


@pytest.mark.parametrize("name", OUTCOMES)
def test_each_outcome_is_told_when_it_happened(story: Story, name: str) -> None:
    outcome = OUTCOMES[name]
    verdict = story.verdict(outcome.tell(story))
    found = verdict.find(Subject(outcome.check))
    assert found
    assert (found.result.value, found.reason) == (outcome.result, outcome.reason)
    assert verdict.overall.value == outcome.overall, verdict.deciding


def test_every_outcome_that_has_a_sentence_has_a_story() -> None:
    told = {(Subject(outcome.check), outcome.reason) for outcome in OUTCOMES.values()}
    assert told == set(SENTENCES)


def test_an_honest_capture_on_an_approved_trip_is_genuine(story: Story) -> None:
    tap = story.sent(trip=story.approved_trip().id)
    verdict = story.verdict(tap)
    assert verdict.overall is Overall.GENUINE
    assert verdict.seen
    assert (verdict.seen.staff_name, verdict.seen.destination, verdict.seen.band_m) == (
        story.cast.traveller.name,
        "거창군청",
        300,
    )
    assert verdict.seen.not_before_ms
    assert verdict.seen.not_after_ms
    assert verdict.seen.not_before_ms <= tap.payload.phone_at_ms < verdict.seen.not_after_ms


def test_a_capture_that_was_offline_for_half_an_hour_is_genuine(story: Story) -> None:
    tap = story.capture(trip=story.approved_trip().id)
    story.pass_time(minutes=30)
    story.receive(tap)
    story.pass_time()
    assert story.verdict(tap).overall is Overall.GENUINE


def test_an_approval_seconds_before_the_tap_is_no_reason_for_doubt(story: Story) -> None:
    """The phone's beacon may be older than the approval; the ledger had the approval first."""
    trip = story.trip(starts_at=story.now - timedelta(minutes=1))
    tap = story.capture(trip=trip.id)
    story.decide(story.request(trip).id, story.cast.lead)
    story.pass_time(seconds=1)
    story.receive(tap)
    story.pass_time()
    assert story.verdict(tap).overall is Overall.GENUINE
    assert story.reason(tap, Subject.TRIP) == ("pass", "approved_on_the_way")


def test_a_malleated_signature_and_another_sealing_are_the_same_evidence(story: Story) -> None:
    tap = story.sent()
    opened = trips.open_frame(story.keys.audit, story.origin, tap.frame)
    high = opened.signature[:32] + (CURVE_ORDER - int.from_bytes(opened.signature[32:])).to_bytes(32)
    key_id, public_key = story.keys.audit_public()
    frame = sealing.seal(public_key, key_id, "evidence", story.origin, high + opened.payload_bytes)
    for text in (trips.to_qr_text(frame), trips.to_export_text(tap.frame)):
        verdict = story.verdict(text)
        assert verdict.overall is Overall.GENUINE
        assert verdict.seen
        assert verdict.seen.evidence_id == tap.id


def test_a_photo_of_a_colleagues_code_shows_whose_it_is(story: Story) -> None:
    phone = story.phone(story.cast.colleague)
    story.pass_time(minutes=1)
    verdict = story.verdict(story.sent(phone))
    assert verdict.overall is Overall.GENUINE
    assert verdict.seen
    assert verdict.seen.staff_name == story.cast.colleague.name


@pytest.mark.parametrize("place", range(0, 225, 7))
def test_one_altered_byte_anywhere_is_never_genuine(story: Story, place: int) -> None:
    frame = bytearray(story.sent().frame)
    frame[place % len(frame)] ^= 0x40
    verdict = story.verdict(trips.to_qr_text(bytes(frame)))
    assert verdict.overall in (Overall.NOT_GENUINE, Overall.CANNOT_VERIFY)
    assert verdict.seen is None


@pytest.mark.parametrize(
    "name",
    [
        "signature-bad_signature",
        "device-unknown_device",
        "device-device_pending",
        "device-enrolment_altered",
        "opens-no_payload",
        "opens-altered",
    ],
)
def test_nothing_of_a_payload_is_told_before_its_signature_has_verified(story: Story, name: str) -> None:
    verdict = story.verdict(OUTCOMES[name].tell(story))
    assert verdict.seen is None
    assert not verdict.can_look_closer
    assert [dict(check.facts) for check in verdict.checks if check.facts] == []


def test_what_was_destroyed_shows_no_place(story: Story) -> None:
    verdict = story.verdict(OUTCOMES["distance-destroyed"].tell(story))
    assert verdict.seen
    assert verdict.seen.destination is None
    assert not verdict.can_look_closer


@pytest.mark.parametrize("is_approved_anew", [False, True])
def test_an_approval_that_was_taken_back_is_none(story: Story, is_approved_anew: bool) -> None:
    trip, lead = story.trip(), story.cast.lead
    request_id = story.request(trip).id
    story.decide(request_id, lead)
    story.write(lambda s: approvals.undo_decision(s, story.desk, request_id, lead.staff_id, story.now))
    if is_approved_anew:
        story.decide(request_id, lead)
    story.pass_time(hours=2)
    found = story.verdict(story.sent(trip=trip.id)).find(Subject.TRIP)
    assert found
    assert found.reason == ("approved_and_inside" if is_approved_anew else "not_approved")


def test_paper_gets_the_earlier_word_of_a_later_capture(story: Story) -> None:
    """Not after: the leaf of a capture that commits to it, long before anybody restored it."""
    lost_one = story.capture()
    story.pass_time(minutes=5)
    story.sent()
    told_by_the_later_one = story.verdict(lost_one).seen
    story.pass_time(days=3)
    story.restore(lost_one)
    story.pass_time()
    seen = story.verdict(lost_one).seen
    assert seen
    assert told_by_the_later_one
    assert seen.not_after_ms == told_by_the_later_one.not_after_ms
    assert story.reason(lost_one, Subject.LEDGER) == ("note", "first_seen_on_paper")


def test_paper_with_a_later_capture_was_not_sent_late(story: Story) -> None:
    """It was in nobody's ledger by itself: the word is the later one's, and no delay of the network."""
    lost_one = story.capture()
    story.pass_time(hours=4)
    story.sent()
    assert story.reason(lost_one, Subject.NOT_AFTER) == ("pass", "named_by_later")
    story.restore(lost_one)
    story.pass_time()
    assert story.reason(lost_one, Subject.NOT_AFTER) == ("pass", "named_by_later")


def test_what_is_left_of_a_purged_capture_bounds_no_other(story: Story) -> None:
    """Its row says whom it follows, and rows are not believed."""
    story.sent()
    story.purge("evidence")
    later = story.capture(beacon_size=0, beacon_root=bytes(8))
    story.tamper("UPDATE evidences SET previous = :id", id=later.id)
    assert story.reason(later, Subject.NOT_AFTER) == ("cannot_verify", "unknown")


def test_being_outside_the_trip_is_told_before_the_order_of_the_approval(story: Story) -> None:
    trip = story.approved_trip(approve=False)
    story.pass_time(days=1)
    tap = story.sent(trip=trip.id)
    story.decide(story.request(trip).id, story.cast.lead)
    story.pass_time()
    assert story.reason(tap, Subject.TRIP) == ("fail", "outside_period")


def test_a_claim_of_absence_cites_up_to_where_when_and_by_whom(story: Story) -> None:
    tap = story.sent()
    story.run_check()
    for subject in (Subject.REVOCATION, Subject.COMPLETENESS):
        check = story.verdict(tap).find(subject)
        assert check
        assert check.facts["by"] == "test"
        assert check.facts["size"]
        assert check.facts["at_ms"]


def test_what_a_recovery_kept_is_as_genuine_as_before(story: Story) -> None:
    before = story.sent(trip=story.approved_trip().id)
    story.recover()
    assert story.verdict(before).overall is Overall.GENUINE
    story.device.origin = story.origin
    after = story.sent()
    assert story.verdict(after).overall is Overall.GENUINE


def test_a_demonstrations_phone_proves_nothing_in_production(
    sqlite_database: Database, tmp_path: Path, clock: HandClock
) -> None:
    story = Story(sqlite_database, tmp_path, clock)
    keys = audit.Keys(trips.Keys(story.keys.audit, "example.go.kr/ledger"), story.keys.pending_key)
    phone = story.device
    phone.origin = "example.go.kr/ledger"
    tap = story.capture(phone)
    items = [audit.Item(tap.text)]
    verdict = story.read(lambda session: audit.judge_texts(session, keys, items, story.now))[0]
    assert verdict.find(Subject.DEVICE) == (Subject.DEVICE, "fail", "enrolment_invalid", {})
