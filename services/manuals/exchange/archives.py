"""Manuals as a zip of Markdown files, in a folder for each unit: what goes out comes in again."""

import io
import re
import zipfile
from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Invalid
from services.manuals import tasks, texts
from services.manuals.exchange.manual_file import ManualFile, write_manual_file
from services.manuals.tasks import ManualView
from services.texts import N_

# What no file system of a civil servant's machine takes in a name.
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
LONGEST_NAME = 80


def export_markdown(session: Session, manual_ids: Collection[int], now: datetime) -> bytes:
    """The zip. Raises: Invalid `nothing_to_print` where none of them has a text."""
    published = texts.list_published(session, manual_ids)
    views = [v for v in tasks.list_by_id(session, sorted(set(manual_ids)), now) if v.id in published]
    if not views:
        raise Invalid("nothing_to_print", N_("게시한 매뉴얼이 없어요."))
    shared = {unit_id for view in views for unit_id in view.shared_with}
    names = people.names_of_units(session, shared, local_day(now))
    out = io.BytesIO()
    taken: set[str] = set()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for view in views:
            text = write_manual_file(to_manual_file(view, published[view.id], names))
            info = zipfile.ZipInfo(_place(view, taken), now.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    return out.getvalue()


def to_manual_file(view: ManualView, published: texts.Published, unit_names: dict[int, str]) -> ManualFile:
    return ManualFile(
        title=view.title,
        department=view.unit_name,
        shared_by=[unit_names[unit_id] for unit_id in view.shared_with if unit_id in unit_names],
        keywords=list(view.keywords),
        season=list(view.months),
        review_months=view.review_months,
        sections=published.texts,
    )


def _place(view: ManualView, taken: set[str]) -> str:
    """A path that no other manual has: two tasks may be called the same."""
    folder, name = (safe_name(text) for text in (view.unit_name, view.title))
    path = f"{folder}/{name}.md"
    if path.casefold() in taken:
        path = f"{folder}/{name} ({view.id}).md"
    taken.add(path.casefold())
    return path


def safe_name(text: str) -> str:
    return _UNSAFE.sub(" ", text).strip(" .")[:LONGEST_NAME] or "-"
