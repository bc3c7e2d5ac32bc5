"""Texts of manuals: written, published, compared, restored; every published one is a leaf of the ledger."""

from services.manuals.texts.changes import Change, describe_changes
from services.manuals.texts.drafts import (
    DraftLine,
    DraftView,
    destroy_old_drafts,
    discard_drafts,
    list_drafts,
    list_own_drafts,
    list_writers,
    save_draft,
)
from services.manuals.texts.filling import FirstText, publish_new
from services.manuals.texts.frames import (
    change_manual,
    close_manual,
    keep_owned,
    move_manuals,
    reopen_manual,
)
from services.manuals.texts.indexing import renew_citations, renew_index, to_entry
from services.manuals.texts.limits import LARGEST_SECTION_BYTES
from services.manuals.texts.merging import Collision, merge
from services.manuals.texts.notices import NOTICES
from services.manuals.texts.projections import compare_published, find_unproven_texts
from services.manuals.texts.proposals import (
    APPROVAL_KIND,
    Proposal,
    State,
    list_proposals,
    load_proposal,
    note_decisions,
    withdraw_proposal,
)
from services.manuals.texts.publishing import (
    QUICK_REASONS,
    Outcome,
    Publication,
    needs_decision,
    publish,
    restore,
)
from services.manuals.texts.revisions import (
    EMPTY,
    Published,
    Reason,
    Revision,
    find_texts,
    list_published,
    list_revisions,
    load_published,
    load_revision,
)
from services.manuals.texts.word_diff import DiffLine, How, Piece, diff_texts, diff_words

__all__ = [
    "APPROVAL_KIND",
    "EMPTY",
    "LARGEST_SECTION_BYTES",
    "NOTICES",
    "QUICK_REASONS",
    "Change",
    "Collision",
    "DiffLine",
    "DraftLine",
    "DraftView",
    "FirstText",
    "How",
    "Outcome",
    "Piece",
    "Proposal",
    "Publication",
    "Published",
    "Reason",
    "Revision",
    "State",
    "change_manual",
    "close_manual",
    "compare_published",
    "describe_changes",
    "destroy_old_drafts",
    "diff_texts",
    "diff_words",
    "discard_drafts",
    "find_texts",
    "find_unproven_texts",
    "keep_owned",
    "list_drafts",
    "list_own_drafts",
    "list_proposals",
    "list_published",
    "list_revisions",
    "list_writers",
    "load_proposal",
    "load_published",
    "load_revision",
    "merge",
    "move_manuals",
    "needs_decision",
    "note_decisions",
    "publish",
    "publish_new",
    "renew_citations",
    "renew_index",
    "reopen_manual",
    "restore",
    "save_draft",
    "to_entry",
    "withdraw_proposal",
]
