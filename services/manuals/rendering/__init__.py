"""Markdown of manuals as safe HTML and as plain text, with flow charts, amounts and links to articles."""

from services.manuals.rendering.blocks import Block, BlockKind, Reference, list_blocks, list_references
from services.manuals.rendering.drawing import draw_flow
from services.manuals.rendering.flow import LANGUAGES as FLOW_LANGUAGES
from services.manuals.rendering.flow import Flow, FlowEdge, FlowNode, find_flows, parse_flow
from services.manuals.rendering.html import to_html
from services.manuals.rendering.plain import to_plain
from services.manuals.rendering.resolvers import PLAIN, Amount, Link, Resolvers, find_amount_names

__all__ = [
    "FLOW_LANGUAGES",
    "PLAIN",
    "Amount",
    "Block",
    "BlockKind",
    "Flow",
    "FlowEdge",
    "FlowNode",
    "Link",
    "Reference",
    "Resolvers",
    "draw_flow",
    "find_amount_names",
    "find_flows",
    "list_blocks",
    "list_references",
    "parse_flow",
    "to_html",
    "to_plain",
]
