"""`/remote-work/seats/manage`, for administrators alone: centres, papers, closings, rules, files, offers."""

import io

import pytest

from services.remote_work import seats
from tests.cast import Cast
from tests.factories import NOW
from tests.seat_centres import WEDNESDAY, Centre, codes_of, make_centre, states_of, wish
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts

ROOT = "/remote-work/seats/manage"
PAGES = ("", "/rules", "/file", "/emergencies", "/centres/1", "/centres/1/papers")


@pytest.fixture
def centre(parts: Parts, cast: Cast) -> Centre:
    with parts.database.writing() as session:
        return make_centre(session, NOW)


@pytest.fixture
def manager(client_as: ClientAs, cast: Cast, centre: Centre) -> Browser:
    return client_as(cast.administrator)


def test_only_administrators_see_any_of_it(client_as: ClientAs, cast: Cast, centre: Centre) -> None:
    for who in ("traveller", "lead", "auditor"):
        browser = client_as(cast.everybody()[who])
        for page in PAGES:
            browser.get(ROOT + page, 403)
        browser.submit(f"{ROOT}/centres/1/codes", 403)
        assert browser.get("/remote-work/seats").all("a", href=ROOT) == []


def test_every_page_stands_and_is_reached_from_administration(manager: Browser) -> None:
    assert manager.get("/admin").one("a", href=ROOT)
    for page in PAGES:
        assert manager.get(ROOT + page).one("h1").text


def test_a_centre_is_made_and_an_old_name_is_told(manager: Browser) -> None:
    sent = {"name": "남부 센터", "place": "남부청사 1층"}
    assert manager.post(f"{ROOT}/centres", sent, page=ROOT).status_code == 303
    assert "같은 이름의 센터" in manager.submit(f"{ROOT}/centres", 409, sent, page=ROOT).text
    assert "60자 안에서" in manager.submit(f"{ROOT}/centres", 422, {"name": ""}, page=ROOT).text


def test_the_roster_has_names_and_says_what_a_check_in_is(
    manager: Browser, parts: Parts, cast: Cast, centre: Centre
) -> None:
    with parts.database.writing() as session:
        seats.book_seat(session, cast.traveller.staff_id, wish(1, centre["A-01"]), NOW)
    page = manager.get(f"{ROOT}/centres/{centre.id}?on={WEDNESDAY}")
    assert "A-01 · 김가람" in page.one(data_testid="roster").text
    assert "앉아 있었다는 증거로 쓰지 않아요" in page.text


def test_papers_carry_codes_and_new_ones_end_the_old(manager: Browser, parts: Parts, centre: Centre) -> None:
    own = f"{ROOT}/centres/{centre.id}"
    with parts.database.reading() as session:
        old = codes_of(session, centre)["A-01"].hex()
    assert f"{old[:4]} {old[4:8]}" in manager.get(f"{own}/papers").text
    assert len(manager.get(f"{own}/papers?seat={centre['A-01']}").all(data_testid="paper")) == 1
    manager.post(f"{own}/codes", page=ROOT)
    with parts.database.reading() as session:
        assert codes_of(session, centre)["A-01"].hex() != old


def test_a_floor_is_closed_and_opened(manager: Browser, parts: Parts, cast: Cast, centre: Centre) -> None:
    own = f"{ROOT}/centres/{centre.id}"
    with parts.database.writing() as session:
        seats.book_seat(session, cast.traveller.staff_id, wish(1, centre["A-01"]), NOW)
    page = manager.get(f"{own}?on={WEDNESDAY}")
    form = page.all("form", action=f"{own}/floor-closings")[0]
    manager.post(f"{own}/floor-closings", form.fields() | {"why": "누수 공사"}, page=own)
    with parts.database.reading() as session:
        assert [state for *_, state in states_of(session, cast.traveller.staff_id)] == ["ended", "offered"]
    page = manager.get(own)
    assert "누수 공사" in page.text
    opening = next(f.attrs["action"] for f in page.all("form") if f.attrs["action"].endswith("/removal"))
    manager.post(opening, page=own)
    assert "층을 다시 열었어요" in manager.get(own).text
    manager.post(f"{own}/floor-closings", form.fields() | {"why": "", "id": "ab" * 16}, page=own)
    assert "무슨 일인지" in manager.get(own).text


