"""One story for every outcome that a verdict can tell: a capture, what befell it, and the code on paper.

Each is declared with the check it is about, and with the one word that the whole verdict comes to.
"""

from collections.abc import Callable
from typing import NamedTuple

from services import people, trips
from services.crypto import canonical, sealing
from tests.audit_story import ALTERED, Story
from tests.authenticator import Authenticator
from tests.factories import answer_enrolment, new_key
from tests.phones import Phone, Tap

Tell = Callable[[Story], Tap | str]


class Outcome(NamedTuple):
    tell: Tell
    check: str
    result: str
    reason: str
    overall: str


OUTCOMES: dict[str, Outcome] = {}


def tells(check: str, result: str, reason: str, overall: str) -> Callable[[Tell], Tell]:
    def keep(tell: Tell) -> Tell:
        OUTCOMES[f"{check}-{reason}"] = Outcome(tell, check, result, reason, overall)
        return tell

    return keep


# ---- the code itself


@tells("decodes", "fail", "not_ours", "not_genuine")
def a_link_of_a_shop(_story: Story) -> str:
    return "https://shop.example.com/receipt/1182"


@tells("decodes", "fail", "damaged", "not_genuine")
def a_text_whose_end_is_smudged(story: Story) -> str:
    return f"{story.sent().text[:-2]}??"


@tells("decodes", "cannot_verify", "unknown_version", "cannot_verify")
def a_code_of_a_later_app(story: Story) -> str:
    return story.sent().text.replace("BG1:", "BG2:")


@tells("opens", "pass", "opened", "genuine")
def any_capture_of_ours(story: Story) -> Tap:
    return story.sent()


@tells("opens", "fail", "altered", "not_genuine")
def one_byte_of_the_sealed_part_is_changed(story: Story) -> str:
    frame = bytearray(story.sent().frame)
    frame[60] ^= 1
    return trips.to_qr_text(bytes(frame))


@tells("opens", "cannot_verify", "unknown_key", "cannot_verify")
def sealed_to_another_organisations_key(story: Story) -> str:
    tap = story.capture()
    opened = trips.open_frame(story.keys.audit, story.origin, tap.frame)
    other = sealing.public_key(b"\x01" * 32)
    plain = opened.signature + opened.payload_bytes
    return trips.to_qr_text(sealing.seal(other, b"\x00\x01\x02\x03", "evidence", "other.go.kr/ledger", plain))


def sealed_by_hand(story: Story, plain: bytes) -> str:
    """Anybody can seal to the public key; what is inside is another matter."""
    key_id, public_key = story.keys.audit_public()
    return trips.to_qr_text(sealing.seal(public_key, key_id, "evidence", story.origin, plain))


@tells("opens", "fail", "no_payload", "not_genuine")
def something_else_is_sealed_to_our_key(story: Story) -> str:
    return sealed_by_hand(story, b"x" * 120)


@tells("opens", "cannot_verify", "unknown_version", "cannot_verify")
def a_payload_of_a_later_app(story: Story) -> str:
    return sealed_by_hand(story, b"s" * 64 + canonical.encode([2, b"later"]))


# ---- device and signature


@tells("device", "pass", "enrolled", "genuine")
def a_phone_enrolled_before(story: Story) -> Tap:
    return story.sent()


@tells("device", "pass", "enrolled_within", "genuine")
def a_phone_enrolled_seconds_before(story: Story) -> Tap:
    phone = story.phone()
    tap = story.capture(phone)
    story.pass_time(seconds=5)
    story.receive(tap)
    story.pass_time()
    return tap


@tells("device", "note", "enrolled_after_beacon", "genuine_with_notes")
def a_capture_from_before_the_enrolment(story: Story) -> Tap:
    phone = Phone(story.cast.traveller, story.keys.audit_public(), story.origin)
    tap = story.capture(phone)
    story.pass_time(minutes=20)
    story.enrol(phone)
    story.pass_time()
    story.receive(tap)
    story.pass_time()
    return tap


@tells("device", "cannot_verify", "enrolment_pending", "cannot_verify")
def an_enrolment_that_the_ledger_has_not_yet(story: Story) -> Tap:
    return story.capture(story.phone())


@tells("device", "cannot_verify", "device_pending", "cannot_verify")
def a_phone_that_the_lead_has_not_confirmed(story: Story) -> Tap:
    key, public_key = new_key()
    staff_id, party = (
        story.cast.traveller.staff_id,
        people.RelyingParty("localhost", "http://localhost:8000", "발길"),
    )
    passkey = Authenticator(origin="http://localhost:8000", rp_id="localhost")
    with story.database.writing() as session:
        question = people.begin_enrolment(
            session, staff_id, public_key, origin=story.origin, party=party, now=story.now
        )
        answer = answer_enrolment(question, key, public_key, passkey)
        people.complete_enrolment(session, staff_id, answer, party=party, now=story.now)
    return story.capture(Phone(story.cast.traveller, story.keys.audit_public(), story.origin, key))


@tells("device", "cannot_verify", "enrolment_destroyed", "cannot_verify")
def the_enrolments_leaf_was_purged(story: Story) -> Tap:
    tap = story.sent()
    story.purge("device_enrolled")
    return tap


@tells("device", "fail", "unknown_device", "not_genuine")
def a_phone_that_nobody_enrolled(story: Story) -> Tap:
    return story.capture(Phone(story.cast.traveller, story.keys.audit_public(), story.origin))


@tells("device", "fail", "enrolment_altered", "not_genuine")
def the_administrator_changes_the_enrolment(story: Story) -> Tap:
    tap = story.sent()
    story.tamper(f"{ALTERED} WHERE kind = 'device_enrolled'")
    return tap


@tells("device", "fail", "enrolment_invalid", "not_genuine")
def an_enrolment_without_its_signatures(story: Story) -> Tap:
    phone = Phone(story.cast.traveller, story.keys.audit_public(), story.origin)
    facts = {"key": phone.public_key, "staff_number": phone.owner.number, "second": "lead"}
    story.write_leaf("device_enrolled", [("device", phone.device_id), ("staff", "4")], facts)
    story.pass_time()
    return story.capture(phone)


@tells("device", "pass", "enrolled_unordered", "genuine")
def enrolled_before_it_was_sent_and_without_a_beacon(story: Story) -> Tap:
    return story.sent(beacon_size=0, beacon_root=bytes(8))


@tells("signature", "pass", "verified", "genuine")
def signed_by_the_enrolled_phone(story: Story) -> Tap:
    return story.sent()


@tells("signature", "fail", "bad_signature", "not_genuine")
def signed_by_another_key_in_the_phones_name(story: Story) -> Tap:
    forger = Phone(story.cast.traveller, story.keys.audit_public(), story.origin)
    return story.capture(forger, device=story.device.device_id)
