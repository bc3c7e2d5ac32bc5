"""Pages of tips, questions and statistics: what a reader sees, sends, and is told."""

import secrets

import pytest
from flask import Flask

from services.clock import local_day
from services.manuals import tips, use
from services.manuals.use import View
from services.settings import Settings
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts

TIP = {
    "kind": "tip",
    "title": "톨게이트 영수증",
    "text": "하이패스는 <b>누리집</b>에서\n뽑는다.",
    "solution": "",
}
ASKED = "해외에서 쓴 통신비도 여비로 정산되나요"


@pytest.fixture
def reader(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.stranger)


@pytest.fixture
def owner(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.colleague)


def new_id() -> str:
    return secrets.token_hex(16)


def test_a_reader_adds_a_tip_and_others_vote(reader: Browser, owner: Browser, manual_id: int) -> None:
    path = f"/manuals/{manual_id}/tips"
    assert "아직 동료가 남긴 Tip이 없어요" in reader.get(path).text
    sent = reader.get(path).one("form", action=path).fields()
    for _ in range(2):
        assert reader.post(path, sent | TIP, page=path).status_code == 303
    tip = owner.get(path).one("li", data_testid="tip")
    assert "하이패스는 <b>누리집</b>에서 뽑는다." in tip.text
    assert "Tip을 남겼어요: 톨게이트 영수증" in owner.get("/me/notices").text
    vote = next(f for f in tip.all("form") if f.attrs["action"].endswith("/vote"))
    assert owner.post(vote.attrs["action"], vote.fields(), page=path).status_code == 303
    assert "맞아요 1" in owner.get(path).text
    ending = next(f.attrs["action"] for f in tip.all("form") if f.attrs["action"].endswith("/ending"))
    owner.post(ending, {"reason": "wrong"}, page=path)
    assert owner.get(path).all("li", data_testid="tip") == []


def test_who_keeps_a_manual_confirms_and_nobody_else(
    reader: Browser, owner: Browser, client_as: ClientAs, cast: Cast, manual_id: int
) -> None:
    path, tip_id = f"/manuals/{manual_id}/tips", new_id()
    reader.post(path, TIP | {"id": tip_id}, page=path)
    stranger = client_as(cast.auditor)
    assert stranger.get(path).all("details", class_="tip-keeping") == []
    stranger.post(f"{path}/{tip_id}/confirmation", page=path)
    stranger.post(f"{path}/{tip_id}/ending", {"reason": "wrong"}, page=path)
    assert len(owner.get(path).all("li", data_testid="tip")) == 1
    assert "확인" not in owner.get(path).one("li", data_testid="tip").all("p")[-1].text
    owner.post(f"{path}/{tip_id}/confirmation", page=path)
    assert "맞는 것으로 확인했어요" in owner.get(path).text
    assert client_as(None).client.get(path).status_code in (302, 401)
    reader.get("/manuals/999999/tips", 404)


def test_what_looks_like_personal_data_comes_back_with_stars(reader: Browser, manual_id: int) -> None:
    path = f"/manuals/{manual_id}/tips"
    typed = TIP | {"id": new_id(), "text": "김철수 주무관 010-2345-6789"}
    page = reader.submit(path, 422, typed, page=path)
    warning = page.one(data_testid="personal-data")
    assert "010-****-****" in warning.text
    assert "김**" in warning.text
    assert page.one("input", name="id").attrs["value"] == typed["id"]
    assert reader.post(path, typed | {"is_checked": "yes"}, page=path).status_code == 303
    refused = typed | {"id": new_id(), "text": "900101-1234567", "is_checked": "yes"}
    assert "여기 둘 수 없어요" in reader.submit(path, 422, refused, page=path).text


def test_a_question_is_answered_from_the_manual_or_by_its_owner(
    reader: Browser, owner: Browser, client_as: ClientAs, cast: Cast, parts: Parts, manual_id: int
) -> None:
    found = reader.get("/manuals/questions/new?q=출장 여비는 며칠 안에 정산 신청하나요")
    quote = found.one("ol", data_testid="quotes").all("li")[0]
    assert "2주일 이내에" in quote.one("blockquote").text
    assert quote.one("a").attrs["href"] == f"/manuals/{manual_id}#process"
    page = reader.get(f"/manuals/questions/new?q={ASKED}&manual={manual_id}")
    assert "꼭 맞는 답은 찾지 못했어요" in page.one(data_testid="not-found").text
    assert page.all("ol", data_testid="quotes") == []
    near = page.one("ol", data_testid="near-quotes").all("li")
    assert 0 < len(near) <= 2
    for passage in near:
        address, _, section = passage.one("a").attrs["href"].partition("#")
        assert address == f"/manuals/{manual_id}"
        assert section in ("overview", "process", "laws", "contacts")
        assert passage.one("blockquote").attrs["cite"] == f"{address}#{section}"
    sent = page.one("form", action="/manuals/questions").fields()
    assert sent["place"] == f"m{manual_id}"
    answer = reader.post("/manuals/questions", sent, page="/manuals/questions/new?q=x")
    address = answer.headers["Location"]
    client_as(cast.auditor).get(address, 404)
    assert ASKED in owner.get("/manuals/questions").text
    form = owner.get(address).one("form", action=f"{address}/answer").fields()
    assert form["tip_title"] == ASKED
    owner.post(f"{address}/answer", form | {"answer": "영수증을 붙이면 실비로 정산돼요."}, page=address)
    assert "영수증을 붙이면" in reader.get(address).one(data_testid="answer").text
    assert "질문에 답했어요" in reader.get("/me/notices").text
    tips_page = reader.get(f"/manuals/{manual_id}/tips")
    assert ASKED in tips_page.one("li", data_testid="tip").text
    assert cast.stranger.name not in tips_page.one("li", data_testid="tip").text


