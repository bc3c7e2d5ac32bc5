"""Editors see what was not found, and pair words that mean the same."""

import pytest

from services import people
from services.clock import local_day
from services.manuals import search
from services.people import Role
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts
from webapp.pages.manuals.institution import find_workplace

PAGE = "/manuals/search-words"
ADD = f"{PAGE}/synonyms"


@pytest.fixture
def editor(client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock) -> Browser:
    now = clock.now()
    with parts.database.writing() as session:
        people.grant_role(
            session,
            cast.colleague.staff_id,
            Role.MANUAL_EDITOR,
            local_day(now),
            by_id=cast.administrator.staff_id,
            now=now,
        )
    return client_as(cast.colleague)


def institution_of(parts: Parts, member: Member, clock: HandClock) -> int:
    with parts.database.reading() as session:
        person = people.find_person(session, member.staff_id, local_day(clock.now()))
        assert person
        return find_workplace(session, person.unit_id, clock.now()).institution_id


def test_only_editors_and_administrators_open_it(client_as: ClientAs, cast: Cast) -> None:
    client_as(cast.administrator).get(PAGE)
    client_as(cast.traveller).get(PAGE, 403)
    client_as(cast.auditor).get(PAGE, 403)
    assert client_as(None).client.get(PAGE).status_code in (302, 303, 401)
    assert client_as(cast.traveller).post(ADD, {"word": "월차", "meaning": "연가"}).status_code == 403


def test_a_pair_is_entered_and_ended(editor: Browser) -> None:
    assert editor.post(ADD, {"word": " 월 차 ", "meaning": "연가"}, page=PAGE).status_code == 303
    assert editor.post(ADD, {"word": "월차", "meaning": "연가"}, page=PAGE).status_code == 303
    page = editor.get(PAGE)
    (form,) = [node for node in page.all("form") if node.attrs["action"].endswith("/ending")]
    assert page.text.count("월차 → 연가") == 1
    assert editor.post(form.attrs["action"], page=PAGE).status_code == 303
    page = editor.get(PAGE)
    assert "그만 쓴 짝" in page.text
    assert not [node for node in page.all("form") if node.attrs["action"].endswith("/ending")]


@pytest.mark.parametrize(
    ("word", "meaning"), [("", "연가"), ("월", "연가"), ("월차", "월 차"), ("가" * 21, "연가"), ("월차", "")]
)
def test_what_is_no_pair_comes_back_with_a_reason(editor: Browser, word: str, meaning: str) -> None:
    page = editor.submit(ADD, 422, {"word": word, "meaning": meaning}, page=PAGE)
    assert page.one("input", name="word").attrs.get("value", "") == word
    assert [node for node in page.walk() if node.attrs.get("aria-invalid") == "true"]


def test_what_was_not_found_is_listed_until_it_is_seen_to(
    editor: Browser, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    town = institution_of(parts, cast.colleague, clock)
    with parts.database.writing() as session:
        for text in ("두루미 관찰", "두루미 관찰", "900101-1234567", "<b>표시</b>"):
            search.note_unfound(session, town, text, clock.now())
    page = editor.get(PAGE)
    assert "두루미 관찰" in page.text
    assert "2번" in page.text
    assert "900101" not in page.text
    assert "<b>표시</b>" in page.text
    sent = {"query": "두루미 관찰"}
    assert editor.post(f"{PAGE}/unfound/answer", sent, page=PAGE).status_code == 303
    assert "두루미 관찰" not in editor.get(PAGE).one("main").text
    with parts.database.writing() as session:
        search.note_unfound(session, town, "두루미 관찰", clock.now())
    assert "3번" in editor.get(PAGE).text
    assert editor.get(f"{PAGE}?word=두루미").one("input", name="word").attrs["value"] == "두루미"
