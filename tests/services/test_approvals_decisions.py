"""Approvals: who may decide what, once, and what the ledger then holds."""

import hashlib
import threading
from datetime import timedelta

import pytest

from services import approvals, notifications, trips
from services.approvals.decisions import BULK_LIMIT
from services.approvals.models import ApprovalRequest
from services.errors import BalgilError, Conflict, Invalid, NotFound
from tests.approval_requests import appoint, waiting_ids
from tests.cast import Member
from tests.hall import Hall


def ask_for(hall: Hall, number: int, **changes: object) -> approvals.Request:
    """A trip of its own hours, so that none overlaps another."""
    starts_at = hall.now + timedelta(hours=10 * (number + 1))
    period = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=5)}
    return hall.request(hall.trip(id=b"asked%03d" % number, **period | changes))


def test_the_lead_approves_and_the_leaf_commits_to_text_and_content(hall: Hall, request_id: int) -> None:
    decided = hall.decide(request_id, hall.cast.lead)
    assert (decided.state, decided.decided_by_id, decided.as_deputy) == (
        approvals.APPROVED,
        hall.cast.lead.staff_id,
        False,
    )
    (record,) = hall.records("approval_decided", "trip", decided.subject_id)
    trip = hall.read(lambda s: trips.get_trip(s, decided.subject_id, hall.cast.traveller.staff_id))
    assert record.id == decided.record_id
    assert record.facts["decision"] == "approved"
    assert record.facts["text_sha256"] == approvals.hash_text(decided)
    assert record.facts["content_sha256"] == hashlib.sha256(trips.content_of(trip)).digest()
    assert record.facts["decider"] == hall.cast.lead.staff_id


def test_the_text_before_the_lead_has_no_position(hall: Hall) -> None:
    request = hall.request(hall.trip())
    shown = repr((request.title, request.lines))
    assert "35." not in shown
    assert "356869000" not in shown
    assert ("destination", "거창군청") in request.lines


@pytest.mark.parametrize(
    "name", ["colleague", "stranger", "other_lead", "auditor", "administrator", "director", "mayor"]
)
def test_nobody_but_the_lead_sees_or_decides(hall: Hall, request_id: int, name: str) -> None:
    member = hall.cast.everybody()[name]
    assert waiting_ids(hall, member) == []
    assert hall.read(lambda s: approvals.find_request(s, request_id, member.staff_id, hall.now)) is None
    with pytest.raises(NotFound):
        hall.decide(request_id, member)


def test_the_same_decision_again_gives_the_first_answer(hall: Hall, request_id: int) -> None:
    first = hall.decide(request_id, hall.cast.lead)
    hall.clock.advance(minutes=5)
    assert hall.decide(request_id, hall.cast.lead) == first
    assert len(hall.records("approval_decided", "trip", first.subject_id)) == 1


def test_the_opposite_decision_afterwards_is_told_who_was_first(hall: Hall, request_id: int) -> None:
    hall.decide(request_id, hall.cast.lead)
    with pytest.raises(Conflict) as told:
        hall.decide(request_id, hall.cast.lead, approve=False, reason="다시 생각해 보니")
    assert told.value.params == {"name": "박다온"}


def test_a_refusal_needs_a_reason(hall: Hall, request_id: int) -> None:
    for reason in ("", "  \n ", "\u202e\u0000"):
        with pytest.raises(Invalid) as refused:
            hall.decide(request_id, hall.cast.lead, approve=False, reason=reason)
        assert "reason" in refused.value.fields
    decided = hall.decide(request_id, hall.cast.lead, approve=False, reason="  출장비\n예산이  없어요 ")
    assert (decided.state, decided.reason) == (approvals.REFUSED, "출장비 예산이 없어요")
    with hall.database.reading() as session:
        (notice,) = notifications.list_notices(session, hall.cast.traveller.staff_id, limit=1)
    assert notice.kind == "approval_refused"
    assert "reason" not in notice.facts  # it goes out by mail


def test_a_reason_that_is_too_long_is_refused(hall: Hall, request_id: int) -> None:
    with pytest.raises(Invalid):
        hall.decide(request_id, hall.cast.lead, approve=False, reason="가" * 501)


def test_what_was_taken_back_cannot_be_decided(hall: Hall) -> None:
    trip = hall.trip()
    request = hall.request(trip)
    hall.write(lambda s: trips.cancel_trip(s, trip.id, hall.cast.traveller.staff_id, hall.now))
    with pytest.raises(Conflict) as told:
        hall.decide(request.id, hall.cast.lead)
    assert told.value.code == "decided"


