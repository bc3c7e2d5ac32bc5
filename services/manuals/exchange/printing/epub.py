"""A book of manuals as EPUB 3.3, written by hand: a zip of a package, a table of contents, and a page each.

Source: W3C EPUB 3.3 (container, package document, navigation), EPUB Accessibility 1.1 (its metadata).
The same book gives the same bytes.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from services.manuals.exchange.printing.cover import draw_cover
from services.manuals.exchange.printing.flow import FLOW_CSS, draw_inline
from services.manuals.exchange.printing.fonts import FONTS, cut_font
from services.manuals.exchange.printing.styles import BOOK_CSS
from services.manuals.exchange.printing.tree import parse
from services.manuals.exchange.printing.xhtml import Writer, say

MIMETYPE = "application/epub+zip"
# The earliest day that a zip can tell.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_CONTAINER = (
    f'{_HEAD}<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">\n'
    '<rootfiles><rootfile full-path="OEBPS/package.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles>\n</container>\n"
)
_FEATURES = ("tableOfContents", "structuralNavigation", "readingOrder", "displayTransformability")


def make_epub(book: Mapping[str, Any]) -> bytes:
    """The file of a book: `title`, `organisation`, `language`, `made_at`, `words`, `groups` of `manuals`."""
    pages = [_page(book, manual) for group in book["groups"] for manual in group["manuals"]]
    texts = [str(book["title"]), str(book["organisation"]), *(page.body for page in pages)]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        _write(archive, "mimetype", MIMETYPE.encode(), is_packed=False)
        _write(archive, "META-INF/container.xml", _CONTAINER.encode())
        _write(archive, "OEBPS/package.opf", _package(book, pages).encode())
        _write(archive, "OEBPS/nav.xhtml", _navigation(book).encode())
        _write(archive, "OEBPS/cover.png", draw_cover(book), is_packed=False)
        _write(archive, "OEBPS/cover.xhtml", _cover(book).encode())
        _write(archive, "OEBPS/book.css", (BOOK_CSS + FLOW_CSS).encode())
        for name, font in FONTS.items():
            _write(archive, f"OEBPS/{name}.otf", cut_font(font, [*texts, _navigation(book)]))
        for page in pages:
            _write(archive, f"OEBPS/{page.name}", page.body.encode())
    return out.getvalue()


class _Page:
    def __init__(self, name: str, body: str, *, has_pictures: bool) -> None:
        self.name, self.body, self.has_pictures = name, body, has_pictures


def _write(archive: zipfile.ZipFile, name: str, data: bytes, *, is_packed: bool = True) -> None:
    info = zipfile.ZipInfo(name, ZIP_TIME)
    info.external_attr = 0o644 << 16
    info.compress_type = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
    archive.writestr(info, data)


def _page_name(manual: Mapping[str, Any]) -> str:
    return f"m{int(manual['id'])}.xhtml"


def _page(book: Mapping[str, Any], manual: Mapping[str, Any]) -> _Page:
    writer = Writer(book["words"], draw_inline)
    facts = "".join(f"<li>{say(fact)}</li>" for fact in manual["facts"])
    marks = "".join(f'<p class="mark">{say(mark)}</p>' for mark in manual["marks"])
    sections = "\n".join(
        f'<section id="s{place}"><h2>{say(section["title"])}</h2>\n'
        f"{writer.blocks(parse(section['text'], book['rates'])) or '<p>-</p>'}\n</section>"
        for place, section in enumerate(manual["sections"], start=1)
    )
    body = f'<h1>{say(manual["title"])}</h1>\n<ul class="facts">{facts}</ul>\n{marks}\n{sections}\n'
    return _Page(_page_name(manual), _document(book, manual["title"], body), has_pictures=writer.has_pictures)


def _document(book: Mapping[str, Any], title: object, body: str) -> str:
    language = say(book["language"])
    return (
        f'{_HEAD}<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops" lang="{language}" xml:lang="{language}">\n'
        f"<head><title>{say(title)}</title>"
        '<link rel="stylesheet" type="text/css" href="book.css"/></head>\n'
        f"<body>\n{body}</body>\n</html>\n"
    )


def _cover(book: Mapping[str, Any]) -> str:
    alt = say(f"{book['title']}, {book['organisation']}")
    return _document(
        book, book["title"], f'<section class="cover"><img src="cover.png" alt="{alt}"/></section>\n'
    )


def _navigation(book: Mapping[str, Any]) -> str:
    words = book["words"]
    groups = "\n".join(
        f"<li><span>{say(group['name'])}</span><ol>{''.join(map(_entry, group['manuals']))}</ol></li>"
        for group in book["groups"]
    )
    first = next((_page_name(m) for group in book["groups"] for m in group["manuals"]), "cover.xhtml")
    return _document(
        book,
        words["contents"],
        f'<nav epub:type="toc" id="toc"><h1>{say(words["contents"])}</h1><ol>\n{groups}\n</ol></nav>\n'
        f'<nav epub:type="landmarks" hidden="hidden"><h2>{say(words["places"])}</h2><ol>'
        f'<li><a epub:type="toc" href="nav.xhtml">{say(words["contents"])}</a></li>'
        f'<li><a epub:type="bodymatter" href="{first}">{say(words["body"])}</a></li></ol></nav>\n',
    )


def _entry(manual: Mapping[str, Any]) -> str:
    """The six sections are the same in each manual: they would make the contents seven times as long."""
    return f'<li><a href="{_page_name(manual)}">{say(manual["title"])}</a></li>'


def _package(book: Mapping[str, Any], pages: Sequence[_Page]) -> str:
    made_at = datetime.fromtimestamp(int(book["made_at"]), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    items = "\n".join(_items(pages))
    spine = "".join(f'<itemref idref="{page.name.removesuffix(".xhtml")}"/>' for page in pages)
    features = "".join(f'<meta property="schema:accessibilityFeature">{name}</meta>' for name in _FEATURES)
    return (
        f'{_HEAD}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" '
        f'xml:lang="{say(book["language"])}">\n'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<dc:identifier id="id">urn:uuid:{_identify(book, pages)}</dc:identifier>\n'
        f"<dc:title>{say(book['title'])}</dc:title><dc:language>{say(book['language'])}</dc:language>\n"
        f"<dc:creator>{say(book['organisation'])}</dc:creator><dc:date>{made_at}</dc:date>\n"
        f'<meta property="dcterms:modified">{made_at}</meta>\n'
        '<meta property="schema:accessMode">textual</meta><meta property="schema:accessMode">visual</meta>'
        f'<meta property="schema:accessModeSufficient">textual</meta>{features}'
        '<meta property="schema:accessibilityHazard">none</meta>'
        f'<meta property="schema:accessibilitySummary">{say(book["words"]["accessibility"])}</meta>\n'
        f"</metadata>\n<manifest>\n{items}\n</manifest>\n"
        f'<spine><itemref idref="cover"/><itemref idref="nav"/>{spine}</spine>\n</package>\n'
    )


def _items(pages: Sequence[_Page]) -> Iterator[str]:
    page_type = "application/xhtml+xml"
    yield f'<item id="nav" href="nav.xhtml" media-type="{page_type}" properties="nav"/>'
    yield f'<item id="cover" href="cover.xhtml" media-type="{page_type}"/>'
    yield '<item id="picture" href="cover.png" media-type="image/png" properties="cover-image"/>'
    yield '<item id="styles" href="book.css" media-type="text/css"/>'
    for name in FONTS:
        yield f'<item id="font-{name}" href="{name}.otf" media-type="font/otf"/>'
    for page in pages:
        properties = ' properties="svg"' if page.has_pictures else ""
        name = page.name.removesuffix(".xhtml")
        yield f'<item id="{name}" href="{page.name}" media-type="{page_type}"{properties}/>'


def _identify(book: Mapping[str, Any], pages: Sequence[_Page]) -> UUID:
    """The same texts are the same book."""
    digest = sha256("\x00".join([str(book["title"]), *(page.body for page in pages)]).encode()).digest()
    return UUID(bytes=digest[:16], version=5)
