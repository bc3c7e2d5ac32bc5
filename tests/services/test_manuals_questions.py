"""Questions: answered with a passage of a manual, or by whoever keeps the task; the answer becomes a tip."""

import pytest

from services import notifications, people, rates
from services.clock import local_day
from services.errors import Conflict, Forbidden, Invalid, NotFound
from services.manuals import search, tasks, tips
from services.manuals.sections import Section
from services.manuals.tips import NewAnswer, NewQuestion, QuestionView
from services.rates import Certainty, RateView, Unit
from tests.cast import Member
from tests.factories import postgresql_only, sqlite_only
from tests.hall import Hall
from tests.manual_readers import shelve
from tests.services.test_people_races import overlap

QUESTION = b"question-0000001"
ASKED = "해외에서 쓴 통신비도 여비로 정산되나요"
NEAR_BY = {
    Section.OVERVIEW: "여비를 계산해 지급하는 일이다.",
    Section.PROCESS: "1. **신청**: 여비 신청서를 쓴다.\n2. **지급**: 여비를 계좌로 보낸다.\n",
}
GOODS = {
    Section.OVERVIEW: "부서의 물품을 사고 나누고 없애는 일이다.",
    Section.PROCESS: (
        "- 새로 산 물품은 대장에 적는다.\n"
        "- 버린 물품은 불용 결정을 먼저 받는다.\n"
        "- 다른 부서로 옮긴 물품은 그날 대장을 고친다.\n"
        "- 물품 목록은 해마다 한 번 맞춘다.\n"
    ),
    Section.TIPS: "### 물품이 없어졌다\n\n상황: 카메라가 보이지 않았다. 해결: 그날 물품관리관에게 알렸다.",
}
ANSWER = "업무로 쓴 통화료는 영수증을 붙이면 실비로 정산돼요."


@pytest.fixture
def manual_id(hall: Hall) -> int:
    return shelve(hall)


def ask(hall: Hall, manual_id: int | None, by: Member | None = None, **changes: object) -> QuestionView:
    sent: dict[str, object] = {"id": QUESTION, "text": ASKED, "manual_id": manual_id}
    new = NewQuestion(**sent | changes)  # type: ignore[arg-type]
    return hall.write(lambda s: tips.ask_question(s, (by or hall.cast.stranger).staff_id, new, hall.now))


def answer(hall: Hall, by: Member, text: str = ANSWER, title: str = "해외 통신비") -> QuestionView:
    new = NewAnswer(text, title)
    return hall.write(lambda s: tips.answer_question(s, QUESTION, by.staff_id, new, hall.now))


def waiting(hall: Hall, member: Member) -> list[bytes]:
    return [q.id for q in hall.read(lambda s: tips.list_waiting_questions(s, member.staff_id, hall.now))]


def told(hall: Hall, member: Member) -> list[str]:
    return [n.kind for n in hall.read(lambda s: notifications.list_notices(s, member.staff_id))]


def find(hall: Hall, question: str) -> tips.Answer:
    return hall.read(lambda s: tips.find_answer(s, question, None, hall.now))


def test_a_question_goes_to_the_owner_and_its_answer_becomes_a_tip(hall: Hall, manual_id: int) -> None:
    assert not find(hall, ASKED).is_found
    for _ in range(2):
        view = ask(hall, manual_id)
    assert (view.state, view.manual_title, view.asker) == ("open", "국내 출장 여비 정산", "서아라")
    assert told(hall, hall.cast.colleague) == ["manual_question_asked"]
    assert waiting(hall, hall.cast.colleague) == [QUESTION]
    for member in (hall.cast.traveller, hall.cast.other_lead):
        assert waiting(hall, member) == []
        with pytest.raises(NotFound):
            hall.read(lambda s, m=member: tips.get_question(s, QUESTION, m.staff_id, hall.now))
        with pytest.raises(NotFound):
            answer(hall, member)
    for _ in range(2):
        view = answer(hall, hall.cast.colleague)
    assert (view.state, view.answerer, view.answer) == ("answered", "이나루", ANSWER)
    assert told(hall, hall.cast.stranger) == ["manual_question_answered"]
    assert waiting(hall, hall.cast.colleague) == []
    (tip,) = hall.read(lambda s: tips.list_tips(s, manual_id, 0, hall.now))
    assert (tip.id, tip.title, tip.author) == (view.tip_id, "해외 통신비", "이나루")
    assert "서아라" not in f"{tip}"
    found = find(hall, ASKED)
    assert [(quote.section, quote.manual.id) for quote in found.quotes] == [("tip", manual_id)]
    with pytest.raises(Conflict):
        answer(hall, hall.cast.lead, "다른 답")


