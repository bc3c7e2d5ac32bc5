"""Stories of phones that ended, of gaps between captures, and of trips. `OUTCOMES` grows by them."""

from datetime import timedelta

from services import people, trips
from tests.audit_stories import tells
from tests.audit_stories_ledger import OUTCOMES
from tests.audit_story import ALTERED, Story
from tests.phones import GEOCHANG, Tap

TEN_KM_NORTH = GEOCHANG.lat_e7 + 900_000

# ---- revocation


def lost(story: Story, **ago: float) -> None:
    since, owner = story.now - timedelta(**ago), story.cast.traveller.staff_id
    device_id = story.device.device_id
    story.write(
        lambda s: people.revoke_device(
            s, story.ledger, device_id, lost_since_at=since, by_id=owner, now=story.now
        )
    )
    story.pass_time()


def given_up(story: Story) -> None:
    device_id, owner = story.device.device_id, story.cast.traveller.staff_id
    story.write(lambda s: people.retire_device(s, story.ledger, device_id, by_id=owner, now=story.now))
    story.pass_time()


@tells("revocation", "pass", "not_revoked", "genuine")
def nothing_was_reported_as_of_the_last_check(story: Story) -> Tap:
    tap = story.sent()
    story.run_check()
    return tap


@tells("revocation", "cannot_verify", "never_checked", "genuine")
def nobody_has_checked_the_ledger(story: Story) -> Tap:
    return story.sent()


@tells("revocation", "note", "ending_altered", "genuine_with_notes")
def the_administrator_hides_a_report_of_loss(story: Story) -> Tap:
    tap = story.sent()
    lost(story, minutes=1)
    story.tamper(f"{ALTERED} WHERE kind = 'device_revoked'")
    return tap


@tells("revocation", "fail", "made_after_revoked", "not_genuine")
def made_after_the_phone_was_reported_lost(story: Story) -> Tap:
    lost(story, minutes=1)
    return story.sent()


@tells("revocation", "pass", "received_before_lost", "genuine")
def received_a_day_before_the_loss(story: Story) -> Tap:
    tap = story.sent()
    story.pass_time(days=1)
    lost(story, hours=1)
    return tap


@tells("revocation", "note", "received_before_revoked", "genuine_with_notes")
def received_between_the_loss_and_its_report(story: Story) -> Tap:
    tap = story.sent()
    story.pass_time(hours=1)
    lost(story, hours=2)
    return tap


@tells("revocation", "note", "order_unknown_revoked", "genuine_with_notes")
def sent_after_the_report_of_a_loss(story: Story) -> Tap:
    tap = story.capture()
    lost(story, minutes=1)
    story.receive(tap)
    story.pass_time()
    return tap


@tells("revocation", "note", "made_after_retired", "genuine_with_notes")
def made_with_a_phone_that_was_given_up(story: Story) -> Tap:
    given_up(story)
    return story.sent()


@tells("revocation", "pass", "received_before_retired", "genuine")
def received_before_the_phone_was_given_up(story: Story) -> Tap:
    tap = story.sent()
    given_up(story)
    return tap


@tells("revocation", "note", "order_unknown_retired", "genuine_with_notes")
def sent_after_the_phone_was_given_up(story: Story) -> Tap:
    tap = story.capture()
    given_up(story)
    story.receive(tap)
    story.pass_time()
    return tap


# ---- chain


@tells("chain", "pass", "first", "genuine")
def the_first_of_a_phone(story: Story) -> Tap:
    return story.sent()


@tells("chain", "pass", "continuous", "genuine")
def the_second_of_a_phone(story: Story) -> Tap:
    story.sent()
    return story.sent()


@tells("chain", "pass", "predecessor_destroyed", "genuine")
def the_one_before_was_destroyed_by_rule(story: Story) -> Tap:
    story.sent()
    story.purge("evidence")
    return story.sent()


@tells("chain", "note", "waiting_for", "genuine_with_notes")
def the_one_before_was_not_sent(story: Story) -> Tap:
    story.capture()
    return story.sent()


@tells("chain", "note", "gap", "genuine_with_notes")
def a_number_is_left_out(story: Story) -> Tap:
    story.sent()
    return story.sent(sequence=5)


