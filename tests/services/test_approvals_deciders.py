"""Who decides: the lead, whoever stands in for her, the one above; never who is concerned."""

import pytest

from services import approvals, notifications, people
from services.approvals.models import ApprovalRequest
from services.clock import local_day
from services.errors import BalgilError, Forbidden, NotFound
from services.people import NewPerson
from tests.approval_requests import appoint, waiting_ids
from tests.cast import Member
from tests.hall import Hall


def test_nobody_decides_on_her_own_request(hall: Hall, request_id: int) -> None:
    with pytest.raises(Forbidden) as refused:
        hall.decide(request_id, hall.cast.traveller)
    assert refused.value.code == "self_approval"


def test_the_deputy_of_her_own_lead_does_not_decide_on_her_own(hall: Hall, request_id: int) -> None:
    appoint(hall, hall.cast.lead, hall.cast.traveller)
    assert waiting_ids(hall, hall.cast.traveller) == []
    with pytest.raises(Forbidden):
        hall.decide(request_id, hall.cast.traveller)
    assert waiting_ids(hall, hall.cast.lead) == [request_id]


def test_a_bulk_approval_leaves_out_her_own_too(hall: Hall, request_id: int) -> None:
    appoint(hall, hall.cast.lead, hall.cast.traveller)
    approved, left_out = hall.write(
        lambda s: approvals.approve_green_requests(
            s, hall.desk, [request_id], hall.cast.traveller.staff_id, hall.now
        )
    )
    assert (approved, left_out) == ([], [request_id])


def test_the_database_itself_refuses_a_self_approval(hall: Hall, request_id: int) -> None:
    def cheat(session: object) -> None:
        row = session.get_one(ApprovalRequest, request_id)  # type: ignore[attr-defined]
        row.state, row.decided_by_id = approvals.APPROVED, row.requester_id

    with pytest.raises(Exception, match="no_self_approval"):
        hall.write(cheat)


def test_a_leads_own_request_goes_up_the_tree(hall: Hall) -> None:
    request = hall.request(hall.trip(hall.cast.lead, id=b"leads001"))
    assert request.approver_id == hall.cast.director.staff_id
    with pytest.raises(Forbidden):
        hall.decide(request.id, hall.cast.lead)
    assert hall.decide(request.id, hall.cast.director).state == approvals.APPROVED


def test_whose_lead_is_away_is_decided_by_the_deputy_and_it_says_so(hall: Hall, request_id: int) -> None:
    appoint(hall, hall.cast.lead, hall.cast.other_lead)
    assert waiting_ids(hall, hall.cast.other_lead) == [request_id]
    decided = hall.decide(request_id, hall.cast.other_lead)
    assert decided.as_deputy
    (record,) = hall.records("approval_decided", "trip", decided.subject_id)
    assert record.facts["as_deputy"] is True


def test_a_deputys_deputy_decides_for_both(hall: Hall, request_id: int) -> None:
    appoint(hall, hall.cast.lead, hall.cast.other_lead)
    appoint(hall, hall.cast.other_lead, hall.cast.stranger)
    assert hall.decide(request_id, hall.cast.stranger).as_deputy


def test_the_deputy_of_yesterday_no_longer_decides(hall: Hall, request_id: int) -> None:
    appoint(hall, hall.cast.lead, hall.cast.other_lead)
    hall.clock.advance(days=1)
    with pytest.raises(NotFound):
        hall.decide(request_id, hall.cast.other_lead)


def test_who_stands_at_the_top_waits_without_a_lead(hall: Hall) -> None:
    request = hall.request(hall.trip(hall.cast.mayor, id=b"mayor001"))
    assert (request.state, request.approver_id) == (approvals.WAITING, None)
    for member in hall.cast.everybody().values():
        assert request.id not in waiting_ids(hall, member)


def test_what_waits_without_anybody_goes_to_whom_the_administrator_names(hall: Hall) -> None:
    """The administrator is told; nobody below becomes a lead by it, and her own goes up the line as ever."""
    request = hall.request(hall.trip(hall.cast.mayor, id=b"mayor001"))
    told = hall.read(lambda s: notifications.list_notices(s, hall.cast.administrator.staff_id))
    assert [notice.kind for notice in told] == ["approval_nobody"]
    assert hall.read(lambda s: approvals.list_without_decider(s, hall.now)) == [hall.cast.mayor.staff_id]
    name_last(hall, hall.cast.director)
    assert waiting_ids(hall, hall.cast.director) == [request.id]
    assert hall.read(lambda s: approvals.list_without_decider(s, hall.now)) == []
    assert hall.read(lambda s: approvals.count_waiting(s, hall.cast.lead.staff_id, hall.now)) == 0
    own = hall.request(hall.trip(hall.cast.director, id=b"direct01"))
    assert waiting_ids(hall, hall.cast.director) == [request.id]
    assert waiting_ids(hall, hall.cast.mayor) == [own.id]
    decided = hall.decide(request.id, hall.cast.director)
    assert (decided.state, decided.as_deputy) == (approvals.APPROVED, False)


