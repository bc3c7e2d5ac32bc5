"""Kinds and rules of leave are dated rows; what was asked for cannot be changed behind the ledger."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from services import leave
from services.clock import instant_of
from services.errors import Conflict, Invalid
from services.leave import Part
from services.leave.models import Leave
from tests.hall import Hall
from tests.leave import ID, THURSDAY, TUESDAY, WEDNESDAY, absences_of, ask, asked, take, times_of

TODAY = date(2026, 9, 29)


def test_a_kind_changes_from_a_day_on(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    old = hall.read(lambda s: leave.load_kinds(s).find("annual", TODAY))
    assert old
    new = replace(old, from_on=WEDNESDAY, name="연차휴가", is_open=False)
    hall.write(lambda s: leave.change_kind(s, new, TODAY))
    assert ask(hall, hall.cast.traveller, asked(from_on=TUESDAY)).kind_name == "연가"
    with pytest.raises(Invalid):
        ask(hall, hall.cast.traveller, asked(from_on=WEDNESDAY, id=b"leave002"))
    for changes, error in (
        ({"from_on": TUESDAY}, "kind_not_later"),
        ({"from_on": THURSDAY, "name": "병 가"}, "kind_name_taken"),
        ({"from_on": THURSDAY, "name": ""}, "invalid_leave_kind"),
        ({"from_on": THURSDAY, "has_days": False}, "invalid_leave_kind"),
    ):
        with pytest.raises((Conflict, Invalid)) as caught:
            hall.write(lambda s, c=changes: leave.change_kind(s, replace(new, **c), TODAY))  # type: ignore[misc]
        assert caught.value.code == error


def test_the_halves_of_a_day_part_as_the_rule_of_the_day_says(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    old = hall.read(lambda s: leave.get_rules(s, TODAY))
    new = replace(old, from_on=WEDNESDAY, am_until_minute=780, pm_from_minute=840)
    hall.write(lambda s: leave.add_leave_rules(s, new, TODAY))
    for number, on in enumerate((TUESDAY, WEDNESDAY)):
        ask(hall, hall.cast.traveller, asked("half", from_on=on, part=Part.AM, id=b"leave%03d" % number))
    ends = [times_of(absence)[1] for absence in absences_of(hall, hall.cast.traveller)]
    assert ends == [instant_of(TUESDAY, 840), instant_of(WEDNESDAY, 780)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"from_on": TODAY}, "rule_not_later"),
        ({"am_until_minute": 0}, "invalid_leave_rules"),
        ({"pm_from_minute": 1440}, "invalid_leave_rules"),
        ({"most_days_back": -1}, "invalid_leave_rules"),
        ({"team_away_percent": 101}, "invalid_leave_rules"),
        ({"basis": " "}, "invalid_leave_rules"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(sqlite_hall: Hall, changes: dict[str, Any], code: str) -> None:
    rules = sqlite_hall.read(lambda s: leave.get_rules(s, TODAY))
    with pytest.raises((Invalid, Conflict)) as caught:
        sqlite_hall.write(
            lambda s: leave.add_leave_rules(s, replace(rules, **{"from_on": TUESDAY} | changes), TODAY)
        )
    assert caught.value.code == code


@pytest.mark.parametrize("changed", [{"until_on": WEDNESDAY}, {"kind": "sick"}, {"reason": "다른 사유"}])
def test_the_check_finds_leave_that_is_not_what_was_asked_for(
    sqlite_hall: Hall, changed: dict[str, Any]
) -> None:
    hall = sqlite_hall
    take(hall, hall.cast.traveller, asked(), hall.cast.lead)
    assert hall.read(lambda s: list(leave.find_changed_leaves(s))) == []
    hall.write(lambda s: s.execute(update(Leave).values(**changed)))
    (found,) = hall.read(lambda s: list(leave.find_changed_leaves(s)))
    assert found.about == f"leave {ID.hex()}"
