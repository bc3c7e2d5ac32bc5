"""The last of the stories: what is told only as far as it is known. `OUTCOMES` is whole here."""

from dataclasses import replace

from services import trips
from tests.audit_stories import tells
from tests.audit_stories_later import TEN_KM_NORTH, lost
from tests.audit_stories_place import OUTCOMES
from tests.audit_story import Story
from tests.phones import Tap


@tells("not_after", "note", "restored_late", "genuine_with_notes")
def on_paper_for_days(story: Story) -> Tap:
    tap = story.capture()
    story.pass_time(days=3)
    story.restore(tap)
    story.pass_time()
    return tap


@tells("not_after", "pass", "named_by_later", "cannot_verify")
def never_sent_but_named_by_the_next_one(story: Story) -> Tap:
    tap = story.capture()
    story.pass_time(minutes=5)
    story.sent()
    return tap


@tells("phone_clock", "cannot_verify", "one_bound", "cannot_verify")
def after_a_beacon_and_not_sent_yet(story: Story) -> Tap:
    return story.capture()


@tells("revocation", "cannot_verify", "checked_before", "genuine")
@tells("completeness", "cannot_verify", "checked_before", "genuine")
def made_after_the_last_check(story: Story) -> Tap:
    story.run_check()
    return story.sent()


@tells("revocation", "note", "ending_destroyed", "genuine_with_notes")
def the_report_of_a_loss_was_purged(story: Story) -> Tap:
    tap = story.sent()
    lost(story, minutes=1)
    story.purge("device_revoked")
    return tap


@tells("distance", "cannot_verify", "destination_differs", "genuine_with_notes")
def the_administrator_moves_the_destination_to_the_capture(story: Story) -> Tap:
    tap = story.sent(trip=story.approved_trip().id, lat_e7=TEN_KM_NORTH)
    story.tamper("UPDATE trip_destinations SET lat_e7 = :lat", lat=TEN_KM_NORTH)
    return tap


@tells("signals", "note", "context_unreadable", "genuine_with_notes")
def a_context_that_no_app_of_ours_writes(story: Story) -> Tap:
    data = b"no JSON"
    tap = story.capture(context_hash=trips.context_hash(data))
    tap = story.device.seal(replace(tap.payload), data)
    story.device.previous = tap.id
    story.receive(tap)
    story.pass_time()
    return tap


__all__ = ["OUTCOMES"]
