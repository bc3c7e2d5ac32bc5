"""Pages of manuals: found, read, watched, compared, stamped; by whom, and by whom not."""

import pytest

from services import people
from services.clock import local_day
from services.manuals import search, tasks
from services.manuals.sections import Section
from services.manuals.tasks import NewManual
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import ClientAs
from tests.web.manuals_world import NEW_STEPS, Shelf
from webapp.context import Parts


@pytest.fixture
def shelf(parts: Parts, cast: Cast, clock: HandClock) -> Shelf:
    return Shelf.of(parts, cast, clock)


def test_a_manual_shows_its_six_sections_in_order_with_chart_and_task_boxes(
    shelf: Shelf, client_as: ClientAs
) -> None:
    page = client_as(shelf.cast.stranger).get(f"/manuals/{shelf.manual_id}")
    parts = page.all("section", data_testid="section")
    assert [part.attrs["id"] for part in parts] == [section.value for section in Section]
    assert len(page.all("svg", class_="flow-picture")) == 1
    assert "증빙 확인" in page.one("figure", class_="flow").text
    assert len(page.all("span", class_="task-box")) == 1
    assert page.one(data_testid="unknown-laws").text.endswith("볼 수 없는 법령: 공무원 여비 규정")
    assert "일비 (금액 확인 필요)" in page.one("mark", class_="amount-missing").text
    assert "확인 전" in page.one(data_testid="verified").text
    assert page.all("a", href=f"/manuals/{shelf.manual_id}/edit") == []


@pytest.mark.parametrize("who", ["stranger", "traveller", "auditor"])
def test_whoever_does_not_work_near_a_manual_reads_and_cannot_write(
    shelf: Shelf, client_as: ClientAs, who: str
) -> None:
    """The stamp, the frame and the owner are for whoever looks after it."""
    root = f"/manuals/{shelf.manual_id}"
    browser = client_as(getattr(shelf.cast, who))
    browser.get(root)
    browser.get(f"{root}/settings", 403)
    for address in ("confirmation", "closing", "owner", "sharing", "settings"):
        assert browser.post(f"{root}/{address}", {"number": "1"}).status_code == 403, address


def test_nobody_without_a_session_reads(shelf: Shelf, client_as: ClientAs) -> None:
    stranger = client_as(None)
    for path in ("", "/edit", "/history", "/changes/1", "/revisions/1"):
        assert stranger.client.get(f"/manuals/{shelf.manual_id}{path}").status_code == 302
    assert stranger.api("GET", "manuals/search?q=여비").status_code == 401


def test_a_manual_of_another_institution_is_not_there(shelf: Shelf, client_as: ClientAs) -> None:
    with shelf.database.writing() as session:
        today = local_day(shelf.now)
        top = people.create_unit(session, people.UnitKind.INSTITUTION, "옆 군", None, today)
        new = NewManual(b"other-institutio", top, "옆 군의 업무")
        elsewhere = tasks.create_manual(session, new, None, shelf.now)
    browser = client_as(shelf.cast.administrator)
    for path in ("", "/edit", "/history", "/settings"):
        browser.get(f"/manuals/{elsewhere.id}{path}", 404)
    for mark in ("watch", "favourite"):
        assert browser.post(f"/manuals/{elsewhere.id}/{mark}", {"on": "yes"}).status_code == 404
    for show in ("kept", "watched", f"all&unit={top}", f"unit&unit={top}"):
        assert "옆 군의 업무" not in browser.get(f"/manuals?show={show}").one("main").text, show
    shared = browser.post(f"/manuals/{shelf.manual_id}/sharing", {"unit": str(top)})
    assert shared.status_code == 422


def test_the_stamp_says_who_and_when_and_asks_again_in_time(shelf: Shelf, client_as: ClientAs) -> None:
    root = f"/manuals/{shelf.manual_id}"
    owner = client_as(shelf.owner)
    stamped = owner.post(f"{root}/confirmation", {"number": "1"})
    assert stamped.status_code == 303
    assert "확인함" in owner.get(root).one(data_testid="verified").text
    shelf.clock.advance(days=400)
    page = client_as(shelf.owner).get(root)
    assert "확인 지남" in page.one(data_testid="verified").text


