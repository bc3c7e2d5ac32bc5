"""`/approvals` besides what waits: who has not reported, where too few will be there; for stand-ins too."""

from datetime import timedelta

import pytest

from services import absences, approvals, people
from services.absences import AbsenceKind, Source, Span
from services.clock import local_day
from services.remote_work import days, rotation
from services.remote_work.days import Origin, Place
from services.remote_work.rotation import PostPlan
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.web.conftest import ClientAs
from webapp.context import Parts


@pytest.fixture(autouse=True)
def _troubles(parts: Parts, cast: Cast, clock: HandClock) -> None:
    """The traveller is at home and has written no plan; the team's counter needs more than there are."""
    today, now = local_day(clock.now()), clock.now()
    with parts.database.writing() as session:
        origin = Origin("test", b"day")
        traveller = cast.traveller.staff_id
        days.open_day(session, traveller, today, place=Place.HOME, origin=origin, now=now)
        team = people.get_person(session, traveller, today).unit_id
        assert team
        rotation.set_post(session, PostPlan(team, "민원 창구", 9, today), None, now)


def send_away(parts: Parts, member: Member, clock: HandClock) -> None:
    span = Span(member.staff_id, AbsenceKind.LEAVE, clock.now(), clock.now() + timedelta(days=1))
    with parts.database.writing() as session:
        absences.set_absences(session, Source("test", member.number.encode()), [span], is_approved=True)


def watched(client_as: ClientAs, member: Member) -> list[str]:
    page = client_as(member).get("/approvals")
    return [card.text for mark in ("late", "risks") for card in page.all(data_testid=mark)]


def test_the_lead_sees_who_is_late_and_where_cover_is_short(
    client_as: ClientAs, cast: Cast, clock: HandClock
) -> None:
    late, risks = watched(client_as, cast.lead)
    assert "아직 내지 않은 사람 1명" in late
    assert f"{cast.traveller.name} 주무관 계획서 · 9. 29.(화) 09:00까지였어요" in late
    assert "건축허가팀 민원 창구" in risks
    assert "9. 29.(화) · 2명 (적어도 9명)" in risks
    page = client_as(cast.lead).get("/approvals")
    address = f"/remote-work/people/{cast.traveller.staff_id}/{local_day(clock.now())}"
    assert page.one("a", href=address)
    client_as(cast.lead).get(address)


@pytest.mark.parametrize("name", ["colleague", "stranger", "other_lead", "administrator"])
def test_nobody_else_sees_them(client_as: ClientAs, cast: Cast, name: str) -> None:
    assert watched(client_as, cast.everybody()[name]) == []


def test_who_stands_in_for_the_absent_lead_sees_them(
    client_as: ClientAs, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    with parts.database.writing() as session:
        approvals.name_standing_deputy(session, cast.lead.staff_id, cast.other_lead.staff_id, clock.now())
    assert watched(client_as, cast.other_lead) == []
    send_away(parts, cast.lead, clock)
    late, risks = watched(client_as, cast.other_lead)
    assert cast.traveller.name in late
    assert "건축허가팀 민원 창구" in risks
