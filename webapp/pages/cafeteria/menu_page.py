"""The menu as staff see it: a week with what each day serves, and whether they eat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from services import cafeteria, workdays
from services.clock import local_day
from services.errors import NotFound
from webapp.context import current_person, lunch_now

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)
WORKING_DAYS = 5
LOOKS_AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class MenuCard:
    """One day: `closed_because` is why nothing is served (empty for a weekend), `lunch_day` my lunch if it is
    in this cafeteria and still to come or today's."""

    on: date
    is_today: bool
    is_serving: bool
    closed_because: str
    menu: cafeteria.MenuView | None
    lunch_day: cafeteria.LunchDay | None


@dataclass(frozen=True)
class MenuWeek:
    place: cafeteria.CafeteriaView
    week_on: date
    this_week_on: date
    days: Sequence[MenuCard]
    others: Sequence[cafeteria.CafeteriaView]

    @property
    def next_week_on(self) -> date:
        return self.this_week_on + ONE_WEEK

    @property
    def has_menu(self) -> bool:
        return any(day.menu for day in self.days)


@dataclass(frozen=True)
class LargeDay:
    """One day for the wall and for weak eyes, with the days before and after it that have a menu."""

    place: cafeteria.CafeteriaView
    card: MenuCard
    before: date | None
    after: date | None


def load_menu_week(session: Session, cafeteria_id: int, on: date) -> MenuWeek:
    """The week of a day: its working days, and a weekend's where there is a menu. Raises: NotFound."""
    at, monday = lunch_now(), workdays.monday_of(on)
    days = [monday + n * ONE_DAY for n in range(7)]
    return MenuWeek(
        place=cafeteria.get_cafeteria(session, cafeteria_id),
        week_on=monday,
        this_week_on=workdays.monday_of(local_day(at)),
        days=[
            card
            for card in _load_cards(session, cafeteria_id, days)
            if card.on.weekday() < WORKING_DAYS or card.menu
        ],
        others=cafeteria.list_cafeterias(session, local_day(at)),
    )


def load_large_day(session: Session, cafeteria_id: int, on: date | None) -> LargeDay:
    """A day, or the next one on which lunch is still to come. Raises: NotFound."""
    at = lunch_now()
    today, place = local_day(at), cafeteria.get_cafeteria(session, cafeteria_id)
    if on is None:
        coming = cafeteria.list_serving_days(session, cafeteria_id, today, today + LOOKS_AHEAD)
        on = next(iter(coming), today)
    (card,) = _load_cards(session, cafeteria_id, [on])
    known = [
        menu.on for menu in cafeteria.list_menus(session, cafeteria_id, on - LOOKS_AHEAD, on + LOOKS_AHEAD)
    ]
    return LargeDay(
        place=place,
        card=card,
        before=max((day for day in known if day < on), default=None),
        after=min((day for day in known if day > on), default=None),
    )


def check_open(session: Session, cafeteria_id: int) -> None:
    """Raises: NotFound for a cafeteria that is closed for good."""
    last_on = cafeteria.get_cafeteria(session, cafeteria_id).closed_on
    if last_on is not None and last_on < local_day(lunch_now()):
        raise NotFound("cafeteria_not_found")


def _load_cards(session: Session, cafeteria_id: int, days: Sequence[date]) -> list[MenuCard]:
    first, last = days[0], days[-1]
    menus = {menu.on: menu for menu in cafeteria.list_menus(session, cafeteria_id, first, last)}
    serving = set(cafeteria.list_serving_days(session, cafeteria_id, first, last))
    closed = cafeteria.list_closures(session, cafeteria_id, first)
    reasons = workdays.list_holidays(session, first, last) | closed
    mine = _list_mine(session, cafeteria_id)
    today = local_day(lunch_now())
    return [
        MenuCard(day, day == today, day in serving, reasons.get(day, ""), menus.get(day), mine.get(day))
        for day in days
    ]


def _list_mine(session: Session, cafeteria_id: int) -> dict[date, cafeteria.LunchDay]:
    """My own lunches in this cafeteria from today on."""
    days = cafeteria.list_lunch_days(session, current_person().staff_id, lunch_now())
    return {day.on: day for day in days if day.cafeteria_id == cafeteria_id}
