"""A flow chart as people write it: steps with arrows, one or more a line.

    출장 신청 -> 출장 -> 정산 신청 -> 증빙 확인?
    증빙 확인? -> 지급: 맞음

A step that ends with a question mark is a decision; what follows a colon after a step names the way to it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

LANGUAGES = ("흐름", "흐름도", "flow")
MOST_STEPS, MOST_WAYS, LONGEST_STEP, LONGEST_LABEL = 40, 80, 40, 20
_ARROW = re.compile(r"\s*(?:-+>|=+>|→|➔|⇒)\s*")
_FENCE = re.compile(r"^(`{3,}|~{3,})\s*(\S*)[^\n]*\n(.*?)^\1`*~*\s*$", re.M | re.S)


@dataclass(frozen=True)
class FlowNode:
    name: str
    is_decision: bool


@dataclass(frozen=True)
class FlowEdge:
    """From one step to another, by their places among the steps."""

    source: int
    target: int
    label: str = ""


@dataclass(frozen=True)
class Flow:
    """Steps in the order in which they were written first, and the ways between them, each once."""

    nodes: tuple[FlowNode, ...]
    edges: tuple[FlowEdge, ...]

    def sentences(self) -> list[str]:
        """Each way as a line: `증빙 확인? (맞음) → 지급`."""
        if not self.edges:
            return [node.name for node in self.nodes]
        return [self._say(edge) for edge in self.edges]

    def _say(self, edge: FlowEdge) -> str:
        label = f" ({edge.label})" if edge.label else ""
        return f"{self._name(edge.source)}{label} → {self._name(edge.target)}"

    def _name(self, place: int) -> str:
        node = self.nodes[place]
        return f"{node.name}?" if node.is_decision else node.name


def parse_flow(text: str) -> Flow | None:
    """What the lines draw; None where they draw nothing, or more than a picture holds."""
    names: dict[str, bool] = {}
    labels: dict[tuple[str, str], str] = {}
    for line in text.splitlines():
        steps = [_read_step(part) for part in _ARROW.split(line.strip()) if part.strip()]
        for name, is_decision, _ in steps:
            names[name] = names.get(name, False) or is_decision
        for (source, _, _), (target, _, label) in pairwise(steps):
            labels[source, target] = labels.get((source, target)) or label
    if not names or "" in names or len(names) > MOST_STEPS or len(labels) > MOST_WAYS:
        return None
    places = {name: place for place, name in enumerate(names)}
    edges = (FlowEdge(places[a], places[b], label) for (a, b), label in labels.items() if a != b)
    return Flow(tuple(FlowNode(name, is_decision) for name, is_decision in names.items()), tuple(edges))


def find_flows(text: str) -> Iterator[Flow]:
    """The flow charts of a section, in their order."""
    for match in _FENCE.finditer(text):
        if match[2] in LANGUAGES and (flow := parse_flow(match[3])) is not None:
            yield flow


def _read_step(part: str) -> tuple[str, bool, str]:
    """A step's name, whether it is a decision, and what the way to it is called."""
    name, _, label = part.replace("：", ":").partition(":")
    name = " ".join(name.split())
    is_decision = name.endswith(("?", "？"))
    return name.rstrip("?？ ")[:LONGEST_STEP], is_decision, " ".join(label.split())[:LONGEST_LABEL]
