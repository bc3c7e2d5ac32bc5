"""What is put before the lead: the hours in words, and what asks for a closer look."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from services import approvals, people
from services.clock import local_day
from services.remote_work.hours.duty_days import load_duty_reach
from services.remote_work.hours.rules import list_type_rules, rule_on
from services.remote_work.hours.stored import APPROVAL_KIND, FlexibleView, WeekdayHours, content_of

WEEKDAYS = "월화수목금토일"


def submission_of(
    session: Session, view: FlexibleView, now: datetime, refused: approvals.Request | None = None
) -> approvals.Submission:
    """The text of a wish; after a refusal it is put before somebody else than the one who refused."""
    today = local_day(now)
    name = rule_on(list_type_rules(session, view.code, view.from_on, view.from_on), view.from_on).name
    lines = [
        ("hours_type", name),
        ("hours_period", say_period(view.from_on, view.until_on)),
        *(("hours_days", line) for line in say_days(view.days)),
    ]
    if view.free_weekday is not None:
        lines.append(("hours_free", f"매주 {WEEKDAYS[view.free_weekday]}요일"))
    if view.reason:
        lines.append(("hours_reason", view.reason))
    if refused is not None:
        lines += [("hours_refused", refused.reason), ("hours_review", view.review_reason or "")]
    cautions = ["hours_today"] if view.from_on == today else []
    cautions += ["hours_review"] if refused is not None else []
    if view.free_weekday is not None:
        cautions.append("hours_free")
    if _count_duty_days(session, view):
        cautions.append("hours_duty")
    return approvals.Submission(
        APPROVAL_KIND,
        view.id,
        f"{name} {say_days(view.days)[0]}",
        content_of(view),
        lines,
        cautions,
        party=_passed_over(session, view.staff_id, refused, today),
        facts={"days": (view.until_on - view.from_on).days + 1},
    )


def say_days(days: Sequence[WeekdayHours]) -> list[str]:
    """`월~수·금 08:00 ~ 17:00`: the weekdays with the same hours in one line, as documents write them."""
    return [
        f"{join_runs(weekdays, WEEKDAYS, '~', '·')} {say_clock(starts)} ~ {say_clock(ends)}"
        for weekdays, starts, ends in group_days(days)
    ]


def group_days(days: Sequence[WeekdayHours]) -> list[tuple[list[int], int, int]]:
    """Weekdays with the same start and end together, in the order of the first of them."""
    groups: dict[tuple[int, int], list[int]] = {}
    for day in days:
        groups.setdefault((day.starts_minute, day.ends_minute), []).append(day.weekday)
    return [(weekdays, starts, ends) for (starts, ends), weekdays in groups.items()]


def join_runs(weekdays: Sequence[int], names: Sequence[str], through: str, and_: str) -> str:
    """Three and more in a row by the first and the last, others one by one."""
    runs: list[list[int]] = []
    for weekday in sorted(weekdays):
        if runs and weekday == runs[-1][-1] + 1:
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    words = [
        f"{names[run[0]]}{through}{names[run[-1]]}" if len(run) > 2 else and_.join(names[day] for day in run)
        for run in runs
    ]
    return and_.join(words)


def say_period(from_on: date, until_on: date) -> str:
    """`2026. 9. 30. ~ 2026. 12. 31.`, one day where it is one."""
    first, last = (f"{on.year}. {on.month}. {on.day}." for on in (from_on, until_on))
    return first if first == last else f"{first} ~ {last}"


def say_clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _count_duty_days(session: Session, view: FlexibleView) -> int:
    """Days of duty on which the hours will not hold."""
    reach = load_duty_reach(session, view.from_on, view.until_on)
    weekdays = {*(day.weekday for day in view.days), view.free_weekday}
    days = [*reach.of_all, *(on for on, of in reach.of_some.items() if view.staff_id in of)]
    return sum(on.weekday() in weekdays for on in set(days))


def _passed_over(
    session: Session, staff_id: int, refused: approvals.Request | None, today: date
) -> list[int]:
    """Whoever refused does not look again at her own refusal, if anybody stands above her."""
    if refused is None or refused.decided_by_id is None:
        return []
    above = people.find_lead(session, refused.decided_by_id, today)
    return [refused.decided_by_id] if above is not None and above.id != staff_id else []
