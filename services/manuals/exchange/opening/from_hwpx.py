"""Hangul's documents (.hwpx), through python-hwpx: paragraphs by their style and shape, and tables."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import Any

from hwpx.document import HwpxDocument

from services.manuals.exchange.manual_file import names_section
from services.manuals.exchange.opening.blocks import (
    Block,
    Heading,
    Item,
    Paragraph,
    Table,
    escape,
    join_marked,
)

DEEPEST = 5
# The styles of outlines; a title stands above them.
_OUTLINE = re.compile(r"(?:개요|Outline)\s*(\d{1,2})", re.IGNORECASE)
_TITLES = {"제목", "title", "차례 제목"}


def read_hwpx(data: bytes) -> Iterator[Block]:
    document: Any = HwpxDocument.open(data)
    reader = _Reader(document)
    for section in document.sections:
        for paragraph in section.paragraphs:
            raw = _tidy(str(paragraph.text or ""))
            if raw.strip():
                yield reader.read(paragraph, raw)
            for table in paragraph.tables:
                yield Table(_rows(table))


class _Reader:
    """Knows what styles and shapes mean, and how far each row of numbers has come."""

    def __init__(self, document: Any) -> None:
        self._find_shape = cache(document.styles.paragraph_property)
        self._names = _style_names(document)
        self._counts: dict[object, dict[int, int]] = {}

    def read(self, paragraph: Any, raw: str) -> Block:
        kind, depth, row = self._find_head(paragraph)
        level = _level(self._names.get(str(paragraph.style_id_ref), ""))
        if level or kind == "OUTLINE":
            return Heading(level or depth + 2, raw)
        words = _words(paragraph)
        # A section's name is one, however Hangul counts it.
        if kind not in ("NUMBER", "BULLET") or names_section(raw):
            return Paragraph(words, raw)
        return Item(words, depth, self._count(row, depth) if kind == "NUMBER" else None)

    def _find_head(self, paragraph: Any) -> tuple[str, int, object]:
        """What stands before the paragraph by itself, at which depth, and of which row of numbers."""
        shape = self._find_shape(paragraph.para_pr_id_ref)
        heading = shape.heading if shape else None
        if heading is None:
            return "", 0, None
        return str(heading.type), min(max(int(heading.level or 0), 0), DEEPEST), heading.id_ref

    def _count(self, row: object, depth: int) -> int:
        levels = self._counts.setdefault(row, {})
        number = levels.get(depth, 0) + 1
        self._counts[row] = {**{above: n for above, n in levels.items() if above < depth}, depth: number}
        return number


def _words(paragraph: Any) -> str:
    """What is bold stays bold; runs that look the same are one."""
    runs = ((bool(run.bold), _tidy(str(run.text or ""))) for run in paragraph.runs)
    parts = [
        ("**" if is_bold else "", escape("".join(text for _, text in group)))
        for is_bold, group in groupby((run for run in runs if run[1]), key=lambda run: run[0])
    ]
    return join_marked(parts)


def _style_names(document: Any) -> dict[str, str]:
    found = document.styles
    styles = found.values() if hasattr(found, "values") else found
    return {str(style.id): str(style.name or "") for style in styles}


def _level(style: str) -> int:
    if style.strip().lower() in _TITLES:
        return 1
    found = _OUTLINE.fullmatch(style.strip())
    return int(found[1]) + 1 if found else 0


def _rows(table: Any) -> list[list[str]]:
    """Cells that are merged are written once, at their first place."""
    rows = [[""] * min(int(table.column_count), 30) for _ in range(int(table.row_count))]
    for place in table.iter_grid():
        if place.is_anchor and place.column < 30:
            rows[place.row][place.column] = escape(_tidy(str(place.cell.text or "")))
    return rows


def _tidy(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u3000", " ").replace("\r", "")
