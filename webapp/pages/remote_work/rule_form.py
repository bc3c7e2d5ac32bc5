"""The form of the rules of remote days, and its words."""

from collections.abc import Mapping

from flask import request

from services.remote_work import days
from services.texts import N_
from webapp.forms import day, text

# The numbers of a rule by what they are about: the field, its label, its hint.
NUMBERS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    N_("계획서"): (
        ("plan_due_min", N_("마감(분)"), N_("업무 시작 뒤 몇 분까지. 시작 전이면 음수로")),
        ("plan_ask_min", N_("알림(분)"), N_("마감 몇 분 전에 본인에게")),
        ("plan_lead_min", N_("팀장 알림(분)"), N_("마감 몇 분 뒤에 팀장에게")),
    ),
    N_("결과보고"): (
        ("result_due_min", N_("마감(분)"), N_("업무 종료 뒤 몇 분까지")),
        ("result_ask_min", N_("알림(분)"), N_("마감 몇 분 전에 본인에게")),
        ("result_lead_min", N_("팀장 알림(분)"), N_("마감 몇 분 뒤에 팀장에게")),
    ),
    N_("함께 쓰는 기준"): (
        ("grace_min", N_("유예 시간(분)"), N_("마감 뒤 이 시간 안에 내면 제때 낸 것으로 봐요")),
        ("deliver_days", N_("연결이 없을 때 받아 주는 날 수"), N_("제때 적고 늦게 도착한 것을 받아요")),
        ("pledge_months", N_("서약 기간(달)"), N_("이만큼 지나면 다시 서약해요")),
        ("contact_days", N_("연락처 확인 주기(일)"), N_("이만큼 지나면 다시 확인해요")),
    ),
}
NOTHING = -100_000


def read_rules() -> days.RemoteRules:
    """What a number's field says that is none, the service refuses by its name. Raises: Invalid."""
    fields = [name for group in NUMBERS.values() for name, _, _ in group]
    return days.RemoteRules(
        from_on=day("from_on"),
        **{name: _number(name) for name in fields},
        needs=tuple(code for code in days.NEEDS if code in request.form.getlist("needs")),
        forward_code=text("forward_code"),
        undo_code=text("undo_code"),
        basis=text("basis"),
    )


def _number(name: str) -> int:
    typed = text(name)
    digits = typed.removeprefix("-")
    return int(typed) if digits.isascii() and digits.isdigit() and len(digits) < 6 else NOTHING
