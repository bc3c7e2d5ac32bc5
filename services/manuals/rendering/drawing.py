"""A flow chart as a picture within the page: classes only, because the content policy allows no style.

The picture is for eyes; beside it the ways stand as a list of words for whoever listens.
"""

from html import escape

from services.manuals.rendering.flow import Flow
from services.manuals.rendering.layout import LABEL_LINE, LINE_HEIGHT, SLANT, Box, Way, lay_out

ARROW_HALF, ARROW_LENGTH, BASELINE = 4.0, 7.0, 5.0


def draw_flow(flow: Flow) -> str:
    """A `figure` with the picture and, hidden from eyes, the list of its ways."""
    layout = lay_out(flow)
    width, height = _n(layout.width), _n(layout.height)
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    shapes = "".join(
        [*map(_draw_way, layout.ways), *map(_draw_box, layout.boxes), *map(_draw_label, layout.ways)]
    )
    ways = "".join(f"<li>{escape(sentence)}</li>" for sentence in flow.sentences())
    return (
        f'<figure class="flow"><div class="flow-scroll"><svg class="flow-picture" {size} aria-hidden="true" '
        f'focusable="false">{shapes}</svg></div>'
        f'<figcaption class="unseen"><ol>{ways}</ol></figcaption></figure>\n'
    )


def _draw_box(box: Box) -> str:
    left, right = box.x - box.width / 2, box.x + box.width / 2
    top, bottom = box.y - box.height / 2, box.y + box.height / 2
    if box.node.is_decision:
        corners = (
            (left + SLANT, top),
            (right - SLANT, top),
            (right, box.y),
            (right - SLANT, bottom),
            (left + SLANT, bottom),
            (left, box.y),
        )
        points = " ".join(f"{_n(x)},{_n(y)}" for x, y in corners)
        shape = f'<polygon class="flow-decision" points="{points}"/>'
    else:
        shape = (
            f'<rect class="flow-step" x="{_n(left)}" y="{_n(top)}" width="{_n(box.width)}" '
            f'height="{_n(box.height)}" rx="8"/>'
        )
    first = box.y - LINE_HEIGHT * (len(box.lines) - 1) / 2 + BASELINE
    lines = (
        f'<text class="flow-name" x="{_n(box.x)}" y="{_n(first + LINE_HEIGHT * index)}" text-anchor="middle">'
        f"{escape(line)}</text>"
        for index, line in enumerate(box.lines)
    )
    return shape + "".join(lines)


def _draw_way(way: Way) -> str:
    (x, y), *corners = way.points
    path = f"M{_n(x)} {_n(y)}" + "".join(f"L{_n(a)} {_n(b)}" for a, b in corners)
    tip_x, tip_y = way.points[-1]
    base = tip_y - ARROW_LENGTH
    head = f"{_n(tip_x)},{_n(tip_y)} {_n(tip_x - ARROW_HALF)},{_n(base)} {_n(tip_x + ARROW_HALF)},{_n(base)}"
    return f'<path class="flow-way" d="{path}"/><polygon class="flow-head" points="{head}"/>'


def _draw_label(way: Way) -> str:
    x, y = way.label_at
    anchor = "end" if way.is_left else "start"
    return "".join(
        f'<text class="flow-label" x="{_n(x)}" y="{_n(y + LABEL_LINE * index)}" text-anchor="{anchor}">'
        f"{escape(line)}</text>"
        for index, line in enumerate(way.label)
    )


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
