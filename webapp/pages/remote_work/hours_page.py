"""My hours: today's, two weeks as bars, and what I asked for; the hours of a team side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from services import people, workdays
from services.clock import local_day
from services.people import Person
from services.remote_work import hours
from webapp.context import current_person, now
from webapp.pages.remote_work.hours_words import type_names

WEEKS_SHOWN = 2
WORKED_DAYS = 5
ONE_WEEK = timedelta(days=7)
# What a bar shows: a day from six to eight in the evening; other hours are drawn up to its edge.
FIRST_MINUTE, LAST_MINUTE = 6 * 60, 20 * 60


@dataclass(frozen=True)
class Bar:
    """A span as parts of the bar, in percent from its left edge."""

    left: float
    width: float


@dataclass(frozen=True)
class HoursDay:
    """One day of a week; `holiday` is its name where nobody works."""

    on: date
    hours: hours.Hours
    holiday: str
    bar: Bar


@dataclass(frozen=True)
class WishCard:
    view: hours.FlexibleView
    name: str
    state: str
    may_be_ended: bool
    may_be_reviewed: bool

    @property
    def refusal(self) -> str:
        approval = self.view.approval
        return approval.reason if approval and self.state == "refused" else ""


@dataclass(frozen=True)
class HoursPage:
    today: HoursDay
    weeks: Sequence[Sequence[HoursDay]]
    ordinary: Bar
    open: Sequence[WishCard]
    past: Sequence[WishCard]
    names: Mapping[str, str]
    tomorrow: date


def load_hours_page(session: Session) -> HoursPage:
    staff_id, today = current_person().staff_id, local_day(now())
    monday = workdays.monday_of(today)
    days = _load_days(session, staff_id, monday, monday + WEEKS_SHOWN * ONE_WEEK)
    weeks = [days[start : start + WORKED_DAYS] for start in range(0, 7 * WEEKS_SHOWN, 7)]
    names = type_names(hours.list_all_types(session))
    cards = [_to_card(view, names, today) for view in hours.list_flexible(session, staff_id)]
    is_open = {
        card.view.id: card.state in ("waiting", "coming", "holds") or card.may_be_reviewed for card in cards
    }
    return HoursPage(
        today=next(day for day in days if day.on == today),
        weeks=weeks,
        ordinary=to_bar(hours.ordinary_hours(session, today)),
        open=[card for card in cards if is_open[card.view.id]],
        past=[card for card in cards if not is_open[card.view.id]],
        names=names,
        tomorrow=today + timedelta(days=1),
    )


@dataclass(frozen=True)
class TeamLine:
    person: Person
    days: Sequence[hours.Hours]


@dataclass(frozen=True)
class TeamPage:
    """`together` is when everybody who works on the day is there, None where they never are."""

    monday: date
    days: Sequence[tuple[date, str]]
    lines: Sequence[TeamLine]
    together: Sequence[tuple[int, int] | None]
    names: Mapping[str, str]


def load_team_page(session: Session, wanted_on: date) -> TeamPage:
    """Whom I lead and I, or my own unit."""
    person, today = current_person(), local_day(now())
    monday = workdays.monday_of(wanted_on)
    last_on = monday + timedelta(days=WORKED_DAYS - 1)
    team = people.list_led(session, person.staff_id, today)
    if not team and person.unit_id is not None:
        team = people.list_members(session, [person.unit_id], today)
    found = hours.hours_between(session, [member.id for member in team], monday, last_on)
    off = workdays.list_holidays(session, monday, last_on)
    days = [(on, off.get(on, "")) for on in sorted(found)]
    return TeamPage(
        monday=monday,
        days=days,
        lines=[TeamLine(member, [found[on][member.id] for on, _ in days]) for member in team],
        together=[_together(list(found[on].values())) for on, _ in days],
        names=type_names(hours.list_all_types(session)),
    )


def to_bar(span: hours.Hours) -> Bar:
    first, last = (
        min(max(minute, FIRST_MINUTE), LAST_MINUTE) for minute in (span.starts_minute, span.ends_minute)
    )
    length = LAST_MINUTE - FIRST_MINUTE
    return Bar(round(100 * (first - FIRST_MINUTE) / length, 2), round(100 * (last - first) / length, 2))


def _load_days(session: Session, staff_id: int, from_on: date, before_on: date) -> list[HoursDay]:
    last_on = before_on - timedelta(days=1)
    found = hours.hours_between(session, [staff_id], from_on, last_on)
    off = workdays.list_holidays(session, from_on, last_on)
    return [HoursDay(on, of[staff_id], off.get(on, ""), to_bar(of[staff_id])) for on, of in found.items()]


def _to_card(view: hours.FlexibleView, names: Mapping[str, str], today: date) -> WishCard:
    return WishCard(
        view,
        names.get(view.code, view.code),
        view.state_on(today),
        view.may_be_ended(today),
        view.may_be_reviewed(today),
    )


def _together(spans: Sequence[hours.Hours]) -> tuple[int, int] | None:
    there = [span for span in spans if not span.is_free]
    first = max((span.starts_minute for span in there), default=0)
    last = min((span.ends_minute for span in there), default=0)
    return (first, last) if first < last else None
