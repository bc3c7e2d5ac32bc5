"""Restores a genuine evidence whose upload was lost: an auditor's confirmed command, never a side effect."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from services import trips
from services.access_log import log_look
from services.audit.case import Case
from services.audit.judge import Keys, judge_one
from services.audit.verdict import Overall
from services.errors import Conflict, Forbidden, Invalid
from services.ledger import Appender
from services.texts import N_, tidy_line

RESTORATION: Final = "restoration"
RESTORATION_REASON: Final = N_("종이의 증빙을 되살림")
LONGEST_DOCUMENT: Final = 60


@dataclass(frozen=True)
class Restoration:
    """What an auditor confirms: this code, found in this document (its number, not a person's name)."""

    text: str
    document: str = ""


@dataclass(frozen=True)
class Restored:
    """`is_first` is false when the server had the evidence already, by whatever way."""

    evidence_id: bytes
    received_at: datetime
    is_first: bool


def restore_evidence(
    session: Session,
    ledger: Appender,
    keys: Keys,
    restoration: Restoration,
    auditor_id: int,
    now: datetime,
) -> Restored:
    """Gives the evidence a leaf of its own kind. The same command again changes nothing.

    Two at once: the second one's transaction fails on the key and, run again (`Database.write`), finds the
    first one's answer.

    Raises: Invalid `document_length`; Conflict `not_restorable` for what is not genuine, not yet enrolled, or
    already destroyed; Forbidden `own_evidence`.
    """
    document = tidy_line(restoration.document)
    if len(document) > LONGEST_DOCUMENT:
        sentence = N_("서류 번호를 60자 안으로 적어 주세요.")
        raise Invalid("document_length", sentence, fields={"document": sentence})
    # 1. The code is genuine as far as it goes.
    verdict, case = judge_one(session, keys, restoration.text, now)
    if case is None or verdict.overall is Overall.NOT_GENUINE:
        raise Conflict("not_restorable", N_("진본으로 확인되지 않은 코드는 되살릴 수 없어요."))
    # 2. What the server has already is not restored a second time.
    if case.row is not None:
        return _known(case)
    if not verdict.can_restore:
        raise Conflict("not_restorable", N_("지금은 되살릴 수 없는 증빙이에요. 판정을 다시 확인해 주세요."))
    # 3. Nobody restores her own.
    if case.device.staff_id == auditor_id:
        raise Forbidden("own_evidence", N_("본인의 증빙은 다른 감사 담당자가 되살려 주세요."))
    _keep(session, ledger, case, document, auditor_id, now)
    return Restored(case.code.id, now, is_first=True)


def _known(case: Case) -> Restored:
    if case.row is None or case.row.destroyed_at is not None or case.is_destroyed:
        raise Conflict("not_restorable", N_("규칙에 따라 파기한 증빙은 되살릴 수 없어요."))
    return Restored(case.row.id, case.row.received_at, is_first=False)


def _keep(
    session: Session, ledger: Appender, case: Case, document: str, auditor_id: int, now: datetime
) -> None:
    facts = {"source": "paper", "restored_by": str(auditor_id), "document": document}
    arrival = trips.Arrival(
        case.device.staff_id, case.code.opened, case.code.frame, source=trips.PAPER, facts=facts
    )
    trips.keep_evidence(session, ledger, arrival, now)
    log_look(
        session,
        viewer_id=auditor_id,
        subject_id=case.device.staff_id,
        what_kind=RESTORATION,
        what_id=case.code.id.hex(),
        reason=RESTORATION_REASON,
        now=now,
    )