def test_what_nothing_says_names_whom_to_ask(reader: Browser, manual_id: int) -> None:
    page = reader.get("/manuals/questions/new?q=반려견 등록은 어디서 하나요")
    assert "매뉴얼에 없어요" in page.one(data_testid="not-found").text
    assert page.all(data_testid="near") == []
    assert "담당에게 묻기" in page.one("form", action="/manuals/questions").text


def test_near_passages_are_told_apart_in_english_too(reader: Browser, manual_id: int) -> None:
    reader.client.set_cookie("language", "en")
    page = reader.get(f"/manuals/questions/new?q={ASKED}")
    assert "No passage answers this for sure" in page.one(data_testid="not-found").text
    assert "Passages that come near" in page.one(data_testid="near").text
    assert page.one("ol", data_testid="near-quotes").all("li")
    assert "Ask the owner" in page.one("form", action="/manuals/questions").text


def test_a_question_comes_back_as_it_was_typed(reader: Browser, manual_id: int) -> None:
    typed = {"id": new_id(), "text": "김철수 팀장은 어디 있나요", "place": f"m{manual_id}"}
    page = reader.submit("/manuals/questions", 422, typed, page="/manuals/questions/new?q=x")
    assert page.one("textarea", name="text").text == typed["text"]
    assert page.one(data_testid="personal-data")
    for place in ("", "m", "m" + "9" * 30, "u0", "x1"):
        reader.submit(
            "/manuals/questions",
            422,
            {"id": new_id(), "text": ASKED, "place": place},
            page="/manuals/questions/new?q=x",
        )
    for q in ("가" * 10_000, "'; DROP TABLE manuals; --", "🦭 ㅇㅂㅈ", "%00"):
        reader.get("/manuals/questions/new", query_string={"q": q})


def test_quotes_come_as_json_too_and_no_model_by_default(reader: Browser, manual_id: int) -> None:
    body = reader.api("POST", "manuals/answers", {"question": "출장 여비 정산 기한"}).get_json()
    assert body["quotes"][0]["manual"] == manual_id
    assert body["quotes"][0]["path"] == f"/manuals/{manual_id}#process"
    assert body["phrased"] is None
    assert body["near"] == []
    near = reader.api("POST", "manuals/answers", {"question": ASKED}).get_json()
    assert near["quotes"] == []
    assert {(passage["manual"], passage["title"]) for passage in near["near"]} == {
        (manual_id, "국내 출장 여비 정산")
    }
    assert near["near"][0]["path"] == f"/manuals/{manual_id}#{near['near'][0]['section']}"
    assert near["phrased"] is None
    nothing = reader.api("POST", "manuals/answers", {"question": "반려견 등록"}).get_json()
    assert (nothing["quotes"], nothing["near"]) == ([], [])
    assert reader.api("POST", "manuals/answers", {"question": "가" * 501}).status_code == 422
    assert Settings().answer_url == ""


def test_statistics_show_numbers_and_hide_small_departments(
    reader: Browser,
    client_as: ClientAs,
    parts: Parts,
    cast: Cast,
    app: Flask,
    manual_id: int,
    clock: HandClock,
) -> None:
    today = local_day(clock.now())
    with parts.database.writing() as session:
        house = tips_place(session, cast, clock)
        views = [View(manual_id, n, house, 11, today) for n in range(7)]
        use.count_views(session, parts.keys.field_key, [*views, View(manual_id, 9, house, 12, today)])
    page = reader.get("/manuals/statistics")
    assert page.one("dd", data_testid="views").text == "8"
    assert page.one("dd", data_testid="visitors").text == "8"
    assert "달이 끝난 뒤에 보여요" in page.text
    assert "국내 출장 여비 정산" in page.text
    assert "찾았지만 없던 말" not in page.text
    reader.get("/manuals/questions/new?q=반려견 등록은 어디서 하나요")
    assert "반려견" in client_as(cast.administrator).get("/manuals/statistics").text
    response = reader.client.get("/manuals/statistics.csv?month=2026-09")
    assert response.text.startswith("\ufeff구분,조회,방문자,다시 온 사람\r\n2026-09,8,8,0\r\n")
    for month in ("2099-01", "x", ""):
        reader.get(f"/manuals/statistics?month={month}")
    clock.advance(days=5)
    again = client_as(cast.administrator).get("/manuals/statistics?month=2026-09")
    assert "그 밖의 부서" in again.one("table", id="units").text


def tips_place(session: object, cast: Cast, clock: HandClock) -> int:
    """The institution of the readers."""
    from services import people

    person = people.get_person(session, cast.stranger.staff_id, local_day(clock.now()))  # type: ignore[arg-type]
    return people.list_line(session, person.unit_id, local_day(clock.now()))[-1].id  # type: ignore[arg-type]


def test_rules_are_set_by_editors(client_as: ClientAs, cast: Cast, reader: Browser) -> None:
    path = "/admin/manual-tip-rules"
    reader.get(path, 403)
    administrator = client_as(cast.administrator)
    assert path in administrator.client.get("/admin").text
    form = administrator.get(path).one("form", action=path).fields()
    assert "근거 규정" in administrator.submit(path, 422, form | {"from_on": "2026-10-01"}, page=path).text
    sent = form | {"from_on": "2026-10-01", "basis": "매뉴얼 운영 지침", "lives_months": "6"}
    assert administrator.post(path, sent, page=path).status_code == 303
    assert "Tip은 6달" in administrator.get(path).text
    administrator.submit(path, 409, sent, page=path)


def test_lists_of_questions_are_empty_at_first(reader: Browser) -> None:
    assert "아직 질문이 없어요" in reader.get("/manuals/questions").text
    assert tips.LONGEST_QUESTION == 500
