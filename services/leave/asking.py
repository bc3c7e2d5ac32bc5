"""Leave that is asked for: kept, put before the lead, and from then on counted by whoever plans ahead."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services import approvals, people
from services.clock import local_day
from services.errors import Conflict, Invalid
from services.leave.decisions import write_absences
from services.leave.kinds import KindView, load_kinds
from services.leave.models import LONGEST_REASON, Leave
from services.leave.periods import LOCK, Part, Period, count_days
from services.leave.rules import LeaveRules, get_rules
from services.leave.submission import Wish, make_submission
from services.leave.views import LeaveView, find_meeting, get_leave
from services.locks import lock_subject
from services.texts import N_, tidy_line

LEAVE_ID_BYTES = 8
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class LeaveAsk:
    """What a person wants. `id` is 8 bytes made on the device."""

    id: bytes
    kind: str
    period: Period
    reason: str = ""


def ask_leave(session: Session, staff_id: int, ask: LeaveAsk, now: datetime) -> LeaveView:
    """Keeps a leave and puts it before the person's lead; the same sent again gives the same leave.

    Raises: Invalid with each wrong field; Conflict `leave_overlaps`, `id_taken`.
    """
    ask = replace(ask, reason=tidy_line(ask.reason))
    lock_subject(session, LOCK)
    known = session.get(Leave, ask.id)
    if known is not None:
        return _same_leave(session, known, staff_id, ask)
    rules = get_rules(session, ask.period.from_on)
    kind = load_kinds(session).find(ask.kind, ask.period.from_on)
    wrong = _find_wrong(session, staff_id, ask, kind, rules, local_day(now))
    if kind is None or wrong:
        raise Invalid("invalid_leave", fields=wrong)
    other = find_meeting(session, staff_id, ask.period)
    if other is not None:
        raise _overlaps(other)
    return _keep(session, staff_id, ask, kind, rules, now)


def _keep(
    session: Session, staff_id: int, ask: LeaveAsk, kind: KindView, rules: LeaveRules, now: datetime
) -> LeaveView:
    session.add(
        Leave(
            id=ask.id,
            staff_id=staff_id,
            kind=kind.code,
            from_on=ask.period.from_on,
            until_on=ask.period.until_on,
            part=ask.period.part.value,
            reason=ask.reason,
            made_at=now,
        )
    )
    session.flush()
    submission = make_submission(session, Wish(staff_id, ask.id, kind, ask.period, ask.reason, rules), now)
    approvals.submit_request(session, submission, staff_id, now)
    kept = get_leave(session, ask.id, staff_id)
    write_absences(session, [kept])
    return kept


def _same_leave(session: Session, known: Leave, staff_id: int, ask: LeaveAsk) -> LeaveView:
    if known.staff_id == staff_id:
        view = get_leave(session, known.id, staff_id)
        if (view.kind, view.period, view.reason) == (ask.kind, ask.period, ask.reason):
            return view
    raise Conflict("id_taken", N_("이 화면에서 이미 올린 휴가가 있어요. 내용을 확인하고 다시 올려 주세요."))


def _overlaps(other: LeaveView) -> Conflict:
    sentence = N_("그 기간에 이미 올린 휴가가 있어요. 먼저 그 휴가를 취소해 주세요.")
    return Conflict("leave_overlaps", sentence, fields={"from_on": sentence}, leave=other.id.hex())


def _find_wrong(
    session: Session, staff_id: int, ask: LeaveAsk, kind: KindView | None, rules: LeaveRules, today: date
) -> dict[str, str]:
    wrong = _wrong_period(session, ask.period, rules, today)
    if not wrong and not _is_in_service(session, staff_id, ask.period.until_on):
        wrong["until_on"] = N_("그때는 근무하지 않아요. 마지막 근무일까지 골라 주세요.")
    if len(ask.id) != LEAVE_ID_BYTES:
        wrong["id"] = N_("화면을 새로 고친 뒤 다시 해 주세요.")
    if kind is None or not kind.is_open:
        return wrong | {"kind": N_("휴가 종류를 골라 주세요.")}
    is_half = ask.period.part is not Part.DAY
    if is_half and not kind.has_halves:
        wrong["part"] = N_("이 휴가는 반일로 쓸 수 없어요. 하루로 골라 주세요.")
    if not is_half and not kind.has_days:
        wrong["part"] = N_("오전인지 오후인지 골라 주세요.")
    if kind.needs_reason and not ask.reason:
        wrong["reason"] = N_("사유를 적어 주세요. 결재하는 사람만 볼 수 있어요.")
    if len(ask.reason) > LONGEST_REASON:
        wrong["reason"] = N_("사유를 200자 안에서 적어 주세요.")
    return wrong


def _is_in_service(session: Session, staff_id: int, on: date) -> bool:
    person = people.find_person(session, staff_id, on)
    return person is not None and person.is_in_service(on)


def _wrong_period(session: Session, period: Period, rules: LeaveRules, today: date) -> dict[str, str]:
    if period.until_on < period.from_on:
        return {"until_on": N_("끝나는 날이 시작하는 날보다 빠를 수 없어요.")}
    if period.part is not Part.DAY and period.until_on != period.from_on:
        return {"until_on": N_("반일은 하루만 고를 수 있어요.")}
    if period.from_on < today - timedelta(days=rules.most_days_back):
        return {"from_on": N_("너무 오래 지난 날이에요. 인사 담당자에게 말씀해 주세요.")}
    if period.from_on > today + timedelta(days=rules.most_days_ahead):
        return {"from_on": N_("아직 너무 먼 날이에요. 가까워지면 올려 주세요.")}
    if period.until_on - period.from_on > LONGEST:
        return {"until_on": N_("휴가는 1년까지 한 번에 올릴 수 있어요.")}
    if count_days(session, period) == 0:
        return {"from_on": N_("쉬는 날만 골랐어요. 일하는 날을 골라 주세요.")}
    return {}
