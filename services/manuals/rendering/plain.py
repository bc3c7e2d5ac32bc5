"""Markdown as plain text, line by line."""

from services.manuals.rendering.blocks import list_blocks
from services.manuals.rendering.resolvers import PLAIN, Resolvers


def to_plain(text: str, resolvers: Resolvers = PLAIN) -> str:
    """The words without the marks: a line for each paragraph, item, heading and row of a table.

    An amount is what it is today by the resolvers, its name where they know none.
    """
    return "\n".join(block.text for block in list_blocks(text, resolvers))
