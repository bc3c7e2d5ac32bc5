"""The library comes into an organisation: to the right departments, into somebody's hands, and once."""

from collections.abc import Mapping
from datetime import timedelta

from services import people, rates
from services.clock import local_day
from services.laws import SourceFile
from services.manuals import citing, search, starter, tasks, texts
from services.manuals.sections import Section
from services.manuals.starter import Loaded
from services.people import UnitKind
from tests.factories import LONG_AGO
from tests.hall import Hall


def institution_of(hall: Hall) -> int:
    return hall.read(lambda s: people.list_units(s, local_day(hall.now))[0].id)


def law_file(on: str, weeks: str) -> SourceFile:
    """A version in force since a day; it says in one paragraph that manuals cite how long one may take."""
    text = f"""---
제목: 공무원 여비 규정
법령ID: '1'
법령구분: 대통령령
공포일자: {on}
공포번호: '{on}'
시행일자: {on}
---

##### 제8조의2 (정산)

**①** 운임과 숙박비는 카드로 결제한다.

**②** 여행을 마친 날의 다음 날부터 {weeks} 이내에 정산을 신청한다.
"""
    return SourceFile(f"{on}.md", text.encode())


def load(hall: Hall, owners: Mapping[str, int] | None = None) -> Loaded:
    who, institution = hall.cast.administrator.staff_id, institution_of(hall)
    return hall.write(
        lambda s: starter.load_library(s, hall.ledger, institution, who, hall.now, owners=owners)
    )


def view(hall: Hall, loaded: Loaded, slug: str) -> tasks.ManualView:
    return hall.read(lambda s: tasks.load_manual(s, loaded.ids[slug], hall.now))


def test_each_manual_comes_to_its_department_published_with_its_rates(hall: Hall) -> None:
    loaded = load(hall)
    assert len(loaded.ids) == len(loaded.new) == len(starter.list_library())
    permit = view(hall, loaded, "building-permit")
    assert (permit.unit_name, permit.owner_id, permit.number) == ("건축과", hall.cast.director.staff_id, 1)
    assert (permit.verified_at, permit.review_by) == (None, local_day(hall.now) + timedelta(days=30))
    published = hall.read(lambda s: texts.load_published(s, permit.id))
    assert published
    assert "건축법" in published.texts[Section.LAWS]
    today = local_day(hall.now)
    assert loaded.rates == len(starter.RATES)
    rate = hall.read(lambda s: rates.find_rate(s, "일비", today))
    assert rate
    assert rate.says == "25,000원"


def test_what_came_is_found_and_its_citations_are_noted(hall: Hall) -> None:
    loaded = load(hall)
    query = search.Query("여비정산", institution_id=institution_of(hall))
    found = hall.read(lambda s: search.search(s, query))
    assert found.hits[0].manual_id == loaded.ids["trip-settlement"]
    files = [law_file("2025-01-01", "2주일"), law_file("2026-09-01", "3주일")]
    hall.write(lambda s: citing.take_laws(s, files, None, hall.now))
    flags = hall.read(lambda s: citing.list_flags(s, loaded.ids["trip-settlement"]))
    assert not flags, "what was in force at the publication is what its owner knows"
    later = [law_file("2026-09-20", "4주일")]
    hall.write(lambda s: citing.take_laws(s, later, None, hall.now))
    (flag,) = hall.read(lambda s: citing.list_flags(s, loaded.ids["trip-settlement"]))
    assert flag.place == "제8조의2제2항"


def test_departments_that_are_not_there_leave_theirs_to_the_institution(sqlite_hall: Hall) -> None:
    loaded = load(sqlite_hall)
    homeless = {file.department for file in loaded.homeless}
    assert "회계과" in homeless
    assert not {"건축과", "총무과", "감사담당관"} & homeless
    settlement = view(sqlite_hall, loaded, "trip-settlement")
    assert settlement.unit_id == institution_of(sqlite_hall)
    assert settlement.owner_id == sqlite_hall.cast.mayor.staff_id


def test_a_department_of_another_usual_name_takes_them(sqlite_hall: Hall) -> None:
    root = institution_of(sqlite_hall)
    sqlite_hall.write(lambda s: people.create_unit(s, UnitKind.DEPARTMENT, "보건위생과", root, LONG_AGO))
    loaded = load(sqlite_hall)
    assert view(sqlite_hall, loaded, "food-business").unit_name == "보건위생과"


def test_centres_share_what_all_centres_do(sqlite_hall: Hall) -> None:
    loaded = load(sqlite_hall)
    centre = sqlite_hall.read(
        lambda s: people.get_person(s, sqlite_hall.cast.stranger.staff_id, local_day(sqlite_hall.now)).unit_id
    )
    assert view(sqlite_hall, loaded, "moving-in").shared_with == (centre,)
    assert view(sqlite_hall, loaded, "building-permit").shared_with == ()


def test_owners_can_be_named(sqlite_hall: Hall) -> None:
    traveller = sqlite_hall.cast.traveller.staff_id
    loaded = load(sqlite_hall, {"building-permit": traveller})
    assert view(sqlite_hall, loaded, "building-permit").owner_id == traveller


def test_what_a_department_has_written_itself_does_not_come_twice(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    director = hall.cast.director.staff_id
    unit = hall.read(lambda s: people.get_person(s, director, local_day(hall.now)).unit_id)
    own = tasks.NewManual(b"o" * 16, unit, "건축 신고와  허가", director)
    hall.write(lambda s: tasks.create_manual(s, own, director, hall.now))
    loaded = load(hall)
    assert [file.title for file in loaded.left_out] == ["건축신고와 허가"]
    assert "building-permit" not in loaded.ids
    wanted = tasks.Filter(institution_of(hall), title="허가")
    found = hall.read(lambda s: tasks.list_manuals(s, wanted, hall.now)).manuals
    assert [manual.title for manual in found if manual.unit_id == unit] == ["건축 신고와 허가"]
    assert load(hall).ids == loaded.ids


def test_a_second_time_brings_nothing_and_leaves_what_people_changed(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    first = load(hall)
    permit, director = first.ids["building-permit"], hall.cast.director.staff_id
    fix = texts.Publication(b"k" * 16, 1, {Section.TIPS: "현장을 먼저 봐요."})
    hall.write(lambda s: texts.publish(s, hall.ledger, permit, fix, director, hall.now))
    hall.write(lambda s: tasks.share_manual(s, first.ids["moving-in"], []))
    day = local_day(hall.now)
    changed = rates.RateView("일비", day, 30_000, rates.Unit.WON, "여비 조례", rates.Certainty.HIGH)
    hall.write(lambda s: rates.set_rate(s, changed, director, day, hall.now))
    again = load(hall)
    assert (again.ids, again.new, again.left_out, again.rates) == (first.ids, frozenset(), [], 0)
    published = hall.read(lambda s: texts.load_published(s, permit))
    assert published
    assert (published.number, published.texts[Section.TIPS]) == (2, "현장을 먼저 봐요.")
    assert view(hall, first, "moving-in").shared_with == ()
    rate = hall.read(lambda s: rates.find_rate(s, "일비", day))
    assert rate
    assert rate.amount == 30_000
