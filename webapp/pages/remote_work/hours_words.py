"""The words of flexible hours: codes of the services as people say them."""

from collections.abc import Mapping

from babel.dates import get_day_names
from flask_babel import gettext

from services.remote_work import hours
from services.texts import N_
from webapp.language import choose_language

TYPES: Mapping[str, str] = {
    hours.ORDINARY: N_("정규 근무"),
    hours.STAGGERED: N_("시차출퇴근"),
    hours.COMPRESSED: N_("집약근무"),
    hours.OWN_TIME: N_("재량근무"),
}
MANNERS: Mapping[str, str] = {
    hours.Manner.DAILY: N_("요일마다 시작하는 시각을 골라요"),
    hours.Manner.COMPRESSED: N_("나흘에 몰아 일하고 하루를 쉬어요"),
    hours.Manner.OWN_TIME: N_("출퇴근 시각을 정하지 않아요"),
}
DUTIES: Mapping[str, str] = {"training": N_("교육·훈련"), "emergency": N_("비상근무")}
# A state's word and its tone.
STATES: Mapping[str, tuple[str, str]] = {
    "waiting": (N_("결재 대기"), "warn"),
    "refused": (N_("반려됨"), "bad"),
    "withdrawn": (N_("거둠"), "neutral"),
    "coming": (N_("예정"), "info"),
    "holds": (N_("쓰는 중"), "ok"),
    "ended": (N_("그만둠"), "neutral"),
    "over": (N_("지남"), "neutral"),
}
LABELS: Mapping[str, str] = {
    "hours_type": N_("유형"),
    "hours_period": N_("기간"),
    "hours_days": N_("시간"),
    "hours_free": N_("쉬는 요일"),
    "hours_reason": N_("사유"),
    "hours_refused": N_("반려 사유"),
    "hours_review": N_("재검토 요청"),
}
CAUTIONS: Mapping[str, str] = {
    "hours_today": N_("오늘부터 쓰겠다는 신청이에요."),
    "hours_review": N_("반려된 뒤 다시 살펴 달라는 신청이에요."),
    "hours_free": N_("매주 하루를 쉬는 신청이에요. 그날 창구와 결재를 맡을 사람이 있는지 살펴 주세요."),
    "hours_duty": N_("기간 안에 교육·훈련이나 비상근무가 있어요. 그날은 정규 시간에 일해요."),
}


def say_line(label: str, value: str) -> tuple[str, str]:
    """A line of an approval, as it was put before the lead, in the reader's words."""
    return gettext(LABELS[label]) if label in LABELS else label, value


def say_type(code: str, name: str) -> str:
    """Those that every organisation begins with in the reader's language, others as they are called there."""
    return gettext(TYPES[code]) if code in TYPES else name


def type_names(types: list[hours.HoursType]) -> dict[str, str]:
    """By code; of several rules of a type the first one in the list gives the name."""
    names: dict[str, str] = {}
    for rule in types:
        names.setdefault(rule.code, say_type(rule.code, rule.name))
    return names


def weekday_names() -> list[str]:
    """`월`, `Mon`: from Monday on."""
    names = get_day_names("abbreviated", locale=choose_language())
    return [str(names[number]) for number in range(7)]


def say_span(starts_minute: int, ends_minute: int) -> str:
    return f"{hours.say_clock(starts_minute)}–{hours.say_clock(ends_minute)}"


def say_hours(span: hours.Hours) -> str:
    if span.is_free:
        return gettext("쉼")
    return say_span(span.starts_minute, span.ends_minute)


def say_week(view: hours.FlexibleView) -> list[str]:
    """`월–수·금 08:00–17:00`, a line for each."""
    names = weekday_names()
    lines = [
        f"{hours.join_runs(weekdays, names, '–', '·')} {say_span(starts, ends)}"
        for weekdays, starts, ends in hours.group_days(view.days)
    ]
    if view.free_weekday is not None:
        lines.append(gettext("%(day)s 쉼", day=names[view.free_weekday]))
    return lines


def say_length(minutes: int) -> str:
    hour, minute = divmod(minutes, 60)
    if not minute:
        return gettext("%(hours)s시간", hours=hour)
    return gettext("%(hours)s시간 %(minutes)s분", hours=hour, minutes=minute)
