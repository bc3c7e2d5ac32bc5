"""Audit: what an auditor asks of a code on paper, and what she may do about the answer."""

from services.audit.batch_work import process_batches
from services.audit.batches import (
    BatchView,
    FileView,
    FoundCode,
    NewFile,
    create_batch,
    destroy_batch,
    get_batch,
    list_batches,
    list_codes,
    note_shown,
)
from services.audit.judge import LONGEST_CLAIM, LONGEST_TEXT, MOST_AT_ONCE, Item, Keys, judge_texts
from services.audit.looks import (
    SHORTEST_REASON,
    VERDICT_REASON,
    ExactPlace,
    LookRequest,
    log_verdicts,
    look_closer,
)
from services.audit.restoration import RESTORATION_REASON, Restoration, Restored, restore_evidence
from services.audit.sentences import (
    CHECKER_NAMES,
    OVERALL,
    RULE_NAMES,
    SECOND_NAMES,
    SIGNAL_NAMES,
    words_of,
)
from services.audit.verdict import Check, Fact, Overall, Result, Seen, Subject, Verdict
from services.audit.words import Words

__all__ = [
    "CHECKER_NAMES",
    "LONGEST_CLAIM",
    "LONGEST_TEXT",
    "MOST_AT_ONCE",
    "OVERALL",
    "RESTORATION_REASON",
    "RULE_NAMES",
    "SECOND_NAMES",
    "SHORTEST_REASON",
    "SIGNAL_NAMES",
    "VERDICT_REASON",
    "BatchView",
    "Check",
    "ExactPlace",
    "Fact",
    "FileView",
    "FoundCode",
    "Item",
    "Keys",
    "LookRequest",
    "NewFile",
    "Overall",
    "Restoration",
    "Restored",
    "Result",
    "Seen",
    "Subject",
    "Verdict",
    "Words",
    "create_batch",
    "destroy_batch",
    "get_batch",
    "judge_texts",
    "list_batches",
    "list_codes",
    "log_verdicts",
    "look_closer",
    "note_shown",
    "process_batches",
    "restore_evidence",
    "words_of",
]
