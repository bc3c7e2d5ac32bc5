"""Who goes hands over, however her going came in; and nothing stays with who has gone."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from services import approvals, handovers, notifications, people
from services.clock import local_day
from services.handovers import HandoverLine, State
from services.manuals import tasks
from tests.cast import Member
from tests.factories import sqlite_only
from tests.hall import Hall
from tests.manual_hall import make_manual, owner_of, unit_of

Going = Callable[[Hall, Member, date], None]


def move(hall: Hall, member: Member, from_on: date) -> None:
    """To another department, as a file of the personnel system says it."""
    unit = unit_of(hall, hall.cast.administrator)
    hall.write(lambda s: people.assign_person(s, member.staff_id, unit, from_on, title="주무관"))


def leave(hall: Hall, member: Member, from_on: date) -> None:
    hall.write(lambda s: people.end_service(s, member.staff_id, from_on - timedelta(days=1)))


def keep_up(hall: Hall) -> int:
    return hall.write(lambda s: handovers.keep_up(s, hall.now))


def lines_of(hall: Hall, member: Member) -> list[HandoverLine]:
    return hall.read(lambda s: handovers.list_handovers(s, from_id=member.staff_id))


def told(hall: Hall, member: Member) -> list[str]:
    return [n.kind for n in hall.read(lambda s: notifications.list_notices(s, member.staff_id))]


@pytest.mark.parametrize("go", [move, leave])
def test_who_will_go_finds_her_handover_ready(hall: Hall, go: Going) -> None:
    who, today = hall.cast.traveller, local_day(hall.now)
    manual = make_manual(hall, who)
    keep_up(hall)
    assert lines_of(hall, who) == []
    go(hall, who, today + timedelta(days=5))
    for _ in range(2):
        keep_up(hall)
    (line,) = lines_of(hall, who)
    assert (line.last_on, line.count, line.state) == (today + timedelta(days=4), 1, State.OPEN)
    assert told(hall, who) == ["handover_due"]
    assert owner_of(hall, manual.id) == who.staff_id


@pytest.mark.parametrize("go", [move, leave])
def test_after_her_last_day_it_is_with_her_deputy_who_signs_later(hall: Hall, go: Going) -> None:
    who, deputy, today = hall.cast.traveller, hall.cast.colleague, local_day(hall.now)
    manual = make_manual(hall, who)
    hall.write(lambda s: approvals.name_standing_deputy(s, who.staff_id, deputy.staff_id, hall.now))
    go(hall, who, today + timedelta(days=2))
    keep_up(hall)
    hall.clock.advance(days=1)
    keep_up(hall)
    assert owner_of(hall, manual.id) == who.staff_id
    hall.clock.advance(days=1)
    for _ in range(2):
        keep_up(hall)
    assert owner_of(hall, manual.id) == deputy.staff_id
    (line,) = lines_of(hall, who)
    assert (line.state, line.as_deputy, line.receiver) == (State.OFFERED, True, deputy.name)
    assert line.passed_at
    assert told(hall, deputy).count("handover_passed") == 1
    assert told(hall, hall.cast.lead).count("handover_left_over") == 1
    taken = hall.write(
        lambda s: handovers.accept_handover(
            s, hall.ledger, line.id, deputy.staff_id, hall.now, takes_watches=False
        )
    )
    assert (taken.state, owner_of(hall, manual.id)) == (State.ACCEPTED, deputy.staff_id)


@sqlite_only
def test_without_a_deputy_it_is_with_her_lead(hall: Hall) -> None:
    who = hall.cast.traveller
    manual = make_manual(hall, who)
    leave(hall, who, local_day(hall.now))
    keep_up(hall)
    assert owner_of(hall, manual.id) == hall.cast.lead.staff_id


@sqlite_only
def test_whom_she_named_comes_before_her_deputy(hall: Hall) -> None:
    who, today = hall.cast.traveller, local_day(hall.now)
    manual = make_manual(hall, who)
    move(hall, who, today + timedelta(days=1))
    keep_up(hall)
    (line,) = lines_of(hall, who)
    view = hall.read(lambda s: handovers.get_handover(s, line.id, who.staff_id, hall.now))
    writing = handovers.Writing(
        handovers.Parts(),
        view.version,
        {manual.id},
        hall.cast.colleague.staff_id,
        False,
        "transfer",
        view.last_on,
    )
    hall.write(lambda s: handovers.write_handover(s, line.id, writing, who.staff_id, hall.now))
    hall.clock.advance(days=1)
    keep_up(hall)
    (line,) = lines_of(hall, who)
    assert (line.receiver, line.as_deputy) == (hall.cast.colleague.name, False)
    assert owner_of(hall, manual.id) == hall.cast.colleague.staff_id


@sqlite_only
def test_a_move_within_the_department_or_a_manual_of_elsewhere_asks_for_nothing(hall: Hall) -> None:
    who, today = hall.cast.traveller, local_day(hall.now)
    make_manual(hall, who)
    make_manual(hall, who, "감사 자료 제출", unit_of(hall, hall.cast.auditor))
    director = unit_of(hall, hall.cast.director)
    hall.write(
        lambda s: people.assign_person(s, who.staff_id, director, today + timedelta(days=3), title="주무관")
    )
    keep_up(hall)
    assert lines_of(hall, who) == []


@sqlite_only
def test_what_is_given_to_her_in_her_new_place_stays_with_her(hall: Hall) -> None:
    who, today = hall.cast.traveller, local_day(hall.now)
    manual = make_manual(hall, hall.cast.colleague)
    move(hall, who, today - timedelta(days=3))
    hall.write(lambda s: tasks.give_to(s, [manual.id], who.staff_id, None, hall.now))
    keep_up(hall)
    assert owner_of(hall, manual.id) == who.staff_id


@sqlite_only
def test_who_took_it_back_is_not_asked_again_before_her_last_day(hall: Hall) -> None:
    who, today = hall.cast.traveller, local_day(hall.now)
    manual = make_manual(hall, who)
    move(hall, who, today + timedelta(days=2))
    keep_up(hall)
    (line,) = lines_of(hall, who)
    hall.write(lambda s: handovers.withdraw_handover(s, line.id, who.staff_id, hall.now))
    keep_up(hall)
    assert [each.state for each in lines_of(hall, who)] == [State.WITHDRAWN]
    hall.clock.advance(days=2)
    keep_up(hall)
    assert owner_of(hall, manual.id) == hall.cast.lead.staff_id


def hand_over(hall: Hall, line: HandoverLine, manual_ids: set[int], to: Member) -> None:
    """Written, offered and accepted, with these manuals alone."""
    write(hall, line, manual_ids, to)
    hall.write(lambda s: handovers.offer_handover(s, line.id, line.leaver_id, hall.now))
    hall.write(
        lambda s: handovers.accept_handover(
            s, hall.ledger, line.id, to.staff_id, hall.now, takes_watches=False
        )
    )


def write(hall: Hall, line: HandoverLine, manual_ids: set[int], to: Member, plans: str = "") -> None:
    view = hall.read(lambda s: handovers.get_handover(s, line.id, line.leaver_id, hall.now))
    parts = handovers.Parts(plans=plans)
    writing = handovers.Writing(
        parts, view.version, manual_ids, to.staff_id, False, str(view.why), view.last_on
    )
    hall.write(lambda s: handovers.write_handover(s, line.id, writing, line.leaver_id, hall.now))


@sqlite_only
def test_what_an_accepted_one_left_out_does_not_stay_with_her(hall: Hall) -> None:
    who, today = hall.cast.traveller, local_day(hall.now)
    one, other = make_manual(hall, who), make_manual(hall, who, "착공신고")
    move(hall, who, today + timedelta(days=2))
    keep_up(hall)
    hand_over(hall, lines_of(hall, who)[0], {one.id}, hall.cast.colleague)
    for _ in range(2):
        keep_up(hall)
    assert sorted(line.state for line in lines_of(hall, who)) == [State.ACCEPTED, State.OPEN]
    hall.clock.advance(days=2)
    keep_up(hall)
    assert owner_of(hall, other.id) == hall.cast.lead.staff_id
    assert owner_of(hall, one.id) == hall.cast.colleague.staff_id


@sqlite_only
def test_a_posting_that_changes_again_is_followed(hall: Hall) -> None:
    """A second file says another day, and a third one that she stays."""
    who, today, unit = hall.cast.traveller, local_day(hall.now), unit_of(hall, hall.cast.traveller)
    make_manual(hall, who)
    move(hall, who, today + timedelta(days=3))
    keep_up(hall)
    move_back(hall, who, unit, today + timedelta(days=3))
    move(hall, who, today + timedelta(days=8))
    keep_up(hall)
    (line,) = lines_of(hall, who)
    assert (line.state, line.last_on) == (State.OPEN, today + timedelta(days=7))
    move_back(hall, who, unit, today + timedelta(days=8))
    assert hall.read(lambda s: handovers.list_due(s, hall.now)) == [who.staff_id]
    keep_up(hall)
    assert [each.state for each in lines_of(hall, who)] == [State.WITHDRAWN]
    assert hall.read(lambda s: handovers.list_due(s, hall.now)) == []


@sqlite_only
def test_a_receiver_who_leaves_before_her_yes_leaves_nothing_waiting(hall: Hall) -> None:
    who, receiver, today = hall.cast.traveller, hall.cast.colleague, local_day(hall.now)
    manual = make_manual(hall, who)
    move(hall, who, today + timedelta(days=9))
    keep_up(hall)
    (line,) = lines_of(hall, who)
    write(hall, line, {manual.id}, receiver)
    hall.write(lambda s: handovers.offer_handover(s, line.id, who.staff_id, hall.now))
    leave(hall, receiver, today + timedelta(days=1))
    assert hall.read(lambda s: handovers.list_due(s, hall.now)) == []
    hall.clock.advance(days=1)
    assert hall.read(lambda s: handovers.list_due(s, hall.now)) == [who.staff_id]
    for _ in range(2):
        keep_up(hall)
    (line,) = lines_of(hall, who)
    assert (line.state, line.receiver) == (State.OPEN, "")
    assert told(hall, who) == ["handover_due", "handover_due"]
    hall.clock.advance(days=8)
    keep_up(hall)
    assert owner_of(hall, manual.id) == hall.cast.lead.staff_id


def move_back(hall: Hall, member: Member, unit: int, from_on: date) -> None:
    hall.write(lambda s: people.assign_person(s, member.staff_id, unit, from_on, title="주무관"))


@sqlite_only
def test_what_went_before_her_yes_stays_in_a_paper_that_is_sent_back(hall: Hall) -> None:
    who, heir = hall.cast.traveller, hall.cast.lead
    manual = make_manual(hall, who)
    hall.clock.advance(days=1)
    move(hall, who, local_day(hall.now))
    keep_up(hall)
    (line,) = lines_of(hall, who)
    why = "예산 잔액도 적어 주세요"
    hall.write(lambda s: handovers.return_handover(s, line.id, heir.staff_id, why, hall.now))
    write(hall, line, set(), heir, plans="잔액 320만 원")
    hall.write(lambda s: handovers.offer_handover(s, line.id, who.staff_id, hall.now))
    view = hall.read(lambda s: handovers.get_handover(s, line.id, heir.staff_id, hall.now))
    assert [each.manual_id for each in view.manuals] == [manual.id]


@sqlite_only
def test_who_has_not_begun_is_reminded_once(hall: Hall) -> None:
    who = hall.cast.traveller
    make_manual(hall, who)
    move(hall, who, local_day(hall.now) + timedelta(days=6))
    keep_up(hall)
    for _ in range(4):
        hall.clock.advance(days=1)
        keep_up(hall)
    assert told(hall, who) == ["handover_due", "handover_due"]
