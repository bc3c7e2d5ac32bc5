"""What the interface answers about a code: stable codes, sentences for people, and the facts behind them."""

from typing import Any

from flask_babel import gettext

from services import audit
from services.audit import Check, ExactPlace, Seen, Subject, Verdict
from services.clock import from_millis
from services.trips import Schematic
from webapp.openapi import Body
from webapp.pages.audit.verdict_words import (
    GROUPS,
    say_at,
    say_interval,
    say_length,
    say_mark,
    say_place,
    say_sentence,
    say_when,
)


class SignalAnswer(Body):
    """One of the signs that were looked for."""

    code: str
    name: str
    found: bool


class CheckAnswer(Body):
    """One check: `result` is pass, note, fail or cannot_verify; `reason` the stable code of the outcome.

    `group` is how an auditor reads it: look (into it), proven, or unknown. `signals` names each sign.
    """

    code: str
    result: str
    reason: str
    group: str
    sentence: str
    detail: str
    facts: dict[str, Any]
    signals: list[SignalAnswer]


class IntervalAnswer(Body):
    """When it was made: after the head that it names, before the ledger had it; and by the phone's clock."""

    not_before_ms: int | None
    not_after_ms: int | None
    captured_at_ms: int
    not_before: str
    not_after: str
    captured: str
    label: str


class SeenAnswer(Body):
    """What a verified payload tells without a stated reason: a band, never a point."""

    evidence_id: str
    staff_number: str
    name: str
    unit: str
    when: str
    captured_at: str
    place: str
    accuracy_m: int
    interval: IntervalAnswer


class VerdictAnswer(Body):
    """The answer for one code. `verdict` is genuine, genuine_with_notes, not_genuine or cannot_verify.

    `because` is the line of the check that it rests on. `is_waiting` tells that the ledger will know more in
    a few seconds. `seen` is null unless the signature has verified.
    """

    verdict: str
    label: str
    because: str
    checks: list[CheckAnswer]
    seen: SeenAnswer | None
    can_restore: bool
    can_look_closer: bool
    is_waiting: bool
    is_demo: bool
    origin: str
    judged_at: str
    judged: str


class CircleAnswer(Body):
    """A mark of the schematic map, in its own units."""

    x: float
    y: float
    r: float
    label: str
    anchor: str


class LineAnswer(Body):
    x1: float
    y1: float
    x2: float
    y2: float


class PictureAnswer(Body):
    """A schematic map that needs no network: destinations as circles, the capture with its accuracy."""

    width: float
    height: float
    taps: list[CircleAnswer]
    goals: list[CircleAnswer]
    lines: list[LineAnswer]
    scale: str
    scale_width: float


class PlaceAnswer(Body):
    """The exact point, for the reason that is now in the ledger and before the traveller's eyes."""

    evidence_id: str
    name: str
    captured: str
    lat: float
    lon: float
    accuracy_m: int
    town: str | None
    reason: str
    looked_at: str
    picture: PictureAnswer | None


def answer_verdict(verdict: Verdict) -> VerdictAnswer:
    deciding = verdict.deciding
    ledger = verdict.find(Subject.LEDGER)
    return VerdictAnswer(
        verdict=verdict.overall.value,
        label=gettext(audit.OVERALL[verdict.overall]),
        because=say_sentence(deciding)[0],
        checks=[_answer_check(check) for check in verdict.checks],
        seen=_answer_seen(verdict.seen) if verdict.seen else None,
        can_restore=verdict.can_restore,
        can_look_closer=verdict.can_look_closer,
        is_waiting=ledger is not None and ledger.reason == "pending",
        is_demo=verdict.is_demo,
        origin=verdict.origin,
        judged_at=verdict.judged_at.isoformat(),
        judged=say_at(verdict.judged_at),
    )


def _answer_check(check: Check) -> CheckAnswer:
    sentence, detail = say_sentence(check)
    return CheckAnswer(
        code=check.subject.value,
        result=check.result.value,
        reason=check.reason,
        group=GROUPS[check.result.value],
        sentence=sentence,
        detail=detail,
        facts=dict(check.facts),
        signals=_answer_signals(check),
    )


def _answer_signals(check: Check) -> list[SignalAnswer]:
    found = check.facts.get("found")
    if not isinstance(found, list):
        return []
    return [
        SignalAnswer(code=code, name=gettext(name), found=code in found)
        for code, name in audit.SIGNAL_NAMES.items()
    ]


def _answer_seen(seen: Seen) -> SeenAnswer:
    return SeenAnswer(
        evidence_id=seen.evidence_id.hex(),
        staff_number=seen.staff_number,
        name=seen.staff_name,
        unit=seen.unit_name,
        when=say_when(seen),
        captured_at=from_millis(seen.captured_at_ms).isoformat(),
        place=say_place(seen),
        accuracy_m=seen.accuracy_m,
        interval=IntervalAnswer(
            not_before_ms=seen.not_before_ms,
            not_after_ms=seen.not_after_ms,
            captured_at_ms=seen.captured_at_ms,
            not_before=say_mark(seen.not_before_ms, seen.captured_at_ms),
            not_after=say_mark(seen.not_after_ms, seen.captured_at_ms, is_latest=True),
            captured=say_mark(seen.captured_at_ms, seen.captured_at_ms),
            label=say_interval(seen),
        ),
    )


def answer_place(place: ExactPlace) -> PlaceAnswer:
    return PlaceAnswer(
        evidence_id=place.evidence_id.hex(),
        name=place.staff_name,
        captured=say_at(place.captured_at),
        lat=place.point.lat,
        lon=place.point.lon,
        accuracy_m=place.accuracy_m,
        town=place.town,
        reason=place.reason,
        looked_at=say_at(place.looked_at),
        picture=_answer_picture(place.picture) if place.picture else None,
    )


def _answer_picture(picture: Schematic) -> PictureAnswer:
    taps, goals = (
        [CircleAnswer(x=m.x, y=m.y, r=m.radius, label=m.label, anchor=m.anchor) for m in marks]
        for marks in (picture.taps, picture.destinations)
    )
    return PictureAnswer(
        width=picture.width,
        height=picture.height,
        taps=taps,
        goals=goals,
        lines=[LineAnswer(x1=line.x1, y1=line.y1, x2=line.x2, y2=line.y2) for line in picture.lines],
        scale=say_length(picture.scale_m),
        scale_width=picture.scale_width,
    )
