"""What a complete check of the ledger compares: every subject's rows with what its leaves say."""

from collections.abc import Sequence

from services import approvals, handovers, leave, meetings, people, trips
from services.crypto.checkpoint import VerifierKey
from services.ledger import Plan
from services.manuals import texts
from services.remote_work import days, hours

PROJECTIONS = {
    "evidence": trips.compare_evidences,
    "evidence_restored": trips.compare_evidences,
    "evidence_destroyed": trips.compare_destroyed,
    "trip_attached": trips.compare_attachments,
    "approval_decided": approvals.compare_decisions,
    "approval_reviewed": approvals.compare_decisions,
    "approval_undone": approvals.compare_undone,
    "approval_review_undone": approvals.compare_undone,
    "approval_text_destroyed": approvals.compare_destroyed,
    "remote_planned": days.compare_texts,
    "remote_reported": days.compare_texts,
    "remote_started": days.compare_marks,
    "remote_ended": days.compare_marks,
    "remote_pledged": days.compare_pledges,
    "manual_published": texts.compare_published,
    "handover_accepted": handovers.compare_accepted,
    "handover_destroyed": handovers.compare_destroyed,
    "minutes_closed": meetings.compare_minutes,
    "minutes_destroyed": meetings.compare_destroyed,
    "device_enrolled": people.compare_enrolled,
    "device_retired": people.compare_retired,
    "device_revoked": people.compare_revoked,
}
SWEEPS = (
    approvals.find_unproven_decisions,
    approvals.find_unproven_destructions,
    handovers.find_unproven_destructions,
    handovers.find_unproven_handovers,
    leave.find_changed_leaves,
    people.find_unproven_devices,
    meetings.find_unproven_destructions,
    meetings.find_unproven_minutes,
    texts.find_unproven_texts,
    days.find_unproven_days,
    hours.find_changed_hours,
    trips.find_unproven_destructions,
)


def make_plan(pending_key: bytes, trusted_keys: Sequence[VerifierKey]) -> Plan:
    """The plan of this version's subjects; `trusted_keys` are the log's, known from its key ring."""
    return Plan(pending_key, projections=PROJECTIONS, sweeps=SWEEPS, trusted_keys=trusted_keys)
