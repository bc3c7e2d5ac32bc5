"""Files of a manual: who puts them there, that no browser shows them, and what a phone takes along."""

import io
from hashlib import sha256
from typing import Any

import pytest
from werkzeug.test import TestResponse

from services import people
from services.clock import local_day
from services.manuals import tasks
from services.manuals.tasks import NewManual
from tests import material_files as files
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts


@pytest.fixture
def owner(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


@pytest.fixture
def reader(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.stranger)


@pytest.fixture
def root(parts: Parts, cast: Cast, clock: HandClock) -> str:
    """The address of the materials of the owner's manual."""
    with parts.database.writing() as session:
        person = people.get_person(session, cast.traveller.staff_id, local_day(clock.now()))
        new = NewManual(sha256(b"manual").digest()[:16], person.unit_id or 0, "건축허가 접수", person.id)
        return f"/manuals/{tasks.create_manual(session, new, person.id, clock.now()).id}/materials"


def upload(browser: Browser, address: str, filename: str, data: bytes, **fields: Any) -> TestResponse:
    sent = {"csrf_token": browser.token("/trips/new"), "file": (io.BytesIO(data), filename)} | fields
    return browser.client.post(address, data=sent, content_type="multipart/form-data")


def test_a_file_is_put_there_looked_at_and_taken_away(owner: Browser, reader: Browser, root: str) -> None:
    assert "아직 올린 자료가 없어요" in reader.get(root).text
    assert upload(owner, root, "허가 신청서.pdf", files.pdf(), name="신청서").status_code == 303
    row = reader.get(root).one("ul", data_testid="materials")
    address = row.all("a")[0].attrs["href"]
    page = reader.get(address)
    assert "1판" in page.one(data_testid="versions").text
    assert page.all("input", name="file") == []
    picture = page.one(data_testid="preview").all("img")[0].attrs["src"]
    shown = reader.client.get(picture)
    assert (shown.status_code, shown.mimetype) == (200, "image/webp")
    taken = reader.client.get(f"{address}/versions/1/file")
    assert taken.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%ED%97%88")
    assert taken.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert taken.headers["X-Content-Type-Options"] == "nosniff"
    assert {r.headers["Cache-Control"] for r in (shown, taken)} == {"private, no-store"}


def test_versions_come_and_an_old_one_says_that_it_is(owner: Browser, root: str) -> None:
    upload(owner, root, "점검표.txt", "1. 대지".encode(), name="점검표")
    address = owner.get(root).one("ul", data_testid="materials").all("a")[0].attrs["href"]
    assert upload(owner, f"{address}/versions", "점검표.txt", b"2", note="조문 바뀜").status_code == 303
    assert "조문 바뀜" in owner.get(address).text
    old = owner.get(f"{address}?version=1")
    assert "지난 판이에요" in old.text
    assert "1. 대지" in old.text
    owner.post(f"{address}/restoration", {"number": "1"}, page=address)
    assert "1. 대지" in owner.get(address).one(data_testid="preview").text
    owner.post(f"{address}/name", {"name": "현장 점검표"}, page=address)
    owner.post(f"{address}/removal", page=address)
    assert "현장 점검표" in owner.get(root).text
    owner.post(f"{address}/return", page=root)
    assert "현장 점검표" in owner.get(root).one("ul", data_testid="materials").text


def test_what_was_taken_off_is_no_readers_any_more(owner: Browser, reader: Browser, root: str) -> None:
    upload(owner, root, "신청서.pdf", files.pdf(1), name="신청서")
    address = owner.get(root).one("ul", data_testid="materials").all("a")[0].attrs["href"]
    paths = (address, f"{address}/versions/1/file", f"{address}/versions/1/pages/1")
    for path in paths:
        assert reader.client.get(path).status_code == 200
    owner.post(f"{address}/removal", page=address)
    for path in paths:
        assert reader.client.get(path).status_code == 404
        assert owner.client.get(path).status_code == 200


def test_what_is_wrong_with_a_file_is_said(owner: Browser, root: str) -> None:
    for name, data, words in (
        ("신청서.pdf", files.png(), "이름은 .pdf인데 내용은 .png"),
        ("쪽.html", b"<!doctype html><script>1</script>", "받을 수 없는 종류"),
        ("신청서.pdf", b"", "파일을 골라"),
    ):
        response = upload(owner, root, name, data)
        assert response.status_code == 422
        assert words in response.text


def test_nobody_else_changes_them(
    reader: Browser, client_as: ClientAs, cast: Cast, owner: Browser, root: str
) -> None:
    upload(owner, root, "점검표.txt", b"1")
    address = owner.get(root).one("ul", data_testid="materials").all("a")[0].attrs["href"]
    for browser in (reader, client_as(cast.colleague), client_as(cast.auditor)):
        assert upload(browser, root, "점검표2.txt", b"2").status_code == 403
        for act in ("versions", "restoration", "name", "removal", "return"):
            assert browser.post(f"{address}/{act}", {"name": "x", "number": "1"}).status_code == 403
    assert upload(client_as(cast.lead), root, "공문.txt", b"3").status_code == 303
    for path in (f"{address}0", f"{address}/versions/9/file", f"{address}/versions/1/pages/1"):
        reader.get(path, 404)


def test_a_phone_is_told_what_to_take_along(
    owner: Browser, reader: Browser, client_as: ClientAs, cast: Cast, parts: Parts, root: str
) -> None:
    upload(owner, root, "신청서.pdf", files.pdf(1))
    first = owner.api("GET", "manuals/pack")
    kinds = {item["path"]: item["kind"] for item in first.json["items"]}
    manual = root.removesuffix("/materials")
    assert {manual, root, "/manuals", "/manuals/pack"} <= kinds.keys()
    assert [kinds[path] for path in kinds if path.endswith(("/file", "/pages/1"))] == ["file", "file"]
    assert first.json["owner"] == cast.traveller.staff_id
    tag = first.headers["ETag"]
    assert owner.api("GET", "manuals/pack", headers={"If-None-Match": tag}).status_code == 304
    upload(owner, root, "점검표.txt", b"1")
    assert owner.api("GET", "manuals/pack", headers={"If-None-Match": tag}).status_code == 200
    assert reader.api("GET", "manuals/pack").json["items"] == []
    assert client_as(None).api("GET", "manuals/pack").status_code == 401
    with parts.database.writing() as session:
        tasks.set_mark(session, int(manual.split("/")[2]), cast.stranger.staff_id, is_favourite=True)
    assert manual in {item["path"] for item in reader.api("GET", "manuals/pack").json["items"]}
    assert "건축허가 접수" in reader.get("/manuals/pack").one(data_testid="packed").text
