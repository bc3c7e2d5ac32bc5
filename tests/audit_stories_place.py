"""Stories of places, neighbours, signals and what was checked. `OUTCOMES` grows by them."""

from services import trips
from tests.audit_stories import tells
from tests.audit_stories_later import OUTCOMES, TEN_KM_NORTH
from tests.audit_story import Story
from tests.phones import GEOCHANG, Tap

HALF_A_KM_NORTH = GEOCHANG.lat_e7 + 45_000

# ---- place and neighbours


@tells("distance", "pass", "inside", "genuine")
def at_the_destination(story: Story) -> Tap:
    return story.sent(trip=story.approved_trip().id)


@tells("distance", "note", "at_the_edge", "genuine_with_notes")
def with_a_circle_wider_than_the_destination(story: Story) -> Tap:
    return story.sent(trip=story.approved_trip().id, accuracy_m=400)


@tells("distance", "note", "outside", "genuine_with_notes")
def half_a_kilometre_away(story: Story) -> Tap:
    return story.sent(trip=story.approved_trip().id, lat_e7=HALF_A_KM_NORTH)


@tells("distance", "note", "far", "genuine_with_notes")
def ten_kilometres_away(story: Story) -> Tap:
    return story.sent(trip=story.approved_trip().id, lat_e7=TEN_KM_NORTH)


@tells("distance", "pass", "inside_far", "genuine")
def at_the_rim_of_a_whole_county(story: Story) -> Tap:
    county = trips.DestinationPlan("거창군", trips.Point(TEN_KM_NORTH, GEOCHANG.lon_e7), 20_000)
    return story.sent(trip=story.approved_trip(destinations=[county]).id)


@tells("distance", "note", "at_the_edge_far", "genuine_with_notes")
def across_the_rim_of_a_whole_county(story: Story) -> Tap:
    county = trips.DestinationPlan("거창군", trips.Point(TEN_KM_NORTH, GEOCHANG.lon_e7), 10_000)
    return story.sent(trip=story.approved_trip(destinations=[county]).id, accuracy_m=400)


@tells("distance", "cannot_verify", "no_destination", "genuine")
def nowhere_to_compare_with(story: Story) -> Tap:
    return story.sent()


@tells("distance", "cannot_verify", "destroyed", "genuine_with_notes")
def the_position_was_destroyed(story: Story) -> Tap:
    tap = story.sent(trip=story.approved_trip().id)
    staff_id = story.cast.traveller.staff_id
    story.write(lambda s: trips.destroy_unbound_taps(s, story.ledger, staff_id, story.now))
    story.pass_time()
    return tap


@tells("neighbours", "pass", "reachable", "genuine")
def two_taps_at_one_place(story: Story) -> Tap:
    story.sent()
    return story.sent()


@tells("neighbours", "note", "too_fast", "genuine_with_notes")
def two_taps_ten_kilometres_and_seconds_apart(story: Story) -> Tap:
    story.sent(lat_e7=TEN_KM_NORTH)
    return story.sent()


@tells("neighbours", "cannot_verify", "alone", "genuine")
def nothing_within_hours(story: Story) -> Tap:
    story.sent(lat_e7=TEN_KM_NORTH)
    story.pass_time(hours=5)
    return story.sent()


# ---- signals, claim, completeness


@tells("signals", "cannot_verify", "none_found", "genuine")
def a_phone_in_a_hand(story: Story) -> Tap:
    return story.sent()


@tells("signals", "cannot_verify", "expected_in_demo", "genuine")
def a_browser_of_a_test_in_the_demonstration(story: Story) -> Tap:
    return story.sent(context={"automation": True, "zone_offset_min": 0})


@tells("signals", "note", "found", "genuine_with_notes")
def a_page_that_was_hidden(story: Story) -> Tap:
    return story.sent(context={"visible": False, "automation": True})


@tells("signals", "cannot_verify", "no_context", "genuine")
def a_context_that_has_not_come_yet(story: Story) -> Tap:
    return story.sent(with_context=False)


@tells("signals", "cannot_verify", "no_context_on_paper", "genuine_with_notes")
def paper_has_no_context(story: Story) -> Tap:
    tap = story.capture()
    story.restore(tap)
    story.pass_time()
    return tap


@tells("signals", "note", "context_contradicts", "genuine_with_notes")
def the_administrator_changes_the_context(story: Story) -> Tap:
    tap = story.sent()
    story.tamper("UPDATE evidences SET context = X'0102'")
    return tap


@tells("claim", "cannot_verify", "no_claims", "genuine")
@tells("claimant", "cannot_verify", "no_claims", "genuine")
def claims_come_later(story: Story) -> Tap:
    return story.sent()


@tells("completeness", "pass", "checked", "genuine")
def after_a_complete_check(story: Story) -> Tap:
    tap = story.sent()
    story.run_check()
    return tap


@tells("completeness", "cannot_verify", "never_checked", "genuine")
def before_any_check(story: Story) -> Tap:
    return story.sent()


__all__ = ["OUTCOMES"]
