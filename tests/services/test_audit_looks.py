"""Looking closer and restoring: what each leaves behind, who learns of it, and what is refused."""

import pytest

from services import audit, notifications, people
from services.access_log import list_looks
from services.audit import LookRequest, Overall, Subject
from services.errors import BalgilError, Conflict, Forbidden, Invalid
from services.ledger import list_records_about
from tests.audit_stories_limits import OUTCOMES
from tests.audit_story import Story
from tests.phones import GEOCHANG, Tap

REASON = "청구 2026-1182의 목적지와 달라 보여 확인"
LOOK_ID = b"\x01" * 16


def look(story: Story, code: Tap | str, reason: str = REASON, look_id: bytes = LOOK_ID) -> audit.ExactPlace:
    text = code if isinstance(code, str) else code.text
    request = LookRequest(look_id, text, reason)
    viewer_id = story.cast.auditor.staff_id
    return story.write(
        lambda s: audit.look_closer(s, story.ledger, story.audit_keys, request, viewer_id, story.now)
    )


def looks_at_traveller(story: Story) -> list[tuple[str, str]]:
    looks = story.read(lambda s: list_looks(s, story.cast.traveller.staff_id))
    return [(found.what_kind, found.reason) for found in looks]


def leaves(story: Story, kind: str, tap: Tap) -> list[dict[str, object]]:
    records = story.read(lambda s: list_records_about(s, [("evidence", tap.id)], [kind]))
    return [dict(record.facts) for record in records]


def test_a_closer_look_tells_the_point_and_leaves_its_reason_everywhere(story: Story) -> None:
    tap = story.sent(trip=story.approved_trip().id)
    place = look(story, tap)
    assert place.point == GEOCHANG
    assert place.picture
    assert leaves(story, "closer_look", tap) == [
        {"look": LOOK_ID, "viewer": str(story.cast.auditor.staff_id), "reason": REASON}
    ]
    assert looks_at_traveller(story) == [("position", REASON)]
    notices = story.read(lambda s: notifications.list_notices(s, story.cast.traveller.staff_id))
    assert notices[0].kind == people.NoticeKind.LOOKED_CLOSER
    assert notices[0].facts["reason"] == REASON


def test_the_same_look_again_leaves_nothing_more(story: Story) -> None:
    tap = story.sent()
    first = look(story, tap)
    story.pass_time(minutes=5)
    assert look(story, tap) == first
    assert len(leaves(story, "closer_look", tap)) == 1
    assert len(looks_at_traveller(story)) == 1


def test_a_look_of_another_evidence_cannot_take_its_id(sqlite_story: Story) -> None:
    first, second = sqlite_story.sent(), sqlite_story.sent()
    look(sqlite_story, first)
    with pytest.raises(Conflict) as refused:
        look(sqlite_story, second)
    assert refused.value.code == "id_taken"


@pytest.mark.parametrize("reason", ["", "확인", "    ", "가" * 301, "\u202e\u202e\u202e\u202e\u202e"])
def test_a_reason_must_say_something(sqlite_story: Story, reason: str) -> None:
    tap = sqlite_story.sent()
    with pytest.raises(Invalid) as refused:
        look(sqlite_story, tap, reason)
    assert refused.value.code == "look_reason"
    assert leaves(sqlite_story, "closer_look", tap) == []


@pytest.mark.parametrize(
    "name", ["decodes-not_ours", "opens-altered", "device-unknown_device", "ledger-destroyed"]
)
def test_what_may_not_be_told_is_not_told_for_a_reason_either(sqlite_story: Story, name: str) -> None:
    code = OUTCOMES[name].tell(sqlite_story)
    before = looks_at_traveller(sqlite_story)
    with pytest.raises(Conflict) as refused:
        look(sqlite_story, code)
    assert refused.value.code == "nothing_to_show"
    assert looks_at_traveller(sqlite_story) == before


