"""The free weekdays of compressed weeks as absences: whoever plans without a person reads them there.

Invariant: after each change of what holds (asked for, decided, withdrawn, ended, a day of duty) the absences
of a wish are the days on which `hours_between` says that it keeps her from work. One that waits counts for
whoever plans ahead, as leave does.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import absences
from services.absences import AbsenceKind, Source, Span
from services.clock import instant_of
from services.remote_work.hours.hours import free_days_between
from services.remote_work.hours.models import FlexibleHours
from services.remote_work.hours.stored import APPROVAL_KIND, FlexibleView, views_by_id

ONE_DAY = timedelta(days=1)


def write_free_days(session: Session, staff_ids: Collection[int], from_on: date, until_on: date) -> None:
    """Says anew what the wishes of these people with a free weekday say that touch some days."""
    query = select(FlexibleHours.id).where(
        FlexibleHours.free_weekday.is_not(None),
        FlexibleHours.staff_id.in_(staff_ids),
        FlexibleHours.from_on <= until_on,
        FlexibleHours.until_on >= from_on,
    )
    views = list(views_by_id(session, session.scalars(query).all()).values())
    if not views:
        return
    first_on, last_on = min(view.from_on for view in views), max(view.until_on for view in views)
    held = free_days_between(session, {view.staff_id for view in views}, first_on, last_on)
    waiting = {view.id for view in views if view.state_on(view.from_on) == "waiting"}
    for is_approved in (True, False):
        spans = {
            _source(view): _spans(view, held.get(view.id, ()) if is_approved else _wanted(view))
            for view in views
            if (view.id not in waiting) == is_approved
        }
        absences.set_many_absences(session, spans, is_approved=is_approved)


def _wanted(view: FlexibleView) -> Iterable[date]:
    days = (view.from_on + timedelta(days=n) for n in range((view.until_on - view.from_on).days + 1))
    return (on for on in days if on.weekday() == view.free_weekday)


def _spans(view: FlexibleView, days: Iterable[date]) -> list[Span]:
    """Whole days, as those of leave."""
    return [
        Span(view.staff_id, AbsenceKind.FREE, instant_of(on, 0), instant_of(on + ONE_DAY, 0)) for on in days
    ]


def _source(view: FlexibleView) -> Source:
    return Source(APPROVAL_KIND, view.id)
