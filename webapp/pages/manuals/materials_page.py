"""Materials of a manual: their list, one of them with its versions and drawn pages, and what may be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import NotFound
from services.manuals import materials, tasks
from webapp.context import current_person, now

KIND_ICONS = {"png": "image", "jpg": "image", "gif": "image", "webp": "image", "xlsx": "file-spreadsheet"}


@dataclass(frozen=True)
class MaterialsPage:
    """`removed` are for those alone who may put them back."""

    manual: tasks.ManualView
    files: Sequence[materials.MaterialView]
    removed: Sequence[materials.MaterialView]
    may_edit: bool


@dataclass(frozen=True)
class MaterialPage:
    """`shown` is the version whose pages are on the screen."""

    manual: tasks.ManualView
    material: materials.MaterialView
    shown: materials.Preview
    versions: Sequence[materials.VersionView]
    names: Mapping[int, str]
    may_edit: bool


def load_materials_page(session: Session, manual_id: int) -> MaterialsPage:
    """Raises: NotFound."""
    manual = open_manual(session, manual_id)
    may_edit = _may_edit(session, manual)
    everything = materials.list_materials_of(session, [manual_id], also_removed=may_edit).get(manual_id, [])
    return MaterialsPage(
        manual=manual,
        files=[material for material in everything if material.removed_at is None],
        removed=[material for material in everything if material.removed_at],
        may_edit=may_edit,
    )


def load_material_page(
    session: Session, manual_id: int, material_id: int, number: int | None = None
) -> MaterialPage:
    """Raises: NotFound."""
    manual, material = open_material(session, manual_id, material_id)
    may_edit = _may_edit(session, manual)
    versions = materials.list_versions(session, material_id)
    names = people.names_of(session, {v.added_by_id for v in versions if v.added_by_id})
    shown = materials.load_preview(session, manual_id, material_id, number or material.newest.number)
    return MaterialPage(manual, material, shown, versions, names, may_edit)


def open_manual(session: Session, manual_id: int) -> tasks.ManualView:
    """A manual of the reader's own institution. Raises: NotFound."""
    manual = tasks.load_manual(session, manual_id, now())
    here = people.list_line_ids(session, current_person().unit_id, local_day(now()))
    if manual.institution_id not in here:
        raise NotFound
    return manual


def open_material(
    session: Session, manual_id: int, material_id: int
) -> tuple[tasks.ManualView, materials.MaterialView]:
    """One that was taken off is there for those alone who may put it back. Raises: NotFound."""
    manual = open_manual(session, manual_id)
    material = materials.get_material(session, manual_id, material_id)
    if material.removed_at and not _may_edit(session, manual):
        raise NotFound
    return manual, material


def check_may_edit(session: Session, manual_id: int) -> None:
    """Raises: NotFound; Forbidden."""
    tasks.check_may(_may_edit(session, open_manual(session, manual_id)))


def say_size(size_bytes: int) -> str:
    """In the unit that is read at a glance."""
    if size_bytes >= 1_000_000:
        return f"{size_bytes / 1_000_000:.1f} MB"
    return f"{max(1, round(size_bytes / 1_000))} kB"


def icon_of(material: materials.MaterialView) -> str:
    return KIND_ICONS.get(material.newest.kind, "file-text")


def _may_edit(session: Session, manual: tasks.ManualView) -> bool:
    return manual.is_open and tasks.rights_of(session, manual, current_person().staff_id, now()).publish