def test_passages_are_quoted_as_they_stand_and_nothing_is_made_up(hall: Hall, manual_id: int) -> None:
    found = find(hall, "출장 여비 정산은 며칠 안에 신청해야 하나요?")
    best = found.quotes[0]
    assert best.section == "process"
    assert "다음 날부터 2주일 이내에" in best.text
    assert "".join(piece.text for piece in best.pieces) == best.text
    assert [piece.text for piece in best.pieces if piece.is_marked]
    for unsaid in (
        "반려견 등록은 어디서 하나요",
        "여비로 노트북을 살 수 있나요",
        "주차 단속 이의신청",
        "?? '; DROP",
        "",
    ):
        assert not find(hall, unsaid).is_found, unsaid
    assert not hall.read(lambda s: tips.find_answer(s, "출장 여비 정산 기한", 10**9, hall.now)).is_found


def test_what_is_near_is_quoted_as_no_more_than_that(hall: Hall, manual_id: int) -> None:
    """Of the nearest manuals only, two passages of each; with the words marked and nothing claimed."""
    others = [shelve(hall, f"{name} 여비 지급", NEAR_BY) for name in ("국외", "파견", "교육")]
    found = find(hall, "여비로 노트북을 살 수 있나요")
    assert not found.is_found
    assert 0 < len(found.near) <= 6
    ids = [quote.manual.id for quote in found.near]
    assert set(ids) <= {manual.id for manual in found.nearest[:3]} <= {manual_id, *others}
    assert max(map(ids.count, ids)) <= 2
    for quote in found.near:
        assert "".join(piece.text for piece in quote.pieces) == quote.text
    assert any(piece.is_marked for piece in found.near[0].pieces)
    assert find(hall, "출장 여비 정산은 며칠 안에 신청해야 하나요?").near == ()
    nothing = find(hall, "반려견 등록은 어디서 하나요")
    assert (nothing.quotes, nothing.near) == ((), ())
    hardly = find(hall, "자동차 번호판 교체 환급 절차 안내 신청")
    assert hardly.nearest
    assert hardly.near == ()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("못 쓰게 된 물품은 그냥 버리면 되나요", "버린 물품은"),
        ("물품을 딴 부서로 옮겨도 되나요", "다른 부서로 옮긴 물품은"),
        ("물품이 없어지면 어떻게 하나요", "물품이 없어졌다"),
    ],
)
def test_verbs_are_found_in_other_forms(hall: Hall, question: str, said: str) -> None:
    shelve(hall, "물품 관리", GOODS, keywords=("비품",))
    found = find(hall, question)
    assert said in [*found.quotes, *found.near][0].text


@sqlite_only
def test_an_ending_is_one_only_where_the_word_stands_without_it(hall: Hall) -> None:
    known = "건축허가를 받은 뒤 건축허가 대장에 적는다. 신고 기한. 신고를 받는다."
    asked = tips.Asked("건축허가 뒤 착공신고가 늦으면 신고하나요", known)
    assert [word.text for word in asked.words] == ["건축허가", "착공신고", "늦", "신고"]


