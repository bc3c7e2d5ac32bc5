"""The checks that rest on the ledger: device, leaf, bounds of time, revocation, chain.

Orders are judged by places in the ledger, never by a phone's clock: what a capture's beacon already counts
was there before it, and what has a later place than the capture's own leaf came after it.
"""

from datetime import datetime, timedelta
from typing import Final

from services.audit.case import Case
from services.audit.devices import purge_facts
from services.audit.proven import Proven
from services.audit.verdict import Check, Fact, Result, Subject
from services.clock import from_millis, to_millis
from services.ledger import State

# How long a phone may have been without a network before the delay is worth a note.
LATE_AFTER: Final = timedelta(hours=1)
CLOCK_TOLERANCE: Final = timedelta(minutes=2)
# Two things that happened within so short a time need no order.
SAME_TIME: Final = timedelta(minutes=5)
OPERATOR: Final = "operator"
SIGNED: Final = Check(Subject.SIGNATURE, Result.PASS, "verified")
NO_WITNESS: Final = Check(Subject.WITNESS, Result.CANNOT_VERIFY, "no_witness")


def check_device(case: Case) -> Check:
    """Enrolled by the ledger's order, before the capture or within the same few minutes."""
    enrolled, enrolment = case.device.enrolled, case.device.enrolment
    facts: dict[str, Fact] = {"proof": enrolment.proof.value, "second": enrolment.second.value}
    if enrolled.place is None:
        return Check(Subject.DEVICE, Result.CANNOT_VERIFY, "enrolment_pending", facts)
    facts |= {"index": enrolled.place[1], "at_ms": millis(enrolled.until)}
    if case.precedes_capture(enrolled):
        return Check(Subject.DEVICE, Result.PASS, "enrolled", facts)
    if case.precedes_arrival(enrolled) and case.not_before is None:
        return Check(Subject.DEVICE, Result.PASS, "enrolled_unordered", facts)
    if case.precedes_arrival(enrolled) and is_short(case):
        return Check(Subject.DEVICE, Result.PASS, "enrolled_within", facts)
    return Check(Subject.DEVICE, Result.NOTE, "enrolled_after_beacon", facts)


def check_signature(_case: Case) -> Check:
    """Only for completeness of the list: a case exists because its signature has verified."""
    return SIGNED


def check_ledger(case: Case) -> Check:
    """What the ledger says about this very evidence."""
    own = case.own
    if own is None:
        return _without_leaf(case)
    if own.state is State.ALTERED:
        return Check(Subject.LEDGER, Result.FAIL, "record_altered")
    if own.state is State.PURGED:
        return Check(Subject.LEDGER, Result.CANNOT_VERIFY, "purged", purge_facts(own))
    if not _is_about(own, case):
        return Check(Subject.LEDGER, Result.FAIL, "record_contradicts")
    if own.place is None:
        return Check(Subject.LEDGER, Result.CANNOT_VERIFY, "pending")
    facts: dict[str, Fact] = {"index": own.place[1], "at_ms": millis(own.until)}
    if case.destruction:
        at_ms = millis(case.destruction.until or case.destruction.record.at)
        rule = str(case.destruction.facts.get("rule", ""))
        facts |= {"rule": rule, "destroyed_at_ms": at_ms}
        return Check(Subject.LEDGER, Result.NOTE, "destroyed", facts)
    if not _row_agrees(case, own):
        return Check(Subject.LEDGER, Result.NOTE, "row_differs", facts)
    if case.is_from_paper:
        return Check(Subject.LEDGER, Result.NOTE, "first_seen_on_paper", facts)
    return Check(Subject.LEDGER, Result.PASS, "included", facts)


def _without_leaf(case: Case) -> Check:
    if case.row is not None:
        return Check(Subject.LEDGER, Result.FAIL, "record_missing")
    return Check(Subject.LEDGER, Result.CANNOT_VERIFY, "not_uploaded")


