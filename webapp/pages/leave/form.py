"""The form of a new leave: what was typed is kept, and each wrong field is named."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext
from sqlalchemy.orm import Session

from services import leave
from services.errors import Invalid
from services.leave import LEAVE_ID_BYTES, KindView, LeaveAsk, LeaveView, Part, Period
from services.texts import N_
from webapp.forms import day, find_day, text
from webapp.pages.leave.words import PARTS, say_kind


@dataclass(frozen=True)
class LeaveForm:
    """What stands in the fields, as it was typed."""

    leave_id: str
    kind: str = ""
    from_on: str = ""
    until_on: str = ""
    part: str = Part.DAY.value
    reason: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)


def new_leave_id() -> str:
    return secrets.token_hex(LEAVE_ID_BYTES)


def empty_form(today: date) -> LeaveForm:
    return LeaveForm(new_leave_id(), from_on=today.isoformat())


def form_like(view: LeaveView) -> LeaveForm:
    """A new leave filled with an earlier one: one that was refused, or is taken every month."""
    period = view.period
    days = (
        period.from_on.isoformat(),
        "" if period.until_on == period.from_on else period.until_on.isoformat(),
    )
    return LeaveForm(new_leave_id(), view.kind, *days, period.part.value, view.reason)


def typed_form(sent: Mapping[str, str]) -> LeaveForm:
    """What was sent, whatever it is."""

    def typed(name: str) -> str:
        return sent.get(name, "")[:300]

    return LeaveForm(
        leave_id=typed("leave_id"),
        kind=typed("kind"),
        from_on=typed("from_on"),
        until_on=typed("until_on"),
        part=typed("part"),
        reason=typed("reason"),
    )


def read_ask() -> LeaveAsk:
    """Raises: Invalid with the field that cannot be read."""
    from_on = day("from_on")
    period = Period(from_on, find_day("until_on") or from_on, _read_part())
    return LeaveAsk(_read_id(), text("kind"), period, text("reason"))


def kind_options(session: Session, today: date) -> list[tuple[str, str, str]]:
    """The kinds that can be asked for today, each with what it asks for."""
    kinds = leave.load_kinds(session).of_day(today)
    return [(kind.code, say_kind(kind.name), _say_demands(kind)) for kind in kinds if kind.is_open]


def part_options() -> list[tuple[str, str]]:
    return [(part.value, gettext(words)) for part, words in PARTS.items()]


def _say_demands(kind: KindView) -> str:
    length = {
        (True, True): N_("하루나 반일로 써요"),
        (True, False): N_("하루 단위로 써요"),
        (False, True): N_("반일 단위로 써요"),
    }
    says = [gettext(length[kind.has_days, kind.has_halves])]
    if kind.needs_reason:
        says.append(gettext("사유를 적어요"))
    if kind.paper_from_days is not None:
        says.append(gettext("한 해 %(count)s일째부터 서류를 내요", count=kind.paper_from_days))
    return " · ".join(says)


def _read_part() -> Part:
    try:
        return Part(text("part") or Part.DAY)
    except ValueError:
        sentence = N_("하루, 오전, 오후 가운데 하나를 골라 주세요.")
        raise Invalid("part", sentence, fields={"part": sentence}) from None


def _read_id() -> bytes:
    try:
        return bytes.fromhex(text("leave_id"))
    except ValueError:
        return b""  # the service names it
