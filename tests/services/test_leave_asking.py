"""Leave is asked for and approved by the line; who is away follows each step."""

import contextlib
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from services import approvals, leave, people
from services.absences import AbsenceKind
from services.clock import instant_of
from services.errors import Conflict, Invalid
from services.leave import Part, State
from tests.cast import Member
from tests.hall import Hall
from tests.leave import (
    FRIDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    absences_of,
    approve,
    ask,
    asked,
    times_of,
)

ONE_DAY = timedelta(days=1)
TODAY = date(2026, 9, 29)


def cautions_of(hall: Hall, member: Member, wanted: leave.LeaveAsk) -> tuple[str, ...]:
    view = ask(hall, member, wanted)
    assert view.request
    return view.request.cautions


def test_what_is_asked_for_waits_and_is_an_absence_once_it_is_approved(hall: Hall) -> None:
    view = ask(hall, hall.cast.traveller, asked("special", reason="자녀 결혼"))
    assert (view.state, view.kind_name) == (State.WAITING, "특별휴가")
    assert view.request
    assert view.request.lines == (
        ("leave_kind", "특별휴가"),
        ("leave_days", "2026. 10. 6. ~ 2026. 10. 8."),
        ("leave_count", "3"),
        ("leave_reason", "자녀 결혼"),
    )
    (waiting,) = absences_of(hall, hall.cast.traveller)
    assert (waiting.kind, waiting.is_approved) == (AbsenceKind.LEAVE, False)
    assert times_of(waiting) == (instant_of(TUESDAY, 0), instant_of(FRIDAY, 0))
    approve(hall, view, hall.cast.lead)
    assert [a.is_approved for a in absences_of(hall, hall.cast.traveller)] == [True]
    assert hall.read(lambda s: leave.list_leaves(s, view.staff_id))[0].state is State.APPROVED


def test_a_refusal_lets_her_stay(sqlite_hall: Hall) -> None:
    view = ask(sqlite_hall, sqlite_hall.cast.traveller, asked())
    approve(sqlite_hall, view, sqlite_hall.cast.lead, approve=False, reason="그날 감사가 있어요")
    assert absences_of(sqlite_hall, sqlite_hall.cast.traveller) == []
    again = ask(sqlite_hall, sqlite_hall.cast.traveller, asked(id=b"leave002"))
    assert again.state is State.WAITING


def test_a_decision_that_is_undone_makes_it_wait_again(sqlite_hall: Hall) -> None:
    view = ask(sqlite_hall, sqlite_hall.cast.traveller, asked())
    decided = approve(sqlite_hall, view, sqlite_hall.cast.lead)
    undone = replace(decided, state=approvals.WAITING)
    sqlite_hall.write(lambda s: leave.note_decisions(s, [undone], sqlite_hall.now))
    assert len(absences_of(sqlite_hall, sqlite_hall.cast.traveller)) == 1


@pytest.mark.parametrize(
    ("part", "from_minute", "until_minute"), [(Part.AM, 0, 14 * 60), (Part.PM, 14 * 60, 24 * 60)]
)
def test_half_a_day_ends_where_the_rule_says(
    sqlite_hall: Hall, part: Part, from_minute: int, until_minute: int
) -> None:
    hall = sqlite_hall
    view = ask(hall, hall.cast.traveller, asked("half", from_on=TUESDAY, part=part))
    assert view.request
    assert ("leave_count", "0.5") in view.request.lines
    (absence,) = absences_of(hall, hall.cast.traveller)
    assert times_of(absence) == (instant_of(TUESDAY, from_minute), instant_of(TUESDAY, until_minute))


