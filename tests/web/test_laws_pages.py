"""Laws as pages: read by everybody, taken in by editors, and confirmed by who looks after the manual."""

import io
import secrets

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from services import laws, people
from services.laws import LawView
from services.manuals import citing, tasks
from services.manuals.tasks import NewManual
from tests.cast import Cast
from tests.clocks import HandClock
from tests.factories import TODAY
from tests.law_files import ARTICLES, TRAVEL, law_file, with_term
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts

OLD = law_file("2024-07-02", "2024-07-02")
HELD = law_file("2026-09-01", "2026-09-01", with_term("3주일"))
LATER = law_file("2026-09-02", "2026-12-03", with_term("4주일"))
CITES = f"「{TRAVEL}」 제8조의2제2항"


@pytest.fixture
def law(parts: Parts, clock: HandClock) -> LawView:
    with parts.database.writing() as session:
        citing.take_laws(session, [OLD, HELD, LATER], None, clock.now())
        return laws.list_laws(session)[0]


@pytest.fixture
def manual_id(parts: Parts, cast: Cast, clock: HandClock) -> int:
    """A manual that was published before anything of the law was known to change."""
    owner_id = cast.traveller.staff_id
    with parts.database.writing() as session:
        unit_id = people.get_person(session, owner_id, TODAY).unit_id or 0
        new = NewManual(secrets.token_bytes(16), unit_id, "여비 정산", owner_id=owner_id)
        manual_id = tasks.create_manual(session, new, owner_id, clock.now()).id
        citing.take_laws(session, [OLD], None, clock.now())
        citing.note_citations(session, manual_id, [CITES], clock.now())
        citing.take_laws(session, [HELD, LATER], None, clock.advance(seconds=1))
    return manual_id


def upload(browser: Browser, data: bytes, name: str = "laws.md") -> TestResponse:
    path = "/laws/uploads"
    form = {"csrf_token": browser.token(path), "file": FileStorage(io.BytesIO(data), name)}
    boundary, body = encode_multipart(form)
    return browser.client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_a_law_is_read_article_by_article(client_as: ClientAs, cast: Cast, law: LawView) -> None:
    browser = client_as(cast.traveller)
    assert "2026. 12. 3.부터 바뀜" in browser.get("/laws").text
    assert TRAVEL in browser.get("/laws?q=여비규정").text
    assert "그런 이름의 법령이 없어요" in browser.get("/laws?q=건축").text
    page = browser.get(f"/laws/{law.id}")
    for words in (
        "시행 중",
        "제1장 총칙",
        "제8조의2",
        "여비의 정산",
        "별표 2",
        "부칙 1개",
        "2026. 12. 3.부터",
    ):
        assert words in page.text
    page = browser.get(f"/laws/{law.id}/articles/8-2")
    assert "3주일 이내" in page.one("p", id="p2").text
    assert page.one("p", id="p2-i1").text == "1. 영수증"
    assert "이 조문은 2026. 12. 3.부터 바뀌어요." in page.text
    # A law that is not here stays plain text; its own articles are links.
    assert not page.one("p", id="p2-i2").all("a")
    (link,) = browser.get(f"/laws/{law.id}/articles/11").one("p", class_="law-text").all("a")
    assert link.attrs["href"] == f"/laws/{law.id}/articles/8-2#p2"
    later = law.versions[-1].id
    assert "4주일" in browser.get(f"/laws/{law.id}/articles/8-2?version={later}").text
    assert (
        "2026. 12. 3.부터 시행하는 조문이에요."
        in browser.get(f"/laws/{law.id}/articles/9?version={later}").text
    )
    assert "시행한다." in browser.get(f"/laws/{law.id}/addenda/1").text


def test_two_versions_stand_side_by_side(client_as: ClientAs, cast: Cast, law: LawView) -> None:
    browser = client_as(cast.traveller)
    page = browser.get(f"/laws/{law.id}/comparison?old={law.versions[0].id}&new={law.versions[1].id}")
    assert [node.text for node in page.all("del")] == ["2주일"]
    assert [node.text for node in page.all("ins")] == ["3주일"]
    same = law.versions[0].id
    assert "달라진 조문이 없어요" in browser.get(f"/laws/{law.id}/comparison?old={same}&new={same}").text
    assert [node.text for node in browser.get(f"/laws/{law.id}/comparison").all("ins")] == ["4주일"]


