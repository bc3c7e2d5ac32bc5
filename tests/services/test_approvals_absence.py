"""When the lead is away: the deputy steps in by herself, and out again; else it goes to the one above."""

import random
from datetime import timedelta

import pytest

from services import absences, approvals
from services.absences import AbsenceKind, Source, Span
from services.approvals import DeputyKinds
from services.clock import local_day
from services.errors import BalgilError, Invalid, NotFound
from tests.approval_requests import appoint, waiting_ids
from tests.cast import Member
from tests.hall import Hall


def send_away(
    hall: Hall, member: Member, kind: AbsenceKind = AbsenceKind.LEAVE, *, is_approved: bool = True
) -> None:
    """From an hour ago, for two days."""
    span = Span(member.staff_id, kind, hall.now - timedelta(hours=1), hall.now + timedelta(days=2))
    source = Source("test", member.number.encode())
    hall.write(lambda s: absences.set_absences(s, source, [span], is_approved=is_approved))


def name_deputy(hall: Hall, principal: Member, deputy: Member) -> None:
    hall.write(lambda s: approvals.name_standing_deputy(s, principal.staff_id, deputy.staff_id, hall.now))


def test_what_waits_already_moves_to_the_deputy_and_back(sqlite_hall: Hall) -> None:
    hall, cast = sqlite_hall, sqlite_hall.cast
    request = hall.request(hall.trip())
    name_deputy(hall, cast.lead, cast.other_lead)
    assert waiting_ids(hall, cast.other_lead) == []
    send_away(hall, cast.lead)
    assert waiting_ids(hall, cast.other_lead) == [request.id]
    hall.clock.advance(days=3)
    assert waiting_ids(hall, cast.other_lead) == []
    assert waiting_ids(hall, cast.lead) == [request.id]


@pytest.mark.parametrize("kind", AbsenceKind)
def test_the_deputys_decision_says_in_whose_place(hall: Hall, kind: AbsenceKind) -> None:
    request = hall.request(hall.trip())
    name_deputy(hall, hall.cast.lead, hall.cast.other_lead)
    send_away(hall, hall.cast.lead, kind)
    decided = hall.decide(request.id, hall.cast.other_lead)
    assert decided.as_deputy
    (record,) = hall.records("approval_decided", "trip", decided.subject_id)
    assert record.facts["acted_for"] == hall.cast.lead.staff_id


