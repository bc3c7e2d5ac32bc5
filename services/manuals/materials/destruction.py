"""What was taken off a manual goes for good when its time is over: nobody gives it out any more."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.locks import lock_subject
from services.manuals.materials.models import Material, MaterialContent, MaterialPreview, MaterialVersion

CONTENTS = "manual material contents"
AT_ONCE = 100


def destroy_removed_materials(session: Session, before: datetime) -> int:
    """All versions of what was taken off before that instant, some hundred at a time; how many went.

    Bytes that another material still holds stay.
    """
    # The lock keeps back whoever is about to use the same bytes again.
    lock_subject(session, CONTENTS)
    over = select(Material.id).where(Material.removed_at < before).order_by(Material.id).limit(AT_ONCE)
    # Locked: what is put back in this moment stays.
    ids = session.scalars(over.with_for_update()).all()
    if not ids:
        return 0
    versions = MaterialVersion.material_id.in_(ids)
    hashes = session.scalars(select(MaterialVersion.sha256).where(versions).distinct()).all()
    session.execute(delete(MaterialVersion).where(versions))
    session.execute(delete(Material).where(Material.id.in_(ids)))
    _drop_unused(session, hashes)
    return len(ids)


def _drop_unused(session: Session, hashes: Sequence[bytes]) -> None:
    used = select(MaterialVersion.sha256).where(MaterialVersion.sha256.in_(hashes))
    unused = set(hashes) - set(session.scalars(used))
    session.execute(delete(MaterialPreview).where(MaterialPreview.sha256.in_(unused)))
    session.execute(delete(MaterialContent).where(MaterialContent.sha256.in_(unused)))
