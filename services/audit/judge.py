"""Judges texts: a verdict for each, from the opened payload and the ledger, never from what rows say alone.

Invariants
- The steps below come in this order for every code; the first that ends a verdict is its last check. Each is
  done for the whole batch before the next.
- A fixed number of statements, whether one code is judged or `MOST_AT_ONCE`.
- Nothing of a payload is told, logged or kept before step 4 has passed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from services import people, trips
from services.audit.case import Case
from services.audit.cases import CaseBuilder
from services.audit.checks import CHECKS
from services.audit.checks_ledger import millis
from services.audit.devices import EnrolledDevice, find_enrolled
from services.audit.gather import Gathered, gather
from services.audit.opening import OpenedCode, open_code
from services.audit.verdict import Check, Overall, Result, Seen, Subject, Verdict, overall_of
from services.clock import local_day
from services.errors import BadSignature, Invalid, Malformed
from services.ledger import Prover, State
from services.people import Person
from services.texts import N_

MOST_AT_ONCE: Final = 500
LONGEST_TEXT: Final = 8_000
LONGEST_CLAIM: Final = 40
OPENED: Final = Check(Subject.OPENS, Result.PASS, "opened")


@dataclass(frozen=True)
class Keys:
    """What a verdict needs: the audit keys, the open ledger's name, and the key of its records' marks."""

    opening: trips.Keys
    pending_key: bytes = field(repr=False)


@dataclass(frozen=True)
class Item:
    """One code to be judged, with the claim it stands in, if there is one."""

    text: str
    claim: str | None = None


class Judged(NamedTuple):
    """A verdict, and the case that it was made of; no case where the signature has not verified."""

    verdict: Verdict
    case: Case | None


def judge_texts(session: Session, keys: Keys, items: Sequence[Item], now: datetime) -> list[Verdict]:
    """A verdict for each item, in their order. Whoever shows them notes it first (`log_verdicts`).

    Raises: Invalid `too_many_texts`, `text_length`, `claim_length`; LedgerAltered where the ledger's own
    newest head is not one that the sequencer wrote.
    """
    _refuse_wrong(items)
    judged = _judge_all(session, keys, {item.text for item in items}, now)
    return [judged[item.text].verdict for item in items]


def judge_one(session: Session, keys: Keys, text: str, now: datetime) -> Judged:
    """One verdict with its case, for what may follow from it. Raises as `judge_texts`."""
    _refuse_wrong([Item(text)])
    return _judge_all(session, keys, [text], now)[text]


def _judge_all(session: Session, keys: Keys, texts: Iterable[str], now: datetime) -> dict[str, Judged]:
    prover, origin = Prover(session, keys.pending_key), keys.opening.origin
    origins = [origin, *(other for other in prover.origins if other != origin)]
    # 1., 2. Decode and open each text.
    found = {text: open_code(keys.opening.audit, origins, text) for text in texts}
    codes = {text: code for text, code in found.items() if isinstance(code, OpenedCode)}
    gathered = gather(session, prover, codes.values())
    # 3., 4. Find the device that signed each, and verify its signature.
    known: dict[tuple[bytes, str], EnrolledDevice | Check] = {}
    signers = {text: _find_signer(code, gathered, known) for text, code in codes.items()}
    # 5. From here on the payload may speak: every check that there is.
    builder = CaseBuilder(keys.opening, gathered, codes.values())
    devices = {text: signer for text, signer in signers.items() if isinstance(signer, EnrolledDevice)}
    cases = {text: builder.build(codes[text], device) for text, device in devices.items()}
    persons = people.list_persons(session, {d.staff_id for d in devices.values()}, local_day(now))
    told = {
        text: Judged(_tell(case, persons.get(case.device.staff_id), now), case)
        for text, case in cases.items()
    }
    endings = {text: [ending] for text, ending in found.items() if isinstance(ending, Check)}
    endings |= {text: [OPENED, ending] for text, ending in signers.items() if isinstance(ending, Check)}
    return told | {text: Judged(_end(checks, origin, now), None) for text, checks in endings.items()}


def _end(checks: Sequence[Check], origin: str, now: datetime) -> Verdict:
    """The verdict that one of the first four steps has ended."""
    return Verdict(overall_of(checks), checks, None, origin, now)


def _refuse_wrong(items: Sequence[Item]) -> None:
    if len(items) > MOST_AT_ONCE:
        raise Invalid("too_many_texts", N_("한 번에 500장까지 판정할 수 있어요."))
    if any(len(item.text) > LONGEST_TEXT for item in items):
        raise Invalid("text_length", N_("증빙 코드로 보기에는 글이 너무 길어요."))
    if any(len(item.claim or "") > LONGEST_CLAIM for item in items):
        raise Invalid("claim_length", N_("청구 번호를 40자 안으로 적어 주세요."))


def _find_signer(
    code: OpenedCode, gathered: Gathered, known: dict[tuple[bytes, str], EnrolledDevice | Check]
) -> EnrolledDevice | Check:
    """The enrolled device whose signature has verified, or the check that ends the verdict.

    `known` are the devices that were found for the batch so far.
    """
    # 3. The ledger enrolled a device of this id to a person.
    named = (code.opened.payload.device, code.origin)
    if named not in known:
        known[named] = _find_device(*named, gathered)
    device = known[named]
    if isinstance(device, Check):
        return device
    # 4. That device signed this payload, for this ledger and this person.
    enrolment = device.enrolment
    try:
        trips.verify_opened(code.opened, enrolment.public_key, code.origin, enrolment.staff_number)
    except (BadSignature, Malformed):
        return Check(Subject.SIGNATURE, Result.FAIL, "bad_signature")
    return device


def _find_device(device_id: bytes, origin: str, gathered: Gathered) -> EnrolledDevice | Check:
    return find_enrolled(
        device_id,
        gathered.devices.get(device_id, ()),
        gathered.second_keys,
        origin,
        is_waiting=device_id in gathered.waiting,
    )


def _tell(case: Case, person: Person | None, now: datetime) -> Verdict:
    checks = [OPENED, *[check(case) for check in CHECKS]]
    overall = overall_of(checks)
    return Verdict(
        overall,
        checks,
        _seen(case, person),
        case.code.origin,
        now,
        can_restore=_can_restore(case, overall),
        can_look_closer=not case.is_destroyed,
    )


def _can_restore(case: Case, overall: Overall) -> bool:
    """Whether the one thing that is missing is the upload."""
    is_missing = case.own is None and case.row is None
    is_enrolled = case.device.enrolled.state is State.INTEGRATED
    return is_missing and is_enrolled and overall is Overall.CANNOT_VERIFY


def _seen(case: Case, person: Person | None) -> Seen:
    payload, nearest = case.payload, case.nearest
    return Seen(
        evidence_id=case.code.id,
        staff_id=case.device.staff_id,
        staff_number=case.device.enrolment.staff_number,
        staff_name=person.name if person else "",
        unit_name=person.unit_name if person else "",
        captured_at_ms=payload.phone_at_ms,
        accuracy_m=payload.accuracy_m,
        not_before_ms=millis(case.not_before),
        not_after_ms=millis(case.not_after),
        destination=nearest.destination.name if nearest else None,
        band_m=nearest.band_m if nearest else None,
        trip_id=case.trip.stored.id if case.trip and case.trip.stored else None,
    )
