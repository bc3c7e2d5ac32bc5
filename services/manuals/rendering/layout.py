"""Where the steps of a flow chart stand and how its ways run: in ranks from above to below, for a phone.

A way leaves its step below, runs through the channel between two ranks, and comes to its target from above.
One that goes back, or past a rank, takes a lane at the right. No two ways share a lane, or a track of a
channel. All is in units of the picture, of which a phone's card is 278 wide.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from services.manuals.rendering.flow import Flow, FlowEdge, FlowNode
from services.manuals.rendering.ranks import order_rows, rank_nodes

WIDTH = 278.0
GAP, LANE, TRACK, LABEL_TRACK, PORT = 10.0, 11.0, 10.0, 22.0, 16.0
LINE_HEIGHT, LETTER, LABEL_LETTER, LABEL_LINE = 19.0, 14.5, 13.5, 16.0
PADDING, SLANT, MARGIN, ARROW = 14.0, 10.0, 2.0, 14.0
_COLUMN_WIDTHS = {1: 188.0, 2: 128.0}
NARROWEST = 88.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A step: its middle and size, and its name in lines."""

    node: FlowNode
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """A way as corners, and its label: lines of words that begin, or with `is_left` end, at a point."""

    points: tuple[Point, ...]
    label: tuple[str, ...] = ()
    label_at: Point = (0.0, 0.0)
    is_left: bool = False


@dataclass(frozen=True)
class Layout:
    width: float
    height: float
    boxes: tuple[Box, ...]
    ways: tuple[Way, ...]


@dataclass
class _Channel:
    """Between two ranks: ways that leave for a lane, that run through, and that come from a lane."""

    exits: list[FlowEdge] = field(default_factory=list)
    through: list[FlowEdge] = field(default_factory=list)
    entries: list[FlowEdge] = field(default_factory=list)
    label_lines: int = 0
    top: float = 0.0

    @property
    def height(self) -> float:
        if not (self.exits or self.through or self.entries):
            return 0.0
        exits = sum(LABEL_TRACK if edge.label else TRACK for edge in self.exits)
        tracks = TRACK * (len(self.through) + len(self.entries))
        return TRACK + exits + tracks + LABEL_LINE * self.label_lines + ARROW

    def exit_y(self, edge: FlowEdge) -> float:
        before = self.exits[: self.exits.index(edge) + 1]
        return self.top + sum(LABEL_TRACK if each.label else TRACK for each in before)

    def track_y(self, edge: FlowEdge) -> float:
        exits = sum(LABEL_TRACK if each.label else TRACK for each in self.exits)
        return self.top + exits + TRACK * (1 + [*self.through, *self.entries].index(edge))


