"""`/admin/leave` and `/admin/leave-kinds`: a file that is looked at first, and kinds that change by a day."""

import io

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from services import leave
from tests.cast import Cast
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts

PAGE = "/admin/leave"
FILE = (
    "직원번호,성명,휴가종류,시작일,종료일,사유\n"
    "001001,김가람,연가,2026-10-06,2026-10-08,개인 사정\n"
    "009999,<b>없음</b>,<script>alert(1)</script>,2026-10-06,,\n"
)


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.administrator)


def upload(browser: Browser, data: bytes) -> TestResponse:
    form = {"csrf_token": browser.token(PAGE), "file": FileStorage(io.BytesIO(data), "휴가.csv")}
    boundary, body = encode_multipart(form)
    return browser.client.post(PAGE, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def plan(browser: Browser) -> str:
    response = upload(browser, FILE.encode())
    assert response.status_code == 303, response.text
    return response.headers["Location"]


def count_leaves(parts: Parts, cast: Cast) -> int:
    with parts.database.reading() as session:
        return len(leave.list_leaves(session, cast.traveller.staff_id))


def test_a_file_is_looked_at_applied_and_taken_back(browser: Browser, parts: Parts, cast: Cast) -> None:
    address = plan(browser)
    page = browser.get(address)
    for words in (
        "2026. 10. 6. ~ 2026. 10. 8.",
        "새 휴가 1",
        "반영 못 함 1",
        "그런 직원번호가 없어요: 009999",
        "<script>alert(1)</script>",
    ):
        assert words in page.text
    assert "개인 사정" not in page.text
    assert len(browser.get(f"{address}?fate=failing").one("ul", class_="rows fates").all("li")) == 1
    assert count_leaves(parts, cast) == 0
    browser.post(f"{address}/application", page=PAGE)
    browser.post(f"{address}/application", page=PAGE)
    assert count_leaves(parts, cast) == 1
    assert "이 파일 되돌리기" in browser.get(address).text
    browser.post(f"{address}/undoing", page=PAGE)
    assert count_leaves(parts, cast) == 0
    assert "되돌림" in browser.get(address).text


def test_what_is_no_table_is_told(browser: Browser) -> None:
    assert upload(browser, b"").status_code == 422
    assert "열을 찾지 못했어요" in upload(browser, "가,나\n1,2".encode()).text
    browser.get(f"{PAGE}/{'x' * 22}", 404)


def test_only_administrators_come_here(client_as: ClientAs, cast: Cast) -> None:
    for who, member in cast.everybody().items():
        status = 200 if who == "administrator" else 403
        for path in (PAGE, "/admin/leave-kinds", "/admin/leave-kinds/annual", "/admin/leave-rules"):
            client_as(member).get(path, status)


def test_a_kind_changes_from_a_day_on(browser: Browser) -> None:
    address = "/admin/leave-kinds/annual"
    form = browser.get(address).one("form", action="/admin/leave-kinds").fields()
    assert (form["name"], form["has_days"]) == ("연가", "yes")
    assert "has_halves" not in form
    browser.submit("/admin/leave-kinds", 422, form | {"name": ""}, page=address)
    browser.submit("/admin/leave-kinds", 409, form | {"from_on": "2026-09-28"}, page=address)
    browser.submit("/admin/leave-kinds", 409, form | {"name": "병가"}, page=address)
    sent = form | {"name": "연차휴가", "has_halves": "yes", "from_on": "2026-10-01"}
    assert browser.post("/admin/leave-kinds", sent, page=address).status_code == 303
    page = browser.get("/admin/leave-kinds").text
    assert "연차휴가" in page
    assert "시행 전" in page


def test_a_new_kind_can_be_asked_for(browser: Browser) -> None:
    form = browser.get("/admin/leave-kinds/new").one("form", action="/admin/leave-kinds").fields()
    sent = form | {"name": "생일휴가", "basis": "우리 시 조례 제3조"}
    assert browser.post("/admin/leave-kinds", sent, page="/admin/leave-kinds/new").status_code == 303
    assert "생일휴가" in browser.get("/leave/new").text


def test_rules_change_from_a_day_on(browser: Browser) -> None:
    address = "/admin/leave-rules"
    form = browser.get(address).one("form", action=address).fields()
    assert (form["am_until"], form["team_away"]) == ("14:00", "50")
    sent = form | {"from_on": "2026-10-01", "am_until": "13:00", "basis": "복무 지침"}
    browser.submit(address, 422, sent | {"am_until": "x", "days_back": "-1"}, page=address)
    browser.submit(address, 409, sent | {"from_on": "2026-09-29"}, page=address)
    assert browser.post(address, sent, page=address).status_code == 303
    assert "오전 반일 13:00까지" in browser.get(address).text
