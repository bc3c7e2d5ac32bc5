"""A remote day of the traveller, a Wednesday that begins at nine; the test moves the clock."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from services import approvals
from services.clock import instant_of
from services.remote_work import days
from tests.cast import Member
from tests.hall import Hall

Result = TypeVar("Result")

ON = date(2026, 9, 30)
BEFORE, AFTER = ON - timedelta(days=1), ON + timedelta(days=1)
LINES = ("도로대장 정비", "민원 회신", "회의자료 작성")
ROTATION = days.Origin("rotation", b"plan-1")


def phone_id(number: int) -> bytes:
    return number.to_bytes(16, "big")


def at(hour: float, on: date = ON) -> datetime:
    return instant_of(on, hour * 60)


def by_phone(made_at: datetime, sent_at: datetime | None = None) -> days.PhoneTimes:
    return days.PhoneTimes(made_at, sent_at)


class RemoteDay:
    """One person's day over a town hall. Everything is put in under the number of a phone's id."""

    def __init__(self, hall: Hall, *, is_open: bool = True) -> None:
        self.hall, self.me = hall, hall.cast.traveller.staff_id
        self.move(8)
        if is_open:
            self.open()

    def move(self, hour: float, on: date = ON) -> None:
        self.hall.clock.at = at(hour, on)

    def write(self, work: Callable[[Session], Result]) -> Result:
        return self.hall.write(work)

    def open(
        self, on: date = ON, place: days.Place = days.Place.HOME, origin: days.Origin = ROTATION
    ) -> None:
        self.write(lambda s: days.open_day(s, self.me, on, place=place, origin=origin, now=self.hall.now))

    def plan(
        self,
        number: int = 1,
        lines: Sequence[str] = LINES,
        *,
        version: int = 0,
        on: date = ON,
        times: days.PhoneTimes | None = None,
        note: str = "",
    ) -> days.TextView:
        draft = days.PlanDraft(phone_id(number), version, lines, note, times or days.PhoneTimes())
        return self.write(lambda s: days.submit_plan(s, self.hall.ledger, self.me, on, draft, self.hall.now))

    def start(self, number: int = 2, on: date = ON, times: days.PhoneTimes | None = None) -> days.MarkView:
        return self._tap(days.start_day, number, on, times)

    def end(self, number: int = 3, on: date = ON, times: days.PhoneTimes | None = None) -> days.MarkView:
        return self._tap(days.end_day, number, on, times)

    def result(
        self,
        number: int = 4,
        lines: Sequence[days.DoneLine] | None = None,
        *,
        plan: int = 1,
        version: int = 0,
        on: date = ON,
        times: days.PhoneTimes | None = None,
    ) -> days.TextView:
        done = lines or [days.DoneLine(place, is_done=True, count=place + 1) for place in range(len(LINES))]
        draft = days.ResultDraft(
            phone_id(number), version, phone_id(plan), done, "", times or days.PhoneTimes()
        )
        return self.write(
            lambda s: days.submit_result(s, self.hall.ledger, self.me, on, draft, self.hall.now)
        )

    def card(self, viewer: Member | None = None, on: date = ON) -> days.Card:
        viewer_id = viewer.staff_id if viewer else None
        return self.hall.read(lambda s: days.load_card(s, self.me, on, self.hall.now, viewer_id=viewer_id))

    def step(self) -> str:
        return self.card().step.value

    def request(self, part: days.Part = days.Part.PLAN, on: date = ON) -> approvals.Request:
        key = days.day_key(self.me, on)
        return self.hall.read(lambda s: approvals.newest_requests(s, part.approval_kind, [key]))[key]

    def decide(self, part: days.Part = days.Part.PLAN, *, approve: bool = True, reason: str = "") -> None:
        self.hall.decide(self.request(part).id, self.hall.cast.lead, approve=approve, reason=reason)

    def remind(self) -> int:
        return self.write(lambda s: days.remind_remote_work(s, self.hall.now))

    def _tap(
        self,
        tap: Callable[..., days.MarkView],
        number: int,
        on: date,
        times: days.PhoneTimes | None,
    ) -> days.MarkView:
        return self.write(
            lambda s: tap(
                s, self.hall.ledger, self.me, on, phone_id(number), self.hall.now, times or days.PhoneTimes()
            )
        )
