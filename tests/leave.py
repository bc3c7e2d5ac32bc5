"""Leave in few words: asked, decided, and what others see of it."""

from datetime import date, datetime
from typing import Any

from services import absences, approvals, leave
from services.absences import Absence
from services.clock import instant_of
from services.leave import LeaveAsk, LeaveView, Part, Period
from tests.cast import Member
from tests.hall import Hall

# Tests begin on Tuesday 2026-09-29, 15:20; Monday 2026-10-05 is a holiday.
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 10, day) for day in (6, 7, 8, 9))
ID = b"leave001"


def asked(kind: str = "annual", **changes: Any) -> LeaveAsk:
    """A leave from Tuesday to Thursday of next week."""
    wanted: dict[str, Any] = {
        "id": ID,
        "from_on": TUESDAY,
        "until_on": changes.get("from_on", THURSDAY),
        "part": Part.DAY,
        "reason": "",
    } | changes
    period = Period(wanted["from_on"], wanted["until_on"], wanted["part"])
    return LeaveAsk(wanted["id"], kind, period, wanted["reason"])


def ask(hall: Hall, member: Member, wanted: LeaveAsk) -> LeaveView:
    return hall.write(lambda s: leave.ask_leave(s, member.staff_id, wanted, hall.now))


def approve(hall: Hall, view: LeaveView, decider: Member, **decision: Any) -> approvals.Request:
    assert view.request
    return hall.decide(view.request.id, decider, **decision)


def take(hall: Hall, member: Member, wanted: LeaveAsk, decider: Member) -> LeaveView:
    """A leave that is asked for and approved."""
    approve(hall, ask(hall, member, wanted), decider)
    return hall.read(lambda s: leave.get_leave(s, wanted.id, member.staff_id))


def absences_of(hall: Hall, member: Member) -> list[Absence]:
    from_at, until_at = instant_of(date(2026, 1, 1), 0), instant_of(date(2028, 1, 1), 0)
    return hall.read(lambda s: absences.list_absences(s, from_at, until_at, [member.staff_id]))


def times_of(absence: Absence) -> tuple[datetime, datetime]:
    return absence.from_at, absence.until_at