@pytest.mark.parametrize(
    "path",
    [
        "/laws/999",
        "/laws/{id}/articles/99",
        "/laws/{id}/articles/08",
        "/laws/{id}/articles/8-0",
        "/laws/{id}/addenda/9",
        "/laws/{id}?version=99999",
        "/laws/{id}/comparison?old=99999",
        "/laws/changes/999",
        "/laws/uploads/0123456789012345678901",
    ],
)
def test_what_is_not_there_is_said(client_as: ClientAs, cast: Cast, law: LawView, path: str) -> None:
    client_as(cast.administrator).get(path.format(id=law.id), 404)


def test_a_file_is_looked_at_and_taken_once(
    client_as: ClientAs, cast: Cast, parts: Parts, manual_id: int
) -> None:
    browser = client_as(cast.administrator)
    newest = law_file("2026-09-20", "2026-09-20", with_term("5주일"))
    address = upload(browser, newest.data).headers["Location"]
    page = browser.get(address)
    assert "새 판본 1" in page.text
    with parts.database.reading() as session:
        assert len(laws.list_laws(session)[0].versions) == 3
    for _ in range(2):
        browser.post(f"{address}/application", page="/laws/uploads")
    page = browser.get(address)
    assert "반영함" in page.text
    assert [node.text for node in page.all("dd")][1:] == ["1", "1"]
    assert "laws.md" in browser.get("/laws/uploads").text


def test_editors_learn_which_laws_are_missing(
    client_as: ClientAs, cast: Cast, parts: Parts, manual_id: int, clock: HandClock
) -> None:
    browser = client_as(cast.administrator)
    assert "여기 없는 법령" not in browser.get("/laws/uploads").text
    with parts.database.writing() as session:
        citing.note_citations(session, manual_id, ["「행정절차법」 제21조"], clock.now())
    page = browser.get("/laws/uploads")
    assert "매뉴얼이 인용했지만 여기 없는 법령" in page.text
    assert "행정절차법 매뉴얼 1건" in page.text


def test_bad_uploads_are_refused_in_a_sentence(client_as: ClientAs, cast: Cast) -> None:
    browser = client_as(cast.administrator)
    for data in (b"", b"PK\x03\x04 broken"):
        assert upload(browser, data, "laws.zip").status_code == 422
    response = upload(browser, b"# no front", "<b>.md")
    page = browser.get(response.headers["Location"])
    assert "가져올 수 없음 1" in page.text
    assert "앞머리(---로 둘러싼 제목, 공포일자, 시행일자)가 없어요." in page.text


def test_the_owner_sees_both_texts_and_confirms(client_as: ClientAs, cast: Cast, manual_id: int) -> None:
    browser, address = client_as(cast.traveller), f"/laws/changes/{manual_id}"
    assert "매뉴얼 1건" in browser.get("/laws").text
    assert "여비 정산" in browser.get("/laws/changes").text
    page = browser.get(address)
    assert len(page.all("section", data_testid="law-flag")) == 2
    assert [node.text for node in page.all("del")] == ["2주일", "3주일"]
    assert [node.text for node in page.all("ins")] == ["3주일", "4주일"]
    flag = page.all("input", name="flag")[0].attrs["value"]
    browser.post(f"{address}/confirmation", {"flag": flag}, page=address)
    page = browser.get(address)
    assert len(page.all("section", data_testid="law-flag")) == 1
    last = page.all("input", name="flag")[0].attrs["value"]
    browser.post(f"{address}/confirmation", {"until": last}, page=address)
    assert "확인할 조문이 없어요" in browser.get(address).text
    assert "확인할 법령이 없어요" in browser.get("/laws/changes").text


