"""The card of a remote day: it grows from the plan to the result, and what was put in never changes."""

import threading

import pytest

from services import approvals
from services.errors import BalgilError, Conflict, Invalid, NotFound
from services.remote_work import days
from tests.hall import Hall
from tests.remote_days import BEFORE, LINES, ON, RemoteDay, at


@pytest.fixture
def day(hall: Hall) -> RemoteDay:
    """Over SQLite, then over PostgreSQL."""
    return RemoteDay(hall)


@pytest.fixture
def sqlite_day(sqlite_hall: Hall) -> RemoteDay:
    return RemoteDay(sqlite_hall)


def test_the_card_grows_from_the_plan_to_the_approved_result(day: RemoteDay) -> None:
    assert day.step() == "plan"
    day.plan()
    assert day.step() == "start"
    day.move(8.9)
    day.start()
    day.decide()
    assert day.step() == "end"
    day.move(18)
    day.end()
    assert day.step() == "result"
    day.result()
    assert day.step() == "wait"
    told = [label for label, _ in day.request(days.Part.RESULT).lines]
    assert told[-3:] == ["started", "ended", "received"]
    day.decide(days.Part.RESULT)
    card = day.card()
    assert card.step is days.Step.DONE
    assert card.plan
    assert card.result
    assert (card.plan.state, card.result.state) == ("approved", "approved")
    assert (card.day.plan_state, card.day.result_state) == ("approved", "approved")
    assert [(line.text, line.is_done, line.count) for line in card.result.lines] == [
        (text, True, number + 1) for number, text in enumerate(LINES)
    ]


def test_every_step_is_a_leaf_that_commits_to_the_text(day: RemoteDay) -> None:
    plan = day.plan()
    day.start()
    day.move(18)
    day.end()
    result = day.result()
    day.decide(days.Part.RESULT)
    kinds = ("remote_planned", "remote_started", "remote_ended", "remote_reported")
    key = days.day_key(day.me, ON)
    planned, started, ended, reported = (day.hall.records(kind, "remote_day", key)[0] for kind in kinds)
    assert planned.facts["text_sha256"] == plan.sha256 == started.facts["plan_sha256"]
    assert ended.facts["plan_sha256"] == reported.facts["plan_sha256"] == plan.sha256
    assert reported.facts["text_sha256"] == result.sha256
    (decided,) = day.hall.records("approval_decided", "remote_result", key)
    assert decided.facts["content_sha256"] == result.sha256
    assert [record.at for record in (planned, started, ended)] == [at(8), at(8), at(18)]


def test_a_repeat_gets_the_first_answer(day: RemoteDay) -> None:
    first, again = day.plan(), day.plan()
    assert again == first
    assert day.start(2) == day.start(2)
    day.move(18)
    ended = day.end(3)
    day.move(18.5)
    assert day.end(3) == ended
    assert day.result() == day.result()
    assert len(day.hall.records("remote_reported", "remote_day", days.day_key(day.me, ON))) == 1


def test_an_id_is_of_one_text_alone(sqlite_day: RemoteDay) -> None:
    sqlite_day.plan(1)
    with pytest.raises(Conflict, match="id_taken"):
        sqlite_day.plan(1, ["다른 일"])
    sqlite_day.start(2)
    sqlite_day.move(18)
    with pytest.raises(Conflict, match="id_taken"):
        sqlite_day.end(2)


def test_of_two_devices_the_second_start_is_the_first(sqlite_day: RemoteDay) -> None:
    sqlite_day.plan()
    first = sqlite_day.start(2)
    sqlite_day.move(9.5)
    assert sqlite_day.start(7) == first


def test_two_devices_at_once_leave_one_plan(day: RemoteDay) -> None:
    barrier, results = threading.Barrier(2), {}

    def put(number: int) -> None:
        barrier.wait()
        try:
            results[number] = day.plan(number, [f"기기 {number}"]).revision
        except BalgilError as error:
            results[number] = error.code

    threads = [threading.Thread(target=put, args=(number,)) for number in (11, 12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, results.values())) == ["1", "changed_elsewhere"]


