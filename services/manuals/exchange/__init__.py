"""Manuals that come in as files and go out as books and paper."""

from services.manuals.exchange.applying import ImportView, apply_import, get_import, list_imports
from services.manuals.exchange.archives import export_markdown, safe_name
from services.manuals.exchange.books import (
    MOST_A_VOLUME,
    MOST_MANUALS,
    Book,
    Imprint,
    count_manuals,
    gather_book,
    make_epub,
    make_sheet,
    make_volumes,
    paper_address,
    split_book,
)
from services.manuals.exchange.fates import Fate, RowFate
from services.manuals.exchange.manual_file import (
    ManualFile,
    find_section,
    read_manual_file,
    write_manual_file,
)
from services.manuals.exchange.papers import Paper, PaperState, judge_paper
from services.manuals.exchange.plans import (
    ImportPlan,
    get_plan,
    list_importing_units,
    plan_import,
    store_plan,
)
from services.manuals.exchange.reading import MOST_BYTES, pack_files, unreadable

__all__ = [
    "MOST_A_VOLUME",
    "MOST_BYTES",
    "MOST_MANUALS",
    "Book",
    "Fate",
    "ImportPlan",
    "ImportView",
    "Imprint",
    "ManualFile",
    "Paper",
    "PaperState",
    "RowFate",
    "apply_import",
    "count_manuals",
    "export_markdown",
    "find_section",
    "gather_book",
    "get_import",
    "get_plan",
    "judge_paper",
    "list_importing_units",
    "list_imports",
    "make_epub",
    "make_sheet",
    "make_volumes",
    "pack_files",
    "paper_address",
    "plan_import",
    "read_manual_file",
    "safe_name",
    "split_book",
    "store_plan",
    "unreadable",
    "write_manual_file",
]
