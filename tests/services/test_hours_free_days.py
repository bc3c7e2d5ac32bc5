"""A compressed week and its free weekday: whoever plans knows of it. And hours of one's own."""

from datetime import date, timedelta

import pytest

from services import absences, approvals
from services.absences import AbsenceKind
from services.clock import instant_of, local_day
from services.errors import Invalid
from services.remote_work import hours, muster, seats
from services.remote_work.days.deadlines import list_deadlines
from services.remote_work.hours import WeekdayHours
from services.remote_work.rotation.gather import list_away
from tests import seat_centres
from tests.factories import sqlite_only
from tests.flexible_hours import (
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    approved,
    ask,
    at,
    decide,
    duty,
    hours_on,
    week,
)
from tests.hall import Hall

FRIDAY = THURSDAY + timedelta(days=1)
NEXT_FRIDAY = FRIDAY + timedelta(days=7)
LONG = (480, 1140)  # ten hours of work and one of rest
FOUR_DAYS = week(LONG, (0, 1, 2, 3))
COMPRESSED = {"code": hours.COMPRESSED, "days": FOUR_DAYS}


def free_on(hall: Hall, *, is_approved: bool = True) -> list[date]:
    """The days on which the traveller is free, as everybody else reads them."""
    who = [hall.cast.traveller.staff_id]
    found = hall.read(
        lambda s: absences.list_absences(s, instant_of(TUESDAY, 0), instant_of(date(2027, 1, 1), 0), who)
    )
    return [
        local_day(absence.from_at)
        for absence in found
        if absence.kind is AbsenceKind.FREE and absence.is_approved == is_approved
    ]


def test_the_free_weekday_is_an_absence_as_soon_as_it_is_asked_for(hall: Hall) -> None:
    view = ask(hall, **COMPRESSED)
    assert view.free_weekday == 4
    assert view.approval
    assert ("hours_free", "매주 금요일") in view.approval.lines
    assert "hours_free" in view.approval.cautions
    assert (free_on(hall), free_on(hall, is_approved=False)) == ([], [FRIDAY, NEXT_FRIDAY])
    decide(hall, view, hall.cast.lead)
    assert (free_on(hall), free_on(hall, is_approved=False)) == ([FRIDAY, NEXT_FRIDAY], [])
    assert hours_on(hall, WEDNESDAY).ends_minute == 1140
    assert hours_on(hall, FRIDAY).is_free
    away = hall.read(lambda s: absences.away_at(s, [view.staff_id], instant_of(FRIDAY, 600)))
    assert away[view.staff_id].kind is AbsenceKind.FREE
    hall.write(lambda s: hours.end_hours(s, view.id, view.staff_id, NEXT_FRIDAY, hall.now))
    assert free_on(hall) == [FRIDAY]
    assert hall.read(lambda s: list(hours.find_changed_hours(s))) == []


@sqlite_only
@pytest.mark.parametrize("act", ["refused", "withdrawn", "undone"])
def test_what_does_not_hold_keeps_nobody_away(hall: Hall, act: str) -> None:
    view = ask(hall, **COMPRESSED)
    if act == "withdrawn":
        hall.write(lambda s: hours.withdraw_hours(s, view.id, view.staff_id, hall.now))
    else:
        decide(hall, view, hall.cast.lead, approve=act == "undone", reason="창구가 비어요")
    if act == "undone":
        assert view.approval
        asked = view.approval.id
        lead = hall.cast.lead.staff_id
        hall.write(lambda s: approvals.undo_decision(s, hall.desk, asked, lead, hall.now))
    assert free_on(hall) == []
    assert free_on(hall, is_approved=False) == ([FRIDAY, NEXT_FRIDAY] if act == "undone" else [])


@sqlite_only
def test_a_day_of_duty_calls_her_in_and_gives_the_day_back_when_it_is_dropped(hall: Hall) -> None:
    approved(hall, **COMPRESSED)
    assert duty(hall, FRIDAY) == 1
    assert free_on(hall) == [NEXT_FRIDAY]
    assert hours_on(hall, FRIDAY).ends_minute == 1080
    (day,) = hall.read(lambda s: hours.list_duty_days(s, FRIDAY, FRIDAY))
    hall.write(lambda s: hours.remove_duty_day(s, day.id, hall.now))
    assert free_on(hall) == [FRIDAY, NEXT_FRIDAY]
    at(hall, FRIDAY, 11)
    duty(hall, FRIDAY, kind="emergency")
    assert free_on(hall) == [FRIDAY, NEXT_FRIDAY]
    assert hours_on(hall, FRIDAY).is_free


