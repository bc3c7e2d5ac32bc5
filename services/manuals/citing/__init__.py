"""What manuals cite of laws, and which of it has changed."""

from services.manuals.citing.cited import CitedPage, list_cited_pages, list_unknown_laws
from services.manuals.citing.flagging import Flagged, flag_changes, take_laws
from services.manuals.citing.flags import (
    PAGE_SIZE,
    FlaggedManual,
    FlaggedPage,
    FlagView,
    clear_flag,
    clear_flags,
    count_flags,
    find_overtaken,
    list_flagged,
    list_flags,
)
from services.manuals.citing.links import Link, Linker, anchor_of, name_of, path_of, slug_of
from services.manuals.citing.notices import NOTICES
from services.manuals.citing.noting import forget_citations, note_citations, note_many, read_citations
from services.manuals.citing.telling import find_come_into_force, tell_come_into_force

__all__ = [
    "NOTICES",
    "PAGE_SIZE",
    "CitedPage",
    "FlagView",
    "Flagged",
    "FlaggedManual",
    "FlaggedPage",
    "Link",
    "Linker",
    "anchor_of",
    "clear_flag",
    "clear_flags",
    "count_flags",
    "find_come_into_force",
    "find_overtaken",
    "flag_changes",
    "forget_citations",
    "list_cited_pages",
    "list_flagged",
    "list_flags",
    "list_unknown_laws",
    "name_of",
    "note_citations",
    "note_many",
    "path_of",
    "read_citations",
    "slug_of",
    "take_laws",
    "tell_come_into_force",
]
