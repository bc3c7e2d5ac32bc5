"""The rotation in words: states, shares, balances, reasons."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext

from services.remote_work import rotation
from services.texts import N_
from webapp.templating import format_day, format_days

PLAN_STATES: Mapping[str, tuple[str, str]] = {
    "draft": (N_("초안"), "neutral"),
    "published": (N_("공개함"), "ok"),
    "withdrawn": (N_("거둠"), "neutral"),
}
# How far the solution of a draft is.
WORKS: Mapping[str, tuple[str, str]] = {
    "none": (N_("아직 찾지 않음"), "neutral"),
    "asked": (N_("차례를 기다려요"), "info"),
    "solving": (N_("찾고 있어요"), "info"),
    "solved": (N_("순환안이 나왔어요"), "ok"),
    "impossible": (N_("규칙이 부딪혀요"), "bad"),
    "failed": (N_("만들지 못했어요"), "warn"),
}
SWAP_STATES: Mapping[str, tuple[str, str]] = {
    "asked": (N_("동료의 답을 기다려요"), "info"),
    "agreed": (N_("팀장의 확인을 기다려요"), "warn"),
    "done": (N_("바꿨어요"), "ok"),
    "refused": (N_("바꾸지 않아요"), "neutral"),
    "withdrawn": (N_("거뒀어요"), "neutral"),
}
WANTS: Mapping[str, str] = {"home": N_("재택"), "office": N_("출근")}
WEEKDAYS = (N_("월요일마다"), N_("화요일마다"), N_("수요일마다"), N_("목요일마다"), N_("금요일마다"))
EVERY_DAY = N_("날마다")


def say_plan_state(plan: rotation.RotationPlanView) -> tuple[str, str]:
    """A draft says how far it is, any other plan what became of it."""
    word, tone = WORKS[plan.work] if plan.is_draft and plan.work != "none" else PLAN_STATES[plan.state]
    return gettext(word), tone


def say_share(share: rotation.Share) -> str:
    return gettext("재택 없음") if share.is_essential else f"{share.parts}/{share.of_parts}"


def say_reason(reason: rotation.Reason) -> str:
    """In the reader's language, its day written as people write it."""
    params = dict(reason.params)
    if "on" in params:
        params["on"] = format_day(date.fromisoformat(str(params["on"])))
    return str(gettext(reason.sentence, **params))


def say_changes(changes: rotation.Changes) -> str:
    """What is different since a plan was published: `휴일, 고정한 날`."""
    return ", ".join(gettext(kind) for kind in changes.kinds)


def say_balance(ahead_days: float) -> tuple[str, str]:
    """How far somebody is ahead of her share, or behind, and the tone of it."""
    days = f"{abs(ahead_days):.1f}"
    if days == "0.0":
        return gettext("몫만큼"), "ok"
    if ahead_days > 0:
        return gettext("몫보다 %(days)s일 많음", days=days), "neutral"
    return gettext("몫보다 %(days)s일 적음", days=days), "info"


def say_ahead(ahead_days: float) -> str:
    """`+0.7`, `-1.0`, `0`, for a table."""
    return "0" if f"{abs(ahead_days):.1f}" == "0.0" else f"{ahead_days:+.1f}"


def say_wish(wish: rotation.RotationWishView) -> str:
    """`화요일마다 재택`."""
    when = EVERY_DAY if wish.weekday is None else WEEKDAYS[wish.weekday]
    if wish.weekday is None and wish.from_on == wish.until_on:
        return f"{format_day(wish.from_on)} {gettext(WANTS[wish.want])}"
    return f"{gettext(when)} {gettext(WANTS[wish.want])}"


def say_period(from_on: date, until_on: date) -> str:
    return format_days(from_on, until_on)


def list_weekdays() -> list[tuple[str, str]]:
    """The choices of a form: every day first."""
    days = [(str(number), gettext(word)) for number, word in enumerate(WEEKDAYS)]
    return [("", gettext(EVERY_DAY)), *days]
