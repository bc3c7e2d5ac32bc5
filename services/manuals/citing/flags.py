"""Flags as owners see them: what changed where and from when, and that she has looked at it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from services import laws
from services.clock import local_day
from services.errors import NotFound
from services.laws import LawView, Pair, VersionView
from services.manuals import tasks
from services.manuals.citing.changed import load_step
from services.manuals.citing.models import LawFlag, ManualCitation
from services.manuals.citing.notices import NoticeKind
from services.manuals.citing.telling import once_of
from services.manuals.tasks.models import Manual, ManualMark
from services.notifications import settle_notices
from services.texts import N_

PAGE_SIZE = 50


@dataclass(frozen=True)
class FlagView:
    """A place that says something else in a newer version; `pairs` are both texts, line by line."""

    id: int
    manual_id: int
    law_id: int
    law_title: str
    place: str
    old: VersionView
    new: VersionView
    flagged_at: datetime
    pairs: tuple[Pair, ...]

    @property
    def in_force_on(self) -> date:
        return self.new.in_force_on


@dataclass(frozen=True)
class FlaggedManual:
    """A manual with open flags: the laws that they are about, and the first day on which one holds."""

    manual_id: int
    title: str
    owner_id: int | None
    laws: tuple[str, ...]
    flags: int
    first_on: date


@dataclass(frozen=True)
class FlaggedPage:
    manuals: tuple[FlaggedManual, ...]
    total: int


def list_flags(session: Session, manual_id: int) -> list[FlagView]:
    """The open flags of a manual, the earliest day first, with both texts."""
    query = select(LawFlag).where(LawFlag.manual_id == manual_id, LawFlag.cleared_at.is_(None))
    rows = session.scalars(query.order_by(LawFlag.id)).all()
    views = laws.load_laws(session, {row.law_id for row in rows}) if rows else {}
    flags = [_to_view(session, row, views[row.law_id]) for row in rows]
    return sorted(flags, key=lambda flag: (flag.in_force_on, flag.law_title, flag.id))


def count_flags(session: Session, manual_ids: Collection[int]) -> dict[int, int]:
    """How many flags are open, for those manuals that have any."""
    query = (
        select(LawFlag.manual_id, func.count())
        .where(LawFlag.manual_id.in_(manual_ids), LawFlag.cleared_at.is_(None))
        .group_by(LawFlag.manual_id)
    )
    return dict(session.execute(query).all())


def find_overtaken(session: Session, manual_ids: Collection[int], on: date) -> set[int]:
    """Those manuals that cite what says something else since that day or before; a change to come is none."""
    flagged = list(count_flags(session, manual_ids))
    return {each.manual_id for each in _list_manuals(session, flagged) if each.first_on <= on}


def list_flagged(
    session: Session, staff_id: int | None, page: int = 1, *, institution_id: int | None = None
) -> FlaggedPage:
    """Open manuals with open flags: those that a person owns or watches, or with None all of them; of one
    institution, or with None of every one.
    """
    flagged = (
        select(LawFlag.manual_id)
        .join(Manual, Manual.id == LawFlag.manual_id)
        .where(LawFlag.cleared_at.is_(None), Manual.is_open)
        .distinct()
    )
    if staff_id is not None:
        watched = select(ManualMark.manual_id).where(ManualMark.staff_id == staff_id, ManualMark.is_watched)
        flagged = flagged.where(or_(Manual.owner_id == staff_id, Manual.id.in_(watched)))
    if institution_id is not None:
        flagged = flagged.where(Manual.institution_id == institution_id)
    total = session.scalar(select(func.count()).select_from(flagged.subquery())) or 0
    ids = session.scalars(
        flagged.order_by(LawFlag.manual_id).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    ).all()
    return FlaggedPage(tuple(_list_manuals(session, ids)), total)


def clear_flag(session: Session, flag_id: int, by_id: int, now: datetime) -> None:
    """The owner, a lead above or an editor has looked at it: the manual is right by the newer version.

    A flag that has fallen already stays so. Raises: NotFound `law_flag_not_found`; Forbidden.
    """
    row = session.get(LawFlag, flag_id)
    if row is None:
        raise NotFound("law_flag_not_found", N_("그런 알림이 없어요."))
    owner_id = _check_right(session, row.manual_id, by_id, now)
    _clear(session, [row], by_id, owner_id, now)


def clear_flags(session: Session, manual_id: int, by_id: int, until_id: int, now: datetime) -> int:
    """The same for all flags that stood on a manual's page, none newer than `until_id`; how many fell."""
    owner_id = _check_right(session, manual_id, by_id, now)
    query = select(LawFlag).where(
        LawFlag.manual_id == manual_id, LawFlag.cleared_at.is_(None), LawFlag.id <= until_id
    )
    rows = session.scalars(query).all()
    _clear(session, rows, by_id, owner_id, now)
    return len(rows)