@tells("chain", "note", "fork", "genuine_with_notes")
def a_phone_restored_from_a_backup(story: Story) -> Tap:
    story.sent()
    twin = story.device.copy()
    story.sent()
    return story.sent(twin)


# ---- trip


@tells("trip", "pass", "approved_and_inside", "genuine")
def on_an_approved_trip(story: Story) -> Tap:
    return story.sent(trip=story.approved_trip().id)


@tells("trip", "pass", "approved_on_the_way", "genuine")
def approved_after_the_departure_and_before_the_tap(story: Story) -> Tap:
    return story.sent(trip=story.approved_trip(starts_at=story.now - timedelta(hours=1)).id)


@tells("trip", "cannot_verify", "no_trip", "genuine")
def on_no_trip(story: Story) -> Tap:
    return story.sent()


@tells("trip", "note", "trip_unknown", "genuine_with_notes")
def on_a_trip_that_is_not_there(story: Story) -> Tap:
    return story.sent(trip=b"nowhere!")


@tells("trip", "fail", "not_own_trip", "genuine_with_notes")
def on_a_colleagues_trip(story: Story) -> Tap:
    trip = story.approved_trip()
    phone = story.phone(story.cast.colleague)
    story.pass_time(minutes=1)
    return story.sent(phone, trip=trip.id)


@tells("trip", "note", "cancelled", "genuine_with_notes")
def on_a_trip_that_was_cancelled(story: Story) -> Tap:
    trip = story.approved_trip()
    tap = story.sent(trip=trip.id)
    story.write(lambda s: trips.cancel_trip(s, trip.id, trip.owner_id, story.now))
    return tap


@tells("trip", "note", "not_approved", "genuine_with_notes")
def on_a_trip_that_still_waits(story: Story) -> Tap:
    return story.sent(trip=story.approved_trip(approve=False).id)


@tells("trip", "note", "refused", "genuine_with_notes")
def on_a_trip_that_was_refused(story: Story) -> Tap:
    trip = story.trip()
    story.decide(story.request(trip).id, story.cast.lead, approve=False, reason="다음 주에 가 주세요")
    story.pass_time(hours=2)
    return story.sent(trip=trip.id)


@tells("trip", "note", "approval_altered", "genuine_with_notes")
def the_administrator_changes_the_approval(story: Story) -> Tap:
    tap = story.sent(trip=story.approved_trip().id)
    story.tamper(f"{ALTERED} WHERE kind = 'approval_decided'")
    return tap


@tells("trip", "fail", "differs_from_approval", "genuine_with_notes")
def the_administrator_moves_the_destination(story: Story) -> Tap:
    tap = story.sent(trip=story.approved_trip().id, lat_e7=TEN_KM_NORTH)
    story.tamper("UPDATE trip_destinations SET lat_e7 = :lat", lat=TEN_KM_NORTH)
    return tap


@tells("trip", "note", "approved_after", "genuine_with_notes")
def approved_after_the_tap(story: Story) -> Tap:
    trip = story.approved_trip(approve=False)
    tap = story.sent(trip=trip.id)
    story.decide(story.request(trip).id, story.cast.lead)
    story.pass_time()
    return tap


@tells("trip", "note", "approval_order_unknown", "genuine_with_notes")
def approved_while_the_phone_was_offline(story: Story) -> Tap:
    trip = story.approved_trip(approve=False)
    tap = story.capture(trip=trip.id)
    story.decide(story.request(trip).id, story.cast.lead)
    story.pass_time(minutes=30)
    story.receive(tap)
    story.pass_time()
    return tap


@tells("trip", "cannot_verify", "no_interval", "cannot_verify")
def on_a_trip_and_not_sent_yet(story: Story) -> Tap:
    return story.capture(trip=story.approved_trip().id)


@tells("trip", "note", "partly_outside_period", "genuine_with_notes")
def sent_after_the_end_of_the_trip(story: Story) -> Tap:
    trip = story.approved_trip(ends_at=story.now + timedelta(hours=2, minutes=5))
    tap = story.capture(trip=trip.id)
    story.pass_time(minutes=20)
    story.receive(tap)
    story.pass_time()
    return tap


@tells("trip", "fail", "outside_period", "genuine_with_notes")
def made_the_day_after(story: Story) -> Tap:
    trip = story.approved_trip()
    story.pass_time(days=1)
    return story.sent(trip=trip.id)


__all__ = ["OUTCOMES"]
