"""The words of remote days: codes of the services as people say them."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext

from services.clock import SEOUL, local_day
from services.remote_work import days
from services.texts import N_
from webapp.navigation import Place
from webapp.templating import format_clock, format_day, format_full_day

PLACES: Mapping[str, str] = {days.Place.HOME: N_("재택"), days.Place.CENTRE: N_("스마트워크센터")}
# The headline of a step, with the numbers of lines and of those that are done.
HEADLINES: Mapping[str, str] = {
    days.Step.PLAN: N_("계획을 적어 주세요"),
    days.Step.PLAN_AGAIN: N_("계획을 고쳐 주세요"),
    days.Step.START: N_("계획 %(count)s건을 냈어요"),
    days.Step.END: N_("계획 %(count)s건 중 %(done)s건 끝냄"),
    days.Step.RESULT: N_("결과를 적어 주세요"),
    days.Step.RESULT_AGAIN: N_("결과를 고쳐 주세요"),
    days.Step.WAIT: N_("%(count)s건 중 %(done)s건 끝냄"),
    days.Step.DONE: N_("%(count)s건 중 %(done)s건 끝냄"),
    days.Step.NONE: N_("계획 %(count)s건"),
}
PARTS: Mapping[str, str] = {days.Part.PLAN: N_("계획서"), days.Part.RESULT: N_("결과보고")}
# What is said of a text: a word and its tone.
STATES: Mapping[str, tuple[str, str]] = {
    "waiting": (N_("결재 대기"), "warn"),
    "approved": (N_("승인됨"), "ok"),
    "refused": (N_("반려됨"), "bad"),
    "withdrawn": (N_("거둠"), "neutral"),
}
TIMINGS: Mapping[str, str] = {
    days.Timing.STATED: N_("%(text)s가 늦게 도착했어요. 휴대전화에는 제때 쓴 것으로 남아 있어요."),
    days.Timing.LATE: N_("%(text)s를 늦게 냈어요."),
}
NEEDS: Mapping[str, tuple[str, str, str]] = {
    "pledge": (N_("보안 서약"), N_("기간마다 한 번 서약해요"), "/remote-work/pledge"),
    "deputy": (N_("업무대행자"), N_("자리를 비운 동안 대신할 사람"), "/me/deputies"),
    "contact": (N_("연락처"), N_("착신전환 번호와 비상연락처"), "/remote-work/contact"),
    "forwarding": (N_("착신전환"), N_("사무실 전화를 내 전화로 돌려요"), "#forwarding"),
}


def say_when(on: date, today: date) -> str:
    """`오늘`, `내일`, or the day."""
    return _near().get((on - today).days, format_day(on))


def say_near() -> str:
    """The names of the days around today, for the script."""
    return json.dumps(_near(), ensure_ascii=False)


def _near() -> Mapping[int, str]:
    return {0: gettext("오늘"), 1: gettext("내일"), -1: gettext("어제")}


def say_place(place: str) -> str:
    return gettext(PLACES[place])


def say_headline(card: days.Card) -> str:
    count, done = count_lines(card)
    return gettext(HEADLINES[card.step], count=count, done=done)


def count_lines(card: days.Card) -> tuple[int, int]:
    """How many lines, and how many of them are done."""
    text = card.result or card.plan
    lines = text.lines if text else ()
    return len(lines), sum(line.is_done for line in lines)


def say_due(card: days.Card, now: datetime) -> tuple[str, str] | None:
    """Until when the text of this step is due, with its tone; None where none is."""
    dues = {
        days.Step.PLAN: (card.deadlines.plan_due_at, card.deadlines.plan_late_at, gettext("계획서")),
        days.Step.RESULT: (card.deadlines.result_due_at, card.deadlines.result_late_at, gettext("결과보고")),
    }
    if card.step not in dues:
        return None
    due_at, late_at, name = dues[card.step]
    when = f"{say_when(local_day(due_at), local_day(now))} {format_clock(due_at)}"
    if now >= late_at:
        return gettext("%(name)s 마감이 %(when)s이었어요. 지금이라도 내 주세요.", name=name, when=when), "bad"
    return gettext("%(name)s 마감 %(when)s", name=name, when=when), "warn"


def headlines() -> str:
    """Those of all steps, for the script, with blanks for the numbers."""
    words = {step: gettext(words, count="{count}", done="{done}") for step, words in HEADLINES.items()}
    return json.dumps(words, ensure_ascii=False)


def say_facts(line: days.ResultLine) -> str:
    """`3건 · 문서 도로-1182 외`."""
    count = gettext("%(count)s건", count=line.count) if line.count is not None else ""
    return " · ".join(filter(None, [count, line.note]))


def blank_line() -> days.ResultLine:
    """What a script fills in."""
    return days.ResultLine("", is_done=False)


def say_state(text: days.TextView) -> tuple[str, str]:
    """`계획서 승인됨`, and its tone."""
    word, tone = STATES[text.state]
    return gettext("%(part)s %(state)s", part=gettext(PARTS[text.part]), state=gettext(word)), tone


def say_timing(part: str, text: days.TextView) -> str:
    """Which of the day's texts came late, and how; empty for one that was in time."""
    return gettext(TIMINGS[text.timing], text=gettext(PARTS[part])) if text.timing in TIMINGS else ""


