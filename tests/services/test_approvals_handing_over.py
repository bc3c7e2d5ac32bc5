"""When a lead goes away, whoever takes over is told of what waits already: once an absence."""

from datetime import timedelta

import pytest

from services import absences, approvals, notifications
from services.absences import AbsenceKind, Source, Span
from services.clock import SEOUL
from tests.approval_requests import appoint
from tests.cast import Member
from tests.hall import Hall


def tell(hall: Hall) -> int:
    return hall.write(lambda s: approvals.tell_stand_ins(s, hall.now))


def told(hall: Hall, member: Member) -> list[str]:
    found = hall.read(lambda s: notifications.list_notices(s, member.staff_id))
    return [notice.facts["name"] for notice in found if notice.kind == "approval_handed_over"]


def send_away(hall: Hall, member: Member, number: int = 1, *, hours: float = 0, kind: str = "leave") -> None:
    """For a day, from so many hours from now on."""
    starts_at = hall.now + timedelta(hours=hours)
    span = Span(member.staff_id, AbsenceKind(kind), starts_at, starts_at + timedelta(days=1))
    source = Source("test", f"{member.number}{number}".encode())
    hall.write(lambda s: absences.set_absences(s, source, [span], is_approved=True))


def name_deputy(hall: Hall, principal: Member, deputy: Member) -> None:
    hall.write(lambda s: approvals.name_standing_deputy(s, principal.staff_id, deputy.staff_id, hall.now))


def test_the_deputy_is_told_when_the_absence_begins_and_once(hall: Hall) -> None:
    cast = hall.cast
    hall.request(hall.trip())
    name_deputy(hall, cast.lead, cast.other_lead)
    send_away(hall, cast.lead, hours=2)
    assert tell(hall) == 0
    hall.clock.advance(hours=2)
    assert [tell(hall), tell(hall)] == [1, 0]
    assert told(hall, cast.other_lead) == [cast.lead.name]
    assert told(hall, cast.lead) == told(hall, cast.director) == []
    hall.clock.advance(days=2)
    send_away(hall, cast.lead, 2)
    assert [tell(hall), tell(hall)] == [1, 0]


def test_without_a_deputy_the_lead_above_is_told(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    hall.request(hall.trip())
    send_away(hall, hall.cast.lead)
    assert tell(hall) == 1
    assert told(hall, hall.cast.director) == [hall.cast.lead.name]


def test_when_the_deputy_goes_away_too_the_next_one_is_told(sqlite_hall: Hall) -> None:
    """The two stand in for each other: then it is the lead above."""
    hall, cast = sqlite_hall, sqlite_hall.cast
    hall.request(hall.trip())
    name_deputy(hall, cast.lead, cast.other_lead)
    name_deputy(hall, cast.other_lead, cast.lead)
    send_away(hall, cast.lead)
    assert tell(hall) == 1
    send_away(hall, cast.other_lead)
    assert tell(hall) == 1
    assert told(hall, cast.director) == [cast.lead.name]


def test_nobody_is_rung_where_nothing_waits_for_the_absent_lead(sqlite_hall: Hall) -> None:
    hall, cast = sqlite_hall, sqlite_hall.cast
    name_deputy(hall, cast.lead, cast.other_lead)
    send_away(hall, cast.lead)
    assert tell(hall) == 0
    hall.request(hall.trip(id=b"leads001", owner=cast.lead))
    assert tell(hall) == 0


def test_one_whom_it_concerns_is_not_told(sqlite_hall: Hall) -> None:
    hall, cast = sqlite_hall, sqlite_hall.cast
    hall.request(hall.trip())
    name_deputy(hall, cast.lead, cast.traveller)
    send_away(hall, cast.lead)
    assert tell(hall) == 1
    assert told(hall, cast.traveller) == []
    assert told(hall, cast.director) == [cast.lead.name]


@pytest.mark.parametrize(("minutes", "count"), [(-1, 0), (0, 1)])
def test_the_lead_goes_away_at_midnight_to_the_minute(sqlite_hall: Hall, minutes: int, count: int) -> None:
    hall, cast = sqlite_hall, sqlite_hall.cast
    hall.request(hall.trip())
    name_deputy(hall, cast.lead, cast.other_lead)
    midnight = hall.now.astimezone(SEOUL).replace(hour=0, minute=0) + timedelta(days=1)
    send_away(hall, cast.lead, hours=(midnight - hall.now) / timedelta(hours=1), kind="remote")
    hall.clock.advance(seconds=(midnight - hall.now).total_seconds() + minutes * 60)
    assert tell(hall) == count


def test_a_deputy_appointed_for_the_day_is_told_too(sqlite_hall: Hall) -> None:
    hall, cast = sqlite_hall, sqlite_hall.cast
    hall.request(hall.trip())
    appoint(hall, cast.lead, cast.other_lead)
    send_away(hall, cast.lead)
    assert tell(hall) == 1
    assert told(hall, cast.other_lead) == [cast.lead.name]
