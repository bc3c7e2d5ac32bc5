"""The form of flexible hours: one time for every weekday, and others where a day is different."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from flask import request
from sqlalchemy.orm import Session

from services.clock import instant_of, local_day
from services.errors import Invalid, NotFound
from services.remote_work import hours
from services.texts import N_
from webapp.context import current_person, now
from webapp.forms import day, text

ID_BYTES = 16
OFF, SAME = "off", ""
USUAL_PERIOD = timedelta(days=90)
WORKED_DAYS = range(5)


@dataclass(frozen=True)
class HoursForm:
    """What was typed, as text.

    A day's value is a start in minutes, `off`, or empty for the same as every day; a length likewise. `free`
    is the number of the weekday on which nobody works who compresses her week.
    """

    id: str
    code: str
    from_on: str
    until_on: str
    every: str = ""
    every_length: str = ""
    free: str = ""
    days: Sequence[str] = (SAME,) * 5
    lengths: Sequence[str] = (SAME,) * 5
    reason: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_other_days(self) -> bool:
        return any(self.days) or any(self.lengths)


def find_type(session: Session, code: str) -> tuple[hours.HoursType | None, list[hours.HoursType]]:
    """The type that is asked for, or the first one, among those that are offered."""
    offered = hours.list_offered_types(session, local_day(now()))
    wanted = next((rule for rule in offered if rule.code == code), None)
    return wanted or next(iter(offered), None), offered


def empty_form(session: Session, rule: hours.HoursType) -> HoursForm:
    """From today on while its day has not begun, else from tomorrow on."""
    at, staff_id = now(), current_person().staff_id
    today = local_day(at)
    begins = min(hours.hours_of(session, [staff_id], today)[staff_id].starts_minute, rule.earliest_minute)
    is_early = at < instant_of(today, begins) - timedelta(minutes=rule.ask_before_min)
    first_on = today if is_early else today + timedelta(days=1)
    return HoursForm(
        id=new_id(),
        code=rule.code,
        from_on=first_on.isoformat(),
        until_on=(first_on + USUAL_PERIOD).isoformat(),
        every_length=_usual_length(rule),
    )


def form_like(session: Session, rule: hours.HoursType, hours_id: str) -> HoursForm:
    """An empty form, or one that is filled with an earlier wish of the person's."""
    form = empty_form(session, rule)
    earlier = find_earlier(session, hours_id)
    return form if earlier is None or earlier.code != rule.code else _filled(form, earlier, rule)


def find_earlier(session: Session, hours_id: str) -> hours.FlexibleView | None:
    """A wish of the person's own."""
    try:
        return hours.get_flexible(session, bytes.fromhex(hours_id), current_person().staff_id)
    except (ValueError, NotFound):
        return None


def read_form(typed: Callable[[str], str] = text) -> HoursForm:
    """What was sent, or what `typed` says that stands in a field."""
    return HoursForm(
        id=typed("id"),
        code=typed("code"),
        from_on=typed("from_on"),
        until_on=typed("until_on"),
        every=typed("every"),
        every_length=typed("every_length"),
        free=typed("free"),
        days=[_other(typed(f"day_{number}")) for number in WORKED_DAYS],
        lengths=[_other(typed(f"length_{number}")) for number in WORKED_DAYS],
        reason=typed("reason"),
    )


def to_wish(form: HoursForm, rule: hours.HoursType) -> hours.HoursWish:
    """Raises: Invalid with the field that says nothing."""
    try:
        wish_id = bytes.fromhex(form.id)
    except ValueError:
        wish_id = b""
    days = _own_time(rule) if rule.is_own_time else _chosen_days(form, rule)
    return hours.HoursWish(wish_id, form.code, day("from_on"), day("until_on"), days, form.reason)


def _own_time(rule: hours.HoursType) -> list[hours.WeekdayHours]:
    """Nothing to choose: what deadlines are counted from is the organisation's."""
    ends = rule.earliest_minute + rule.presence_min(rule.shortest_min)
    return [hours.WeekdayHours(number, rule.earliest_minute, ends) for number in WORKED_DAYS]


def _chosen_days(form: HoursForm, rule: hours.HoursType) -> list[hours.WeekdayHours]:
    return [
        hours.WeekdayHours(number, starts, starts + rule.presence_min(length))
        for number in WORKED_DAYS
        if not (rule.is_compressed and form.free == str(number))
        and (starts := _minute(form.days[number] or form.every)) is not None
        and (length := _length(form.lengths[number] or form.every_length, rule)) is not None
    ]


def again(form: HoursForm, wrong: Mapping[str, str], *, is_new: bool = False) -> HoursForm:
    """As it was typed; who sends again after another one went out wants a new one."""
    return replace(form, wrong=wrong, id=new_id() if is_new or len(form.id) != 2 * ID_BYTES else form.id)


def new_id() -> str:
    return secrets.token_hex(ID_BYTES)


def _filled(form: HoursForm, view: hours.FlexibleView, rule: hours.HoursType) -> HoursForm:
    by_weekday = {day.weekday: day for day in view.days}
    starts = [str(by_weekday[n].starts_minute) if n in by_weekday else OFF for n in WORKED_DAYS]
    lengths = [
        str(rule.worked_min(by_weekday[n].starts_minute, by_weekday[n].ends_minute) or "")
        if n in by_weekday and not rule.is_fixed
        else SAME
        for n in WORKED_DAYS
    ]
    if view.free_weekday is not None:
        starts[view.free_weekday] = SAME
    free = "" if view.free_weekday is None else str(view.free_weekday)
    until_on = max(view.until_on, date.fromisoformat(form.from_on)).isoformat()
    return replace(form, days=starts, lengths=lengths, free=free, reason=view.reason, until_on=until_on)


def _other(value: str) -> str:
    """A choice that is there always has a value: a browser sends no required one that is empty."""
    return SAME if value == "same" else value


def _usual_length(rule: hours.HoursType) -> str:
    """Of a compressed week the same work on each of its days, where that is a length of the type."""
    length, rest = divmod(rule.week_min or 0, rule.work_days)
    return str(length) if rule.is_compressed and not rest and length in rule.lengths else ""


def _minute(value: str) -> int | None:
    if value in (OFF, SAME):
        return None
    return _number(value)


def _length(value: str, rule: hours.HoursType) -> int:
    return rule.shortest_min if rule.is_fixed or not value else _number(value)


def _number(value: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 4:
        sentence = N_("목록에서 골라 주세요.")
        raise Invalid("hours_days", sentence, fields={"days": sentence})
    return int(value)


def asked_code() -> str:
    return request.args.get("type", "")[:40]
