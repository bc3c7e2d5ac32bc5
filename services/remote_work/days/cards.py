"""The card of a day with all that is on it."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from services import approvals
from services.clock import instant_of, local_day
from services.remote_work.days.day_types import Card, Moment, Part, RemoteDayView, Step, TextView
from services.remote_work.days.deadlines import find_deadlines
from services.remote_work.days.forwarding import find_forwarding
from services.remote_work.days.marks import load_marks
from services.remote_work.days.readiness import find_readiness
from services.remote_work.days.rules import get_remote_rules
from services.remote_work.days.stored import find_day, not_remote
from services.remote_work.days.stored_texts import load_texts
from services.remote_work.days.viewers import may_look
from services.remote_work.days.windows import LAST_END, ONE_DAY


def load_card(
    session: Session, staff_id: int, on: date, now: datetime, *, viewer_id: int | None = None
) -> Card:
    """The card of a person's day, as she sees it herself. For a `viewer_id` who is somebody else, only where
    she may decide on the person's plan now, and with every `may_*` false.

    Raises: NotFound `not_remote` where the day is none, and for who must not know.
    """
    if viewer_id is not None and not may_look(session, viewer_id, staff_id, now):
        raise not_remote()
    day = find_day(session, staff_id, on)
    if day is None:
        raise not_remote()
    card = _load(session, day, now)
    if viewer_id not in (None, staff_id):
        return replace(card, may_plan=False, may_start=False, may_end=False, may_report=False)
    return card


def _load(session: Session, day: RemoteDayView, now: datetime) -> Card:
    staff_id, on = day.staff_id, day.on
    plans = load_texts(session, staff_id, on, Part.PLAN)
    results = load_texts(session, staff_id, on, Part.RESULT)
    marks = load_marks(session, staff_id, on)
    deliver_days = get_remote_rules(session, on).deliver_days
    card = Card(
        day=day,
        deadlines=find_deadlines(session, staff_id, on),
        plan=plans[0] if plans else None,
        approved_plan=next((plan for plan in plans if plan.is_locked), None),
        result=results[0] if results else None,
        started=marks.get(Moment.STARTED),
        ended=marks.get(Moment.ENDED),
        readiness=find_readiness(session, staff_id, on),
        forwarding=find_forwarding(session, staff_id, on),
        step=Step.NONE,
        may_plan=_may_plan(day, now),
        may_start=day.is_open and day.started_at is None and local_day(now) == on,
        may_end=_may_end(day, now),
        may_report=_may_report(day, now, deliver_days),
    )
    return replace(card, step=_find_step(card))


def _may_plan(day: RemoteDayView, now: datetime) -> bool:
    has_ended = day.plan_id is not None and day.ended_at is not None
    return day.is_open and day.result_id is None and not has_ended and local_day(now) <= day.on


def _may_end(day: RemoteDayView, now: datetime) -> bool:
    is_under_way = day.started_at is not None and day.ended_at is None
    return day.is_open and is_under_way and now < instant_of(day.on + ONE_DAY, 0) + LAST_END


def _may_report(day: RemoteDayView, now: datetime, deliver_days: int) -> bool:
    days_ago = (local_day(now) - day.on).days
    is_over = day.ended_at is not None or days_ago > 0
    return day.is_open and day.plan_id is not None and is_over and days_ago <= deliver_days


def _find_step(card: Card) -> Step:
    """What the card asks for next, in the order of a day."""
    day = card.day
    if not day.is_open:
        return Step.NONE
    is_plan_in = day.plan_id is not None
    steps = (
        (card.may_plan and not is_plan_in, Step.PLAN),
        (card.may_plan and _is_refused(card.plan), Step.PLAN_AGAIN),
        (card.may_start and day.ended_at is None, Step.START),
        (card.may_end, Step.END),
        (card.may_report and day.result_id is None, Step.RESULT),
        (card.may_report and _is_refused(card.result), Step.RESULT_AGAIN),
        (day.result_state == approvals.WAITING, Step.WAIT),
        (day.result_id is not None and day.plan_state == approvals.WAITING, Step.WAIT),
        (day.result_state == approvals.APPROVED, Step.DONE),
    )
    return next((step for is_next, step in steps if is_next), Step.NONE)


def _is_refused(text: TextView | None) -> bool:
    return text is not None and text.state == approvals.REFUSED
