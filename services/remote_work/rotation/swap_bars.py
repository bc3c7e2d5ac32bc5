"""What stands against a swap on one's day: asked for already, fixed, away, a colleague of another group."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.errors import Conflict
from services.remote_work.rotation.gather import list_away
from services.remote_work.rotation.models import RotationSwap
from services.remote_work.rotation.outbreaks import Outbreak, list_outbreaks
from services.remote_work.rotation.wishes import list_wishes_between
from services.texts import N_

PersonDay = tuple[int, date]
ASKED, AGREED, DONE, REFUSED, WITHDRAWN = "asked", "agreed", "done", "refused", "withdrawn"
LIVE: Final = (ASKED, AGREED)
SENTENCES: Final = {
    "swap_twice": N_("그날을 바꾸자는 요청이 이미 있어요."),
    "swap_fixed": N_("고정한 날은 바꿀 수 없어요."),
    "swap_away": N_("그날 휴가나 출장인 사람이 있어요."),
    "swap_group": N_("조가 다른 사람과는 바꿀 수 없어요."),
}


@dataclass(frozen=True)
class Bars:
    """`held` has the days of people that may not be changed, by the code of what holds them."""

    held: Mapping[str, Collection[PersonDay]]
    outbreaks: Sequence[Outbreak]

    def find(self, persons: Collection[int], days: Collection[date]) -> str | None:
        """The code of the first thing that stands against a swap of these two people on these two days."""
        touched = [(staff_id, on) for staff_id in persons for on in days]
        for code, held in self.held.items():
            if any(each in held for each in touched):
                return code
        first_on, last_on = min(days), max(days)
        for outbreak in self.outbreaks:
            is_between = outbreak.from_on <= last_on and outbreak.until_on >= first_on
            if is_between and len({outbreak.members.get(staff_id) for staff_id in persons}) > 1:
                return "swap_group"
        return None

    def check(self, persons: Collection[int], days: Collection[date]) -> None:
        """Raises: Conflict `swap_twice`, `swap_fixed`, `swap_away`, `swap_group`."""
        code = self.find(persons, days)
        if code:
            raise Conflict(code, SENTENCES[code])


def load_bars(
    session: Session, persons: Collection[int], days: Collection[date], except_id: bytes = b""
) -> Bars:
    """For swaps among these people on these days, of which there is one at least.

    `except_id` is a swap that is about to be agreed: what others only ask for does not stand against it.
    """
    ordered = sorted(days)
    away = list_away(session, ordered, persons)
    held = {
        "swap_twice": _list_asked(session, persons, ordered, except_id),
        "swap_fixed": _list_fixed(session, persons, ordered),
        "swap_away": {(staff_id, ordered[place]) for staff_id, places in away.items() for place in places},
    }
    return Bars(held, list_outbreaks(session, ordered[0], ordered[-1]))


def _list_asked(
    session: Session, persons: Collection[int], days: Collection[date], except_id: bytes
) -> set[PersonDay]:
    query = select(RotationSwap).where(
        RotationSwap.id != except_id,
        RotationSwap.state.in_([AGREED] if except_id else LIVE),
        or_(RotationSwap.staff_id.in_(persons), RotationSwap.other_id.in_(persons)),
        or_(RotationSwap.gives_on.in_(days), RotationSwap.takes_on.in_(days)),
    )
    return {
        (staff_id, on)
        for row in session.scalars(query)
        for staff_id in (row.staff_id, row.other_id)
        for on in (row.gives_on, row.takes_on)
    }


def _list_fixed(session: Session, persons: Collection[int], days: Sequence[date]) -> set[PersonDay]:
    wishes = list_wishes_between(session, persons, days[0], days[-1])
    return {(wish.staff_id, on) for wish in wishes if wish.is_fixed for on in days if wish.holds_on(on)}
