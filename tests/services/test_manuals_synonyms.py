"""Synonyms that editors keep, and the list of what was not found."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from services import people
from services.errors import Invalid, NotFound
from services.manuals.search import (
    Entry,
    Passage,
    Query,
    add_synonym,
    end_synonym,
    list_synonyms,
    list_unfound,
    mark_answered,
    note_unfound,
    put_manuals,
    search,
)
from services.manuals.search import unfound as unfound_room
from tests.factories import NOW

ONE_DAY = timedelta(days=1)


@pytest.fixture
def town(session: Session) -> int:
    return people.create_unit(session, people.UnitKind.INSTITUTION, "시", None, NOW.date() - ONE_DAY)


@pytest.fixture
def other_town(session: Session) -> int:
    return people.create_unit(session, people.UnitKind.INSTITUTION, "군", None, NOW.date() - ONE_DAY)


def put_leave(session: Session, town: int) -> None:
    passages = [Passage("overview", "연가는 스물한 날이다")]
    put_manuals(session, [Entry(1, town, town, "연가와 병가", ["연가"], passages, NOW.date())])


def found(session: Session, text: str, town: int) -> list[int]:
    return [hit.manual_id for hit in search(session, Query(text, town)).hits]


def test_a_pair_finds_what_the_word_does_not_say(session: Session, town: int, other_town: int) -> None:
    put_leave(session, town)
    assert found(session, "월차", town) == []
    pair = add_synonym(session, town, "월차", "연가", None, NOW)
    assert found(session, "월차", town) == [1]
    assert found(session, "월차를 쓰려면", town) == [1]
    assert end_synonym(session, town, pair.id, NOW + ONE_DAY).ends_on
    assert found(session, "월차", town) == []
    assert found(session, "월차", other_town) == []


def test_a_pair_of_several_words_is_found_as_typed(session: Session, town: int) -> None:
    put_leave(session, town)
    add_synonym(session, town, "쉬는 날", "연가", None, NOW)
    assert found(session, "쉬는 날", town) == [1]
    assert found(session, "쉬는날", town) == [1]


def test_a_pair_holds_once_and_comes_back(session: Session, town: int, other_town: int) -> None:
    first = add_synonym(session, town, "월차", "연가", None, NOW)
    assert add_synonym(session, town, "월 차", "연가", None, NOW + ONE_DAY) == first
    end_synonym(session, town, first.id, NOW)
    again = add_synonym(session, town, "월차", "연가", None, NOW)
    assert (again.id, again.ends_on) == (first.id, None)
    end_synonym(session, town, first.id, NOW)
    later = add_synonym(session, town, "월차", "연가", None, NOW + ONE_DAY)
    assert later.id != first.id
    assert len(list_synonyms(session, town)) == 2
    with pytest.raises(NotFound):
        end_synonym(session, other_town, later.id, NOW)


@pytest.mark.parametrize(("word", "meaning"), [("월", "연가"), ("월차", "월차"), ("월차", "가" * 21)])
def test_what_is_no_pair_is_refused(session: Session, town: int, word: str, meaning: str) -> None:
    with pytest.raises(Invalid):
        add_synonym(session, town, word, meaning, None, NOW)


def test_the_list_counts_and_names_nobody(session: Session, town: int) -> None:
    for text in (
        "두루미",
        " 두루미 ",
        "고라니",
        "900101-1234567",
        "010-1234-5678",
        "민원인 최라온",
        "a@b.kr",
        "가",
        "",
    ):
        note_unfound(session, town, text, NOW)
    assert [(view.query, view.times) for view in list_unfound(session, town)] == [
        ("두루미", 2),
        ("고라니", 1),
    ]
    mark_answered(session, town, "두루미", NOW)
    assert [view.query for view in list_unfound(session, town)] == ["고라니"]
    with pytest.raises(NotFound):
        mark_answered(session, town, "너구리", NOW)


def test_a_flood_pushes_out_what_was_asked_once(
    session: Session, town: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unfound_room, "MOST_KEPT", 3)
    for text in ("두루미", "두루미", "고라니", "너구리", "오소리", "수달이"):
        note_unfound(session, town, text, NOW)
    views = list_unfound(session, town)
    assert len(views) == 3
    assert views[0].query == "두루미"
    note_unfound(session, town, "담비류", NOW + timedelta(days=500))
    assert [view.query for view in list_unfound(session, town)] == ["담비류"]
