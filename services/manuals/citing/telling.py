"""Owners and watchers are told of a changed law: once a version, however many manuals of theirs cite it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from services import laws
from services.clock import local_day, local_instant
from services.laws import LawView, VersionView
from services.manuals.citing.models import LawFlag
from services.manuals.citing.notices import NoticeKind
from services.manuals.tasks.models import Manual, ManualMark
from services.notifications import Telling, notify_all

# A worker that was away tells so many days later.
LATEST = timedelta(days=3)


@dataclass(frozen=True)
class Told:
    flags: int
    told: int


def once_of(version_id: int) -> str:
    """What a notice about a version is about."""
    return f"law version {version_id}"


def tell_changes(session: Session, law: LawView, now: datetime) -> Told:
    """Tells of the flags that were made at this instant."""
    query = (
        select(LawFlag.version_id, func.count())
        .where(LawFlag.law_id == law.id, LawFlag.flagged_at == now, LawFlag.cleared_at.is_(None))
        .group_by(LawFlag.version_id)
    )
    counts = dict(session.execute(query).all())
    told = 0
    for version in law.versions:
        if version.id in counts:
            told += _tell(session, law, version, now)
    return Told(sum(counts.values()), told)


def _tell(session: Session, law: LawView, version: VersionView, now: datetime) -> int:
    new = (LawFlag.version_id == version.id, LawFlag.flagged_at == now, LawFlag.cleared_at.is_(None))
    owners = _count_by_owner(*new)
    watchers = (
        select(ManualMark.staff_id, func.count(LawFlag.manual_id.distinct()))
        .join(Manual, Manual.id == LawFlag.manual_id)
        .join(ManualMark, ManualMark.manual_id == LawFlag.manual_id)
        .where(
            *new,
            Manual.is_open,
            ManualMark.is_watched,
            ManualMark.staff_id != func.coalesce(Manual.owner_id, 0),
        )
        .group_by(ManualMark.staff_id)
    )
    told = 0
    for kind, query in ((NoticeKind.CHANGED, owners), (NoticeKind.WATCHED, watchers)):
        told += notify_all(session, kind, now, _list_tellings(session, query, law, version))
    return told


def _count_by_owner(*flags: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """How many manuals of each owner some flags are about."""
    return (
        select(Manual.owner_id, func.count(LawFlag.manual_id.distinct()))
        .join(Manual, Manual.id == LawFlag.manual_id)
        .where(*flags, Manual.is_open, Manual.owner_id.is_not(None))
        .group_by(Manual.owner_id)
    )


def find_come_into_force(session: Session, now: datetime) -> list[VersionView]:
    """Versions that came into force these days and that flags speak of."""
    today = local_day(now)
    versions = laws.list_in_force_between(session, today - LATEST, today)
    ids = [version.id for version in versions]
    flagged = set(session.scalars(select(LawFlag.version_id).where(LawFlag.version_id.in_(ids)).distinct()))
    return [version for version in versions if version.id in flagged]


def tell_come_into_force(session: Session, versions: Sequence[VersionView], now: datetime) -> int:
    """Owners whom it was announced to hear of it once more when it holds, also those who have confirmed it
    ahead: their texts may have waited for the day. How many were told; a second pass tells nobody.
    """
    views = laws.load_laws(session, {version.law_id for version in versions})
    told = 0
    for version in versions:
        announced = LawFlag.flagged_at < local_instant(version.in_force_on, time())
        is_hers = LawFlag.cleared_at.is_(None) | LawFlag.cleared_by_id.is_not(None)
        owners = _count_by_owner(LawFlag.version_id == version.id, announced, is_hers)
        tellings = _list_tellings(session, owners, views[version.law_id], version)
        told += notify_all(session, NoticeKind.IN_FORCE, now, tellings)
    return told


def _list_tellings(
    session: Session, query: Select[*tuple[Any, ...]], law: LawView, version: VersionView
) -> Sequence[Telling]:
    facts = {"title": law.title, "in_force_on": version.in_force_on.isoformat()}
    once = once_of(version.id)
    return [
        Telling(staff_id, facts | {"count": str(count)}, once) for staff_id, count in session.execute(query)
    ]
