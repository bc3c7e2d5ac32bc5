"""Search in manuals, in Korean: one index in plain tables, the same results on both databases."""

from services.manuals.search.entries import TIP, Entry, Passage
from services.manuals.search.index import make_anew, put_manual, put_manuals, remove_manual
from services.manuals.search.kept_tips import list_kept_tips
from services.manuals.search.results import PAGE_LINES, Hit, Piece, Query, Results
from services.manuals.search.searching import search, suggest_as_typed
from services.manuals.search.synonyms import (
    SynonymView,
    add_synonym,
    end_synonym,
    find_meanings,
    list_synonyms,
)
from services.manuals.search.unfound import UnfoundView, list_unfound, mark_answered, note_unfound

__all__ = [
    "PAGE_LINES",
    "TIP",
    "Entry",
    "Hit",
    "Passage",
    "Piece",
    "Query",
    "Results",
    "SynonymView",
    "UnfoundView",
    "add_synonym",
    "end_synonym",
    "find_meanings",
    "list_kept_tips",
    "list_synonyms",
    "list_unfound",
    "make_anew",
    "mark_answered",
    "note_unfound",
    "put_manual",
    "put_manuals",
    "remove_manual",
    "search",
    "suggest_as_typed",
]
