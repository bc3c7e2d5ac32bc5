"""The manual that fits what somebody is doing, and why: her trip, plan, page, duties, the season."""

from datetime import date

from services import people
from services.manuals import suggestions, use
from services.manuals.sections import Section
from services.manuals.suggestions import Doing, Suggestion, Topic, Why
from services.manuals.use import View
from tests.cast import Member
from tests.hall import Hall
from tests.law_files import TRAVEL
from tests.manual_readers import shelve
from tests.services.test_laws_flags import NEW, OLD, take

ROAD = {Section.OVERVIEW: "도로 파손과 구멍을 신고받아 보수한다."}


def suggest(hall: Hall, member: Member, *topics: Topic, most: int = 6) -> list[Suggestion]:
    return hall.read(lambda s: suggestions.suggest(s, Doing(member.staff_id, topics), hall.now, most))


def reasons(found: list[Suggestion]) -> list[tuple[int, str]]:
    return [(one.manual_id, one.why.value) for one in found]


def test_what_somebody_is_doing_comes_first_and_each_says_why(hall: Hall) -> None:
    trip = shelve(hall)
    road = shelve(hall, "도로 파손 보수", ROAD, owner=hall.cast.other_lead, keywords=["포트홀", "도로 점검"])
    shelve(hall, "구내식당 운영", {Section.OVERVIEW: "식단을 짠다."}, owner=hall.cast.other_lead)
    found = suggest(
        hall,
        hall.cast.stranger,
        Topic(Why.PLAN, "영수증 승차권"),  # the text says it, the manual is about something else
        Topic(Why.PAGE, "출장 여비 정산"),
        Topic(Why.TRIP, "도로 파손 현장 점검", "도로 파손 현장 점검"),
    )
    assert reasons(found) == [(trip, "page"), (road, "trip")]
    assert found[1].sentence % found[1].facts == "출장 목적과 관련돼요: 도로 파손 현장 점검"
    assert suggest(hall, hall.cast.mayor) == []


def test_duties_are_suggested_and_what_is_to_be_confirmed_before_them(hall: Hall) -> None:
    mine = shelve(hall, months=[9])
    assert reasons(suggest(hall, hall.cast.colleague)) == [(mine, "season")]
    assert reasons(suggest(hall, hall.cast.lead)) == [(mine, "season")]
    hall.clock.advance(days=40)
    assert reasons(suggest(hall, hall.cast.colleague)) == [(mine, "duty")]
    assert suggest(hall, hall.cast.stranger) == []


def test_what_was_read_this_time_last_year_comes_back(hall: Hall) -> None:
    mine = shelve(hall)
    views = [View(mine, 7, 1, 2, date(2025, 9, 20))]
    hall.write(lambda s: use.count_views(s, b"s" * 32, views))
    assert reasons(suggest(hall, hall.cast.traveller)) == [(mine, "last_year")]
    hall.clock.advance(days=31)
    assert suggest(hall, hall.cast.traveller) == []


def test_a_manual_is_suggested_once_and_closed_or_empty_words_never(hall: Hall) -> None:
    trip = shelve(hall)
    topics = [Topic(Why.TRIP, "출장 여비 정산"), Topic(Why.PLAN, "출장 여비 정산"), Topic(Why.PAGE, "?? '")]
    assert reasons(suggest(hall, hall.cast.colleague, *topics)) == [(trip, "trip")]


def test_a_second_manual_for_one_reason_takes_no_other_reasons_place(hall: Hall) -> None:
    road = shelve(hall, "도로 파손 보수", ROAD, owner=hall.cast.other_lead)
    shelve(hall, "도로 파손 보상", ROAD, owner=hall.cast.other_lead)
    diner = shelve(hall, "구내식당 운영", {Section.OVERVIEW: "식단을 짠다."}, owner=hall.cast.other_lead)
    mine = shelve(hall, months=[9])
    shelve(hall, "건축 허가", {Section.OVERVIEW: "허가한다."}, months=[9])
    topics = [Topic(Why.PAGE, "구내식당"), Topic(Why.TRIP, "도로 파손", "현장 점검")]
    found = reasons(suggest(hall, hall.cast.colleague, *topics, most=3))
    assert [why for _, why in found] == ["page", "trip", "season"]
    assert found[0][0] == diner
    assert len(suggest(hall, hall.cast.colleague, *topics)) == 5
    assert {road, mine} <= {one.manual_id for one in suggest(hall, hall.cast.colleague, *topics)}


def test_a_law_that_changed_in_many_places_hides_no_other_manual(hall: Hall) -> None:
    """One line for each manual, with the newest of its changes."""
    take(hall, OLD)
    places = (
        "제8조의2",
        "제8조의2제2항",
        "제8조의2제2항제1호",
        "제8조의2제1항부터 제3항까지",
        "제8조부터 제10조까지",
    )
    once = shelve(hall, "국외 출장", {Section.LAWS: f"- 「{TRAVEL}」 {places[0]}"})
    often = shelve(hall, written={Section.LAWS: "\n".join(f"- 「{TRAVEL}」 {place}" for place in places)})
    take(hall, NEW)
    found = [one for one in suggest(hall, hall.cast.colleague) if one.why is Why.LAW]
    assert {one.manual_id for one in found} == {once, often}
    assert all(one.sentence % one.facts for one in found)
    assert suggest(hall, hall.cast.stranger) == []


def test_who_has_no_unit_is_told_of_nobodys_manuals(hall: Hall) -> None:
    """They are of no institution, and a search without one would be a search of all."""
    shelve(hall)
    new = people.NewPerson("700001", "나홀로", hall.now.date())
    alone = hall.write(lambda s: people.create_person(s, new, None, hall.now))
    topics = [Topic(Why.PAGE, "출장 여비 정산")]
    assert hall.read(lambda s: suggestions.suggest(s, Doing(alone, topics), hall.now)) == []
