"""A difference as people would tell it: sentences, each about one place of a section."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from services.manuals.rendering import Block, list_blocks, list_references
from services.manuals.sections import Section
from services.manuals.texts.block_changes import tell_blocks
from services.manuals.texts.sentences import SENTENCES, Say, Told
from services.manuals.texts.values import shorten

MOST_TOLD = 12


@dataclass(frozen=True)
class Change:
    """`params` are words of the manual itself, for the places of the sentence."""

    section: Section
    say: Say
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """A message id, with named places."""
        return SENTENCES[self.say]

    @property
    def text(self) -> str:
        """In Korean."""
        return self.sentence % self.params


def describe_changes(old: Mapping[Section, str], new: Mapping[Section, str]) -> list[Change]:
    """What is different, section by section, at most a dozen sentences each."""
    return [
        Change(section, say, params)
        for section in Section
        if old.get(section, "") != new.get(section, "")
        for say, params in _tell(old.get(section, ""), new.get(section, ""))
    ]


def _tell(old: str, new: str) -> Iterator[Told]:
    if not old.strip():
        yield Say.FIRST, {}
        return
    if not new.strip():
        yield Say.EMPTIED, {}
        return
    blocks = list_blocks(old)
    told = [*tell_blocks(blocks, list_blocks(new)), *_tell_references(old, new, blocks)]
    yield from islice(told, MOST_TOLD)
    if len(told) > MOST_TOLD:
        yield Say.MORE, {"count": str(len(told) - MOST_TOLD)}
    if not told:
        yield Say.LOOK, {}


def _tell_references(old: str, new: str, blocks: Sequence[Block]) -> Iterator[Told]:
    """Where the words stayed and what they lead to did not: nobody would see that in the words."""
    known = set(list_references(old))
    said = "\n".join(block.text for block in blocks)
    for each in dict.fromkeys(list_references(new)):
        if each in known or each.words not in said:
            continue
        what = shorten(each.words or each.address)
        if each.is_picture:
            yield Say.PICTURE, {"what": what}
        else:
            yield Say.ADDRESS, {"what": what, "new": shorten(each.address, 80)}


def to_rows(changes: Sequence[Change]) -> list[list[object]]:
    """As a revision keeps them."""
    return [[change.section.value, change.say.value, dict(change.params)] for change in changes]


def from_rows(rows: Sequence[Sequence[object]]) -> tuple[Change, ...]:
    return tuple(
        Change(Section(str(section)), Say(str(say)), params if isinstance(params, dict) else {})
        for section, say, params in rows
        if say in set(Say)
    )
