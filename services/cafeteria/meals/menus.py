"""The menu of each day: read, planned with what it would replace, kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import workdays
from services.cafeteria.cafeterias import get_cafeteria, is_serving_day, list_closures
from services.cafeteria.meals.dishes import Dish, find_main_dishes, to_dishes
from services.cafeteria.meals.layout import Stray
from services.cafeteria.meals.models import Menu
from services.cafeteria.meals.reading import (
    MenuDay,
    ReadMenu,
    Remark,
    read_menu_text,
    to_heading,
    to_lines,
    to_text,
)
from services.clock import local_day
from services.errors import Conflict
from services.locks import lock_subject
from services.texts import N_

FARTHEST = timedelta(days=120)


@dataclass(frozen=True)
class MenuView:
    """One day's lunch in the order of the menu; without dishes the note says why."""

    cafeteria_id: int
    on: date
    dishes: tuple[Dish, ...]
    note: str
    changed_by_id: int | None
    changed_at: datetime

    @property
    def main_dishes(self) -> list[str]:
        """What the day is remembered by."""
        return find_main_dishes(self.dishes)


class MenuFate(StrEnum):
    """What would become of a day that was handed in."""

    NEW = "new"
    REPLACES = "replaces"
    SAME = "same"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class MenuDayPlan:
    """A day with its fate: `reason` says why it is left out, `before` is what it would replace."""

    day: MenuDay
    fate: MenuFate
    reason: Remark | None
    remarks: tuple[Remark, ...]
    before: MenuView | None


@dataclass(frozen=True)
class MenuPlan:
    days: tuple[MenuDayPlan, ...]
    strays: tuple[Stray, ...]
    empty_sheets: tuple[str, ...]

    @property
    def text(self) -> str:
        """What was understood, as text that reads back into the same."""
        return to_text(each.day for each in self.days)

    @property
    def text_to_save(self) -> str:
        return to_text(each.day for each in self.to_save)

    @property
    def to_save(self) -> tuple[MenuDayPlan, ...]:
        return tuple(each for each in self.days if each.fate in (MenuFate.NEW, MenuFate.REPLACES))

    @property
    def digest(self) -> str:
        """A fingerprint of what would be saved and replaced: equal as long as neither has changed."""
        acts = [
            (e.day.on, e.day.dishes, e.day.note, e.before and (e.before.dishes, e.before.note))
            for e in self.to_save
        ]
        return sha256(repr(acts).encode()).hexdigest()


def find_menu(session: Session, cafeteria_id: int, on: date) -> MenuView | None:
    row = session.get(Menu, (cafeteria_id, on), populate_existing=True)
    return _to_view(row) if row else None


def list_menus(session: Session, cafeteria_id: int, from_on: date, until_on: date) -> list[MenuView]:
    """The menus that are known from one day to another, the earliest first."""
    query = select(Menu).where(
        Menu.cafeteria_id == cafeteria_id, Menu.served_on >= from_on, Menu.served_on <= until_on
    )
    return [_to_view(row) for row in session.scalars(query.order_by(Menu.served_on))]


def plan_menu(session: Session, cafeteria_id: int, read: ReadMenu, now: datetime) -> MenuPlan:
    """What a menu would do, day by day; nothing is written. Raises: NotFound."""
    get_cafeteria(session, cafeteria_id)
    days = tuple(_plan_day(session, cafeteria_id, day, local_day(now)) for day in read.days)
    return MenuPlan(days, read.strays, read.empty_sheets)


def save_menu(
    session: Session, cafeteria_id: int, text: str, digest: str, *, by_id: int, now: datetime
) -> MenuPlan:
    """Keeps what a preview has shown: `text` and `digest` are its plan's. Other days stay as they are.

    Saving the same again changes nothing. Raises: NotFound; Malformed as `read_menu_text`; Conflict
    `menu_changed` when it would do something else than what was shown.
    """
    lock_subject(session, f"menu {cafeteria_id}")
    today = local_day(now)
    plan = plan_menu(session, cafeteria_id, read_menu_text(text, today, workdays.monday_of(today)), now)
    if all(each.fate is MenuFate.SAME for each in plan.days):
        return plan
    if plan.digest != digest:
        raise Conflict(
            "menu_changed",
            N_("미리 본 뒤에 식단이 바뀌었어요. 지금 저장하면 어떻게 되는지 다시 보고 저장해 주세요."),
        )
    for each in plan.to_save:
        _keep(session, cafeteria_id, each.day, by_id, now)
    session.flush()
    return plan


def remove_menu(session: Session, cafeteria_id: int, on: date) -> None:
    """Takes a day's menu away; one that is not there is no mistake."""
    row = session.get(Menu, (cafeteria_id, on))
    if row is not None:
        session.delete(row)
        session.flush()


def menus_as_text(days: Sequence[date], menus: Sequence[MenuView]) -> str:
    """The days as headings with what is known of each below: a form to type into."""
    known = {menu.on: (menu.dishes, menu.note) for menu in menus}
    return "\n\n".join(to_lines(to_heading(day), *known.get(day, ((), ""))) for day in days)


def _plan_day(session: Session, cafeteria_id: int, day: MenuDay, today: date) -> MenuDayPlan:
    reason = day.problem or _find_reason(session, cafeteria_id, day, today)
    before = find_menu(session, cafeteria_id, day.on) if day.on else None
    fate = MenuFate.NEW if before is None else MenuFate.REPLACES
    if reason:
        fate = MenuFate.LEFT_OUT
    elif before and (before.dishes, before.note) == (day.dishes, day.note):
        fate = MenuFate.SAME
    remarks = day.remarks
    if not reason and day.on and day.is_closed and is_serving_day(session, cafeteria_id, day.on):
        remarks = (
            *remarks,
            Remark(N_("배식하는 날로 되어 있어요. 쉬는 날이면 ‘설정과 쉬는 날’에도 적어 주세요.")),
        )
    return MenuDayPlan(day, fate, reason, remarks, before)


def _find_reason(session: Session, cafeteria_id: int, day: MenuDay, today: date) -> Remark | None:
    """Why a day that was understood cannot be taken all the same."""
    if day.on is None or day.on < today:
        return Remark(N_("지난 날이에요."))
    if day.on > today + FARTHEST:
        return Remark(N_("너무 먼 날이에요. 넉 달 안의 식단만 넣을 수 있어요."))
    if day.is_closed or is_serving_day(session, cafeteria_id, day.on):
        return None
    why = _why_not_served(session, cafeteria_id, day.on)
    return (
        Remark(N_("배식하지 않는 날이에요: %(why)s"), {"why": why})
        if why
        else Remark(N_("배식하지 않는 날이에요."))
    )


def _why_not_served(session: Session, cafeteria_id: int, on: date) -> str:
    closures = list_closures(session, cafeteria_id, on)
    return closures.get(on) or workdays.list_holidays(session, on, on).get(on, "")


def _keep(session: Session, cafeteria_id: int, day: MenuDay, by_id: int, now: datetime) -> None:
    session.merge(
        Menu(
            cafeteria_id=cafeteria_id,
            served_on=day.on,
            dishes=[[dish.name, list(dish.allergens)] for dish in day.dishes],
            note=day.note,
            changed_by_id=by_id,
            changed_at=now,
        )
    )


def _to_view(row: Menu) -> MenuView:
    return MenuView(
        cafeteria_id=row.cafeteria_id,
        on=row.served_on,
        dishes=to_dishes(row.dishes),
        note=row.note,
        changed_by_id=row.changed_by_id,
        changed_at=row.changed_at,
    )
