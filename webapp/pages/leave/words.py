"""The words of leave: codes of the services as people say them."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext

from services import leave
from services.leave import Fate, LeaveView, Part, Period, State
from services.texts import N_
from webapp.templating import format_days

PARTS: Mapping[Part, str] = {Part.DAY: N_("하루"), Part.AM: N_("오전"), Part.PM: N_("오후")}
# The kinds that every organisation begins with; those that it adds have one name for all languages.
FIRST_KINDS = (N_("연가"), N_("반차"), N_("병가"), N_("공가"), N_("특별휴가"), N_("교육"))
# A state's word and its tone.
STATES: Mapping[State, tuple[str, str]] = {
    State.WAITING: (N_("결재 대기"), "warn"),
    State.APPROVED: (N_("승인됨"), "ok"),
    State.REFUSED: (N_("반려됨"), "bad"),
    State.CANCELLED: (N_("취소함"), "neutral"),
}
LABELS: Mapping[str, str] = {
    "leave_kind": N_("휴가 종류"),
    "leave_days": N_("기간"),
    "leave_part": N_("반일"),
    "leave_count": N_("근무일수"),
    "leave_reason": N_("사유"),
}
CAUTIONS: Mapping[str, str] = {
    "leave_began": N_("이미 시작했거나 지난 휴가예요."),
    "leave_on_trip": N_("같은 때에 출장이 있어요."),
    "leave_paper": N_("올해 쓴 날을 더하면 증빙 서류를 받아야 해요."),
    "leave_team_away": N_("같은 부서에서 많은 사람이 함께 자리를 비우게 돼요."),
    "leave_lead_alone": N_("부서장인데 대신할 사람이 정해져 있지 않아요."),
}
FATES: Mapping[Fate, tuple[str, str, str]] = {
    Fate.NEW: (N_("새 휴가"), "ok", "plus"),
    Fate.CANCELLED: (N_("취소"), "info", "undo-2"),
    Fate.UNCHANGED: (N_("그대로"), "neutral", "minus"),
    Fate.FAILING: (N_("반영 못 함"), "bad", "x"),
}


def say_line(label: str, value: str) -> tuple[str, str]:
    """A line of an approval, as it was put before the lead, in the reader's words."""
    if label == "leave_part" and value in list(Part):
        value = gettext(PARTS[Part(value)])
    if label == "leave_kind":
        value = say_kind(value)
    if label == "leave_count":
        value = gettext("%(count)s일", count=value)
    return gettext(LABELS[label]) if label in LABELS else label, value


def say_kind(name: str) -> str:
    """A kind's name in the reader's language, where it has one there."""
    return gettext(name) if name in FIRST_KINDS else name


def say_period(period: Period) -> str:
    """`10. 6.(화) – 10. 8.(목)`, `10. 6.(화) 오전`."""
    days = format_days(period.from_on, period.until_on)
    return days if period.part is Part.DAY else f"{days} {gettext(PARTS[period.part])}"


def say_full_period(period: Period) -> str:
    """The same with its years, as official documents write it: a file's mistake may be in them."""
    days = leave.format_days(period)
    return days if period.part is Part.DAY else f"{days} {gettext(PARTS[period.part])}"


def say_state(view: LeaveView, today: date) -> tuple[str, str]:
    """The state of a leave in words, and its tone; one that runs or is over says so."""
    if view.state is State.APPROVED and view.last_on < today:
        return gettext("지난 휴가"), "neutral"
    if view.state is State.APPROVED and view.period.from_on <= today:
        return gettext("휴가 중"), "info"
    word, tone = STATES[view.state]
    return gettext(word), tone
