"""What an auditor sees of others is noted where they can read it: each verdict, and each closer look.

A verdict tells a band. The exact point is told only for a stated reason, which goes into the ledger, into the
log that the traveller reads, and into a notice to her.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from services import notifications, people, trips
from services.access_log import NewLook, log_look, log_looks
from services.audit.case import Case
from services.audit.judge import Keys, judge_one
from services.audit.models import LONGEST_REASON, CloserLook
from services.audit.verdict import Seen, Verdict
from services.clock import from_millis
from services.crypto.canonical import Value
from services.errors import Conflict, Invalid
from services.ledger import Appender, Subject
from services.texts import N_, tidy_line
from services.trips import Mark, Point, Schematic

LOOK_ID_BYTES: Final = 16
SHORTEST_REASON: Final = 5
VERDICT, POSITION = "verdict", "position"
VERDICT_REASON: Final = N_("QR 확인")


@dataclass(frozen=True)
class LookRequest:
    """What an auditor asks for; `id` is made on the device."""

    id: bytes
    text: str
    reason: str


@dataclass(frozen=True)
class ExactPlace:
    """The exact point of an evidence with what helps to read it; `town` where boundaries were imported."""

    evidence_id: bytes
    staff_name: str
    captured_at: datetime
    point: Point
    accuracy_m: int
    town: str | None
    picture: Schematic | None
    reason: str
    looked_at: datetime


def log_verdicts(session: Session, verdicts: Sequence[Verdict], viewer_id: int, now: datetime) -> None:
    """Notes whose evidences these verdicts tell about; to be durable before they are shown."""
    seen = [verdict.seen for verdict in verdicts if verdict.seen]
    looks = {
        s.evidence_id: NewLook(viewer_id, s.staff_id, VERDICT, s.evidence_id.hex(), VERDICT_REASON)
        for s in seen
    }
    log_looks(session, looks.values(), now)


def look_closer(
    session: Session, ledger: Appender, keys: Keys, request: LookRequest, viewer_id: int, now: datetime
) -> ExactPlace:
    """The exact point, after the reason is in the ledger. The same request again is the same look.

    Raises: Invalid `look_id`, `look_reason`; Conflict `id_taken` for another look's id, `nothing_to_show`
    for a code whose signature has not verified or whose stored position was destroyed.
    """
    reason = _check_request(request)
    # 1. The code is one whose position may be told at all.
    verdict, case = judge_one(session, keys, request.text, now)
    if case is None or verdict.seen is None or not verdict.can_look_closer:
        raise Conflict("nothing_to_show", N_("위치를 보여 줄 수 없는 코드예요. 판정을 먼저 확인해 주세요."))
    # 2. A repeat gives the first look's answer.
    known = session.get(CloserLook, request.id)
    if known is None:
        known = _keep_look(session, ledger, request.id, verdict.seen, viewer_id, reason, now)
    elif (known.viewer_id, known.evidence_id) != (viewer_id, verdict.seen.evidence_id):
        raise Conflict("id_taken", N_("화면이 오래되었어요. 새로 고친 뒤 다시 해 주세요."))
    # 3. Now the point may be told.
    return _to_place(session, case, verdict.seen, known)


def _check_request(request: LookRequest) -> str:
    if len(request.id) != LOOK_ID_BYTES:
        raise Invalid("look_id", N_("화면을 새로 고친 뒤 다시 해 주세요."))
    reason = tidy_line(request.reason)
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        sentence = N_("보는 사유를 다섯 글자에서 300자까지 적어 주세요.")
        raise Invalid("look_reason", sentence, fields={"reason": sentence})
    return reason


def _keep_look(
    session: Session,
    ledger: Appender,
    look_id: bytes,
    seen: Seen,
    viewer_id: int,
    reason: str,
    now: datetime,
) -> CloserLook:
    """The leaf, the row, the traveller's log and her notice: all or none."""
    subjects: list[Subject] = [("evidence", seen.evidence_id), ("staff", str(seen.staff_id))]
    facts: dict[str, Value] = {"look": look_id, "viewer": str(viewer_id), "reason": reason}
    record = ledger.append(session, "closer_look", subjects, facts, now)
    row = CloserLook(
        id=look_id,
        evidence_id=seen.evidence_id,
        staff_id=seen.staff_id,
        viewer_id=viewer_id,
        reason=reason,
        looked_at=now,
        record_id=record.id,
    )
    session.add(row)
    session.flush()
    log_look(
        session,
        viewer_id=viewer_id,
        subject_id=seen.staff_id,
        what_kind=POSITION,
        what_id=seen.evidence_id.hex(),
        reason=reason,
        now=now,
    )
    notifications.notify(session, seen.staff_id, people.NoticeKind.LOOKED_CLOSER, now, reason=reason)
    return row


def _to_place(session: Session, case: Case, seen: Seen, look: CloserLook) -> ExactPlace:
    payload, stored = case.payload, case.trip.stored if case.trip else None
    point = Point(payload.lat_e7, payload.lon_e7)
    destinations = [
        Mark(d.point, d.radius_m, d.name) for d in (stored.destinations if stored else ()) if d.point
    ]
    return ExactPlace(
        evidence_id=seen.evidence_id,
        staff_name=seen.staff_name,
        captured_at=from_millis(payload.phone_at_ms),
        point=point,
        accuracy_m=payload.accuracy_m,
        town=trips.find_town(session, point),
        picture=trips.draw_schematic([Mark(point, payload.accuracy_m, "")], destinations),
        reason=look.reason,
        looked_at=look.looked_at,
    )
