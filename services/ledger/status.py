"""How the ledger is doing: for the readiness page, the metrics and whoever is on duty."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from services.ledger.heads import newest_head
from services.ledger.logs import find_open_log
from services.ledger.models import LedgerCheck, LedgerRecord


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that a person must look at: `record_refused`, or the code that stopped the sequencer."""

    code: str
    at: datetime
    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class LedgerStatus:
    """`head_at` is the time of the newest published head; `pending` counts what has no place yet.

    `checked_at` and `findings` tell of the last complete check, None before there was one. They are for those
    on duty: what a verdict cites is `last_complete_check`.
    """

    origin: str | None
    size: int
    published_size: int
    head_at: datetime | None
    pending: int
    refused: int
    trouble_code: str | None
    checked_at: datetime | None
    findings: int | None


def ledger_status(session: Session) -> LedgerStatus:
    """Four small statements; cheap enough to ask every few seconds."""
    log, head = find_open_log(session), newest_head(session)
    refused = func.count(case((LedgerRecord.refused_at.is_not(None), 1)))
    counts = select(func.count(), refused).where(LedgerRecord.log_id.is_(None))
    check = session.scalars(select(LedgerCheck).order_by(LedgerCheck.id.desc()).limit(1)).one_or_none()
    waiting, set_aside = session.execute(counts).one()
    return LedgerStatus(
        origin=log.origin if log else None,
        size=log.size if log else 0,
        published_size=log.published_size if log else 0,
        head_at=head.at if head else None,
        pending=waiting - set_aside,
        refused=set_aside,
        trouble_code=log.trouble_code if log else None,
        checked_at=check.finished_at if check else None,
        findings=check.findings if check else None,
    )


def list_alarms(session: Session, limit: int = 100) -> list[Alarm]:
    """What stops the sequencer now, and the records that it has set aside, newest first.

    A record that the application did not write stays in the list until somebody has removed the row.
    """
    query = (
        select(LedgerRecord.refused_at, LedgerRecord.id)
        .where(LedgerRecord.log_id.is_(None), LedgerRecord.refused_at.is_not(None))
        .order_by(LedgerRecord.id.desc())
        .limit(limit)
    )
    refused = [Alarm("record_refused", at, record_id) for at, record_id in session.execute(query) if at]
    log = find_open_log(session)
    if log and log.trouble_code and log.trouble_at:
        return [Alarm(log.trouble_code, log.trouble_at), *refused]
    return refused
