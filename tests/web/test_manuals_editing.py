"""Writing in a manual: quick fixes, drafts, two editors at once, what looks personal, what is too much."""

import pytest
from werkzeug.test import encode_multipart

from services.manuals import tasks, texts
from services.manuals.sections import Section
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from tests.web.manuals_world import NEW_STEPS, STEPS, WRITTEN, Shelf
from webapp.context import Parts


@pytest.fixture
def shelf(parts: Parts, cast: Cast, clock: HandClock) -> Shelf:
    return Shelf.of(parts, cast, clock)


def texts_of(shelf: Shelf) -> dict[Section, str]:
    with shelf.database.reading() as session:
        published = texts.load_published(session, shelf.manual_id)
    assert published
    return dict(published.texts)


def number_of(shelf: Shelf) -> int:
    with shelf.database.reading() as session:
        return tasks.load_manual(session, shelf.manual_id, shelf.now).number


def fix_form(browser: Browser, shelf: Shelf, section: str = "process") -> tuple[str, dict[str, str]]:
    path = f"/manuals/{shelf.manual_id}/sections/{section}/fix"
    form = browser.get(path).one("form", id="manual-form")
    return path, form.fields()


def test_an_owner_fixes_one_section_with_a_reason_and_twice_is_once(
    shelf: Shelf, client_as: ClientAs
) -> None:
    owner = client_as(shelf.owner)
    path, form = fix_form(owner, shelf)
    sent = form | {"process": NEW_STEPS, "reason": "law"}
    for _ in range(2):
        assert owner.post(path, sent).status_code == 303
    assert (number_of(shelf), texts_of(shelf)[Section.PROCESS]) == (2, NEW_STEPS.rstrip())
    assert texts_of(shelf)[Section.OVERVIEW] == WRITTEN[Section.OVERVIEW]
    assert "법령 개정" in owner.get(f"/manuals/{shelf.manual_id}/history").text


def test_a_page_from_the_browsers_memory_never_says_published_of_what_is_not(
    shelf: Shelf, client_as: ClientAs
) -> None:
    """It has the key of what it sent before: what was written since comes back to be sent."""
    owner = client_as(shelf.owner)
    path, form = fix_form(owner, shelf)
    assert owner.client.get(path).headers["Cache-Control"] == "no-store"
    assert owner.post(path, form | {"process": NEW_STEPS}).status_code == 303
    page = owner.submit(path, 409, form | {"process": STEPS.replace("5일", "9일")})
    again = page.one("form", id="manual-form").fields()
    assert "9일" in again["process"]
    assert again["key"] != form["key"]
    assert "7일" in texts_of(shelf)[Section.PROCESS]


def test_whoever_works_beside_her_puts_it_before_the_lead(shelf: Shelf, client_as: ClientAs) -> None:
    near = client_as(shelf.cast.traveller)
    path, form = fix_form(near, shelf)
    assert near.post(path, form | {"process": NEW_STEPS, "reason": "error"}).status_code == 303
    assert number_of(shelf) == 1
    page = near.get(f"/manuals/{shelf.manual_id}")
    assert "결재를 기다려요" in page.text
    with shelf.database.reading() as session:
        proposal = texts.list_proposals(session, shelf.manual_id)[0]
    root = f"/manuals/{shelf.manual_id}/proposals/{proposal.id.hex()}"
    assert "5일에서 7일로" in near.get(root).text
    assert near.post(f"{root}/withdrawal").status_code == 303
    assert "7일" in near.get(f"/manuals/{shelf.manual_id}/edit").one("textarea", id="process").text


def test_whoever_works_elsewhere_cannot_write(shelf: Shelf, client_as: ClientAs) -> None:
    stranger = client_as(shelf.cast.stranger)
    for path in ("edit", "sections/process/fix"):
        stranger.get(f"/manuals/{shelf.manual_id}/{path}", 403)
        posted = stranger.post(
            f"/manuals/{shelf.manual_id}/{path}", {"process": "x", "key": "0" * 32, "base": "1"}
        )
        assert posted.status_code == 403
    answer = stranger.api(
        "POST", f"manuals/{shelf.manual_id}/drafts/process", {"text": "x", "base": 1, "version": 0}
    )
    assert answer.status_code == 403
    stranger.get(f"/manuals/{shelf.manual_id}/sections/nothing/fix", 404)


def test_two_who_write_other_sections_go_together(shelf: Shelf, client_as: ClientAs) -> None:
    owner = client_as(shelf.owner)
    path, form = fix_form(owner, shelf)
    shelf.publish({Section.CONTACTS: "회계과"}, shelf.cast.lead)
    assert owner.post(path, form | {"process": NEW_STEPS}).status_code == 303
    assert (texts_of(shelf)[Section.CONTACTS], number_of(shelf)) == ("회계과", 3)


def test_two_who_write_the_same_section_see_both_and_nothing_is_lost(
    shelf: Shelf, client_as: ClientAs
) -> None:
    owner = client_as(shelf.owner)
    form = owner.get(f"/manuals/{shelf.manual_id}/edit").one("form", id="manual-form").fields()
    shelf.publish({Section.PROCESS: STEPS.replace("5일", "10일")}, shelf.cast.lead)
    sent = form | {"process": NEW_STEPS, "overview": "새 개요"}
    page = owner.submit(f"/manuals/{shelf.manual_id}/edit", 409, sent)
    conflict = page.one(data_testid="conflict")
    assert "10" in conflict.text
    assert "7" in conflict.text
    assert "업무 개요" in conflict.text
    again = conflict.one("form").fields()
    assert (again["base"], again["overview"]) == ("2", "새 개요")
    drafts = owner.get(f"/manuals/{shelf.manual_id}/edit")
    assert "제출 기한: 7일" in drafts.one("textarea", id="process").text
    chosen = again | {"process": STEPS.replace("5일", "8일")}
    assert owner.post(f"/manuals/{shelf.manual_id}/edit", chosen).status_code == 303
    assert "8일" in texts_of(shelf)[Section.PROCESS]
    assert texts_of(shelf)[Section.OVERVIEW] == "새 개요"


