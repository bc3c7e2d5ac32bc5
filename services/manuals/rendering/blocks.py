"""Markdown as a list of plain blocks: for searching, for telling a difference, for what is read aloud."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markdown_it.token import Token

from services.manuals.rendering.flow import LANGUAGES, Flow, parse_flow
from services.manuals.rendering.parser import BETWEEN_CELLS, parse
from services.manuals.rendering.resolvers import PLAIN, Resolvers


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    FLOW = "flow"
    CODE = "code"


@dataclass(frozen=True)
class Block:
    """A paragraph, an item of a list, a row of a table, a flow chart: its words without marks.

    A row has its `cells` and the `columns` that its table's first row names; that row is one itself, without.
    """

    kind: BlockKind
    text: str
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    flow: Flow | None = None


def list_blocks(text: str, resolvers: Resolvers = PLAIN) -> list[Block]:
    """An amount is what the resolvers say it is, its name where they know none."""
    return [block for block in _blocks(parse(text, resolvers), resolvers) if block.text]


@dataclass(frozen=True)
class Reference:
    """Words that lead somewhere, or that stand for a picture."""

    words: str
    address: str
    is_picture: bool = False


def list_references(text: str) -> list[Reference]:
    """The links and the pictures of a section, in their order."""
    return [each for token in parse(text) if token.children for each in _references(token.children)]


def _references(children: Sequence[Token]) -> Iterator[Reference]:
    words, address = "", ""
    for child in children:
        if child.type == "link_open":
            words, address = "", str(child.attrs.get("href", ""))
        elif child.type == "link_close":
            yield Reference(words, address)
        elif child.type == "image":
            yield Reference(_word(child, PLAIN), str(child.attrs.get("src", "")), is_picture=True)
        words += _word(child, PLAIN)


def _blocks(tokens: Sequence[Token], resolvers: Resolvers) -> Iterator[Block]:
    kinds = [BlockKind.PARAGRAPH]
    columns: tuple[str, ...] = ()
    cells: list[str] | None = None
    for token in tokens:
        if token.type in ("list_item_open", "heading_open"):
            kinds.append(BlockKind.ITEM if token.type == "list_item_open" else BlockKind.HEADING)
        elif token.type in ("list_item_close", "heading_close"):
            kinds.pop()
        elif token.type == "table_open":
            columns = ()
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            row = tuple(cells or ())
            yield Block(BlockKind.ROW, BETWEEN_CELLS.join(cell for cell in row if cell), row, columns)
            columns, cells = columns or row, None
        elif token.type == "inline" and cells is not None:
            cells.append(" ".join(_words(token, resolvers).split()))
        elif token.type == "inline":
            yield from (Block(kinds[-1], line) for line in _lines(_words(token, resolvers)))
        elif token.type in ("fence", "code_block"):
            yield from _code(token)


def _lines(text: str) -> Iterator[str]:
    return (" ".join(line.split()) for line in text.split("\n"))


def _words(token: Token, resolvers: Resolvers) -> str:
    return "".join(_word(child, resolvers) for child in token.children or [])


def _word(child: Token, resolvers: Resolvers) -> str:
    if child.type == "amount":
        found = resolvers.find_amount(child.content)
        return child.content if found is None else found.text
    if child.type in ("softbreak", "hardbreak"):
        return "\n"
    if child.type == "image":
        return "".join(_word(inner, resolvers) for inner in child.children or [])
    return child.content if child.type in ("text", "code_inline") else ""


def _code(token: Token) -> Iterator[Block]:
    flow = parse_flow(token.content) if token.info.strip() in LANGUAGES else None
    if flow is not None:
        yield Block(BlockKind.FLOW, "\n".join(flow.sentences()), flow=flow)
    else:
        yield from (Block(BlockKind.CODE, line.rstrip()) for line in token.content.splitlines())
