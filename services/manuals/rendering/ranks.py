"""Which step stands in which rank of a flow chart, and in which order."""

from collections.abc import Sequence

from services.manuals.rendering.flow import Flow, FlowEdge


def rank_nodes(flow: Flow) -> list[int]:
    """A rank a step: below all steps that lead to it, ways back aside."""
    forward = _drop_ways_back(flow)
    ranks = [0] * len(flow.nodes)
    for _ in flow.nodes:
        for edge in forward:
            ranks[edge.target] = max(ranks[edge.target], ranks[edge.source] + 1)
    return ranks


def order_rows(flow: Flow, ranks: Sequence[int]) -> list[list[int]]:
    """The steps of each rank from left to right: under those that lead to them."""
    rows: list[list[int]] = [[] for _ in range(max(ranks) + 1)]
    for node, rank in enumerate(ranks):
        rows[rank].append(node)
    places = {node: place for row in rows for place, node in enumerate(row)}
    for row in rows[1:]:
        above = {node: _mean([places[e.source] for e in flow.edges if e.target == node]) for node in row}
        # What leads back stands at the right, where the lanes are.
        outer = {e.source for e in flow.edges if ranks[e.target] != ranks[e.source] + 1}
        row.sort(key=lambda node: (above[node], node in outer, node))
        places |= {node: place for place, node in enumerate(row)}
    return rows


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values) if values else 0.0


def _drop_ways_back(flow: Flow) -> list[FlowEdge]:
    """The ways without those that lead to a step from which one has come: what is left has no circle."""
    state: dict[int, str] = {}
    forward: list[FlowEdge] = []

    def visit(node: int) -> None:
        state[node] = "open"
        for edge in flow.edges:
            if edge.source != node or state.get(edge.target) == "open":
                continue
            forward.append(edge)
            if edge.target not in state:
                visit(edge.target)
        state[node] = "done"

    for node in range(len(flow.nodes)):
        if node not in state:
            visit(node)
    return forward