def test_a_draft_is_kept_by_itself_and_another_device_sees_both(shelf: Shelf, client_as: ClientAs) -> None:
    phone, desk = client_as(shelf.owner), client_as(shelf.owner)
    path = f"manuals/{shelf.manual_id}/drafts/process"
    first = phone.api("POST", path, {"text": "휴대전화에서", "base": 1, "version": 0})
    assert (first.status_code, first.get_json()["version"]) == (200, 1)
    again = phone.api("POST", path, {"text": "휴대전화에서", "base": 1, "version": 0})
    assert again.get_json()["version"] == 1
    other = desk.api("POST", path, {"text": "책상에서", "base": 1, "version": 0})
    assert (other.status_code, other.get_json()["code"]) == (409, "draft_changed")
    assert other.get_json()["current"]["text"] == "휴대전화에서"
    assert desk.get(f"/manuals/{shelf.manual_id}/edit").one("textarea", id="process").text == "휴대전화에서"
    assert "쓰던 글" in [heading.text for heading in desk.get("/manuals").all("h2")]
    desk.post(f"/manuals/{shelf.manual_id}/drafts/removal")
    assert "쓰던 글" not in [heading.text for heading in desk.get("/manuals").all("h2")]


@pytest.mark.parametrize(
    "body",
    [
        {"text": "x" * 200_001, "base": 1, "version": 0},
        {"text": "가" * 70_000, "base": 1, "version": 0},
        {"text": "x", "base": 9, "version": 0},
        {"text": "x", "base": -1, "version": 0},
        {"text": 5, "base": 1, "version": 0},
        {"base": 1, "version": 0},
    ],
)
def test_a_draft_that_cannot_be_one_is_refused(
    shelf: Shelf, client_as: ClientAs, body: dict[str, object]
) -> None:
    answer = client_as(shelf.owner).api("POST", f"manuals/{shelf.manual_id}/drafts/process", body)
    assert answer.status_code == 422


def test_a_preview_is_safe_and_nothing_of_it_is_kept(shelf: Shelf, client_as: ClientAs) -> None:
    owner = client_as(shelf.owner)
    hostile = "<script>alert(1)</script>\n\n![그림](https://elsewhere.example/a.png)\n\n[눌러요](javascript:alert(1))"
    page = owner.submit(f"/manuals/{shelf.manual_id}/preview", 200, {"base": "1", "tips": hostile})
    assert page.all("script") == []
    assert page.all("img") == []
    assert page.all("a") == []
    assert number_of(shelf) == 1
    long = owner.submit(
        f"/manuals/{shelf.manual_id}/edit", 422, {"do": "preview", "tips": "가" * 70_000, "base": "1"}
    )
    assert len(long.one("textarea", id="tips").text) == 70_000
    shown = owner.submit(
        f"/manuals/{shelf.manual_id}/edit", 200, {"do": "preview", "tips": "**굵게**", "base": "1"}
    )
    assert shown.one("strong").text == "굵게"


def test_what_looks_personal_or_typed_is_asked_about_and_what_is_forbidden_refused(
    shelf: Shelf, client_as: ClientAs
) -> None:
    owner = client_as(shelf.owner)
    path, form = fix_form(owner, shelf, "tips")
    said = "민원인 010-4821-9937, 수수료 20,000원, 발급 400원, 보관금 1.5억원, 3원칙"
    page = owner.submit(path, 422, form | {"tips": said})
    warnings = page.one(data_testid="warnings").text
    assert "휴대전화" in warnings
    assert all(amount in warnings for amount in ("20,000원", "400원", "1.5억원"))
    assert "3원" not in warnings
    checked = page.one("form", id="manual-form").fields() | {"is_checked": "yes"}
    assert owner.post(path, checked).status_code == 303
    path, form = fix_form(owner, shelf, "tips")
    resident = owner.submit(path, 422, form | {"tips": "주민번호 900101-1234567", "is_checked": "yes"})
    assert "둘 수 없어요" in resident.text
    assert number_of(shelf) == 2


def test_a_section_beyond_the_limit_comes_back_with_what_was_typed(shelf: Shelf, client_as: ClientAs) -> None:
    owner = client_as(shelf.owner)
    path, form = fix_form(owner, shelf, "tips")
    page = owner.submit(path, 422, form | {"tips": "가" * 70_000})
    assert "200킬로바이트" in page.text
    assert len(page.one("textarea", id="tips").text) == 70_000
    huge = form | {"tips": "가" * 5_000_000, "csrf_token": owner.token("/trips/new")}
    boundary, body = encode_multipart(huge)
    content_type = f"multipart/form-data; boundary={boundary}"
    answer = owner.client.post(path, data=body, content_type=content_type)
    assert answer.status_code == 413


def test_nothing_new_is_said_so(shelf: Shelf, client_as: ClientAs) -> None:
    owner = client_as(shelf.owner)
    form = owner.get(f"/manuals/{shelf.manual_id}/edit").one("form", id="manual-form").fields()
    page = owner.submit(
        f"/manuals/{shelf.manual_id}/edit",
        422,
        form
        | {
            "process": STEPS,
            "contacts": WRITTEN[Section.CONTACTS],
            "materials": WRITTEN[Section.MATERIALS],
            "tips": WRITTEN[Section.TIPS],
        },
    )
    assert "바뀐 내용이 없어요" in page.text