@sqlite_only
def test_nobody_plans_with_who_is_free(hall: Hall) -> None:
    """Neither a plan nor a seat, nor the counter of the rotation; an undone approval gives the seat back."""
    who = hall.cast.traveller.staff_id
    centre = hall.write(lambda s: seat_centres.make_centre(s, hall.now))
    seat = seat_centres.wish(1, centre["A-01"], FRIDAY)
    hall.write(lambda s: seats.book_seat(s, who, seat, hall.now))
    view = approved(hall, **COMPRESSED)
    with hall.database.reading() as session:
        assert list_deadlines(session, [(who, FRIDAY)])[who, FRIDAY][1] is False
        assert list_away(session, [THURSDAY, FRIDAY], [who])[who] == {1}
        assert seat_centres.states_of(session, who) == [(FRIDAY, "day", "ended")]
    assert view.approval
    asked = view.approval.id
    hall.write(lambda s: approvals.undo_decision(s, hall.desk, asked, hall.cast.lead.staff_id, hall.now))
    with hall.database.reading() as session:
        assert seat_centres.states_of(session, who) == [(FRIDAY, "day", "booked")]


@sqlite_only
def test_a_later_wish_for_the_weekday_goes_before(hall: Hall) -> None:
    approved(hall, **COMPRESSED)
    hall.clock.advance(minutes=1)
    approved(hall, id=b"hours-wish-00002", from_on=FRIDAY, until_on=FRIDAY, days=week((480, 1020), (4,)))
    assert free_on(hall) == [NEXT_FRIDAY]
    assert not hours_on(hall, FRIDAY).is_free


WRONG: list[tuple[tuple[WeekdayHours, ...], str]] = [
    (week(LONG), "쉬는 요일"),
    (week(LONG, (0, 1, 2)), "쉬는 요일"),
    (week((480, 1020), (0, 1, 2, 3)), "한 주"),
    (week((480, 1260), (0, 1, 2, 3)), "한 주"),
]


@sqlite_only
def test_a_compressed_week_is_four_days_of_forty_hours(hall: Hall) -> None:
    for days, sentence in WRONG:
        with pytest.raises(Invalid) as refused:
            ask(hall, code=hours.COMPRESSED, days=days)
        assert sentence in refused.value.fields["days"]
    half = (*week((480, 1260), (0, 1, 2)), WeekdayHours(3, 540, 780))
    assert ask(hall, code=hours.COMPRESSED, days=half).free_weekday == 4


@sqlite_only
def test_nobody_is_free_on_the_day_on_which_she_asks_for_it(hall: Hall) -> None:
    at(hall, TUESDAY, 6)
    free_today = week(LONG, (0, 2, 3, 4))
    with pytest.raises(Invalid):
        ask(hall, code=hours.COMPRESSED, days=free_today, from_on=TUESDAY)
    view = ask(hall, code=hours.COMPRESSED, days=free_today, from_on=WEDNESDAY)
    at(hall, TUESDAY + timedelta(days=7), 6)
    decide(hall, view, hall.cast.lead)
    assert not hours_on(hall, TUESDAY + timedelta(days=7)).is_free
    assert free_on(hall) == [TUESDAY + timedelta(days=14)]


@sqlite_only
def test_the_muster_says_who_is_free_and_whose_hours_are_her_own(hall: Hall) -> None:
    view = approved(hall, **COMPRESSED)
    own = ask(hall, hall.cast.colleague, id=b"hours-wish-00002", code=hours.OWN_TIME, days=week((540, 1080)))
    decide(hall, own, hall.cast.lead)
    at(hall, FRIDAY, 10)
    found = hall.read(lambda s: muster.team_today(s, hall.cast.lead.staff_id, hall.now))
    places = {each.person.id: each.place for each in found.people}
    assert places[view.staff_id] is muster.Place.FREE
    assert places[own.staff_id] is muster.Place.OWN_TIME
    assert hours_on(hall, FRIDAY, hall.cast.colleague).has_own_time


def test_a_type_keeps_its_manner(hall: Hall) -> None:
    today = local_day(hall.now)
    (rule,) = [r for r in hall.read(hours.list_all_types) if r.code == hours.COMPRESSED]
    for changes in ({"manner": hours.Manner.DAILY}, {"manner": "none"}):
        changed = vars(rule) | {"from_on": THURSDAY} | changes
        with pytest.raises(Invalid) as refused:
            hall.write(lambda s, changed=changed: hours.add_type(s, hours.HoursType(**changed), today))
        assert list(refused.value.fields) == ["manner"]
    without_week = hours.HoursType(**vars(rule) | {"from_on": THURSDAY, "week_min": None})
    with pytest.raises(Invalid) as refused:
        hall.write(lambda s: hours.add_type(s, without_week, today))
    assert list(refused.value.fields) == ["week"]
