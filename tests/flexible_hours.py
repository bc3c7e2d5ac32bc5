"""Flexible hours in few words: wishes, decisions, days of duty."""

from dataclasses import replace
from datetime import date, time, timedelta

from services import notifications
from services.clock import local_instant
from services.remote_work import hours
from services.remote_work.hours import DutyPlan, FlexibleView, Hours, HoursWish, WeekdayHours
from tests.cast import Member
from tests.hall import Hall

TUESDAY = date(2026, 9, 29)
WEDNESDAY, THURSDAY = TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=2)
ORDINARY = Hours(540, 1080)
EIGHT, TEN = (480, 1020), (600, 1140)


def week(span: tuple[int, int], weekdays: range | tuple[int, ...] = range(5)) -> tuple[WeekdayHours, ...]:
    return tuple(WeekdayHours(weekday, *span) for weekday in weekdays)


def wish_for(**changes: object) -> HoursWish:
    """From eight to five, from tomorrow on, for two weeks."""
    wish = HoursWish(
        b"hours-wish-00001", hours.STAGGERED, WEDNESDAY, WEDNESDAY + timedelta(days=13), week(EIGHT)
    )
    return replace(wish, **changes)  # type: ignore[arg-type]


def ask(hall: Hall, member: Member | None = None, **changes: object) -> FlexibleView:
    who = (member or hall.cast.traveller).staff_id
    return hall.write(lambda s: hours.ask_hours(s, who, wish_for(**changes), hall.now))


def decide(hall: Hall, view: FlexibleView, by: Member, *, approve: bool = True, reason: str = "") -> None:
    found = hall.read(lambda s: hours.get_flexible(s, view.id, view.staff_id))
    assert found.approval
    hall.decide(found.approval.id, by, approve=approve, reason=reason)


def approved(hall: Hall, **changes: object) -> FlexibleView:
    view = ask(hall, **changes)
    decide(hall, view, hall.cast.lead)
    return hall.read(lambda s: hours.get_flexible(s, view.id, view.staff_id))


def hours_on(hall: Hall, on: date, member: Member | None = None) -> Hours:
    who = (member or hall.cast.traveller).staff_id
    return hall.read(lambda s: hours.hours_of(s, [who], on))[who]


def at(hall: Hall, on: date, hour: int, minute: int = 0) -> None:
    hall.clock.at = local_instant(on, time(hour, minute))


def duty(hall: Hall, on: date, unit_id: int | None = None, kind: str = "training") -> int:
    plan = DutyPlan(on, on, unit_id, kind, "민방위 훈련")
    by = hall.cast.administrator.staff_id
    return hall.write(lambda s: hours.add_duty_days(s, plan, by, hall.now))[1]


def told(hall: Hall, member: Member) -> list[str]:
    return [n.kind for n in hall.read(lambda s: notifications.list_notices(s, member.staff_id))]
