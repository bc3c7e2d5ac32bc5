"""Materials come, get new versions and go. Who may do it, the caller has found out.

Invariants
- Versions are only added: what was once given out can be found again, until what was taken off is destroyed.
- The same bytes are kept once, whoever else has them.
- The same file again as the newest version is no new version.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.errors import Conflict, Invalid
from services.locks import insert_missing, lock_subject, share_subject
from services.manuals.materials.destruction import CONTENTS
from services.manuals.materials.looking import LookedAt
from services.manuals.materials.models import (
    LONGEST_NAME,
    LONGEST_NOTE,
    Material,
    MaterialContent,
    MaterialPreview,
    MaterialVersion,
)
from services.manuals.materials.notices import tell_watchers
from services.manuals.materials.stored import MaterialView, get_material, list_materials, list_versions
from services.texts import N_, tidy_line

MOST_MATERIALS = 40
MOST_VERSIONS = 200


def add_material(
    session: Session, manual_id: int, name: str, file: LookedAt, by_id: int | None, now: datetime
) -> MaterialView:
    """A new material with its first version; one with this name and this file is there already.

    An empty name is the file's. Raises: Invalid `name`; Conflict `material_exists`, `too_many_materials`.
    """
    name = _read_name(name or file.filename.rpartition(".")[0])
    lock_subject(session, f"manual materials {manual_id}")
    known = list_materials(session, manual_id)
    for material in known:
        if material.name == name:
            if material.newest.sha256 == file.sha256:
                return material
            sentence = N_("같은 이름의 자료가 있어요. 그 자료에 새 판으로 올려 주세요.")
            raise Conflict("material_exists", sentence, fields={"name": sentence})
    if len(known) >= MOST_MATERIALS:
        sentence = N_("한 매뉴얼에 자료는 40개까지예요. 쓰지 않는 자료를 내려 주세요.")
        raise Conflict("too_many_materials", sentence)
    row = Material(manual_id=manual_id, name=name, added_at=now, added_by_id=by_id)
    session.add(row)
    session.flush()
    _put_version(session, row.id, 1, file, "", by_id, now)
    return _tell(session, get_material(session, manual_id, row.id), by_id, now)


def add_version(
    session: Session,
    manual_id: int,
    material_id: int,
    file: LookedAt,
    note: str,
    by_id: int | None,
    now: datetime,
) -> MaterialView:
    """The version that holds from now on, with a word on what is new.

    Raises: NotFound; Invalid `note`; Conflict `material_removed`, `too_many_versions`.
    """
    material = _lock(session, manual_id, material_id)
    if material.newest.sha256 == file.sha256:
        return material
    note = _read_note(note)
    _put_version(session, material_id, material.newest.number + 1, file, note, by_id, now)
    return _tell(session, get_material(session, manual_id, material_id), by_id, now)


def restore_version(
    session: Session, manual_id: int, material_id: int, number: int, by_id: int, now: datetime
) -> MaterialView:
    """An earlier version holds again, as a new one. Raises: NotFound; Conflict."""
    material = _lock(session, manual_id, material_id)
    earlier = next((v for v in list_versions(session, material_id) if v.number == number), None)
    if earlier is None or earlier.sha256 == material.newest.sha256:
        return material
    session.add(
        MaterialVersion(
            material_id=material_id,
            number=material.newest.number + 1,
            filename=earlier.filename,
            sha256=earlier.sha256,
            note="",
            added_at=now,
            added_by_id=by_id,
        )
    )
    session.flush()
    return _tell(session, get_material(session, manual_id, material_id), by_id, now)


def rename_material(session: Session, manual_id: int, material_id: int, name: str) -> MaterialView:
    """Raises: NotFound; Invalid `name`; Conflict `material_exists`, `material_removed`."""
    name = _read_name(name)
    _lock(session, manual_id, material_id)
    if any(m.name == name and m.id != material_id for m in list_materials(session, manual_id)):
        sentence = N_("같은 이름의 자료가 있어요.")
        raise Conflict("material_exists", sentence, fields={"name": sentence})
    session.get_one(Material, material_id).name = name
    session.flush()
    return get_material(session, manual_id, material_id)


def remove_material(session: Session, manual_id: int, material_id: int, by_id: int, now: datetime) -> None:
    """Takes it off the manual; it can be put back until it is destroyed. Raises: NotFound."""
    lock_subject(session, f"manual materials {manual_id}")
    if get_material(session, manual_id, material_id).removed_at is None:
        row = session.get_one(Material, material_id)
        row.removed_at, row.removed_by_id = now, by_id
        session.flush()


def put_back_material(session: Session, manual_id: int, material_id: int) -> MaterialView:
    """Takes a removal back. Raises: NotFound; Conflict `material_exists`."""
    lock_subject(session, f"manual materials {manual_id}")
    material = get_material(session, manual_id, material_id)
    if any(m.name == material.name and m.id != material_id for m in list_materials(session, manual_id)):
        raise Conflict("material_exists", N_("같은 이름의 자료가 있어요."))
    row = session.get_one(Material, material_id)
    row.removed_at = row.removed_by_id = None
    session.flush()
    return get_material(session, manual_id, material_id)


def _tell(session: Session, material: MaterialView, by_id: int | None, now: datetime) -> MaterialView:
    tell_watchers(session, material, by_id, now)
    return material


def _lock(session: Session, manual_id: int, material_id: int) -> MaterialView:
    lock_subject(session, f"manual materials {manual_id}")
    material = get_material(session, manual_id, material_id)
    if material.removed_at:
        raise Conflict("material_removed", N_("내린 자료예요. 다시 올린 뒤에 해 주세요."))
    query = select(func.max(MaterialVersion.number)).where(MaterialVersion.material_id == material_id)
    if (session.scalar(query) or 0) >= MOST_VERSIONS:
        raise Conflict("too_many_versions", N_("판이 너무 많아요. 새 자료로 올려 주세요."))
    return material


def _put_version(
    session: Session,
    material_id: int,
    number: int,
    file: LookedAt,
    note: str,
    by_id: int | None,
    now: datetime,
) -> None:
    share_subject(session, CONTENTS)
    content = {
        "sha256": file.sha256,
        "kind": file.kind,
        "size_bytes": len(file.data),
        "data": file.data,
        "words": file.words,
    }
    if insert_missing(session, MaterialContent, [content]):
        pages = [
            {"sha256": file.sha256, "page": page, "width": p.width, "height": p.height, "data": p.data}
            for page, p in enumerate(file.pages, start=1)
        ]
        insert_missing(session, MaterialPreview, pages)
    session.add(
        MaterialVersion(
            material_id=material_id,
            number=number,
            filename=file.filename,
            sha256=file.sha256,
            note=note,
            added_at=now,
            added_by_id=by_id,
        )
    )
    session.flush()


def _read_name(name: str) -> str:
    name = tidy_line(name)
    if not 0 < len(name) <= LONGEST_NAME:
        sentence = N_("자료 이름을 100자 안에서 적어 주세요.")
        raise Invalid("name", sentence, fields={"name": sentence})
    return name


def _read_note(note: str) -> str:
    note = tidy_line(note)
    if len(note) > LONGEST_NOTE:
        sentence = N_("바뀐 점을 200자 안에서 적어 주세요.")
        raise Invalid("note", sentence, fields={"note": sentence})
    return note
