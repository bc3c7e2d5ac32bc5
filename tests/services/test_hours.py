"""Flexible hours: what may be asked for, when it holds, and what becomes of a refusal."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event, update

from services import approvals
from services.errors import BalgilError, Conflict, Invalid, NotFound
from services.remote_work import hours
from services.remote_work.hours import Hours
from services.remote_work.hours.models import FlexibleDay, FlexibleHours
from tests.factories import postgresql_only, sqlite_only
from tests.flexible_hours import (
    EIGHT,
    ORDINARY,
    TEN,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    approved,
    ask,
    at,
    decide,
    hours_on,
    told,
    week,
)
from tests.hall import Hall
from tests.services.test_people_races import overlap


def test_everybody_keeps_the_ordinary_hours_until_the_lead_has_approved_others(hall: Hall) -> None:
    view = ask(hall)
    assert hours_on(hall, WEDNESDAY) == ORDINARY
    decide(hall, view, hall.cast.lead)
    assert hours_on(hall, WEDNESDAY) == Hours(*EIGHT, hours.STAGGERED)
    assert hours_on(hall, TUESDAY) == ORDINARY
    assert hours_on(hall, WEDNESDAY + timedelta(days=14)) == ORDINARY
    assert hours_on(hall, WEDNESDAY, hall.cast.colleague) == ORDINARY
    found = hall.read(lambda s: hours.hours_of(s, range(1, 3000), WEDNESDAY))
    assert found[view.staff_id].starts_minute == 480
    assert len(found) == 2999


def test_only_the_weekdays_that_were_asked_for_change_and_the_later_wish_goes_before(hall: Hall) -> None:
    approved(hall, days=week(EIGHT, (2, 3)))
    assert [hours_on(hall, WEDNESDAY + timedelta(days=n)).starts_minute for n in range(3)] == [480, 480, 540]
    hall.clock.advance(minutes=1)
    approved(hall, id=b"hours-wish-00002", from_on=THURSDAY, until_on=THURSDAY, days=week(TEN, (3,)))
    assert hours_on(hall, THURSDAY) == Hours(*TEN, hours.STAGGERED)
    assert hours_on(hall, THURSDAY + timedelta(days=7)) == Hours(*EIGHT, hours.STAGGERED)


def test_the_same_wish_twice_is_one_and_another_one_under_its_id_is_refused(hall: Hall) -> None:
    assert ask(hall) == ask(hall)
    for member, changes in ((None, {"days": week(TEN)}), (hall.cast.colleague, {})):
        with pytest.raises(Conflict) as error:
            ask(hall, member, **changes)
        assert error.value.code == "id_taken"
    waiting = hall.read(lambda s: approvals.list_waiting(s, hall.cast.lead.staff_id, hall.now))
    assert [request.subject_kind for request in waiting] == [hours.APPROVAL_KIND]


WRONG: list[tuple[dict[str, object], str]] = [
    ({"days": ()}, "days"),
    ({"days": week((390, 930))}, "days"),
    ({"days": week((630, 1170))}, "days"),
    ({"days": week((495, 1035))}, "days"),
    ({"days": week((480, 960))}, "days"),
    ({"days": week(EIGHT, (5,))}, "days"),
    ({"days": week(EIGHT, (0, 0))}, "days"),
    ({"days": week(EIGHT, (0,)), "until_on": THURSDAY}, "days"),
    ({"from_on": TUESDAY - timedelta(days=1)}, "from_on"),
    ({"from_on": TUESDAY}, "from_on"),
    ({"until_on": TUESDAY}, "until_on"),
    ({"until_on": WEDNESDAY + timedelta(days=366)}, "until_on"),
    ({"code": hours.ORDINARY}, "code"),
    ({"code": "four-days"}, "code"),
    ({"reason": "가" * 201}, "reason"),
    ({"id": b"short"}, "id"),
]


@sqlite_only
def test_what_the_rules_do_not_allow_is_named(hall: Hall) -> None:
    for changes, field in WRONG:
        with pytest.raises(Invalid) as refused:
            ask(hall, **changes)
        assert list(refused.value.fields) == [field], changes


@sqlite_only
@pytest.mark.parametrize(
    ("hour", "span", "is_taken"),
    [((6, 59), (420, 960), True), ((7, 0), (420, 960), False), ((8, 59), TEN, True), ((9, 0), TEN, False)],
)
def test_today_can_be_asked_for_before_it_begins(
    hall: Hall, hour: tuple[int, int], span: tuple[int, int], is_taken: bool
) -> None:
    """By the hours that hold, and by those that are wanted."""
    at(hall, TUESDAY, *hour)
    today = {"from_on": TUESDAY, "until_on": TUESDAY, "days": week(span)}
    if not is_taken:
        with pytest.raises(Invalid):
            ask(hall, **today)
        return
    view = ask(hall, **today)
    assert view.approval
    assert view.approval.cautions == ("hours_today",)
    hall.clock.advance(minutes=20)
    decide(hall, view, hall.cast.lead)
    # The lead's tap comes after seven, and before ten.
    assert hours_on(hall, TUESDAY).starts_minute == (600 if span == TEN else 540)


@sqlite_only
def test_what_is_approved_late_changes_no_day_that_has_begun(hall: Hall) -> None:
    view = ask(hall)
    at(hall, THURSDAY, 8, 30)
    decide(hall, view, hall.cast.lead)
    assert [hours_on(hall, WEDNESDAY + timedelta(days=n)).starts_minute for n in range(3)] == [540, 540, 480]
    assert "hours_delayed" in told(hall, hall.cast.traveller)


def test_a_refusal_is_looked_at_once_more_by_the_lead_above(hall: Hall) -> None:
    view = ask(hall)
    with pytest.raises(Conflict):
        hall.write(lambda s: hours.ask_review(s, view.id, view.staff_id, "아이 등원", hall.now))
    decide(hall, view, hall.cast.lead, approve=False, reason="창구 인원이 모자라요")
    with pytest.raises(Invalid):
        hall.write(lambda s: hours.ask_review(s, view.id, view.staff_id, " \n", hall.now))
    for _ in range(2):
        again = hall.write(lambda s: hours.ask_review(s, view.id, view.staff_id, "아이 등원", hall.now))
    assert again.approval
    assert again.approval.round == 2
    assert ("hours_refused", "창구 인원이 모자라요") in again.approval.lines
    assert ("hours_review", "아이 등원") in again.approval.lines
    waiting = {
        who: [r.id for r in hall.read(lambda s, m=member: approvals.list_waiting(s, m.staff_id, hall.now))]
        for who, member in (("lead", hall.cast.lead), ("director", hall.cast.director))
    }
    assert waiting == {"lead": [], "director": [again.approval.id]}
    with pytest.raises(BalgilError):
        decide(hall, view, hall.cast.lead)
    decide(hall, view, hall.cast.director, approve=False, reason="그래도 어려워요")
    with pytest.raises(Conflict):
        hall.write(lambda s: hours.ask_review(s, view.id, view.staff_id, "한 번 더", hall.now))


@sqlite_only
def test_a_review_begins_with_the_first_day_that_is_left(hall: Hall) -> None:
    view = ask(hall)
    decide(hall, view, hall.cast.lead, approve=False, reason="바빠요")
    at(hall, THURSDAY, 8, 30)
    again = hall.write(lambda s: hours.ask_review(s, view.id, view.staff_id, "꼭 필요해요", hall.now))
    assert again.from_on == THURSDAY + timedelta(days=1)


def test_what_waits_can_be_taken_back_and_what_holds_can_be_ended(hall: Hall) -> None:
    first = ask(hall)
    taken = hall.write(lambda s: hours.withdraw_hours(s, first.id, first.staff_id, hall.now))
    assert taken.state_on(TUESDAY) == "withdrawn"
    second = approved(hall, id=b"hours-wish-00002")
    with pytest.raises(Conflict):
        hall.write(lambda s: hours.withdraw_hours(s, second.id, second.staff_id, hall.now))
    with pytest.raises(Invalid):
        hall.write(lambda s: hours.end_hours(s, second.id, second.staff_id, TUESDAY, hall.now))
    for _ in range(2):
        hall.write(lambda s: hours.end_hours(s, second.id, second.staff_id, THURSDAY, hall.now))
    assert [hours_on(hall, on).starts_minute for on in (WEDNESDAY, THURSDAY)] == [480, 540]
    both = hall.read(lambda s: hours.hours_between(s, [second.staff_id], WEDNESDAY, THURSDAY))
    assert [both[on][second.staff_id].starts_minute for on in (WEDNESDAY, THURSDAY)] == [480, 540]
    assert told(hall, hall.cast.lead).count("hours_ended") == 1
    for work in (hours.withdraw_hours, lambda s, i, who, now: hours.end_hours(s, i, who, WEDNESDAY, now)):
        with pytest.raises(NotFound):
            hall.write(lambda s, work=work: work(s, second.id, hall.cast.colleague.staff_id, hall.now))


@postgresql_only
@pytest.mark.parametrize("approve", [True, False])
def test_a_withdrawal_in_the_middle_of_a_decision_sees_it(hall: Hall, approve: bool) -> None:
    view = ask(hall)
    assert view.approval
    decision = approvals.Decision(approve, "" if approve else "바빠요")
    ids = (view.approval.id, hall.cast.lead.staff_id)
    with pytest.raises(Conflict) as refused:
        overlap(
            hall.database,
            lambda s: approvals.decide_request(s, hall.desk, *ids, decision, hall.now),
            lambda s: hours.withdraw_hours(s, view.id, view.staff_id, hall.now),
        )
    assert refused.value.code == "hours_decided"
    found = hall.read(lambda s: hours.get_flexible(s, view.id, view.staff_id))
    assert found.state_on(TUESDAY) == ("coming" if approve else "refused")


@sqlite_only
def test_an_undone_approval_gives_the_ordinary_hours_back(hall: Hall) -> None:
    view = approved(hall)
    assert view.approval
    waits = replace(view.approval, state=approvals.WAITING)
    hall.write(lambda s: hours.note_decisions(s, [waits], hall.now))
    assert hours_on(hall, WEDNESDAY) == ORDINARY


def test_whoever_changes_approved_hours_contradicts_the_ledger(hall: Hall) -> None:
    view = approved(hall)
    at(hall, THURSDAY, 8, 30)
    approved(hall, id=b"hours-wish-00002", days=week(TEN), from_on=THURSDAY + timedelta(days=1))
    assert hall.read(lambda s: list(hours.find_changed_hours(s))) == []
    changes = (
        update(FlexibleDay).where(FlexibleDay.hours_id == view.id).values(starts_minute=420),
        update(FlexibleHours).where(FlexibleHours.id == view.id).values(until_on=date(2027, 9, 29)),
        update(FlexibleHours).where(FlexibleHours.id == view.id).values(holds_from_on=TUESDAY),
    )
    with hall.database.writing() as session:
        for change in changes:
            tried = session.begin_nested()
            session.execute(change)
            assert [found.about for found in hours.find_changed_hours(session)] == [f"hours {view.id.hex()}"]
            tried.rollback()


@sqlite_only
def test_nobody_can_wait_for_more_than_a_lead_can_read(hall: Hall) -> None:
    for number in range(10):
        ask(hall, id=b"hours-wish-%05d" % (100 + number))
    with pytest.raises(Conflict) as refused:
        ask(hall)
    assert refused.value.code == "too_many_waiting"
    first = b"hours-wish-00100"
    hall.write(lambda s: hours.withdraw_hours(s, first, hall.cast.traveller.staff_id, hall.now))
    ask(hall)


def test_the_hours_of_a_whole_house_take_a_fixed_number_of_statements(hall: Hall) -> None:
    approved(hall)
    counts = []
    for ids in ([hall.cast.traveller.staff_id], range(1, 1300)):
        statements: list[str] = []
        listener = lambda *args, kept=statements: kept.append(args[2])  # noqa: E731
        event.listen(hall.database.engine, "before_cursor_execute", listener)
        hall.read(lambda s, ids=ids: hours.hours_between(s, ids, TUESDAY, TUESDAY + timedelta(days=13)))
        event.remove(hall.database.engine, "before_cursor_execute", listener)
        counts.append(len([text for text in statements if text.startswith("SELECT")]))
    assert counts[0] == counts[1] <= 4