def test_the_two_halves_of_a_day_are_two_leaves(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    ask(hall, hall.cast.traveller, asked("half", from_on=TUESDAY, part=Part.AM))
    ask(hall, hall.cast.traveller, asked("half", from_on=TUESDAY, part=Part.PM, id=b"leave002"))
    with pytest.raises(Conflict) as caught:
        ask(hall, hall.cast.traveller, asked(id=b"leave003"))
    assert caught.value.code == "leave_overlaps"


def test_the_same_sent_again_is_the_same_leave(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    first = ask(hall, hall.cast.traveller, asked())
    assert ask(hall, hall.cast.traveller, asked()) == first
    for member, other in (
        (hall.cast.traveller, asked("official", reason="예비군")),
        (hall.cast.colleague, asked()),
    ):
        with pytest.raises(Conflict) as caught:
            ask(hall, member, other)
        assert caught.value.code == "id_taken"


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (asked("sick"), "reason"),
        (asked("unknown"), "kind"),
        (asked("half"), "part"),
        (asked("annual", from_on=TUESDAY, part=Part.AM), "part"),
        (asked("half", part=Part.AM), "until_on"),
        (asked(until_on=TUESDAY - ONE_DAY), "until_on"),
        (asked(until_on=TUESDAY + timedelta(days=400)), "until_on"),
        (asked(from_on=TODAY - timedelta(days=15)), "from_on"),
        (asked(from_on=TODAY + timedelta(days=367)), "from_on"),
        (asked(from_on=date(2026, 10, 3), until_on=date(2026, 10, 5)), "from_on"),
        (asked("x", from_on=date(1999, 1, 1)), "from_on kind"),
        (asked(id=b"short"), "id"),
        (asked("sick", reason="가" * 201), "reason"),
    ],
)
def test_what_cannot_be_is_named(sqlite_hall: Hall, wanted: leave.LeaveAsk, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        ask(sqlite_hall, sqlite_hall.cast.traveller, wanted)
    assert list(caught.value.fields) == field.split()
    assert absences_of(sqlite_hall, sqlite_hall.cast.traveller) == []


def test_who_is_about_to_go_has_no_leave_after_her_last_day(sqlite_hall: Hall) -> None:
    hall, staff_id = sqlite_hall, sqlite_hall.cast.traveller.staff_id
    hall.write(lambda s: people.end_service(s, staff_id, WEDNESDAY))
    with pytest.raises(Invalid) as caught:
        ask(hall, hall.cast.traveller, asked())
    assert list(caught.value.fields) == ["until_on"]
    ask(hall, hall.cast.traveller, asked(until_on=WEDNESDAY))


def test_the_lead_is_told_what_to_look_at(sqlite_hall: Hall) -> None:
    hall, cast = sqlite_hall, sqlite_hall.cast
    assert cautions_of(hall, cast.traveller, asked()) == ()
    hall.trip(owner=cast.colleague, starts_at=instant_of(WEDNESDAY, 600), ends_at=instant_of(WEDNESDAY, 900))
    wanted = asked(id=b"leave002")
    assert cautions_of(hall, cast.colleague, wanted) == ("leave_on_trip", "leave_team_away")
    long = asked("sick", id=b"leave003", reason="수술", from_on=TODAY, until_on=date(2026, 10, 12))
    assert cautions_of(hall, cast.director, long) == ("leave_began", "leave_paper", "leave_lead_alone")


def test_the_paper_is_due_by_the_days_of_a_year(sqlite_hall: Hall) -> None:
    """지방공무원 복무규정 제7조의5 제3항: six days of sick leave a year need none."""
    hall, traveller = sqlite_hall, sqlite_hall.cast.traveller
    sick: dict[str, Any] = {"kind": "sick", "reason": "치료"}
    six_days = asked(**sick, until_on=date(2026, 10, 14))  # Friday the 9th is a holiday
    assert cautions_of(hall, traveller, six_days) == ()
    half = asked(**sick, id=b"leave002", from_on=date(2026, 10, 15), part=Part.AM)
    assert cautions_of(hall, traveller, half) == ("leave_paper",)
    next_year = asked(**sick, id=b"leave003", from_on=date(2027, 1, 4))
    hall.clock.advance(days=90)
    assert cautions_of(hall, traveller, next_year) == ()


def test_a_lead_with_a_deputy_leaves_nobody_alone(sqlite_hall: Hall) -> None:
    hall, cast = sqlite_hall, sqlite_hall.cast
    appoint: dict[str, Any] = {"by_id": cast.lead.staff_id, "now": hall.now}
    ids = (cast.lead.staff_id, cast.colleague.staff_id)
    hall.write(lambda s: people.appoint_deputy(s, *ids, TUESDAY, THURSDAY, **appoint))
    assert cautions_of(hall, cast.lead, asked()) == ()


def test_training_is_not_leave(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    ask(hall, hall.cast.traveller, asked("training", reason="신규자 과정"))
    assert [a.kind for a in absences_of(hall, hall.cast.traveller)] == [AbsenceKind.TRAINING]


def together(*works: Callable[[], object]) -> None:
    """Does all of it at the same moment."""
    ready = threading.Barrier(len(works))

    def one(work: Callable[[], object]) -> None:
        ready.wait()
        with contextlib.suppress(Conflict):
            work()

    threads = [threading.Thread(target=one, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_tabs_do_not_fill_the_same_days(hall: Hall) -> None:
    ids = [b"leave%03d" % number for number in range(4)]
    together(*(partial(ask, hall, hall.cast.traveller, asked(id=leave_id)) for leave_id in ids))
    assert len(hall.read(lambda s: leave.list_leaves(s, hall.cast.traveller.staff_id))) == 1
    assert len(absences_of(hall, hall.cast.traveller)) == 1
