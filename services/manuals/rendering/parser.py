"""The Markdown that manuals are written in: CommonMark with tables, task lists, amounts and citations.

Source: CommonMark 0.31, GFM (tables, strikethrough, task list items). A line's end is one on the page, as
officials write. HTML is no part of it and shows as text.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from operator import itemgetter

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from services.manuals.rendering.resolvers import AMOUNT, PLAIN, Link, Resolvers

RESOLVERS = "resolvers"
BETWEEN_CELLS = " · "
# What is left over at the beginning where the rest of a citation stands in other marks.
_CLOSING = "」｣』 "
_TASK = re.compile(r"\[([ xX])\]\s+")
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:|/(?!/)|#)", re.I)


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return is_safe_address(url)


@cache
def get_parser() -> MarkdownIt:
    """One for all threads: what a text needs is in its own environment."""
    parser = _Markdown("commonmark", {"html": False, "breaks": True, "linkify": False})
    parser.enable(["table", "strikethrough"])
    parser.inline.ruler.before("escape", "amount", _read_amount)
    parser.core.ruler.push("task", _mark_tasks)
    parser.core.ruler.push("citation", _link_citations)
    parser.core.ruler.push("alignment", _name_alignment)
    return parser


def is_safe_address(address: str) -> bool:
    """Pages of the web and of this house, mail and telephone numbers; nothing that runs or carries data."""
    return bool(_ADDRESS.match(address.strip()))


def parse(text: str, resolvers: Resolvers = PLAIN) -> Sequence[Token]:
    return get_parser().parse(text, {RESOLVERS: resolvers})


def _read_amount(state: StateInline, silent: bool) -> bool:
    match = AMOUNT.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("amount", "", 0)
        token.content = match[1]
    state.pos = match.end()
    return True


def _mark_tasks(state: StateCore) -> None:
    """`- [ ] ` begins a box to tick: its item's first words lose the mark, and gain a token."""
    for item, paragraph, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if (item.type, paragraph.type, inline.type) != ("list_item_open", "paragraph_open", "inline"):
            continue
        first = inline.children[0] if inline.children else None
        match = _TASK.match(first.content) if first is not None and first.type == "text" else None
        if first is None or match is None or inline.children is None:
            continue
        item.attrSet("class", "task")
        first.content = first.content[match.end() :]
        box = Token("task_box", "", 0, meta={"is_done": match[1] != " "})
        inline.children.insert(0, box)


def _link_citations(state: StateCore) -> None:
    """The cells of a row are read as one line: the law in one, its article in the next."""
    resolvers: Resolvers = state.env.get(RESOLVERS, PLAIN)
    row: list[Token] | None = None
    for token in state.tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            _link_line(row or [], resolvers)
            row = None
        elif token.type == "inline" and row is not None:
            row.append(token)
        elif token.type == "inline":
            _link_line([token], resolvers)


def _link_line(inlines: Sequence[Token], resolvers: Resolvers) -> None:
    """A citation may begin in bold letters, or in a link of somebody's own, and end in plain ones."""
    parts: list[str] = []
    stretches: list[tuple[int, Token]] = []
    at = depth = 0
    for inline in inlines:
        for child in (*(inline.children or ()), _text(BETWEEN_CELLS)):
            depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
            if child.type == "text" and depth == 0:
                stretches.append((at, child))
            parts.append(_words_of(child))
            at += len(parts[-1])
    found: dict[int, list[Link]] = {}
    for link in resolvers.find_links("".join(parts)):
        if narrowed := _narrow(link, stretches):
            found.setdefault(id(narrowed[0]), []).append(narrowed[1])
    for inline in inlines if found else ():
        children = inline.children or []
        inline.children = [part for child in children for part in _cut(child, found.get(id(child), ()))]


def _words_of(child: Token) -> str:
    if child.type in ("softbreak", "hardbreak"):
        return "\n"
    return child.content if child.type in ("text", "code_inline", "amount") else ""


def _narrow(link: Link, stretches: Sequence[tuple[int, Token]]) -> tuple[Token, Link] | None:
    """The last stretch, outside of other links, that has words of a citation; the link as a part of it."""
    for number in range(bisect_left(stretches, link.end, key=itemgetter(0)) - 1, -1, -1):
        start, child = stretches[number]
        if start + len(child.content) <= link.start:
            break
        first = max(link.start - start, 0)
        words = child.content[first : link.end - start].rstrip()
        if rest := words.lstrip(_CLOSING):
            return child, replace(link, start=first + len(words) - len(rest), end=first + len(words))
    return None


def _cut(text: Token, links: Sequence[Link]) -> Iterator[Token]:
    if not links:
        yield text
        return
    at = 0
    for link in sorted(links, key=lambda link: link.start):
        if link.start < at or link.end <= link.start or not is_safe_address(link.address):
            continue
        yield _text(text.content[at : link.start])
        attributes: dict[str, str | int | float] = {"href": link.address, "class": "citation"}
        yield Token("link_open", "a", 1, attrs=attributes | ({"title": link.title} if link.title else {}))
        yield _text(text.content[link.start : link.end])
        yield Token("link_close", "a", -1)
        at = link.end
    yield _text(text.content[at:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _name_alignment(state: StateCore) -> None:
    """A column's alignment as a class: styles are not allowed on a page."""
    for token in state.tokens:
        if token.type in ("th_open", "td_open"):
            style = str(token.attrs.pop("style", ""))
            if style:
                token.attrSet("class", f"is-{style.removeprefix('text-align:')}")
