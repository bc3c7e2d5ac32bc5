"""One request in words: who asks, what, what asks for a closer look, and how far along its line it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext
from sqlalchemy.orm import Session

from services import approvals, people
from services.approvals import Act, Holder, Level, Request, Role, Step
from services.clock import local_day
from services.people import Person
from services.texts import N_
from webapp.context import now
from webapp.pages.approvals.subjects import find_path, words_of_kind
from webapp.templating import format_clock, format_day

LEVELS: Mapping[Level, str] = {
    Level.LEAD: N_("팀장"),
    Level.DEPARTMENT: N_("부서장"),
    Level.INSTITUTION: N_("기관장"),
}
ROLES: Mapping[Role, str] = {Role.REVIEW: N_("검토"), Role.DECISION: N_("결재")}
# A state's word and its tone.
STATES: Mapping[str, tuple[str, str]] = {
    approvals.WAITING: (N_("결재 대기"), "warn"),
    approvals.APPROVED: (N_("승인함"), "ok"),
    approvals.REFUSED: (N_("반려함"), "bad"),
    approvals.WITHDRAWN: (N_("회수함"), "neutral"),
}


@dataclass(frozen=True)
class ApprovalCard:
    """`marks` say in what standing it is decided: a review, by delegation, in somebody's place.

    `path` leads to the thing itself, where whoever decides may open it.
    """

    request: Request
    requester: Person
    label: str
    icon: str
    facts: Sequence[tuple[str, str]]
    cautions: Sequence[str]
    marks: Sequence[str]
    path: str | None = None


@dataclass(frozen=True)
class StepLine:
    """One step of the line: what was done there, or who is asked."""

    title: str
    note: str
    tone: str


@dataclass(frozen=True)
class DoneLine:
    """Something the person has done; `may_undo` while the five minutes last."""

    act: Act
    request: Request
    requester: Person
    label: str
    may_undo: bool


def make_card(request: Request, holder: Holder | None, persons: Mapping[int, Person]) -> ApprovalCard:
    words = words_of_kind(request.subject_kind)
    return ApprovalCard(
        request=request,
        requester=persons[request.requester_id],
        label=gettext(words.label),
        icon=words.icon,
        facts=[words.say_line(label, value) for label, value in request.lines],
        cautions=[gettext(words.cautions.get(code, code)) for code in request.cautions],
        marks=_say_marks(request, holder, persons),
        path=find_path(request) if words.is_for_all else None,
    )


def make_done_lines(
    session: Session, done: Sequence[tuple[Act, Request]], persons: Mapping[int, Person], at: datetime
) -> list[DoneLine]:
    """Only the last act on a request can be taken back."""
    open_ids = [request.id for act, request in done if approvals.may_undo(act.decided_at, at)]
    last = {act.request_id: act for act in approvals.list_acts(session, open_ids) if not act.undone_at}
    return [
        DoneLine(
            act=act,
            request=request,
            requester=persons[request.requester_id],
            label=gettext(words_of_kind(request.subject_kind).label),
            may_undo=request.state != approvals.WITHDRAWN and last.get(request.id) == act,
        )
        for act, request in done
    ]


def load_step_lines(session: Session, request: Request) -> list[StepLine]:
    """The whole line, what was undone among it."""
    acts = approvals.list_acts(session, [request.id])
    is_waiting = request.state == approvals.WAITING
    holder = approvals.find_acting(session, request.id, now()) if is_waiting else None
    ids = {number for act in acts for number in (act.decider_id, act.acted_for_id)}
    ids |= {holder.person_id, holder.acted_for_id} if holder else set()
    persons = people.list_persons(session, {number for number in ids if number}, local_day(now()))
    lines = [_say_act(request, act, persons) for act in acts]
    if is_waiting:
        lines.append(_say_present(request, holder, persons))
        lines += [_say_coming(step) for step in request.steps[request.step + 1 :]]
    return lines


def load_standing(session: Session, request: Request) -> str:
    """In what standing it was decided: `박다온 대결`, `전결`; nothing where there is nothing to say."""
    acts = [act for act in approvals.list_acts(session, [request.id]) if act.is_final and not act.undone_at]
    if not acts:
        return ""
    persons = people.list_persons(session, {acts[-1].acted_for_id or 0} - {0}, local_day(now()))
    return _say_standing(request, acts[-1], persons)


def _say_standing(request: Request, act: Act, persons: Mapping[int, Person]) -> str:
    if principal := persons.get(act.acted_for_id or 0):
        name = principal.name
        words = N_("%(name)s 대결") if act.as_deputy else N_("%(name)s 부재로 상급자 결재")
        return gettext(words, name=name)
    if act.as_deputy:
        return gettext("대결")
    is_decision = request.steps[act.step].role is Role.DECISION
    return gettext("전결") if is_decision and request.is_delegated else ""


def _say_marks(request: Request, holder: Holder | None, persons: Mapping[int, Person]) -> list[str]:
    marks = []
    if request.role is Role.REVIEW:
        marks.append(gettext("검토"))
    elif request.is_delegated:
        marks.append(gettext("전결"))
    if place := _say_place(holder, persons):
        marks.append(place)
    return marks


def _say_place(holder: Holder | None, persons: Mapping[int, Person]) -> str:
    """`박다온 대결`, or that it came up because she is away."""
    if holder is None or holder.acted_for_id is None:
        return ""
    words = N_("%(name)s 대결") if holder.as_deputy else N_("%(name)s 부재")
    return gettext(words, name=persons[holder.acted_for_id].name)


def _say_act(request: Request, act: Act, persons: Mapping[int, Person]) -> StepLine:
    role = request.steps[act.step].role
    done = gettext("반려") if act.decision == approvals.REFUSED else gettext(ROLES[role])
    standing = _say_standing(request, act, persons)
    undone = gettext("되돌림") if act.undone_at else ""
    at = f"{format_day(act.decided_at)} {format_clock(act.decided_at)}"
    tone = "neutral" if act.undone_at else "bad" if act.decision == approvals.REFUSED else "ok"
    return StepLine(
        title=" · ".join(part for part in (done, _name(persons, act.decider_id), standing) if part),
        note=" · ".join(part for part in (at, undone, act.reason) if part),
        tone=tone,
    )


def _say_present(request: Request, holder: Holder | None, persons: Mapping[int, Person]) -> StepLine:
    """Whom it has come to: while the lead is away, whoever stands in for her."""
    name = _name(persons, holder.person_id if holder else None) or gettext("정해지지 않음")
    parts = (gettext(ROLES[request.role]), name, _say_place(holder, persons))
    return StepLine(" · ".join(part for part in parts if part), gettext("기다리는 중"), "warn")


def _say_coming(step: Step) -> StepLine:
    return StepLine(f"{gettext(ROLES[step.role])} · {gettext(LEVELS[step.level])}", "", "neutral")


def _name(persons: Mapping[int, Person], staff_id: int | None) -> str:
    person = persons.get(staff_id or 0)
    return f"{person.name} {person.title}".strip() if person else ""
