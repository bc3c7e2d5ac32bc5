"""One request in words: who asks, what, what asks for a closer look, and how far along its line it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext
from sqlalchemy.orm import Session

from services import approvals, people
from services.approvals import Act, Holder, Level, Request, Role
from services.clock import local_day
from services.people import Person
from services.texts import N_
from webapp.context import now
from webapp.pages.approvals.subjects import words_of_kind
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
    """`marks` say in what standing it is decided: a review, by delegation, in somebody's place."""

    request: Request
    requester: Person
    label: str
    icon: str
    facts: Sequence[tuple[str, str]]
    cautions: Sequence[str]
    marks: Sequence[str]


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
    ids = {*(a.decider_id for a in acts), *(a.acted_for_id for a in acts), request.approver_id} - {None}
    persons = people.list_persons(session, {i for i in ids if i}, local_day(now()))
    lines = [_say_act(request, act, persons) for act in acts]
    if request.state == approvals.WAITING:
        lines += [_say_coming(request, number, persons) for number in range(request.step, len(request.steps))]
    return lines


def say_standing(act: Act, persons: Mapping[int, Person]) -> str:
    """`박다온 대결`, and nothing for a lead in her own place."""
    if act.acted_for_id is None or act.acted_for_id not in persons:
        return gettext("대결") if act.as_deputy else ""
    name = persons[act.acted_for_id].name
    if act.as_deputy:
        return gettext("%(name)s 대결", name=name)
    return gettext("%(name)s 부재로 상급자 결재", name=name)


def _say_marks(request: Request, holder: Holder | None, persons: Mapping[int, Person]) -> list[str]:
    marks = []
    if request.role is Role.REVIEW:
        marks.append(gettext("검토"))
    elif request.is_delegated:
        marks.append(gettext("전결"))
    if holder and holder.acted_for_id:
        name = persons[holder.acted_for_id].name
        words = N_("%(name)s 대결") if holder.as_deputy else N_("%(name)s 부재")
        marks.append(gettext(words, name=name))
    return marks


def _say_act(request: Request, act: Act, persons: Mapping[int, Person]) -> StepLine:
    role = request.steps[act.step].role
    done = gettext("반려") if act.decision == approvals.REFUSED else gettext(ROLES[role])
    standing = say_standing(act, persons)
    if not standing and role is Role.DECISION and request.is_delegated:
        standing = gettext("전결")
    undone = gettext("되돌림") if act.undone_at else ""
    at = f"{format_day(act.decided_at)} {format_clock(act.decided_at)}"
    tone = "neutral" if act.undone_at else "bad" if act.decision == approvals.REFUSED else "ok"
    return StepLine(
        title=" · ".join(part for part in (done, _name(persons, act.decider_id), standing) if part),
        note=" · ".join(part for part in (at, undone, act.reason) if part),
        tone=tone,
    )


def _say_coming(request: Request, number: int, persons: Mapping[int, Person]) -> StepLine:
    step = request.steps[number]
    if number > request.step:
        return StepLine(f"{gettext(ROLES[step.role])} · {gettext(LEVELS[step.level])}", "", "neutral")
    name = _name(persons, request.approver_id) or gettext("정해지지 않음")
    return StepLine(f"{gettext(ROLES[step.role])} · {name}", gettext("기다리는 중"), "warn")


def _name(persons: Mapping[int, Person], staff_id: int | None) -> str:
    person = persons.get(staff_id or 0)
    return f"{person.name} {person.title}".strip() if person else ""
