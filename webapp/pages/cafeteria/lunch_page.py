"""What staff see of lunch: the card on home, and the page of a cafeteria."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services import cafeteria, workdays
from services.clock import local_day
from services.errors import NotFound
from webapp.context import current_person, lunch_now
from webapp.pages.cafeteria.crowd_face import CrowdFace, make_face
from webapp.pages.cafeteria.crowd_words import minute_of

# How far ahead the next lunch is looked for: over the longest row of holidays.
LOOKS_AHEAD = timedelta(days=14)
STEP_MIN = 5
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class NextLunch:
    """The next day of serving after today, and my slot of it where I have one."""

    on: date
    slot: cafeteria.MySlot | None


@dataclass(frozen=True)
class LunchCard:
    """My lunch today. `closed_because` is why there is none; `next_lunch` comes when today's is over."""

    face: CrowdFace
    place: cafeteria.CafeteriaView
    slot: cafeteria.MySlot | None
    menu: cafeteria.MenuView | None
    lunch_day: cafeteria.LunchDay | None
    closed_because: str
    next_lunch: NextLunch | None


@dataclass(frozen=True)
class CafeteriaPage:
    """`others` are all that serve, this one among them; `is_mine` where my lunch is here."""

    card: LunchCard
    others: Sequence[cafeteria.CafeteriaView]
    is_mine: bool
    next_week: cafeteria.MySlot | None
    best: tuple[int, float] | None
    week: Sequence[cafeteria.DayForecast]

    @property
    def tabs(self) -> list[dict[str, object]]:
        return [
            {
                "label": view.name,
                "href": f"/cafeteria/{view.id}",
                "is_current": view.id == self.card.place.id,
            }
            for view in self.others
        ]


def load_lunch_card(session: Session) -> LunchCard | None:
    """The card of my own cafeteria; None where there is no cafeteria at all."""
    cafeteria_id = find_own_cafeteria(session)
    return None if cafeteria_id is None else _load_card(session, cafeteria_id, lunch_now())


def find_own_cafeteria(session: Session) -> int | None:
    return cafeteria.find_my_cafeteria(session, current_person().staff_id, local_day(lunch_now()))


def load_cafeteria_page(session: Session, cafeteria_id: int) -> CafeteriaPage:
    """Raises: NotFound, also for one that is closed for good."""
    at = lunch_now()
    on, staff_id = local_day(at), current_person().staff_id
    others = cafeteria.list_cafeterias(session, on)
    if cafeteria_id not in {view.id for view in others}:
        raise NotFound("cafeteria_not_found")
    card = _load_card(session, cafeteria_id, at)
    return CafeteriaPage(
        card=card,
        others=others,
        is_mine=cafeteria.find_my_cafeteria(session, staff_id, on) == cafeteria_id,
        next_week=_find_next_week(session, staff_id, on),
        best=_find_best(card, minute_of(at)),
        week=cafeteria.load_prospect(session, cafeteria_id, at).coming,
    )


def _load_card(session: Session, cafeteria_id: int, at: datetime) -> LunchCard:
    on, staff_id = local_day(at), current_person().staff_id
    face = make_face(cafeteria.load_crowd(session, cafeteria_id, at), at)
    slot = cafeteria.find_my_slot(session, staff_id, on)
    is_over = face.view in ("closed", "after")
    return LunchCard(
        face=face,
        place=cafeteria.get_cafeteria(session, cafeteria_id),
        slot=slot if slot and slot.cafeteria_id == cafeteria_id else None,
        menu=cafeteria.find_menu(session, cafeteria_id, on),
        lunch_day=cafeteria.find_lunch_day(session, staff_id, on, at),
        closed_because=_why_closed(session, cafeteria_id, on) if face.view == "closed" else "",
        next_lunch=_find_next_lunch(session, cafeteria_id, staff_id, on) if is_over else None,
    )


def _why_closed(session: Session, cafeteria_id: int, on: date) -> str:
    """The entered reason, or the holiday's name; nothing for a weekend."""
    closures = cafeteria.list_closures(session, cafeteria_id, on)
    return closures.get(on) or workdays.list_holidays(session, on, on).get(on, "")


def _find_next_lunch(session: Session, cafeteria_id: int, staff_id: int, on: date) -> NextLunch | None:
    days = cafeteria.list_serving_days(session, cafeteria_id, on + ONE_DAY, on + LOOKS_AHEAD)
    if not days:
        return None
    slot = cafeteria.find_my_slot(session, staff_id, days[0])
    return NextLunch(days[0], slot if slot and slot.cafeteria_id == cafeteria_id else None)


def _find_next_week(session: Session, staff_id: int, on: date) -> cafeteria.MySlot | None:
    monday = workdays.monday_of(on) + ONE_WEEK
    return next(iter(cafeteria.list_my_slots(session, staff_id, monday, monday + ONE_WEEK - ONE_DAY)), None)


def _find_best(card: LunchCard, minute: float) -> tuple[int, float] | None:
    """The best time that is still to come in my slot, by what is expected now."""
    if card.slot is None:
        return None
    coming = [
        cafeteria.ForecastStep(step.minute, step.mid_min, step.mid_min, step.mid_min)
        for step in card.face.crowd.steps
        if step.minute > minute - STEP_MIN and step.mid_min is not None
    ]
    return cafeteria.best_minute(coming, card.slot)
