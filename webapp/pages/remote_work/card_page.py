"""The card of a day: what it says, what it asks for, and what the phone needs to go on with it alone."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.people import Person, SignedIn
from services.remote_work import days
from webapp.api.remote_day_bodies import to_card_answer
from webapp.pages.people.colleagues import list_nearby
from webapp.pages.remote_work.words import headlines, say_due, say_headline, say_hours, say_place, say_when

ID_BYTES = 16
WRITING_PLAN = {days.Step.PLAN, days.Step.PLAN_AGAIN}


@dataclass(frozen=True)
class CardPage:
    """`step` is what the page shows: the card's own, or the one that its person has asked for again.

    `tasks` and `earlier` are lines to choose for a plan: what she plans most often, and her last plan's.
    `colleagues` may be asked for a test call.
    """

    card: days.Card
    on: date
    today: date
    step: days.Step
    tasks: Sequence[str]
    earlier: Sequence[str]
    names: Mapping[int, str]
    due: tuple[str, str] | None
    colleagues: Sequence[Person] = ()

    @property
    def is_mine(self) -> bool:
        """Whether anything can still be done here, by whom it is for."""
        card = self.card
        return card.may_plan or card.may_start or card.may_end or card.may_report

    @property
    def is_over(self) -> bool:
        """Nothing is to be prepared for it any more."""
        return self.on < self.today or self.card.ended is not None

    @property
    def when(self) -> str:
        return say_when(self.on, self.today)

    @property
    def place(self) -> str:
        return say_place(self.card.day.place)

    @property
    def hours(self) -> str:
        return say_hours(self.card.deadlines.starts_at, self.card.deadlines.ends_at)

    @property
    def headline(self) -> str:
        return say_headline(self.card)

    @property
    def plan_lines(self) -> Sequence[days.ResultLine]:
        return self.card.plan.lines if self.card.plan else ()

    @property
    def shown(self) -> days.TextView | None:
        """The text whose lines are the card's."""
        return self.card.result or self.card.plan

    @property
    def result_lines(self) -> Sequence[days.ResultLine]:
        """The lines of a result to be written: of the refused one, else of the plan."""
        planned = [line for line in (self.card.result.lines if self.card.result else ()) if line.is_planned]
        return planned if len(planned) == len(self.plan_lines) else self.plan_lines

    @property
    def besides(self) -> Sequence[days.ResultLine]:
        return [line for line in (self.card.result.lines if self.card.result else ()) if not line.is_planned]

    @property
    def new_id(self) -> str:
        return secrets.token_hex(ID_BYTES)

    @property
    def headlines(self) -> str:
        return headlines()

    @property
    def state(self) -> str:
        """For the script: the day as the phone goes on with it."""
        return to_card_answer(self.card).model_dump_json()


def load_card_page(
    session: Session,
    staff_id: int,
    on: date,
    now: datetime,
    again: str = "",
    *,
    person: SignedIn | None = None,
    viewer_id: int | None = None,
) -> CardPage:
    """`person` is whose card it is, as she looks at it. Raises: NotFound `not_remote`."""
    card = days.load_card(session, staff_id, on, now, viewer_id=viewer_id)
    step = _step_of(card, again)
    is_planning = step in WRITING_PLAN
    return CardPage(
        card=card,
        on=on,
        today=local_day(now),
        step=step,
        tasks=days.list_my_tasks(session, staff_id, on) if is_planning else (),
        earlier=days.copy_last_plan(session, staff_id, on) if is_planning else (),
        names=people.names_of(session, _persons_of(card)),
        due=say_due(card, now),
        colleagues=list_nearby(session, person, local_day(now)) if person else (),
    )


def _step_of(card: days.Card, again: str) -> days.Step:
    """Whoever wants to change what is in gets its form again."""
    if again == "plan" and card.may_plan:
        return days.Step.PLAN_AGAIN
    if again == "result" and card.may_report:
        return days.Step.RESULT_AGAIN
    return card.step


def _persons_of(card: days.Card) -> set[int]:
    ids = {text.decided_by_id for text in (card.plan, card.result) if text}
    ids |= {
        card.day.staff_id,
        card.readiness.deputy_id,
        card.forwarding.asked_id,
        card.forwarding.tested_by_id,
    }
    return {staff_id for staff_id in ids if staff_id is not None}
