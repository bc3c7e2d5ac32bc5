"""What watchers are told about materials."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from services.manuals import tasks
from services.manuals.materials.stored import MaterialView
from services.notifications import Kind, Telling, Topic, notify_all
from services.texts import N_


class NoticeKind(StrEnum):
    NEW = "manual_material"


NOTICES = (
    Kind(
        NoticeKind.NEW,
        Topic.MANUALS,
        N_("「%(title)s」 매뉴얼의 자료가 바뀌었어요: %(name)s"),
        "/manuals/%(manual)s/materials",
        "file-text",
    ),
)


def tell_watchers(session: Session, material: MaterialView, by_id: int | None, now: datetime) -> None:
    """Everybody who watches the manual, but for who did it; once a version."""
    watchers = [who for _, who in tasks.list_watchers(session, [material.manual_id]) if who != by_id]
    if not watchers:
        return
    title = tasks.load_manual(session, material.manual_id, now).title
    facts = {"title": title, "name": material.name, "manual": str(material.manual_id)}
    once = f"{material.id} {material.newest.number}"
    notify_all(session, NoticeKind.NEW, now, [Telling(who, facts, once) for who in watchers])
