"""The ledger: what must not be rewritten, and how anybody can tell."""

from services.ledger.append import Appended, Appender, NewRecord
from services.ledger.blobs import Content, Subject
from services.ledger.check import CompleteCheck, check, last_complete_check
from services.ledger.check_findings import CheckReport, Difference, Finding, Plan, Projection, Sweep
from services.ledger.guard import Guard, Guarded
from services.ledger.heads import Head, head_at, head_covering, newest_head, witnessed_until
from services.ledger.logs import Recovery, recovered_from
from services.ledger.prove import Proof, Prover, State
from services.ledger.publish import SequencerKeys
from services.ledger.purge import Purge, PurgeRule, purge
from services.ledger.records import Record, find_record, list_records, list_records_about
from services.ledger.recover import recover
from services.ledger.refusals import LedgerAltered, LedgerNotOpen
from services.ledger.sequence import Sequenced, sequence_pending
from services.ledger.serving import find_checkpoint, find_entries, find_tile, list_key_texts
from services.ledger.start import Standing, Start, open_ledger, verify_node, verify_start
from services.ledger.status import Alarm, LedgerStatus, ledger_status, list_alarms
from services.ledger.sweeps import compare_rows, find_unproven, subject_of
from services.ledger.tree import consistency_proof, inclusion_proof, root_at

__all__ = [
    "Alarm",
    "Appended",
    "Appender",
    "CheckReport",
    "CompleteCheck",
    "Content",
    "Difference",
    "Finding",
    "Guard",
    "Guarded",
    "Head",
    "LedgerAltered",
    "LedgerNotOpen",
    "LedgerStatus",
    "NewRecord",
    "Plan",
    "Projection",
    "Proof",
    "Prover",
    "Purge",
    "PurgeRule",
    "Record",
    "Recovery",
    "Sequenced",
    "SequencerKeys",
    "Standing",
    "Start",
    "State",
    "Subject",
    "Sweep",
    "check",
    "compare_rows",
    "consistency_proof",
    "find_checkpoint",
    "find_entries",
    "find_record",
    "find_tile",
    "find_unproven",
    "head_at",
    "head_covering",
    "inclusion_proof",
    "last_complete_check",
    "ledger_status",
    "list_alarms",
    "list_key_texts",
    "list_records",
    "list_records_about",
    "newest_head",
    "open_ledger",
    "purge",
    "recover",
    "recovered_from",
    "root_at",
    "sequence_pending",
    "subject_of",
    "verify_node",
    "verify_start",
    "witnessed_until",
]