def _is_about(own: Proven, case: Case) -> bool:
    payload, facts = case.payload, own.facts
    return (
        own.names("evidence", case.code.id)
        and own.names("device", payload.device)
        and facts.get("sequence") == payload.sequence
        and facts.get("previous") == payload.previous
    )


def _row_agrees(case: Case, own: Proven) -> bool:
    """Whether the stored copy is still the one that the leaf commits to. No check rests on it."""
    row, payload = case.row, case.payload
    return row is not None and (
        row.frame_sha256,
        row.staff_id,
        row.device_id,
        row.sequence,
        row.previous,
        row.record_id,
        row.is_from_paper,
    ) == (
        own.facts.get("frame_sha256"),
        case.device.staff_id,
        payload.device,
        payload.sequence,
        payload.previous,
        own.record.id,
        case.is_from_paper,
    )


def check_witness(_case: Case) -> Check:
    """No witness is connected yet: every time is the operator's word."""
    return NO_WITNESS


def check_not_before(case: Case) -> Check:
    """The payload names a head that nobody could know before it was published."""
    size = case.payload.beacon_size
    if size == 0:
        return Check(Subject.NOT_BEFORE, Result.CANNOT_VERIFY, "no_beacon")
    if case.is_beacon_lost:
        return Check(Subject.NOT_BEFORE, Result.CANNOT_VERIFY, "beacon_lost", {"size": size})
    if case.beacon is None:
        return Check(Subject.NOT_BEFORE, Result.FAIL, "beacon_contradicts", {"size": size})
    facts: dict[str, Fact] = {"at_ms": millis(case.not_before), "size": size, "word": OPERATOR}
    return Check(Subject.NOT_BEFORE, Result.PASS, "not_before", facts)


def check_not_after(case: Case) -> Check:
    """When the ledger had it, or a later capture that names it; a long way to it is worth a note."""
    if case.not_after is None:
        return Check(Subject.NOT_AFTER, Result.CANNOT_VERIFY, "unknown")
    facts: dict[str, Fact] = {"at_ms": millis(case.not_after), "word": OPERATOR}
    if width := width_of(case):
        facts["width_s"] = round(width.total_seconds())
    if case.is_bound_by_later:
        return Check(Subject.NOT_AFTER, Result.PASS, "named_by_later", facts)
    late = case.not_after - _earliest_sending(case)
    if late > LATE_AFTER:
        facts["late_s"] = round(late.total_seconds())
        reason = "restored_late" if case.is_from_paper else "sent_late"
        return Check(Subject.NOT_AFTER, Result.NOTE, reason, facts)
    return Check(Subject.NOT_AFTER, Result.PASS, "not_after", facts)


def _earliest_sending(case: Case) -> datetime:
    """The phone's clock, where it lies within what is proven."""
    phone_at = from_millis(case.payload.phone_at_ms)
    return max(phone_at, case.not_before) if case.not_before else phone_at


def check_phone_clock(case: Case) -> Check:
    """Whether the phone's clock lies within the bounds, and the fix is of the same moment."""
    phone_at = from_millis(case.payload.phone_at_ms)
    facts: dict[str, Fact] = {"at_ms": case.payload.phone_at_ms}
    if case.not_before is None and case.not_after is None:
        return Check(Subject.PHONE_CLOCK, Result.CANNOT_VERIFY, "no_bounds", facts)
    offset = _offset(phone_at, case.not_before, case.not_after)
    if abs(offset) > CLOCK_TOLERANCE:
        facts["offset_s"] = round(offset.total_seconds())
        return Check(
            Subject.PHONE_CLOCK, Result.NOTE, "clock_slow" if offset.days < 0 else "clock_fast", facts
        )
    fix_age = timedelta(milliseconds=case.payload.phone_at_ms - case.payload.fixed_at_ms)
    if abs(fix_age) > CLOCK_TOLERANCE:
        facts["fix_age_s"] = round(fix_age.total_seconds())
        return Check(Subject.PHONE_CLOCK, Result.NOTE, "fix_is_old", facts)
    if case.not_before is None or case.not_after is None:
        return Check(Subject.PHONE_CLOCK, Result.CANNOT_VERIFY, "one_bound", facts)
    return Check(Subject.PHONE_CLOCK, Result.PASS, "clock_agrees", facts)


