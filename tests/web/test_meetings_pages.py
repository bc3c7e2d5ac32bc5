"""The pages of instant meetings: the call, the answers, the room, and the minutes."""

import re
from typing import Any

import pytest
from sqlalchemy import event

from services import people
from services.clock import local_day
from services.settings import Settings
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from tests.web.page import Node
from webapp.context import Parts

NEW = "/meetings/new"


@pytest.fixture
def lead(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.lead)


@pytest.fixture
def staff(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


def form(browser: Browser) -> dict[str, Any]:
    return dict(browser.get(NEW).one("form", action="/meetings").fields())


def own_unit(browser: Browser) -> str:
    return browser.get(NEW).all("input", name="units")[0].attrs["value"]


def call(browser: Browser, status: int = 303, **changes: Any) -> str:
    """The address of the new meeting."""
    sent = form(browser) | {"title": "호우 경보 대응", "units": own_unit(browser), "do": "call"} | changes
    response = browser.post("/meetings", sent, page=NEW)
    assert response.status_code == status, response.text[:2000]
    return response.headers.get("Location", response.text)


def counts(page: Node) -> dict[str, int]:
    return {node.attrs["data-count"]: int(node.text) for node in page.all("dd") if "data-count" in node.attrs}


def write(browser: Browser, address: str, text: str, version: str | None = None, status: int = 303) -> Any:
    path = f"{address}/minutes"
    sent = browser.get(path).one("form", action=path).fields() | {"minutes": text}
    response = browser.post(path, sent | ({"version": version} if version else {}), page=path)
    assert response.status_code == status
    return response


def test_a_team_is_called_with_one_form_and_answers_with_one_tap(lead: Browser, staff: Browser) -> None:
    assert 'href="/meetings"' in lead.client.get("/me").text
    address = call(lead, place="3층 상황실")
    assert "호우 경보 대응" in staff.get("/").one("div", class_="notice is-warn").text
    assert "긴급 회의를 소집했어요" in staff.get("/me/notices").text
    assert "답해 주세요" in staff.get("/meetings").one(data_testid="meeting").text
    assert staff.post(f"{address}/answer", {"answer": "ten_minutes"}, page=address).status_code == 303
    page = lead.get(address)
    assert counts(page) == {"coming": 1, "ten_minutes": 1, "cannot": 0, "silent": 1}
    assert "3층 상황실" in page.text
    assert staff.get("/").all("div", class_="notice is-warn") == []
    pressed = [b.text for b in staff.get(address).all("button") if b.attrs.get("aria-pressed") == "true"]
    assert pressed == ["10분 뒤"]


def test_the_room_is_for_those_who_were_called_and_cannot_be_guessed(
    lead: Browser, staff: Browser, client_as: ClientAs, cast: Cast, clock: HandClock
) -> None:
    rooms = []
    for _ in range(2):
        address = call(lead)
        link = staff.get(address).one("a", data_testid="room").attrs
        assert re.fullmatch(r"https://meet\.jit\.si/balgil-[0-9a-f]{32}", link["href"])
        assert {"noopener", "noreferrer"} <= set(link["rel"].split())
        rooms.append(link["href"])
    assert rooms[0] != rooms[1]
    assert address.rpartition("/")[2] not in rooms[1]
    for who in ("stranger", "director", "administrator", "auditor"):
        client_as(cast.everybody()[who]).get(address, 404)
    clock.advance(hours=5)
    assert staff.get(address).all("a", data_testid="room") == []


def test_pages_ask_for_answers_again_and_again_and_get_what_is_new(
    lead: Browser, staff: Browser, client_as: ClientAs, cast: Cast
) -> None:
    address = call(lead)
    path = address.removeprefix("/")
    first = staff.api("GET", path)
    assert [m["name"] for m in first.json["answers"]["silent"]] == ["김가람", "이나루"]
    assert staff.api("GET", path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    staff.post(f"{address}/answer", {"answer": "cannot"}, page=address)
    again = lead.api("GET", path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert again.json["answers"]["cannot"] == [{"name": "김가람", "place": "건축과 건축허가팀"}]
    assert "room" not in again.json
    assert client_as(cast.stranger).api("GET", path).status_code == 404
    assert client_as(None).api("GET", path).status_code == 401


def test_whoever_watches_costs_one_small_statement(
    lead: Browser, staff: Browser, parts: Parts, cast: Cast
) -> None:
    """Besides those of the sign-in; and whatever watchers see leads to a new answer."""
    address = call(lead)
    path, tags = address.removeprefix("/"), []
    person = str(cast.director.staff_id)

    def ask(browser: Browser, **headers: str) -> list[str]:
        statements: list[str] = []
        listener = lambda *args: statements.append(args[2])  # noqa: E731
        event.listen(parts.database.engine, "before_cursor_execute", listener)
        response = browser.api("GET", path, headers=headers)
        event.remove(parts.database.engine, "before_cursor_execute", listener)
        assert response.status_code == (304 if headers else 200)
        tags.append(response.headers["ETag"])
        return [text for text in statements if "meeting" in text]

    changes = (
        ("answer", {"answer": "cannot"}),
        ("answer", {"answer": "coming"}),
        ("further", {"persons": person, "do": "call"}),
        ("minutes", {"minutes": "1. 둑", "version": "0"}),
        ("minutes/closing", {"version": "1"}),
    )
    for page, sent in changes:
        ask(staff)
        for statements in (ask(staff, **{"If-None-Match": tags[-1]}), ask(lead)):
            assert len(statements) == 1
            assert "minutes" not in statements[0]
        assert lead.post(f"{address}/{page}", sent, page=NEW).status_code == 303
    ask(staff)
    assert len(set(tags)) == len(changes) + 1


def test_persons_are_found_and_kept_as_a_group(lead: Browser, cast: Cast) -> None:
    found = lead.submit("/meetings", 200, form(lead) | {"wanted": "서아라", "do": "find"}, page=NEW)
    number = str(cast.stranger.staff_id)
    assert number in [node.attrs["value"] for node in found.all("input", name="persons")]
    call(lead, units="", persons=number, group_name="비상 연락")
    page = lead.get(NEW)
    group = page.one("input", name="groups").attrs["value"]
    address = call(lead, units="", groups=group)
    assert "서아라" in lead.get(address).text
    removal = f"/meetings/groups/{group}/removal"
    for _ in range(2):
        lead.post(removal, page=NEW)
    assert "이미 지운 묶음" in lead.get("/meetings").text
    assert lead.get(NEW).all("input", name="groups") == []


def test_a_call_that_makes_no_sense_comes_back_as_it_was_typed(lead: Browser, staff: Browser) -> None:
    for changes, words in (
        ({"title": ""}, "무슨 일인지"),
        ({"units": "", "persons": "x"}, "한 명 이상"),
        ({"starts_in": "7"}, "언제 모일지"),
        ({"group_name": "가" * 41}, "묶음 이름을"),
        ({"place": "가" * 101}, "장소를"),
    ):
        assert words in call(lead, 422, **changes)
    assert "아직 회의가 없어요" in lead.get("/meetings").text
    assert lead.get(NEW).all("select", name="other_unit") != []
    assert staff.get(NEW).all("select", name="other_unit") == []


def test_the_same_form_twice_is_one_meeting(lead: Browser, staff: Browser) -> None:
    sent = form(lead) | {"title": "호우 경보 대응", "units": own_unit(lead), "do": "call"}
    for _ in range(2):
        assert lead.post("/meetings", sent, page=NEW).status_code == 303
    assert len(staff.get("/meetings").all(data_testid="meeting")) == 1
    page = lead.submit("/meetings", 409, sent | {"title": "다른 일"}, page=NEW)
    assert page.one("form", action="/meetings").fields()["id"] != sent["id"]


def test_the_caller_calls_more_and_calls_off(
    lead: Browser, staff: Browser, client_as: ClientAs, cast: Cast
) -> None:
    address = call(lead)
    further, number = f"{address}/further", str(cast.director.staff_id)
    lead.submit(further, 200, {"wanted": "최라온", "do": "find"}, page=further)
    assert lead.post(further, {"persons": number, "do": "call"}, page=further).status_code == 303
    assert "긴급 회의를 소집했어요" in client_as(cast.director).get("/me/notices").text
    staff.submit(further, 403, {"persons": number, "do": "call"}, page=further)
    staff.submit(f"{address}/cancellation", 403, page=address)
    lead.post(f"{address}/cancellation", page=address)
    assert "취소한 회의" in staff.get(address).text
    assert "회의를 취소했어요" in staff.get("/me/notices").text
    assert "회의록이 없어요" in staff.get(f"{address}/minutes").text


def test_of_two_who_write_the_second_sees_both_texts(lead: Browser, staff: Browser) -> None:
    address = call(lead)
    write(staff, address, "1. 둑을 살폈다.")
    shown = write(lead, address, "1. 다른 글", "0", 409).text
    assert "1. 둑을 살폈다." in shown
    assert "1. 다른 글" in shown
    assert 'name="version" value="1"' in shown
    assert "20,000자 안에서" in write(lead, address, "가" * 20_001, status=422).text
    write(lead, address, "1. 둑을 살폈다.\n2. 다른 글")
    assert "2. 다른 글" in staff.get(f"{address}/minutes").text


def test_closed_minutes_are_a_document_that_nobody_changes(lead: Browser, staff: Browser) -> None:
    address = call(lead)
    path = f"{address}/minutes"
    write(staff, address, "1. <b>둑</b>을 살폈다.")
    staff.submit(f"{path}/closing", 403, {"version": "1"}, page=path)
    assert "읽어 보고" in lead.get(path).text or lead.get(path).all("form", action=f"{path}/closing")
    lead.post(f"{path}/closing", {"version": "1"}, page=path)
    page = staff.get(path)
    sheet = page.one(data_testid="minutes")
    assert "1. <b>둑</b>을 살폈다." in sheet.text
    assert "끝." in sheet.text
    assert page.all("textarea") == []
    assert "회의록이 나왔어요" in staff.get("/me/notices").text
    staff.submit(path, 409, {"minutes": "고친 글", "version": "1"}, page=NEW)
    assert "고친 글" not in lead.get(path).one(data_testid="minutes").text


def test_what_a_caller_left_behind_is_closed_by_who_was_called(
    lead: Browser, staff: Browser, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    address = call(lead)
    path = f"{address}/minutes"
    write(staff, address, "1. 둑을 살폈다.")
    assert staff.get(path).all("form", action=f"{path}/closing") == []
    with parts.database.writing() as session:
        people.end_service(session, cast.lead.staff_id, local_day(clock.now()))
    clock.advance(days=1)
    sent = staff.get(path).one("form", action=f"{path}/closing").fields()
    staff.post(f"{path}/closing", sent, page=path)
    assert "김가람님이" in staff.get(path).one(data_testid="minutes").text


@pytest.mark.parametrize(
    "template",
    [
        "http://meet.example/{room}",
        "https://meet.example/room",
        "https://{room}.example/",
        "javascript:{room}",
        "https://meet.example/{room}/{room}",
    ],
)
def test_a_dangerous_template_refuses_to_start(template: str) -> None:
    with pytest.raises(ValueError, match="BALGIL_MEETING_URL"):
        Settings(meeting_url=template)


def test_without_video_rooms_there_is_no_link(lead: Browser, parts: Parts) -> None:
    address = call(lead)
    object.__setattr__(parts.settings, "meeting_url", "")
    assert lead.get(address).all("a", data_testid="room") == []