def test_seats_and_centres_are_closed_and_opened(manager: Browser, centre: Centre) -> None:
    own = f"{ROOT}/centres/{centre.id}"
    seat = f"{own}/seats/{centre['A-01']}"
    for path, sent in (
        (f"{seat}/closing", {}),
        (f"{seat}/reopening", {}),
        (f"{own}/closing", {"closed_on": "2026-12-01"}),
        (f"{own}/reopening", {}),
    ):
        assert manager.post(path, sent, page=own).status_code == 303
    manager.post(f"{own}/closing", {"closed_on": "2026-01-01"}, page=own)
    assert "오늘이나 그 뒤의 날짜" in manager.get(own).text
    manager.submit(f"{own}/seats/999/closing", 404, page=own)


def test_a_rule_is_added_from_a_day_on(manager: Browser) -> None:
    page = f"{ROOT}/rules"
    form = manager.get(page).all("form", action=page)[0].fields()
    sent = form | {
        "from_on": "2026-11-01",
        "most_days_a_week": "5",
        "needs_approval": "yes",
        "basis": "지침 제5조",
    }
    assert manager.post(page, sent, page=page).status_code == 303
    text = manager.get(page).text
    assert "한 주 5일" in text
    assert "팀장 결재" in text
    for changes, words in (
        ({"noon": "x"}, "차례대로여야"),
        ({"release_after": "0"}, "1분에서 240분"),
        ({"from_on": ""}, "날짜를"),
    ):
        assert words in manager.submit(page, 422, sent | changes, page=page).text
    assert manager.submit(page, 409, sent, page=page)
    manager.post(f"{page}/removal", {"from_on": "2026-11-01"}, page=page)
    assert "한 주 5일" not in manager.get(page).text


def upload(browser: Browser, text: str, status: int = 200) -> str:
    token = browser.token(f"{ROOT}/file")
    data = {"csrf_token": token, "file": (io.BytesIO(text.encode()), "seats.csv")}
    answer = browser.client.post(f"{ROOT}/file/plan", data=data, content_type="multipart/form-data")
    assert answer.status_code == status
    return answer.text


def test_a_file_tells_its_duplicates_and_is_applied_as_shown(
    manager: Browser, parts: Parts, centre: Centre
) -> None:
    from tests.web.page import read_page

    page = read_page(upload(manager, "센터,층,자리\n서부,2층,C-01\n서부,2층,c-01\n동부 센터,3층,A-01\n"))
    assert "3행 · 2행과 같은 자리예요" in page.text
    form = page.one("form", action=f"{ROOT}/file").fields()
    assert manager.post(f"{ROOT}/file", form, page=f"{ROOT}/file").status_code == 303
    assert "새 자리 1곳을 넣고" in manager.get(ROOT).text
    assert (
        "확인한 뒤에 자리가 바뀌었어요" in manager.submit(f"{ROOT}/file", 409, form, page=f"{ROOT}/file").text
    )
    assert manager.submit(f"{ROOT}/file", 422, {"text": "[", "digest": ""}, page=f"{ROOT}/file")
    assert "열이 있는 줄을 찾지 못했어요" in upload(manager, "가,나\n1,2\n", 422)
    assert "빈 파일" in upload(manager, "", 422) or "파일을 골라" in upload(manager, "", 422)


def test_an_emergency_offers_seats_to_a_department(
    manager: Browser, parts: Parts, cast: Cast, centre: Centre
) -> None:
    page = f"{ROOT}/emergencies"
    shown = manager.get(page)
    unit = next(n for n in shown.all("label") if n.text == "건축과").attrs["for"].removeprefix("unit_ids-")
    form = shown.one("form", action=page).fields()
    sent = form | {
        "why": "본관 3층 누수",
        "from_on": str(WEDNESDAY),
        "until_on": str(WEDNESDAY),
        "unit_ids": unit,
    }
    assert manager.post(page, sent, page=page).status_code == 303
    assert "4명에게 자리를 제안했어요" in manager.get(page).text
    with parts.database.reading() as session:
        assert states_of(session, cast.traveller.staff_id) == [(WEDNESDAY, "day", "offered")]
    for changes, words in (
        ({"why": ""}, "무슨 일인지"),
        ({"unit_ids": ""}, "부서를 골라"),
        ({"answer_hours": "x"}, "1시간에서"),
    ):
        assert words in manager.submit(page, 422, sent | {"id": "cd" * 16} | changes, page=page).text