def test_what_another_device_has_written_is_not_written_over(sqlite_day: RemoteDay) -> None:
    sqlite_day.plan(1)
    with pytest.raises(Conflict, match="changed_elsewhere"):
        sqlite_day.plan(9, ["다른 기기"], version=0)
    assert sqlite_day.plan(9, ["다른 기기"], version=1).revision == 2


def test_an_approved_plan_is_locked_and_a_change_is_a_new_draft(day: RemoteDay) -> None:
    first = day.plan(1)
    day.decide()
    second = day.plan(5, [*LINES, "현장 확인"], version=1)
    card = day.card()
    assert card.plan
    assert card.approved_plan
    assert (card.plan.id, card.plan.state) == (second.id, "waiting")
    assert (card.approved_plan.id, card.approved_plan.sha256) == (first.id, first.sha256)
    assert "changed" in day.request().cautions
    assert day.request().round == 2


def test_a_newer_plan_takes_back_the_one_that_waits(sqlite_day: RemoteDay) -> None:
    first = sqlite_day.plan(1)
    sqlite_day.plan(5, ["현장 확인"], version=1)
    texts = sqlite_day.hall.read(
        lambda s: approvals.list_waiting(s, sqlite_day.hall.cast.lead.staff_id, sqlite_day.hall.now)
    )
    assert [request.title for request in texts] == ["현장 확인"]
    assert sqlite_day.plan(1) == first.__class__(**{**vars(first), "state": "withdrawn"})


def test_a_plan_that_was_decided_meanwhile_stays_as_it_was_decided(sqlite_day: RemoteDay) -> None:
    """The lead's tap and a newer plan at the same moment: the plan that she approved is not taken back."""
    first, hall = sqlite_day.plan(1), sqlite_day.hall
    unheard, decision = approvals.Desk(hall.ledger, {}), approvals.Decision(approve=True)
    lead, request_id = hall.cast.lead.staff_id, sqlite_day.request().id
    hall.write(lambda s: approvals.decide_request(s, unheard, request_id, lead, decision, hall.now))
    sqlite_day.plan(5, ["현장 확인"], version=1)
    card = sqlite_day.card()
    assert card.approved_plan
    assert card.approved_plan.id == first.id


def test_a_refused_plan_is_asked_for_again_with_the_reason(sqlite_day: RemoteDay) -> None:
    sqlite_day.plan()
    sqlite_day.decide(approve=False, reason="더 자세히")
    card = sqlite_day.card()
    assert card.plan
    assert (card.step, card.plan.reason) == (days.Step.PLAN_AGAIN, "더 자세히")
    sqlite_day.plan(5, ["도로대장 정비 12건"], version=1)
    assert sqlite_day.step() == "start"


def test_a_result_refused_is_written_again_on_the_same_plan(sqlite_day: RemoteDay) -> None:
    sqlite_day.plan()
    sqlite_day.start()
    sqlite_day.move(18)
    sqlite_day.end()
    sqlite_day.result()
    sqlite_day.decide(days.Part.RESULT, approve=False, reason="건수를 적어 주세요")
    assert sqlite_day.step() == "result_again"
    assert sqlite_day.result(6, version=1).revision == 2


def test_an_undone_approval_waits_again(sqlite_day: RemoteDay) -> None:
    sqlite_day.plan()
    sqlite_day.decide()
    hall, request = sqlite_day.hall, sqlite_day.request()
    hall.write(lambda s: approvals.undo_decision(s, hall.desk, request.id, hall.cast.lead.staff_id, hall.now))
    assert sqlite_day.card().day.plan_state == "waiting"


def test_the_plan_stays_as_it_is_once_the_result_is_in(sqlite_day: RemoteDay) -> None:
    sqlite_day.plan()
    sqlite_day.start()
    sqlite_day.move(18)
    sqlite_day.end()
    with pytest.raises(Conflict, match="plan_closed"):
        sqlite_day.plan(5, ["나중에 바꾼 계획"], version=1)
    sqlite_day.result()
    with pytest.raises(Conflict, match="plan_closed"):
        sqlite_day.plan(5, ["나중에 바꾼 계획"], version=1)