class _Plan:
    """One chart as it is laid out."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.ranks = rank_nodes(flow)
        self.rows = order_rows(flow, self.ranks)
        self.lanes = [e for e in flow.edges if self.ranks[e.target] != self.ranks[e.source] + 1]
        widest = max(map(len, self.rows))
        room = WIDTH - (GAP + LANE * len(self.lanes) if self.lanes else 0.0) - MARGIN
        self.inner = max(room, widest * (NARROWEST + GAP) - GAP + MARGIN)
        self.channels = [_Channel() for _ in range(len(self.rows) + 1)]  # the first is above the first rank
        self._fill_channels()
        self.boxes = self._place()

    def _fill_channels(self) -> None:
        for edge in self.flow.edges:
            below = self.channels[self.ranks[edge.source] + 1]
            if edge in self.lanes:
                below.exits.append(edge)
                self.channels[self.ranks[edge.target]].entries.append(edge)
            else:
                below.through.append(edge)
                lines = len(self.label_of(edge))
                below.label_lines = max(below.label_lines, lines)

    def label_of(self, edge: FlowEdge) -> tuple[str, ...]:
        if edge in self.lanes or not edge.label:
            return (edge.label,) if edge.label else ()
        return wrap(edge.label, int(self.column_width(self.rows[self.ranks[edge.target]]) / LABEL_LETTER))

    def column_width(self, row: Sequence[int]) -> float:
        """As wide as the words like it, where so many of them have room beside each other."""
        room = (self.inner + GAP) / len(row) - GAP - MARGIN / 2
        return max(min(_COLUMN_WIDTHS.get(len(row), NARROWEST), room), NARROWEST)

    def _place(self) -> dict[int, Box]:
        boxes: dict[int, Box] = {}
        y = MARGIN
        for place, row in enumerate(self.rows):
            self.channels[place].top = y
            y += self.channels[place].height
            width = self.column_width(row)
            drafts = {node: self._draft(node, width) for node in row}
            height = max(height for _, height in drafts.values())
            left = (self.inner + MARGIN - (len(row) * (width + GAP) - GAP)) / 2
            for column, node in enumerate(row):
                x = left + column * (width + GAP) + width / 2
                lines, own = drafts[node]
                boxes[node] = Box(self.flow.nodes[node], x, y + own / 2, width, own, lines)
            y += height
        self.channels[-1].top = y
        self.height = y + self.channels[-1].height + MARGIN
        return boxes

    def _draft(self, node: int, width: float) -> tuple[tuple[str, ...], float]:
        step = self.flow.nodes[node]
        room = width - PADDING - (SLANT if step.is_decision else 0.0)
        lines = wrap(f"{step.name}?" if step.is_decision else step.name, int(room / LETTER))
        return lines, len(lines) * LINE_HEIGHT + PADDING

    def port(
        self, node: int, edge: FlowEdge, edges: Sequence[FlowEdge], far: Mapping[FlowEdge, float]
    ) -> float:
        """Where a way meets a step: in the order of where they lead, those of lanes at the right."""
        near = sorted((each for each in edges if each not in self.lanes), key=lambda each: far[each])
        order = [*near, *(each for each in edges if each in self.lanes)]
        box = self.boxes[node]
        step = min(PORT, (box.width / 2 - SLANT) / max(1, len(order) - (len(near) + 1) // 2))
        middle = (len(near) - 1) / 2 if near else 0
        return box.x + (order.index(edge) - middle) * step

    def ways(self) -> Iterator[Way]:
        far_out = {edge: self.boxes[edge.target].x for edge in self.flow.edges}
        far_in = {edge: self.boxes[edge.source].x for edge in self.flow.edges}
        for edge in self.flow.edges:
            outs = [each for each in self.flow.edges if each.source == edge.source]
            ins = [each for each in self.flow.edges if each.target == edge.target]
            start = self.port(edge.source, edge, outs, far_out)
            end = self.port(edge.target, edge, ins, far_in)
            yield self._outer(edge, start, end) if edge in self.lanes else self._inner(edge, start, end)

    def _inner(self, edge: FlowEdge, start: float, end: float) -> Way:
        source, target = self.boxes[edge.source], self.boxes[edge.target]
        bottom, top = source.y + source.height / 2, target.y - target.height / 2
        y = self.channels[self.ranks[edge.source] + 1].track_y(edge)
        points = ((start, bottom), (start, y), (end, y), (end, top))
        label = self.label_of(edge)
        width = max((len(line) for line in label), default=0) * LABEL_LETTER
        is_left = end + PORT / 2 + width > self.inner + GAP
        at = (end + (-6.0 if is_left else 6.0), top - ARROW - LABEL_LINE * (len(label) - 1))
        return Way(points if start != end else (points[0], points[3]), label, at, is_left)

    def _outer(self, edge: FlowEdge, start: float, end: float) -> Way:
        source, target = self.boxes[edge.source], self.boxes[edge.target]
        lane = self.inner + MARGIN + GAP + LANE * self.lanes.index(edge)
        away = self.channels[self.ranks[edge.source] + 1].exit_y(edge)
        back = self.channels[self.ranks[edge.target]].track_y(edge)
        bottom, top = source.y + source.height / 2, target.y - target.height / 2
        points = ((start, bottom), (start, away), (lane, away), (lane, back), (end, back), (end, top))
        return Way(points, self.label_of(edge), (start + 6.0, away - 5.0))


def lay_out(flow: Flow) -> Layout:
    """Raises nothing: whatever `parse_flow` gives can be drawn."""
    plan = _Plan(flow)
    lanes = GAP + LANE * len(plan.lanes) if plan.lanes else 0.0
    width = plan.inner + MARGIN + lanes
    return Layout(width, plan.height, tuple(plan.boxes.values()), tuple(plan.ways()))


def wrap(text: str, letters: int) -> tuple[str, ...]:
    """Lines of at most so many letters, broken between words where that is possible."""
    letters = max(letters, 3)
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
            continue
        lines += [word[at : at + letters] for at in range(0, len(word), letters)]
    return tuple(lines) or ("",)
