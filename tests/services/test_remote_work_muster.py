"""Who is where now: as approved absences and the hours of the day say, to those whom it concerns."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from services import absences, people
from services.absences import AbsenceKind, Source, Span
from services.clock import instant_of
from services.errors import NotFound
from services.leave import Part
from services.remote_work import muster
from services.remote_work.muster import Muster, Place, Whereabouts
from tests.cast import Member
from tests.factories import LONG_AGO, password_hash
from tests.hall import Hall
from tests.leave import asked, take

TODAY = date(2026, 9, 29)


def look(hall: Hall, member: Member, unit_id: int | None = None) -> Muster:
    return hall.read(lambda s: muster.team_today(s, member.staff_id, hall.now, unit_id))


def places(found: Muster) -> dict[str, Place]:
    return {each.person.name: each.place for each in found.people}


def find(found: Muster, member: Member) -> Whereabouts:
    return next(each for each in found.people if each.person.id == member.staff_id)


def away(
    hall: Hall, member: Member, kind: AbsenceKind, from_minute: int, until_minute: int, **is_: Any
) -> None:
    span = Span(member.staff_id, kind, instant_of(TODAY, from_minute), instant_of(TODAY, until_minute))
    source = Source("test", b"%d %d" % (member.staff_id, from_minute))
    hall.write(lambda s: absences.set_absences(s, source, [span], is_approved=is_.get("is_approved", True)))


def test_staff_see_their_own_unit(hall: Hall) -> None:
    cast = hall.cast
    away(hall, cast.lead, AbsenceKind.REMOTE, 0, 1440)
    away(hall, cast.colleague, AbsenceKind.TRIP, 600, 1000)
    found = look(hall, cast.traveller)
    assert places(found) == {"박다온": Place.HOME, "김가람": Place.OFFICE, "이나루": Place.TRIP}
    assert found.counts == {Place.OFFICE: 1, Place.HOME: 1, Place.TRIP: 1}
    assert (found.as_of, find(found, cast.colleague).until_at) == (hall.now, instant_of(TODAY, 1000))


def test_a_lead_sees_her_people_and_those_below(sqlite_hall: Hall) -> None:
    cast = sqlite_hall.cast
    assert set(places(look(sqlite_hall, cast.director))) == {"최라온", "박다온", "김가람", "이나루"}
    assert set(places(look(sqlite_hall, cast.lead))) == {"박다온", "김가람", "이나루"}
    assert len(look(sqlite_hall, cast.mayor).people) == 9


def test_nobody_looks_into_another_unit(sqlite_hall: Hall) -> None:
    hall, cast = sqlite_hall, sqlite_hall.cast
    centre = find(look(hall, cast.stranger), cast.stranger).person.unit_id
    assert set(places(look(hall, cast.mayor, centre))) == {"조새벽", "서아라"}
    for member in (cast.traveller, cast.director, cast.administrator):
        with pytest.raises(NotFound):
            look(hall, member, centre)


def test_what_is_only_asked_for_moves_nobody(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    away(hall, hall.cast.traveller, AbsenceKind.LEAVE, 0, 1440, is_approved=False)
    assert find(look(hall, hall.cast.lead), hall.cast.traveller).place is Place.OFFICE


def test_the_kind_of_leave_is_for_her_own_lead_alone(sqlite_hall: Hall) -> None:
    hall, cast = sqlite_hall, sqlite_hall.cast
    take(hall, cast.traveller, asked("sick", from_on=TODAY, reason="진료"), cast.lead)
    told = {
        who: find(look(hall, getattr(cast, who)), cast.traveller) for who in ("lead", "colleague", "director")
    }
    assert {each.place for each in told.values()} == {Place.LEAVE}
    assert {who: each.leave_kind for who, each in told.items()} == {
        "lead": "병가",
        "colleague": "",
        "director": "",
    }


def test_the_weightier_absence_is_told_and_the_next_one_announced(sqlite_hall: Hall) -> None:
    hall, cast = sqlite_hall, sqlite_hall.cast
    away(hall, cast.colleague, AbsenceKind.REMOTE, 0, 1440)
    take(hall, cast.colleague, asked("half", from_on=TODAY, part=Part.PM), cast.lead)
    assert find(look(hall, cast.lead), cast.colleague).place is Place.LEAVE
    away(hall, cast.traveller, AbsenceKind.TRIP, 16 * 60, 17 * 60)
    found = find(look(hall, cast.lead), cast.traveller)
    assert (found.place, found.later) == (Place.OFFICE, (Place.TRIP, instant_of(TODAY, 16 * 60)))


def test_outside_of_the_hours_nobody_is_said_to_work(sqlite_hall: Hall) -> None:
    hall, cast = sqlite_hall, sqlite_hall.cast
    away(hall, cast.colleague, AbsenceKind.REMOTE, 0, 1440)
    away(hall, cast.lead, AbsenceKind.TRIP, 600, 1300)
    hall.clock.advance(hours=4)  # 19:20
    found = places(look(hall, cast.lead))
    assert found == {"박다온": Place.TRIP, "김가람": Place.OFF, "이나루": Place.OFF}
    hall.clock.advance(days=4)  # Saturday
    saturday = look(hall, cast.lead)
    assert (saturday.is_workday, set(places(saturday).values())) == (False, {Place.OFF})


def test_a_large_organisation_is_shown_by_unit(sqlite_hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    hall, cast = sqlite_hall, sqlite_hall.cast
    monkeypatch.setattr(muster, "MOST_LISTED", 8)
    found = look(hall, cast.mayor)
    assert found.people == []
    assert {each.unit.name: each.persons for each in found.units} == {
        "가람시": 1, "건축과": 4, "감사담당관": 1, "총무과": 1, "새벽동": 2,
    }  # fmt: skip
    department = next(each.unit.id for each in found.units if each.unit.name == "건축과")
    assert len(look(hall, cast.mayor, department).people) == 4


def test_more_people_are_not_more_statements(sqlite_hall: Hall) -> None:
    hall, cast = sqlite_hall, sqlite_hall.cast
    take(hall, cast.traveller, asked(from_on=TODAY), cast.lead)
    before = count_statements(hall, cast.director)
    unit = find(look(hall, cast.lead), cast.lead).person.unit_id
    new = [people.NewPerson(f"8{n:05}", f"직원{n}", LONG_AGO, unit, "주무관") for n in range(60)]
    hall.write(lambda s: people.create_persons(s, new, hall.now, password_hash=password_hash()))
    assert len(look(hall, cast.director).people) == 64
    assert count_statements(hall, cast.director) == before


def count_statements(hall: Hall, member: Member) -> int:
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    event.listen(hall.database.engine, "before_cursor_execute", note)
    try:
        look(hall, member)
    finally:
        event.remove(hall.database.engine, "before_cursor_execute", note)
    return len(said)


def test_who_has_no_unit_sees_nobody(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    new = people.NewPerson("009001", "무소속", LONG_AGO, None, "주무관")
    staff_id = hall.write(lambda s: people.create_person(s, new, None, hall.now))
    assert look(hall, Member(staff_id, "009001", "무소속")).people == []
