"""Swaps of days at home as their page shows them: what waits for me, what I asked, a new one in two steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import request
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Invalid
from services.remote_work import rotation
from services.texts import N_
from webapp.forms import day

MOST_DAYS = 20
LIVE = ("asked", "agreed")


@dataclass(frozen=True)
class Offer:
    """A day that I could take, and from whom: ids and names."""

    on: date
    colleagues: Sequence[tuple[int, str]]


@dataclass(frozen=True)
class SwapsPage:
    """`days` are my days at home from tomorrow on; with `gives_on` chosen come the `offers`."""

    waiting: Sequence[rotation.SwapView]
    open: Sequence[rotation.SwapView]
    past: Sequence[rotation.SwapView]
    days: Sequence[date]
    gives_on: date | None
    offers: Sequence[Offer]


def load_swaps(session: Session, staff_id: int, gives_on: date | None, now: datetime) -> SwapsPage:
    today = local_day(now)
    swaps = rotation.list_swaps(session, staff_id, now)
    waiting = [swap for swap in swaps if swap.may_answer or swap.may_decide]
    still = [swap for swap in swaps if swap not in waiting and is_open(swap, today)]
    return SwapsPage(
        waiting=waiting,
        open=still,
        past=[swap for swap in swaps if swap not in waiting and swap not in still],
        days=_list_my_days(session, staff_id, today),
        gives_on=gives_on,
        offers=_list_offers(session, staff_id, gives_on, now) if gives_on else [],
    )


def is_open(swap: rotation.SwapView, today: date) -> bool:
    return swap.state in LIVE and min(swap.gives_on, swap.takes_on) > today


def read_exchange(staff_id: int) -> rotation.Exchange:
    """What the form's last step says. Raises: Invalid."""
    other, _, on = request.form.get("other", "").partition(":")
    try:
        if not (other.isascii() and other.isdigit() and len(other) <= 18):
            raise ValueError
        return rotation.Exchange(staff_id, day("gives_on"), int(other), date.fromisoformat(on))
    except ValueError:
        sentence = N_("바꿀 동료와 날을 골라 주세요.")
        raise Invalid("swap_other", sentence, fields={"other": sentence}) from None


def _list_my_days(session: Session, staff_id: int, today: date) -> list[date]:
    ahead = rotation.list_published(session, today, date.max)
    if not ahead:
        return []
    days = rotation.list_my_home_days(session, staff_id, today + timedelta(days=1), ahead[-1].until_on)
    return days[:MOST_DAYS]


def _list_offers(session: Session, staff_id: int, gives_on: date, now: datetime) -> list[Offer]:
    found = rotation.list_swappable(session, staff_id, gives_on, now)
    names = people.names_of(session, list(found))
    days = sorted({on for those in found.values() for on in those})
    return [
        Offer(on, sorted(((each, names[each]) for each, those in found.items() if on in those), key=_by_name))
        for on in days
    ]


def _by_name(colleague: tuple[int, str]) -> tuple[str, int]:
    return colleague[1], colleague[0]
