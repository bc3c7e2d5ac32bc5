"""Two who write at once: what only one of them changed goes together, the same section is shown with both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.errors import Conflict
from services.manuals.sections import Section
from services.texts import N_


@dataclass(frozen=True)
class Collision:
    """A section that was changed since somebody began to write it: what she began with, what stands there
    now, and what she wrote."""

    section: Section
    base: str
    theirs: str
    mine: str


def merge(
    base: Mapping[Section, str], current: Mapping[Section, str], mine: Mapping[Section, str]
) -> tuple[dict[Section, str], list[Collision]]:
    """All six sections as they stand with what somebody wrote on `base`, and where that cannot be said."""
    merged, collisions = dict(current), []
    for section, text in mine.items():
        if text == base[section] or text == current[section]:
            continue
        if current[section] == base[section]:
            merged[section] = text
        else:
            collisions.append(Collision(section, base[section], current[section], text))
    return merged, collisions


def refuse(collisions: Sequence[Collision], number: int) -> None:
    """Raises: Conflict `manual_collided`; its `current` holds the published number and, by section, what
    stands there now."""
    if not collisions:
        return
    sentence = N_("그 사이 다른 사람이 같은 부분을 고쳐 게시했어요. 두 글을 견주어 주세요.")
    theirs = {collision.section.value: collision.theirs for collision in collisions}
    fields = dict.fromkeys(theirs, sentence)
    current = {"number": number, "sections": theirs}
    raise Conflict("manual_collided", sentence, fields=fields, current=current)
