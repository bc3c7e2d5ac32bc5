"""Taking a decision back within five minutes, and what the ledger and the other subjects then say."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from services import absences, approvals, notifications, people
from services.approvals import Draft, Request
from services.approvals.models import ApprovalAct
from services.check_plan import PROJECTIONS, SWEEPS
from services.clock import local_day
from services.errors import Conflict, Invalid, NotFound
from tests.approval_requests import appoint, waiting_ids
from tests.cast import Member
from tests.hall import Hall


def undo(hall: Hall, request_id: int, member: Member) -> Request:
    return hall.write(lambda s: approvals.undo_decision(s, hall.desk, request_id, member.staff_id, hall.now))


def differences(hall: Hall, request: Request) -> list[str]:
    found = []
    for kind in ("approval_decided", "approval_undone"):
        records = hall.records(kind, request.subject_kind, request.subject_id)
        found += hall.read(lambda s, kind=kind, records=records: list(PROJECTIONS[kind](s, records)))
    found += [
        difference for sweep in SWEEPS for difference in hall.read(lambda s, sweep=sweep: list(sweep(s)))
    ]
    return [difference.code for difference in found]


def test_it_waits_again_and_leaves_a_leaf(hall: Hall, request_id: int) -> None:
    decided = hall.decide(request_id, hall.cast.lead)
    assert len(away(hall)) == 1
    hall.clock.advance(minutes=5)
    undone = undo(hall, request_id, hall.cast.lead)
    assert (undone.state, undone.decided_by_id, undone.version) == (approvals.WAITING, None, 3)
    assert waiting_ids(hall, hall.cast.lead) == [request_id]
    assert away(hall) == []
    (record,) = hall.records("approval_undone", "trip", decided.subject_id)
    assert record.facts["undone"] == decided.record_id
    assert differences(hall, undone) == []
    assert undo(hall, request_id, hall.cast.lead) == undone
    refused = hall.decide(request_id, hall.cast.lead, approve=False, reason="날짜가 달라요")
    assert refused.state == approvals.REFUSED
    assert differences(hall, refused) == []


def away(hall: Hall) -> list[absences.Absence]:
    span = (hall.now, hall.now + timedelta(days=1))
    return [each for each in hall.read(lambda s: absences.list_absences(s, *span)) if each.is_approved]


def test_after_five_minutes_it_stands(hall: Hall, request_id: int) -> None:
    hall.decide(request_id, hall.cast.lead)
    hall.clock.advance(minutes=5, seconds=1)
    with pytest.raises(Conflict) as told:
        undo(hall, request_id, hall.cast.lead)
    assert told.value.code == "undo_late"


def test_only_who_decided_takes_it_back(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    request = hall.request(hall.trip())
    appoint(hall, hall.cast.lead, hall.cast.other_lead)
    hall.decide(request.id, hall.cast.lead)
    for member in (hall.cast.other_lead, hall.cast.traveller, hall.cast.director):
        with pytest.raises(NotFound):
            undo(hall, request.id, member)


def test_not_when_the_requester_has_put_it_forward_anew(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    request = hall.request(hall.trip())
    hall.decide(request.id, hall.cast.lead, approve=False, reason="목적을 적어 주세요")
    again = approvals.Submission("trip", request.subject_id, "고친 출장", b"\x80", [])
    second = hall.write(lambda s: approvals.submit_request(s, again, hall.cast.traveller.staff_id, hall.now))
    with pytest.raises(Conflict) as told:
        undo(hall, request.id, hall.cast.lead)
    assert told.value.code == "undo_renewed"
    assert waiting_ids(hall, hall.cast.lead) == [second.id]


def test_an_undoing_without_its_leaf_is_found(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    request = hall.request(hall.trip())
    decided = hall.decide(request.id, hall.cast.lead)

    def tamper(session: object) -> None:
        (act,) = session.query(ApprovalAct).all()  # type: ignore[attr-defined]
        act.undone_at = hall.now

    hall.write(tamper)
    assert set(differences(hall, decided)) == {"record_missing"}


def test_two_at_once_undo_one_decision_once(hall: Hall, request_id: int) -> None:
    decided, barrier, told = hall.decide(request_id, hall.cast.lead), threading.Barrier(2), []

    def work() -> None:
        barrier.wait()
        told.append(undo(hall, request_id, hall.cast.lead).state)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [approvals.WAITING] * 2
    assert len(hall.records("approval_undone", "trip", decided.subject_id)) == 1


def test_the_requester_is_told_each_time(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    request = hall.request(hall.trip())
    hall.decide(request.id, hall.cast.lead)
    undo(hall, request.id, hall.cast.lead)
    assert told_kinds(hall, hall.cast.traveller) == ["approval_undone", "approval_approved"]
    hall.request(hall.trip(id=b"second01"))
    assert told_kinds(hall, hall.cast.lead) == ["approval_waiting"]


def told_kinds(hall: Hall, member: Member) -> list[str]:
    return [n.kind for n in hall.read(lambda s: notifications.list_notices(s, member.staff_id))]


def test_the_inbox_takes_as_many_statements_for_many_as_for_few(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    counts = []
    for number in range(0, 120, 40):
        for each in range(number, number + 40):
            starts_at = hall.now + timedelta(hours=10 * (each + 1))
            plan = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=5)}
            hall.trip(
                id=b"trip%04d" % each, companion_ids=[hall.cast.colleague.staff_id] * (each % 2), **plan
            )
        counts.append(
            count_statements(hall, lambda s: approvals.load_inbox(s, hall.cast.lead.staff_id, hall.now))
        )
        inbox = hall.read(lambda s: approvals.load_inbox(s, hall.cast.lead.staff_id, hall.now))
        assert inbox.total == number + 40
        assert len(inbox.waiting) == min(inbox.total, approvals.PAGE_SIZE)
    assert len(set(counts)) == 1
    last = hall.read(
        lambda s: approvals.load_inbox(s, hall.cast.lead.staff_id, hall.now, kind="trip", page=9)
    )
    assert (last.page, last.pages, len(last.waiting)) == (3, 3, 20)


def test_who_leads_and_what_reaches_her_is_asked_once_a_page(sqlite_hall: Hall) -> None:
    lead_id, now = sqlite_hall.cast.lead.staff_id, sqlite_hall.now

    def show_inbox(session: Session) -> None:
        approvals.load_inbox(session, lead_id, now)

    def show_page(session: Session) -> None:
        show_inbox(session)
        assert approvals.list_leads_acted_for(session, lead_id, now) == [lead_id]
        assert approvals.list_reached(session, lead_id, now)
        assert people.load_leadership(session, local_day(now)).leads

    assert count_statements(sqlite_hall, show_page) == count_statements(sqlite_hall, show_inbox)


def test_a_lineup_that_is_held_holds_for_its_transaction(sqlite_hall: Hall) -> None:
    now = sqlite_hall.now
    with sqlite_hall.database.writing() as session:
        held = approvals.load_lineup(session, now)
        assert approvals.load_lineup(session, now) is not held
        approvals.hold_lineup(session, held)
        assert approvals.load_lineup(session, now + timedelta(days=1)) is held
    with sqlite_hall.database.writing() as session:
        assert approvals.load_lineup(session, now) is not held


def count_statements(hall: Hall, ask: Callable[[Session], object]) -> int:
    statements: list[str] = []
    engine = hall.database.engine
    note = lambda *args: statements.append(args[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", note)
    try:
        hall.read(ask)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(statements)


def test_a_draft_is_its_writers_alone_until_it_is_put_forward(hall: Hall) -> None:
    owner, other = hall.cast.traveller.staff_id, hall.cast.colleague.staff_id
    draft = Draft("trip", b"trip0001", "현장 점검", {"purpose": ["현장 점검"]}, hall.now)
    hall.write(lambda s: approvals.save_draft(s, owner, draft))
    assert hall.read(lambda s: approvals.list_drafts(s, owner)) == [draft]
    assert hall.read(lambda s: approvals.find_draft(s, other, "trip", b"trip0001")) is None
    with pytest.raises(Conflict):
        hall.write(lambda s: approvals.save_draft(s, other, draft))
    long = Draft("trip", b"trip0002", "", {"purpose": ["가" * 20_001]}, hall.now)
    with pytest.raises(Invalid):
        hall.write(lambda s: approvals.save_draft(s, owner, long))
    hall.trip()
    assert hall.read(lambda s: approvals.list_drafts(s, owner)) == []