def test_a_new_round_withdraws_the_one_that_waits(hall: Hall) -> None:
    trip = hall.trip()
    first = hall.request(trip)
    submission = approvals.Submission(
        trips.APPROVAL_KIND, trip.id, "고친 출장", b"\x80", [("purpose", "다른 일")]
    )
    second = hall.write(
        lambda s: approvals.submit_request(s, submission, hall.cast.traveller.staff_id, hall.now)
    )
    assert second.round == 2
    assert waiting_ids(hall, hall.cast.lead) == [second.id]
    with pytest.raises(Conflict):
        hall.decide(first.id, hall.cast.lead)


def test_bulk_approves_the_green_ones_and_leaves_out_the_rest(hall: Hall) -> None:
    green = [ask_for(hall, n).id for n in range(3)]
    no_point = [trips.DestinationPlan("어느 마을", None, 300)]
    amber = ask_for(hall, 9, destinations=no_point)
    foreign = hall.request(hall.trip(hall.cast.stranger, id=b"foreign1")).id
    wanted = [amber.id, *green, foreign, 10**15, *green]
    approved, left_out = hall.write(
        lambda s: approvals.approve_green_requests(s, hall.desk, wanted, hall.cast.lead.staff_id, hall.now)
    )
    assert amber.cautions == ("destination_without_point",)
    assert [r.id for r in approved] == sorted(green)
    assert {r.state for r in approved} == {approvals.APPROVED}
    assert left_out == [amber.id, foreign, 10**15]
    assert all(hall.records("approval_decided", "trip", r.subject_id) for r in approved)


def test_what_is_beyond_one_bulk_is_said_to_be_left_out(hall: Hall, request_id: int) -> None:
    unknown = list(range(10**6, 10**6 + BULK_LIMIT))
    approved, left_out = hall.write(
        lambda s: approvals.approve_green_requests(
            s, hall.desk, [*unknown, request_id], hall.cast.lead.staff_id, hall.now
        )
    )
    assert approved == []
    assert left_out == [*unknown, request_id]


def test_a_withdrawal_and_an_approval_at_once_leave_one_truth(hall: Hall) -> None:
    trip = hall.trip()
    request, barrier, told = hall.request(trip), threading.Barrier(2), []

    def approve() -> None:
        barrier.wait()
        try:
            hall.decide(request.id, hall.cast.lead)
        except Conflict as error:
            told.append(error.code)

    def cancel() -> None:
        barrier.wait()
        hall.write(lambda s: trips.cancel_trip(s, trip.id, trip.owner_id, hall.now))

    threads = [threading.Thread(target=work) for work in (approve, cancel)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    state = hall.request(trip).state
    assert (state, told) in ((approvals.APPROVED, []), (approvals.WITHDRAWN, ["decided"]))
    assert len(hall.records("approval_decided", "trip", trip.id)) == (state == approvals.APPROVED)
    assert hall.read(lambda s: trips.get_trip(s, trip.id, trip.owner_id)).cancelled_at == hall.now


def test_what_was_decided_is_listed_newest_first(hall: Hall) -> None:
    first, second = (hall.request(hall.trip(id=b"trips%03d" % n)).id for n in range(2))
    hall.decide(first, hall.cast.lead)
    hall.clock.advance(minutes=1)
    hall.decide(second, hall.cast.lead, approve=False, reason="겹쳐요")
    done = hall.read(lambda s: approvals.list_done(s, hall.cast.lead.staff_id))
    assert [request.id for _, request in done] == [second, first]
    assert hall.read(lambda s: approvals.count_waiting(s, hall.cast.lead.staff_id, hall.now)) == 0


def test_of_two_who_decide_at_once_one_wins_and_the_other_learns(hall: Hall, request_id: int) -> None:
    appoint(hall, hall.cast.lead, hall.cast.other_lead)
    barrier, results = threading.Barrier(2), {}

    def decide(member: Member, approve: bool) -> None:
        barrier.wait()
        try:
            results[member.name] = hall.decide(request_id, member, approve=approve, reason="나중에").state
        except BalgilError as error:
            results[member.name] = (error.code, error.params["name"])

    pairs = [(hall.cast.lead, True), (hall.cast.other_lead, False)]
    threads = [threading.Thread(target=decide, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = [name for name, result in results.items() if isinstance(result, str)]
    lost = [result for result in results.values() if not isinstance(result, str)]
    assert len(won) == 1
    assert lost == [("decided", won[0])]
    subject = hall.read(lambda s: s.get_one(ApprovalRequest, request_id).subject_id)
    assert len(hall.records("approval_decided", "trip", subject)) == 1


def test_a_caution_says_that_the_trip_has_begun_already(hall: Hall) -> None:
    request = hall.request(hall.trip(starts_at=hall.now - timedelta(hours=1)))
    assert request.cautions == ("already_started",)
