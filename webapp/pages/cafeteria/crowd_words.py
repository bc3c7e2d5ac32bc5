"""How crowded it is, in words: the same for the page and, with places in braces, for its scripts."""

from datetime import datetime
from math import floor

from flask_babel import gettext

from services.cafeteria import Crowd, Sources, Wait
from services.clock import SEOUL

MINUTE_S, HOUR_S, DAY_S = 60, 3_600, 86_400


def crowd_words() -> dict[str, str]:
    return {
        "range": gettext("약 %(low)s~%(high)s분", low="{low}", high="{high}"),
        "about": gettext("약 %(minutes)s분", minutes="{minutes}"),
        "within": gettext("%(minutes)s분 안", minutes="{minutes}"),
        "at_once": gettext("바로 받아요"),
        "just_now": gettext("방금"),
        "minutes_ago": gettext("%(minutes)s분 전", minutes="{count}"),
        "hours_ago": gettext("%(count)s시간 전", count="{count}"),
        "days_ago": gettext("%(count)s일 전", count="{count}"),
        "kitchen": gettext("주방 %(count)s", count="{count}"),
        "diners": gettext("직원 신고 %(count)s", count="{count}"),
        "sensors": gettext("센서 %(count)s", count="{count}"),
        "queue": gettext("지금 줄 %(count)s명쯤", count="{count}"),
        "no_queue": gettext("지금은 줄이 없어요"),
        "busy_from": gettext("%(time)s부터 붐벼요", time="{time}"),
        "quiet_from": gettext("%(time)s부터 한산해요", time="{time}"),
        "usual": gettext("이 시각에는 평소 %(minutes)s분쯤 기다려요", minutes="{minutes}"),
        "usual_calm": gettext("이 시각에는 평소 거의 기다리지 않아요"),
    }


def words_of(name: str, **values: object) -> str:
    """One of the sentences with its places filled."""
    return crowd_words()[name].format(**values)


def find_view(crowd: Crowd, now: datetime) -> str:
    """What a page shows of a crowd; js/cafeteria/crowd.js decides the same as time goes on."""
    if crowd.state != "open":
        return str(crowd.state)
    if crowd.level is None:
        return "unread"
    return "stale" if crowd.is_stale(now) else "live"


def say_wait(wait: Wait) -> str:
    return say_minutes(wait.low_min, wait.high_min)


def say_minutes(low: float, high: float) -> str:
    """A range of minutes as people say it; js/cafeteria/words.js says the same."""
    words, since, until = crowd_words(), whole_minutes(low), whole_minutes(high)
    if until < 1:
        return words["at_once"]
    if since < 1:
        return words["within"].format(minutes=until)
    if since == until:
        return words["about"].format(minutes=until)
    return words["range"].format(low=since, high=until)


def say_peak(mid: float, high: float) -> str:
    """A wait that is days away: the likely one, and how long it becomes at times."""
    likely, at_times = whole_minutes(mid), whole_minutes(high)
    if at_times < 1:
        return crowd_words()["at_once"]
    if likely < 1:
        return gettext("거의 없음, 길면 %(high)s분", high=at_times)
    return gettext("%(minutes)s분쯤, 길면 %(high)s분", minutes=likely, high=max(at_times, likely))


def say_age(as_of: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that fits."""
    words, seconds = crowd_words(), int((now - as_of).total_seconds())
    if seconds < MINUTE_S:
        return words["just_now"]
    if seconds < HOUR_S:
        return words["minutes_ago"].format(count=seconds // MINUTE_S)
    if seconds < DAY_S:
        return words["hours_ago"].format(count=seconds // HOUR_S)
    return words["days_ago"].format(count=seconds // DAY_S)


def say_sources(sources: Sources) -> str:
    """From what it is known: `주방 1, 직원 신고 3`."""
    words = crowd_words()
    counts = {"kitchen": sources.kitchen, "diners": sources.diners, "sensors": sources.sensors}
    return ", ".join(words[kind].format(count=count) for kind, count in counts.items() if count)


def say_queue(crowd: Crowd) -> str:
    if crowd.queue is None:
        return ""
    return words_of("queue", count=crowd.queue) if crowd.queue else crowd_words()["no_queue"]


def say_hint(crowd: Crowd) -> str:
    """What is to come next, if anything is."""
    words = crowd_words()
    if crowd.busy_from:
        return words["busy_from"].format(time=crowd.busy_from)
    return words["quiet_from"].format(time=crowd.quiet_from) if crowd.quiet_from else ""


def say_usual(crowd: Crowd, minute: float) -> str:
    """What is usual at a minute of the day, named as such; nothing where that is not known."""
    step = next((step for step in reversed(crowd.steps) if step.minute <= minute), None)
    if step is None or step.usual_min is None:
        return ""
    minutes = whole_minutes(step.usual_min)
    return words_of("usual", minutes=minutes) if minutes else crowd_words()["usual_calm"]


def whole_minutes(minutes: float) -> int:
    """Halves go up, as in scripts; Python's `round` takes 2.5 to 2."""
    return floor(minutes + 0.5)


def clock_of(minute: float) -> str:
    """`12:05` of minutes after midnight."""
    return f"{int(minute) // 60:02}:{int(minute) % 60:02}"


def minute_of(at: datetime) -> float:
    """Minutes after midnight in Korea."""
    local = at.astimezone(SEOUL)
    return local.hour * 60 + local.minute + local.second / 60
