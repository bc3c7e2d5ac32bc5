"""Flow charts for books and paper: the house's own picture, made to stand without the house's style sheet."""

import re
from html import escape

from services.manuals.rendering import draw_flow, parse_flow

_PICTURE = re.compile(r'<svg [^>]*?(viewBox="[^"]+") (width="[^"]+" height="[^"]+")[^>]*>(.*?)</svg>', re.S)
_NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'
FLOW_CSS = """.flow-step, .flow-decision { fill: #ffffff; stroke: #58616a; stroke-width: 1.2; }
.flow-decision { fill: #ecf2fe; stroke: #256ef4; }
.flow-way { fill: none; stroke: #58616a; stroke-width: 1.4; }
.flow-head { fill: #58616a; }
.flow-name { font-family: "Balgil Gov", sans-serif; font-size: 14px; fill: #1e2124; }
.flow-label { font-family: "Balgil Gov", sans-serif; font-size: 12px; fill: #33363d; }
"""


def draw_inline(source: str) -> str | None:
    """For a page of a book, whose style sheet holds `FLOW_CSS`; None for what draws nothing."""
    found = _draw(source)
    if found is None:
        return None
    box, size, shapes = found
    label = escape(describe(source))
    return f'<svg {_NAMESPACE} {box} {size} role="img" aria-label="{label}">{shapes}</svg>'


def draw_standing(source: str) -> str | None:
    """A picture that stands alone."""
    found = _draw(source)
    if found is None:
        return None
    box, size, shapes = found
    return f"<svg {_NAMESPACE} {box} {size}><style>{FLOW_CSS}</style>{shapes}</svg>"


def describe(source: str) -> str:
    """Its ways in words."""
    flow = parse_flow(source)
    return ", ".join(flow.sentences()) if flow else source


def _draw(source: str) -> tuple[str, str, str] | None:
    flow = parse_flow(source)
    found = _PICTURE.search(draw_flow(flow)) if flow else None
    return (found[1], found[2], found[3]) if found else None
