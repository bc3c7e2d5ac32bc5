"""`/admin/imports`: a staff file, looked at before anything is done."""

import io
import zipfile

import openpyxl
import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from services import people
from tests import factories
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts

PAGE = "/admin/imports"
HEAD = "직원번호,이름,부서,팀,직위\n"
ROWS = (
    "001001,김가람,건축과,건축허가팀,주무관\n"  # as it is
    "001002,이나루,건축과,,주무관\n"  # moves up
    '700001,"=HYPERLINK(""http://evil.example"")",건축과,,주무관\n'  # comes
    "700002,<script>alert(1)</script>,없는과,,주무관\n"  # fails
    ",번호없음,건축과,,\n"  # fails
)


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.administrator)


def upload(browser: Browser, data: bytes, name: str = "명단.csv", **fields: str) -> TestResponse:
    token = browser.token(PAGE)
    form = {
        "csrf_token": token,
        "from_on": "2026-09-29",
        "file": FileStorage(io.BytesIO(data), name),
    } | fields
    boundary, body = encode_multipart(form)
    return browser.client.post(PAGE, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def plan(browser: Browser, text: str = HEAD + ROWS, **fields: str) -> str:
    """The address of the plan of an uploaded file."""
    response = upload(browser, text.encode(), **fields)
    assert response.status_code == 303, response.text
    return response.headers["Location"]


def person(parts: Parts, number: str) -> people.Person | None:
    with parts.database.reading() as session:
        return people.find_person_by_number(session, number, factories.TODAY)


def test_every_rows_fate_is_shown_before_anything_is_done(browser: Browser, parts: Parts) -> None:
    page = browser.get(plan(browser))
    fates = [li.all("span", class_="chip is-ok") for li in page.one("ul", class_="rows fates").all("li")]
    assert len(fates) == 5
    for words in ("새 직원 1", "바뀜 1", "그대로 1", "반영 못 함 2", "‘없는과’ 부서가 없어요"):
        assert words in page.text
    assert person(parts, "700001") is None


def test_what_people_typed_is_text(browser: Browser) -> None:
    page = browser.get(plan(browser))
    assert "<script>alert(1)</script>" in page.text
    assert '=HYPERLINK("http://evil.example")' in page.text


@pytest.mark.parametrize(
    ("fate", "rows"), [("new", 1), ("changed", 1), ("unchanged", 1), ("failing", 2), ("x", 5)]
)
def test_rows_can_be_chosen_by_fate(browser: Browser, fate: str, rows: int) -> None:
    page = browser.get(f"{plan(browser)}?fate={fate}")
    assert len(page.one("ul", class_="rows fates").all("li")) == rows


def test_long_files_come_in_pages(browser: Browser) -> None:
    rows = "".join(f"8{n:05},직원{n},건축과,,주무관\n" for n in range(130))
    path = plan(browser, HEAD + rows)
    assert len(browser.get(path).one("ul", class_="rows fates").all("li")) == 100
    assert len(browser.get(f"{path}?page=2").one("ul", class_="rows fates").all("li")) == 30
    assert "해당하는 행이 없어요" in browser.get(f"{path}?page=99").text


def test_applying_does_the_good_rows_once(browser: Browser, parts: Parts) -> None:
    path = plan(browser)
    for _ in range(2):
        assert browser.post(f"{path}/application", page="/me").status_code == 303
    made = person(parts, "700001")
    assert made
    assert made.department_name == "건축과"
    assert person(parts, "700002") is None
    assert "반영함" in browser.get(path).text


def test_unknown_units_are_made_only_when_asked(browser: Browser, parts: Parts) -> None:
    path = plan(browser, creates_units="yes")
    assert "새로 만드는 부서 1곳: 없는과" in browser.get(path).text
    browser.post(f"{path}/application", page="/me")
    assert person(parts, "700002")


def test_failing_rows_come_back_as_a_file_without_formulas(browser: Browser) -> None:
    rows = HEAD + '000000007,=1+1,없는과,,"@SUM(A1)"\n700003,+cmd,없는과,,-1\n'
    response = browser.client.get(f"{plan(browser, rows)}/failing-rows.xlsx")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment")
    sheet = openpyxl.load_workbook(io.BytesIO(response.data)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "000000007" in [cell.value for cell in cells]


def test_failing_rows_can_still_be_fetched_after_the_others_were_applied(browser: Browser) -> None:
    path = plan(browser)
    browser.post(f"{path}/application", page="/me")
    link = f"{path}/failing-rows.xlsx"
    assert browser.get(path).all("a", href=link)
    sheet = openpyxl.load_workbook(io.BytesIO(browser.client.get(link).data)).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["700002", None]


def test_eaten_zeros_are_asked_about_and_put_back(browser: Browser, parts: Parts) -> None:
    text = HEAD + "1234567,강하늘,건축과,,\n12345678,강바다,건축과,,\n"
    assert "7, 8자리로 서로 달라요" in browser.get(plan(browser, text)).text
    path = plan(browser, text, number_width="9")
    assert "서로 달라요" not in browser.get(path).text
    browser.post(f"{path}/application", page="/me")
    assert person(parts, "001234567")
    for width in ("0", "21", "여섯"):
        assert upload(browser, text.encode(), number_width=width).status_code == 422


def test_the_last_one_can_be_taken_back_once(browser: Browser, parts: Parts) -> None:
    path = plan(browser)
    browser.post(f"{path}/application", page="/me")
    for _ in range(2):
        assert browser.post(f"{path}/undoing", page="/me").status_code == 303
    assert person(parts, "700001") is None
    assert "되돌림" in browser.get(PAGE).text
    assert browser.post(f"{path}/application", page="/me").status_code == 409


def test_an_earlier_one_cannot_be_taken_back(browser: Browser, parts: Parts, clock: HandClock) -> None:
    first = plan(browser)
    browser.post(f"{first}/application", page="/me")
    clock.advance(minutes=1)
    second = plan(browser, HEAD + "700009,둘째,건축과,,주무관\n")
    browser.post(f"{second}/application", page="/me")
    assert browser.post(f"{first}/undoing", page="/me").status_code == 409
    assert person(parts, "700009")


def test_what_changed_since_the_look_must_be_looked_at_again(browser: Browser, cast: Cast) -> None:
    path = plan(browser)
    own = f"/admin/staff/{cast.traveller.staff_id}"
    browser.post(f"{own}/details", {"name": "김새이름", "email": ""}, page=own)
    assert browser.post(f"{path}/application", page="/me").status_code == 409


def bomb() -> bytes:
    """A spreadsheet that unpacks to more than anybody wants."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 80_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"", b" \n ", b"\x00" * 100, b"PK\x03\x04garbage", b"\xd0\xcf\x11\xe0" + b"x" * 100, b"%PDF-1.7",
        b"\xff\xfe\x00", "이름만,있어요\n".encode(), b"\x89PNG\r\n\x1a\n" + b"x" * 100, b"a,b\n" * 40_000,
    ],
)  # fmt: skip
def test_what_is_no_staff_file_is_refused_in_words(browser: Browser, data: bytes) -> None:
    response = upload(browser, data)
    assert response.status_code == 422
    assert "error_summary" not in response.text


def test_a_bomb_is_not_unpacked(browser: Browser) -> None:
    response = upload(browser, bomb(), "명단.xlsx")
    assert response.status_code == 422
    assert "너무 커지는 파일" in response.text


def test_a_huge_file_is_not_read(browser: Browser) -> None:
    response = upload(browser, b"x" * 12_000_000)
    assert response.status_code == 422
    assert "10MB까지" in response.text


def test_a_flood_is_not_taken_in_at_all(browser: Browser) -> None:
    response = browser.client.post(
        PAGE,
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": "999000000"},
    )
    assert response.status_code == 413


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "<img src=x>.csv", "", "a\x00b.csv", "가" * 400 + ".csv"]
)
def test_a_files_name_is_only_a_name(browser: Browser, name: str) -> None:
    response = upload(browser, (HEAD + ROWS).encode(), name or "x")
    assert response.status_code == 303
    browser.get(response.headers["Location"])


def test_files_as_excel_writes_them_are_read(browser: Browser, parts: Parts) -> None:
    for data in (
        (HEAD + ROWS).encode("cp949"),
        (HEAD + ROWS).encode("utf-8-sig"),
        (HEAD + ROWS).encode("utf-16"),
    ):
        assert upload(browser, data).status_code == 303


@pytest.mark.parametrize("fields", [{"from_on": ""}, {"from_on": "x"}, {"file": ""}])
def test_what_is_missing_is_said(browser: Browser, fields: dict[str, str]) -> None:
    assert upload(browser, (HEAD + ROWS).encode(), **fields).status_code == 422


@pytest.mark.parametrize("plan_id", ["x" * 22, "A" * 22])
def test_a_plan_of_nobody_is_not_found(browser: Browser, plan_id: str) -> None:
    browser.get(f"{PAGE}/{plan_id}", 404)
    for way in ("application", "undoing"):
        assert browser.post(f"{PAGE}/{plan_id}/{way}", page="/me").status_code == 404