def say_moment_of(at: datetime, on: date) -> str:
    """`09:00`, or with the day where it is another one."""
    local = at.astimezone(SEOUL)
    return format_clock(at) if local.date() == on else f"{format_day(local.date())} {format_clock(at)}"


def say_hours(starts_at: datetime, ends_at: datetime) -> str:
    return f"{format_clock(starts_at)} – {format_clock(ends_at)}"


def say_next(day: days.RemoteDayView) -> str:
    """What of a coming day is to be done."""
    return gettext("계획서를 냈어요") if day.plan_id else gettext("계획서를 미리 쓸 수 있어요")


def say_plan(day: days.RemoteDayView) -> tuple[str, str]:
    if day.plan_state is None:
        return gettext("계획서 쓰기"), "info"
    word, tone = STATES[day.plan_state]
    return gettext(word), tone


def say_closed(day: days.RemoteDayView) -> str:
    return gettext(days.CLOSED[day.closed_why or days.ClosedWhy.TAKEN_BACK])


def say_wish(wish: days.WishView) -> tuple[str, str]:
    word, tone = STATES[wish.state]
    return gettext(word), tone


def say_forwarding(forwarding: days.ForwardingView) -> tuple[str, str]:
    """How far it is, in a word and its tone."""
    if forwarding.undone_at:
        return gettext("되돌림"), "neutral"
    if forwarding.is_confirmed:
        return gettext("켜짐 확인"), "ok"
    if forwarding.tested_ok is False:
        return gettext("받지 못함"), "bad"
    if forwarding.dialled_at:
        return gettext("확인 전"), "warn"
    return gettext("아직"), "neutral"


def say_pledge(readiness: days.Readiness) -> str:
    if readiness.pledge_until_on is None:
        return gettext("아직 서약하지 않았어요")
    return gettext("%(day)s까지 유효해요", day=format_full_day(readiness.pledge_until_on))


def say_contact(readiness: days.Readiness) -> str:
    if readiness.contact_until_on is None:
        return gettext("아직 적지 않았어요")
    return gettext("%(day)s까지 확인됐어요", day=format_full_day(readiness.contact_until_on))


def next_day(on: date) -> date:
    return on + timedelta(days=1)


# What templates may say.
SAYINGS: Sequence[Callable[..., Any]] = (
    blank_line,
    say_closed,
    say_contact,
    say_facts,
    say_forwarding,
    say_moment_of,
    say_near,
    say_next,
    say_place,
    say_plan,
    say_pledge,
    say_state,
    say_timing,
    say_when,
    say_wish,
)
# The other pages of remote work, each in the list once it is there.
REMOTE_PLACES = (
    Place("/remote-work/rotation", N_("순환 달력"), "refresh-cw", N_("우리 팀과 부서의 재택 순서")),
    Place("/remote-work/seats", N_("스마트워크센터 자리"), "monitor", N_("자리를 골라 예약해요")),
    Place("/hours", N_("유연근무"), "clock", N_("요일마다 출근 시각을 정해요")),
    Place("/team", N_("지금 어디에"), "users", N_("사무실, 재택, 출장, 휴가")),
    Place("/leave", N_("휴가"), "flag", N_("연가, 병가, 공가, 반차")),
    Place("/meetings", N_("긴급 회의"), "users", N_("사람을 골라 바로 모아요")),
)
