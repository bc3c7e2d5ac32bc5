"""What goes into a person's pack: her manuals first, then her favourites, with the articles and the files.

It stays within what a phone has room for: files are taken as long as they fit, and what is left out is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.manuals import citing, materials, tasks
from services.manuals.citing import CitedPage
from services.manuals.materials import MaterialView

MOST_MANUALS, MOST_ARTICLES = 60, 400
MOST_FILE_BYTES = 20_000_000


@dataclass(frozen=True)
class PackedFile:
    """The version of a material that holds, and how many of its pages are pictures."""

    manual_id: int
    material_id: int
    number: int
    name: str
    size_bytes: int
    pages: int


@dataclass(frozen=True)
class PackedManual:
    """`tag` is another one whenever its page may say something else."""

    manual_id: int
    title: str
    unit_name: str
    is_mine: bool
    verified_on: date | None
    tag: str


@dataclass(frozen=True)
class Pack:
    """`articles` are those of laws, with their contents; `left_out` counts files that were too large
    together; `is_cut`: there are more manuals or articles than it takes."""

    manuals: Sequence[PackedManual]
    articles: Sequence[CitedPage]
    files: Sequence[PackedFile]
    left_out: int
    is_cut: bool

    @property
    def file_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)


def pack_for(session: Session, staff_id: int, now: datetime) -> Pack:
    """In a fixed number of statements."""
    views, is_cut = _choose_manuals(session, staff_id, now)
    ids = [view.id for view in views]
    cited = citing.list_cited_pages(session, ids, local_day(now))
    articles = dict.fromkeys(page for manual_id in ids for page in cited.get(manual_id, ()))
    files, left_out = _choose_files(ids, materials.list_materials_of(session, ids))
    flags = citing.count_flags(session, ids)
    by_manual: dict[int, list[PackedFile]] = {}
    for file in files:
        by_manual.setdefault(file.manual_id, []).append(file)
    return Pack(
        manuals=[
            _to_packed(view, staff_id, flags.get(view.id, 0), by_manual.get(view.id, ())) for view in views
        ],
        articles=list(articles)[:MOST_ARTICLES],
        files=files,
        left_out=left_out,
        is_cut=is_cut or len(articles) > MOST_ARTICLES,
    )


def _choose_manuals(session: Session, staff_id: int, now: datetime) -> tuple[list[tasks.ManualView], bool]:
    """Those of the institution in which she works: what she had in another one opens to her no more."""
    on = local_day(now)
    here = people.list_line_ids(session, people.get_person(session, staff_id, on).unit_id, on)
    own = tasks.list_manuals(session, tasks.Filter(owner_id=staff_id), now, size=MOST_MANUALS)
    kept = tasks.list_manuals(session, tasks.Filter(kept_by=staff_id), now, size=MOST_MANUALS)
    found = {view.id: view for view in (*own.manuals, *kept.manuals) if view.institution_id in here}
    is_cut = max(own.total, kept.total, len(found)) > MOST_MANUALS
    return list(found.values())[:MOST_MANUALS], is_cut


def _to_packed(
    view: tasks.ManualView, staff_id: int, flags: int, files: Sequence[PackedFile]
) -> PackedManual:
    verified_on = local_day(view.verified_at) if view.verified_at else None
    parts = (
        view.number,
        verified_on or "",
        view.owner_id,
        flags,
        *((f.material_id, f.number) for f in files),
    )
    return PackedManual(
        manual_id=view.id,
        title=view.title,
        unit_name=view.unit_name,
        is_mine=view.owner_id == staff_id,
        verified_on=verified_on,
        tag="-".join(str(part) for part in parts),
    )


def _choose_files(
    manual_ids: Sequence[int], found: Mapping[int, Sequence[MaterialView]]
) -> tuple[list[PackedFile], int]:
    """As many as fit, in the order of the manuals; a large one does not keep the small ones behind it out."""
    chosen, room, left_out = [], MOST_FILE_BYTES, 0
    for manual_id in manual_ids:
        for material in found.get(manual_id, ()):
            newest = material.newest
            if newest.size_bytes > room:
                left_out += 1
                continue
            room -= newest.size_bytes
            chosen.append(
                PackedFile(
                    manual_id, material.id, newest.number, material.name, newest.size_bytes, newest.pages
                )
            )
    return chosen, left_out
