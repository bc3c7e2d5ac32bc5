"""Stories of what the ledger and the clocks know of a capture. `OUTCOMES` grows by them."""

from datetime import timedelta

from services import trips
from services.clock import to_millis
from tests.audit_stories import OUTCOMES, tells
from tests.audit_story import ALTERED, Story
from tests.phones import Tap

# ---- the ledger


@tells("ledger", "pass", "included", "genuine")
def in_the_ledger(story: Story) -> Tap:
    return story.sent()


@tells("ledger", "cannot_verify", "pending", "cannot_verify")
def received_a_moment_ago(story: Story) -> Tap:
    tap = story.capture()
    story.receive(tap)
    return tap


@tells("ledger", "cannot_verify", "not_uploaded", "cannot_verify")
def never_uploaded(story: Story) -> Tap:
    return story.capture()


@tells("ledger", "note", "first_seen_on_paper", "genuine_with_notes")
def restored_from_paper(story: Story) -> Tap:
    tap = story.capture()
    story.restore(tap)
    story.pass_time()
    return tap


@tells("ledger", "note", "destroyed", "genuine_with_notes")
def destroyed_when_consent_was_withdrawn(story: Story) -> Tap:
    tap = story.sent()
    staff_id = story.cast.traveller.staff_id
    story.write(lambda s: trips.destroy_unbound_taps(s, story.ledger, staff_id, story.now))
    story.pass_time()
    return tap


@tells("ledger", "cannot_verify", "purged", "cannot_verify")
def its_leaf_was_purged(story: Story) -> Tap:
    tap = story.sent()
    story.purge("evidence")
    return tap


@tells("ledger", "note", "row_differs", "genuine_with_notes")
def the_administrator_changes_the_row(story: Story) -> Tap:
    tap = story.sent()
    story.tamper("UPDATE evidences SET sequence = 77")
    return tap


@tells("ledger", "fail", "record_missing", "not_genuine")
def the_administrator_removes_the_leaf(story: Story) -> Tap:
    tap = story.sent()
    story.tamper("UPDATE evidences SET record_id = (SELECT min(id) FROM ledger_records)")
    story.tamper("DELETE FROM ledger_records WHERE kind = 'evidence'")
    return tap


@tells("ledger", "fail", "record_altered", "not_genuine")
def the_administrator_changes_the_leaf(story: Story) -> Tap:
    tap = story.sent()
    story.tamper(f"{ALTERED} WHERE kind = 'evidence'")
    return tap


@tells("ledger", "fail", "record_contradicts", "not_genuine")
def a_leaf_of_the_same_id_says_something_else(story: Story) -> Tap:
    tap = story.capture()
    story.write_leaf("evidence", [("evidence", tap.id), ("device", b"\x00" * 8)], {"sequence": 1})
    story.pass_time()
    return tap


@tells("witness", "cannot_verify", "no_witness", "genuine")
def no_witness_is_connected(story: Story) -> Tap:
    return story.sent()


# ---- time


@tells("not_before", "pass", "not_before", "genuine")
def a_beacon_that_was_published(story: Story) -> Tap:
    return story.sent()


@tells("not_before", "cannot_verify", "no_beacon", "genuine")
def a_phone_that_had_no_beacon(story: Story) -> Tap:
    return story.sent(beacon_size=0, beacon_root=bytes(8))


@tells("not_before", "cannot_verify", "beacon_lost", "genuine")
def a_beacon_that_a_recovery_could_not_keep(story: Story) -> Tap:
    tap = story.capture(beacon_size=story.head.size + 40, beacon_root=b"\x01" * 8)
    story.receive(tap)
    story.pass_time()
    story.recover()
    return tap


@tells("not_before", "fail", "beacon_contradicts", "not_genuine")
def a_beacon_that_never_was(story: Story) -> Tap:
    return story.sent(beacon_root=b"\x01" * 8)


@tells("not_after", "pass", "not_after", "genuine")
def sent_at_once(story: Story) -> Tap:
    return story.sent()


@tells("not_after", "note", "sent_late", "genuine_with_notes")
def sent_three_hours_later(story: Story) -> Tap:
    tap = story.capture()
    story.pass_time(hours=3)
    story.receive(tap)
    story.pass_time()
    return tap


@tells("not_after", "cannot_verify", "unknown", "cannot_verify")
def not_sent_yet(story: Story) -> Tap:
    return story.capture()


@tells("phone_clock", "pass", "clock_agrees", "genuine")
def a_clock_within_the_bounds(story: Story) -> Tap:
    return story.sent()


def with_clock(story: Story, **by: float) -> Tap:
    at = to_millis(story.now + timedelta(**by))
    return story.sent(phone_at_ms=at, fixed_at_ms=at - 900)


@tells("phone_clock", "note", "clock_slow", "genuine_with_notes")
def a_clock_that_was_set_back(story: Story) -> Tap:
    return with_clock(story, hours=-5)


@tells("phone_clock", "note", "clock_fast", "genuine_with_notes")
def a_clock_that_is_ahead(story: Story) -> Tap:
    return with_clock(story, minutes=30)


@tells("phone_clock", "note", "fix_is_old", "genuine_with_notes")
def a_fix_from_an_hour_before(story: Story) -> Tap:
    return story.sent(fixed_at_ms=to_millis(story.now) - 3_600_000)


@tells("phone_clock", "cannot_verify", "no_bounds", "cannot_verify")
def neither_beacon_nor_upload(story: Story) -> Tap:
    return story.capture(beacon_size=0, beacon_root=bytes(8))


__all__ = ["OUTCOMES"]
