"""What a word processor's text comes to: blocks, and their Markdown."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.manuals.exchange.manual_file import names_section

MOST_COLUMNS = 30
_SPECIAL = re.compile(r"([\\`*\[\]<]|(?<!\w)_|_(?!\w)|~(?=~))")
_BEGINNING = re.compile(r"(#{1,6}(?=\s)|[-+>](?=\s|$)|\d{1,9}[.)](?=\s))")
_NUMBER = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
_TICKS = re.compile(r"([☐☑☒✓✔])\s*(?=\S)")
# How an official document counts its levels where its bullets were typed by hand.
_BULLETS = (
    re.compile(r"[□■◇◆]\s*(?=\S)"),
    re.compile(r"[○●◦ㅇ❍]\s*(?=\S)"),
    re.compile(r"[-–∙·•▪]\s+(?=\S)"),
)


@dataclass(frozen=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """`text` is Markdown, `raw` what it says without any mark."""

    text: str
    raw: str


@dataclass(frozen=True)
class Item:
    """`number` is None for one with a bullet."""

    text: str
    depth: int
    number: int | None


@dataclass(frozen=True)
class Table:
    """Cells are Markdown; the first row is the head."""

    rows: Sequence[Sequence[str]]


Block = Heading | Paragraph | Item | Table


def escape(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\1", text)


def join_marked(parts: Sequence[tuple[str, str]]) -> str:
    """Pieces of a line, each a mark ("**", or nothing) and its Markdown.

    Marks neither open before a space nor close behind one, and not between a sign and a letter, as Korean
    sets its endings ("「규정」에"): there the words stay without, or the marks themselves would be shown.
    """
    out = ""
    for place, (mark, text) in enumerate(parts):
        inner = text.strip()
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        behind = after or next((other for _, other in parts[place + 1 :] if other), "")
        is_free = inner and not (
            (_is_sign(inner[:1]) and _is_letter((out + before)[-1:]))
            or (_is_sign(inner[-1:]) and _is_letter(behind[:1]))
        )
        out += f"{before}{mark}{inner}{mark}{after}" if mark and is_free else text
    return out


def _is_sign(letter: str) -> bool:
    return bool(letter) and unicodedata.category(letter)[0] in "PS"


def _is_letter(letter: str) -> bool:
    return bool(letter) and not letter.isspace() and not _is_sign(letter)


def write_markdown(blocks: Iterable[Block]) -> str:
    writer = _Writer()
    for block in blocks:
        writer.take(block)
    return writer.text()


class _Writer:
    """Keeps whether a list or a fence is open; blocks are parted by a blank line, items of a list are not."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._is_fenced = False
        self._levels: list[int] = []

    def text(self) -> str:
        if self._is_fenced:
            self._lines.append("```")
        return "\n".join(self._lines).strip("\n") + "\n"

    def take(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self._take_paragraph(block)
        elif isinstance(block, Item):
            self._add_item(block.text, block.depth, f"{block.number}." if block.number else "-")
        else:
            self._levels = []
            self._add(_write_table(block) if isinstance(block, Table) else [_write_heading(block)])

    def _take_paragraph(self, paragraph: Paragraph) -> None:
        raw = paragraph.raw.strip()
        if self._is_fenced or raw.startswith("```"):
            self._take_fenced(raw)
        elif names_section(raw):
            self._levels = []
            self._add([f"## {raw}"])
        elif raw:
            self._take_words(paragraph)

    def _take_fenced(self, raw: str) -> None:
        """A flow chart that was typed into the document stays as it was typed."""
        for line in raw.split("\n"):
            if not self._is_fenced:
                self._add([line])
                self._is_fenced = line.strip().startswith("```")
            else:
                self._lines.append(line)
                self._is_fenced = line.strip() != "```"

    def _take_words(self, paragraph: Paragraph) -> None:
        text, raw = paragraph.text.strip(), paragraph.raw.strip()
        for level, mark in enumerate(_BULLETS):
            if mark.match(raw):
                self._levels = [each for each in self._levels if each < level]
                self._add_item(_without_sign(text, raw[0]), len(self._levels), "-")
                self._levels.append(level)
                return
        self._levels = []
        if found := _TICKS.match(raw):
            self._add_item(_without_sign(text, raw[0]), 0, "- [ ]" if found[1] == "☐" else "- [x]")
        elif found := _NUMBER.match(text):
            self._add_item(text[found.end() :], 0, f"{found[1]}.")
        else:
            self._add([_BEGINNING.sub(r"\\\1", line, count=1) for line in text.split("\n")])

    def _add_item(self, text: str, depth: int, mark: str) -> None:
        indent = "    " * depth
        if not (self._lines and _is_item(self._lines[-1])):
            self._lines.append("")
        self._lines.append(f"{indent}{mark} {text.replace(chr(10), ' ')}")

    def _add(self, lines: Sequence[str]) -> None:
        self._lines += ["", *lines]


def _without_sign(text: str, sign: str) -> str:
    """A line without the bullet that was typed before it, which may be bold, alone or with the line."""
    alone = re.compile(rf"(\*\*|\*|~~){re.escape(sign)}\s*\1\s*")
    within = re.compile(rf"((?:\*\*|\*|~~)*){re.escape(sign)}\s*")
    return within.sub(r"\1", text, count=1) if not alone.match(text) else alone.sub("", text, count=1)


def _is_item(line: str) -> bool:
    return bool(re.match(r" *(?:-|\d+\.) ", line))


def _write_heading(heading: Heading) -> str:
    return f"{'#' * min(max(heading.level, 1), 6)} {' '.join(heading.text.split())}"


def _write_table(table: Table) -> list[str]:
    rows = [[_write_cell(cell) for cell in row[:MOST_COLUMNS]] for row in table.rows if any(row)]
    if not rows:
        return []
    width = max(map(len, rows))
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    head, *body = [f"| {' | '.join(row)} |" for row in filled]
    return [head, "|" + "---|" * width, *body]


def _write_cell(cell: str) -> str:
    return " ".join(cell.split()).replace("|", "\\|")
