"""The tree of units and who works and leads where, on each day."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from services import people
from services.errors import Conflict, Invalid, NotFound
from services.people import UnitKind
from tests.factories import LONG_AGO, NOW, TODAY, Cast, sqlite_only

NEXT_MONTH = date(2026, 11, 1)
ONE_DAY = timedelta(days=1)


def test_the_tree_lists_parents_before_children_and_siblings_by_name(session: Session, cast: Cast) -> None:
    units = [(unit.depth, unit.name) for unit in people.list_units(session, TODAY)]
    assert units == [
        (0, "가람시"),
        (1, "감사담당관"),
        (1, "건축과"),
        (2, "건축허가팀"),
        (1, "새벽동"),
        (1, "총무과"),
    ]


def test_a_person_stands_with_unit_department_and_title(session: Session, cast: Cast) -> None:
    person = people.get_person(session, cast.traveller, TODAY)
    assert (person.number, person.name, person.title, person.is_lead) == ("001001", "김가람", "주무관", False)
    assert (person.unit_name, person.department_name, person.place) == (
        "건축허가팀",
        "건축과",
        "건축과 건축허가팀",
    )
    assert people.get_person(session, cast.director, TODAY).place == "건축과"


def test_before_the_first_assignment_a_person_has_no_place(session: Session, cast: Cast) -> None:
    person = people.get_person(session, cast.traveller, LONG_AGO - ONE_DAY)
    assert (person.unit_id, person.place, person.title, person.is_lead) == (None, "", "", False)
    with pytest.raises(NotFound):
        people.get_person(session, 10**9, TODAY)


def test_the_lead_is_found_up_the_tree_and_a_lead_has_the_lead_above(session: Session, cast: Cast) -> None:
    leads = {
        name: people.find_lead(session, getattr(cast, name), TODAY)
        for name in ("traveller", "lead", "director", "mayor", "stranger")
    }
    assert {name: lead.name if lead else None for name, lead in leads.items()} == {
        "traveller": "박다온",
        "lead": "최라온",
        "director": "정마루",
        "mayor": None,
        "stranger": "정마루",
    }


@sqlite_only
def test_a_team_without_a_lead_is_led_by_the_department(session: Session, cast: Cast) -> None:
    people.assign_person(session, cast.lead, cast.department, NEXT_MONTH, title="주무관")
    assert people.find_lead(session, cast.traveller, NEXT_MONTH).id == cast.director
    assert people.find_lead(session, cast.traveller, NEXT_MONTH - ONE_DAY).id == cast.lead


@sqlite_only
def test_a_lead_who_has_left_leads_nobody(session: Session, cast: Cast) -> None:
    people.end_service(session, cast.lead, TODAY)
    assert people.find_lead(session, cast.traveller, TODAY).id == cast.lead
    assert people.find_lead(session, cast.traveller, TODAY + ONE_DAY).id == cast.director
    assert people.get_person(session, cast.lead, TODAY + ONE_DAY).unit_id is None


@sqlite_only
def test_of_two_leads_of_a_unit_the_later_one_leads(session: Session, cast: Cast) -> None:
    people.assign_person(session, cast.colleague, cast.team, TODAY, title="팀장", is_lead=True)
    assert people.find_lead(session, cast.traveller, TODAY).id == cast.colleague
    assert people.find_lead(session, cast.lead, TODAY).id == cast.colleague
    assert people.find_lead(session, cast.colleague, TODAY).id == cast.director


def test_a_lead_sees_everybody_whose_lead_she_is(session: Session, cast: Cast) -> None:
    def led(staff_id: int) -> set[int]:
        return {person.id for person in people.list_led(session, staff_id, TODAY)}

    assert led(cast.lead) == {cast.traveller, cast.colleague}
    assert led(cast.director) == {cast.lead}
    assert led(cast.mayor) == {cast.director, cast.auditor, cast.administrator, cast.stranger}
    assert led(cast.traveller) == set()


@sqlite_only
def test_whom_one_leads_and_whose_lead_one_is_agree_for_everybody(session: Session, cast: Cast) -> None:
    units = [unit.id for unit in people.list_units(session, TODAY)]
    everybody = people.list_members(session, units, TODAY)
    found = {(lead.id, led.id) for lead in everybody for led in people.list_led(session, lead.id, TODAY)}
    leads = {person.id: people.find_lead(session, person.id, TODAY) for person in everybody}
    assert found == {(lead.id, person_id) for person_id, lead in leads.items() if lead}


def test_members_stand_with_their_lead_first(session: Session, cast: Cast) -> None:
    members = people.list_members(session, [cast.team], TODAY)
    assert [member.name for member in members] == ["박다온", "김가람", "이나루"]
    below = [unit.id for unit in people.list_units_below(session, cast.department, TODAY)]
    assert len(people.list_members(session, below, TODAY)) == 4


def test_an_assignment_counts_from_its_day(session: Session, cast: Cast) -> None:
    people.assign_person(session, cast.traveller, cast.department, NEXT_MONTH, title="실무관")
    assert people.get_person(session, cast.traveller, NEXT_MONTH - ONE_DAY).unit_id == cast.team
    assert people.get_person(session, cast.traveller, NEXT_MONTH).title == "실무관"
    people.assign_person(session, cast.traveller, cast.department, NEXT_MONTH, title="실무관")
    people.assign_person(session, cast.traveller, cast.institution, NEXT_MONTH, title="비서")
    assert people.get_person(session, cast.traveller, NEXT_MONTH).unit_id == cast.institution


@sqlite_only
def test_an_assignment_before_a_later_one_is_refused(session: Session, cast: Cast) -> None:
    people.assign_person(session, cast.traveller, cast.department, NEXT_MONTH)
    with pytest.raises(Conflict) as refusal:
        people.assign_person(session, cast.traveller, cast.institution, TODAY)
    assert refusal.value.code == "assigned_later"


@sqlite_only
def test_nobody_is_assigned_to_a_unit_that_does_not_exist_on_the_day(session: Session, cast: Cast) -> None:
    with pytest.raises(NotFound):
        people.assign_person(session, cast.traveller, cast.department, LONG_AGO - ONE_DAY)


def test_a_renamed_unit_keeps_its_members_and_its_old_name_before(session: Session, cast: Cast) -> None:
    people.change_unit(session, cast.team, "건축안전팀", cast.department, NEXT_MONTH)
    assert people.get_person(session, cast.traveller, NEXT_MONTH - ONE_DAY).unit_name == "건축허가팀"
    assert people.get_person(session, cast.traveller, NEXT_MONTH).unit_name == "건축안전팀"
    assert people.find_lead(session, cast.traveller, NEXT_MONTH).id == cast.lead


@sqlite_only
def test_a_moved_unit_takes_its_people_to_another_lead(session: Session, cast: Cast) -> None:
    centre = next(unit for unit in people.list_units(session, TODAY) if unit.name == "새벽동")
    people.change_unit(session, cast.team, "건축허가팀", centre.id, NEXT_MONTH)
    assert people.find_lead(session, cast.lead, NEXT_MONTH).id == cast.mayor
    assert people.get_person(session, cast.traveller, NEXT_MONTH).department_name == "새벽동"


def test_a_unit_cannot_move_below_itself_even_by_a_later_change(session: Session, cast: Cast) -> None:
    kind = UnitKind.DEPARTMENT
    upper = people.create_unit(session, kind, "도시국", cast.institution, LONG_AGO)
    lower = people.create_unit(session, kind, "도시과", upper, LONG_AGO)
    with pytest.raises(Conflict) as refusal:
        people.change_unit(session, upper, "도시국", lower, TODAY)
    assert refusal.value.code == "unit_loop"
    people.change_unit(session, upper, "도시국", cast.department, NEXT_MONTH)
    with pytest.raises(Conflict):
        people.change_unit(session, cast.department, "건축과", lower, TODAY)


def test_a_unit_in_use_cannot_be_closed(session: Session, cast: Cast) -> None:
    for unit_id in (cast.team, cast.department):
        with pytest.raises(Conflict) as refusal:
            people.close_unit(session, unit_id, TODAY)
        assert refusal.value.code == "unit_in_use"


@sqlite_only
def test_an_empty_unit_ends_after_its_last_day(session: Session, cast: Cast) -> None:
    unit_id = people.create_unit(session, UnitKind.TEAM, "임시팀", cast.department, LONG_AGO)
    people.close_unit(session, unit_id, TODAY)
    assert people.get_unit(session, unit_id, TODAY).name == "임시팀"
    with pytest.raises(NotFound):
        people.get_unit(session, unit_id, TODAY + ONE_DAY)


@pytest.mark.parametrize(
    ("kind", "parent"),
    [(UnitKind.TEAM, None), (UnitKind.TEAM, "team"), (UnitKind.INSTITUTION, "department")],
)
@sqlite_only
def test_units_stand_only_where_they_belong(
    session: Session, cast: Cast, kind: UnitKind, parent: str | None
) -> None:
    with pytest.raises(Invalid) as refusal:
        people.create_unit(session, kind, "새 부서", parent and getattr(cast, parent), TODAY)
    assert refusal.value.code == "unit_parent"


@sqlite_only
def test_two_units_of_one_name_side_by_side_are_refused(session: Session, cast: Cast) -> None:
    with pytest.raises(Conflict) as refusal:
        people.create_unit(session, UnitKind.TEAM, "건축허가팀", cast.department, TODAY)
    assert refusal.value.code == "unit_name_taken"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("김가람", ["김가람"]),
        ("가람", ["김가람"]),
        ("ㄱㄱㄹ", ["김가람"]),
        ("0010", ["김가람", "박다온", "이나루", "최라온"]),
        (" 이 나루 ", ["이나루"]),
        ("라", ["서아라", "최라온"]),
        ("%", []),
        ("_", []),
        ("", []),
        ("김\x00", []),
    ],
)
def test_people_are_found_by_name_initials_and_number(
    session: Session, cast: Cast, query: str, found: list[str]
) -> None:
    assert [person.name for person in people.search_persons(session, query, TODAY)] == found


def test_who_has_left_is_not_found(session: Session, cast: Cast) -> None:
    people.end_service(session, cast.colleague, TODAY - ONE_DAY)
    assert people.search_persons(session, "이나루", TODAY) == []


def test_staff_numbers_keep_their_zeros_and_have_one_spelling(session: Session, cast: Cast) -> None:
    person = people.NewPerson(" ０00 12a ", "강하늘", LONG_AGO)
    staff_id = people.create_person(session, person, cast.administrator, NOW)
    assert people.get_person(session, staff_id, TODAY).number == "00012A"
    for number in ("00012a", "000 12A"):
        with pytest.raises(Conflict):
            people.create_person(session, people.NewPerson(number, "다른 이", LONG_AGO), None, NOW)


@pytest.mark.parametrize("number", ["", " ", "12_3", "가12", "1" * 21, "-1", "1--2", "12\x00"])
@sqlite_only
def test_other_numbers_are_refused(session: Session, number: str) -> None:
    with pytest.raises(Invalid) as refusal:
        people.create_person(session, people.NewPerson(number, "강하늘", LONG_AGO), None, NOW)
    assert refusal.value.fields.keys() == {"number"}


def test_a_whole_organisation_is_filled_in_few_statements(session: Session, cast: Cast) -> None:
    wanted = [people.NewPerson(f"{n:06}", "김하나", LONG_AGO, cast.team) for n in range(100_000, 101_300)]
    ids = people.create_persons(session, wanted, NOW, password_hash="$argon2id$shared")
    assert len(ids) == 1300
    assert people.count_staff(session, TODAY) == 1308


def test_where_people_work_is_the_same_for_many_days_as_for_each(session: Session, cast: Cast) -> None:
    people.assign_person(session, cast.traveller, cast.department, NEXT_MONTH)
    people.end_service(session, cast.colleague, TODAY + ONE_DAY)
    new = people.NewPerson("900001", "한새", TODAY + 2 * ONE_DAY, cast.team)
    people.create_person(session, new, None, NOW)
    days = [TODAY + n * ONE_DAY for n in range(-1, 5)] + [NEXT_MONTH - ONE_DAY, NEXT_MONTH]
    for narrowed in ({}, {"unit_ids": [cast.team]}, {"unit_ids": (), "staff_ids": [cast.traveller]}):
        each = {on: people.list_workplaces(session, on, **narrowed) for on in days}
        with_unit = {on: {s: u for s, u in found.items() if u is not None} for on, found in each.items()}
        assert people.list_workplaces_on(session, days, **narrowed) == with_unit
    assert len({frozenset(found.items()) for found in with_unit.values()}) == 2
    assert people.list_workplaces_on(session, []) == {}