def test_a_stamp_on_a_text_that_changed_meanwhile_is_none(shelf: Shelf, client_as: ClientAs) -> None:
    owner = client_as(shelf.owner)
    shelf.publish({Section.PROCESS: NEW_STEPS})
    owner.post(f"/manuals/{shelf.manual_id}/confirmation", {"number": "1"})
    page = owner.get(f"/manuals/{shelf.manual_id}")
    assert "확인 전" in page.one(data_testid="verified").text
    assert "읽어 보고 다시 확인" in page.text


def test_a_watcher_is_told_in_peoples_words_and_the_badge_goes_once_she_looked(
    shelf: Shelf, client_as: ClientAs
) -> None:
    watcher = client_as(shelf.cast.traveller)
    watcher.post(f"/manuals/{shelf.manual_id}/watch", {"on": "yes"})
    shelf.publish({Section.PROCESS: NEW_STEPS})
    assert watcher.get("/manuals").one("span", data_testid="badge").text == "바뀜"
    page = watcher.get(f"/manuals/{shelf.manual_id}")
    assert "5일에서 7일로" in page.one(data_testid="changed").text
    assert watcher.get("/manuals").all("span", data_testid="badge") == []
    difference = watcher.get(f"/manuals/{shelf.manual_id}/changes/2").one(data_testid="difference")
    assert "5일에서 7일로" in difference.one("ul", data_testid="said").text
    assert [node.text for node in difference.all("del")] == ["5"]
    assert [node.text for node in difference.all("ins")] == ["7"]


def test_a_copy_that_a_phone_keeps_fresh_is_not_read(shelf: Shelf, client_as: ClientAs) -> None:
    shelf.watch(shelf.cast.traveller)
    shelf.publish({Section.PROCESS: NEW_STEPS})
    watcher = client_as(shelf.cast.traveller)
    fetched = {"Accept": "text/html", "Sec-Fetch-Dest": "empty"}
    assert watcher.client.get(f"/manuals/{shelf.manual_id}", headers=fetched).status_code == 200
    assert len(watcher.get("/manuals").all("span", data_testid="badge")) == 1


def test_history_tells_who_and_why_and_an_earlier_text_comes_back(shelf: Shelf, client_as: ClientAs) -> None:
    shelf.publish({Section.PROCESS: NEW_STEPS})
    owner = client_as(shelf.owner)
    history = owner.get(f"/manuals/{shelf.manual_id}/history").one(data_testid="history")
    assert "지침" in history.text
    assert "새 지침에 맞춤" in history.text
    earlier = owner.get(f"/manuals/{shelf.manual_id}/revisions/1")
    assert "제출 기한: 5일" in earlier.text
    key = earlier.one("input", name="key").attrs["value"]
    for _ in range(2):
        owner.post(f"/manuals/{shelf.manual_id}/revisions/1/restoration", {"key": key})
    page = owner.get(f"/manuals/{shelf.manual_id}")
    assert page.one(data_testid="manual").attrs["data-number"] == "3"
    assert "제출 기한: 5일" in page.text
    owner.get(f"/manuals/{shelf.manual_id}/revisions/9", 404)
    owner.get(f"/manuals/{shelf.manual_id}/changes/2?from=2", 404)


@pytest.mark.parametrize("typed", ["여비", "ㅇㅂ", "duql", "출장여비정산"])
def test_a_search_shows_the_passage_and_where_it_leads(shelf: Shelf, client_as: ClientAs, typed: str) -> None:
    browser = client_as(shelf.cast.traveller)
    page = browser.get("/manuals", query_string={"q": typed})
    assert page.all("a", data_testid="hit")[0].attrs["href"].startswith(f"/manuals/{shelf.manual_id}")
    answer = browser.api("GET", "manuals/search", query_string={"q": typed}).get_json()
    assert answer["hits"][0]["id"] == shelf.manual_id
    assert answer["total"] == 1