def _offset(phone_at: datetime, earliest: datetime | None, latest: datetime | None) -> timedelta:
    """How far the clock is outside the bounds, negative when it is slow."""
    if earliest and phone_at < earliest:
        return phone_at - earliest
    if latest and phone_at > latest:
        return phone_at - latest
    return timedelta(0)


def check_revocation(case: Case) -> Check:
    """Whether the device was reported lost, or its use ended, before this capture."""
    ending = case.device.revoked or case.device.retired
    if ending and ending.state is State.PURGED:
        return Check(Subject.REVOCATION, Result.NOTE, "ending_destroyed", purge_facts(ending))
    if ending and not ending.is_believable:
        return Check(Subject.REVOCATION, Result.NOTE, "ending_altered")
    if case.device.revoked:
        return _check_revoked(case, case.device.revoked)
    if case.device.retired:
        return _check_retired(case, case.device.retired)
    return _tell_absence(case, Subject.REVOCATION, "not_revoked")


def _check_revoked(case: Case, revoked: Proven) -> Check:
    """After its loss was reported a key is no longer the person's; before, the loss itself may lie."""
    lost_ms = revoked.facts.get("lost_since_ms")
    lost_since_ms = lost_ms if isinstance(lost_ms, int) else 0
    facts: dict[str, Fact] = {"at_ms": millis(revoked.until), "lost_since_ms": lost_since_ms}
    if case.precedes_capture(revoked):
        return Check(Subject.REVOCATION, Result.FAIL, "made_after_revoked", facts)
    if not case.follows_arrival(revoked):
        return Check(Subject.REVOCATION, Result.NOTE, "order_unknown_revoked", facts)
    if case.not_after and to_millis(case.not_after) <= lost_since_ms:
        return Check(Subject.REVOCATION, Result.PASS, "received_before_lost", facts)
    return Check(Subject.REVOCATION, Result.NOTE, "received_before_revoked", facts)


def _check_retired(case: Case, retired: Proven) -> Check:
    """A retired key is still the person's: its old captures may come late, new ones are worth a note."""
    facts: dict[str, Fact] = {"at_ms": millis(retired.until)}
    if case.precedes_capture(retired):
        return Check(Subject.REVOCATION, Result.NOTE, "made_after_retired", facts)
    if case.follows_arrival(retired):
        return Check(Subject.REVOCATION, Result.PASS, "received_before_retired", facts)
    return Check(Subject.REVOCATION, Result.NOTE, "order_unknown_retired", facts)


def check_completeness(case: Case) -> Check:
    """Whether anything was removed from the ledger."""
    return _tell_absence(case, Subject.COMPLETENESS, "checked")


def _tell_absence(case: Case, subject: Subject, reason: str) -> Check:
    """That something is not there rests on the last complete check, if it came as far as this capture."""
    last = case.last_check
    if last is None:
        return Check(subject, Result.CANNOT_VERIFY, "never_checked")
    facts: dict[str, Fact] = {"size": last.size, "at_ms": millis(last.at), "by": last.by}
    if not case.is_within(last):
        return Check(subject, Result.CANNOT_VERIFY, "checked_before", facts)
    return Check(subject, Result.PASS, reason, facts)


def width_of(case: Case) -> timedelta | None:
    """How wide the interval is in which the capture was made."""
    return case.not_after - case.not_before if case.not_after and case.not_before else None


def is_short(case: Case) -> bool:
    """Whether the interval is so short that an order within it says nothing."""
    width = width_of(case)
    return width is not None and width <= SAME_TIME


def millis(at: datetime | None) -> int | None:
    return to_millis(at) if at else None
