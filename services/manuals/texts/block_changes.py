"""Two lists of blocks compared: which came, which went, and what is different in those that stayed."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher

from services.manuals.rendering import Block, BlockKind
from services.manuals.texts.line_changes import tell_line
from services.manuals.texts.part_changes import tell_flow, tell_row
from services.manuals.texts.sentences import Say, Told
from services.manuals.texts.values import VALUE, shorten

# Two lines are the same one changed when so much of them is alike; fewer than this many are compared so.
ALIKE, MOST_COMPARED, COMPARED_LETTERS = 0.5, 40, 300

_CAME = {
    BlockKind.ITEM: Say.ITEM_CAME,
    BlockKind.ROW: Say.ROW_CAME,
    BlockKind.HEADING: Say.HEADING_CAME,
    BlockKind.FLOW: Say.FLOW_CAME,
}
_WENT = {
    BlockKind.ITEM: Say.ITEM_WENT,
    BlockKind.ROW: Say.ROW_WENT,
    BlockKind.HEADING: Say.HEADING_WENT,
    BlockKind.FLOW: Say.FLOW_WENT,
}


def tell_blocks(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Told]:
    """Nothing where the words are the same in the same order."""
    gone, come = _without_common(old, new), _without_common(new, old)
    pairs = _pair(gone, come)
    told_old, told_new = {id(a) for a, _ in pairs}, {id(b) for _, b in pairs}
    partners = {id(b): a for a, b in pairs}
    for block in come:
        if id(block) in told_new:
            yield from _tell_pair(partners[id(block)], block)
        else:
            yield _say(block, _CAME.get(block.kind, Say.LINE_CAME))
    for block in gone:
        if id(block) not in told_old:
            yield _say(block, _WENT.get(block.kind, Say.LINE_WENT))
    if not gone and not come and [b.text for b in old] != [b.text for b in new]:
        yield Say.ORDER, {}


def _without_common(blocks: Sequence[Block], others: Sequence[Block]) -> list[Block]:
    """Those that the other list does not hold, as often as it does not."""
    held = Counter((block.kind, block.text) for block in others)
    left = []
    for block in blocks:
        key = (block.kind, block.text)
        if held[key]:
            held[key] -= 1
        else:
            left.append(block)
    return left


def _pair(gone: Sequence[Block], come: Sequence[Block]) -> list[tuple[Block, Block]]:
    """Which new block is which old one: those alike but for numbers, rows of one name, then like lines."""
    pairs: list[tuple[Block, Block]] = []
    for key in (_skeleton, _row_name):
        pairs += _pair_by(key, _left(gone, [a for a, _ in pairs]), _left(come, [b for _, b in pairs]))
    free = _left(gone, [a for a, _ in pairs])[:MOST_COMPARED]
    for block in _left(come, [b for _, b in pairs])[:MOST_COMPARED]:
        likeness = [_likeness(other, block) for other in free]
        best = max(likeness, default=0.0)
        if best >= ALIKE:
            pairs.append((free.pop(likeness.index(best)), block))
    return pairs


def _pair_by(
    key: Callable[[Block], Hashable], gone: Sequence[Block], come: Sequence[Block]
) -> list[tuple[Block, Block]]:
    waiting: dict[Hashable, list[Block]] = {}
    for block in gone:
        waiting.setdefault(key(block), []).append(block)
    pairs = []
    for block in come:
        name = key(block)
        if name is not None and waiting.get(name):
            pairs.append((waiting[name].pop(0), block))
    return pairs


def _left(blocks: Sequence[Block], taken: Sequence[Block]) -> list[Block]:
    ids = {id(block) for block in taken}
    return [block for block in blocks if id(block) not in ids]


def _skeleton(block: Block) -> Hashable:
    if block.kind is BlockKind.FLOW:
        return block.kind
    return None if block.kind is BlockKind.CODE else (block.kind, VALUE.sub("\x00", block.text))


def _row_name(block: Block) -> Hashable:
    """A row by its first cell and its table's first column; a first row by that alone."""
    return (block.columns[:1], block.cells[0]) if block.cells else None


def _likeness(old: Block, new: Block) -> float:
    if old.kind != new.kind or new.kind is BlockKind.CODE:
        return 0.0
    matcher = SequenceMatcher(None, old.text[:COMPARED_LETTERS], new.text[:COMPARED_LETTERS], autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def _tell_pair(old: Block, new: Block) -> Iterator[Told]:
    if old.flow is not None and new.flow is not None:
        yield from tell_flow(old.flow, new.flow)
    elif new.kind is BlockKind.ROW and bool(old.columns) == bool(new.columns):
        yield from tell_row(old, new)
    else:
        yield from tell_line(old.text, new.text)


def _say(block: Block, say: Say) -> Told:
    what = block.cells[0] if block.cells and block.cells[0] else block.text
    return say, {} if block.kind is BlockKind.FLOW else {"what": shorten(what)}
