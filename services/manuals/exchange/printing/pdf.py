"""Manuals on paper, set by typst: a book, and one manual on a page with the code that says if it holds."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pypdfium2
import typst

from services.manuals.exchange.printing.flow import describe, draw_standing
from services.manuals.exchange.printing.fonts import FOLDER, clean
from services.manuals.exchange.printing.tree import Node, parse

HERE = Path(__file__).parent
# From what reads well to what still reads, in points.
SIZES = (9.0, 8.5, 8.0, 7.5, 7.0)
READABLE_SIZE = 8.0


def make_book(book: Mapping[str, Any]) -> bytes:
    return _Typesetter().set("book.typ", _with_trees(book), {})


def make_sheet(book: Mapping[str, Any]) -> bytes:
    """The first manual on one page, in the largest letters in which all of it goes there.

    Where it does not go there even in the smallest, it has the back of the paper too, in letters that read.
    The smallest take three fifths of the room of the largest: what has three pages in these is not tried.
    """
    data, typesetter = _with_trees(book), _Typesetter()
    for size in SIZES:
        pdf = typesetter.set("sheet.typ", data, {"size": str(size)})
        pages = _count_pages(pdf)
        if pages == 1:
            return pdf
        if pages > 2:
            break
    return typesetter.set("sheet.typ", data, {"size": str(READABLE_SIZE)})


class _Typesetter:
    def __init__(self) -> None:
        self._fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)]
        )

    def set(self, template: str, data: Mapping[str, Any], more: Mapping[str, str]) -> bytes:
        compiler = typst.Compiler(HERE / template, root=HERE, font_paths=self._fonts)
        pdf = compiler.compile(
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False), **more},
            pdf_standards="a-2b",
            timestamp=int(data["made_at"]),
        )
        if not isinstance(pdf, bytes):
            raise TypeError("typst gave no single document")
        return pdf


def _with_trees(book: Mapping[str, Any]) -> dict[str, Any]:
    """The texts as trees, in letters that can be drawn; pictures as they are."""
    kept = dict(book)
    kept["groups"] = [
        {**group, "manuals": [_with_tree(manual, book["rates"]) for manual in group["manuals"]]}
        for group in book["groups"]
    ]
    del kept["rates"]
    return kept


def _with_tree(manual: Mapping[str, Any], rates: Mapping[str, str]) -> dict[str, Any]:
    sections = [
        {"title": clean(section["title"]), "nodes": [_drawable(n) for n in parse(section["text"], rates)]}
        for section in manual["sections"]
    ]
    words = {name: clean(value) for name, value in manual.items() if name not in ("sections", "symbol")}
    return {**words, "symbol": manual.get("symbol"), "sections": sections}


def _drawable(node: Node) -> Node:
    if node["t"] == "flow":
        picture = draw_standing(node["s"])
        if picture is None:
            return {"t": "code", "s": clean(node["s"])}
        return {"t": "flow", "svg": picture, "alt": clean(describe(node["s"]))}
    return {name: _drawable_part(value) for name, value in node.items()}


def _drawable_part(value: object) -> object:
    if isinstance(value, dict):
        return _drawable(value) if "t" in value else {name: _drawable_part(v) for name, v in value.items()}
    if isinstance(value, list):
        return [_drawable_part(item) for item in value]
    return clean(value)


def _count_pages(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)  # type: ignore[no-untyped-call] # the library has no types
    try:
        return len(document)
    finally:
        document.close()  # type: ignore[no-untyped-call]