def test_who_asks_how_much_is_told_the_amount_as_the_manual_reads_today(hall: Hall) -> None:
    """Also of a line that is cut, and before a line that only speaks of it."""
    today, by_id = local_day(hall.now), hall.cast.administrator.staff_id
    daily = RateView("일비", today, 25_000, Unit.WON, "「공무원 여비 규정」 별표 2", Certainty.HIGH)
    hall.write(lambda s: rates.set_rate(s, daily, by_id, today, hall.now))
    written = {
        Section.LAWS: "공무용 차량을 타면 일비의 2분의 1",
        Section.OVERVIEW: "지급 기준: 일비 {{일비}}, 아직 없는 {{식비}}",
        Section.PROCESS: f"일비 {{{{일비}}}}은 정산할 때 준다. {'영수증을 붙인다. ' * 30}",
    }
    shelve(hall, "국내 출장 여비", written)
    quotes = find(hall, "일비는 얼마인가요").quotes
    assert [quote.text[:30] for quote in quotes[:2]] == [
        "지급 기준: 일비 25,000원, 아직 없는 식비",
        "일비 25,000원은 정산할 때 준다. 영수증을 붙인다",
    ]
    assert all("".join(piece.text for piece in quote.pieces) == quote.text for quote in quotes)
    assert [piece.text for piece in quotes[0].pieces if piece.is_marked] == ["일비"]


def test_what_editors_say_a_word_means_is_quoted_too(hall: Hall, manual_id: int) -> None:
    question = "모텔비 영수증도 붙이나요"
    assert not find(hall, question).is_found
    house = hall.read(lambda s: tasks.load_manual(s, manual_id, hall.now)).institution_id
    hall.write(lambda s: search.add_synonym(s, house, "모텔비", "숙박비", None, hall.now))
    best = find(hall, question).quotes[0]
    assert "숙박비 영수증과" in best.text
    assert {piece.text for piece in best.pieces if piece.is_marked} >= {"숙박비", "영수증"}


def test_whoever_keeps_the_task_by_then_answers(hall: Hall, manual_id: int) -> None:
    """The owner has left: her lead; with nobody named, the lead of a department."""
    hall.write(lambda s: people.end_service(s, hall.cast.colleague.staff_id, local_day(hall.now)))
    hall.clock.advance(days=1)
    ask(hall, manual_id)
    assert told(hall, hall.cast.lead) == ["manual_question_asked"]
    assert waiting(hall, hall.cast.lead) == [QUESTION]
    assert answer(hall, hall.cast.lead).answerer == "박다온"
    unit_id = hall.read(lambda s: people.get_person(s, hall.cast.lead.staff_id, local_day(hall.now))).unit_id
    other = b"question-0000002"
    view = ask(hall, None, id=other, unit_id=unit_id)
    assert (view.manual_id, view.unit_name) == (None, "건축허가팀")
    assert waiting(hall, hall.cast.lead) == [other]
    moved = hall.write(lambda s: tips.pass_question(s, other, hall.cast.lead.staff_id, manual_id, hall.now))
    assert (moved.manual_id, moved.unit_id) == (manual_id, None)


def test_a_question_to_a_department_that_is_no_more_goes_to_the_one_above(hall: Hall) -> None:
    today = local_day(hall.now)
    person = hall.read(lambda s: people.get_person(s, hall.cast.lead.staff_id, today))
    above = hall.read(lambda s: people.list_line(s, person.unit_id, today))[1].id
    team = hall.write(lambda s: people.create_unit(s, people.UnitKind.TEAM, "허가2팀", above, today))
    hall.write(lambda s: tips.keep_up_tips(s, hall.now))
    ask(hall, None, unit_id=team)
    hall.write(lambda s: people.close_unit(s, team, today))
    hall.clock.advance(days=1)
    for _ in range(2):
        hall.write(lambda s: tips.keep_up_tips(s, hall.now))
    view = hall.read(lambda s: tips.get_question(s, QUESTION, hall.cast.stranger.staff_id, hall.now))
    assert view.unit_id == above
    assert waiting(hall, hall.cast.director) == [QUESTION]
    assert told(hall, hall.cast.director) == ["manual_question_asked"]


def test_an_owner_who_asks_herself_asks_her_lead(hall: Hall, manual_id: int) -> None:
    ask(hall, manual_id, hall.cast.colleague)
    assert waiting(hall, hall.cast.lead) == [QUESTION]
    assert waiting(hall, hall.cast.colleague) == []


