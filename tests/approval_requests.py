"""Requests for approval in few words."""

from services import approvals, people
from services.clock import local_day
from tests.cast import Member
from tests.hall import Hall


def waiting_ids(hall: Hall, member: Member) -> list[int]:
    return [r.id for r in hall.read(lambda s: approvals.list_waiting(s, member.staff_id, hall.now))]


def appoint(hall: Hall, principal: Member, deputy: Member) -> None:
    today = local_day(hall.now)
    hall.write(
        lambda s: people.appoint_deputy(
            s, principal.staff_id, deputy.staff_id, today, today, by_id=principal.staff_id, now=hall.now
        )
    )
