"""Checks a block of records: each blob against its entry, each missing blob against its purge leaf, and then
the rows of the subjects against the blobs."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.ledger.blobs import commit
from services.ledger.check_findings import Findings, Plan
from services.ledger.purge import Purge, list_purges
from services.ledger.records import Record, is_committed, is_written


def check_records(
    session: Session, origin: str, records: Sequence[Record], plan: Plan, findings: Findings
) -> None:
    """Adds what is wrong with these records of one log; projections see the sound ones alone."""
    purges = list_purges(session, {r.purged_by for r in records if r.blob is None and r.purged_by})
    sound: dict[str, list[Record]] = {}
    for record in records:
        if record.blob is None:
            findings.purged += 1
            code = _judge_purge(record, purges.get(record.purged_by or 0), plan)
        else:
            code = _judge_blob(record)
        if code:
            findings.add(code, f"{origin}#{record.index}")
        elif record.blob is not None:
            sound.setdefault(record.kind, []).append(record)
    for kind, of_kind in sound.items():
        if kind in plan.projections:
            findings.add_differences(plan.projections[kind](session, of_kind))


def _judge_blob(record: Record) -> str | None:
    if is_committed(record):
        return None
    genuine = commit(record.salt or b"", record.blob or b"") == record.entry
    return "columns_differ" if genuine else "blob_altered"


def _judge_purge(record: Record, purge: Purge | None, plan: Plan) -> str | None:
    """Why the blob may not be missing; None where a rule of its kind and age has taken it."""
    if purge is None or not is_written(purge.record, plan.pending_key) or not purge.covers(record):
        return "blob_missing"
    rule = plan.rules.get(purge.rule)
    at = purge.record.integrated_at or purge.at
    if rule is None or not rule.allows(record.kind, record.integrated_at, at):
        return "purge_unlawful"
    return None