@pytest.mark.parametrize(
    "typed", ["가" * 10_000, "'; DROP TABLE manuals; --", '"(*)"', "🙂🙂", "ㅓㅏㅣ여ㅂ", "\udcff"]
)
def test_a_search_takes_any_text(shelf: Shelf, client_as: ClientAs, typed: str) -> None:
    browser = client_as(shelf.cast.traveller)
    browser.get("/manuals", query_string={"q": typed.encode(errors="surrogatepass")})


def test_while_one_types_nothing_of_another_institution_shows(shelf: Shelf, client_as: ClientAs) -> None:
    with shelf.database.writing() as session:
        passages = [search.Passage("tips", "두루미를 센다")]
        put = search.Entry(9_000, 999, 999, "두루미 관찰", ["두루미"], passages, local_day(shelf.now))
        search.put_manual(session, put)
    browser = client_as(shelf.cast.traveller)
    for typed in ("두루", "ㄷㄹㅁ", "enfnal"):
        answer = browser.api("GET", "manuals/search", query_string={"q": typed}).get_json()
        assert answer == {"total": 0, "corrected": None, "words": [], "hits": []}, typed


def test_what_nobody_finds_is_noted_without_a_person(shelf: Shelf, client_as: ClientAs) -> None:
    page = client_as(shelf.cast.traveller).get("/manuals", query_string={"q": "반려식물등록"})
    assert page.all("a", data_testid="hit") == []
    with shelf.database.reading() as session:
        manual = tasks.load_manual(session, shelf.manual_id, shelf.now)
        assert [one.query for one in search.list_unfound(session, manual.institution_id)] == ["반려식물등록"]


def test_the_lists_hold_what_is_mine_kept_and_changed(shelf: Shelf, client_as: ClientAs) -> None:
    root = f"/manuals/{shelf.manual_id}"
    owner, reader = client_as(shelf.owner), client_as(shelf.cast.traveller)
    reader.post(f"{root}/favourite", {"on": "yes"})
    for browser, show in (
        (owner, "mine"),
        (reader, "kept"),
        (owner, "unit"),
        (reader, "month"),
        (reader, "all"),
    ):
        assert browser.get(f"/manuals?show={show}").all("a", href=root), show
    for show in ("mine", "watched", "changed"):
        assert reader.get(f"/manuals?show={show}").all("a", href=root) == [], show


def test_administrators_find_what_has_nobody_and_give_many_at_once(shelf: Shelf, client_as: ClientAs) -> None:
    with shelf.database.writing() as session:
        unit_id = tasks.load_manual(session, shelf.manual_id, shelf.now).unit_id
        lost = tasks.create_manual(
            session, NewManual(b"without-an-owner", unit_id, "임자 없는 일"), None, shelf.now
        )
    editor = client_as(shelf.cast.administrator)
    assert "임자 없는 일" in editor.get("/admin/manuals").text
    page = editor.get("/admin/manuals", query_string={"owner": shelf.cast.traveller.number})
    assert page.all("button", name="owner_id")
    given = {"manual": str(lost.id), "owner_id": str(shelf.cast.traveller.staff_id), "state": "unowned"}
    editor.post("/admin/manuals/owner", given)
    assert "임자 없는 일" in client_as(shelf.cast.traveller).get("/manuals?show=mine").text
    client_as(shelf.cast.lead).get("/admin/manuals", 403)


def test_home_and_the_front_page_lead_to_what_fits_and_what_changed(
    shelf: Shelf, client_as: ClientAs
) -> None:
    shelf.watch(shelf.cast.traveller)
    shelf.publish({Section.PROCESS: NEW_STEPS})
    browser = client_as(shelf.cast.traveller)
    home = browser.get("/").one(data_testid="home-manuals")
    assert home.one("a", href="/manuals?show=changed").text == "바뀐 것 1건"
    (suggested,) = home.all("a", data_testid="suggestion")
    assert suggested.attrs["href"] == f"/manuals/{shelf.manual_id}"
    bar = browser.get("/trips").one("nav", aria_label="주 메뉴")
    assert [link.text for link in bar.all("a")][:5] == ["홈", "출장", "식당", "재택", "매뉴얼"]
    came_from_trips = {"Accept": "text/html", "Referer": "http://localhost/trips"}
    assert "출장여비 정산" in browser.client.get("/manuals", headers=came_from_trips).text
