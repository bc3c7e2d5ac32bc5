"""What a lead should know besides what waits: who has not reported, and where too few will be there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext
from sqlalchemy.orm import Session

from services import approvals, people
from services.clock import instant_of, local_day
from services.remote_work import days, rotation
from services.texts import N_
from webapp.context import current_person, now
from webapp.templating import format_clock, format_day

WHAT = {"plan": N_("계획서"), "result": N_("결과보고")}
AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class WatchLine:
    """Somebody, or a counter; `note` says what is the matter, `href` leads to it where there is a page."""

    name: str
    note: str
    href: str = ""


@dataclass(frozen=True)
class Watch:
    """`late` is what was not reported, the longest first, by `late_persons`; `risks` where cover is short."""

    late: Sequence[WatchLine]
    late_persons: int
    risks: Sequence[WatchLine]


def load_watch(session: Session) -> Watch:
    late = days.list_unreported(session, current_person().staff_id, now())
    return Watch(_say_late(session, late), len({each.staff_id for each in late}), _list_risks(session))


def _say_late(session: Session, late: Sequence[days.Unreported]) -> list[WatchLine]:
    persons = people.list_persons(session, {each.staff_id for each in late}, local_day(now()))
    return [
        WatchLine(
            name=f"{persons[each.staff_id].name} {persons[each.staff_id].title}".strip(),
            note=gettext(
                "%(what)s · %(day)s %(clock)s까지였어요",
                what=gettext(WHAT[each.what]),
                day=format_day(each.on),
                clock=format_clock(instant_of(each.on, each.since_minute)),
            ),
            href=f"/remote-work/people/{each.staff_id}/{each.on}",
        )
        for each in late
    ]


def _list_risks(session: Session) -> list[WatchLine]:
    today = local_day(now())
    leads = approvals.list_leads_acted_for(session, current_person().staff_id, now())
    risks = rotation.list_cover_risks(session, leads, today, today + AHEAD)
    return [
        WatchLine(
            name=risk.name,
            note=gettext(
                "%(day)s · %(present)s명 (적어도 %(least)s명)",
                day=format_day(risk.on),
                present=risk.present,
                least=risk.least,
            ),
        )
        for risk in risks
    ]
