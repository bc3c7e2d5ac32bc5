"""Materials as pages, papers and phones see them: no list reads a file."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.errors import NotFound
from services.manuals.materials.looking import MEDIA_TYPES, Picture
from services.manuals.materials.models import (
    Material,
    MaterialContent,
    MaterialPreview,
    MaterialVersion,
)
from services.texts import N_


@dataclass(frozen=True)
class VersionView:
    """One version; `pages` of it are drawn, `has_words` where it can be read as text."""

    material_id: int
    number: int
    filename: str
    kind: str
    size_bytes: int
    sha256: bytes
    note: str
    added_at: datetime
    added_by_id: int | None
    pages: int
    has_words: bool

    @property
    def has_preview(self) -> bool:
        return self.pages > 0 or self.has_words


@dataclass(frozen=True)
class MaterialView:
    """A material and the version that holds."""

    id: int
    manual_id: int
    name: str
    newest: VersionView
    removed_at: datetime | None


@dataclass(frozen=True)
class MaterialFile:
    filename: str
    media_type: str
    data: bytes
    sha256: bytes


@dataclass(frozen=True)
class Sheet:
    """The size of a drawn page, from 1."""

    page: int
    width: int
    height: int


@dataclass(frozen=True)
class Preview:
    """What is shown of a version without its file: drawn pages, and the words of a text."""

    material: MaterialView
    version: VersionView
    sheets: Sequence[Sheet]
    words: str


def list_materials(session: Session, manual_id: int) -> list[MaterialView]:
    """Those of a manual in the order in which they came, without what was taken off."""
    return list_materials_of(session, [manual_id]).get(manual_id, [])


def list_materials_of(
    session: Session, manual_ids: Collection[int], *, also_removed: bool = False
) -> dict[int, list[MaterialView]]:
    """The same for many manuals, in one statement."""
    query = select(Material).where(Material.manual_id.in_(manual_ids)).order_by(Material.id)
    if not also_removed:
        query = query.where(Material.removed_at.is_(None))
    rows = session.scalars(query.execution_options(populate_existing=True)).all()
    newest = _newest_versions(session, [row.id for row in rows])
    found: dict[int, list[MaterialView]] = {}
    for row in rows:
        found.setdefault(row.manual_id, []).append(_to_view(row, newest[row.id]))
    return found


def get_material(session: Session, manual_id: int, material_id: int) -> MaterialView:
    """Raises: NotFound `material_not_found`, also for one of another manual."""
    row = session.get(Material, material_id, populate_existing=True)
    if row is None or row.manual_id != manual_id:
        raise _missing()
    return _to_view(row, _newest_versions(session, [material_id])[material_id])


def list_versions(session: Session, material_id: int) -> list[VersionView]:
    """All versions, the newest first."""
    query = _select_versions().where(MaterialVersion.material_id == material_id)
    rows = session.execute(query.order_by(MaterialVersion.number.desc()))
    return [VersionView(**row._asdict()) for row in rows]


def load_file(session: Session, manual_id: int, material_id: int, number: int) -> MaterialFile:
    """The bytes of one version, for taking away: never to be shown by a browser. Not checked: whether the
    material was taken off, see `get_material`. Raises: NotFound."""
    row = session.execute(
        select(MaterialVersion.filename, MaterialContent.kind, MaterialContent.data, MaterialContent.sha256)
        .join(MaterialContent, MaterialContent.sha256 == MaterialVersion.sha256)
        .join(Material, Material.id == MaterialVersion.material_id)
        .where(Material.manual_id == manual_id, Material.id == material_id, MaterialVersion.number == number)
    ).one_or_none()
    if row is None:
        raise _missing()
    return MaterialFile(row.filename, MEDIA_TYPES[row.kind], row.data, row.sha256)


def load_preview(session: Session, manual_id: int, material_id: int, number: int) -> Preview:
    """Raises: NotFound."""
    material = get_material(session, manual_id, material_id)
    version = next((v for v in list_versions(session, material_id) if v.number == number), None)
    if version is None:
        raise _missing()
    query = select(MaterialPreview.page, MaterialPreview.width, MaterialPreview.height)
    pages = session.execute(
        query.where(MaterialPreview.sha256 == version.sha256).order_by(MaterialPreview.page)
    )
    words = select(MaterialContent.words).where(MaterialContent.sha256 == version.sha256)
    sheets = [Sheet(*row) for row in pages]
    return Preview(material, version, sheets, session.scalars(words).one())


def load_page(session: Session, manual_id: int, material_id: int, number: int, page: int) -> Picture:
    """A drawn page of a version, WebP. Raises: NotFound."""
    row = session.execute(
        select(MaterialPreview.width, MaterialPreview.height, MaterialPreview.data)
        .join(MaterialVersion, MaterialVersion.sha256 == MaterialPreview.sha256)
        .join(Material, Material.id == MaterialVersion.material_id)
        .where(
            Material.manual_id == manual_id,
            Material.id == material_id,
            MaterialVersion.number == number,
            MaterialPreview.page == page,
        )
    ).one_or_none()
    if row is None:
        raise _missing()
    return Picture(row.width, row.height, row.data)


def _missing() -> NotFound:
    return NotFound("material_not_found", N_("그런 자료가 없어요."))


def _newest_versions(session: Session, material_ids: Collection[int]) -> dict[int, VersionView]:
    newest = (
        select(MaterialVersion.material_id, func.max(MaterialVersion.number).label("number"))
        .where(MaterialVersion.material_id.in_(material_ids))
        .group_by(MaterialVersion.material_id)
        .subquery()
    )
    query = _select_versions().join(
        newest,
        (newest.c.material_id == MaterialVersion.material_id) & (newest.c.number == MaterialVersion.number),
    )
    return {row.material_id: VersionView(**row._asdict()) for row in session.execute(query)}


def _select_versions() -> Select[*tuple[Any, ...]]:
    pages = (
        select(func.count())
        .select_from(MaterialPreview)
        .where(MaterialPreview.sha256 == MaterialVersion.sha256)
        .scalar_subquery()
    )
    return select(
        MaterialVersion.material_id,
        MaterialVersion.number,
        MaterialVersion.filename,
        MaterialContent.kind,
        MaterialContent.size_bytes,
        MaterialVersion.sha256,
        MaterialVersion.note,
        MaterialVersion.added_at,
        MaterialVersion.added_by_id,
        pages.label("pages"),
        (MaterialContent.words != "").label("has_words"),
    ).join(MaterialContent, MaterialContent.sha256 == MaterialVersion.sha256)


def _to_view(row: Material, newest: VersionView) -> MaterialView:
    return MaterialView(row.id, row.manual_id, row.name, newest, row.removed_at)