def test_who_may_what(client_as: ClientAs, cast: Cast, law: LawView, manual_id: int) -> None:
    for who, member in cast.everybody().items():
        browser = client_as(member)
        edits = who == "administrator"
        browser.get("/laws/uploads", 200 if edits else 403)
        page = browser.get(f"/laws/changes/{manual_id}")
        may = who in ("traveller", "lead", "director", "mayor", "administrator")
        assert bool(page.all("input", name="flag")) == may, who
        if not may:
            page = "/laws/changes"
            done = browser.post(f"/laws/changes/{manual_id}/confirmation", {"until": "999"}, page="/me")
            assert done.status_code == 403
        assert bool(browser.get("/laws/changes?all=yes").all("nav", aria_label="어느 매뉴얼")) == edits
    assert client_as(None).client.get("/laws").status_code == 302
    other = f"/laws/{law.id}/short-names"
    assert client_as(cast.traveller).post(other, {"name": "여비"}, page="/me").status_code == 403


def test_what_a_unit_writes_beside_a_manual_cites_too(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock, manual_id: int
) -> None:
    other = f"「{TRAVEL}」 제9조"
    with parts.database.writing() as session:
        unit_id = people.get_person(session, cast.stranger.staff_id, TODAY).unit_id or 0
        tasks.share_manual(session, manual_id, [unit_id])
    form = {"text": f"우리 동은 「{TRAVEL}」 제11조를 본다.", "version": "0"}
    address = f"/manuals/{manual_id}/notes/{unit_id}/laws"
    assert client_as(cast.stranger).post(address, form, page="/me").status_code == 303
    with parts.database.writing() as session:
        for texts, articles in (([], ["11"]), ([other], ["11", "9"])):
            if texts:
                citing.note_many(session, [(manual_id, texts)], clock.now())
            found = citing.list_cited_pages(session, [manual_id], TODAY)[manual_id]
            assert [page.path.split("/")[-1] for page in found if page.place] == articles


def test_flags_of_another_institution_are_not_there(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock, law: LawView
) -> None:
    with parts.database.writing() as session:
        top = people.create_unit(session, people.UnitKind.INSTITUTION, "옆 군", None, TODAY)
        new = NewManual(secrets.token_bytes(16), top, "옆 군의 업무")
        manual_id = tasks.create_manual(session, new, None, clock.now()).id
        citing.note_citations(session, manual_id, [CITES], clock.now())
        (flag,) = citing.list_flags(session, manual_id)
    browser, address = client_as(cast.administrator), f"/laws/changes/{manual_id}"
    browser.get(address, 404)
    form = {"flag": str(flag.id), "until": str(flag.id)}
    assert browser.post(f"{address}/confirmation", form, page="/me").status_code == 404
    assert "옆 군의 업무" not in browser.get("/laws/changes?all=yes").text


def test_a_short_name_makes_citations_links(
    client_as: ClientAs, cast: Cast, parts: Parts, law: LawView, manual_id: int, clock: HandClock
) -> None:
    with parts.database.writing() as session:
        citing.note_citations(session, manual_id, ["「여비규칙」 제8조의2"], clock.now())
        assert citing.list_flags(session, manual_id) == []
    browser, address = client_as(cast.administrator), f"/laws/{law.id}/short-names"
    page = f"/laws/{law.id}"
    assert browser.post(address, {"name": "여비규칙"}, page=page).status_code == 303
    assert "여비규칙" in browser.get(page).text
    with parts.database.reading() as session:
        assert [flag.place for flag in citing.list_flags(session, manual_id)] == ["제8조의2"]
    assert browser.post(address, {"name": "「"}, page=page).status_code == 422
    assert browser.post(address, {"remove": "여비규칙"}, page=page).status_code == 303
    assert "여비규칙" not in browser.get(page).text


def test_text_of_a_law_is_never_markup(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    evil = {**ARTICLES, "제12조 (<script>alert(1)</script>)": "<script>alert(2)</script> & 제9조 <b>"}
    with parts.database.writing() as session:
        citing.take_laws(session, [law_file("2026-01-01", "2026-01-01", evil)], None, clock.now())
        (law,) = laws.list_laws(session)
    browser = client_as(cast.traveller)
    page = browser.get(f"/laws/{law.id}/articles/12")
    assert "<script>alert(2)</script> & 제9조 <b>" in page.text
    assert not [node for node in page.all("script") if "src" not in node.attrs]
    browser.get(f"/laws/{law.id}")
