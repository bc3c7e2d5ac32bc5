"""Two who wrote the same section at once: both texts, and one of them or both together to publish."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.manuals import Section, tasks, texts
from webapp.pages.manuals.difference import Gap, ShownLine, fold
from webapp.pages.manuals.edit_page import EditForm
from webapp.pages.manuals.materials_page import open_manual


@dataclass(frozen=True)
class Clash:
    """A section that both changed: what each did to the text that both began with."""

    collision: texts.Collision
    theirs: Sequence[ShownLine | Gap]
    mine: Sequence[ShownLine | Gap]

    @property
    def section(self) -> Section:
        return self.collision.section


@dataclass(frozen=True)
class ConflictPage:
    """`quiet` are sections of hers that nobody else has touched: they go along with what is chosen."""

    manual: tasks.ManualView
    published: texts.Published
    form: EditForm
    clashes: Sequence[Clash]
    quiet: dict[Section, str]


def load_conflict_page(session: Session, manual_id: int, form: EditForm) -> ConflictPage | None:
    """None where the two go together after all: then nothing is to be chosen."""
    manual = open_manual(session, manual_id)
    published = texts.load_published(session, manual_id)
    if published is None:
        return None
    base = texts.find_texts(session, manual_id, form.base)
    _, collisions = texts.merge(base, published.texts, form.texts)
    touched = {collision.section for collision in collisions}
    quiet = {s: t for s, t in form.texts.items() if s not in touched and t != base[s]}
    clashes = [
        Clash(
            each, fold(texts.diff_texts(each.base, each.theirs)), fold(texts.diff_texts(each.base, each.mine))
        )
        for each in collisions
    ]
    return ConflictPage(manual, published, form, clashes, quiet) if clashes else None
