"""A row of a table, or a flow chart, that became another, told."""

from collections.abc import Iterator

from services.manuals.rendering import Block, Flow
from services.manuals.texts.line_changes import find_word_changes
from services.manuals.texts.sentences import Say, Told
from services.manuals.texts.values import find_value_changes, is_value, ro, shorten

LONGEST_NAME, SHORT_CELL = 24, 16


def tell_row(old: Block, new: Block) -> Iterator[Told]:
    """The first row of a table names its columns; the first cell of another one is its name."""
    if not new.columns:
        yield from _tell_columns(old.cells, new.cells)
        return
    for place, before, after in _same_columns(old, new):
        if before == after:
            continue
        if place == 0 and before and after:
            yield Say.ROW_NAMED, _params(before, after)
            continue
        column = new.columns[place] if place < len(new.columns) else ""
        where = {"row": shorten(new.cells[0], LONGEST_NAME), "column": shorten(column, LONGEST_NAME)}
        for say, params in _tell_cell(before, after):
            yield say, {**where, **params}


def _tell_columns(old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Told]:
    if len(old) == len(new):
        for before, after in zip(old, new, strict=True):
            if before != after:
                yield Say.COLUMN_NAMED, _params(before, after)
        return
    yield from ((Say.COLUMN_CAME, {"what": shorten(name)}) for name in new if name not in old)
    yield from ((Say.COLUMN_WENT, {"what": shorten(name)}) for name in old if name not in new)


def _same_columns(old: Block, new: Block) -> Iterator[tuple[int, str, str]]:
    """Cells that answer each other, with their place in the new row: by place, or by the columns' names."""
    if len(old.columns) == len(new.columns):
        yield from ((place, *cells) for place, cells in enumerate(zip(old.cells, new.cells, strict=False)))
        return
    before = dict(zip(old.columns, old.cells, strict=False))
    for place, (name, after) in enumerate(zip(new.columns, new.cells, strict=False)):
        if name in before:
            yield place, before[name], after


def _tell_cell(before: str, after: str) -> Iterator[Told]:
    if not before or not after:
        yield _tell_part(before, after)
    elif values := find_value_changes(before, after):
        for value in values:
            if value.is_phrase:
                yield _tell_part(value.old, value.new)
            else:
                yield Say.CELL, _params(f"{value.label} {value.old}".strip(), value.new)
    elif max(len(before), len(after)) <= SHORT_CELL:
        yield _tell_part(before, after)
    else:
        yield from (_tell_part(change.old, change.new) for change in find_word_changes(before, after))


def _tell_part(before: str, after: str) -> Told:
    if not before:
        return Say.CELL_CAME, {"new": shorten(after)}
    if not after:
        return Say.CELL_WENT, {"old": shorten(before)}
    is_plain = all(is_value(words) or " " not in words for words in (before, after))
    return Say.CELL if is_plain else Say.CELL_WORDS, _params(before, after)


def tell_flow(old: Flow, new: Flow) -> Iterator[Told]:
    before, after = [node.name for node in old.nodes], [node.name for node in new.nodes]
    came = [name for name in after if name not in before]
    went = [name for name in before if name not in after]
    names = dict(zip(went, came, strict=True)) if len(came) == len(went) else {}
    if names and _ways(old, names).keys() == _ways(new).keys():
        yield from ((Say.STEP_NAMED, _params(gone, names[gone])) for gone in went)
    else:
        yield from ((Say.STEP_CAME, {"what": name}) for name in came)
        yield from ((Say.STEP_WENT, {"what": name}) for name in went)
        names = {}
    labels = list(_tell_labels(old, new, names))
    yield from labels
    if not (came or went or labels):
        yield Say.WAYS, {}


def _tell_labels(old: Flow, new: Flow, names: dict[str, str]) -> Iterator[Told]:
    """Ways that are called something else."""
    before = _ways(old, names)
    for way, label in _ways(new).items():
        if label and before.get(way) and before[way] != label:
            yield Say.WAY_NAMED, {"what": shorten(" → ".join(way)), **_params(before[way], label)}


def _ways(flow: Flow, names: dict[str, str] | None = None) -> dict[tuple[str, str], str]:
    called = [(names or {}).get(node.name, node.name) for node in flow.nodes]
    return {(called[edge.source], called[edge.target]): edge.label for edge in flow.edges}


def _params(before: str, after: str) -> dict[str, str]:
    return {"old": shorten(before), "new": shorten(after), "ro": ro(after)}