def test_an_absence_that_is_only_asked_for_moves_nothing(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    request = hall.request(hall.trip())
    name_deputy(hall, hall.cast.lead, hall.cast.other_lead)
    send_away(hall, hall.cast.lead, is_approved=False)
    with pytest.raises(NotFound):
        hall.decide(request.id, hall.cast.other_lead)


def test_nor_does_a_kind_that_the_rule_of_the_day_does_not_count(sqlite_hall: Hall) -> None:
    hall, today = sqlite_hall, local_day(sqlite_hall.now)
    hall.write(lambda s: approvals.set_deputy_kinds(s, DeputyKinds(today, ["leave"], "내부 지침"), today))
    request = hall.request(hall.trip())
    name_deputy(hall, hall.cast.lead, hall.cast.other_lead)
    send_away(hall, hall.cast.lead, AbsenceKind.REMOTE)
    assert waiting_ids(hall, hall.cast.other_lead) == []
    send_away(hall, hall.cast.lead, AbsenceKind.LEAVE)
    assert waiting_ids(hall, hall.cast.other_lead) == [request.id]


def test_a_lead_who_is_away_may_still_decide_herself(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    request = hall.request(hall.trip())
    send_away(hall, hall.cast.lead, AbsenceKind.TRIP)
    assert not hall.decide(request.id, hall.cast.lead).as_deputy


def test_through_a_deputy_who_is_away_it_goes_to_hers(sqlite_hall: Hall) -> None:
    hall, cast = sqlite_hall, sqlite_hall.cast
    request = hall.request(hall.trip())
    name_deputy(hall, cast.lead, cast.other_lead)
    name_deputy(hall, cast.other_lead, cast.stranger)
    send_away(hall, cast.lead)
    assert waiting_ids(hall, cast.stranger) == []
    send_away(hall, cast.other_lead)
    assert waiting_ids(hall, cast.stranger) == [request.id]
    assert waiting_ids(hall, cast.director) == []


def test_where_nobody_stands_in_the_lead_above_decides(sqlite_hall: Hall) -> None:
    hall, cast = sqlite_hall, sqlite_hall.cast
    request = hall.request(hall.trip())
    assert waiting_ids(hall, cast.director) == []
    send_away(hall, cast.lead)
    decided = hall.decide(request.id, cast.director)
    assert not decided.as_deputy
    (act,) = hall.read(lambda s: approvals.list_acts(s, [request.id]))
    assert (act.acted_for_id, act.as_deputy) == (cast.lead.staff_id, False)


def test_a_requester_who_is_her_leads_deputy_goes_to_the_one_above(sqlite_hall: Hall) -> None:
    """And neither does her own deputy get it from her."""
    hall, cast = sqlite_hall, sqlite_hall.cast
    request = hall.request(hall.trip())
    name_deputy(hall, cast.lead, cast.traveller)
    name_deputy(hall, cast.traveller, cast.colleague)
    for member in (cast.lead, cast.traveller):
        send_away(hall, member)
    assert waiting_ids(hall, cast.traveller) == waiting_ids(hall, cast.colleague) == []
    assert waiting_ids(hall, cast.director) == [request.id]


@pytest.mark.parametrize("others", [("other_lead",), ("other_lead", "stranger")])
def test_people_may_stand_in_for_each_other(sqlite_hall: Hall, others: tuple[str, ...]) -> None:
    """In a circle of two and of three: the first who is there has it; when all are away, the lead above."""
    hall, cast = sqlite_hall, sqlite_hall.cast
    request = hall.request(hall.trip())
    circle = [cast.lead, *(cast.everybody()[name] for name in others)]
    for principal, deputy in zip(circle, [*circle[1:], cast.lead], strict=True):
        name_deputy(hall, principal, deputy)
    for at, member in enumerate(circle):
        assert [m for m in circle if waiting_ids(hall, m)] == circle[: at + 1]
        assert waiting_ids(hall, cast.director) == []
        send_away(hall, member)
    assert waiting_ids(hall, cast.director) == [request.id]
    assert not hall.decide(request.id, cast.director).as_deputy


def test_of_two_who_stand_in_for_each_other_neither_gets_her_own_back(
    sqlite_hall: Hall,
) -> None:
    """Both away: hers goes to the lead above the other, not through the other back to herself."""
    hall, cast = sqlite_hall, sqlite_hall.cast
    name_deputy(hall, cast.director, cast.lead)
    name_deputy(hall, cast.lead, cast.director)
    request = hall.request(hall.trip(cast.lead))
    for member in (cast.director, cast.lead):
        send_away(hall, member)
    assert waiting_ids(hall, cast.lead) == []
    assert waiting_ids(hall, cast.mayor) == [request.id]


def test_nobody_stands_in_for_herself(sqlite_hall: Hall) -> None:
    with pytest.raises(Invalid):
        name_deputy(sqlite_hall, sqlite_hall.cast.lead, sqlite_hall.cast.lead)


def test_a_circle_that_comes_about_all_the_same_ends(sqlite_hall: Hall) -> None:
    """Appointed for a day in the other direction: both away, the lead above has it."""
    hall, cast = sqlite_hall, sqlite_hall.cast
    request = hall.request(hall.trip())
    name_deputy(hall, cast.lead, cast.other_lead)
    appoint(hall, cast.other_lead, cast.lead)
    for member in (cast.lead, cast.other_lead):
        send_away(hall, member)
    assert waiting_ids(hall, cast.director) == [request.id]


def test_the_new_standing_deputy_takes_the_place_of_the_one_before(sqlite_hall: Hall) -> None:
    hall, cast, today = sqlite_hall, sqlite_hall.cast, local_day(sqlite_hall.now)
    name_deputy(hall, cast.lead, cast.stranger)
    hall.clock.advance(days=1)
    name_deputy(hall, cast.lead, cast.other_lead)
    found = [
        hall.read(lambda s, on=on: approvals.find_standing_deputy(s, cast.lead.staff_id, on))
        for on in (today, today + timedelta(days=1))
    ]
    assert found == [cast.stranger.staff_id, cast.other_lead.staff_id]
    tomorrow = local_day(hall.now)
    hall.write(lambda s: approvals.end_standing_deputy(s, cast.lead.staff_id, tomorrow))
    assert hall.read(lambda s: approvals.find_standing_deputy(s, cast.lead.staff_id, tomorrow)) is None


@pytest.mark.parametrize("seed", range(8))
def test_whatever_deputies_and_absences_nobody_decides_on_her_own(sqlite_hall: Hall, seed: int) -> None:
    hall, chance = sqlite_hall, random.Random(seed)
    members = list(hall.cast.everybody().values())
    owner, companion = chance.sample(members[2:7], 2)
    for principal in chance.sample(members, 6):
        try:
            (appoint if chance.random() < 0.3 else name_deputy)(hall, principal, chance.choice(members))
        except BalgilError:
            continue
    for member in chance.sample(members, 5):
        send_away(hall, member)
    request = hall.request(hall.trip(owner, companion_ids=[companion.staff_id]))
    reached = [member for member in members if request.id in waiting_ids(hall, member)]
    assert owner not in reached
    assert companion not in reached
    for member in [m for m in members if m not in reached]:
        with pytest.raises(BalgilError):
            hall.decide(request.id, member)
    for member in reached[:1]:
        assert hall.decide(request.id, member).state == approvals.APPROVED