def _check_right(session: Session, manual_id: int, by_id: int, now: datetime) -> int | None:
    """Whose manual it is. Raises: Forbidden for who may not publish it."""
    manual = tasks.load_manual(session, manual_id, now)
    tasks.check_may(tasks.rights_of(session, manual, by_id, now).publish)
    return manual.owner_id


def _clear(
    session: Session, rows: Sequence[LawFlag], by_id: int, owner_id: int | None, now: datetime
) -> None:
    """The citation knows the newer version from now on; its owner's notice is done once nothing of it is
    left, whoever has looked.
    """
    fallen = [row for row in rows if row.cleared_at is None]
    views = laws.load_laws(session, {row.law_id for row in fallen}) if fallen else {}
    for row in fallen:
        row.cleared_at, row.cleared_by_id = now, by_id
        law = views[row.law_id]
        new = laws.get_version(law, row.version_id)
        older = {version.id for version in law.versions if version.order < new.order}
        for citation in session.scalars(
            select(ManualCitation).where(ManualCitation.manual_id == row.manual_id)
        ):
            is_it = (citation.law_id, citation.place) == (row.law_id, row.place)
            if is_it and citation.version_id in older:
                citation.version_id, citation.noted_on = new.id, local_day(now)
    session.flush()
    for version_id in {row.version_id for row in fallen}:
        _settle(session, version_id, owner_id, now)


def _settle(session: Session, version_id: int, owner_id: int | None, now: datetime) -> None:
    left = (
        select(LawFlag.id)
        .join(Manual, Manual.id == LawFlag.manual_id)
        .where(LawFlag.version_id == version_id, LawFlag.cleared_at.is_(None), Manual.owner_id == owner_id)
        .limit(1)
    )
    if owner_id is not None and session.scalar(left) is None:
        settle_notices(session, [NoticeKind.CHANGED], once_of(version_id), now, staff_id=owner_id)


def _to_view(session: Session, row: LawFlag, law: LawView) -> FlagView:
    old, new = (laws.get_version(law, each) for each in (row.from_version_id, row.version_id))
    span = laws.parse_span(row.place)
    places = None if span is None or span.until else [span.place]
    texts = load_step(session, law, old, new, places).say(span) if span else ("", "")
    pairs = tuple(laws.compare_texts(*texts))
    return FlagView(row.id, row.manual_id, law.id, law.title, row.place, old, new, row.flagged_at, pairs)


def _list_manuals(session: Session, manual_ids: Sequence[int]) -> list[FlaggedManual]:
    query = (
        select(LawFlag.manual_id, LawFlag.law_id, LawFlag.version_id)
        .where(LawFlag.manual_id.in_(manual_ids), LawFlag.cleared_at.is_(None))
        .order_by(LawFlag.manual_id, LawFlag.id)
    )
    flags = session.execute(query).all()
    views = laws.load_laws(session, {law_id for _, law_id, _ in flags}) if flags else {}
    rows = {row.id: row for row in session.scalars(select(Manual).where(Manual.id.in_(manual_ids)))}
    found = []
    for manual_id in manual_ids:
        mine = [(views[law_id], version_id) for each, law_id, version_id in flags if each == manual_id]
        days = [laws.get_version(law, version_id).in_force_on for law, version_id in mine]
        titles = tuple(dict.fromkeys(law.title for law, _ in mine))
        row = rows[manual_id]
        found.append(FlaggedManual(manual_id, row.title, row.owner_id, titles, len(mine), min(days)))
    return sorted(found, key=lambda manual: (manual.first_on, manual.title))
