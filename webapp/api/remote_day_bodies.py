"""What crosses the JSON interface of remote days: strict on the way in, described on the way out."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from services.remote_work import days
from webapp.api.crowd_bodies import IdText, InstantText
from webapp.openapi import Body

Version = Annotated[int, Field(json_schema_extra={"minimum": 0})]
State = Literal["waiting", "approved", "refused", "withdrawn"]
StepName = Literal["plan", "start", "end", "result", "plan_again", "result_again", "wait", "done", "none"]


class PhonePost(Body):
    """`id` is 16 bytes that the phone makes for each post, in hexadecimal digits; a repeat bears the same.

    `made_at` is when it was entered, by the phone's clock. When it is sent the phone names its clock again,
    in the header `Balgil-Sent-At`: only how long the post lay there counts, and the clock may be wrong.
    """

    id: IdText
    made_at: InstantText | None = None

    def to_id(self) -> bytes:
        return bytes.fromhex(self.id)


class PlanPost(PhonePost):
    """`version` is the `plan_revision` of the card that the phone knew; 0 for none."""

    version: Version
    lines: list[str] = Field(max_length=days.MOST_LINES)
    note: str = ""

    def to_draft(self, times: days.PhoneTimes) -> days.PlanDraft:
        return days.PlanDraft(self.to_id(), self.version, self.lines, self.note, times)


class DoneLineBody(Body):
    """What became of the plan's line at `place`, from 0; with null and a `text`, what was done besides."""

    place: int | None
    is_done: bool
    count: int | None = None
    note: str = ""
    text: str = ""


class ResultPost(PhonePost):
    """`version` is the `result_revision` that the phone knew; `plan_id` the plan whose lines these are."""

    version: Version
    plan_id: IdText
    lines: list[DoneLineBody] = Field(max_length=2 * days.MOST_LINES)
    note: str = ""

    def to_draft(self, times: days.PhoneTimes) -> days.ResultDraft:
        lines = [days.DoneLine(**line.model_dump()) for line in self.lines]
        plan_id = bytes.fromhex(self.plan_id)
        return days.ResultDraft(self.to_id(), self.version, plan_id, lines, self.note, times)


class CameBody(Body):
    """`received_at` is known; `stated_at` is the phone's word. `clock_off_s`: how far ahead its clock was."""

    received_at: str
    stated_at: str
    clock_off_s: int | None


class LineBody(Body):
    text: str
    is_done: bool
    count: int | None
    note: str
    is_planned: bool


class TextBody(Body):
    """A plan or a result, as it was put in.

    `timing`: `in_time`, `stated` (in time by the phone's word alone), `late`.
    """

    id: str
    revision: int
    lines: list[LineBody]
    note: str
    came: CameBody
    timing: Literal["in_time", "stated", "late"]
    state: State
    reason: str


class DueBody(Body):
    """The instants of the day's rules; late is what comes after `*_late_at`."""

    starts_at: str
    ends_at: str
    plan_due_at: str
    plan_late_at: str
    result_due_at: str
    result_late_at: str


class MayBody(Body):
    plan: bool
    start: bool
    end: bool
    result: bool


class ForwardingBody(Body):
    """`dial` and `undo_dial` are what the phone calls; empty where the person has named no number."""

    dial: str
    undo_dial: str
    is_dialled: bool
    is_confirmed: bool
    must_be_undone: bool


class CardAnswer(Body):
    """The card of a day. In a 409 `current` is the same.

    `approved_plan` is what stays in force while a newer plan waits; else it is the plan, or null.
    """

    on: str
    place: Literal["home", "centre"]
    is_open: bool
    closed_why: days.ClosedWhy | None
    step: StepName
    may: MayBody
    plan_revision: int
    result_revision: int
    plan: TextBody | None
    approved_plan: TextBody | None
    result: TextBody | None
    started: CameBody | None
    ended: CameBody | None
    due: DueBody
    missing: list[str]
    forwarding: ForwardingBody


def to_card_answer(card: days.Card) -> CardAnswer:
    return CardAnswer(
        on=card.day.on.isoformat(),
        place=card.day.place.value,
        is_open=card.day.is_open,
        closed_why=card.day.closed_why,
        step=card.step.value,
        may=MayBody(plan=card.may_plan, start=card.may_start, end=card.may_end, result=card.may_report),
        plan_revision=card.plan_revision,
        result_revision=card.result_revision,
        plan=_to_text(card.plan),
        approved_plan=_to_text(card.approved_plan),
        result=_to_text(card.result),
        started=_to_came(card.started.came) if card.started else None,
        ended=_to_came(card.ended.came) if card.ended else None,
        due=_to_due(card.deadlines),
        missing=list(card.readiness.missing),
        forwarding=_to_forwarding(card.forwarding),
    )


def read_instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _to_text(text: days.TextView | None) -> TextBody | None:
    if text is None:
        return None
    return TextBody(
        id=text.id.hex(),
        revision=text.revision,
        lines=[LineBody(**vars(line)) for line in text.lines],
        note=text.note,
        came=_to_came(text.came),
        timing=text.timing.value,
        state=text.state,  # type: ignore[arg-type]
        reason=text.reason,
    )


def _to_came(came: days.Came) -> CameBody:
    return CameBody(
        received_at=came.received_at.isoformat(),
        stated_at=came.stated_at.isoformat(),
        clock_off_s=came.clock_off_s,
    )


def _to_due(deadlines: days.Deadlines) -> DueBody:
    names = DueBody.model_fields
    return DueBody(**{name: getattr(deadlines, name).isoformat() for name in names})


def _to_forwarding(forwarding: days.ForwardingView) -> ForwardingBody:
    return ForwardingBody(
        dial=forwarding.dial,
        undo_dial=forwarding.undo_dial,
        is_dialled=forwarding.dialled_at is not None,
        is_confirmed=forwarding.is_confirmed,
        must_be_undone=forwarding.must_be_undone,
    )
