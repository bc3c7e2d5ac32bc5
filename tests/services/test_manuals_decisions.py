"""Texts of manuals that wait for a decision: proposed, published by it, refused, undone, met by another."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from services import approvals, notifications
from services.approvals import Level, Rule
from services.clock import local_day
from services.errors import Conflict, Forbidden, NotFound
from services.manuals import tasks, texts
from services.manuals.sections import Section
from services.manuals.texts import Proposal, Reason, State
from tests.cast import Member
from tests.factories import postgresql_only, sqlite_only
from tests.hall import Hall
from tests.manual_readers import shelve
from tests.overlaps import wait_until_it_waits
from tests.services.test_manuals_texts import publish, standing

PROPOSAL = b"publication-0001"


@pytest.fixture
def manual_id(hall: Hall) -> int:
    return shelve(hall)


def propose(hall: Hall, manual_id: int, text: str = "동료가 쓴 팁", **more: object) -> Proposal:
    outcome = publish(hall, manual_id, {Section.TIPS: text}, hall.cast.traveller, **more)  # type: ignore[arg-type]
    assert outcome.proposal
    assert outcome.published is None
    return outcome.proposal


def request_of(hall: Hall, proposal: Proposal) -> approvals.Request:
    return hall.read(lambda s: approvals.newest_requests(s, texts.APPROVAL_KIND, [proposal.id]))[proposal.id]


def decide(hall: Hall, proposal: Proposal, by: Member | None = None, *, approve: bool = True) -> None:
    reason = "" if approve else "근거를 적어 주세요"
    hall.decide(request_of(hall, proposal).id, by or hall.cast.lead, approve=approve, reason=reason)


def state(hall: Hall, proposal: Proposal) -> State:
    return hall.read(lambda s: texts.load_proposal(s, proposal.id)).state


def drafts(hall: Hall, manual_id: int) -> dict[Section, str]:
    found = hall.read(lambda s: texts.list_drafts(s, manual_id, hall.cast.traveller.staff_id))
    return {section: draft.text for section, draft in found.items()}


def told(hall: Hall, member: Member) -> list[str]:
    return [n.kind for n in hall.read(lambda s: notifications.list_notices(s, member.staff_id))]


def test_who_does_not_own_it_puts_a_text_before_the_lead(hall: Hall, manual_id: int) -> None:
    for _ in range(2):
        proposal = propose(hall, manual_id)
    request = request_of(hall, proposal)
    assert request.lines == (
        ("manual_title", "국내 출장 여비 정산"),
        ("manual_unit", "건축허가팀"),
        ("manual_sections", "Tip"),
        ("manual_reason", "update"),
        ("manual_change", "내용이 처음 들어갔어요."),
    )
    assert told(hall, hall.cast.colleague) == ["manual_proposed"]
    assert standing(hall, manual_id).number == 1
    decide(hall, proposal)
    published = standing(hall, manual_id)
    assert (published.number, published.by_name, published.texts[Section.TIPS]) == (
        2,
        "김가람",
        "동료가 쓴 팁",
    )
    assert state(hall, proposal) is State.PUBLISHED
    assert len(hall.records("manual_published", "manual", str(manual_id))) == 2


def test_a_rule_asks_for_a_decision_of_the_owner_too(hall: Hall, manual_id: int) -> None:
    rule = Rule("manual", Level.DEPARTMENT, local_day(hall.now), "업무 매뉴얼 운영 지침", "sections", 2)
    hall.write(lambda s: approvals.add_rule(s, rule, local_day(hall.now)))
    assert publish(hall, manual_id, {Section.TIPS: "하나"}).published
    both = {Section.TIPS: "둘", Section.OVERVIEW: "둘"}
    outcome = publish(hall, manual_id, both, key=b"publication-0002", base=2)
    assert outcome.proposal
    decide(hall, outcome.proposal, hall.cast.director)
    assert standing(hall, manual_id).number == 3


def test_nobody_decides_on_her_own_text(hall: Hall, manual_id: int) -> None:
    rule = Rule("manual", Level.LEAD, local_day(hall.now), "업무 매뉴얼 운영 지침")
    hall.write(lambda s: approvals.add_rule(s, rule, local_day(hall.now)))
    outcome = publish(hall, manual_id, {Section.TIPS: "팀장이 쓴 팁"}, hall.cast.lead)
    assert outcome.proposal
    for stranger in (hall.cast.lead, hall.cast.colleague):
        with pytest.raises((Forbidden, NotFound)):
            decide(hall, outcome.proposal, stranger)
    with pytest.raises((Forbidden, NotFound)):
        hall.write(
            lambda s: texts.restore(
                s, hall.ledger, manual_id, 1, b"r" * 16, hall.cast.stranger.staff_id, hall.now
            )
        )
    decide(hall, outcome.proposal, hall.cast.director)
    assert standing(hall, manual_id).texts[Section.TIPS] == "팀장이 쓴 팁"
    # An earlier text is put before somebody as well.
    who = hall.cast.lead.staff_id
    again = hall.write(lambda s: texts.restore(s, hall.ledger, manual_id, 1, b"r" * 16, who, hall.now))
    assert again.proposal
    assert again.published is None


def test_what_is_refused_is_its_writers_draft_again(hall: Hall, manual_id: int) -> None:
    proposal = propose(hall, manual_id)
    assert drafts(hall, manual_id) == {}
    decide(hall, proposal, approve=False)
    assert (state(hall, proposal), standing(hall, manual_id).number) == (State.REFUSED, 1)
    assert drafts(hall, manual_id) == {Section.TIPS: "동료가 쓴 팁"}


def test_what_meets_a_newer_text_is_shown_with_it(hall: Hall, manual_id: int) -> None:
    proposal = propose(hall, manual_id)
    publish(hall, manual_id, {Section.TIPS: "그 사이 글"}, key=b"publication-0002")
    decide(hall, proposal)
    assert (state(hall, proposal), standing(hall, manual_id).texts[Section.TIPS]) == (
        State.COLLIDED,
        "그 사이 글",
    )
    assert drafts(hall, manual_id) == {Section.TIPS: "동료가 쓴 팁"}
    assert "manual_collided" in told(hall, hall.cast.traveller)


def test_other_sections_go_together_with_what_came_between(hall: Hall, manual_id: int) -> None:
    proposal = propose(hall, manual_id)
    publish(hall, manual_id, {Section.OVERVIEW: "그 사이 글"}, key=b"publication-0002")
    decide(hall, proposal)
    published = standing(hall, manual_id)
    assert (published.number, published.texts[Section.TIPS]) == (3, "동료가 쓴 팁")
    assert published.texts[Section.OVERVIEW] == "그 사이 글"


def test_a_decision_that_is_undone_takes_its_text_back(hall: Hall, manual_id: int) -> None:
    proposal = propose(hall, manual_id)
    decide(hall, proposal)
    publish(hall, manual_id, {Section.OVERVIEW: "그 사이 글"}, key=b"publication-0002", base=2)
    hall.clock.advance(minutes=1)
    lead, request_id = hall.cast.lead.staff_id, request_of(hall, proposal).id
    hall.write(lambda s: approvals.undo_decision(s, hall.desk, request_id, lead, hall.now))
    published = standing(hall, manual_id)
    assert (published.number, published.reason) == (4, Reason.UNDONE)
    assert (published.texts[Section.TIPS], published.texts[Section.OVERVIEW]) == ("", "그 사이 글")
    assert state(hall, proposal) is State.WAITING
    decide(hall, proposal)
    assert standing(hall, manual_id).texts[Section.TIPS] == "동료가 쓴 팁"
    assert standing(hall, manual_id).number == 5


def test_its_writer_takes_back_what_waits(hall: Hall, manual_id: int) -> None:
    proposal = propose(hall, manual_id)
    with pytest.raises(Forbidden):
        withdraw(hall, proposal, hall.cast.colleague)
    for _ in range(2):
        withdraw(hall, proposal, hall.cast.traveller)
    assert state(hall, proposal) is State.WITHDRAWN
    assert drafts(hall, manual_id) == {Section.TIPS: "동료가 쓴 팁"}
    assert request_of(hall, proposal).state == approvals.WITHDRAWN


@postgresql_only
def test_who_takes_back_waits_for_who_decides_and_not_the_other_way_round(hall: Hall, manual_id: int) -> None:
    proposal = propose(hall, manual_id)
    who = hall.cast.traveller.staff_id

    def take_back() -> Proposal:
        with hall.database.writing() as session:
            return texts.withdraw_proposal(session, proposal.id, who, hall.now)

    with ThreadPoolExecutor(1) as pool:
        with hall.database.writing() as session:
            # As a decision does: the request first, then the manual.
            approvals.lock_waiting(session, texts.APPROVAL_KIND, [proposal.id])
            running = pool.submit(take_back)
            wait_until_it_waits(hall.database, running.done)
            tasks.lock_manual(session, manual_id, hall.now)
        assert running.result().state is State.WITHDRAWN


@sqlite_only
def test_what_is_decided_is_not_taken_back(hall: Hall, manual_id: int) -> None:
    proposal = propose(hall, manual_id)
    decide(hall, proposal)
    with pytest.raises(Conflict):
        withdraw(hall, proposal, hall.cast.traveller)


@sqlite_only
def test_what_waits_is_listed(hall: Hall, manual_id: int) -> None:
    proposal = propose(hall, manual_id)
    assert [p.id for p in hall.read(lambda s: texts.list_proposals(s, manual_id))] == [proposal.id]
    decide(hall, proposal)
    assert hall.read(lambda s: texts.list_proposals(s, manual_id)) == []


def withdraw(hall: Hall, proposal: Proposal, by: Member) -> None:
    hall.write(lambda s: texts.withdraw_proposal(s, proposal.id, by.staff_id, hall.now))
