"""Word's documents, through mammoth: it gives simple HTML by what styles mean, and never loads a picture."""

import io
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree import ElementTree as Xml

import mammoth

from services.manuals.exchange.opening.blocks import (
    Block,
    Heading,
    Item,
    Paragraph,
    Table,
    escape,
    join_marked,
)

STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='제목'] => h1:fresh
p[style-name='개요 1'] => h2:fresh
p[style-name='개요 2'] => h3:fresh
u => em
"""
_MARKS = {"strong": "**", "em": "*", "s": "~~"}
_LISTS = ("ul", "ol")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def read_docx(data: bytes) -> Iterator[Block]:
    library: Any = mammoth
    html = library.convert_to_html(
        io.BytesIO(data), style_map=STYLES, convert_image=library.images.img_element(lambda _image: {})
    ).value
    # What is parsed here is what mammoth has written: no document type, no entities.
    yield from _blocks(Xml.fromstring(f"<div>{html}</div>"), -1)  # noqa: S314


def _blocks(parent: Xml.Element, depth: int) -> Iterator[Block]:
    for element in parent:
        if element.tag in _HEADINGS:
            yield Heading(_HEADINGS[element.tag], _plain(element))
        elif element.tag in _LISTS:
            yield from _items(element, depth + 1)
        elif element.tag == "table":
            yield Table(_rows(element))
        elif element.tag == "p":
            yield Paragraph(_words(element), _plain(element))
        else:
            yield from _blocks(element, depth)


def _items(parent: Xml.Element, depth: int) -> Iterator[Block]:
    for number, element in enumerate(parent, start=1):
        own = Xml.Element("li")
        own.text = element.text
        own.extend([child for child in element if child.tag not in _LISTS])
        yield Item(_words(own), depth, number if parent.tag == "ol" else None)
        for child in element:
            if child.tag in _LISTS:
                yield from _items(child, depth + 1)


def _rows(table: Xml.Element) -> list[list[str]]:
    """Cells that are merged are written once, at their first place."""
    rows: list[list[str]] = []
    taken: dict[tuple[int, int], bool] = {}
    for y, row in enumerate(table.iter("tr")):
        cells: list[str] = []
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while taken.pop((y, len(cells)), False):
                cells.append("")
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            for below in range(1, down):
                taken |= {(y + below, len(cells) + x): True for x in range(across)}
            cells += [_cell(cell), *[""] * (across - 1)]
        rows.append(cells)
    return rows


def _span(cell: Xml.Element, name: str) -> int:
    value = cell.get(name, "1")
    return min(max(int(value), 1), 30) if value.isascii() and value.isdigit() else 1


def _cell(cell: Xml.Element) -> str:
    parts: Sequence[str] = [_words(child) for child in cell] or [_words(cell)]
    return " ".join(part.strip() for part in parts if part.strip())


def _words(element: Xml.Element) -> str:
    """The element's text as Markdown; what mammoth cannot say so keeps its words."""
    parts = [("", escape(element.text or ""))]
    for child in element:
        if child.tag == "br":
            parts.append(("", "\n"))
        elif child.tag != "img":
            parts.append((_MARKS.get(child.tag, ""), _linked(child)))
        parts.append(("", escape(child.tail or "")))
    return join_marked(parts)


def _linked(element: Xml.Element) -> str:
    inner = _words(element)
    target = element.get("href", "")
    if element.tag == "a" and target.startswith(("http://", "https://")) and inner.strip():
        return f"[{inner}]({target.replace(' ', '%20').replace('(', '%28').replace(')', '%29')})"
    return inner


def _plain(element: Xml.Element) -> str:
    parts = [element.text or ""]
    for child in element:
        parts += ["\n" if child.tag == "br" else _plain(child), child.tail or ""]
    return "".join(parts)
