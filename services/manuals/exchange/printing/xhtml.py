"""The tree of a text as XHTML: every letter of it is escaped, so that it is well formed whatever it says."""

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape

from services.manuals.exchange.printing.tree import Node

# XML 1.0, 2.2: what no document may hold, not even as a reference.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAGS = {"strong": "strong", "em": "em", "s": "del"}
LOWEST_HEADING = 3


def say(text: object) -> str:
    return escape(_FORBIDDEN.sub("", str(text)))


class Writer:
    """Writes blocks; `draw_flow` makes the picture of a flow chart, `words` are those of the house."""

    def __init__(self, words: Mapping[str, str], draw_flow: Callable[[str], str | None]) -> None:
        self._words = words
        self._draw_flow = draw_flow
        self.has_pictures = False

    def blocks(self, nodes: Sequence[Node]) -> str:
        return "\n".join(self._block(node) for node in nodes)

    def _block(self, node: Node) -> str:
        kind = node["t"]
        if kind == "p":
            return f"<p>{self._inside(node)}</p>"
        if kind == "h":
            level = min(max(int(node["n"]), LOWEST_HEADING), 6)
            return f"<h{level}>{self._inside(node)}</h{level}>"
        if kind in ("ul", "ol"):
            return self._list(node)
        if kind == "table":
            return self._table(node)
        if kind == "quote":
            return f"<blockquote>{self.blocks(node['c']) or '<p></p>'}</blockquote>"
        if kind == "rule":
            return "<hr/>"
        return self._flow(node["s"]) if kind == "flow" else f"<pre><code>{say(node['s'])}</code></pre>"

    def _flow(self, source: str) -> str:
        picture = self._draw_flow(source)
        if picture is None:
            return f"<pre><code>{say(source)}</code></pre>"
        self.has_pictures = True
        return f'<figure class="flow">{picture}</figure>'

    def _list(self, node: Node) -> str:
        start = f' start="{node["start"]}"' if node["t"] == "ol" and node["start"] != 1 else ""
        is_ticked = node["t"] == "ul" and any(item["tick"] is not None for item in node["items"])
        items = "\n".join(self._item(item, "• " if is_ticked else "") for item in node["items"])
        ticks = ' class="ticks"' if is_ticked else ""
        return f"<{node['t']}{start}{ticks}>\n{items or '<li></li>'}\n</{node['t']}>"

    def _item(self, item: Node, mark: str) -> str:
        blocks = item["c"]
        # A single paragraph needs no box of its own.
        inner = self._inside(blocks[0]) if blocks and blocks[0]["t"] == "p" else ""
        rest = self.blocks(blocks[1:] if inner else blocks)
        tick = mark if item["tick"] is None else ("☑ " if item["tick"] else "☐ ")
        return f"<li>{tick}{inner}{rest}</li>"

    def _table(self, node: Node) -> str:
        head = "".join(f'<th scope="col">{self._spans(cell)}</th>' for cell in node["head"])
        rows = [
            "<tr>" + "".join(f"<td>{self._spans(cell)}</td>" for cell in row) + "</tr>"
            for row in node["rows"]
        ]
        body = f"<tbody>\n{chr(10).join(rows)}\n</tbody>\n" if rows else ""
        return f"<table>\n<thead><tr>{head}</tr></thead>\n{body}</table>"

    def _inside(self, node: Node) -> str:
        return self._spans(node["c"])

    def _spans(self, nodes: Sequence[Node]) -> str:
        return "".join(self._span(node) for node in nodes)

    def _span(self, node: Node) -> str:
        kind = node["t"]
        if kind == "text":
            return say(node["s"])
        if kind in _TAGS:
            return f"<{_TAGS[kind]}>{self._inside(node)}</{_TAGS[kind]}>"
        if kind == "link":
            return f'<a href="{say(node["href"])}">{self._inside(node)}</a>'
        if kind == "mono":
            return f"<code>{say(node['s'])}</code>"
        if kind == "br":
            return "<br/>"
        return f'<strong class="missing">{say(node["s"])} ({say(self._words["missing"])})</strong>'
