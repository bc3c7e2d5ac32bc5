"""What a remote day looks like to whoever reads it.

Instants are aware UTC; minutes are of the Korean day, and one of the next day is beyond 1440.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

ID_BYTES = 16
MOST_LINES = 30
LONGEST_LINE, LONGEST_NOTE = 200, 300
LARGEST_COUNT = 100_000


class Place(StrEnum):
    HOME = "home"
    CENTRE = "centre"


class ClosedWhy(StrEnum):
    """Why a day is no longer remote; `windows.py` and `notices.py` say it."""

    TAKEN_BACK = "taken_back"
    ROTATION = "rotation"
    SEAT = "seat"


class Part(StrEnum):
    """The two texts of a day's card, and the kinds under which they are put before the lead."""

    PLAN = "plan"
    RESULT = "result"

    @property
    def approval_kind(self) -> str:
        return f"remote_{self}"


class Moment(StrEnum):
    """The two taps of a day, and the kinds of their leaves."""

    STARTED = "started"
    ENDED = "ended"

    @property
    def record_kind(self) -> str:
        return f"remote_{self}"


class Timing(StrEnum):
    """When a text came, judged by the rule of its day.

    `IN_TIME`: the server had it by then. `STATED`: it came later, and was written by then as the phone says:
    nobody can prove or deny that. `LATE`: the phone, too, says that it was written later, or says nothing.
    """

    IN_TIME = "in_time"
    STATED = "stated"
    LATE = "late"


@dataclass(frozen=True)
class Origin:
    """What says that a day is remote: a subject's kind (`rotation`, `seat`, `wish`) and its own id, up to 16
    bytes."""

    kind: str
    id: bytes


@dataclass(frozen=True)
class PhoneTimes:
    """What a phone says about its own time: when something was made, and when it was sent.

    Both by the same clock, however wrong: what counts is how long it lay on the phone. None where there is no
    phone between (a form that was posted at once).
    """

    made_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Came:
    """How something came. `received_at` is known: the server had it then, and not before.

    `stated_at` is when it was made as the phone states it, set right by what its clock showed when it was
    sent; it is never later than `received_at`, and equal to it where no phone said anything. `clock_off_s` is
    by how much the phone's clock ran ahead when it was sent, None where that is unknown.
    """

    received_at: datetime
    stated_at: datetime
    clock_off_s: int | None = None


@dataclass(frozen=True)
class ResultLine:
    """One line of a result: what became of a line of the plan, or (`is_planned` false) what came besides."""

    text: str
    is_done: bool
    count: int | None = None
    note: str = ""
    is_planned: bool = True


@dataclass(frozen=True)
class TextView:
    """A plan or a result as it was put in; it never changes. A change is another text, a `revision` later.

    `state` is that of its approval: waiting, approved, refused, withdrawn; `reason` is the lead's refusal.
    `lines` of a plan have only their text, and are all planned.
    """

    id: bytes
    part: Part
    revision: int
    lines: Sequence[ResultLine]
    note: str
    came: Came
    timing: Timing
    state: str
    reason: str
    request_id: int
    sha256: bytes
    decided_at: datetime | None
    decided_by_id: int | None

    @property
    def is_locked(self) -> bool:
        return self.state == "approved"


@dataclass(frozen=True)
class MarkView:
    """A start or an end, as it was tapped first."""

    moment: Moment
    came: Came
    text_sha256: bytes | None
    record_id: int


@dataclass(frozen=True)
class Deadlines:
    """The instants of one day's rules, made of the person's hours and of her approved leave and trips.

    A text is asked for from `*_ask_at` on, late after `*_late_at`, and the lead is told at `*_lead_at`.
    """

    starts_at: datetime
    ends_at: datetime
    plan_ask_at: datetime
    plan_due_at: datetime
    plan_late_at: datetime
    plan_lead_at: datetime
    result_ask_at: datetime
    result_due_at: datetime
    result_late_at: datetime
    result_lead_at: datetime


@dataclass(frozen=True)
class RemoteDayView:
    """A remote day in short, for lists of many. `plan` and `result` are the newest texts, by id and state.

    `is_open` is false for one that was taken away: it is remembered, with `closed_why`, so that what was put
    in for it stays readable.
    """

    staff_id: int
    on: date
    place: Place
    is_open: bool
    closed_why: ClosedWhy | None
    origins: Sequence[Origin]
    plan_id: bytes | None
    plan_state: str | None
    result_id: bytes | None
    result_state: str | None
    started_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class ForwardingView:
    """How far the forwarding of the office phone is on a day.

    `dial` and `undo_dial` are what a tap on `tel:` calls, with the person's own number put in; empty where
    she has named none. `tested_ok` is what the colleague heard: None before the test call.
    """

    desk_phone: str
    own_phone: str
    dial: str
    undo_dial: str
    dialled_at: datetime | None = None
    asked_id: int | None = None
    tested_by_id: int | None = None
    tested_at: datetime | None = None
    tested_ok: bool | None = None
    undone_at: datetime | None = None

    @property
    def is_confirmed(self) -> bool:
        return bool(self.tested_ok)

    @property
    def must_be_undone(self) -> bool:
        return (self.dialled_at is not None or bool(self.tested_ok)) and self.undone_at is None


@dataclass(frozen=True)
class Readiness:
    """What the rule of a day asks for before somebody works elsewhere, and what of it is there.

    `missing` has codes in a fixed order: `pledge`, `deputy`, `contact`, `forwarding`. Nothing in it stops a
    day that was assigned: it is a caution on the plan, the last one on the result. One's own wish for a day
    waits until the first three are there.
    """

    needed: Sequence[str]
    missing: Sequence[str]
    pledge_until_on: date | None
    deputy_id: int | None
    contact_until_on: date | None

    @property
    def missing_before_wish(self) -> Sequence[str]:
        return [code for code in self.missing if code != "forwarding"]


class Step(StrEnum):
    """What the card asks for next."""

    PLAN = "plan"
    START = "start"
    END = "end"
    RESULT = "result"
    PLAN_AGAIN = "plan_again"  # the lead refused it
    RESULT_AGAIN = "result_again"
    WAIT = "wait"  # all is in, the lead has not decided
    DONE = "done"
    NONE = "none"  # the day is over, closed, or still to come with a plan in


@dataclass(frozen=True)
class Card:
    """The growing card of one day. `approved_plan` is what stays in force while a newer one waits.

    `plan_revision` and `result_revision` are what a phone names as `version` when it posts the next text.
    """

    day: RemoteDayView
    deadlines: Deadlines
    plan: TextView | None
    approved_plan: TextView | None
    result: TextView | None
    started: MarkView | None
    ended: MarkView | None
    readiness: Readiness
    forwarding: ForwardingView
    step: Step
    may_plan: bool
    may_start: bool
    may_end: bool
    may_report: bool

    @property
    def plan_revision(self) -> int:
        return self.plan.revision if self.plan else 0

    @property
    def result_revision(self) -> int:
        return self.result.revision if self.result else 0


@dataclass(frozen=True)
class Unreported:
    """Somebody whose plan or result is late. `since_minute` is when it was due, of the day `on`."""

    staff_id: int
    on: date
    what: Part
    since_minute: int
