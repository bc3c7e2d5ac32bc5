"""Tasks with their manuals: made once, listed, given, shared, confirmed, and never left with nobody."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from services import notifications, people
from services.clock import local_day
from services.errors import Conflict, Forbidden, Invalid, NotFound
from services.manuals import search, tasks, texts
from services.manuals.sections import Section
from services.manuals.tasks import Filter, Frame, Inherited, ManualView, NewManual, Order, State
from tests.cast import Member
from tests.factories import LONG_AGO, sqlite_only
from tests.hall import Hall
from tests.manual_readers import shelve


def view(hall: Hall, manual_id: int) -> ManualView:
    return hall.read(lambda s: tasks.load_manual(s, manual_id, hall.now))


def listed(hall: Hall, wanted: Filter, **options: object) -> list[str]:
    page = hall.read(lambda s: tasks.list_manuals(s, wanted, hall.now, **options))  # type: ignore[arg-type]
    return [manual.title for manual in page.manuals]


def told(hall: Hall, member: Member) -> list[str]:
    return [n.kind for n in hall.read(lambda s: notifications.list_notices(s, member.staff_id))]


def unit_of(hall: Hall, member: Member) -> int:
    found = hall.read(lambda s: people.get_person(s, member.staff_id, local_day(hall.now)).unit_id)
    assert found
    return found


def rights(hall: Hall, manual_id: int, member: Member) -> tasks.Rights:
    return hall.read(
        lambda s: tasks.rights_of(s, tasks.load_manual(s, manual_id, hall.now), member.staff_id, hall.now)
    )


def keep(hall: Hall) -> None:
    unkept = hall.read(lambda s: tasks.find_unkept(s, hall.now))
    hall.write(lambda s: texts.keep_owned(s, unkept, hall.now))


def owners(hall: Hall, manual_id: int) -> Sequence[tuple[str, str]]:
    return [(o.owner_name, o.why) for o in hall.read(lambda s: tasks.list_owners(s, manual_id, hall.now))]


def test_a_manual_is_made_once(hall: Hall) -> None:
    new = NewManual(
        b"k" * 16, unit_of(hall, hall.cast.lead), "  도로\u202e점용 허가 ", keywords=["점용", "점용"]
    )
    first, again = (hall.write(lambda s: tasks.create_manual(s, new, None, hall.now)) for _ in range(2))
    assert first == again
    assert (first.title, first.keywords, first.number) == ("도로점용 허가", ("점용",), 0)
    institution = hall.read(lambda s: people.get_unit(s, first.institution_id, LONG_AGO))
    assert institution.name == "가람시"
    assert hall.read(lambda s: texts.load_published(s, first.id)) is None


@sqlite_only
def test_what_is_wrong_in_a_manual_is_named(hall: Hall) -> None:
    unit_id = unit_of(hall, hall.cast.lead)
    wrong: list[tuple[dict[str, object], str]] = [
        ({"title": " "}, "title"),
        ({"title": "가" * 121}, "title"),
        ({"keywords": ["가"] * 40 + [str(n) for n in range(31)]}, "keywords"),
        ({"months": [13]}, "months"),
        ({"review_months": 0}, "review_months"),
        ({"key": b"short"}, "key"),
    ]
    for changes, field in wrong:
        new = NewManual(**{"key": b"k" * 16, "unit_id": unit_id, "title": "업무"} | changes)  # type: ignore[arg-type]
        with pytest.raises(Invalid) as refused:
            hall.write(lambda s, new=new: tasks.create_manual(s, new, None, hall.now))  # type: ignore[misc]
        assert list(refused.value.fields) == [field]
    with pytest.raises(NotFound):
        hall.write(lambda s: tasks.create_manual(s, NewManual(b"k" * 16, 10**6, "업무"), None, hall.now))


def test_lists_find_by_whatever_one_looks_for(hall: Hall) -> None:
    trip = shelve(hall, months=[1, 2])
    dig = shelve(hall, "도로 굴착 허가", owner=hall.cast.stranger)
    unit, colleague = unit_of(hall, hall.cast.colleague), hall.cast.colleague.staff_id
    titles = ["국내 출장 여비 정산", "도로 굴착 허가"]
    assert listed(hall, Filter()) == titles
    assert listed(hall, Filter(institution_id=view(hall, trip).institution_id)) == titles
    assert listed(hall, Filter(unit_ids=[unit])) == titles[:1]
    assert listed(hall, Filter(owner_id=colleague)) == titles[:1]
    assert listed(hall, Filter(month=2)) == titles[:1]
    assert listed(hall, Filter(month=3)) == []
    assert listed(hall, Filter(title="굴착")) == titles[1:]
    assert listed(hall, Filter(title="%")) == []
    assert listed(hall, Filter(), page=2, size=1) == titles[1:]
    assert listed(hall, Filter(), page=99, size=1) == titles[1:]
    assert listed(hall, Filter(), order=Order.NEWEST)
    hall.write(lambda s: tasks.share_manual(s, trip, [unit_of(hall, hall.cast.stranger)]))
    assert listed(hall, Filter(unit_ids=[unit_of(hall, hall.cast.stranger)])) == titles
    hall.write(lambda s: texts.close_manual(s, dig, hall.now))
    assert listed(hall, Filter()) == titles[:1]
    assert listed(hall, Filter(state=State.CLOSED)) == titles[1:]
    assert hall.read(lambda s: search.search(s, search.Query("굴착", None))).hits == ()
    hall.write(lambda s: texts.reopen_manual(s, dig, hall.now))
    assert [h.manual_id for h in hall.read(lambda s: search.search(s, search.Query("굴착", None))).hits] == [
        dig
    ]


def test_a_new_name_is_found_at_once(hall: Hall) -> None:
    manual_id = shelve(hall)
    hall.write(lambda s: texts.change_manual(s, manual_id, Frame("해외 연수 보고"), hall.now))
    assert [h.manual_id for h in hall.read(lambda s: search.search(s, search.Query("연수", None))).hits] == [
        manual_id
    ]


def test_only_who_asked_for_a_mark_has_one(hall: Hall) -> None:
    manual_id, reader = shelve(hall), hall.cast.stranger.staff_id
    hall.write(lambda s: tasks.note_seen(s, manual_id, reader, 1))
    assert hall.read(lambda s: tasks.find_mark(s, manual_id, reader)) == tasks.Mark()
    hall.write(lambda s: tasks.set_mark(s, manual_id, reader, is_watched=True))
    hall.write(lambda s: tasks.set_mark(s, manual_id, reader, is_favourite=True))
    assert hall.read(lambda s: tasks.find_mark(s, manual_id, reader)) == tasks.Mark(True, True, 1)
    assert listed(hall, Filter(watched_by=reader)) == listed(hall, Filter(kept_by=reader)) != []
    assert hall.read(lambda s: tasks.count_changed(s, reader)) == 0
    hall.write(lambda s: tasks.set_mark(s, manual_id, reader, is_watched=False, is_favourite=False))
    assert hall.read(lambda s: tasks.find_mark(s, manual_id, reader)) == tasks.Mark()


def test_who_may_do_what_with_a_manual(hall: Hall) -> None:
    manual_id, cast = shelve(hall), hall.cast
    may = {
        who: (found.write, found.publish)
        for who, member in cast.everybody().items()
        for found in [rights(hall, manual_id, member)]
    }
    publishers = {"colleague", "lead", "director", "mayor", "administrator"}
    assert {who for who, (_, publish) in may.items() if publish} == publishers
    assert {who for who, (write, _) in may.items() if write} == publishers | {"traveller"}
    unit_id = unit_of(hall, cast.colleague)
    makers = {
        who
        for who, member in cast.everybody().items()
        if hall.read(lambda s, m=member: tasks.may_create(s, unit_id, m.staff_id, hall.now))  # type: ignore[misc]
    }
    assert makers == publishers | {"traveller"}


@sqlite_only
def test_who_works_for_the_whole_institution_writes_in_no_department(hall: Hall) -> None:
    manual_id = shelve(hall)
    institution_id = view(hall, manual_id).institution_id
    someone = people.NewPerson("000009", "오누리", LONG_AGO, institution_id, "비서")
    staff_id = hall.write(lambda s: people.create_person(s, someone, None, hall.now))
    assert not rights(hall, manual_id, Member(staff_id, "000009", "오누리")).write


def test_a_manual_is_given_and_its_owner_told(hall: Hall) -> None:
    manual_id, cast = shelve(hall), hall.cast
    given = [
        hall.write(
            lambda s: tasks.give_to(s, [manual_id], cast.stranger.staff_id, cast.lead.staff_id, hall.now)
        )
        for _ in range(2)
    ]
    assert given == [1, 0]
    assert view(hall, manual_id).owner_name == "서아라"
    assert told(hall, cast.stranger) == ["manual_given"]
    assert owners(hall, manual_id) == [("서아라", "given"), ("이나루", "created")]
    hall.write(lambda s: people.end_service(s, cast.traveller.staff_id, date(2026, 9, 28)))
    with pytest.raises(Invalid):
        hall.write(lambda s: tasks.give_to(s, [manual_id], cast.traveller.staff_id, None, hall.now))


def test_a_leavers_manual_goes_to_the_lead_and_stays_marked(hall: Hall) -> None:
    manual_id, cast = shelve(hall), hall.cast
    keep(hall)
    assert view(hall, manual_id).owner_name == "이나루"
    hall.write(lambda s: people.end_service(s, cast.colleague.staff_id, date(2026, 9, 30)))
    hall.clock.advance(days=2)  # the day after her last one is the handover's
    keep(hall)
    assert view(hall, manual_id).owner_name == "이나루"
    hall.clock.advance(days=1)
    for _ in range(2):
        keep(hall)
    manual = view(hall, manual_id)
    assert (manual.owner_name, manual.inherited) == ("박다온", Inherited.LEFT)
    assert told(hall, cast.lead) == ["manuals_inherited"]
    assert listed(hall, Filter(state=State.INHERITED)) == ["국내 출장 여비 정산"]
    assert owners(hall, manual_id)[0] == ("박다온", "left")
    hall.write(lambda s: tasks.take_in_hand(s, manual_id, cast.lead.staff_id, hall.now))
    assert listed(hall, Filter(state=State.INHERITED)) == []


@sqlite_only
def test_what_was_given_meanwhile_stays_given(hall: Hall) -> None:
    manual_id, cast = shelve(hall), hall.cast
    hall.write(lambda s: people.end_service(s, cast.colleague.staff_id, date(2026, 9, 30)))
    hall.clock.advance(days=3)
    unkept = hall.read(lambda s: tasks.find_unkept(s, hall.now))
    assert unkept.manual_ids == [manual_id]
    hall.write(lambda s: tasks.give_to(s, [manual_id], cast.traveller.staff_id, None, hall.now))
    hall.write(lambda s: texts.keep_owned(s, unkept, hall.now))
    assert view(hall, manual_id).owner_name == "김가람"


def test_a_manual_of_a_unit_that_is_no_more_goes_above(hall: Hall) -> None:
    manual_id, cast, today = shelve(hall), hall.cast, local_day(hall.now)
    team = view(hall, manual_id).unit_id
    department = hall.read(lambda s: people.get_unit(s, team, today)).parent_id
    assert department
    for member in (cast.colleague, cast.traveller, cast.lead):
        hall.write(lambda s, m=member: people.assign_person(s, m.staff_id, department, today))  # type: ignore[misc]
    hall.write(lambda s: people.close_unit(s, team, today - timedelta(days=1)))
    for _ in range(2):
        keep(hall)
    manual = view(hall, manual_id)
    assert (manual.unit_name, manual.owner_name, manual.inherited) == (
        "건축과",
        "최라온",
        Inherited.UNIT_GONE,
    )
    found = hall.read(lambda s: search.search(s, search.Query("여비", None, unit_id=department)))
    assert [hit.manual_id for hit in found.hits] == [manual_id]


def test_a_manual_is_confirmed_as_it_was_read(hall: Hall) -> None:
    manual_id, cast = shelve(hall), hall.cast
    assert view(hall, manual_id).review_by == date(2027, 9, 29)
    hall.clock.advance(days=10)
    stamped = hall.write(lambda s: tasks.confirm_manual(s, manual_id, 1, cast.colleague.staff_id, hall.now))
    assert (stamped.verified_by_name, stamped.review_by) == ("이나루", date(2027, 10, 9))
    with pytest.raises(Conflict):
        hall.write(lambda s: tasks.confirm_manual(s, manual_id, 2, cast.colleague.staff_id, hall.now))


@sqlite_only
def test_a_shorter_term_brings_the_next_review_nearer(hall: Hall) -> None:
    manual_id = shelve(hall)
    frame = Frame("국내 출장 여비 정산", review_months=3)
    hall.write(lambda s: texts.change_manual(s, manual_id, frame, hall.now))
    assert view(hall, manual_id).review_by == date(2026, 12, 29)


def test_months_end_where_they_end() -> None:
    assert tasks.add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert tasks.add_months(date(2026, 12, 15), 12) == date(2027, 12, 15)


def test_the_owner_is_reminded_and_then_her_department(hall: Hall) -> None:
    manual_id, cast = shelve(hall), hall.cast
    for days, owner, lead in ((350, 0, 0), (2, 1, 0), (26, 1, 0), (2, 1, 1), (30, 1, 1)):
        hall.clock.advance(days=days)
        for _ in range(2):
            hall.write(lambda s: tasks.nag_reviews(s, hall.now))
        assert told(hall, cast.colleague).count("manual_review") == owner, days
        assert told(hall, cast.director).count("manual_review_late") == lead, days
    assert listed(hall, Filter(state=State.OVERDUE)) == ["국내 출장 여비 정산"]
    hall.write(lambda s: tasks.confirm_manual(s, manual_id, 1, cast.colleague.staff_id, hall.now))
    assert listed(hall, Filter(state=State.OVERDUE)) == []


def test_the_department_is_told_two_weeks_after_the_owner_however_late_that_was(hall: Hall) -> None:
    shelve(hall)
    for days, owner, lead in ((420, 1, 0), (13, 1, 0), (1, 1, 1)):
        hall.clock.advance(days=days)
        hall.write(lambda s: tasks.nag_reviews(s, hall.now))
        assert told(hall, hall.cast.colleague).count("manual_review") == owner, days
        assert told(hall, hall.cast.director).count("manual_review_late") == lead, days


def test_units_that_share_a_manual_write_what_is_different_there(hall: Hall) -> None:
    manual_id, cast = shelve(hall), hall.cast
    centre = unit_of(hall, cast.stranger)
    assert rights(hall, manual_id, cast.stranger).note_unit_ids == frozenset()
    with pytest.raises(Forbidden):
        note(hall, manual_id, centre, "새벽동은 2층", 0)
    hall.write(lambda s: tasks.share_manual(s, manual_id, [centre]))
    assert rights(hall, manual_id, cast.stranger).note_unit_ids == {centre}
    first = note(hall, manual_id, centre, "새벽동은 2층", 0)
    assert (first.version, first.unit_name, first.saved_by_name) == (1, "새벽동", "서아라")
    assert note(hall, manual_id, centre, "새벽동은 2층", 0) == first
    with pytest.raises(Conflict):
        note(hall, manual_id, centre, "새벽동은 3층", 0)
    assert note(hall, manual_id, centre, "", 1).version == 2
    assert hall.read(lambda s: tasks.list_notes(s, manual_id, [centre], hall.now)) == []


def note(hall: Hall, manual_id: int, unit_id: int, text: str, version: int) -> tasks.NoteView:
    who = hall.cast.stranger.staff_id
    return hall.write(
        lambda s: tasks.save_note(s, manual_id, unit_id, Section.PROCESS, text, version, who, hall.now)
    )
