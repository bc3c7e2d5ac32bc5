"""Remote work as somebody opens it: today's card, what comes next, and my two weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services import workdays
from services.clock import local_day
from services.people import SignedIn
from services.remote_work import days
from webapp.pages.remote_work.card_page import CardPage, load_card_page

WEEKS, WORKED_DAYS = 2, 5
ONE_DAY = timedelta(days=1)
AHEAD = timedelta(days=35)
KEPT_AHEAD = 2


@dataclass(frozen=True)
class FortnightDay:
    """`remote` is the open day of that date; `off` says why nobody works, empty on working days."""

    on: date
    remote: days.RemoteDayView | None
    off: str
    is_today: bool
    is_past: bool


@dataclass(frozen=True)
class TodayPage:
    """`card` is None on a day that is not remote; `later` are the next remote days after today."""

    card: CardPage | None
    today: date
    later: Sequence[days.RemoteDayView]
    weeks: Sequence[Sequence[FortnightDay]]
    readiness: days.Readiness
    wishes: Sequence[days.WishView]
    calls: Sequence[days.TestCall]
    unfinished: Sequence[days.RemoteDayView]

    @property
    def kept(self) -> str:
        """The pages that the phone takes along for the next days."""
        paths = [f"/remote-work/{day.on}" for day in self.later[:KEPT_AHEAD]]
        return " ".join([*([f"/remote-work/{self.today}"] if self.card else []), *paths])

    @property
    def remote_days(self) -> int:
        return sum(bool(day.remote) for week in self.weeks for day in week)


def load_today_page(session: Session, person: SignedIn, now: datetime) -> TodayPage:
    me, today = person.staff_id, local_day(now)
    monday = workdays.monday_of(today)
    known = days.list_days(session, [me], monday - timedelta(days=7), today + AHEAD)
    by_day = {day.on: day for day in known}
    later = [day for day in known if day.on > today]
    return TodayPage(
        card=load_card_page(session, me, today, now, person=person) if today in by_day else None,
        today=today,
        later=later,
        weeks=_to_weeks(session, monday, by_day, today),
        readiness=days.find_readiness(session, me, later[0].on if later else today),
        wishes=days.list_wishes(session, me, now),
        calls=days.list_test_calls(session, me, now),
        unfinished=[day for day in known if day.on < today and _is_unfinished(day)],
    )


def _to_weeks(
    session: Session, monday: date, by_day: dict[date, days.RemoteDayView], today: date
) -> list[list[FortnightDay]]:
    until_on = monday + timedelta(days=7 * WEEKS - 1)
    off = workdays.list_holidays(session, monday, until_on)
    return [
        [
            FortnightDay(on, by_day.get(on), off.get(on, ""), on == today, on < today)
            for on in (monday + timedelta(days=7 * week + n) for n in range(WORKED_DAYS))
        ]
        for week in range(WEEKS)
    ]


def _is_unfinished(day: days.RemoteDayView) -> bool:
    """A day of the last week whose result is not in, or was refused."""
    return day.plan_id is not None and day.result_state in (None, "refused")
