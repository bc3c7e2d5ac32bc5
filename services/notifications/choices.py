"""How a person wants to be told: by topic, by time of day, and mail at once or once a day.

The inbox in the app takes everything whatever is chosen here. Minutes are those after midnight in Korea.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.clock import SEOUL, instant_of, local_day
from services.errors import Invalid
from services.notifications.kinds import Topic
from services.notifications.models import NoticeSwitch, NoticeTimes
from services.texts import N_

DAY_MINUTES: Final = 24 * 60
WRONG_TIME: Final = N_("시각을 확인해 주세요.")


@dataclass(frozen=True)
class Switch:
    """Whether a topic comes by push, and whether by mail."""

    push: bool
    mail: bool


@dataclass(frozen=True)
class Quiet:
    """From one minute of the day to another, over midnight where the end is the smaller one."""

    from_minute: int
    until_minute: int


# Pushes are asked for browser by browser; mail only tells of one's own account until somebody wants more.
DEFAULTS: Final = {topic: Switch(push=True, mail=topic is Topic.ACCOUNT) for topic in Topic}
NIGHT: Final = Quiet(22 * 60, 7 * 60)


@dataclass(frozen=True)
class Choices:
    """`quiet` None: told at any time; `digest_minute` None: mail goes out at once."""

    switches: Mapping[Topic, Switch] = field(default_factory=lambda: DEFAULTS)
    quiet: Quiet | None = NIGHT
    digest_minute: int | None = None

    def push_due(self, now: datetime, *, is_urgent: bool) -> datetime:
        """When a browser may be told of what is known now."""
        return now if is_urgent or self.quiet is None else _after(self.quiet, now)

    def mail_due(self, now: datetime, *, is_urgent: bool) -> datetime:
        """When it may go out by mail. The hour that somebody chose for her mail holds, quiet or not."""
        if is_urgent:
            return now
        if self.digest_minute is not None:
            return _next(self.digest_minute, now)
        return now if self.quiet is None else _after(self.quiet, now)


def load_choices(session: Session, staff_id: int) -> Choices:
    return load_all_choices(session, [staff_id])[staff_id]


def load_all_choices(session: Session, staff_ids: Collection[int]) -> Mapping[int, Choices]:
    """Those of many in two statements; who chose nothing has the defaults."""
    switches: dict[int, dict[Topic, Switch]] = {staff_id: {} for staff_id in staff_ids}
    known = set(Topic)
    for row in session.scalars(select(NoticeSwitch).where(NoticeSwitch.staff_id.in_(staff_ids))):
        if row.topic in known:
            switches[row.staff_id][Topic(row.topic)] = Switch(row.push, row.mail)
    times = {
        row.staff_id: row
        for row in session.scalars(select(NoticeTimes).where(NoticeTimes.staff_id.in_(staff_ids)))
    }
    return {staff_id: _make(switches[staff_id], times.get(staff_id)) for staff_id in staff_ids}


def save_choices(session: Session, staff_id: int, choices: Choices) -> None:
    """From now on she is told so; what waits already goes out as it was decided.

    Raises: Invalid with the field that is wrong: `quiet_from`, `quiet_until`, `digest`.
    """
    _check(choices)
    for topic, switch in choices.switches.items():
        session.merge(NoticeSwitch(staff_id=staff_id, topic=topic.value, push=switch.push, mail=switch.mail))
    quiet = choices.quiet
    session.merge(
        NoticeTimes(
            staff_id=staff_id,
            quiet_from_minute=quiet.from_minute if quiet else None,
            quiet_until_minute=quiet.until_minute if quiet else None,
            digest_minute=choices.digest_minute,
        )
    )
    session.flush()


def _make(switches: Mapping[Topic, Switch], times: NoticeTimes | None) -> Choices:
    all_switches = {**DEFAULTS, **switches}
    if times is None:
        return Choices(all_switches)
    quiet = None
    if times.quiet_from_minute is not None and times.quiet_until_minute is not None:
        quiet = Quiet(times.quiet_from_minute, times.quiet_until_minute)
    return Choices(all_switches, quiet, times.digest_minute)


def _check(choices: Choices) -> None:
    minutes = {"digest": choices.digest_minute}
    if choices.quiet:
        minutes |= {"quiet_from": choices.quiet.from_minute, "quiet_until": choices.quiet.until_minute}
    wrong = {name for name, minute in minutes.items() if minute is not None and not 0 <= minute < DAY_MINUTES}
    if wrong:
        raise Invalid("minute", WRONG_TIME, fields=dict.fromkeys(wrong, WRONG_TIME))
    if choices.quiet and choices.quiet.from_minute == choices.quiet.until_minute:
        sentence = N_("시작과 끝이 같아요. 하루 내내 받지 않으려면 아래에서 푸시와 메일을 꺼 주세요.")
        raise Invalid("quiet_whole_day", sentence, fields={"quiet_until": sentence})


def _after(quiet: Quiet, now: datetime) -> datetime:
    """The end of the quiet hours that hold now, else now."""
    on, minute = _local(now)
    if quiet.from_minute < quiet.until_minute:
        is_quiet = quiet.from_minute <= minute < quiet.until_minute
        return instant_of(on, quiet.until_minute) if is_quiet else now
    if minute >= quiet.from_minute:
        return instant_of(on + timedelta(days=1), quiet.until_minute)
    return instant_of(on, quiet.until_minute) if minute < quiet.until_minute else now


def _next(minute_of_day: int, now: datetime) -> datetime:
    """The next time that it is this minute."""
    on, minute = _local(now)
    return instant_of(on if minute < minute_of_day else on + timedelta(days=1), minute_of_day)


def _local(now: datetime) -> tuple[date, int]:
    local = now.astimezone(SEOUL)
    return local_day(now), local.hour * 60 + local.minute
