"""The complete check: blobs against the tree, heads against the tiles, projections against the blobs.

It walks the ledger in blocks, each in a short transaction of its own: its memory does not grow with the
ledger, and nobody waits for it. What it found becomes a leaf, because claims of absence cite it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.crypto import canonical
from services.db import Database
from services.ledger.append import Appender
from services.ledger.check_findings import CheckReport, Findings, Plan
from services.ledger.check_log import LogCheck
from services.ledger.check_whole import check_guard, check_rows, check_unplaced
from services.ledger.guard import Guard
from services.ledger.heads import Head, newest_head
from services.ledger.logs import list_verifier_keys, log_subject
from services.ledger.models import LedgerCheck, LedgerLog
from services.ledger.records import Record, find_record, is_committed
from services.ledger.refusals import LedgerNotOpen


@dataclass(frozen=True, slots=True)
class CompleteCheck:
    """A clean complete check: nothing was altered or removed up to `size`, as of `at`, says `by`.

    `record` is its leaf; whoever builds on it proves that too.
    """

    log_id: int
    size: int
    at: datetime
    by: str
    record: Record


def check(database: Database, guard: Guard | None, plan: Plan, by: str, now: datetime) -> CheckReport:
    """Checks everything up to the newest published head, and leaves the result in the ledger.

    `by` says who had it made: a staff id or the name of a job. `guard` is None only where there is none.
    Not checked: that nothing was removed before a guard file or a witness saw it; pending records that are
    gone.

    Raises: LedgerNotOpen before the first head is published.
    """
    findings = Findings()
    if guard:
        check_guard(database, guard, findings)
    with database.reading() as session:
        head = newest_head(session)
        if head is None:
            raise LedgerNotOpen
        logs = session.scalars(select(LedgerLog).order_by(LedgerLog.id)).all()
        keys = {log.id: list_verifier_keys(session, log.id, plan.pending_key) for log in logs}
        check_rows(session, findings)
        for sweep in plan.sweeps:
            findings.add_differences(sweep(session))
    for log in logs:
        if log.id == head.log_id and not set(plan.trusted_keys) <= set(keys[log.id]):
            findings.add("log_key_unknown", log.origin)
        LogCheck(log, keys[log.id], plan, findings).run(database)
    check_unplaced(database, plan, findings)
    with database.writing() as session:
        _keep(session, Appender(plan.pending_key), head, findings, by, now)
    return CheckReport(
        origin=head.origin,
        size=head.size,
        root=head.root,
        leaves=findings.leaves,
        heads=findings.heads,
        purged=findings.purged,
        finished_at=now,
        findings=tuple(findings.listed),
        counts=dict(findings.counts),
    )


def last_complete_check(session: Session) -> CompleteCheck | None:
    """The newest complete check, if it found nothing wrong and is itself in the tree; else None.

    None means that a claim of absence has nothing to cite.
    """
    row = session.scalars(select(LedgerCheck).order_by(LedgerCheck.id.desc()).limit(1)).one_or_none()
    record = find_record(session, row.record_id) if row else None
    if record is None or record.place is None or record.kind != "check" or not is_committed(record):
        return None
    match record.facts:
        case {"log": int(log_id), "size": int(size), "by": str(by), "findings": 0}:
            return CompleteCheck(log_id, size, record.at, by, record)
    return None


def _keep(
    session: Session, appender: Appender, head: Head, findings: Findings, by: str, now: datetime
) -> None:
    count = findings.counts.total()
    facts: dict[str, canonical.Value] = {
        "log": head.log_id,
        "size": head.size,
        "root": head.root,
        "findings": count,
        "by": by,
    }
    record = appender.append(session, "check", [log_subject(head.log_id)], facts, now)
    session.add(
        LedgerCheck(log_id=head.log_id, size=head.size, finished_at=now, findings=count, record_id=record.id)
    )
    session.flush()
