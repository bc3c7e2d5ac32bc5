"""The words of the cafeteria's page and of the kitchen's, beside those of the card on home."""

from collections.abc import Iterator
from operator import itemgetter

from flask_babel import gettext

from services.cafeteria import LEVELS, Bounds, Crowd
from webapp.pages.cafeteria.crowd_words import clock_of, crowd_words, minute_of, whole_minutes


def chart_words() -> dict[str, str]:
    words, places = crowd_words(), {"time": "{time}", "minutes": "{minutes}"}
    return {name: words[name] for name in ("range", "about", "within", "at_once")} | {
        "minutes": gettext("%(minutes)s분", minutes="{minutes}"),
        "nothing": "–",
        "peak": gettext("가장 길었던 때는 %(time)s, %(minutes)s분이에요.", **places),
        "peak_coming": gettext("가장 길 때는 %(time)s쯤, %(minutes)s분쯤일 것 같아요.", **places),
        "calm": gettext("오늘은 거의 기다리지 않을 것 같아요."),
        "no_curve": gettext("아직 그릴 기록이 없어요."),
        "best": gettext("%(time)s쯤 가면 %(minutes)s분쯤 기다려요", **places),
    }


def report_words() -> dict[str, str]:
    minutes = {"minutes": "{minutes}"}
    return {
        "joined": gettext("알렸어요. 받으면 한 번 더 눌러 주세요."),
        "since": gettext("줄 선 지 %(minutes)s분", **minutes),
        "waited": gettext("%(minutes)s분 기다렸어요. 알려 주셔서 고마워요.", **minutes),
        "at_once": gettext("1분도 안 걸렸어요. 알려 주셔서 고마워요."),
        "undone": gettext("신고를 거두었어요."),
        "forgotten": gettext("40분이 지나 앞서 누른 신고는 지웠어요."),
        "away": gettext("연결이 없어요. 아무것도 보내지 않았고, 나중에 보내지도 않아요."),
        "silent": gettext("서버가 답하지 않아요. 보냈는지 알 수 없으니 다시 눌러 주세요. 두 번 세지 않아요."),
        "signed_out": gettext("로그인이 끝나 보내지 못했어요. 다시 로그인해 주세요."),
    }


def kitchen_words() -> dict[str, str]:
    words, level = crowd_words(), {"level": "{level}"}
    return {name: words[name] for name in ("just_now", "minutes_ago", "hours_ago", "days_ago")} | {
        "sending": gettext("%(level)s, 보내는 중", **level),
        "sent": gettext("%(level)s, %(time)s에 전송됨", time="{time}", **level),
        "sent_plainly": gettext("%(level)s, 전송됨", **level),
        "again": gettext("%(level)s, 아직 보내지 못했어요. 저절로 다시 보내요.", **level),
        "away": gettext("%(level)s, 연결이 없어 보내지 못했어요. 연결되면 저절로 보내요.", **level),
        "failed": gettext("보내지 못했어요. 다시 눌러 주세요."),
        "too_late": gettext("2분 동안 보내지 못해서 이 값은 버렸어요. 지금 상태를 다시 눌러 주세요."),
        "signed_out": gettext("로그인이 끝나 보내지 못했어요."),
    }


def say_bounds(bounds: Bounds) -> dict[str, str]:
    """Which wait each level stands for."""
    found = {}
    for level in LEVELS:
        since, until = bounds.minutes_of(level)
        if since == 0:
            found[str(level)] = gettext("%(minutes)s분 안쪽", minutes=int(until))
        elif until == float("inf"):
            found[str(level)] = gettext("%(minutes)s분 넘음", minutes=int(since))
        else:
            found[str(level)] = gettext("%(low)s~%(high)s분", low=int(since), high=int(until))
    return found


def say_essence(crowd: Crowd) -> str:
    """The day's curve in a sentence: when the wait is longest; the newest estimate is part of what was."""
    words, points = chart_words(), [*_newest(crowd), *_curve(crowd)]
    if not points:
        return words["no_curve"]
    wait, minute, name = max(points, key=itemgetter(0))
    return (
        words["calm"] if wait < 1 else words[name].format(time=clock_of(minute), minutes=whole_minutes(wait))
    )


def _newest(crowd: Crowd) -> Iterator[tuple[float, float, str]]:
    if crowd.as_of and crowd.wait:
        yield (crowd.wait.low_min + crowd.wait.high_min) / 2, minute_of(crowd.as_of), "peak"


def _curve(crowd: Crowd) -> Iterator[tuple[float, float, str]]:
    for step in crowd.steps:
        if step.seen_min is not None:
            yield step.seen_min, step.minute, "peak"
        elif step.mid_min is not None:
            yield step.mid_min, step.minute, "peak_coming"