def test_a_result_without_a_plan_is_refused(sqlite_day: RemoteDay) -> None:
    sqlite_day.start()
    sqlite_day.move(18)
    sqlite_day.end()
    with pytest.raises(Conflict, match="plan_missing"):
        sqlite_day.result()
    sqlite_day.plan()
    assert sqlite_day.result().revision == 1


def test_a_result_has_the_lines_of_its_plan_once_each_and_then_others(sqlite_day: RemoteDay) -> None:
    day = sqlite_day
    day.plan()
    day.start()
    with pytest.raises(Conflict, match="not_ended"):
        day.result()
    day.move(18)
    day.end()
    with pytest.raises(Conflict, match="plan_changed"):
        day.result(plan=99)
    done = [days.DoneLine(place, is_done=True) for place in (0, 1)]
    for wrong in (done, [*done, done[0]], [*done, days.DoneLine(3, is_done=True)]):
        with pytest.raises(Invalid) as caught:
            day.result(lines=wrong)
        assert "lines" in caught.value.fields
    besides = days.DoneLine(None, is_done=True, text="갑작스런 민원 전화", count=4)
    result = day.result(lines=[besides, days.DoneLine(2, is_done=False, note="내일로"), *done])
    assert [line.text for line in result.lines] == [*LINES, besides.text]
    assert [line.is_planned for line in result.lines] == [True, True, True, False]
    request = day.request(days.Part.RESULT)
    assert ("not_done", "회의자료 작성 · 내일로") in request.lines
    assert ("besides", "갑작스런 민원 전화 · 4건") in request.lines
    assert "not_all_done" in request.cautions


def test_a_plan_has_a_few_short_lines(sqlite_day: RemoteDay) -> None:
    for lines, field in (
        ([], "lines"),
        ([" \u202e "], "lines"),
        (["일"] * 31, "lines"),
        (["가" * 201], "lines.0.text"),
    ):
        with pytest.raises(Invalid) as caught:
            sqlite_day.plan(lines=lines)
        assert field in caught.value.fields


def test_nothing_in_it_tells_a_place_or_a_machine(sqlite_day: RemoteDay) -> None:
    sqlite_day.plan()
    names = {name for name, _ in sqlite_day.request().lines}
    assert names == {"held_on", "place", "hours", "planned", "received"}


def test_the_lead_and_nobody_else_sees_the_card_and_may_do_nothing_on_it(sqlite_day: RemoteDay) -> None:
    sqlite_day.plan()
    cast = sqlite_day.hall.cast
    seen = sqlite_day.card(cast.lead)
    assert seen.plan
    assert not any((seen.may_plan, seen.may_start, seen.may_end, seen.may_report))
    for member in (cast.colleague, cast.stranger, cast.other_lead, cast.auditor, cast.administrator):
        with pytest.raises(NotFound):
            sqlite_day.card(member)


def test_a_day_that_nobody_called_remote_has_no_card(sqlite_day: RemoteDay) -> None:
    with pytest.raises(NotFound, match="not_remote"):
        sqlite_day.card(on=BEFORE)
    with pytest.raises(NotFound, match="not_remote"):
        sqlite_day.plan(on=BEFORE)


def test_lines_come_from_what_was_written_before(sqlite_day: RemoteDay) -> None:
    day = sqlite_day
    day.move(8, BEFORE)
    day.open(BEFORE)
    day.plan(20, ["민원 회신", "현장 점검"], on=BEFORE)
    day.start(21, BEFORE)
    day.move(18, BEFORE)
    day.end(22, BEFORE)
    day.result(23, [days.DoneLine(0, is_done=True), days.DoneLine(1, is_done=False)], plan=20, on=BEFORE)
    day.move(8)
    day.plan()
    after = ON.replace(month=10, day=1)
    assert day.hall.read(lambda s: days.copy_last_plan(s, day.me, ON)) == ["현장 점검", "민원 회신"]
    tasks = day.hall.read(lambda s: days.list_my_tasks(s, day.me, after))
    assert tasks == ["민원 회신", "도로대장 정비", "회의자료 작성", "현장 점검"]