def test_a_question_that_waits_is_told_to_the_lead_once(hall: Hall, manual_id: int) -> None:
    ask(hall, manual_id)  # Tuesday
    hall.clock.advance(days=2)
    hall.write(lambda s: tips.keep_up_tips(s, hall.now))
    assert told(hall, hall.cast.lead) == []
    hall.clock.advance(days=5)
    for _ in range(2):
        hall.write(lambda s: tips.keep_up_tips(s, hall.now))
    assert told(hall, hall.cast.lead) == ["manual_question_waits"]
    with pytest.raises(Forbidden):
        hall.write(lambda s: tips.withdraw_question(s, QUESTION, hall.cast.lead.staff_id, hall.now))
    for _ in range(2):
        hall.write(lambda s: tips.withdraw_question(s, QUESTION, hall.cast.stranger.staff_id, hall.now))
    with pytest.raises(Conflict):
        answer(hall, hall.cast.colleague)


@sqlite_only
def test_what_is_wrong_in_a_question_is_named(hall: Hall, manual_id: int) -> None:
    wrong: list[tuple[dict[str, object], str]] = [
        ({"text": "\u202e"}, "text"),
        ({"text": "가" * 501}, "text"),
        ({"manual_id": None}, "place"),
        ({"manual_id": None, "unit_id": 10**9}, "place"),
        ({"id": b"short"}, "id"),
        ({"text": "김철수 팀장은 어디 있나요"}, "is_checked"),
        ({"text": "900101-1234567", "is_checked": True}, "text"),
    ]
    for changes, field in wrong:
        sent = {"manual_id": manual_id} | changes
        with pytest.raises(Invalid) as refused:
            ask(hall, sent.pop("manual_id"), **sent)  # type: ignore[arg-type]
        assert list(refused.value.fields) == [field]
    with pytest.raises(NotFound):
        ask(hall, 10**9)
    for number in range(10):
        ask(hall, manual_id, id=b"question-%07d" % number)
    with pytest.raises(Conflict) as many:
        ask(hall, manual_id, id=b"question-%07d" % 10)
    assert many.value.code == "too_many_questions"


@sqlite_only
def test_old_questions_go_and_tips_stay(hall: Hall, manual_id: int) -> None:
    ask(hall, manual_id)
    answer(hall, hall.cast.colleague)
    hall.write(lambda s: tips.destroy_old_questions(s, hall.now))
    assert hall.read(lambda s: tips.list_own_questions(s, hall.cast.stranger.staff_id, hall.now))
    hall.clock.advance(days=1)
    hall.write(lambda s: tips.destroy_old_questions(s, hall.now))
    assert hall.read(lambda s: tips.list_own_questions(s, hall.cast.stranger.staff_id, hall.now)) == []
    assert len(hall.read(lambda s: tips.list_tips(s, manual_id, 0, hall.now))) == 1


@postgresql_only
def test_of_two_who_answer_at_once_the_first_answer_stands(hall: Hall, manual_id: int) -> None:
    ask(hall, manual_id)
    owner, lead = hall.cast.colleague.staff_id, hall.cast.lead.staff_id
    with pytest.raises(Conflict):
        overlap(
            hall.database,
            lambda s: tips.answer_question(s, QUESTION, owner, NewAnswer(ANSWER), hall.now),
            lambda s: tips.answer_question(s, QUESTION, lead, NewAnswer("다른 답"), hall.now),
        )
    assert hall.read(lambda s: tips.get_question(s, QUESTION, lead, hall.now)).answer == ANSWER


@sqlite_only
def test_ten_thousand_letters_are_no_question(hall: Hall, manual_id: int) -> None:
    shelve(hall, "주민등록 전입신고", {Section.OVERVIEW: "이사하고 14일 이내에 신고한다."})
    assert find(hall, "가" * 10_000).quotes == ()
    assert find(hall, "ㅇㅂ ㅈㅅ 여ㅂ").quotes == ()
