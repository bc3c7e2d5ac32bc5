"""`/manuals/imports`, `/manuals/exports`, `/m/<id>`: files in, books and paper out."""

import io
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import Result
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from services.manuals import tasks
from services.manuals.tasks import ManualView
from tests.cast import Cast
from tests.clocks import HandClock
from tests.manual_files import MARKDOWN, TITLE, make_docx, make_zip
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts

PAGE = "/manuals/imports"
BOOKS = ("manuals.epub", "manuals.pdf", "manuals.zip")


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.administrator)


def upload(browser: Browser, *files: tuple[str, bytes], field: str = "files") -> TestResponse:
    form: MultiDict[str, object] = MultiDict([("csrf_token", browser.token(PAGE)), ("unit", "")])
    for name, data in files:
        form.add(field, FileStorage(io.BytesIO(data), name))
    boundary, body = encode_multipart(form)
    return browser.client.post(PAGE, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def bring_in(browser: Browser, *files: tuple[str, bytes], field: str = "files") -> str:
    """The address of what was uploaded and applied."""
    response = upload(browser, *files, field=field)
    assert response.status_code == 303, response.text
    address = response.headers["Location"]
    assert browser.post(f"{address}/application", page=PAGE).status_code == 303
    return address


def manuals(parts: Parts, clock: HandClock) -> list[ManualView]:
    with parts.database.reading() as session:
        return list(tasks.list_manuals(session, tasks.Filter(), clock.now()).manuals)


def test_files_are_looked_at_and_applied(browser: Browser, parts: Parts, clock: HandClock) -> None:
    files = {
        "정산.md": MARKDOWN,
        "<b>나쁜</b>.docx": b"%PDF-1.7",
        "건축과/당직.docx": make_docx(["# Tip", "<script>alert(1)</script> 홍길순 과장에게 묻는다."]),
    }
    response = upload(browser, ("묶음.zip", make_zip(files)))
    address = response.headers["Location"]
    page = browser.get(address)
    for words in (
        TITLE,
        "새 매뉴얼 2",
        "반영 못 함 1",
        "내용이 확장자와 다른 파일이에요",
        "<b>나쁜</b>.docx",
        "바뀌는 부분",
    ):
        assert words in page.text
    assert len(browser.get(f"{address}?fate=failing").one("ul", class_="rows fates of-files").all("li")) == 1
    assert manuals(parts, clock) == []
    for _ in range(2):
        assert browser.post(f"{address}/application", page=PAGE).status_code == 303
    made = manuals(parts, clock)
    assert {view.title for view in made} == {TITLE, "당직"}
    applied = browser.get(address)
    assert "반영함" in applied.text
    rows = [link.attrs["href"] for link in applied.one("ul", class_="rows").all("a")]
    assert set(rows) == {f"/manuals/{view.id}" for view in made}
    assert "묶음.zip" in browser.get(PAGE).text


def test_a_folder_comes_with_the_names_of_its_folders(
    browser: Browser, parts: Parts, clock: HandClock
) -> None:
    files = [("업무/건축과/당직.md", "## Tip\n가".encode()), ("업무/총무과/당직.md", "## Tip\n나".encode())]
    bring_in(browser, *files, field="folder")
    assert {view.unit_name for view in manuals(parts, clock)} == {"건축과", "총무과"}


def test_what_a_file_changed_leads_to_its_history(browser: Browser, parts: Parts, clock: HandClock) -> None:
    bring_in(browser, ("정산.md", MARKDOWN.encode()))
    files = [("정산.md", MARKDOWN.replace("2주일", "3주일").encode())]
    looked = browser.get(upload(browser, *files).headers["Location"]).text
    assert "2주일에서 3주일로" in looked
    address = bring_in(browser, *files)
    (view,) = manuals(parts, clock)
    (link,) = browser.get(address).one("ul", class_="rows").all("a")
    assert link.attrs["href"] == f"/manuals/{view.id}/history"
    browser.get(f"/manuals/{view.id}/history")
    browser.get(f"{address}?page=9")


def test_a_folder_may_have_as_many_files_as_are_read_at_once(browser: Browser) -> None:
    """A form of more than a thousand parts was refused before anything of it was looked at."""
    files = [(f"업무/{n}.md", b"") for n in range(1_100)]
    response = upload(browser, *files, field="folder")
    assert response.status_code == 303, response.text
    many = [(f"업무/{n}.md", b"a") for n in range(2_001)]
    assert "한 번에 2,000개까지" in upload(browser, *many, field="folder").text


def test_what_cannot_be_read_is_told_at_the_form(browser: Browser) -> None:
    assert "파일을 골라 주세요" in upload(browser).text
    assert "손상된 파일" in upload(browser, ("a.zip", b"PK\x03\x04")).text
    assert upload(browser, ("a.md", b"")).status_code == 422
    browser.get(f"{PAGE}/{'x' * 22}", 404)


def test_books_and_paper_go_out(
    browser: Browser, client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    bring_in(browser, ("정산.md", MARKDOWN.encode()))
    (view,) = manuals(parts, clock)
    reader = client_as(cast.stranger)
    page = reader.get(f"/manuals/exports?unit={view.unit_id}")
    assert [link.attrs["href"] for link in page.all("a") if "/exports/" in link.attrs.get("href", "")] == [
        f"/manuals/exports/{name}?unit={view.unit_id}" for name in BOOKS
    ]
    starts = {"manuals.epub": b"PK\x03\x04", "manuals.pdf": b"%PDF-", "manuals.zip": b"PK\x03\x04"}
    addresses = {f"/manuals/exports/{name}": start for name, start in starts.items()}
    addresses |= {f"/manuals/{view.id}/sheet.pdf": b"%PDF-", f"/manuals/{view.id}/manual.epub": b"PK"}
    for address, start in addresses.items():
        response = reader.client.get(address)
        assert response.status_code == 200, address
        assert response.data.startswith(start)
        assert response.headers["Content-Disposition"].startswith("attachment")
    assert quote(TITLE) in reader.client.get(f"/manuals/{view.id}/sheet.pdf").headers["Content-Disposition"]
    assert f"/manuals/{view.id}/sheet.pdf" in {
        a.attrs.get("href") for a in reader.get(f"/manuals/{view.id}").all("a")
    }


def test_whoever_finds_a_paper_learns_whether_it_holds_and_nothing_else(
    browser: Browser, client_as: ClientAs, parts: Parts, clock: HandClock
) -> None:
    bring_in(browser, ("정산.md", MARKDOWN.encode()))
    bring_in(browser, ("정산.md", MARKDOWN.replace("2주일", "3주일").encode()))
    (view,) = manuals(parts, clock)
    nobody = client_as(None)
    told = {
        "2": "current",
        "1": "outdated",
        "9": "unknown",
        "": "unknown",
        "%27x": "unknown",
        "9" * 30: "unknown",
    }
    for number, state in told.items():
        page = nobody.get(f"/m/{view.id}?r={number}")
        assert page.one("div", data_testid="paper").attrs["data-state"] == state, number
        assert TITLE not in page.text
        assert "건축과" not in page.text
    nobody.get(f"/m/{view.id + 1}?r=1", 404)


def test_who_may(client_as: ClientAs, cast: Cast) -> None:
    for who, member in cast.everybody().items():
        client_as(member).get(PAGE, 200 if who == "administrator" else 403)
        client_as(member).get("/manuals/exports")
    for path in (PAGE, "/manuals/exports", "/manuals/exports/manuals.epub", "/manuals/1/sheet.pdf"):
        assert client_as(None).client.get(path).status_code in (302, 303, 401), path
    browser = client_as(cast.traveller)
    browser.get("/manuals/999/sheet.pdf", 404)
    browser.get("/manuals/exports?unit=999", 404)
    browser.get("/manuals/exports/manuals.pdf", 422)


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["manuals", *arguments])


def test_the_command_reads_a_folder_and_writes_it_again(
    app: Flask, cast: Cast, parts: Parts, clock: HandClock, tmp_path: Path
) -> None:
    folder = tmp_path / "업무"
    (folder / "건축과").mkdir(parents=True)
    (folder / "건축과" / "정산.md").write_text(MARKDOWN, encoding="utf-8")
    (folder / "사진.png").write_bytes(b"\x89PNG\x00")
    by = ("--by", cast.administrator.number)
    shown = run(app, "import", str(folder), *by)
    assert (shown.exit_code, manuals(parts, clock)) == (1, [])
    assert f"새 매뉴얼\t건축과\t{TITLE}" in shown.output
    assert "매뉴얼로 읽지 않는 종류" in shown.output
    run(app, "import", str(folder), *by, "--apply")
    assert [view.title for view in manuals(parts, clock)] == [TITLE]
    for name, start in (("a.epub", b"PK"), ("a.pdf", b"%PDF"), ("a.zip", b"PK")):
        assert run(app, "export", str(tmp_path / name), *by, "--unit", "건축과").exit_code == 0
        assert (tmp_path / name).read_bytes().startswith(start)
    again = run(app, "import", str(tmp_path / "a.zip"), *by)
    assert (again.exit_code, f"그대로\t건축과\t{TITLE}" in again.output) == (0, True)
    assert run(app, "import", str(folder), "--by", cast.traveller.number).exit_code == 1
