"""Remote work on home: what today's card asks for, else the next remote day."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext
from sqlalchemy.orm import Session

from services.clock import local_day
from services.remote_work import days
from webapp.pages.remote_work.words import STATES, say_place, say_when

AHEAD = timedelta(days=14)
LOOKED_BACK = timedelta(days=7)


@dataclass(frozen=True)
class RemoteCard:
    """`word` says where the day stands, with its tone; `call` is what to do next, as the headline.

    For the script: the day as the phone goes on with it (`state`), and the call of each step (`calls`).
    """

    on: date
    href: str
    when: str
    place: str
    word: str
    tone: str
    call: str
    is_today: bool
    state: str
    calls: str


def find_remote_card(session: Session, staff_id: int, now: datetime) -> RemoteCard | None:
    """Today's, a day whose result is still to come, or the next one."""
    today = local_day(now)
    known = days.list_days(session, [staff_id], today - LOOKED_BACK, today + AHEAD)
    asked = [day for day in known if day.on < today and day.started_at and day.result_id is None]
    coming = [day for day in known if day.on >= today]
    day = next(iter([*asked, *coming]), None)
    return _to_card(day, today) if day else None


def _to_card(day: days.RemoteDayView, today: date) -> RemoteCard:
    call, (word, tone) = _say(day, today)
    return RemoteCard(
        on=day.on,
        href=f"/remote-work/{day.on}",
        when=say_when(day.on, today),
        place=say_place(day.place),
        word=word,
        tone=tone,
        call=call,
        is_today=day.on == today,
        state=_state(day),
        calls=_calls(is_today=day.on == today),
    )


def _state(day: days.RemoteDayView) -> str:
    text = {"lines": ()}
    state = {
        "step": None,
        "plan": text if day.plan_id else None,
        "result": text if day.result_id else None,
        "started": bool(day.started_at),
        "ended": bool(day.ended_at),
    }
    return json.dumps(state)


def _calls(*, is_today: bool) -> str:
    plan_in, result_in = gettext("계획서를 냈어요"), gettext("결과보고를 냈어요")
    calls = {
        days.Step.PLAN: gettext("계획서 쓰기"),
        days.Step.PLAN_AGAIN: gettext("계획 고치기"),
        days.Step.START: gettext("업무 시작") if is_today else plan_in,
        days.Step.END: gettext("업무 중이에요"),
        days.Step.RESULT: gettext("결과보고 내기"),
        days.Step.RESULT_AGAIN: gettext("결과 고치기"),
        days.Step.WAIT: result_in,
        days.Step.DONE: result_in,
        days.Step.NONE: plan_in,
    }
    return json.dumps(calls, ensure_ascii=False)


def _say(day: days.RemoteDayView, today: date) -> tuple[str, tuple[str, str]]:
    """What to do next, and a word for where it stands."""
    if day.plan_id is None:
        return gettext("계획서 쓰기"), (gettext("계획 전"), "warn" if day.on == today else "info")
    if day.result_id:
        return _decided(day.result_state, gettext("결과보고를 냈어요"), gettext("결과 고치기"))
    if day.plan_state == "refused" and day.started_at is None:
        return _decided(day.plan_state, "", gettext("계획 고치기"))
    if day.ended_at or day.on < today:
        return gettext("결과보고 내기"), (gettext("결과 전"), "warn")
    if day.started_at:
        return gettext("업무 중이에요"), (gettext("업무 중"), "info")
    return gettext("업무 시작") if day.on == today else gettext("계획서를 냈어요"), _word(day.plan_state)


def _decided(state: str | None, done: str, again: str) -> tuple[str, tuple[str, str]]:
    return (again if state == "refused" else done), _word(state)


def _word(state: str | None) -> tuple[str, str]:
    word, tone = STATES[state or "waiting"]
    return gettext(word), tone
