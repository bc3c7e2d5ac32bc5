"""Flexible hours asked for, taken back, ended, and looked at once more after a refusal.

Invariants
- What was asked for never changes; other hours are another wish, and the later wish goes before.
- Today can be asked for before it begins alone, by the hours that hold and by those that are wanted.
- A refusal is looked at once more by the lead above the one who refused, where there is one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services import approvals, notifications, people
from services.clock import local_day
from services.errors import Conflict, Invalid
from services.locks import lock_subject
from services.remote_work.hours.free_days import write_free_days
from services.remote_work.hours.models import LONGEST_REVIEW, FlexibleDay, FlexibleHours
from services.remote_work.hours.notices import NoticeKind
from services.remote_work.hours.stored import (
    APPROVAL_KIND,
    FlexibleView,
    WeekdayHours,
    get_flexible,
    list_flexible,
)
from services.remote_work.hours.submissions import submission_of
from services.remote_work.hours.wishes import HoursWish, find_wrong, free_weekday_of, is_too_late
from services.texts import N_, tidy_line

MOST_WAITING = 10
ONE_DAY = timedelta(days=1)


def ask_hours(session: Session, staff_id: int, wish: HoursWish, now: datetime) -> FlexibleView:
    """Puts a wish before the person's lead; the same wish sent again gives the same answer.

    Raises: Invalid with each wrong field; Conflict `id_taken`, `too_many_waiting`.
    """
    wish = replace(
        wish, reason=tidy_line(wish.reason), days=tuple(sorted(wish.days, key=lambda day: day.weekday))
    )
    lock_subject(session, f"hours {staff_id}")
    if session.get(FlexibleHours, wish.id) is not None:
        return _same(session, staff_id, wish)
    if wrong := find_wrong(session, staff_id, wish, now):
        raise Invalid("invalid_hours", fields=wrong)
    _check_few(session, staff_id, local_day(now))
    _insert(session, staff_id, wish, now)
    view = get_flexible(session, wish.id, staff_id)
    approvals.submit_request(session, submission_of(session, view, now), staff_id, now)
    write_free_days(session, [staff_id], view.from_on, view.until_on)
    return get_flexible(session, wish.id, staff_id)


def withdraw_hours(session: Session, hours_id: bytes, staff_id: int, now: datetime) -> FlexibleView:
    """Takes back what is not decided yet. Raises: NotFound; Conflict `hours_decided`."""
    row, view = _lock(session, hours_id, staff_id)
    if row.withdrawn_at is not None:
        return view
    # First the request: who decides at this moment is either seen here, or finds it withdrawn.
    approvals.withdraw_request(session, APPROVAL_KIND, hours_id, now)
    approval = get_flexible(session, hours_id, staff_id).approval
    if approval is None or approval.state != approvals.WITHDRAWN:
        raise Conflict("hours_decided", N_("그 사이 결재가 끝났어요. 결과를 확인해 주세요."))
    row.withdrawn_at = now
    session.flush()
    write_free_days(session, [staff_id], view.from_on, view.until_on)
    return get_flexible(session, hours_id, staff_id)


def end_hours(session: Session, hours_id: bytes, staff_id: int, from_on: date, now: datetime) -> FlexibleView:
    """From a later day on she keeps the ordinary hours again; her lead is told.

    Raises: NotFound; Invalid `from_on`; Conflict `hours_not_held`.
    """
    row, view = _lock(session, hours_id, staff_id)
    today = local_day(now)
    if row.ended_on == from_on:
        return view
    if not view.may_be_ended(today):
        raise Conflict("hours_not_held", N_("지금 쓰고 있는 유연근무가 아니에요."))
    if not today < from_on <= view.until_on:
        sentence = N_("내일부터 끝나는 날 사이에서 골라 주세요.")
        raise Invalid("from_on", sentence, fields={"from_on": sentence})
    row.ended_on = from_on
    session.flush()
    write_free_days(session, [staff_id], view.from_on, view.until_on)
    _tell_lead(session, view, from_on, now)
    return get_flexible(session, hours_id, staff_id)


def ask_review(session: Session, hours_id: bytes, staff_id: int, reason: str, now: datetime) -> FlexibleView:
    """Puts what was refused forward once more, with what speaks for it; from the first day that is left.

    Raises: NotFound; Invalid `review_reason`; Conflict `no_review` where nothing was refused, all its days
    have passed, or it was looked at once more already.
    """
    row, view = _lock(session, hours_id, staff_id)
    today, reason = local_day(now), tidy_line(reason)
    if row.review_reason is not None and row.review_reason == reason:
        return view
    if not view.may_be_reviewed(today) or view.approval is None:
        raise Conflict("no_review", N_("재검토를 요청할 수 있는 신청이 아니에요. 새로 신청해 주세요."))
    if not 0 < len(reason) <= LONGEST_REVIEW:
        sentence = N_("다시 살펴 달라는 이유를 500자 안에서 적어 주세요.")
        raise Invalid("review_reason", sentence, fields={"review_reason": sentence})
    first_on = _first_day_left(session, view, now)
    if not _has_weekday(view.days, first_on, view.until_on):
        raise Conflict("no_review", N_("남은 날이 없어요. 새로 신청해 주세요."))
    row.review_reason, row.from_on = reason, first_on
    session.flush()
    refused = view.approval
    view = get_flexible(session, hours_id, staff_id)
    submission = submission_of(session, view, now, refused)
    approvals.submit_request(session, submission, staff_id, now)
    write_free_days(session, [staff_id], view.from_on, view.until_on)
    return get_flexible(session, hours_id, staff_id)


def _insert(session: Session, staff_id: int, wish: HoursWish, now: datetime) -> None:
    session.add(
        FlexibleHours(
            id=wish.id,
            staff_id=staff_id,
            code=wish.code,
            from_on=wish.from_on,
            until_on=wish.until_on,
            reason=wish.reason,
            asked_at=now,
            free_weekday=free_weekday_of(session, wish),
        )
    )
    session.flush()
    session.add_all(FlexibleDay(hours_id=wish.id, **vars(day)) for day in wish.days)
    session.flush()


def _same(session: Session, staff_id: int, wish: HoursWish) -> FlexibleView:
    row = session.get_one(FlexibleHours, wish.id)
    if row.staff_id == staff_id:
        view = get_flexible(session, wish.id, staff_id)
        # After a review the first day may have moved.
        if (view.code, view.until_on, view.days, view.reason) == (
            wish.code,
            wish.until_on,
            tuple(wish.days),
            wish.reason,
        ):
            return view
    raise Conflict("id_taken", N_("이 화면에서 이미 보낸 신청이 있어요. 내용을 확인하고 다시 보내 주세요."))


def _check_few(session: Session, staff_id: int, today: date) -> None:
    waiting = sum(view.state_on(today) == "waiting" for view in list_flexible(session, staff_id))
    if waiting >= MOST_WAITING:
        sentence = N_("결재를 기다리는 신청이 너무 많아요. 쓰지 않을 신청을 먼저 거둬 주세요.")
        raise Conflict("too_many_waiting", sentence)


def _lock(session: Session, hours_id: bytes, staff_id: int) -> tuple[FlexibleHours, FlexibleView]:
    lock_subject(session, f"hours {staff_id}")
    view = get_flexible(session, hours_id, staff_id)
    return session.get_one(FlexibleHours, hours_id), view


def _first_day_left(session: Session, view: FlexibleView, now: datetime) -> date:
    today = local_day(now)
    wish = HoursWish(view.id, view.code, max(view.from_on, today), view.until_on, view.days)
    return today + ONE_DAY if is_too_late(session, view.staff_id, wish, now) else wish.from_on


def _has_weekday(days: Sequence[WeekdayHours], from_on: date, until_on: date) -> bool:
    wanted = {day.weekday for day in days}
    left = min(7, (until_on - from_on).days + 1)
    return any((from_on + timedelta(days=n)).weekday() in wanted for n in range(left))


def _tell_lead(session: Session, view: FlexibleView, from_on: date, now: datetime) -> None:
    lead = people.find_lead(session, view.staff_id, local_day(now))
    if lead is not None:
        name = people.names_of(session, [view.staff_id])[view.staff_id]
        notifications.notify(session, lead.id, NoticeKind.ENDED, now, name=name, from_on=from_on.isoformat())
