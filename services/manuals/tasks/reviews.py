"""Somebody says that a manual is still right, and by when it must be said again; whoever forgets is reminded.

First the owner is told, two weeks before; two weeks after, the lead of her department. Whoever was told late,
because nobody looked or the manual had just become hers, has two weeks as well.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Conflict
from services.manuals.tasks.making import lock_row
from services.manuals.tasks.models import Manual
from services.manuals.tasks.months import add_months
from services.manuals.tasks.notices import NoticeKind
from services.manuals.tasks.views import ManualView, load_manual
from services.notifications import Telling, notify_all
from services.texts import N_

AHEAD = AFTER = timedelta(days=14)
MOST_AT_ONCE = 500
NOBODY, OWNER, LEAD = range(3)


def confirm_manual(session: Session, manual_id: int, number: int, by_id: int, now: datetime) -> ManualView:
    """The stamp: what stands in the published text of this number is right today.

    Not checked: whether she may (`Rights.publish`). Raises: NotFound; Conflict `manual_changed` when another
    text was published meanwhile, `not_published` before a first one.
    """
    row = lock_row(session, manual_id)
    if row.number == 0:
        raise Conflict("not_published", N_("아직 게시한 내용이 없어요."))
    if row.number != number:
        raise Conflict("manual_changed", N_("그 사이 내용이 바뀌었어요. 읽어 보고 다시 확인해 주세요."))
    stamp(row, by_id, now)
    session.flush()
    return load_manual(session, manual_id, now)


def stamp(row: Manual, by_id: int, now: datetime) -> None:
    row.verified_at, row.verified_by_id = now, by_id
    row.review_by = add_months(local_day(now), row.review_months)
    row.nagged = NOBODY


def nag_reviews(session: Session, now: datetime) -> int:
    """Reminds of what must be looked at again; how many were told. Some hundred at a time, by any number of
    workers: each manual moves one step, and its notice is told once."""
    today = local_day(now)
    due = _take_due(session, Manual.nagged == NOBODY, today + AHEAD, {"nagged": OWNER, "nagged_on": today})
    was_told = (Manual.nagged == OWNER) & (Manual.nagged_on <= today - AFTER)
    late = _take_due(session, was_told, today - AFTER, {"nagged": LEAD, "nagged_on": today})
    told = _tell_owners(session, due, now) if due else 0
    return told + (_tell_leads(session, late, now) if late else 0)


def _take_due(
    session: Session, step: ColumnElement[bool], until: date, values: Mapping[str, object]
) -> Sequence[Manual]:
    query = (
        select(Manual)
        .where(Manual.is_open, step, Manual.review_by <= until)
        .order_by(Manual.review_by, Manual.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    rows = session.scalars(query).all()
    ids = [row.id for row in rows]
    session.execute(update(Manual).where(Manual.id.in_(ids)).values(**values))
    return rows


def _tell_owners(session: Session, rows: Sequence[Manual], now: datetime) -> int:
    tellings = [
        Telling(row.owner_id, {**_facts(row), "review_on": _due_on(row)}, _once(row))
        for row in rows
        if row.owner_id is not None
    ]
    return notify_all(session, NoticeKind.REVIEW, now, tellings)


def _tell_leads(session: Session, rows: Sequence[Manual], now: datetime) -> int:
    leadership = people.load_leadership(session, local_day(now))
    tellings = []
    for row in rows:
        lead_id = department_lead(leadership, row.owner_id, row.unit_id)
        if lead_id is not None:
            tellings.append(Telling(lead_id, _facts(row), _once(row)))
    return notify_all(session, NoticeKind.REVIEW_LATE, now, tellings)


def department_lead(leadership: people.Leadership, owner_id: int | None, unit_id: int) -> int | None:
    """The lead of the department that a unit belongs to; the nearest one where it has none."""
    line = leadership.line_of(owner_id or 0, unit_id)
    leads = [lead for kind, lead in line if kind is not people.UnitKind.TEAM]
    return next(iter([*leads, *(lead for _, lead in line)]), None)


def _facts(row: Manual) -> dict[str, str]:
    return {"title": row.title, "manual": str(row.id)}


def _due_on(row: Manual) -> str:
    return row.review_by.isoformat() if row.review_by else ""


def _once(row: Manual) -> str:
    return f"manual {row.id} {_due_on(row)}"
