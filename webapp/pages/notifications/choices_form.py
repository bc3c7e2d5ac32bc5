"""The form in which a person says how she wants to be told."""

from collections.abc import Mapping
from dataclasses import replace

from services.notifications import NIGHT, Choices, Quiet, Switch, Topic
from webapp.forms import is_ticked, read_minute, text

MORNING_MINUTE = 8 * 60 + 30


def read_choices(before: Choices, *, has_push: bool, has_mail: bool) -> Choices:
    """What the form says; what it did not ask about (no push here, no mail) stays as it was."""
    switches = {topic: _read_switch(topic, before.switches[topic], has_push, has_mail) for topic in Topic}
    quiet = Quiet(read_minute("quiet_from"), read_minute("quiet_until")) if is_ticked("quiet") else None
    chosen = Choices(switches, quiet, before.digest_minute)
    if has_mail:
        chosen = replace(chosen, digest_minute=read_minute("digest") if text("mail") == "digest" else None)
    return chosen


def type_choices(choices: Choices) -> Mapping[str, str]:
    """The times as fields show them; those that are off as they would be."""
    quiet = choices.quiet or NIGHT
    digest = MORNING_MINUTE if choices.digest_minute is None else choices.digest_minute
    return {
        "quiet_from": _clock(quiet.from_minute),
        "quiet_until": _clock(quiet.until_minute),
        "digest": _clock(digest),
    }


def _read_switch(topic: Topic, before: Switch, has_push: bool, has_mail: bool) -> Switch:
    return Switch(
        push=is_ticked(f"push-{topic}") if has_push else before.push,
        mail=is_ticked(f"mail-{topic}") if has_mail else before.mail,
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}" if minute >= 0 else ""