def test_nor_does_whom_the_administrator_names_decide_on_what_concerns_her(hall: Hall) -> None:
    cast = hall.cast
    name_last(hall, cast.director)
    appoint(hall, cast.director, cast.other_lead)
    together = [person.staff_id for person in (cast.lead, cast.director)]
    request = hall.request(hall.trip(cast.mayor, id=b"mayor002", companion_ids=together))
    assert request.approver_id is None
    for member in cast.everybody().values():
        assert waiting_ids(hall, member) == []


def test_for_the_last_decider_who_is_away_her_deputy_decides(hall: Hall) -> None:
    name_last(hall, hall.cast.director)
    appoint(hall, hall.cast.director, hall.cast.other_lead)
    request = hall.request(hall.trip(hall.cast.mayor, id=b"mayor003"))
    assert waiting_ids(hall, hall.cast.other_lead) == [request.id]
    assert hall.decide(request.id, hall.cast.other_lead).as_deputy


def name_last(hall: Hall, member: Member) -> None:
    today = local_day(hall.now)
    named = approvals.LastDeciderView(today, member.staff_id, "사무전결 처리 규칙 별표 1")
    hall.write(lambda s: approvals.name_last_decider(s, named, today))


def test_a_new_lead_finds_what_waited_for_the_one_before(hall: Hall, request_id: int) -> None:
    hall.clock.advance(days=1)
    today = local_day(hall.now)

    def change_of_leads(session: object) -> Member:
        team = people.get_person(session, hall.cast.lead.staff_id, today).unit_id  # type: ignore[arg-type]
        culture = people.get_person(session, hall.cast.stranger.staff_id, today).unit_id  # type: ignore[arg-type]
        people.assign_person(session, hall.cast.lead.staff_id, culture, today)  # type: ignore[arg-type]
        new = NewPerson("009999", "새팀장", today, team, "팀장", is_lead=True)
        return Member(people.create_person(session, new, None, hall.now), new.number, new.name)  # type: ignore[arg-type]

    new_lead = hall.write(change_of_leads)
    assert waiting_ids(hall, hall.cast.lead) == []
    assert waiting_ids(hall, new_lead) == [request_id]
    assert hall.decide(request_id, new_lead).state == approvals.APPROVED


def test_a_lead_who_goes_along_does_not_decide_but_the_one_above(hall: Hall) -> None:
    together = [hall.cast.lead.staff_id, hall.cast.colleague.staff_id]
    request = hall.request(hall.trip(companion_ids=together))
    assert request.approver_id == hall.cast.director.staff_id
    assert (waiting_ids(hall, hall.cast.lead), waiting_ids(hall, hall.cast.director)) == ([], [request.id])
    with pytest.raises(BalgilError):
        hall.decide(request.id, hall.cast.lead)
    decided = hall.decide(request.id, hall.cast.director)
    assert (decided.state, decided.as_deputy) == (approvals.APPROVED, False)


def test_nor_does_she_as_the_deputy_of_the_one_above(hall: Hall) -> None:
    appoint(hall, hall.cast.director, hall.cast.lead)
    request = hall.request(hall.trip(companion_ids=[hall.cast.lead.staff_id]))
    assert waiting_ids(hall, hall.cast.lead) == []
    with pytest.raises(BalgilError):
        hall.decide(request.id, hall.cast.lead)


def test_a_deputy_who_goes_along_does_not_decide(hall: Hall) -> None:
    appoint(hall, hall.cast.lead, hall.cast.colleague)
    request = hall.request(hall.trip(companion_ids=[hall.cast.colleague.staff_id]))
    assert waiting_ids(hall, hall.cast.colleague) == []
    assert hall.read(lambda s: approvals.count_waiting(s, hall.cast.colleague.staff_id, hall.now)) == 0
    with pytest.raises(Forbidden) as refused:
        hall.decide(request.id, hall.cast.colleague)
    assert refused.value.code == "self_approval"
    approved, _ = hall.write(
        lambda s: approvals.approve_green_requests(
            s, hall.desk, [request.id], hall.cast.colleague.staff_id, hall.now
        )
    )
    assert approved == []
    assert hall.decide(request.id, hall.cast.lead).state == approvals.APPROVED


def test_with_everybody_above_along_it_waits_without_a_lead(hall: Hall) -> None:
    cast = hall.cast
    request = hall.request(
        hall.trip(companion_ids=[p.staff_id for p in (cast.lead, cast.director, cast.mayor)])
    )
    assert request.approver_id is None
    for member in cast.everybody().values():
        assert waiting_ids(hall, member) == []
