"""What a complete check of the ledger compares: every subject's rows with what its leaves say."""

from collections.abc import Sequence

from services import approvals, people, trips
from services.crypto.checkpoint import VerifierKey
from services.ledger import Plan

PROJECTIONS = {
    "evidence": trips.compare_evidences,
    "evidence_restored": trips.compare_evidences,
    "evidence_destroyed": trips.compare_destroyed,
    "trip_attached": trips.compare_attachments,
    "approval_decided": approvals.compare_decisions,
    "device_enrolled": people.compare_enrolled,
    "device_retired": people.compare_retired,
    "device_revoked": people.compare_revoked,
}
SWEEPS = (
    approvals.find_unproven_decisions,
    people.find_unproven_devices,
    trips.find_unproven_destructions,
)


def make_plan(pending_key: bytes, trusted_keys: Sequence[VerifierKey]) -> Plan:
    """The plan of this version's subjects; `trusted_keys` are the log's, known from its key ring."""
    return Plan(pending_key, projections=PROJECTIONS, sweeps=SWEEPS, trusted_keys=trusted_keys)
