"""A manual's Markdown as a tree of plain values, which every kind of paper is made from.

HTML in a text is text, a picture its words: nothing of a text reaches a book as markup.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from services.manuals.rendering import FLOW_LANGUAGES

Node: TypeAlias = dict[str, Any]
_RATE = re.compile(r"\{\{\s*([^{}\n]{1,60}?)\s*\}\}")
_TICK = re.compile(r"\[([ xX])\]\s+")
_SCHEMES = ("http://", "https://", "mailto:", "tel:")
# What typst sets: it gives up a whole book for an address of 8,000 letters, or for 38 quotes in each other.
LONGEST_ADDRESS, DEEPEST = 2_000, 24


def parse(text: str, rates: Mapping[str, str]) -> list[Node]:
    """The blocks of a text; `rates` says each amount of a rate table as people read it."""
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}).enable(
        ["table", "strikethrough"]
    )
    return _Tree(rates).blocks(SyntaxTreeNode(parser.parse(text)).children)


class _Tree:
    def __init__(self, rates: Mapping[str, str]) -> None:
        self._rates = rates
        self._kinds: Mapping[str, Callable[[SyntaxTreeNode], Node]] = {
            "paragraph": lambda node: {"t": "p", "c": self._inside(node)},
            "heading": lambda node: {"t": "h", "n": int(node.tag[1]), "c": self._inside(node)},
            "blockquote": lambda node: {"t": "quote", "c": self.blocks(node.children)},
            "bullet_list": self._list,
            "ordered_list": self._list,
            "table": self._table,
            "fence": self._fence,
            "code_block": lambda node: {"t": "code", "s": node.content.rstrip("\n")},
            "hr": lambda _node: {"t": "rule"},
        }

    def blocks(self, nodes: Sequence[SyntaxTreeNode]) -> list[Node]:
        return [self._kinds[node.type](node) for node in nodes if node.type in self._kinds]

    def _fence(self, node: SyntaxTreeNode) -> Node:
        kind = "flow" if node.info.strip() in FLOW_LANGUAGES else "code"
        return {"t": kind, "s": node.content.rstrip("\n")}

    def _list(self, node: SyntaxTreeNode) -> Node:
        items = [self._item(item) for item in node.children]
        if node.type == "bullet_list":
            return {"t": "ul", "items": items}
        return {"t": "ol", "start": int(str(node.attrs.get("start", 1))), "items": items}

    def _item(self, node: SyntaxTreeNode) -> Node:
        """`tick` is None for an item that is nothing to be ticked off."""
        blocks = self.blocks(node.children)
        first = blocks[0]["c"][0] if blocks and blocks[0]["t"] == "p" and blocks[0]["c"] else {}
        found = _TICK.match(str(first.get("s", ""))) if first.get("t") == "text" else None
        if found:
            first["s"] = first["s"][found.end() :]
        return {"tick": found[1] != " " if found else None, "c": blocks}

    def _table(self, node: SyntaxTreeNode) -> Node:
        rows = [
            [self._inside(cell) for cell in row.children] for part in node.children for row in part.children
        ]
        return {"t": "table", "head": rows[0] if rows else [], "rows": rows[1:]}

    def _inside(self, node: SyntaxTreeNode) -> list[Node]:
        return [found for child in node.children for found in self._inline(child)]

    def _inline(self, node: SyntaxTreeNode) -> list[Node]:
        if node.type == "text":
            return self._text(node.content)
        if node.type in ("strong", "em", "s"):
            return [{"t": node.type, "c": self._inside(node)}]
        if node.type == "link":
            return self._link(node)
        if node.type == "code_inline":
            return [{"t": "mono", "s": node.content}]
        if node.type == "hardbreak":
            return [{"t": "br"}]
        if node.type == "softbreak":
            # A line's end is one on the page, as officials write.
            return [{"t": "br"}]
        if node.type == "image":
            return [{"t": "text", "s": node.content}]
        return self._inside(node)

    def _link(self, node: SyntaxTreeNode) -> list[Node]:
        target = str(node.attrs.get("href", ""))
        inner = self._inside(node)
        leads = target.startswith(_SCHEMES) and len(target) <= LONGEST_ADDRESS
        return [{"t": "link", "href": target, "c": inner}] if leads else inner

    def _text(self, text: str) -> list[Node]:
        """Amounts in place of their names; one that no table has is marked."""
        found: list[Node] = []
        at = 0
        for rate in _RATE.finditer(text):
            found += _words(text[at : rate.start()])
            known = self._rates.get(rate[1])
            found.append({"t": "text", "s": known} if known else {"t": "missing", "s": rate[1]})
            at = rate.end()
        return found + _words(text[at:])


def _words(text: str) -> list[Node]:
    return [{"t": "text", "s": text}] if text else []