def test_every_verdict_that_tells_of_somebody_is_noted_once_a_code(story: Story) -> None:
    tap = story.sent()
    verdicts = story.judge(tap, tap, "https://example.com")
    story.write(lambda s: audit.log_verdicts(s, verdicts, story.cast.auditor.staff_id, story.now))
    assert looks_at_traveller(story) == [("verdict", audit.VERDICT_REASON)]


# ---- restoring


def test_a_lost_upload_is_restored_from_paper(story: Story) -> None:
    trip = story.approved_trip()
    tap = story.capture(trip=trip.id)
    assert story.verdict(tap).can_restore
    restored = story.restore(tap)
    assert restored == audit.Restored(tap.id, story.now, is_first=True)
    story.pass_time()
    verdict = story.verdict(tap)
    assert verdict.overall is Overall.GENUINE_WITH_NOTES
    assert not verdict.can_restore
    (facts,) = leaves(story, "evidence_restored", tap)
    assert (facts["source"], facts["restored_by"]) == ("paper", str(story.cast.auditor.staff_id))
    assert facts["document"] == "2026-1182"
    assert ("restoration", audit.RESTORATION_REASON) in looks_at_traveller(story)


def test_restoring_again_changes_nothing(story: Story) -> None:
    tap = story.capture()
    first = story.restore(tap)
    story.pass_time(hours=1)
    again = story.restore(tap)
    assert (again.received_at, again.is_first) == (first.received_at, False)
    assert len(leaves(story, "evidence_restored", tap)) == 1


def test_what_the_phone_has_sent_needs_no_restoring(story: Story) -> None:
    tap = story.sent()
    assert not story.restore(tap).is_first
    assert leaves(story, "evidence_restored", tap) == []


def test_a_phone_that_comes_back_later_gets_the_receipt_of_the_restored_one(story: Story) -> None:
    tap = story.capture()
    restored = story.restore(tap)
    story.pass_time(days=1)
    receipt = story.receive(tap)
    assert (receipt.received_at, receipt.is_first) == (restored.received_at, False)
    assert story.reason(tap, Subject.SIGNALS) == ("cannot_verify", "none_found")


@pytest.mark.parametrize(
    "name",
    [
        "decodes-not_ours",
        "opens-altered",
        "opens-unknown_key",
        "device-unknown_device",
        "device-device_pending",
        "device-enrolment_pending",
        "signature-bad_signature",
        "ledger-destroyed",
        "ledger-record_missing",
        "ledger-record_altered",
    ],
)
def test_what_is_not_genuine_is_not_restored(sqlite_story: Story, name: str) -> None:
    code = OUTCOMES[name].tell(sqlite_story)
    with pytest.raises(Conflict) as refused:
        sqlite_story.restore(code)
    assert refused.value.code == "not_restorable"
    assert sqlite_story.read(lambda s: list_records_about(s, [], ["evidence_restored"])) == []


def test_a_capture_made_after_the_phone_was_lost_is_not_restored(sqlite_story: Story) -> None:
    story = sqlite_story
    owner, device_id = story.cast.traveller.staff_id, story.device.device_id
    story.write(
        lambda s: people.revoke_device(
            s, story.ledger, device_id, lost_since_at=story.now, by_id=owner, now=story.now
        )
    )
    story.pass_time()
    with pytest.raises(Conflict):
        story.restore(story.capture())


def test_nobody_restores_her_own(sqlite_story: Story) -> None:
    tap = sqlite_story.capture()
    with pytest.raises(Forbidden) as refused:
        sqlite_story.restore(tap, sqlite_story.cast.traveller)
    assert refused.value.code == "own_evidence"


def test_a_document_number_that_is_too_long_is_refused(sqlite_story: Story) -> None:
    wanted = audit.Restoration(sqlite_story.capture().text, "9" * 61)
    with pytest.raises(BalgilError) as refused:
        sqlite_story.write(
            lambda s: audit.restore_evidence(
                s,
                sqlite_story.ledger,
                sqlite_story.audit_keys,
                wanted,
                sqlite_story.cast.auditor.staff_id,
                sqlite_story.now,
            )
        )
    assert refused.value.code == "document_length"
